"""Gives the places of problems as the user names the folder that they are in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from specmint.problems import Problem, Refused


@contextmanager
def under(shown: Path) -> Iterator[None]:
    """Let what is refused in here speak of files below a folder the user has named."""
    try:
        yield
    except Refused as refused:
        problems = [placed(problem, shown) for problem in refused.problems]
        raise Refused(problems, is_misuse=refused.is_misuse) from None


def placed(problem: Problem, shown: Path) -> Problem:
    """Move a problem's place, and the command in its hint, below a folder."""
    old = problem.place.file
    new = (shown / old).as_posix()
    hint = problem.hint.replace(f" -- {old}`", f" -- {new}`")
    return replace(problem, place=replace(problem.place, file=new), hint=hint)
