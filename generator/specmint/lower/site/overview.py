"""The first page of an API, and the first page of the site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specmint.lower.docs.facts import TRANSPORT_NAMES, FactsView, view_facts
from specmint.lower.docs.links import Links
from specmint.lower.docs.overview import (
    NoteView,
    view_addresses,
    view_document,
    view_note,
    view_versions,
)
from specmint.lower.site.links import to_page
from specmint.lower.site.shell import PageLink, Shell, assets, current
from specmint.model import Api, Group, Method
from specmint.targets import site
from specmint.text import (
    Attribute,
    Html,
    Inline,
    Prose,
    attribute,
    html,
    inline,
    joined,
    link,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class MethodRow:
    method: Inline
    effect: Attribute
    effect_word: Inline
    calls: Inline
    summary: Inline


@dataclass(frozen=True, slots=True)
class GroupRows:
    title: Inline
    href: Attribute
    methods: tuple[MethodRow, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    shell: Shell
    title: Inline
    summary: Inline
    doc: Prose
    addresses: tuple[Inline, ...]
    groups: tuple[GroupRows, ...]
    notes: tuple[NoteView, ...]
    documents: tuple[Inline, ...]
    versions: tuple[Inline, ...]
    facts: FactsView


_EFFECTS = {"read": "reads", "idempotent": "repeatable", "once": "acts"}


def view_overview_page(api: Api, shell: Shell, links: Links) -> OverviewPage:
    return OverviewPage(
        shell=shell,
        title=words(api.title),
        summary=inline(api.summary),
        doc=prose(api.facts.doc),
        addresses=tuple(view_addresses(api)),
        groups=tuple(_group(api, group, links) for group in api.groups),
        notes=tuple(view_note(api, note) for note in api.notes),
        documents=tuple(view_document(document) for document in api.documents),
        versions=tuple(view_versions(api)),
        facts=view_facts(api, api.facts),
    )


def _group(api: Api, group: Group, links: Links) -> GroupRows:
    methods = [method for method in api.methods if method.group == group.name]
    return GroupRows(
        title=words(group.title),
        href=to_page(site.methods_page(group.name), links),
        methods=tuple(_row(method, links) for method in methods),
    )


def _row(method: Method, links: Links) -> MethodRow:
    overs = (words(TRANSPORT_NAMES[one.transport]) for one in method.bindings)
    return MethodRow(
        method=links.method(method.name),
        effect=attribute(f"badge {method.effect}"),
        effect_word=Inline(_EFFECTS[method.effect]),
        calls=joined(", ", overs),
        summary=inline(method.summary),
    )


# -- the whole site ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ApiCard:
    title: Inline
    link: Inline
    href: Attribute
    summary: Inline
    counts: Inline
    guides: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    shell: Shell
    cards: tuple[ApiCard, ...]
    languages: tuple[PageLink, ...]


_GUIDES = {
    site.ERRORS: "Errors",
    site.AMOUNTS: "Amounts",
    site.FAILURES: "Handling errors",
    site.RESENDS: "Resends",
}


def view_home(apis: Iterable[Api], languages: Mapping[str, str]) -> HomePage:
    """Make the first page; `languages` has the titles of the pages on languages."""
    return HomePage(
        shell=bare_shell("", "Reference", "index"),
        cards=tuple(map(_card, apis)),
        languages=tuple(
            PageLink(
                words(title),
                attribute(f"docs/{page}.html"),
                current(False),
                link(words(title), f"docs/{page}.md"),
            )
            for page, title in languages.items()
        ),
    )


def bare_shell(root: str, title: str, page: str) -> Shell:
    """Make the frame of a page that belongs to no API."""
    return Shell(
        title=html(title),
        about=attribute(title),
        root=attribute(root),
        site=attribute(f"{root}index.html"),
        api=attribute(""),
        api_title=Inline(),
        home=attribute(f"{root}index.html"),
        **assets(root),
        markdown=attribute(f"{page}.md"),
        has_methods=False,
        guides=(),
        pages=(),
        groups=(),
    )


def _card(api: Api) -> ApiCard:
    counts = {"methods": api.methods, "types": api.types, "errors": api.errors}
    said = [Inline(f"{len(found)} {what}") for what, found in counts.items()]
    return ApiCard(
        title=words(api.title),
        link=link(words(api.title), f"{api.name}/index.md"),
        href=attribute(f"{api.name}/index.html"),
        summary=inline(api.summary),
        counts=joined(" · ", said),
        guides=tuple(
            PageLink(
                Inline(label),
                attribute(f"{api.name}/{page}.html"),
                current(False),
                Inline(),
            )
            for page, label in _GUIDES.items()
        ),
    )


# -- pages that a person wrote -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class WrittenPage:
    shell: Shell
    body: Html


def view_written(page: str, title: str, body: Html) -> WrittenPage:
    return WrittenPage(bare_shell("../", title, page), body)
