"""Types and what they say, in a few words for a sentence."""

from decimal import Decimal as Exact
from typing import Any, assert_never

from specmint.model import (
    Anything,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Default,
    Duration,
    Enum,
    Integer,
    Json,
    Layout,
    List,
    Lookup,
    Map,
    Nothing,
    Record,
    Ref,
    Sibling,
    String,
    Texts,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Wire,
)
from specmint.wire import write_json

_MOST = 60
_BOOLEANS = {
    "json": "true or false",
    "zero-one": "1 or 0",
    "hex": "0x1 or 0x0",
    "yes-no": "yes or no",
}


def show(kind: Use | Ref | Type | Choice) -> str:
    """Name a type in a few words."""
    match kind:
        case Use():
            named = show(kind.type)
            if kind.wire is not None:
                named += f" as {show_wire(kind.wire)}"
            return f"{named} or null" if kind.nullable else named
        case Ref():
            return kind.name
        case Choice():
            return f"a shape by `{kind.by}`"
        case Integer() | Decimal() | Boolean() | Bytes() | Timestamp() | Duration():
            named = type(kind).__name__.lower()
            is_natural = kind.wire in ("number", "json")
            return named if is_natural else f"{named} as {show_form(kind)}"
        case String():
            return "string"
        case Enum():
            return "an enum"
        case List():
            return f"a list of {show(kind.items)}"
        case Map():
            return f"a map to {show(kind.items)}"
        case Tuple():
            return f"a tuple of {len(kind.items)}"
        case Record():
            return "a record"
        case Union():
            return "a union"
        case Nothing():
            return "none"
        case Anything():
            return "any"
    assert_never(kind)


def show_form(kind: Any) -> str:
    """Name the form in which values of a type travel, those of booleans as they are."""
    if isinstance(kind, Boolean) and isinstance(kind.wire, str):
        return _BOOLEANS[kind.wire]
    return show_wire(kind.wire)


def show_wire(wire: Wire) -> str:
    match wire:
        case Counted():
            return f"{wire.unit} in {wire.form}"
        case Layout():
            return wire.layout
        case str():
            return wire
    return f"{'/'.join(wire.truthy)} or {'/'.join(wire.falsy)}"


def show_unit(unit: str | Sibling) -> str:
    return f"what `{unit.by}` names" if isinstance(unit, Sibling) else unit or "none"


def show_scale(scale: int | Lookup | None) -> str:
    if isinstance(scale, Lookup):
        return f"the table {scale.table} by `{scale.by}`"
    return "none" if scale is None else str(scale)


def show_range(low: object, high: object) -> str:
    """Show bounds as people say them: `0 to 10`, `at least 0`, `at most 10`."""
    if low is None and high is None:
        return "any"
    if high is None:
        return f"at least {_end(low)}"
    if low is None:
        return f"at most {_end(high)}"
    return _end(low) if low == high else f"{_end(low)} to {_end(high)}"


def _end(value: object) -> str:
    return f"{value:f}" if isinstance(value, Exact) else str(value)


def show_json(value: Json) -> str:
    text = write_json(value)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def show_default(default: Default | None) -> str:
    return "none" if default is None else show_json(default.value)


def show_condition(only_when: tuple[tuple[str, Texts], ...]) -> str:
    if not only_when:
        return "without a condition"
    told = (f"`{by}` is {' or '.join(texts)}" for by, texts in only_when)
    return f"when {' and '.join(told)}"
