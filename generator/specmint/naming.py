"""Names that are made of other names: for now the anchors of headings."""

from collections.abc import Iterable
import unicodedata


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
