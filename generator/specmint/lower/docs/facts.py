"""What may be said about any node, as lines for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
import re

from specmint.model import Api, Document, Erratum, Facts, Source
from specmint.text import Inline, Prose, inline, joined, words

_ENDED = re.compile(r"[.!?:][\"')*_`\u201d\u2019]*$")
PLACES = {
    "path": "path",
    "query": "query",
    "form": "form body",
    "json": "JSON body",
    "header": "headers",
    "body": "whole body",
}
TRANSPORT_NAMES = {"rpc": "JSON-RPC", "http": "HTTP", "ws": "WebSocket"}


@dataclass(frozen=True, slots=True)
class ErratumView:
    label: Inline
    documented: Inline
    actual: Inline
    evidence: Inline


@dataclass(frozen=True, slots=True)
class FactsView:
    """Notes are short lines; errata say where the document is wrong."""

    notes: tuple[Inline, ...]
    errata: tuple[ErratumView, ...]
    source: Inline


@dataclass(frozen=True, slots=True)
class SectionView:
    """What is said of a credential, a scheme or a dialect: prose, then lines."""

    heading: Inline
    doc: Prose
    lines: tuple[Inline, ...]
    facts: FactsView


def view_facts(api: Api, facts: Facts) -> FactsView:
    return FactsView(
        notes=tuple(notes(facts)),
        errata=view_errata(facts.errata),
        source=view_source(api, facts.source),
    )


def view_rest(api: Api, facts: Facts) -> FactsView:
    """Leave out the notes, which stand among other lines about the node."""
    return replace(view_facts(api, facts), notes=())


def notes(facts: Facts) -> Iterable[Inline]:
    """Say when a node is there, and what it needs."""
    if facts.since:
        yield Inline(f"Since {_releases(facts.since)}.")
    if facts.until:
        yield Inline(f"Until {_releases(facts.until)}, the last release that has it.")
    if facts.only:
        yield Inline(f"Only in {joined(', ', (words(name) for name in facts.only))}.")
    if facts.requires:
        yield Inline(f"Requires: {joined(', ', map(inline, facts.requires))}.")
    if facts.visibility == "hidden":
        yield Inline("Hidden: it is there, but not listed.")
    if facts.deprecated:
        yield Inline(f"**Deprecated.** {inline(facts.deprecated)}")
    if facts.unobserved:
        yield Inline(f"Not observed: {inline(facts.unobserved)}")


def _releases(releases: Iterable[tuple[str, str]]) -> Inline:
    return joined(", ", (words(f"{name} {release}") for name, release in releases))


def brief(facts: Facts) -> Inline:
    """Say in a cell what a node's meaning and notes are, errata included."""
    parts = [inline(ended(facts.doc))] if facts.doc else []
    parts += notes(facts)
    parts += [
        Inline(f"{one.label} The document says: {one.documented} In fact: {one.actual}")
        for one in view_errata(facts.errata)
    ]
    return joined(" ", parts)


def view_errata(errata: Iterable[Erratum]) -> tuple[ErratumView, ...]:
    return tuple(
        ErratumView(
            label=_label(erratum),
            documented=inline(ended(erratum.documented)),
            actual=inline(ended(erratum.actual)),
            evidence=inline(ended(erratum.evidence)),
        )
        for erratum in errata
    )


def _label(erratum: Erratum) -> Inline:
    over = f" over {TRANSPORT_NAMES[erratum.over]}" if erratum.over else ""
    return Inline(f"**Erratum{over}.**")


def ended(sentence: str) -> str:
    """End a sentence that the spec leaves open."""
    bare = sentence.strip()
    return bare if _ENDED.search(bare) else f"{bare}."


def view_source(api: Api, sources: Iterable[Source]) -> Inline:
    return joined("; ", (_source(api, source) for source in sources))


def _source(api: Api, source: Source) -> Inline:
    document = next(one for one in api.documents if one.name == source.document)
    parts = [document_title(document)]
    if source.section:
        parts.append(words(source.section))
    if source.lines:
        many = "s" if set(source.lines) & set("-,") else ""
        parts.append(words(f"line{many} {source.lines}"))
    if source.note:
        parts.append(inline(source.note.strip().removesuffix(".")))
    return joined(", ", parts)


def document_title(document: Document) -> Inline:
    """Name a document, and lead to it where it is on the web."""
    title = words(document.title)
    if not document.address.startswith(("http://", "https://")):
        return title
    return Inline(f"[{title}](<{code_free(document.address)}>)")


def code_free(address: str) -> str:
    """Keep what may stand between angle brackets in a link."""
    return "".join(c for c in address if c not in "<>\\\n\"'` ")
