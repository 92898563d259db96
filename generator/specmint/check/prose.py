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
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset(["http", "https", "mailto", "ws", "wss"])


def check_prose(index: Index) -> Iterator[Slip]:
    """Find HTML and dangerous links in prose, and headings of several lines."""
    waiting: list[tuple[Path, Any]] = [((), index.spec.data)]
    while waiting:
        path, node = waiting.pop()
        is_example = len(path) > 1 and path[-2] == "examples"
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in items:
            at = (*path, key)
            if isinstance(value, dict | list):
                if not (is_example and key in _DATA):
                    waiting.append((at, value))
            elif isinstance(value, str) and _is_prose(path, key):
                yield from _markdown(at, value)


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
    outside = _CODE.sub("", text)
    if found := _HTML.search(outside):
        message = f"prose holds no HTML: {shown(found.group())}"
        yield Slip(path, "raw-html", message, "put it between backticks")
    if (link := _LINK.search(outside)) and link[1].lower() not in _SCHEMES:
        message = f"a link leads to the web, not to {shown(link[1] + ':')}"
        yield Slip(path, "bad-link", message)
