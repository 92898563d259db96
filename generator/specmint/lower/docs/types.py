"""The pages of types and of errors."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import json_line
from specmint.lower.docs.facts import FactsView, brief, view_facts
from specmint.lower.docs.links import Links
from specmint.lower.docs.refusals import answer_words
from specmint.lower.docs.shapes import (
    FieldsView,
    type_words,
    use_words,
    view_fields,
)
from specmint.model import Api, Enum, NamedType, Record, Refuse, Type, Union
from specmint.text import (
    Cell,
    Inline,
    Prose,
    as_cell,
    code,
    joined,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class ValueRow:
    value: Cell
    meaning: Cell


@dataclass(frozen=True, slots=True)
class CaseRow:
    case: Cell
    type: Cell


@dataclass(frozen=True, slots=True)
class TypeView:
    heading: Inline
    kind: Inline
    refused: Inline
    doc: Prose
    fields: FieldsView
    bonds: Inline
    values: tuple[ValueRow, ...]
    chosen_by: Inline
    cases: tuple[CaseRow, ...]
    facts: FactsView


@dataclass(frozen=True, slots=True)
class TableView:
    heading: Inline
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class TypesView:
    title: Inline
    types: tuple[TypeView, ...]
    tables: tuple[TableView, ...]


def view_types(api: Api, links: Links) -> TypesView:
    return TypesView(
        title=words(api.title),
        types=tuple(_type(api, named, links) for named in api.types.values()),
        tables=tuple(
            TableView(
                code(name),
                tuple(
                    ValueRow(as_cell(code(key)), as_cell(code(json_line(value))))
                    for key, value in table.items()
                ),
            )
            for name, table in api.tables.items()
        ),
    )


def _type(api: Api, named: NamedType, links: Links) -> TypeView:
    kind = named.type
    return TypeView(
        heading=code(named.name),
        kind=type_words(kind, links),
        refused=refused(named.refuse, links),
        doc=prose(named.facts.doc),
        fields=view_fields(kind.fields if isinstance(kind, Record) else (), links),
        bonds=joined(" ", bonds(kind, links)),
        values=tuple(_values(kind)),
        chosen_by=chosen_by(kind),
        cases=tuple(_cases(kind, links)),
        facts=view_facts(api, named.facts),
    )


def refused(refuse: Refuse | None, links: Links) -> Inline:
    """Say what answers a value that breaks a rule of its type."""
    return Inline() if refuse is None else joined(" ", answer_words(refuse, links))


def bonds(kind: Type, links: Links) -> Iterable[Inline]:
    if not isinstance(kind, Record):
        return
    if kind.include:
        yield Inline(
            f"Has the members of {joined(', ', map(links.type, kind.include))}."
        )
    if kind.rest is not None:
        yield Inline(f"Further members: {use_words(kind.rest, links)}.")
    if kind.exactly_one_of:
        groups = (joined(" with ", map(code, group)) for group in kind.exactly_one_of)
        yield Inline(f"Has exactly one of {joined(' or ', groups)}.")
    for name, needs in kind.together:
        yield Inline(f"{code(name)} comes with {joined(' and ', map(code, needs))}.")


def _values(kind: Type) -> Iterable[ValueRow]:
    if not isinstance(kind, Enum):
        return
    for value in kind.values:
        name = Inline(f" ({code(value.name)})") if value.name != value.text else ""
        yield ValueRow(
            value=as_cell(Inline(f"{code(value.text)}{name}")),
            meaning=as_cell(brief(value.facts)),
        )


def chosen_by(kind: Type) -> Inline:
    if not isinstance(kind, Union):
        return Inline()
    match kind.chosen_by:
        case "tag":
            return Inline(f"The member {code(kind.tag)} says which:")
        case "kind":
            return Inline("The kind of the JSON value says which:")
    return Inline("The first member that is there says which:")


def _cases(kind: Type, links: Links) -> Iterable[CaseRow]:
    if not isinstance(kind, Union):
        return
    for text, use in kind.cases:
        yield CaseRow(as_cell(code(text)), as_cell(use_words(use, links)))
    if kind.otherwise is not None:
        yield CaseRow(Cell("otherwise"), as_cell(use_words(kind.otherwise, links)))
