"""Values without parts: their forms in JSON and in texts, and their bounds."""

from contextlib import suppress
from decimal import Decimal as Exact
from typing import assert_never

from specmint.model import (
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Integer,
    Json,
    Layout,
    Lookup,
    Nothing,
    String,
    Timestamp,
    Type,
    Use,
    Wire,
    Wires,
    Words,
)
from specmint.wire.around import (
    ABSENT,
    Meaning,
    Unfit,
    Work,
    default_of,
    look,
    shown,
    wire_text,
)
from specmint.wire.numbers import (
    check_range,
    check_scale,
    read_decimal,
    read_integer,
    write_decimal,
    write_integer,
)
from specmint.wire.texts import (
    check_bytes,
    check_enum,
    check_string,
    read_boolean,
    read_bytes,
    read_enum,
    read_string,
    write_boolean,
    write_bytes,
    write_enum,
)
from specmint.wire.times import read_time, write_time

Scalar = (
    String | Integer | Decimal | Boolean | Bytes | Timestamp | Duration | Enum | Nothing
)
OTHER_WORDS = "words beside the first"
_IN_TEXT: dict[Wire, Wire] = {
    "number": "text",
    "json": Words(("true",), ("false",)),
    "zero-one": Words(("1",), ("0",)),
}
_PYTHON: dict[type[Scalar], type] = {
    String: str,
    Integer: int,
    Boolean: bool,
    Bytes: bytes,
    Timestamp: int,
    Duration: int,
    Nothing: type(None),
}


def read_scalar(work: Work, kind: Scalar, use: Use, value: Json) -> Meaning:
    meaning = _read_forms(work, kind, use, value)
    _check(work, kind, use, meaning)
    if work.seen is not None:
        _note(work.seen, kind, use, value)
    return meaning


def _read_forms(work: Work, kind: Scalar, use: Use, value: Json) -> Meaning:
    """Read the form that travels; of a request also those that are accepted."""
    try:
        return _read(kind, form_of(kind, use, in_text=work.in_text), value)
    except Unfit:
        for form in accepted_forms(kind, use) if work.is_request else ():
            with suppress(Unfit):
                return _read(kind, in_place(kind, form, in_text=work.in_text), value)
        raise


def accepted_forms(kind: Type | Choice, use: Use) -> Wires:
    return use.accepts or getattr(kind, "accepts", ())


def write_scalar(work: Work, kind: Scalar, use: Use, meaning: Meaning) -> Json:
    form = form_of(kind, use, in_text=work.in_text)
    known = (
        Exact(meaning) if isinstance(kind, Decimal) and _is_int(meaning) else meaning
    )
    if type(known) is not _python(kind):
        raise Unfit(f"{shown(meaning)} is not what {_named(kind)} means")
    _check(work, kind, use, known)
    return _write(kind, form, known)


def _python(kind: Scalar) -> type:
    if isinstance(kind, Enum):
        return int if kind.of == "integer" else str
    return Exact if isinstance(kind, Decimal) else _PYTHON[type(kind)]


def _is_int(meaning: Meaning) -> bool:
    return type(meaning) is int


def own_form(kind: Scalar, use: Use) -> Wire:
    """The wire form in JSON: that of the use, else that of the type."""
    if use.wire is not None:
        return use.wire
    return "json" if isinstance(kind, String | Nothing) else kind.wire


def form_of(kind: Scalar, use: Use, *, in_text: bool) -> Wire:
    """The wire form at hand; in paths, queries and forms everything is text."""
    return in_place(kind, own_form(kind, use), in_text=in_text)


def in_place(kind: Scalar, form: Wire, *, in_text: bool) -> Wire:
    if not in_text or isinstance(kind, String | Nothing):
        return form
    if isinstance(form, Counted):
        return Counted(form.unit, "text") if form.form == "number" else form
    return _IN_TEXT.get(form, form)


def _read(kind: Scalar, form: Wire, value: Json) -> Meaning:
    meaning: Meaning = None
    match kind:
        case String():
            meaning = read_string(value)
        case Integer():
            meaning = read_integer(form, value)
        case Decimal():
            meaning = read_decimal(form, value)
        case Boolean():
            meaning = read_boolean(form, value)
        case Enum():
            meaning = read_enum(kind, form, value)
        case Bytes():
            meaning = read_bytes(form, value)
        case Timestamp() | Duration():
            meaning = read_time(form, value)
        case Nothing():
            if value is not None:
                raise Unfit(f"{shown(value)} stands where only null may")
        case _:
            assert_never(kind)
    return meaning


def _write(kind: Scalar, form: Wire, meaning: Meaning) -> Json:
    value: Json = meaning
    match kind:
        case Integer():
            value = write_integer(form, meaning)
        case Decimal():
            value = write_decimal(form, meaning)
        case Boolean():
            value = write_boolean(form, meaning)
        case Enum():
            value = write_enum(form, meaning)
        case Bytes():
            value = write_bytes(form, meaning)
        case Timestamp() | Duration():
            value = write_time(form, meaning)
        case String() | Nothing():
            pass
        case _:
            assert_never(kind)
    return value


def _check(work: Work, kind: Scalar, use: Use, meaning: Meaning) -> None:
    """Refuse what is outside the bounds of the use, else of the type."""
    match kind:
        case String():
            check_string(work, kind, meaning)
        case Integer() | Decimal() | Duration():
            low = kind.minimum if use.minimum is None else use.minimum
            high = kind.maximum if use.maximum is None else use.maximum
            check_range(meaning, low, high)
            if isinstance(kind, Decimal):
                _check_scale(work, kind, use, meaning)
        case Enum():
            check_enum(kind, meaning)
        case Bytes():
            check_bytes(kind, meaning)
        case Boolean() | Timestamp() | Nothing():
            return
        case _:
            assert_never(kind)


def _check_scale(work: Work, kind: Decimal, use: Use, meaning: Exact) -> None:
    scale = kind.scale if use.scale is None else use.scale
    if isinstance(scale, Lookup):
        scale = _row(work, scale)
    if scale is not None:
        check_scale(meaning, scale)


def _row(work: Work, scale: Lookup) -> int | None:
    table = work.api.tables[scale.table]
    value = look(work, scale.by)
    if value is ABSENT:
        value = default_of(work, scale.by)
    text = None if value is ABSENT else wire_text(value)
    return table.get(text or "", table.get("otherwise"))


# -- the names of forms ----------------------------------------------------------


def form_name(kind: Type | Choice, use: Use) -> str:
    """Name a kind and its form in JSON; nothing for a form that is its own meaning."""
    form = getattr(kind, "wire", None) if use.wire is None else use.wire
    match form:
        case None | "json" | "repeated":
            return ""
        case "number":
            return "decimal as number" if isinstance(kind, Decimal) else ""
        case Counted():
            told = f"in {form.unit} as {form.form}"
            return "" if form.form == "number" else f"{_named(kind)} {told}"
        case Layout():
            return f"{_named(kind)} as {form.layout}"
        case Words():
            return f"{_named(kind)} as words"
    return f"{_named(kind)} as {form}"


def _named(kind: Type | Choice) -> str:
    return type(kind).__name__.lower()


def _note(seen: set[str], kind: Scalar, use: Use, value: Json) -> None:
    seen.add(form_name(kind, use))
    form = own_form(kind, use)
    if isinstance(form, Words) and value not in {form.truthy[0], form.falsy[0]}:
        seen.add(OTHER_WORDS)
