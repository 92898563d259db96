"""All changes between two models of an API, section by section."""

from dataclasses import replace

from specmint.model import Api, Document, Group
from specmint.review.auth import auth_scheme_changes
from specmint.review.change import (
    SERVER,
    Change,
    Changes,
    Pair,
    Site,
    attribute_changes,
    word_changes,
)
from specmint.review.envelopes import envelope_changes
from specmint.review.errors import error_changes
from specmint.review.facts import fact_changes
from specmint.review.methods import method_changes
from specmint.review.reach import find_reach, join_reach
from specmint.review.refusals import value_refusal_changes
from specmint.review.renames import pair_types
from specmint.review.sent import sent_changes
from specmint.review.transports import transport_changes
from specmint.review.walk import kind_changes

_API = {"title": "words-changed", "summary": "words-changed"}


def compare(base: Api, head: Api) -> tuple[Change, ...]:
    """Find all changes from one model to the other, in the order of the sections."""
    types = pair_types(base, head)
    reach = join_reach(find_reach(base), find_reach(head), types)
    pair = Pair(base, head, types, reach)
    found = (
        *_api_changes(pair),
        *transport_changes(pair),
        *envelope_changes(pair),
        *auth_scheme_changes(pair),
        *method_changes(pair),
        *_type_changes(pair),
        *_table_changes(pair),
        *error_changes(pair),
        *sent_changes(pair),
    )
    return tuple(dict.fromkeys(found))


def _api_changes(pair: Pair) -> Changes:
    base, head = pair.base, pair.head
    top = Site((), ())
    if base.name != head.name:
        yield Site(("api",), ("api",)).change("api-renamed", base.name, head.name)
    yield from attribute_changes(top, base, head, _API)
    if base.words != head.words:
        told = " ".join(base.words), " ".join(head.words)
        yield Site(("words",), ("words",)).change("code-name-changed", *told)
    yield from fact_changes(top, base.facts, head.facts)
    yield from _document_changes(base, head)
    yield from _note_changes(base, head)
    old, new = dict(base.versions), dict(head.versions)
    for name in sorted(old.keys() | new.keys()):
        here = Site(("versions", name), ("versions", name))
        one, other = old.get(name, ()), new.get(name, ())
        yield from word_changes(here, one, other, "release-listed", "release-unlisted")
    yield from _group_changes(base, head)


def _document_changes(base: Api, head: Api) -> Changes:
    """Sections are told by their heading, and all else of documents as one."""
    old = {one.name: dict(one.sections) for one in base.documents}
    new = {one.name: dict(one.sections) for one in head.documents}
    for name in sorted(old.keys() & new.keys()):
        here, one, other = (
            Site(("documents", name), ("documents", name)),
            old[name],
            new[name],
        )
        yield from word_changes(here, one, other, "section-added", "section-removed")
        for heading in one.keys() & other.keys():
            if one[heading] != other[heading]:
                yield here.at("sections", heading).change("source-changed")
    if _bare(base) != _bare(head):
        yield Site(("documents",), ("documents",)).change("source-changed")


def _bare(api: Api) -> list[Document]:
    return [replace(one, sections=()) for one in api.documents]


def _note_changes(base: Api, head: Api) -> Changes:
    old = {one.heading: one.facts for one in base.notes}
    new = {one.heading: one.facts for one in head.notes}
    for heading in sorted(old.keys() | new.keys()):
        if old.get(heading) != new.get(heading):
            here = Site(("facts", heading), ("facts", heading))
            yield here.change("words-changed", heading, heading)


def _group_changes(base: Api, head: Api) -> Changes:
    """A group's path and schemes are told at the methods; its errors hold for all."""
    old = {one.name: one for one in base.groups}
    new = {one.name: one for one in head.groups}
    for name in sorted(old.keys() & new.keys()):
        here = Site(("groups", name), ("groups", name))
        yield from _one_group(base, here, old[name], new[name])


def _one_group(api: Api, site: Site, base: Group, head: Group) -> Changes:
    yield from attribute_changes(site, base, head, {"title": "words-changed"})
    yield from fact_changes(site, base.facts, head.facts)
    methods = tuple(one.name for one in api.methods if one.group == base.name)
    errors = Site(site.base, site.head, (SERVER,), methods).at("errors")
    yield from word_changes(
        errors, base.errors, head.errors, "error-raised", "error-not-raised"
    )


def _type_changes(pair: Pair) -> Changes:
    """Tell what became of the named types; uses of another type are told there."""
    for old, new in pair.types.items():
        base, head = pair.base.types[old], pair.head.types[new]
        reach = pair.reach[old]
        site = Site(("types", old), ("types", new), reach.senders, reach.methods)
        if old != new:
            yield site.change("type-renamed", old, new)
        if base != head:
            yield from fact_changes(site, base.facts, head.facts)
            yield from value_refusal_changes(site, base.refuse, head.refuse)
            yield from kind_changes(pair, site, base.type, head.type)
    top = Site(("types",), ("types",))
    for name in pair.base.types.keys() - pair.types.keys():
        yield top.removed("type-removed", name, old=name)
    for name in pair.head.types.keys() - set(pair.types.values()):
        yield top.added("type-added", name, new=name)


def _table_changes(pair: Pair) -> Changes:
    """A row of a table is a scale, and a scale that changes moves the point."""
    old, new = pair.base.tables, pair.head.tables
    for name in sorted(old.keys() & new.keys()):
        for row in sorted(old[name].keys() | new[name].keys()):
            one, other = old[name].get(row), new[name].get(row)
            here = Site(("tables", name), ("tables", name))
            if one is None:
                yield here.added("table-row-added", row, new=f"{row}: {other}")
            elif other is None:
                yield here.removed("table-row-removed", row, old=f"{row}: {one}")
            elif one != other:
                yield here.at(row).change("table-row-changed", one, other)
