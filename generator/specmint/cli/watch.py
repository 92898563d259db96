"""Run something again whenever a file changes."""

from collections.abc import Callable
import time

from specmint import stamp
from specmint.cli.output import print_problems
from specmint.problems import Refused

_PAUSE = 0.25


def watch(work: Callable[[], int], list_paths: Callable[[], list[str]]) -> int:
    """Work, wait for a change, and work again until somebody stops it."""
    print("watching; Ctrl-C stops")
    while True:
        seen = _look(list_paths)
        try:
            work()
        except Refused as refused:
            print_problems(refused.problems)
        while _look(list_paths) == seen:
            time.sleep(_PAUSE)


def _look(list_paths: Callable[[], list[str]]) -> dict[str, stamp.Facts]:
    seen = stamp.observe(list_paths())
    seen.pop("", None)  # the moment of looking
    return seen
