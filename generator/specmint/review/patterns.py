"""Does one pattern match every text that another one matches?

Patterns of specs are regular in the strict sense, so that this can be decided:
both are made automata, and one is walked beside the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
import re

from specmint.model import Bytes, Choice, Integer, Layout, Type
from specmint.review.syntax import ALL, Node, Unread, parse

_MOST_STATES = 3000
_MOST_STEPS = 60_000
_ANY_TEXT = "(?s:.*)"
_INTEGER_TEXTS = {
    "text": "-?(?:0|[1-9][0-9]*)",
    "hex": "-?0x(?:0|[1-9a-f][0-9a-f]*)",
}
_BYTES_TEXTS = {"hex": "(?:[0-9a-f][0-9a-f])*", "0x-hex": "0x(?:[0-9a-f][0-9a-f])*"}


@dataclass(frozen=True, slots=True)
class _Automaton:
    """States by number: 0 is the start; `steps` and `jumps` go out of each."""

    steps: list[list[tuple[int, int]]] = field(default_factory=list)
    jumps: list[list[int]] = field(default_factory=list)

    def state(self) -> int:
        if len(self.steps) >= _MOST_STATES:
            raise Unread
        self.steps.append([])
        self.jumps.append([])
        return len(self.steps) - 1

    def closed(self, states: frozenset[int]) -> frozenset[int]:
        """Add the states that are reached without a letter."""
        found, left = set(states), list(states)
        while left:
            for target in self.jumps[left.pop()]:
                if target not in found:
                    found.add(target)
                    left.append(target)
        return frozenset(found)

    def after(self, states: frozenset[int], letter: int) -> frozenset[int]:
        met = {
            target
            for state in states
            for mask, target in self.steps[state]
            if mask & letter
        }
        return self.closed(frozenset(met))


def language_of(kind: Type | Choice) -> str | None:
    """Give a pattern for the texts in which values of a type travel."""
    match kind:
        case Integer(wire=str() as form):
            return _INTEGER_TEXTS.get(form)
        case Bytes(wire=str() as form):
            return _BYTES_TEXTS.get(form)
        case Layout():
            return None
    return None


@lru_cache(maxsize=1024)
def covers(wider: str, narrower: str) -> bool | None:
    """Whether the first matches all that the second does; None if nobody can tell."""
    try:
        return _covers(_build(wider), _build(narrower or _ANY_TEXT))
    except Unread:
        return None


def _build(pattern: str) -> tuple[_Automaton, int]:
    made = _Automaton()
    end = _lay(made, parse(pattern), made.state())
    return made, end


def _lay(made: _Automaton, node: Node, start: int) -> int:
    """Lay a node's states behind a state, and give the last one."""
    match node.kind:
        case "set":
            end = made.state()
            made.steps[start].append((node.letters, end))
            return end
        case "one after another":
            for part in node.parts:
                start = _lay(made, part, start)
            return start
        case "one of":
            end = made.state()
            for part in node.parts:
                first = made.state()
                made.jumps[start].append(first)
                made.jumps[_lay(made, part, first)].append(end)
            return end
    return _lay_repeat(made, node, start)


def _lay_repeat(made: _Automaton, node: Node, start: int) -> int:
    [part] = node.parts
    for _ in range(node.least):
        start = _lay(made, part, start)
    if node.most is None:
        again = made.state()
        made.jumps[start].append(again)
        made.jumps[_lay(made, part, again)].append(again)
        return again
    ends = [start]
    for _ in range(node.most - node.least):
        start = _lay(made, part, start)
        ends.append(start)
    end = made.state()
    for each in ends:
        made.jumps[each].append(end)
    return end


def _covers(wider: tuple[_Automaton, int], narrower: tuple[_Automaton, int]) -> bool:
    (big, big_end), (small, small_end) = wider, narrower
    letters = list(_letters(big, small))
    start = big.closed(frozenset([0]))
    left = [(state, start) for state in small.closed(frozenset([0]))]
    seen = set(left)
    while left:
        state, around = left.pop()
        if state == small_end and big_end not in around:
            return False
        if len(seen) > _MOST_STEPS:
            raise Unread
        for mask, target in small.steps[state]:
            for letter in letters:
                if not mask & letter:
                    continue
                beside = big.after(around, letter)
                pairs = {(near, beside) for near in small.closed(frozenset([target]))}
                left += pairs - seen
                seen |= pairs
    return True


def _letters(*automata: _Automaton) -> Iterator[int]:
    """Give one letter for each group that no step tells apart."""
    masks = {mask for one in automata for steps in one.steps for mask, _ in steps}
    groups = [ALL]
    for mask in masks:
        groups = [
            part for group in groups for part in (group & mask, group & ~mask) if part
        ]
    return (group & -group for group in groups)


def matches_all(pattern: str, texts: list[str]) -> bool:
    return all(re.fullmatch(pattern, text) for text in texts)
