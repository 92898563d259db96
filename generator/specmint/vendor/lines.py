"""Compares texts without regard to line ends, which git may change in a checkout."""

from collections import Counter

from specmint.tree.disk import digest


def folded(text: bytes) -> bytes:
    """Give a text the line ends that generated files have."""
    return text.replace(b"\r\n", b"\n")


def as_listed(found: bytes, listed: str) -> bytes | None:
    """Give the text whose hash a lock lists, if this is it; None if it was edited."""
    return next((one for one in (found, folded(found)) if digest(one) == listed), None)


def count_lines(found: bytes, text: bytes) -> tuple[int, int]:
    """Count the lines that come and those that go; one that only moves does neither."""
    old, new = (Counter(folded(one).splitlines(True)) for one in (found, text))
    return (new - old).total(), (old - new).total()
