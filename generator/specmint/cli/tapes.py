"""Tapes that are to be replayed: each line that is no exchange is told, before any is played."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
import re
from typing import Any

from specmint.problems import Place, Problem, Refused

_HTTP = {
    **{"verb": str, "target": str, "body": str},
    **{"status": int, "type": str, "reply": str},
}
_CALL = {"connection": str, "call": str, "pushes": list, "reply": str}
_PUSH = {"connection": str, "push": str}
_MOST_BYTES = 256 << 20
_HALF = re.compile("[\ud800-\udfff]")
_WORDS = {str: "text", int: "a number", list: "a list"}


def check_tape(path: Path) -> None:
    """Refuse a tape that is not there, or of which a line is no exchange."""
    try:
        lines = _text(path).splitlines()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", "") or str(error)
        message = f"the tape cannot be read: {told}"
        raise Refused([Problem(Place(str(path)), "bad-tape", message)]) from None
    hint = "record it again, or take the line out"
    problems = [
        Problem(Place(str(path), number, 1), "bad-tape", message, hint)
        for number, line in enumerate(lines, 1)
        for message in _misfits(line)
    ]
    if problems:
        raise Refused(problems)


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():  # a pipe can be read only once
        raise ValueError("this is no ordinary file")
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError("it is too large")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def _misfits(line: str) -> Iterator[str]:
    """Say what a line lacks that an exchange has."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        yield "this is no JSON object"
        return
    for name, kind in _wanted(found).items():
        if not isinstance(found.get(name), kind) or isinstance(found.get(name), bool):
            yield f"an exchange has {_WORDS[kind]} as `{name}`"
    yield from _unsendable(found)
    pushes = found.get("pushes", ())
    if isinstance(pushes, list) and not all(isinstance(one, str) for one in pushes):
        yield "`pushes` are texts"


def _unsendable(found: Mapping[str, Any]) -> Iterator[str]:
    """Say what no server can send: an odd status or header, and half characters."""
    status, kind = found.get("status", 200), found.get("type", "")
    if type(status) is int and not 200 <= status < 600:
        yield "a status is from 200 to 599"
    if isinstance(kind, str) and not (kind.isascii() and kind.isprintable()):
        yield "a `type` is printable, and in ASCII"
    if _HALF.search(json.dumps(found, ensure_ascii=False)):
        yield "there is half a character in it"


def _wanted(found: Mapping[str, Any]) -> Mapping[str, type]:
    if found.get("over") != "ws":
        return _HTTP
    return _PUSH if "push" in found else _CALL
