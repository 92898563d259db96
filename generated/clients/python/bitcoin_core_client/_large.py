# ruff: noqa
"""Large answers, read piece by piece: each item means something before the next is read.

What was just read from the text is still at hand for the processor; a tree of JSON as
large as a block is not, and reading it a second time costs more than the first.
"""

from __future__ import annotations

from collections.abc import Callable
import gc
import re
from typing import Any, cast

from ._wire import Codec, Json, ListOf, RecordCodec, T, decoder

LARGE = 100_000
"""Answers with fewer bytes are read in one go."""

_blanks = re.compile(r"[ \t\n\r]*")
_scan: Callable[[str, int], tuple[Any, int]] = cast("Any", decoder).scan_once


def _past(text: str, at: int) -> int:
    """Step over blanks, of which a service seldom writes any."""
    if text[at] > " ":
        return at
    found = _blanks.match(text, at)
    return found.end() if found else at


def _after(text: str, at: int, sign: str) -> int:
    """Step over a sign and the blanks around it."""
    at = _past(text, at)
    if text[at] != sign:
        raise ValueError(f"no `{sign}` at {at}")
    return _past(text, at + 1)


def read_answer(codec: Codec[Any], body: bytes) -> dict[str, Any] | None:
    """Read an answer whose `result` is decoded already.

    None if it is not large, or not as it should be: the ordinary way says what is wrong.
    """
    if len(body) < LARGE:
        return None
    is_collecting = gc.isenabled()
    gc.disable()  # see `Codec.decode`
    try:
        text = body.decode()

        def member(name: str, at: int) -> tuple[Any, int]:
            return scan(codec, text, at) if name == "result" else _scan(text, at)

        answer, end = scan_object(text, 0, member)
        is_good = "result" in answer and answer.get("error") is None
        return answer if is_good and not text[end:].strip() else None
    except (ArithmeticError, LookupError, RecursionError, StopIteration):
        return None
    except (TypeError, ValueError):
        return None
    finally:
        if is_collecting:
            gc.enable()


def _end(text: str, at: int, sign: str) -> int:
    if text[at] != sign:
        raise ValueError(f"no `{sign}` at {at}")
    return at + 1


def scan_object(
    text: str, at: int, scan: Callable[[str, int], tuple[Any, int]]
) -> tuple[dict[str, Any], int]:
    """Read an object whose members `scan` reads; raises whatever goes wrong."""
    members: dict[str, Any] = {}
    at, sign = _after(text, at, "{"), ","
    if text[at] == "}":
        return members, at + 1
    while sign == ",":
        if text[at] != '"':
            raise ValueError(f"no name at {at}")
        name, at = _scan(text, at)
        at = _after(text, at, ":")
        members[name], at = scan(name, at)
        at = _past(text, at)
        sign = text[at]
        at = _after(text, at, sign) if sign == "," else at
    return members, _end(text, at, "}")


def scan(codec: Codec[T], text: str, at: int) -> tuple[T, int]:
    """Read a value where it begins, and say where it ends; raises what goes wrong."""
    if isinstance(cast("object", codec), RecordCodec) and text[at] == "{":
        return _scan_record(codec, text, at)
    value, end = _scan(text, at)
    return codec.read(value), end


def _scan_record(codec: Any, text: str, at: int) -> tuple[Any, int]:
    """Read a record; its long lists are read item by item, and put in at the end."""
    lists = {
        one.wire: (one.name, cast("ListOf[Any]", cast("object", own)).item)
        for one in codec.kind.members
        if isinstance(own := one.shape, ListOf)
    }
    found: dict[str, tuple[Any, ...]] = {}

    def member(name: str, at: int) -> tuple[Json, int]:
        if name not in lists or text[at] != "[":
            return _scan(text, at)
        found[name], end = _scan_list(lists[name][1], text, at)
        return [], end

    raw, end = scan_object(text, at, member)
    record = codec.read(raw)
    for name, items in found.items():
        setattr(record, lists[name][0], items)
    return record, end


def _scan_list(item: Codec[T], text: str, at: int) -> tuple[tuple[T, ...], int]:
    items: list[T] = []
    read = item.read
    at, sign = _after(text, at, "["), ","
    if text[at] == "]":
        return (), at + 1
    while sign == ",":
        value, at = _scan(text, at)
        items.append(read(value))
        at = _past(text, at)
        sign = text[at]
        at = _past(text, at + 1) if sign == "," else at
    return tuple(items), _end(text, at, "]")
