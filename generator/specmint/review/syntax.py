"""The parts of a pattern: sets of letters, one after another, one of, and repeats."""

from dataclasses import dataclass
import re

ALL = (1 << 129) - 1  # one bit for each ASCII character, one for all others
_NO_BREAK = ALL & ~(1 << ord("\n"))
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_OPEN = re.compile(r"\((?:\?:|\?s:|\?P<\w+>)?")
_TIMES = re.compile(r"([*+?])|\{(\d*)(,?)(\d*)\}")


class Unread(Exception):
    """The pattern is beyond what is read here, or too large."""


@dataclass(frozen=True, slots=True)
class Node:
    kind: str  # set, one after another, one of, repeat
    letters: int = 0
    parts: tuple["Node", ...] = ()
    least: int = 0
    most: int | None = None


def parse(pattern: str) -> Node:
    """Read a pattern that check has found sound; anchors are at its ends alone."""
    text = pattern.removeprefix("^")
    if text.endswith("$") and not text.endswith("\\$"):
        text = text[:-1]
    node, at = _one_of(text, 0, is_across=False)
    if at != len(text):
        raise Unread
    return node


def _one_of(text: str, at: int, *, is_across: bool) -> tuple[Node, int]:
    parts = []
    while True:
        part, at = _sequence(text, at, is_across=is_across)
        parts.append(part)
        if text[at : at + 1] != "|":
            return Node("one of", parts=tuple(parts)), at
        at += 1


def _sequence(text: str, at: int, *, is_across: bool) -> tuple[Node, int]:
    parts = []
    while at < len(text) and text[at] not in "|)":
        part, at = _atom(text, at, is_across=is_across)
        times = _TIMES.match(text, at)
        if times:
            part, at = _repeat(part, times), times.end()
        parts.append(part)
    return Node("one after another", parts=tuple(parts)), at


def _repeat(part: Node, times: re.Match[str]) -> Node:
    sign, least, comma, most = times.groups()
    if sign:
        bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
    else:
        low = int(least or 0)
        bounds = (low, int(most) if most else None if comma else low)
    return Node("repeat", parts=(part,), least=bounds[0], most=bounds[1])


def _atom(text: str, at: int, *, is_across: bool) -> tuple[Node, int]:
    letter = text[at]
    if letter == "(":
        opened = _OPEN.match(text, at)
        assert opened
        across = is_across or opened.group().startswith("(?s")
        inner, at = _one_of(text, opened.end(), is_across=across)
        if text[at : at + 1] != ")":
            raise Unread
        return inner, at + 1
    if letter == "[":
        letters, at = _class(text, at + 1)
        return Node("set", letters), at
    if letter == ".":
        return Node("set", ALL if is_across else _NO_BREAK), at + 1
    if letter in "^$*+?{":
        raise Unread
    letter, at = _letter(text, at)
    return Node("set", _bit(letter)), at


def _letter(text: str, at: int) -> tuple[str, int]:
    if text[at] != "\\":
        return text[at], at + 1
    escaped = text[at + 1 : at + 2]
    if not escaped or (escaped.isalnum() and escaped not in _ESCAPED):
        raise Unread
    return _ESCAPED.get(escaped, escaped), at + 2


def _class(text: str, at: int) -> tuple[int, int]:
    is_not = text[at : at + 1] == "^"
    at += is_not
    letters, start = 0, at
    while text[at : at + 1] != "]" or at == start:
        if at >= len(text):
            raise Unread
        low, at = _letter(text, at)
        high = low
        if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in {"]", ""}:
            high, at = _letter(text, at + 1)
        letters |= _bits(low, high)
    return (ALL & ~letters if is_not else letters), at + 1


def _bit(letter: str) -> int:
    if ord(letter) > 127:
        raise Unread  # letters beyond ASCII are one bit, and cannot be told apart
    return 1 << ord(letter)


def _bits(low: str, high: str) -> int:
    if ord(high) > 127:
        raise Unread
    return (1 << (ord(high) + 1)) - (1 << ord(low))
