"""Frames of a WebSocket, told apart as a tape needs it: calls, answers, and pushes."""

from json import JSONDecoder, dumps
import re
from typing import NamedTuple

from specmint.model import Json, Ws
from specmint.wire import Unfit, parse_json

_BLANKS = re.compile(r"[ \t\n\r]*")
_scan = JSONDecoder().raw_decode


class Frame(NamedTuple):
    """A call or an answer: its id as it is written, and its text with null for it."""

    own_id: str
    text: str


class Frames:
    """Knows the frames of an API by its spec."""

    def __init__(self, facts: Ws) -> None:
        self._id = next((name for name, word in facts.call if word == "$id"), "")
        self._call = {name: w for name, w in facts.call if not f"{w}".startswith("$")}
        self._answer, self._answer_id = dict(facts.reply_when), facts.reply_id

    def call(self, text: str) -> Frame | None:
        """Take a call apart; None if it is something else."""
        if not _has(text, self._call):
            return None
        return _apart(text, self._id) or Frame("null", text)

    def answer(self, text: str) -> Frame | None:
        """Take an answer apart; None if it is something else, which is a push."""
        return _apart(text, self._answer_id) if _has(text, self._answer) else None

    def meaning(self, text: str) -> str:
        """Give what calls are compared by: members in any order, and no id."""
        frame = parse_json(text)
        return _canonical({name: frame[name] for name in frame if name != self._id})

    def fill(self, text: str, own_id: str) -> str:
        """Put an id into an answer."""
        place = _find(text, self._answer_id)
        return text[: place[0]] + own_id + text[place[1] :] if place else text


def is_same_id(one: str, other: str) -> bool:
    """Whether two ids are the same, however they are written."""
    return _canonical(parse_json(one)) == _canonical(parse_json(other))


def _canonical(value: Json) -> str:
    return dumps(value, sort_keys=True, default=repr)


def _has(text: str, words: dict[str, Json]) -> bool:
    """Whether a text is an object that has words at their places."""
    try:
        frame = parse_json(text)
    except Unfit:
        return False
    return isinstance(frame, dict) and all(
        (place := _find(text, path)) and parse_json(text[slice(*place)]) == word
        for path, word in words.items()
    )


def _apart(text: str, path: str) -> Frame | None:
    place = _find(text, path)
    if place is None:
        return None
    start, end = place
    return Frame(text[start:end], f"{text[:start]}null{text[end:]}")


# -- places in a text --------------------------------------------------------------


def _find(text: str, path: str) -> tuple[int, int] | None:
    """Find where the value at a dotted path begins and ends, in JSON that is sound."""
    start, end = _skip(text, 0), len(text)
    for name in path.split("."):
        place = _member(text, start, name)
        if place is None:
            return None
        start, end = place
    return start, end


def _member(text: str, at: int, name: str) -> tuple[int, int] | None:
    """Find a member of the object that begins at a place; of several, the last one."""
    found = None
    if text[at] != "{":
        return None
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, at = _scan(text, at)
        start = _skip(text, _skip(text, at) + 1)
        _, end = _scan(text, start)
        found = (start, end) if key == name else found
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def _skip(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at
