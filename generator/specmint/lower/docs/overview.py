"""The first page, and the pages of transports and of authentication."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import (
    TRANSPORT_NAMES,
    FactsView,
    document_title,
    view_facts,
)
from specmint.lower.docs.links import Links
from specmint.model import (
    Api,
    Document,
    Fact,
    Group,
    Method,
)
from specmint.targets import markdown
from specmint.text import (
    Cell,
    Inline,
    Prose,
    as_cell,
    code,
    inline,
    joined,
    link,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class MethodRow:
    method: Cell
    calls: Cell
    effect: Cell
    summary: Cell


@dataclass(frozen=True, slots=True)
class GroupIndex:
    title: Inline
    methods: tuple[MethodRow, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    heading: Inline
    doc: Prose
    facts: FactsView


@dataclass(frozen=True, slots=True)
class OverviewView:
    title: Inline
    summary: Inline
    doc: Prose
    pages: tuple[Inline, ...]
    addresses: tuple[Inline, ...]
    groups: tuple[GroupIndex, ...]
    notes: tuple[NoteView, ...]
    documents: tuple[Inline, ...]
    versions: tuple[Inline, ...]
    facts: FactsView
    has_facts: bool


def view_overview(api: Api, links: Links, *, has_sent: bool) -> OverviewView:
    facts = view_facts(api, api.facts)
    return OverviewView(
        title=words(api.title),
        summary=inline(api.summary),
        doc=prose(api.facts.doc),
        pages=tuple(_pages(has_sent=has_sent)),
        addresses=tuple(view_addresses(api)),
        groups=tuple(_group(api, group, links) for group in api.groups),
        notes=tuple(view_note(api, note) for note in api.notes),
        documents=tuple(view_document(document) for document in api.documents),
        versions=tuple(view_versions(api)),
        facts=facts,
        has_facts=bool(facts.notes or facts.errata or facts.source),
    )


def _pages(*, has_sent: bool) -> Iterable[Inline]:
    pages = [
        (
            markdown.TRANSPORTS,
            "Transports",
            "addresses, envelopes, dialects and limits",
        ),
        (
            markdown.AUTHENTICATION,
            "Authentication",
            "credentials and how they are sent",
        ),
        (markdown.TYPES, "Types", "every named type with its form on the wire"),
        (markdown.ERRORS, "Errors", "every error and the methods that raise it"),
    ]
    if has_sent:
        pages.append(
            (markdown.SENT, "Pushes and webhooks", "what the service sends by itself")
        )
    for page, title, about in pages:
        yield Inline(f"{link(Inline(title), page)}: {about}")


def view_addresses(api: Api) -> Iterable[Inline]:
    for transport in api.transports:
        name = TRANSPORT_NAMES[transport.name]
        yield Inline(f"{name}: {code(transport.host)}")


def _group(api: Api, group: Group, links: Links) -> GroupIndex:
    page = link(words(group.title), markdown.methods_page(group.name))
    methods = [method for method in api.methods if method.group == group.name]
    return GroupIndex(page, tuple(_method_row(method, links) for method in methods))


def _method_row(method: Method, links: Links) -> MethodRow:
    calls = joined(
        ", ", (words(TRANSPORT_NAMES[one.transport]) for one in method.bindings)
    )
    return MethodRow(
        method=as_cell(links.method(method.name)),
        calls=as_cell(calls),
        effect=as_cell(code(method.effect)),
        summary=as_cell(inline(method.summary)),
    )


def view_note(api: Api, note: Fact) -> NoteView:
    return NoteView(
        words(note.heading), prose(note.facts.doc), view_facts(api, note.facts)
    )


def view_document(document: Document) -> Inline:
    kind = joined(", ", [words(document.kind), *_revision(document)])
    named = f"{code(document.name)}: {document_title(document)} ({kind})."
    return Inline(f"{named} {inline(document.doc)}".rstrip())


def _revision(document: Document) -> Iterable[Inline]:
    if document.revision:
        yield words(document.revision)


def view_versions(api: Api) -> Iterable[Inline]:
    for name, releases in api.versions:
        listed = joined(", ", map(words, releases))
        yield Inline(f"{words(name)}: {listed}" if releases else f"{words(name)}")
