"""Data as the YAML of a spec: short nodes on a line, long texts as blocks."""

from decimal import Decimal
import json
import re
from typing import Any

Json = Any
_WIDTH = 100
# What stands without quotes for sure; anything else gets them.
_PLAIN = re.compile(r"[A-Za-z_$](?:[A-Za-z0-9_$ ./()'^-]*[A-Za-z0-9_$./()'^-])?")
_IN_BLOCK = re.compile(
    r"(?:[A-Za-z(](?:[^\x00-\x1f\x7f-\x9f#:]|:(?=\S)|(?<=\S)#)*)(?<=[^\s:])"
)
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])
_UNSEEN = re.compile(
    r"[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_EXOTIC = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e"
                     r"\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")  # fmt: skip


def yaml_text(value: Json) -> str:
    """Print a mapping, a section to a paragraph."""
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: dict[str, Json] | list[Json], depth: int) -> list[str]:
    """Print the items of a mapping or a list, each on lines of its own."""
    pad = "  " * depth
    if isinstance(value, list):
        return [line for one in value for line in _item(one, depth)]
    lines: list[str] = []
    for key, one in value.items():
        lines += _member(f"{pad}{_key(key)}:", one, depth)
    return lines


def _member(head: str, value: Json, depth: int) -> list[str]:
    if isinstance(value, str):
        return _texts(head, value, depth)
    line = f"{head} {_flow(value)}"
    if not isinstance(value, dict | list) or not value or _fits(value, line, depth):
        return [line]
    return [head, *_block(value, depth + 1)]


def _fits(value: Json, line: str, depth: int) -> bool:
    """Sections and what has parts of parts stand on lines of their own."""
    if depth == 0 and isinstance(value, dict):
        return False
    return len(line) <= _WIDTH and "\n" not in line and _depth(value) <= 3


def _depth(value: Json) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _item(value: Json, depth: int) -> list[str]:
    pad = "  " * depth
    line = f"{pad}- {_flow(value)}"
    is_short = len(line) <= _WIDTH and _depth(value) <= 2
    if not isinstance(value, dict | list) or not value or is_short:
        return [line]
    inner = _block(value, depth + 1)
    return [f"{pad}- {inner[0].lstrip()}", *inner[1:]]


def _texts(head: str, text: str, depth: int) -> list[str]:
    lines = text.split("\n")
    is_block = len(lines) > 1 and not _EXOTIC.search(text) and lines[0][:1].strip()
    if (
        not is_block
        or any(line != line.rstrip() for line in lines)
        or text.endswith("\n\n")
    ):
        return [f"{head} {_scalar(text, in_flow=False)}"]
    pad = "  " * (depth + 1)
    mark = "|" if text.endswith("\n") else "|-"
    body = lines[:-1] if text.endswith("\n") else lines
    return [f"{head} {mark}", *(f"{pad}{line}" if line else "" for line in body)]


def _flow(value: Json) -> str:
    if isinstance(value, dict):
        members = (f"{_key(key)}: {_flow(one)}" for key, one in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value, in_flow=True)


def _key(key: str) -> str:
    return (
        key
        if re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$./-]*", key) and _is_word(key)
        else _quoted(key)
    )


def _is_word(text: str) -> bool:
    return text.lower() not in _WORDS


def _scalar(value: Json, *, in_flow: bool) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int():
            return str(value)
        case Decimal() | float():
            return _number(value)
    pattern = _PLAIN if in_flow else _IN_BLOCK
    is_plain = (
        pattern.fullmatch(value) and _is_word(value) and not _EXOTIC.search(value)
    )
    return value if is_plain else _quoted(value)


def _number(value: Decimal | float) -> str:
    text = format(Decimal(str(value)), "f")
    return text if "." in text else f"{text}.0"


def _quoted(text: str) -> str:
    """Quote a text as JSON does, which YAML reads alike."""
    made = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", made)
