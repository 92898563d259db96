"""What the search of the site finds: a line for each thing that has an anchor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
import json
import re

from specmint.lower.docs.sent import has_sent
from specmint.lower.site.shell import PAGES
from specmint.model import Api, Enum, Error, Field, Method, NamedType, Record
from specmint.targets import site
from specmint.text import Data, data

KINDS = ("page", "method", "parameter", "type", "field", "value", "error")
_MARKS = re.compile(r"[`*_\[\]]|\]?\((?:https?:)?[^)\s]*\)")

Row = tuple[int, int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Rows in which equal things stand once: pages by number, empty ends left out."""

    document: Data


@dataclass(frozen=True, slots=True)
class Found:
    """Where something is, its name, what it is about, and other words that find it."""

    kind: str
    page: str
    anchor: str
    name: str
    about: str = ""
    words: str = ""


def view_search(api: Api) -> SearchIndex:
    """List everything that has an anchor, and every page."""
    found = list(_all(api))
    pages = list(dict.fromkeys(one.page for one in found))
    rows = [_row(one, pages) for one in found]
    document = {"api": api.name, "title": api.title, "pages": pages, "rows": rows}
    return _as_data(document)


def view_methods(api: Api) -> SearchIndex:
    """List all methods by group, for the list that stands beside every page."""
    groups = [
        {
            "page": site.methods_page(group.name),
            "methods": [
                [one.name, one.effect] for one in api.methods if one.group == group.name
            ],
        }
        for group in api.groups
    ]
    return _as_data(groups)


def view_names(names: Iterable[str]) -> SearchIndex:
    return _as_data(list(names))


def _as_data(document: object) -> SearchIndex:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return SearchIndex(data(text))


def _row(one: Found, pages: list[str]) -> list[object]:
    anchor = "" if one.anchor == one.name else one.anchor
    row: list[object] = [KINDS.index(one.kind), pages.index(one.page), one.name]
    row += [_plain(one.about), anchor, _plain(one.words)]
    while row[-1] == "":
        row.pop()
    return row


def _plain(markdown: str) -> str:
    return " ".join(_MARKS.sub("", markdown).split())


def _all(api: Api) -> Iterator[Found]:
    for page, (title, about) in PAGES.items():
        if page != site.SENT or has_sent(api):
            yield Found("page", page, "", title, about, _PAGE_WORDS.get(page, ""))
    for group in api.groups:
        page = site.methods_page(group.name)
        yield Found("page", page, "", group.title, group.facts.doc)
    for method in api.methods:
        yield from _method(method)
    for named in api.types.values():
        yield from _type(named)
    for error in api.errors.values():
        yield _error(error)


# What a reader may look for by another word.
_PAGE_WORDS = {
    site.AMOUNTS: "money amount exact decimal float scale unit precision",
    site.FAILURES: "catch exception failure",
    site.RESENDS: "retry retries idempotent repeat send again",
    site.AUTHENTICATION: "login password key secret sign signature",
    site.TRANSPORTS: "url host port limit batch rate timeout",
    site.ERRATA: "wrong mistake documentation",
}


def _method(method: Method) -> Iterator[Found]:
    page = site.methods_page(method.group)
    calls = [one.method or f"{one.verb} {one.path}" for one in method.bindings]
    calls += [also for one in method.bindings for also in one.also]
    others = " ".join(call for call in dict.fromkeys(calls) if call != method.name)
    told = f"{others} {method.facts.doc}".strip()
    yield Found("method", page, method.name, method.name, method.summary, told)
    renamed = {
        bound.param: bound.name
        for one in method.bindings
        for bound in one.params
        if bound.name != bound.param
    }
    for param in method.params:
        also = " ".join([*param.also, *filter(None, [renamed.get(param.name)])])
        yield _part("parameter", page, method.name, param, also)


def _part(kind: str, page: str, owner: str, field: Field, also: str) -> Found:
    anchor = site.part_anchor(owner, field.name)
    return Found(kind, page, anchor, anchor, field.facts.doc, also)


def _type(named: NamedType) -> Iterator[Found]:
    kind, name = named.type, named.name
    yield Found("type", site.TYPES, name, name, named.facts.doc)
    if isinstance(kind, Record):
        for field in kind.fields:
            yield _part("field", site.TYPES, name, field, " ".join(field.also))
    if isinstance(kind, Enum):
        for value in kind.values:
            anchor = site.part_anchor(name, value.name)
            words = value.text if value.text != value.name else ""
            words = f"#{words}" if kind.of == "integer" else words
            yield Found("value", site.TYPES, anchor, anchor, value.facts.doc, words)


def _error(error: Error) -> Found:
    return Found(
        "error",
        site.ERRORS,
        error.name,
        error.name,
        error.summary,
        " ".join(_codes(error)),
    )


def _codes(error: Error) -> Iterable[str]:
    match = error.match
    for one in (match.code, match.status):
        if one is not None:
            yield f"#{one}"
    if match.codes is not None:
        yield f"#{match.codes[0]}..{match.codes[1]}"
    yield from filter(None, [match.token, match.message, match.text])
    yield from filter(None, [error.symbol, error.message])
