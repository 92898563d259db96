"""Members of documents that have no members: each as its kind, or as nothing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

Json = Any
_KINDS = frozenset(
    ["string", "integer", "number", "boolean", "null", "array", "object"]
)


def _text(node: Json) -> Json:
    if isinstance(node, bool):
        return "true" if node else "false"
    return str(node) if isinstance(node, str | int | float | Decimal) else None


def _count(node: Json) -> Json:
    is_number = isinstance(node, int | float | Decimal) and not isinstance(node, bool)
    return int(node) if is_number and node == node // 1 else None


def _number(node: Json) -> Json:
    is_number = isinstance(node, int | float | Decimal) and not isinstance(node, bool)
    return node if is_number else None


def _flag(node: Json) -> Json:
    return node if isinstance(node, bool) else None


def _limit(node: Json) -> Json:
    return node if isinstance(node, bool) else _number(node)


def _texts(node: Json) -> Json:
    if not isinstance(node, list):
        return None
    return list(dict.fromkeys(one for one in map(_text, node) if one is not None))


def _type(node: Json) -> Json:
    if isinstance(node, list):
        kinds = [one for one in node if isinstance(one, str) and one in _KINDS]
        return (kinds if len(kinds) > 1 else kinds[0]) if kinds else None
    return node if isinstance(node, str) and node in _KINDS else None


LEAVES: dict[str, Callable[[Json], Json]] = {
    "any": lambda node: node,
    "text": _text,
    "flag": _flag,
    "count": _count,
    "number": _number,
    "limit": _limit,
    "texts": _texts,
    "list": lambda node: node if isinstance(node, list) and node else None,
    "type": _type,
}
WORDS = {
    "flag": "true or false",
    "count": "whole number",
    "texts": "list of texts",
    "limit": "number",
    "type": "type that is known here",
}
