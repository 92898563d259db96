"""The page of errors, with the methods that raise each."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.blocks import BlockView, view_reply
from specmint.lower.docs.facts import TRANSPORT_NAMES, FactsView, notes, view_rest
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import use_words
from specmint.lower.raised import errors_of
from specmint.model import Api, Error, Example
from specmint.text import (
    Cell,
    Inline,
    Prose,
    as_cell,
    code,
    fence,
    inline,
    joined,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class ErrorView:
    heading: Inline
    summary: Inline
    doc: Prose
    match: Inline
    lines: tuple[Inline, ...]
    raised_by: Inline
    facts: FactsView
    traffic: tuple[BlockView, ...]


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
        title=words(api.title),
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
        lines=(*_error_lines(error, links), *notes(error.facts)),
        raised_by=raised_by,
        facts=view_rest(api, error.facts),
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
        yield Inline("The service has not acted, so the call may be sent again")
    if error.transient:
        yield Inline("It passes by itself, so the same call may succeed a little later")
    if isinstance(error.http_status, int):
        yield Inline(f"HTTP status: {code(str(error.http_status))}")
    elif error.http_status:
        statuses = (
            Inline(f"{code(str(status))} in {code(dialect)}")
            for dialect, status in error.http_status
        )
        yield Inline(f"HTTP status: {joined(', ', statuses)}")


def _literal(example: Example) -> Iterable[BlockView]:
    for one in example.exchange:
        over = TRANSPORT_NAMES[one.transport]
        if one.request:
            language = "http" if one.transport == "http" else "json"
            label = Inline(f"Request {code(example.name)} over {over}:")
            yield BlockView(label, fence(one.request, language))
        if one.reply:
            yield view_reply(one.reply)


def raisers(api: Api, links: Links) -> dict[str, Inline]:
    """Say for every error which methods raise it."""
    names: dict[str, dict[str, None]] = {name: {} for name in api.errors}
    shared: dict[str, list[str]] = {name: [] for name in api.errors}
    for method in api.methods:
        for raised in errors_of(api, method):
            names[raised.error][method.name] = None
    for transport in api.transports:
        for name in transport.errors:
            shared[name].append(f"every method over {TRANSPORT_NAMES[transport.name]}")
    for group in api.groups:
        for name in group.errors:
            shared[name].append(f"every method of “{words(group.title)}”")
    for scheme in api.auth:
        for name in scheme.failed:
            shared[name].append(f"every method that takes {code(scheme.name)}")
    return {
        name: joined(", ", [*map(Inline, shared[name]), *map(links.method, methods)])
        for name, methods in names.items()
    }


def match_words(error: Error) -> Inline:
    """Say how an error is told from others on the wire."""
    match = error.match
    parts = []
    if match.code is not None:
        parts.append(Inline(f"code {code(str(match.code))}"))
    if match.codes is not None:
        parts.append(
            Inline(f"codes {code(str(match.codes[0]))} to {code(str(match.codes[1]))}")
        )
    if match.status is not None:
        parts.append(Inline(f"status {code(str(match.status))}"))
    if match.token is not None:
        parts.append(Inline(f"token {code(match.token)}"))
    for text in (match.message, match.text):
        if text is not None:
            parts.append(code(text))
    return joined(", ", parts)
