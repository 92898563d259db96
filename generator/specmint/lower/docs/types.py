"""The pages of types and of errors."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import FactsView, brief, view_facts
from specmint.lower.docs.links import Links
from specmint.lower.docs.methods import match_words
from specmint.lower.docs.shapes import FieldRow, field_rows, type_words, use_words
from specmint.model import Api, Enum, Error, Example, NamedType, Record, Type, Union
from specmint.text import (
    Cell,
    Fence,
    Inline,
    Prose,
    as_cell,
    code,
    fence,
    inline,
    joined,
    prose,
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
    doc: Prose
    fields: tuple[FieldRow, ...]
    bonds: tuple[Inline, ...]
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
        title=inline(api.title),
        types=tuple(_type(api, named, links) for named in api.types.values()),
        tables=tuple(
            TableView(
                code(name),
                tuple(
                    ValueRow(as_cell(code(key)), as_cell(code(str(value))))
                    for key, value in table.items()
                ),
            )
            for name, table in api.tables.items()
        ),
    )


def _type(api: Api, named: NamedType, links: Links) -> TypeView:
    kind = named.type
    is_record, is_union = isinstance(kind, Record), isinstance(kind, Union)
    return TypeView(
        heading=code(named.name),
        kind=type_words(kind, links),
        doc=prose(named.facts.doc),
        fields=field_rows(kind.fields, links) if is_record else (),  # type: ignore[union-attr]
        bonds=tuple(_bonds(kind, links)),
        values=tuple(_values(kind)),
        chosen_by=_chosen_by(kind),
        cases=tuple(_cases(kind, links)) if is_union else (),
        facts=view_facts(api, named.facts),
    )


def _bonds(kind: Type, links: Links) -> Iterable[Inline]:
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
        name = Inline(f" {code(value.name)}") if value.name != value.text else ""
        yield ValueRow(
            value=as_cell(Inline(f"{code(value.text)}{name}")),
            meaning=as_cell(brief(value.facts)),
        )


def _chosen_by(kind: Type) -> Inline:
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


# -- errors -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ErrorView:
    heading: Inline
    summary: Inline
    doc: Prose
    match: Inline
    lines: tuple[Inline, ...]
    raised_by: Inline
    facts: FactsView
    traffic: tuple[Fence, ...]


@dataclass(frozen=True, slots=True)
class ErrorIndexRow:
    match: Cell
    error: Cell
    summary: Cell


@dataclass(frozen=True, slots=True)
class ErrorsView:
    title: Inline
    index: tuple[ErrorIndexRow, ...]
    errors: tuple[ErrorView, ...]


def view_errors(api: Api, links: Links) -> ErrorsView:
    raised_by = raisers(api, links)
    return ErrorsView(
        title=inline(api.title),
        index=tuple(_index_row(error, links) for error in api.errors.values()),
        errors=tuple(
            _error(api, error, links, raised_by[error.name])
            for error in api.errors.values()
        ),
    )


def _index_row(error: Error, links: Links) -> ErrorIndexRow:
    return ErrorIndexRow(
        match=as_cell(match_words(error)),
        error=as_cell(links.error(error.name)),
        summary=as_cell(inline(error.summary)),
    )


def _error(api: Api, error: Error, links: Links, raised_by: Inline) -> ErrorView:
    return ErrorView(
        heading=code(error.name),
        summary=inline(error.summary),
        doc=prose(error.facts.doc),
        match=match_words(error),
        lines=tuple(_error_lines(error, links)),
        raised_by=raised_by,
        facts=view_facts(api, error.facts),
        traffic=tuple(
            block for example in error.examples for block in _literal(example)
        ),
    )


def _error_lines(error: Error, links: Links) -> Iterable[Inline]:
    if error.message:
        yield Inline(f"Usual message: {code(error.message)}")
    if error.symbol:
        yield Inline(f"Named {code(error.symbol)} in the service's code")
    for part in error.parts:
        how = (
            f", the code minus {part.minus_from}" if part.minus_from is not None else ""
        )
        yield Inline(f"{code(part.name)}: {use_words(part.use, links)}{how}")
    if error.data is not None:
        yield Inline(f"Data: {use_words(error.data, links)}")
    if error.acted == "never":
        yield Inline("The service has not acted, so the call may be sent again.")
    if isinstance(error.http_status, int):
        yield Inline(f"HTTP status: {code(str(error.http_status))}")
    elif error.http_status:
        statuses = (
            Inline(f"{code(str(status))} in {code(dialect)}")
            for dialect, status in error.http_status
        )
        yield Inline(f"HTTP status: {joined(', ', statuses)}")


def _literal(example: Example) -> Iterable[Fence]:
    for one in example.exchange:
        if one.request:
            yield fence(one.request, "http" if one.transport == "http" else "json")
        if one.reply:
            yield fence(one.reply, "json")


def raisers(api: Api, links: Links) -> dict[str, Inline]:
    """Say for every error which methods raise it."""
    names: dict[str, dict[str, None]] = {name: {} for name in api.errors}
    shared: dict[str, list[str]] = {name: [] for name in api.errors}
    for method in api.methods:
        for raised in method.errors:
            names[raised.error][method.name] = None
    for transport in api.transports:
        for name in transport.errors:
            shared[name].append(f"every method over {transport.name}")
    for group in api.groups:
        for name in group.errors:
            shared[name].append(f"every method of “{inline(group.title)}”")
    for scheme in api.auth:
        for name in scheme.failed:
            shared[name].append(f"every method that takes {code(scheme.name)}")
    return {
        name: joined(", ", [*map(Inline, shared[name]), *map(links.method, methods)])
        for name, methods in names.items()
    }
