"""What a person sees: problems with colour where it is wanted, and counts."""

from collections.abc import Sequence
from difflib import get_close_matches
from io import TextIOWrapper
import os
import sys
from typing import TextIO

from specmint.problems import ERROR, Problem, to_json

_RED, _YELLOW, _DIM, _BOLD, _END = (
    "\033[31m",
    "\033[33m",
    "\033[2m",
    "\033[1m",
    "\033[0m",
)


def speak_utf8() -> None:
    """Print the same bytes in every locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_problems(problems: Sequence[Problem], *, as_json: bool = False) -> None:
    """Print problems and how many there are; JSON goes to standard output."""
    if as_json:
        print(to_json(problems))
        return
    stream = sys.stderr
    is_coloured = wants_colour(stream)
    for problem in problems:
        print(_coloured(problem) if is_coloured else problem, file=stream)
    if problems:
        print(count(problems), file=stream)


def count(problems: Sequence[Problem]) -> str:
    """Say how many problems there are, and how to learn more."""
    errors = sum(problem.severity == ERROR for problem in problems)
    found = [plural(errors, "error")] if errors else []
    if len(problems) > errors:
        found.append(plural(len(problems) - errors, "warning"))
    code = problems[0].code
    return f"{', '.join(found)} (`specmint rule {code}` explains the first)"


def meant(word: str, known: Sequence[str]) -> str:
    """Ask for the known word that is nearest, if one is near."""
    close = get_close_matches(word[:99], known, n=1)
    return f"did you mean `{close[0]}`?" if close else ""


def plural(number: int, word: str, many: str = "") -> str:
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def wants_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def say(text: str) -> None:
    """Print a line for a person who waits; silent where nobody does."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def _coloured(problem: Problem) -> str:
    colour = _RED if problem.severity == ERROR else _YELLOW
    hint = f"; {problem.hint}" if problem.hint else ""
    line = (
        f"{_BOLD}{problem.place}:{_END} {colour}{problem.severity}[{problem.code}]{_END}: "
        f"{problem.message}{_DIM}{hint}{_END}"
    )
    return f"{line}\n{problem.detail.rstrip()}" if problem.detail else line
