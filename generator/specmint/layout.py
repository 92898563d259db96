"""Laying out: on one line if it fits, else one item per line."""

from decimal import Decimal
import json
from typing import Any

_NO_END = 1 << 60


def json_text(value: Any, width: int = 88) -> str:
    """Print JSON with every digit kept, an object or a list on one line if it fits."""
    return _lines(value, width, 0, "")


def json_line(value: Any) -> str:
    """Print JSON on one line."""
    return json_text(value, _NO_END)


def _lines(value: Any, width: int, depth: int, before: str) -> str:
    """Print a value that stands behind a text, such as the key of a member."""
    if isinstance(value, dict):
        keys = [f"{_scalar(str(key))}: " for key in value]
        return _collection("{}", (keys, list(value.values())), width, depth, before)
    if isinstance(value, list | tuple):
        items = ([""] * len(value), list(value))
        return _collection("[]", items, width, depth, before)
    return before + _scalar(value)


def _collection(
    ends: str, items: tuple[list[str], list[Any]], width: int, depth: int, before: str
) -> str:
    inside = [_lines(v, width, depth + 2, k) for k, v in zip(*items, strict=True)]
    line = f"{before}{ends[0]}{', '.join(inside)}{ends[1]}"
    # A comma may follow, except at the end of it all.
    if "\n" not in line and depth + len(line) + bool(depth) <= width or not inside:
        return line
    between = "\n" + " " * (depth + 2)
    laid_out = f",{between}".join(inside)
    return f"{before}{ends[0]}{between}{laid_out}\n{' ' * depth}{ends[1]}"


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)
