"""Documents from files and URLs: JSON or YAML, with every digit, and their format."""

from http.client import HTTPException
import json
from pathlib import Path
import re
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import yaml

from specmint.problems import Place, Problem, Refused
from specmint.wire import Unfit, parse_json

Json = Any
Object = dict[str, Json]
MOST_BYTES = 128 << 20
_SECONDS = 30.0  # until the next bytes come
_MOST_SECONDS = 300.0
_MOST_NODES = 5_000_000  # with aliases written out
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # of a character that needs two
_TAG = "tag:yaml.org,2002:"
_NO_JSON = frozenset(f"{_TAG}{name}" for name in ("binary", "set", "omap", "pairs"))
_FORMATS = {"openrpc": "openrpc", "openapi": "openapi", "asyncapi": "asyncapi"}


class _Loader(yaml.CSafeLoader):
    """YAML as JSON: dates stay texts, and fractions keep their digits."""


def _fraction(loader: _Loader, node: yaml.ScalarNode) -> Json:
    text = str(loader.construct_scalar(node))
    try:
        return parse_json(text)
    except Unfit:
        return text


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor(f"{_TAG}float", _fraction)
_Loader.add_constructor(f"{_TAG}timestamp", _text)
# `=` is a text, and means nothing by itself.
_Loader.add_constructor(f"{_TAG}value", _text)


def is_url(where: str) -> bool:
    return where.lower().startswith(("http://", "https://"))


def read_document(where: str | Path) -> Object:
    """Read one document from a file or a URL, or refuse it with what is wrong."""
    document = read_any(str(where))
    if not isinstance(document, dict):
        raise refused(str(where), "it is no document of a format that is known here")
    return document


def read_any(where: str) -> Json:
    """Read JSON or YAML from a file or a URL, or refuse it with what is wrong."""
    raw = _fetched(where) if is_url(where) else _read(where)
    if len(raw) > MOST_BYTES:
        raise refused(where, f"it has more than {MOST_BYTES >> 20} MiB")
    try:
        text = raw.decode("utf-8-sig")
        is_json = text.lstrip()[:1] in ("{", "[")
        return _parse_json(text) if is_json else _parse_yaml(text)
    except (ValueError, RecursionError, TypeError, yaml.YAMLError) as error:
        raise refused(where, f"it cannot be read: {_line(error)}") from None


def _parse_json(text: str) -> Json:
    document = parse_json(text)
    if _HALF.search(text):
        json.dumps(document, ensure_ascii=False, default=str).encode()  # or raise
    return document


def _parse_yaml(text: str) -> Json:
    """Read YAML by PyYAML's safe loader, which makes plain data and nothing else."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        _must_be_bounded(node)
        return None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _must_be_bounded(whole: yaml.Node | None) -> None:
    """Refuse what is inside of itself, and what aliases make too large; nothing recurses."""
    sizes: dict[int, int] = {}
    opened: set[int] = set()
    waiting: list[tuple[Any, bool]] = [(whole, False)]
    while waiting:
        node, is_known = waiting.pop()
        key, inner = id(node), _inside(node)
        if is_known:
            opened.discard(key)
            sizes[key] = 1 + sum(sizes[id(one)] for one in inner)
            if sizes[key] > _MOST_NODES:
                raise ValueError(f"it has more than {_MOST_NODES:,} nodes")
        elif key in opened:
            raise ValueError("something in it is inside of itself")
        elif key not in sizes:
            opened.add(key)
            waiting.append((node, True))
            waiting += [(one, False) for one in inner]


def _inside(node: Any) -> list[Any]:
    """Give the nodes of a collection, keys among them. Raises ValueError for odd tags."""
    if node is not None and node.tag in _NO_JSON:
        raise ValueError(f"JSON has nothing like `{node.tag.replace(_TAG, '!!')}`")
    if isinstance(node, yaml.MappingNode):
        return [one for pair in node.value for one in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _read(where: str) -> bytes:
    try:
        with Path(where).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or str(error)
        raise refused(where, f"it cannot be opened: {why}") from None


class _Redirects(HTTPRedirectHandler):
    """Follows redirects to other pages, and to nothing else."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if not is_url(newurl):
            raise URLError("it is redirected to no http or https address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetched(where: str) -> bytes:
    """Fetch a document, bounded in size and time."""
    wanted = "application/json, application/yaml, text/yaml, */*;q=0.5"
    headers = {"Accept": wanted, "User-Agent": "specmint"}
    made = bytearray()
    try:
        request = Request(where, headers=headers)
        with build_opener(_Redirects()).open(request, timeout=_SECONDS) as reply:
            end = monotonic() + _MOST_SECONDS
            while len(made) <= MOST_BYTES and (part := reply.read(1 << 20)):
                made += part
                if monotonic() > end:
                    raise TimeoutError(f"it takes more than {_MOST_SECONDS:.0f} s")
    except (OSError, HTTPException, ValueError) as error:
        status = getattr(error, "code", 0)
        why = getattr(error, "reason", "") or error
        told = f"the server answers {status}" if status else f"no answer: {why}"
        raise refused(where, told, "see whether the address is right") from None
    return bytes(made)


def format_of(where: str | Path, document: Object) -> str:
    """Tell the format of a document by its own word."""
    for word, name in _FORMATS.items():
        if word in document:
            return name
    if "swagger" in document:
        message = "Swagger 2.0 is not read"
        raise refused(str(where), message, "convert it to OpenAPI 3")
    raise refused(str(where), "it names neither `openrpc`, `openapi` nor `asyncapi`")


def refused(where: str, message: str, hint: str = "") -> Refused:
    place = where if is_url(where) else Path(where).as_posix()
    return Refused([Problem(Place(place), "bad-document", message, hint)])


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
