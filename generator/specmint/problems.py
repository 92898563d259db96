"""A problem is a value: where it is, what it is, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
import json

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; line and column count from 1, and 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        file = on_one_line(self.file)
        return f"{file}:{self.line}:{self.column}" if self.line else file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    place: Place
    code: str
    message: str
    hint: str = ""
    severity: str = ERROR
    detail: str = ""

    def __post_init__(self) -> None:
        # What a spec says may stand in here, so that it must not drive a terminal.
        for name in ("message", "hint"):
            text = getattr(self, name)
            if not text.isprintable():
                object.__setattr__(self, name, on_one_line(text))

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        line = f"{self.place}: {self.severity}[{self.code}]: {self.message}{hint}"
        return f"{line}\n{self.detail.rstrip()}" if self.detail else line


class Refused(Exception):
    """Carries problems from any depth to the command line, which prints them.

    `is_misuse` means that the words of the command are wrong, and not what it found.
    """

    def __init__(self, problems: Iterable[Problem], *, is_misuse: bool = False) -> None:
        self.problems = arrange(problems)
        self.is_misuse = is_misuse
        super().__init__("\n".join(map(str, self.problems)))


def arrange(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place and drop repeats."""
    return tuple(sorted(set(problems)))


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == ERROR for problem in problems)


def to_json(problems: Iterable[Problem]) -> str:
    """Print problems as a JSON array, one object per line."""
    rows = [json.dumps(_row(problem), ensure_ascii=False) for problem in problems]
    return "[" + ",".join(f"\n  {row}" for row in rows) + ("\n]" if rows else "]")


def _row(problem: Problem) -> dict[str, object]:
    row: dict[str, object] = {
        "file": on_one_line(problem.place.file),
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
    }
    if problem.hint:
        row["hint"] = problem.hint
    if problem.detail:
        row["detail"] = problem.detail
    return row


def on_one_line(text: str) -> str:
    """Write out what does not print: line breaks, control characters, surrogates."""
    if text.isprintable():
        return text
    return "".join(
        (
            letter
            if letter.isprintable()
            else letter.encode("unicode_escape", "surrogatepass").decode()
        )
        for letter in text
    )
