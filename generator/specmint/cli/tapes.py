"""Tapes that are to be replayed: each line that is no exchange is told, before any is played."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
from typing import Any

from specmint.problems import Place, Problem, Refused

_HTTP = {
    **{"verb": str, "target": str, "body": str},
    **{"status": int, "type": str, "reply": str},
}
_CALL = {"connection": str, "call": str, "pushes": list, "reply": str}
_PUSH = {"connection": str, "push": str}
_WORDS = {str: "text", int: "a number", list: "a list"}


def check_tape(path: Path) -> None:
    """Refuse a tape that is not there, or of which a line is no exchange."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
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
    pushes = found.get("pushes", ())
    if isinstance(pushes, list) and not all(isinstance(one, str) for one in pushes):
        yield "`pushes` are texts"


def _wanted(found: Mapping[str, Any]) -> Mapping[str, type]:
    if found.get("over") != "ws":
        return _HTTP
    return _PUSH if "push" in found else _CALL
