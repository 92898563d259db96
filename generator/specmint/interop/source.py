"""Documents from files: JSON or YAML, with every digit, and the format that they name."""

from pathlib import Path
from typing import Any

import yaml

from specmint.problems import Place, Problem, Refused
from specmint.wire import Unfit, parse_json

Json = Any
Object = dict[str, Json]
MOST_BYTES = 128 << 20
_FORMATS = {"openrpc": "openrpc", "openapi": "openapi", "asyncapi": "asyncapi"}


class _Loader(yaml.CSafeLoader):
    """YAML as JSON: dates stay texts, and fractions keep their digits."""


def _fraction(loader: _Loader, node: yaml.ScalarNode) -> Json:
    text = str(loader.construct_scalar(node))
    try:
        return parse_json(text)
    except Unfit:
        return text


_Loader.add_constructor("tag:yaml.org,2002:float", _fraction)


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def read_document(path: Path) -> Object:
    """Read one document, or refuse it with what is wrong."""
    with path.open("rb") as opened:
        raw = opened.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise refused(path, "it is too large")
    try:
        text = raw.decode("utf-8-sig")
        is_json = text.lstrip()[:1] == "{"
        # The loader is PyYAML's safe one: it makes plain data and nothing else.
        document = parse_json(text) if is_json else yaml.load(text, _Loader)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise refused(path, f"it cannot be read: {_line(error)}") from None
    if not isinstance(document, dict):
        raise refused(path, "it is no document of a format that is known here")
    return document


def format_of(path: Path, document: Object) -> str:
    """Tell the format of a document by its own word."""
    for word, name in _FORMATS.items():
        if word in document:
            return name
    if "swagger" in document:
        raise refused(path, "Swagger 2.0 is not read", "convert it to OpenAPI 3")
    raise refused(path, "it names neither `openrpc`, `openapi` nor `asyncapi`")


def refused(path: Path, message: str, hint: str = "") -> Refused:
    return Refused([Problem(Place(path.as_posix()), "bad-document", message, hint)])


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
