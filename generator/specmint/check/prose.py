"""Prose is Markdown without raw HTML, and headings stand on one line."""

from collections.abc import Iterator
import re
from typing import Any

from specmint.check.index import Index
from specmint.check.slip import Slip
from specmint.check.words import shown
from specmint.load import Path

_PROSE = frozenset(
    [
        "doc",
        "summary",
        "title",
        "why",
        "when",
        "unobserved",
        "deprecated",
        "effect_doc",
        "tls",
        "ids",
        "note",
        "documented",
        "actual",
        "evidence",
        "over",
        "empty",
        "message",
    ]
)
_LINES = frozenset(["title", "summary"])
_LISTS = frozenset(["warnings", "rules", "silence", "closes", "requires"])
# What holds names and values of the API, not words about it.
_NAMES = frozenset(
    [
        "fields",
        "params",
        "parts",
        "beside",
        "cases",
        "kinds",
        "has",
        "scope",
        "types",
        "tables",
        "errors",
        "methods",
        "match",
        "credentials",
        "auth",
        "envelopes",
        "documents",
        "versions",
        "streams",
        "pushes",
        "webhooks",
        "facts",
        "raises",
        "headers",
        "dialects",
        "hosts",
    ]
)
_DATA = frozenset(
    [
        "params",
        "result",
        "means",
        "means_params",
        "exchange",
        "raises",
        "payload",
        "beside",
        "frame",
        "body",
    ]
)
_HTML = re.compile(r"<[A-Za-z/!?][^>\n]*>?")
_TICKS = re.compile(r"`++")
_LINK = re.compile(r"\]\(\s*<?([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset(["http", "https", "mailto", "ws", "wss"])


def check_prose(index: Index) -> Iterator[Slip]:
    """Find HTML and dangerous links in prose, and headings of several lines."""
    for path, text in _texts(index.spec.data):
        if _is_prose(path[:-1], path[-1]):
            yield from _markdown(path, text)


def _texts(data: Any) -> Iterator[tuple[Path, str]]:
    """Walk all texts, but for the values of examples."""
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, node = waiting.pop()
        is_example = len(path) > 1 and path[-2] == "examples"
        items = node.items() if isinstance(node, dict) else enumerate(node)
        inner = [((*path, key), item) for key, item in items]
        yield from ((at, item) for at, item in inner if isinstance(item, str))
        waiting += (
            (at, item)
            for at, item in inner
            if isinstance(item, dict | list) and not (is_example and at[-1] in _DATA)
        )


def _is_prose(path: Path, key: Any) -> bool:
    if path and path[-1] in _LISTS:
        return True
    if path and path[-1] == "values":
        return len(path) == 3  # an enum's values with their meanings
    return key in _PROSE and not (path and path[-1] in _NAMES)


def _markdown(path: Path, text: str) -> Iterator[Slip]:
    if path[-1] in _LINES and "\n" in text.strip():
        yield Slip(path, "bad-form", "a heading stands on one line", "join the lines")
    if "<" not in text and "](" not in text:
        return
    outside = _without_code(text)
    if found := _HTML.search(outside):
        message = f"prose holds no HTML: {shown(found.group())}"
        yield Slip(path, "raw-html", message, "put it between backticks")
    if (link := _LINK.search(outside)) and link[1].lower() not in _SCHEMES:
        message = f"a link leads to the web, not to {shown(link[1] + ':')}"
        yield Slip(path, "bad-link", message)


def _without_code(text: str) -> str:
    """Leave out what stands between two runs of backticks that are as long."""
    runs = list(_TICKS.finditer(text))
    ends: dict[int, int] = {}  # of the next run of each length, seen from the last one
    closed: dict[int, int] = {}
    for run in reversed(runs):
        length = run.end() - run.start()
        closed[run.start()] = ends.get(length, 0)
        ends[length] = run.end()
    kept, at = [], 0
    for run in runs:
        if run.start() >= at and closed[run.start()]:
            kept.append(text[at : run.start()])
            at = closed[run.start()]
    return "".join([*kept, text[at:]])
