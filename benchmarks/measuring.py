"""Whole processes and pieces of code, measured in turn, and a line for each figure."""

from collections.abc import Callable, Sequence
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
import time

RUNS = 7


def measure(command: Sequence[str], cwd: Path | None = None) -> tuple[float, float]:
    """Give the CPU seconds and the peak memory in MB of one run."""
    child = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert child.stderr is not None
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def in_turn(
    first: Sequence[str], second: Sequence[str], cwd: Path | None = None, each: int = 1
) -> list[tuple[float, float]]:
    """Run two commands in turn and give the CPU seconds of both, pair by pair.

    Each figure is the least of `each` runs: what disturbs a short one only adds to it.
    """
    measure(first, cwd)
    measure(second, cwd)
    rounds = [
        [(measure(first, cwd)[0], measure(second, cwd)[0]) for _ in range(each)]
        for _ in range(RUNS)
    ]
    return [(min(a for a, _ in some), min(b for _, b in some)) for some in rounds]


def ratios(pairs: list[tuple[float, float]]) -> list[float]:
    return [first / second for first, second in pairs]


def timed(*pieces: Callable[[], object]) -> list[tuple[float, ...]]:
    """Run pieces of code in turn and give the CPU seconds of each, round by round."""
    for piece in pieces:
        piece()
    return [tuple(map(_seconds, pieces)) for _ in range(RUNS)]


def _seconds(piece: Callable[[], object]) -> float:
    start = time.process_time()
    piece()
    return time.process_time() - start


def show(
    what: str, values: list[float], *, most: float = 0, least: float = 0, unit: str = ""
) -> None:
    """Print one figure with its range and its target."""
    low, middle, high = min(values), median(values), max(values)
    target = f"at most {most:g}" if most else f"at least {least:g}"
    is_met = middle <= most if most else middle >= least
    verdict = "ok" if is_met else "TOO MUCH" if most else "TOO LITTLE"
    ends = f"({low:.2f} to {high:.2f})"
    print(f"{what:58} {middle:6.2f}{unit:3} {ends:18} {target}: {verdict}", flush=True)
