"""Regular expressions that mean the same in every language, read into parts.

They are matched against what strangers send, so that `ambiguity` looks at the parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
import re

from specmint.check.ambiguity import Kind, Part, is_ambiguous
from specmint.check.slip import Slip
from specmint.load import Path

_MOST_TIMES = 1000
_MOST_DEPTH = 20
_GROUP = re.compile(r"\((?:\?:|\?P<[A-Za-z_][A-Za-z0-9_]*>)?")
_TIMES = re.compile(r"[*+?]|\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
_ESCAPED = re.compile(r"\\([nrt]|[^\w\s])", re.ASCII)
_DOUBLED = ("&&", "--", "||", "~~")
_ALL = (1 << 129) - 1  # one bit for each ASCII character, one for all others
_PORTABLE = {
    "d": "write [0-9]: languages differ on \\d",
    "w": "write [A-Za-z0-9_]: languages differ on \\w",
    "s": "write [ \\t]: languages differ on \\s",
}


class _Refused(Exception):
    """What is wrong, and perhaps a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Judgement:
    code: str = ""
    message: str = ""
    hint: str = ""


SOUND = Judgement()


def check_pattern(path: Path, pattern: str) -> Iterator[Slip]:
    """Find what keeps a pattern from being the same, and quick, everywhere."""
    found = judge_pattern(pattern)
    if found != SOUND:
        yield Slip(path, found.code, found.message, found.hint)


@lru_cache(maxsize=4096)
def judge_pattern(pattern: str) -> Judgement:
    try:
        part = _Parser(pattern).read()
        re.compile(pattern)
    except _Refused as refused:
        return Judgement("bad-pattern", str(refused), refused.hint)
    except (re.error, RecursionError, OverflowError) as error:
        message = f"this is not a regular expression: {error}"
        return Judgement("bad-pattern", message)
    if is_ambiguous(part):
        message = "some texts would take for ever to match"
        hint = "let each text match in one way: no repeat in or beside one like it"
        return Judgement("slow-pattern", message, hint)
    return SOUND


class _Parser:
    """Reads one pattern, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def read(self) -> Part:
        self.at = 1 if self.text.startswith("^") else 0
        part = self._either()
        self._skip("$")
        if self.at < len(self.text):
            raise _Refused(f"`{self.text[self.at]}` has no place here")
        return part

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self, letter: str) -> bool:
        is_there = self._next() == letter
        self.at += is_there
        return is_there

    def _either(self) -> Part:
        branches = [self._sequence()]
        while self._skip("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Part(Kind.EITHER, tuple(branches))

    def _sequence(self) -> Part:
        parts = []
        while self._next() not in {"", "|", ")", "$"}:
            parts.append(self._repeated(self._atom()))
        return Part(Kind.SEQUENCE, tuple(parts))

    def _repeated(self, part: Part) -> Part:
        found = _TIMES.match(self.text, self.at)
        if not found:
            return part
        self.at = found.end()
        if self._next() in {"*", "+", "?", "{"}:
            raise _Refused("one repeat follows another", "put the inner one in (?:…)")
        least, most = _times(found)
        if most is not None and (least > most or most > _MOST_TIMES):
            raise _Refused(f"a repeat is from few to at most {_MOST_TIMES} times")
        return Part(Kind.REPEAT, (part,), least=least, most=most)

    def _atom(self) -> Part:
        match self._next():
            case "(":
                return self._group()
            case "[":
                return Part(Kind.LETTER, letters=self._class())
            case ".":
                self.at += 1
                return Part(Kind.LETTER, letters=_ALL)
            case "^" | "*" | "+" | "?" | "{" | "}" | "]" as letter:
                raise _Refused(f"`{letter}` has no place here", f"write \\{letter}")
        return Part(Kind.LETTER, letters=_bit(self._letter()))

    def _group(self) -> Part:
        found = _GROUP.match(self.text, self.at)
        if self.depth >= _MOST_DEPTH:
            raise _Refused(f"groups are at most {_MOST_DEPTH} deep")
        self.at = found.end() if found else self.at
        if self._next() == "?":
            message = "only (…), (?:…) and (?P<name>…) mean the same everywhere"
            raise _Refused(message)
        self.depth += 1
        part = self._either()
        self.depth -= 1
        if not self._skip(")"):
            raise _Refused("a group is not closed")
        return part

    def _letter(self) -> str:
        """Read one character that stands for itself."""
        letter = self._next()
        if letter != "\\":
            self.at += 1
            return letter
        found = _ESCAPED.match(self.text, self.at)
        if not found:
            what = self.text[self.at + 1 : self.at + 2]
            hint = _PORTABLE.get(what.lower(), "")
            raise _Refused(f"`\\{what}` does not mean the same everywhere", hint)
        self.at = found.end()
        return {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1])

    def _class(self) -> int:
        self.at += 1
        is_negated = self._skip("^")
        letters = 0
        while not self._skip("]"):
            if self._next() in {"", "["}:
                raise _Refused("`[` stands in `[…]`, or `]` is missing", "write \\[")
            if self.text.startswith(_DOUBLED, self.at):
                raise _Refused("`&&`, `--`, `||` and `~~` are not the same everywhere")
            letters |= self._range()
        if not letters:
            raise _Refused("`[]` has no character")
        return letters ^ _ALL if is_negated else letters

    def _range(self) -> int:
        first = last = self._letter()
        if self._next() == "-" and self.text[self.at + 1 : self.at + 2] not in {
            "]",
            "",
        }:
            self.at += 1
            last = self._letter()
        if first > last:
            raise _Refused(f"`{first}-{last}` runs backwards")
        return _bits(ord(first), ord(last))


def _times(found: re.Match[str]) -> tuple[int, int | None]:
    if found[0] in {"*", "+"}:
        return int(found[0] == "+"), None
    if found[0] == "?":
        return 0, 1
    least = int(found[1])
    if not found[2]:
        return least, least
    return least, int(found[3]) if found[3] else None


def _bit(letter: str) -> int:
    return 1 << min(ord(letter), 128)


def _bits(first: int, last: int) -> int:
    low, high = min(first, 128), min(last, 128)
    return (1 << (high + 1)) - (1 << low)
