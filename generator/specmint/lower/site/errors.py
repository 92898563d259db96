"""The page of errors, with an index by what is on the wire and the methods that raise each."""

from dataclasses import dataclass

from specmint.lower.docs.blocks import BlockView
from specmint.lower.docs.errors import ErrorView, match_words, view_errors
from specmint.lower.docs.links import Links
from specmint.lower.site.errata import ErratumBox, view_boxes
from specmint.lower.site.shell import Shell
from specmint.model import Api, Error
from specmint.text import Attribute, Inline, Prose, attribute, inline


@dataclass(frozen=True, slots=True)
class IndexRow:
    match: Inline
    error: Inline
    summary: Inline
    again: Inline


@dataclass(frozen=True, slots=True)
class ErrorBox:
    anchor: Attribute
    href: Attribute
    heading: Inline
    summary: Inline
    doc: Prose
    match: Inline
    lines: tuple[Inline, ...]
    raised_by: Inline
    traffic: tuple[BlockView, ...]
    errata: tuple[ErratumBox, ...]
    source: Inline


@dataclass(frozen=True, slots=True)
class ErrorsPage:
    shell: Shell
    index: tuple[IndexRow, ...]
    errors: tuple[ErrorBox, ...]


def view_errors_page(api: Api, shell: Shell, links: Links) -> ErrorsPage:
    views = view_errors(api, links).errors
    return ErrorsPage(
        shell=shell,
        index=tuple(view_index(one, links) for one in api.errors.values()),
        errors=tuple(
            _error(api, error, view)
            for error, view in zip(api.errors.values(), views, strict=True)
        ),
    )


def view_index(error: Error, links: Links) -> IndexRow:
    return IndexRow(
        match=match_words(error),
        error=links.error(error.name),
        summary=inline(error.summary),
        again=again_words(error),
    )


def again_words(error: Error) -> Inline:
    """Say whether the call that got an error may be sent again."""
    if error.acted != "never":
        return Inline("depends")
    return Inline("yes, later" if error.transient else "yes")


def _error(api: Api, error: Error, view: ErrorView) -> ErrorBox:
    return ErrorBox(
        anchor=attribute(error.name),
        href=attribute(f"#{error.name}"),
        heading=view.heading,
        summary=view.summary,
        doc=view.doc,
        match=view.match,
        lines=view.lines,
        raised_by=view.raised_by,
        traffic=view.traffic,
        errata=view_boxes(api, error.facts.errata, error.name),
        source=view.facts.source,
    )
