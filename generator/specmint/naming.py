"""Names: words until the last moment, inflected last, never colliding."""

from collections.abc import Iterable
from dataclasses import dataclass
import re

Words = tuple[str, ...]

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W_0-9a-zA-Z]+")


def split(name: str) -> Words:
    """Split a name into its words: `icx_getBalance` is icx, get, Balance."""
    return tuple(_WORD.findall(name)) or ("x",)


@dataclass(frozen=True, slots=True)
class Case:
    """How words become a name: the first word, the others, and what joins them."""

    first: str  # lower, upper or title
    others: str
    between: str = ""

    def name(self, words: Iterable[str]) -> str:
        first, *others = words
        parts = [_inflect(first, self.first)]
        parts += [_inflect(word, self.others) for word in others]
        return self.between.join(parts)


SNAKE = Case("lower", "lower", "_")
KEBAB = Case("lower", "lower", "-")
PASCAL = Case("title", "title")


def _inflect(word: str, how: str) -> str:
    match how:
        case "lower":
            return word.lower()
        case "upper":
            return word.upper()
    return word[:1].upper() + word[1:].lower()


def unique(names: Iterable[str]) -> dict[str, str]:
    """Give each name one of its own that no other takes, also where case is ignored."""
    taken: set[str] = set()
    given: dict[str, str] = {}
    for name in names:
        free, number = name, 1
        while free.lower() in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free.lower())
        given[name] = free
    return given


def slug(heading: str) -> str:
    """Give the anchor that code hosts make of a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")
