"""Texts that a pattern takes, made from the pattern itself: its lowest and its highest."""

from collections.abc import Iterator
import re
from typing import Any, Final

LONGEST = 1 << 16  # characters; a longer text shows nothing that a shorter does not
_MOST = 4  # repeats where a pattern has no bound
_CATEGORIES: Final = {
    "CATEGORY_DIGIT": "09",
    "CATEGORY_WORD": "az",
    "CATEGORY_SPACE": " ",
}
_ANY = "a~"
# Likely first, for a class that says what it excludes.
_OTHERS = ("a", "~", "0", " ", *map(chr, range(0x21, 0x180)))


def texts_of(pattern: str) -> Iterator[str]:
    """Give short and long texts with the lowest and the highest characters."""
    tree = _parser().parse(pattern)
    seen = set[str]()
    for is_long in (False, True):
        for is_high in (False, True):
            text = _joined(tree, is_long=is_long, is_high=is_high)
            if text not in seen and re.search(pattern, text):
                seen.add(text)
                yield text


def excluded(pattern: str) -> Iterator[str]:
    """Give the characters that classes of a pattern exclude, each as a text."""
    for found in re.findall(r"\[\^((?:\\.|[^\]\\])+)\]", pattern):
        yield from dict.fromkeys(re.sub(r"\\(.)", r"\1", found))


def _parser() -> Any:
    return __import__("re._parser", fromlist=["parse"])


def _joined(tree: Any, *, is_long: bool, is_high: bool) -> str:
    return "".join(
        _one(str(op), value, is_long=is_long, is_high=is_high) for op, value in tree
    )


def _one(op: str, value: Any, *, is_long: bool, is_high: bool) -> str:
    how = {"is_long": is_long, "is_high": is_high}
    match op:
        case "LITERAL":
            return chr(value)
        case "IN":
            return _from(value, is_high=is_high)
        case "ANY" | "NOT_LITERAL":
            return _ANY[is_high]
        case "SUBPATTERN":
            return _joined(value[-1], **how)
        case "BRANCH":
            return _joined(value[1][-1 if is_high else 0], **how)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = value
            times = min(int(most), max(int(least), _MOST)) if is_long else int(least)
            made = _joined(inner, **how)
            # One that is cut short fits no more, and is left out with all that do not.
            return made * min(times, LONGEST // max(1, len(made)))
    return ""  # anchors, and what looks around


def _from(parts: Any, *, is_high: bool) -> str:
    """Choose from a class of characters; of one that excludes some, a likely other."""
    found, banned = set[str](), set[str]()
    is_negated = False
    for op, value in parts:
        kept = banned if is_negated else found
        match str(op):
            case "NEGATE":
                is_negated = True
            case "LITERAL":
                kept.add(chr(value))
            case "RANGE":
                kept |= set(map(chr, value))
            case "CATEGORY":
                kept |= set(_CATEGORIES.get(str(value), _ANY))
    if is_negated:
        return next((one for one in _OTHERS if one not in banned), "")
    return (max if is_high else min)(found)
