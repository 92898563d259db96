"""Typed text: each class is harmless in one kind of place, and carries its own delimiters.

A template prints these classes and nothing else, so what a spec says can never turn
into markup or code, wherever it is printed.
"""

from collections.abc import Iterable
import re
from typing import Self


class Text(str):
    """Text that is safe where its class says it is."""

    __slots__ = ()

    def indented(self, depth: int) -> Self:
        """Indent all lines but the first, and keep the class."""
        return type(self)(self.replace("\n", "\n" + " " * depth))


class Prose(Text):
    """Blocks of Markdown."""

    __slots__ = ()


class Inline(Text):
    """Markdown within a line: a heading, an item of a list."""

    __slots__ = ()


class Cell(Text):
    """Markdown within a cell of a table."""

    __slots__ = ()


class Fence(Text):
    """A block of code with its fence, which no line of it can close."""

    __slots__ = ()


class Shell(Text):
    """One word of a shell command, quoted where it needs to be."""

    __slots__ = ()


_CODE_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^)>\s]*)")
_SAFE_LINK = re.compile(r"(?:https?://|#|[a-zA-Z0-9_./-]+(?:#|$))(?!.*:(?!//))")
_BLOCK_START = re.compile(r"^(\s{0,3})(#{1,6}(?=\s|$)|=+\s*$|-{2,}\s*$|\||<!--)")
_FENCE_LINE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def prose(markdown: str) -> Prose:
    """Take blocks of the Markdown subset, and defuse what does not belong to it."""
    lines: list[str] = []
    fence = ""
    for line in _clean(markdown).splitlines():
        found = _FENCE_LINE.match(line)
        if fence:
            lines.append(line)
            fence = "" if found and line.strip() == fence else fence
        elif found:
            fence = found.group(1)
            lines.append(line)
        else:
            lines.append(_defuse(_BLOCK_START.sub(r"\1\\\2", line)))
    if fence:
        lines.append(fence)
    return Prose("\n".join(lines).strip())


def inline(markdown: str) -> Inline:
    """Take Markdown for one line."""
    return Inline(_defuse(" ".join(_clean(markdown).split())))


def cell(markdown: str) -> Cell:
    """Take Markdown for a cell: one line, and no bar that would end it."""
    return as_cell(inline(markdown))


def as_cell(text: Inline) -> Cell:
    """Put finished inline Markdown into a cell."""
    return Cell(re.sub(r"(?<!\\)\|", r"\\|", text))


def code(text: str) -> Inline:
    """Show text as code within a line, with a fence longer than any in it."""
    flat = " ".join(_clean(text).split("\n"))
    if not flat.strip():
        return Inline(f"` {flat} `" if flat else "` `")
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    fence = "`" * (longest + 1)
    space = " " if flat[0] == "`" or flat[-1] == "`" else ""
    return Inline(f"{fence}{space}{flat}{space}{fence}")


def words(text: str) -> Inline:
    """Show plain text as it is, with all that Markdown would take escaped."""
    flat = " ".join(_clean(text).split())
    return Inline(re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", flat))


def link(label: Inline, address: str) -> Inline:
    """Link a label to a place of ours."""
    return Inline(f"[{label}]({_percent(address)})")


def fence(text: str, language: str = "") -> Fence:
    """Show lines of code in a fence longer than any run of backticks in them."""
    clean = _clean(text).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`{3,}", clean)), default=2)
    mark = "`" * (longest + 1)
    return Fence(f"{mark}{language}\n{clean}\n{mark}")


def joined(separator: str, parts: Iterable[Inline]) -> Inline:
    """Join finished inline Markdown."""
    return Inline(separator.join(parts))


def shell(word: str) -> Shell:
    """Quote a word for a POSIX shell."""
    clean = word.replace("\0", "")
    if re.fullmatch(r"[A-Za-z0-9_@%+=:,./-]+", clean):
        return Shell(clean)
    return Shell("'" + clean.replace("'", "'\"'\"'") + "'")


def _clean(text: str) -> str:
    """Drop control characters and those that turn the direction of text."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _defuse(line: str) -> str:
    """Escape raw HTML and links to anything but the web, outside code."""
    parts, end = [], 0
    for span in _CODE_SPAN.finditer(line):
        parts += [_defuse_plain(line[end : span.start()]), span.group()]
        end = span.end()
    return "".join([*parts, _defuse_plain(line[end:])])


def _defuse_plain(text: str) -> str:
    text = re.sub(r"(?<!\\)<", r"\\<", text)
    return _LINK.sub(_defuse_link, text)


def _defuse_link(found: re.Match[str]) -> str:
    is_safe = not found.group(1) or _SAFE_LINK.match(found.group(1))
    return found.group() if is_safe else found.group().replace("](", "]\\(")


def _percent(address: str) -> str:
    return re.sub(r"[^A-Za-z0-9_./#~%-]", lambda c: f"%{ord(c.group()):02X}", address)
