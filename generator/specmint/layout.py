"""Laying out: on one line if it fits, else one item per line."""

from decimal import Decimal
import json
from typing import Any

_NO_END = 1 << 60


def json_text(value: Any, width: int = 88) -> str:
    """Print JSON with every digit kept, an object or a list on one line if it fits."""
    return _laid_out("", value, "", width)


def json_line(value: Any) -> str:
    """Print JSON on one line."""
    return json_text(value, _NO_END)


def _laid_out(before: str, value: Any, after: str, width: int) -> str:
    """Print a value between its key and the comma that follows it."""
    if isinstance(value, dict):
        items = [(f"{_scalar(str(key))}: ", item) for key, item in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, list | tuple):
        items = [("", item) for item in value]
        opening, closing = "[", "]"
    else:
        return f"{before}{_scalar(value)}{after}"
    commas = [","] * (len(items) - 1) + [""]
    lines = [
        _laid_out(key, item, comma, width - 2)
        for (key, item), comma in zip(items, commas, strict=bool(items))
    ]
    line = f"{before}{opening}{' '.join(lines)}{closing}{after}"
    if not items or (len(line) <= width and "\n" not in line):
        return line
    inner = "\n".join(lines).replace("\n", "\n  ")
    return f"{before}{opening}\n  {inner}\n{closing}{after}"


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)
