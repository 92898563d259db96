"""Laying out: on one line if it fits, else one item per line."""

from decimal import Decimal
import json
from typing import Any


def json_text(value: Any, width: int = 88) -> str:
    """Print JSON with every digit kept, an object or a list on one line if it fits."""
    return _lines(value, width, 0)


def json_line(value: Any) -> str:
    """Print JSON on one line."""
    return _lines(value, 1 << 60, 0)


def _lines(value: Any, width: int, depth: int) -> str:
    if isinstance(value, dict):
        items = [
            f"{_scalar(str(key))}: {_lines(item, width, depth + 2)}"
            for key, item in value.items()
        ]
        return _collection("{", items, "}", width, depth)
    if isinstance(value, list | tuple):
        items = [_lines(item, width, depth + 2) for item in value]
        return _collection("[", items, "]", width, depth)
    return _scalar(value)


def _collection(
    before: str, items: list[str], after: str, width: int, depth: int
) -> str:
    length = depth + sum(len(item) + 2 for item in items)
    if length <= width and not any("\n" in item for item in items):
        return f"{before}{', '.join(items)}{after}"
    inner = "\n" + " " * (depth + 2)
    return f"{before}{inner}{f',{inner}'.join(items)}\n{' ' * depth}{after}"


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)
