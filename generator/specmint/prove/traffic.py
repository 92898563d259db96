"""Literal traffic, split into its lines, headers and body."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from urllib.parse import parse_qsl, unquote

from specmint.model import Json
from specmint.wire import Unfit, parse_json

_FIRST_LINE = re.compile(r"([A-Z]+) (/\S*)(?: HTTP/[0-9.]+)?")
_STATUS_LINE = re.compile(r"(?:HTTP/[0-9.]+ )?([1-5][0-9][0-9])(?: .*)?")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    verb: str
    path: str
    query: Pairs
    headers: Mapping[str, str]  # names in lower case
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: int | None
    body: str


def split_request(text: str) -> Request | None:
    """Split an HTTP request, if its first line is one."""
    head, _, body = text.strip("\n").partition("\n\n")
    first, *lines = head.split("\n")
    found = _FIRST_LINE.fullmatch(first.strip())
    if found is None:
        return None
    path, _, query = found[2].partition("?")
    headers = (line.partition(":") for line in lines)
    return Request(
        verb=found[1],
        path=path,
        query=pairs_of(query),
        headers={name.strip().lower(): value.strip() for name, _, value in headers},
        body=body,
    )


def pairs_of(text: str) -> Pairs:
    return tuple(parse_qsl(text.strip(), keep_blank_values=True))


def split_reply(text: str) -> Reply:
    """Split a reply; a status line counts only with an empty line after its head."""
    head, gap, body = text.strip("\n").partition("\n\n")
    first = _STATUS_LINE.fullmatch(head.partition("\n")[0].strip())
    is_alone = not gap and "\n" not in head and (" " in head or "HTTP" in head)
    if first is None or not (gap or is_alone):
        return Reply(None, text)
    return Reply(int(first[1]), body)


def read_json(text: str) -> tuple[Json, str]:
    """Give the JSON of a text, or what is wrong with it."""
    try:
        return parse_json(text), ""
    except Unfit as unfit:
        return None, str(unfit)


def path_pattern(path: str) -> str:
    """Make a pattern of a path: `{name}` is one segment, and `[part]` may be missing."""
    pieces: list[str] = []
    for piece in re.split(r"(\{[^{}]*\}|\[|\])", path):
        if piece == "[":
            pieces.append("(?:")
        elif piece == "]":
            pieces.append(")?")
        else:
            pieces.append("([^/]+)" if piece[:1] == "{" else re.escape(piece))
    return "".join(pieces)


def placeholders(path: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\{([^{}]*)\}", path))


def unquoted(text: str) -> str:
    return unquote(text)
