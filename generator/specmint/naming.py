"""Names: split into words first, inflected last, never colliding; and anchors of headings."""

from collections.abc import Collection, Iterable
import re
import unicodedata

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+[0-9]*|[0-9]+")


def split(name: str) -> tuple[str, ...]:
    """Split a name into its words: at signs, and where capitals begin."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return tuple(_WORDS.findall(plain)) or ("unnamed",)


def snake(words: Iterable[str]) -> str:
    """Give `get_block_by_height`."""
    return _led("_".join(word.lower() for word in words), "n")


def constant(words: Iterable[str]) -> str:
    """Give `GET_BLOCK_BY_HEIGHT`."""
    return _led("_".join(word.upper() for word in words), "N")


def pascal(words: Iterable[str]) -> str:
    """Give `GetBlockByHeight`; words that are all capitals keep only the first."""
    return _led("".join(word[:1].upper() + word[1:].lower() for word in words), "N")


def camel(words: Iterable[str]) -> str:
    """Give `getBlockByHeight`."""
    first, *rest = words
    return _led(first.lower() + (pascal(rest) if rest else ""), "n")


def _led(name: str, letter: str) -> str:
    """A name does not begin with a digit."""
    return f"{letter}{name}" if name[0].isdigit() else name


def distinct(names: Iterable[str], taken: Collection[str]) -> tuple[str, ...]:
    """Append underscores to names that are taken, or that came before; the first stays."""
    made: list[str] = []
    seen = set(taken)
    for name in names:
        free = name
        while free in seen:
            free += "_"
        seen.add(free)
        made.append(free)
    return tuple(made)


def slug(heading: str) -> str:
    """Give the anchor that code hosts make of a heading."""
    kept = (c for c in heading.lower() if c in " -" or _is_in_words(c))
    return "".join(kept).replace(" ", "-")


def _is_in_words(character: str) -> bool:
    """Whether it is a letter with its marks, a digit, or joins words as `_` does."""
    kind = unicodedata.category(character)
    return kind[0] in "LMN" or kind == "Pc"


def anchors(headings: Iterable[str]) -> tuple[str, ...]:
    """Give the anchors of all headings of a page; a repeated one is numbered."""
    last: dict[str, int] = {}
    made = []
    for heading in headings:
        first = anchor = slug(heading)
        while anchor in last:
            last[first] += 1
            anchor = f"{first}-{last[first]}"
        last[anchor] = 0
        made.append(anchor)
    return tuple(made)
