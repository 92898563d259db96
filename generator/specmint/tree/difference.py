"""Shows where two texts differ, in few lines and in little time."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

_MOST_LINES = 40
_MOST_COLUMNS = 200
_CONTEXT = 3
_WINDOW = 1000  # lines compared at most: difflib's time can grow with their cube


def difference(found: bytes, made: bytes) -> tuple[int, str]:
    """Give the line of the first difference, from 1, and a unified diff that is cut short."""
    old, new = _lines(found), _lines(made)
    first = _shared(old, new)
    tail = min(_shared(old[::-1], new[::-1]), len(old) - first, len(new) - first)
    start = max(0, first - _CONTEXT)
    stop = max(0, tail - _CONTEXT)
    old, new = old[start : len(old) - stop], new[start : len(new) - stop]
    hunks = list(_hunks(old[:_WINDOW], new[:_WINDOW], start))
    is_cut = max(len(old), len(new)) > _WINDOW
    if is_cut and len(hunks) > 1:
        hunks.pop()  # it shows the end of the window more than a difference
    shown = [
        "--- on disk",
        "+++ as generated",
        *(line for hunk in hunks for line in hunk),
    ]
    return first + 1, "\n".join(_cut(shown, is_cut))


def _lines(text: bytes) -> list[str]:
    return text.decode("utf-8", "backslashreplace").split("\n")


def _shared(old: list[str], new: list[str]) -> int:
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _hunks(old: list[str], new: list[str], start: int) -> Iterator[list[str]]:
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT):
        low, high = group[0], group[-1]
        lines = [
            f"@@ -{start + low[1] + 1},{high[2] - low[1]}"
            f" +{start + low[3] + 1},{high[4] - low[3]} @@"
        ]
        for kind, i, j, k, m in group:
            if kind == "equal":
                lines += [f" {line}" for line in old[i:j]]
            else:
                lines += [f"-{line}" for line in old[i:j]]
                lines += [f"+{line}" for line in new[k:m]]
        yield lines


def _cut(lines: list[str], is_cut: bool) -> Iterator[str]:
    yield from map(_printable, lines[:_MOST_LINES])
    rest = len(lines) - _MOST_LINES
    if is_cut or rest > 0:
        least = "at least " if is_cut else ""
        yield f"... {least}{max(1, rest)} more lines of this difference are not shown"


def _printable(line: str) -> str:
    """Show a line so that it cannot move the cursor or flood the screen."""
    short = line[:_MOST_COLUMNS] + ("..." if len(line) > _MOST_COLUMNS else "")
    return "".join(
        (
            each
            if each.isprintable() or each == "\t"
            else each.encode("unicode_escape").decode()
        )
        for each in short
    )
