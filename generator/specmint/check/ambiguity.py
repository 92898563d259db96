"""Whether a text can match a pattern in more and more ways as it grows.

A matcher that backtracks, and most do, tries all of them before it gives up.
The pattern is turned into positions (its letters) and the steps between them; texts
match in too many ways if a step is there twice, if one text leads from a position back
to it in two ways, or if one text stays at a position, leads on, and stays there too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import product

_MOST_POSITIONS = 32
_MOST_WAYS = 10_000


class Kind(Enum):
    LETTER = "letter"
    SEQUENCE = "sequence"
    EITHER = "either"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Part:
    kind: Kind
    parts: tuple["Part", ...] = ()
    letters: int = 0  # one bit for each
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where a part can begin and end, and whether it can match nothing."""

    first: frozenset[int]
    last: frozenset[int]
    is_empty: bool


@dataclass(slots=True)
class _Steps:
    letters: list[int] = field(default_factory=list)
    after: list[set[int]] = field(default_factory=list)
    runs: set[int] = field(
        default_factory=set
    )  # they lead to themselves, but not for ever
    is_double: bool = False
    loops: int = 0
    ways: int = 1
    patience: int = (
        100_000  # how many steps may be looked at; few patterns need a hundredth
    )

    def join(self, last: Iterable[int], first: frozenset[int]) -> None:
        for position in last:
            self.is_double = self.is_double or bool(self.after[position] & first)
            self.after[position] |= first


def is_ambiguous(part: Part) -> bool:
    """Tell whether the time to match can grow faster than the text."""
    steps = _Steps()
    _walk(part, steps)
    if steps.is_double or steps.ways > _MOST_WAYS:
        return True
    if not steps.loops:
        return False
    if len(steps.letters) > _MOST_POSITIONS:
        return steps.loops > 1
    return _returns_twice(steps) or _stays_twice(steps) or steps.patience <= 0


def _walk(part: Part, steps: _Steps) -> _Ends:
    if part.kind is Kind.LETTER:
        position = len(steps.letters)
        steps.letters.append(part.letters)
        steps.after.append(set())
        return _Ends(frozenset([position]), frozenset([position]), is_empty=False)
    if part.kind is Kind.REPEAT:
        return _repeat(part, steps)
    inner = [_walk(each, steps) for each in part.parts]
    if part.kind is Kind.EITHER:
        return _Ends(
            frozenset().union(*(ends.first for ends in inner)),
            frozenset().union(*(ends.last for ends in inner)),
            any(ends.is_empty for ends in inner),
        )
    return _sequence(inner, steps)


def _sequence(inner: list[_Ends], steps: _Steps) -> _Ends:
    whole = _Ends(frozenset(), frozenset(), is_empty=True)
    for ends in inner:
        steps.join(whole.last, ends.first)
        whole = _Ends(
            whole.first | ends.first if whole.is_empty else whole.first,
            whole.last | ends.last if ends.is_empty else ends.last,
            whole.is_empty and ends.is_empty,
        )
    return whole


def _repeat(part: Part, steps: _Steps) -> _Ends:
    [inner] = part.parts
    ends = _walk(inner, steps)
    if part.most is None or part.most > 1:
        # Matchers try nothing again and again.
        steps.is_double = steps.is_double or ends.is_empty
    if part.most is None:
        steps.loops += 1
        steps.join(ends.last, ends.first)
    elif inner.kind is Kind.LETTER and part.most > part.least:
        # A bounded run of one letter is no loop, but several of them multiply.
        steps.ways *= part.most - part.least + 1
        if part.most > 1:
            steps.join(ends.last, ends.first)
            steps.runs |= ends.first
    elif inner.kind is not Kind.LETTER and part.most > 1:
        steps.loops += 1
        steps.join(ends.last, ends.first)
    return _Ends(ends.first, ends.last, ends.is_empty or part.least == 0)


def _returns_twice(steps: _Steps) -> bool:
    """One text leads from a position back to it in two ways."""
    for start in range(len(steps.letters)):
        here = (start, start)
        for apart in _reach(steps, [here]):
            if apart[0] != apart[1] and here in _reach(steps, [apart]):
                return True
    return False


def _stays_twice(steps: _Steps) -> bool:
    """One text stays at a position, leads on to another, and stays there too."""
    endless = [
        after - {position} if position in steps.runs else after
        for position, after in enumerate(steps.after)
    ]
    reached = [_after(endless, one) for one in range(len(endless))]
    staying = [one for one, after in enumerate(reached) if one in after]
    return any(
        (one, other, other) in _reach(steps, [(one, one, other)])
        for one, other in product(staying, staying)
        if one != other and other in reached[one]
    )


def _after(steps: list[set[int]], start: int) -> set[int]:
    found: set[int] = set()
    ready = [start]
    while ready:
        further = steps[ready.pop()] - found
        found |= further
        ready += further
    return found


def _reach(steps: _Steps, start: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Follow one text from several positions at once, by one step or more."""
    found: set[tuple[int, ...]] = set()
    ready = list(start)
    while ready and steps.patience > 0:
        ways = set(product(*(steps.after[one] for one in ready.pop())))
        steps.patience -= len(ways)
        new = {together for together in ways - found if _common(steps, together)}
        found |= new
        ready += new
    return found


def _common(steps: _Steps, together: tuple[int, ...]) -> int:
    letters = -1
    for one in together:
        letters &= steps.letters[one]
    return letters
