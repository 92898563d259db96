"""Gaps between texts, bytes by their lengths, and enums."""

from collections.abc import Iterator
from dataclasses import replace
import re
from typing import Any

from specmint.model import Bytes, Enum, String
from specmint.review.gaps import Gap, Gaps, Path
from specmint.review.patterns import covers
from specmint.review.shown import show, show_form, show_range

# -- texts ---------------------------------------------------------------------


def text_gaps(first: String, second: String, path: Path) -> Gaps:
    if second.pattern and first.pattern != second.pattern:
        is_covered = covers(second.pattern, first.pattern)
        if not is_covered:
            sides = first.pattern or "any text", second.pattern
            yield Gap(path, "pattern", *sides, is_sure=is_covered is not None)
    yield from length_gaps(first, second, path)


def length_gaps(first: Any, second: Any, path: Path) -> Gaps:
    low, high = _lengths(first)
    least, most = _lengths(second)
    is_short = least is not None and (low or 0) < least
    is_long = most is not None and (high is None or high > most)
    if not is_short and not is_long:
        return
    pattern = getattr(first, "pattern", "")
    if pattern and covers(
        f"(?s:.{{{least or 0},{most if most is not None else ''}}})", pattern
    ):
        return
    yield Gap(path, "length", show_range(low, high), show_range(least, most))


def _lengths(kind: Any) -> tuple[int | None, int | None]:
    if isinstance(kind, Bytes) and kind.length is not None:
        return kind.length, kind.length
    return kind.min_length, kind.max_length


def words_in_text(first: Enum, second: String, path: Path) -> Gaps:
    if first.of != "string":
        yield Gap(path, "kind", show(first), show(second))
        return
    texts = [value.text for value in first.values]
    pattern = second.pattern
    if first.open and (pattern or second.min_length or second.max_length is not None):
        yield Gap(path, "pattern", "any text", pattern or "a bounded text")
    elif pattern and not all(re.fullmatch(pattern, text) for text in texts):
        yield Gap(path, "pattern", "an enum", pattern)
    lengths = [len(text) for text in texts]
    bounded = String(
        min_length=min(lengths, default=0), max_length=max(lengths, default=0)
    )
    yield from length_gaps(bounded, replace(second, pattern=""), path)


# -- enums ---------------------------------------------------------------------


def enum_gaps(first: Any, second: Enum, path: Path) -> Gaps:
    if not isinstance(first, Enum):
        return
    yield from wire_gaps(first, second, path)
    if second.open:
        return
    if first.open:
        yield Gap(path, "open", "open", "closed")
    for text in unlisted(first, second):
        yield Gap((*path, text), "value", text, "not listed")


def unlisted(first: Enum, second: Enum) -> Iterator[str]:
    """List the values of one enum that the other does not have."""
    if first.of == "string":
        known = {value.text for value in second.values}
        yield from (value.text for value in first.values if value.text not in known)
        return
    ranges = sorted(ends(value.text) for value in second.values)
    for value in first.values:
        low, high = ends(value.text)
        for least, most in ranges:
            if least <= low <= most:
                low = most + 1
        if low <= high:
            yield value.text


def ends(text: str) -> tuple[int, int]:
    low, _, high = text.partition("..")
    return int(low), int(high or low)


def wire_gaps(first: Any, second: Any, path: Path) -> Gaps:
    if first.wire != second.wire:
        told = show_form(first), show_form(second)
        is_accepted = first.wire in getattr(second, "accepts", ())
        yield Gap(path, "wire", *told, is_accepted=is_accepted)
