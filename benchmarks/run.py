"""Speed and memory, as ratios of what is run in turn: `make bench`."""

import os
from pathlib import Path
import shutil
import sys
from tempfile import TemporaryDirectory

from calls import bench_calls
from decoding import bench_block
from importing import bench_import
from measuring import in_turn, measure, ratios, show
from mocking import bench_mock
from reading import bench_reading
from reviewing import bench_review
from serving import bench_dispatch, bench_serving
from site_pages import bench_site
from synthetic import write_spec
from typescript import bench_typescript

ROOT = Path(__file__).parents[1]
IMPORTS = "import jinja2, yaml, jsonschema, black"
SPECMINT = [sys.executable, "-m", "specmint"]
SIZES = (300, 1_000, 3_000)


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
    idle = ratios(in_turn(generate, nothing, here))
    show("nothing to do, against `python -c pass`", idle, most=4)
    force = [*generate, "--force"]
    whole = ratios(in_turn(force, imports, here))
    show("generate --force, against importing its libraries", whole, most=10)
    peak = max(measure(force, here)[1] for _ in range(3))
    show("generate --force, peak memory", [peak], most=150, unit=" MB")


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
    growth = [costs[-1] / costs[0]]
    show("CPU per method, most methods against fewest", growth, most=1.5)


def main() -> None:
    bench_import()
    bench_calls()
    bench_block()
    bench_typescript()
    bench_serving()
    bench_dispatch()
    bench_review()
    bench_site()
    bench_mock()
    bench_reading()
    for bench in (bench_runs, bench_growth):
        with TemporaryDirectory() as folder:
            bench(Path(folder))


if __name__ == "__main__":
    main()
