"""Speed and memory, as ratios of whole processes that are run in turn."""

from collections.abc import Sequence
import os
from pathlib import Path
import shutil
from statistics import median
import subprocess
import sys
from tempfile import TemporaryDirectory

from synthetic import write_spec

ROOT = Path(__file__).parents[1]
RUNS = 7
IMPORTS = "import jinja2, yaml, jsonschema, black"
SPECMINT = [sys.executable, "-m", "specmint"]
SIZES = (1_000, 3_000, 10_000)


def measure(command: Sequence[str], cwd: Path) -> tuple[float, float]:
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


def in_turn(first: Sequence[str], second: Sequence[str], cwd: Path) -> list[float]:
    """Run two commands in turn and give the ratios of their CPU times, pair by pair."""
    measure(first, cwd)
    measure(second, cwd)
    return [measure(first, cwd)[0] / measure(second, cwd)[0] for _ in range(RUNS)]


def show(what: str, ratios: list[float], most: float) -> None:
    low, middle, high = min(ratios), median(ratios), max(ratios)
    verdict = "ok" if middle <= most else "TOO MUCH"
    print(
        f"{what:58} {middle:6.2f}  ({low:.2f} to {high:.2f})  at most {most:g}: {verdict}"
    )


def copy_project(to: Path) -> None:
    """Copy what a run reads and writes, so that a bench leaves the checkout alone."""
    for name in ("specs", "generated"):
        shutil.copytree(ROOT / name, to / name)


def bench_runs(here: Path) -> None:
    copy_project(here)
    generate = [*SPECMINT, "generate"]
    nothing = [sys.executable, "-c", "pass"]
    imports = [sys.executable, "-c", IMPORTS]
    measure(generate, here)
    for spec in (here / "specs").rglob("*.yaml"):
        os.utime(spec, (1_700_000_000, 1_700_000_000))
    measure(generate, here)
    show("nothing to do, against `python -c pass`", in_turn(generate, nothing, here), 4)
    force = [*generate, "--force"]
    show(
        "generate --force, against importing its libraries",
        in_turn(force, imports, here),
        10,
    )
    peak = max(measure(force, here)[1] for _ in range(3))
    print(f"{'generate --force, peak memory in MB':58} {peak:6.0f}  at most 150")


def bench_growth(here: Path) -> None:
    """Cost per method stays the same while methods grow."""
    costs = []
    for size in SIZES:
        folder = here / str(size)
        write_spec(folder / "specs" / "big", size)
        seconds, peak = measure([*SPECMINT, "generate", "--force"], folder)
        costs.append(seconds / size)
        each = seconds / size * 1_000_000
        print(f"{size:6,} methods: {each:6.0f} µs of CPU each, peak {peak:4.0f} MB")
    show("CPU per method, most methods against fewest", [costs[-1] / costs[0]], 1.5)


def main() -> None:
    with TemporaryDirectory() as folder:
        bench_runs(Path(folder))
    with TemporaryDirectory() as folder:
        bench_growth(Path(folder))


if __name__ == "__main__":
    main()
