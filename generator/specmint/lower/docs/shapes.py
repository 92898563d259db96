"""Types and the places where they are used, in words and in tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from specmint.layout import json_line
from specmint.lower.docs.facts import brief
from specmint.lower.docs.links import Links
from specmint.model import (
    Anything,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    Layout,
    List,
    Lookup,
    Map,
    Nothing,
    Record,
    Ref,
    Sibling,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Wire,
    Words,
)
from specmint.text import Cell, Inline, as_cell, code, inline, joined

_FORMS = {
    "number": "a JSON number",
    "text": "text",
    "hex": "hex text",
    "0x-hex": "hex text after `0x`",
    "base64": "base64 text",
    "zero-one": "1 or 0",
    "yes-no": "`Y` or `N`",
    "comma": "text with commas",
    "repeated": "one member for each item",
    "json": "JSON",
}
_UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds"}
_USUAL = {"number", "json"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: Cell
    type: Cell
    presence: Cell
    meaning: Cell


def field_rows(fields: Iterable[Field], links: Links) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(
            name=as_cell(_name(field)),
            type=as_cell(use_words(field.use, links)),
            presence=as_cell(presence(field)),
            meaning=as_cell(brief(field.facts)),
        )
        for field in fields
    )


def _name(field: Field) -> Inline:
    others = [Inline(f"or {code(name)}") for name in field.also]
    return joined(" ", [code(field.name), *others])


def presence(field: Field) -> Inline:
    """Say whether a member must be there, and what holds when it is not."""
    parts = []
    if field.only_when:
        parts.append(Inline(f"only when {_conditions(field)}"))
    elif field.default is not None:
        parts.append(Inline(f"default {code(json_line(field.default.value))}"))
    elif field.may_be_missing:
        parts.append(Inline("optional"))
    else:
        parts.append(Inline("required"))
    if field.use.nullable:
        parts.append(Inline("may be null"))
    return joined(", ", parts)


def _conditions(field: Field) -> Inline:
    return joined(
        " and ",
        (
            Inline(f"{code(name)} is {joined(' or ', map(code, texts))}")
            for name, texts in field.only_when
        ),
    )


def use_words(use: Use | None, links: Links) -> Inline:
    """Say what a use holds: a link to its type, or words for one without a name."""
    if use is None:
        return Inline("nothing")
    if isinstance(use.type, Ref):
        said = links.type(use.type.name)
    elif isinstance(use.type, Choice):
        said = _choice_words(use.type, links)
    else:
        said = type_words(use.type, links)
    extras = [
        *_wire_words(use.wire),
        *_unit_words(use.unit),
        *_scale_words(use.scale),
        *_range_words(use.minimum, use.maximum),
    ]
    return joined(", ", [said, *extras])


def _choice_words(choice: Choice, links: Links) -> Inline:
    cases = [
        Inline(f"{code(text)}: {use_words(use, links)}") for text, use in choice.cases
    ]
    if choice.otherwise is not None:
        cases.append(Inline(f"otherwise: {use_words(choice.otherwise, links)}"))
    if choice.missing is not None:
        cases.append(Inline(f"when it is missing: {use_words(choice.missing, links)}"))
    return Inline(f"by {code(choice.by)}: {joined('; ', cases)}")


def type_words(kind: Type, links: Links) -> Inline:
    """Say in words what a type is."""
    match kind:
        case Integer() | Decimal():
            return _number_words(kind)
        case Boolean():
            return joined(", ", [Inline("boolean"), *_wire_words(kind.wire)])
        case String():
            return joined(", ", [Inline("string"), *_string_words(kind)])
        case Bytes():
            return joined(", ", [Inline("bytes"), *_bytes_words(kind)])
        case Timestamp():
            return Inline(f"timestamp{_time_words(kind.wire, ' since 1970')}")
        case Duration():
            return Inline(f"duration{_time_words(kind.wire)}")
        case Nothing():
            return Inline("null")
        case Anything():
            return Inline(f"anything ({inline(kind.why)})")
        case List():
            form = [] if kind.wire in _USUAL else _wire_words(kind.wire)
            items = Inline(f"list of {use_words(kind.items, links)}")
            return joined(", ", [items, *form])
        case Map():
            return Inline(f"map of {use_words(kind.items, links)}")
        case Tuple():
            return _tuple_words(kind, links)
        case Enum():
            return Inline("open enum" if kind.open else "enum")
        case Record():
            return Inline("record")
        case Union():
            return Inline("union")
        case _:
            assert_never(kind)


def _number_words(kind: Integer | Decimal) -> Inline:
    name = "integer" if isinstance(kind, Integer) else "decimal"
    extras = [
        *_wire_words(kind.wire),
        *_unit_words(kind.unit),
        *_scale_words(kind.scale),
        *_range_words(kind.minimum, kind.maximum),
    ]
    return joined(", ", [Inline(name), *extras])


def _string_words(kind: String) -> Iterable[Inline]:
    if kind.pattern:
        yield Inline(f"matches {code(kind.pattern)}")
    yield from _length_words(kind.min_length, kind.max_length, "characters")
    yield from _unit_words(kind.unit)


def _bytes_words(kind: Bytes) -> Iterable[Inline]:
    yield Inline(_FORMS[str(kind.wire)])
    if kind.length is not None:
        yield Inline(f"{kind.length} bytes long")
    yield from _length_words(kind.min_length, kind.max_length, "bytes")


def _length_words(least: int | None, most: int | None, what: str) -> Iterable[Inline]:
    if least is not None:
        yield Inline(f"at least {least} {what}")
    if most is not None:
        yield Inline(f"at most {most} {what}")


def _tuple_words(kind: Tuple, links: Links) -> Inline:
    places = [use_words(use, links) for use in kind.items]
    for index in range(kind.least, len(places)):
        places[index] = Inline(f"{places[index]} (optional)")
    if kind.rest is not None:
        places.append(Inline(f"then any number of {use_words(kind.rest, links)}"))
    return Inline(f"list of: {joined('; ', places)}")


def _wire_words(wire: Wire | None) -> list[Inline]:
    if wire is None or wire in _USUAL:
        return []
    if isinstance(wire, Words):
        truthy, falsy = (joined(", ", map(code, t)) for t in (wire.truthy, wire.falsy))
        return [Inline(f"true as {truthy}; false as {falsy}")]
    if isinstance(wire, str):
        return [Inline(f"as {_FORMS[wire]}")]
    return [Inline(_time_words(wire).removeprefix(", "))]


def _time_words(wire: Wire, since: str = "") -> str:
    if isinstance(wire, Counted):
        form = "" if wire.form in _USUAL else f", as {_FORMS[wire.form]}"
        return f" in {_UNITS[wire.unit]}{since}{form}"
    if isinstance(wire, Layout):
        return f" as text, {code(wire.layout)} in UTC"
    return ""


def _unit_words(unit: str | Sibling) -> list[Inline]:
    if isinstance(unit, Sibling):
        return [Inline(f"in the unit that {code(unit.by)} names")]
    return [Inline(f"in {inline(unit)}")] if unit else []


def _scale_words(scale: int | Lookup | None) -> list[Inline]:
    if scale is None:
        return []
    if isinstance(scale, Lookup):
        return [Inline(f"scaled by {code(scale.table)} of {code(scale.by)}")]
    return [Inline(f"{scale} decimal places")]


def _range_words(least: object, most: object) -> list[Inline]:
    said = []
    if least is not None:
        said.append(Inline(f"at least {least}"))
    if most is not None:
        said.append(Inline(f"at most {most}"))
    return said
