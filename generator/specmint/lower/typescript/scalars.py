"""Values without parts: their types and codecs in TypeScript."""

from dataclasses import dataclass

from specmint.model import (
    Counted,
    Decimal,
    Duration,
    Enum,
    Integer,
    Layout,
    Lookup,
    Timestamp,
    Value,
    Wire,
    Words,
)
from specmint.targets.typescript import table_name
from specmint.text.typescript import ts_key, ts_literal

_BOOLEANS: dict[Wire, str] = {
    "json": "BOOLEAN",
    "zero-one": "ZERO_ONE",
    "hex": 'truth(["0x1"], ["0x0"])',
    "yes-no": 'truth(["Y"], ["N"])',
}
_SAFE = 1 << 53


@dataclass(frozen=True, slots=True)
class Shape:
    """A type and an expression that gives a codec, both as code."""

    annotation: str
    codec: str


def is_number(kind: Integer) -> bool:
    """Whether JavaScript's own numbers will do: what counts no amount, and stays small.

    What travels as a number of JSON and has no scale is counted by all its services in
    numbers; one that is too large all the same is refused and never rounded.
    """
    if kind.scale is not None:
        return False
    if kind.maximum is not None:
        return kind.maximum < _SAFE
    return kind.wire == "number"


def integer_shape(kind: Integer, unit: str, prefix: str) -> Shape:
    form = [] if kind.wire == "number" else [str(ts_literal(kind.wire))]
    if is_number(kind):
        own = _own(unit, "number")
        call = f"whole{own}({', '.join(form)})"
        return Shape(unit or "number", call if own or form else "NUMBER")
    scale = _scale(kind.scale, prefix)
    form = form or (['"number"'] if scale else [])
    call = f"integer{_own(unit, 'bigint')}({', '.join([*form, *scale])})"
    return Shape(unit or "bigint", call)


def _own(unit: str, base: str) -> str:
    return f"<{unit}>" if unit and unit != base else ""


def _scale(scale: int | Lookup | None, prefix: str) -> list[str]:
    if isinstance(scale, Lookup):
        return [f"{prefix}{table_name(scale.table)}"]
    return [] if scale is None else [str(scale)]


def decimal_shape(kind: Decimal, unit: str, prefix: str) -> Shape:
    form = [] if kind.wire == "number" else [str(ts_literal(kind.wire))]
    scale = _scale(kind.scale, prefix)
    form = form or (['"number"'] if scale else [])
    if not unit and not form:
        return Shape("Decimal", "DECIMAL")
    call = f"fraction{_own(unit, 'Decimal')}({', '.join([*form, *scale])})"
    return Shape(unit or "Decimal", call)


def time_shape(kind: Timestamp | Duration, unit: str) -> Shape:
    own = _own(unit, "number")
    match kind.wire:
        case Counted(unit=counted, form=form):
            args = [str(ts_literal(counted))]
            args += [] if form == "number" else [str(ts_literal(form))]
            codec = f"counted{own}({', '.join(args)})"
        case Layout(layout=layout, unit=counted):
            codec = f"dated{own}({ts_literal(layout)}, {ts_literal(counted)})"
        case _:
            raise AssertionError(f"a time does not travel as {kind.wire}")
    return Shape(unit or "number", codec)


def boolean_codec(wire: Wire) -> str:
    if isinstance(wire, Words):
        true, false = ts_literal(wire.truthy), ts_literal(wire.falsy)
        return f"truth({true}, {false})"
    return _BOOLEANS[wire]


def enum_shape(kind: Enum, name: str) -> Shape:
    """Give the shape of an enum; one of numbers has its names beside its codec."""
    if kind.of == "integer":
        return Shape(name, _numbered(kind))
    listed = [str(ts_literal(value.text)) for value in kind.values]
    if kind.open:
        return Shape(" | ".join([*listed, "OtherWord"]), "openWords()")
    return Shape(" | ".join(listed), f"words({', '.join(listed)})")


def number_name(value: Value) -> str:
    return value.name or f"N{value.text.partition('..')[0]}"


def is_open(kind: Enum) -> bool:
    return kind.open or any(".." in value.text for value in kind.values)


def numbers_of(kind: Enum) -> str:
    """List the numbers of an enum as a type."""
    listed = [value.text.partition("..")[0] for value in kind.values]
    return " | ".join([*listed, *(["OtherNumber"] if is_open(kind) else [])])


def _numbered(kind: Enum) -> str:
    rows = [
        f"{ts_key(number_name(value))}: {value.text.partition('..')[0]}"
        for value in kind.values
    ]
    form = "number" if kind.wire in {"json", "number"} else kind.wire
    args = [str(ts_literal(form)), f"{{ {', '.join(rows)} }}"]
    return f"{'openNumbered' if is_open(kind) else 'numbered'}({', '.join(args)})"
