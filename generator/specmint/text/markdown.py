"""Text that is safe in Markdown, and the words of a shell in its samples."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
import re
from urllib.parse import quote

from specmint.text.base import Text, clean


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


_FENCE_LINE = re.compile(r" {0,3}(`{3,}|~{3,})([\w+.-]*) *")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)]) +(?=\S)")
# Markdown takes only these for an item where a paragraph is open.
_INTERRUPTS = frozenset(["-", "*", "+", "1."])
# What can open a block, turn the line above into a heading or a table, name an address
# for links elsewhere, or end a heading.
_BLOCK_START = re.compile(
    r"^\d{1,9}(?=[.)](?:\s|$))"
    r"|^(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|~{3}|[-=:|+*_ ]+$)"
    r"|^(?=\[(?:[^\]\\]|\\.){0,999}\]:)"
    r"|(?<=\s)(?=#+$)",
    re.MULTILINE | re.DOTALL,
)
_INLINE = re.compile(
    r"(?P<kept>\\[!-/:-@\[-`{-~]"
    r"|\]\((?:https?://[^\s()<>`\"'\\]+|[\w./-]*(?:#[\w.%-]+)?)\))"
    r"|(?P<ticks>`++)"
    r"|\\|<|!(?=\[)|\]\("
)
_TICKS = re.compile(r"`++")
_MARKUP = re.compile(r"[\\`*\[\]<&~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def prose(markdown: str) -> Prose:
    """Take paragraphs, lists and fences, and lay out anew what may be one of them.

    Each piece of text is made harmless by itself, so that nothing in one can pair with
    something in another.
    """
    made: list[str] = []
    columns: list[int] = []  # where the text of each open item begins
    lines = iter(clean(markdown).expandtabs(4).split("\n"))
    piece = _Piece()
    for line in lines:
        indent = len(line) - len(line.lstrip())
        item = _ITEM.match(line)
        if opening := _FENCE_LINE.fullmatch(line):
            made += [*piece.end(), _fenced(opening, lines)]
            columns.clear()
        elif not line.strip():
            made += [*piece.end(), ""]
        elif item and (piece.head or not piece.lines or item[2] in _INTERRUPTS):
            made += piece.end()
            start = _enclose(columns, indent)
            columns.append(start + len(item[2]) + 1)
            piece.begin(f"{' ' * start}{item[2]} ", columns[-1])
            piece.lines.append(line[item.end() :].strip())
        else:
            if not piece.lines:
                start = _enclose(columns, indent)
                piece.begin(" " * start, start)
            piece.lines.append(line.strip())
    return Prose("\n".join([*made, *piece.end()]).strip("\n"))


@dataclass(slots=True)
class _Piece:
    """Lines that belong together: a paragraph, or the text of an item."""

    head: str = ""
    column: int = 0
    lines: list[str] = field(default_factory=list)

    def begin(self, head: str, column: int) -> None:
        self.head, self.column = head, column

    def end(self) -> list[str]:
        text = _unblock(_defuse("\n".join(self.lines)))
        made = [self.head + text.replace("\n", "\n" + " " * self.column)]
        made = made if self.lines else []
        self.head, self.lines = "", []
        return made


def _enclose(columns: list[int], indent: int) -> int:
    """Close the items that a line does not belong to, and say where its text begins."""
    while columns and indent < columns[-1]:
        columns.pop()
    return columns[-1] if columns else 0


def _fenced(opening: re.Match[str], lines: Iterator[str]) -> Fence:
    """Take the lines up to a closing fence, or all that are left."""
    closing = re.compile(rf" {{0,3}}{opening[1]}{opening[1][0]}* *")
    indent = re.compile(rf" {{0,{opening.start(1)}}}")
    inside = takewhile(lambda line: not closing.fullmatch(line), lines)
    return fence(
        "\n".join(indent.sub("", line, count=1) for line in inside), opening[2]
    )


def inline(markdown: str) -> Inline:
    """Take Markdown for one line."""
    lines = (line.strip() for line in clean(markdown).split("\n"))
    return Inline(_unblock(_defuse(" ".join(filter(None, lines)))))


def cell(markdown: str) -> Cell:
    """Take Markdown for a cell: one line, and no bar that would end it."""
    return as_cell(inline(markdown))


def as_cell(text: Inline) -> Cell:
    """Put finished inline Markdown into a cell; a table takes the bar's backslash away."""
    return Cell(text.replace("|", "\\|"))


def code(text: str) -> Inline:
    """Show text as code within a line, with a fence longer than any in it."""
    flat = clean(text).replace("\n", " ")
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    fence = "`" * (longest + 1)
    # Markdown takes one space off each end if there is one at both.
    is_spaced = flat[:1] == flat[-1:] == " " and flat.strip(" ")
    space = " " if not flat or is_spaced or "`" in flat[0] + flat[-1] else ""
    return Inline(f"{fence}{space}{flat}{space if flat else ''}{fence}")


def words(text: str) -> Inline:
    """Show plain text as it is, with all that Markdown would take escaped."""
    flat = " ".join(clean(text).split())
    return Inline(_unblock(_MARKUP.sub(r"\\\g<0>", flat)))


def link(label: Inline, address: str) -> Inline:
    """Link a label to a place of ours."""
    return Inline(f"[{label}]({quote(address, safe='/#~%')})")


def fence(text: str, language: str = "") -> Fence:
    """Show lines of code in a fence longer than any run of backticks in them."""
    lines = clean(text).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`{3,}", lines)), default=2)
    mark = "`" * (longest + 1)
    return Fence(f"{mark}{language}\n{lines}\n{mark}")


def joined(separator: str, parts: Iterable[Inline]) -> Inline:
    """Join finished inline Markdown."""
    return Inline(separator.join(parts))


def shell(word: str) -> Shell:
    """Quote a word for a POSIX shell."""
    clean = word.replace("\0", "")
    if re.fullmatch(r"[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*", clean):
        return Shell(clean)
    return Shell("'" + clean.replace("'", "'\"'\"'") + "'")


def _defuse(text: str) -> str:
    """Keep code and links to the web or to us; escape HTML and all that stands alone."""
    starts: dict[int, list[int]] = {}  # of runs of backticks, by their length
    for run in _TICKS.finditer(text):
        starts.setdefault(len(run[0]), []).append(run.start())
    made, at = list[str](), 0
    while found := _INLINE.search(text, at):
        made.append(text[at : found.start()])
        at = found.end()
        if (length := len(found["ticks"] or "")) and (
            end := _next(starts.get(length, []), at)
        ):
            made.append(_code_in(text[at:end]))
            at = end + length
        else:
            made.append(_harmless(found))
    return "".join([*made, text[at:]])


def _next(starts: list[int], at: int) -> int:
    """Give the first start from a place on; 0 if there is none."""
    index = bisect_left(starts, at)
    return starts[index] if index < len(starts) else 0


def _code_in(inside: str) -> str:
    flat = inside.replace("\n", " ")
    is_spaced = flat[0] == flat[-1] == " " and flat.strip(" ")
    return code(flat[1:-1] if is_spaced else flat)


def _harmless(found: re.Match[str]) -> str:
    if found["kept"]:
        return found.group()
    if found.group() == "](":
        return "]\\("
    return "".join(f"\\{character}" for character in found.group())


def _unblock(text: str) -> str:
    """Escape what would open a block at the start of a line, or end a heading."""
    return _BLOCK_START.sub(lambda found: f"{found.group()}\\", text)
