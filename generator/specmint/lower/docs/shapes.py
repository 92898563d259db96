"""Types and the places where they are used, in words and in tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from specmint.layout import json_line
from specmint.lower.docs.facts import brief
from specmint.lower.docs.forms import (
    USUAL,
    accept_words,
    bytes_words,
    number_words,
    range_words,
    scale_words,
    string_words,
    time_words,
    unit_words,
    wire_words,
)
from specmint.lower.docs.links import Links
from specmint.model import (
    Anything,
    Boolean,
    Bytes,
    Choice,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    List,
    Map,
    Nothing,
    Record,
    Ref,
    Refuse,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.text import Cell, Inline, as_cell, code, inline, joined


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: Cell
    type: Cell
    presence: Cell
    meaning: Cell


@dataclass(frozen=True, slots=True)
class FieldsView:
    """A table; one without a word of meaning has no column for it."""

    rows: tuple[FieldRow, ...]
    has_meanings: bool


def view_fields(fields: Iterable[Field], links: Links) -> FieldsView:
    rows = tuple(
        FieldRow(
            name=as_cell(_name(field)),
            type=as_cell(use_words(field.use, links)),
            presence=as_cell(presence(field)),
            meaning=as_cell(brief(field.facts)),
        )
        for field in fields
    )
    return FieldsView(rows, has_meanings=any(row.meaning for row in rows))


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
        said = [links.type(use.type.name)]
    elif isinstance(use.type, Choice):
        said = [_choice_words(use.type, links)]
    else:
        said = _parts(use.type, links)
    extras = [
        *wire_words(use.wire),
        *accept_words(use.accepts),
        *unit_words(use.unit),
        *scale_words(use.scale),
        *range_words(use.minimum, use.maximum),
        *_refuse_words(use.refuse, links),
    ]
    # A type without a name may say the same as the place where it stands.
    return joined(", ", dict.fromkeys([*said, *extras]))


def _refuse_words(refuse: Refuse | None, links: Links) -> list[Inline]:
    """Say what answers a value that breaks a rule, where it is not what its type says."""
    if refuse is None:
        return []
    text = f" ({code(refuse.message)})" if refuse.message else ""
    return [Inline(f"else {links.error(refuse.error)}{text}")]


def _choice_words(choice: Choice, links: Links) -> Inline:
    by = code(choice.by)
    cases = [
        Inline(f"{use_words(use, links)} when {by} is {code(text)}")
        for text, use in choice.cases
    ]
    if choice.otherwise is not None:
        cases.append(Inline(f"otherwise {use_words(choice.otherwise, links)}"))
    if choice.missing is not None and choice.missing != choice.otherwise:
        cases.append(Inline(f"without {by} {use_words(choice.missing, links)}"))
    return joined("; ", cases)


def type_words(kind: Type, links: Links) -> Inline:
    """Say in words what a type is."""
    return joined(", ", _parts(kind, links))


def _parts(kind: Type, links: Links) -> list[Inline]:
    """Name a type, and then say how it is limited and how it travels."""
    match kind:
        case Integer() | Decimal():
            return [*number_words(kind)]
        case Boolean():
            words = [*wire_words(kind.wire), *accept_words(kind.accepts)]
            return [Inline("boolean"), *words]
        case String():
            return [Inline("string"), *string_words(kind)]
        case Bytes():
            return [Inline("bytes"), *bytes_words(kind)]
        case Timestamp():
            return [Inline(f"timestamp{time_words(kind.wire, ' since 1970')}")]
        case Duration():
            return [Inline(f"duration{time_words(kind.wire)}")]
        case Nothing():
            return [Inline("null")]
        case Anything():
            return [Inline(f"anything ({inline(kind.why)})")]
        case List():
            form = [] if kind.wire in USUAL else wire_words(kind.wire)
            return [Inline(f"list of {use_words(kind.items, links)}"), *form]
        case Map():
            return [Inline(f"map of {use_words(kind.items, links)}")]
        case Tuple():
            return [_tuple_words(kind, links)]
        case Enum():
            return [Inline("open enum" if kind.open else "enum")]
        case Record():
            return [Inline("record")]
        case Union():
            return [Inline("union")]
        case _:
            assert_never(kind)


def _tuple_words(kind: Tuple, links: Links) -> Inline:
    places = [use_words(use, links) for use in kind.items]
    for index in range(kind.least, len(places)):
        places[index] = Inline(f"{places[index]} (optional)")
    if kind.rest is not None:
        places.append(Inline(f"then any number of {use_words(kind.rest, links)}"))
    return Inline(f"list of: {joined('; ', places)}")
