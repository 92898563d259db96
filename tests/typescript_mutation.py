"""Puts small mistakes into generated TypeScript, and asks whether the wire cases notice.

    python tests/typescript_mutation.py --count 200 --seed 1
    python tests/typescript_mutation.py --module runtime/wire --kind pattern

It is `mutation.py` for clients in TypeScript: a mistake in a runtime file is made in the
packages of all APIs, each is tried in a process of its own, what nobody notices is listed,
and `typescript_equivalent.py` has those that make no difference. Those that the compiler
refuses are tried by the cases all the same, and counted once more.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from inspect import signature
from itertools import product
import json
import os
from pathlib import Path
from random import Random
import resource
import select
import shutil
import signal
import sys
from tempfile import TemporaryDirectory
import time
from types import ModuleType
from typing import Any

from mutation import report
from project import NAMES, loaded
import pytest
from specmint.targets import typescript
from test_typescript_wire import all_slips
from typescript_equivalent import is_equivalent
from typescript_mutants import Maker, Mutant, Place, places
from typescript_samples import prepare
from typescript_tools import CLIENTS, RUNNER, node, run, tool
from typescript_trials import Runner
from wire_cases import document
from wire_tests import IN_NODE, TYPESCRIPT, WHOLE_TYPESCRIPT

PATIENCE = 90.0  # seconds for one API; what takes longer hangs
CPU = 25  # seconds for one process; what takes longer goes round and round


# -- one mutant --------------------------------------------------------------------


def verdict(place: Place, mutant: Mutant) -> str:
    """Say which API's cases notice a mistake, `exchanges`, or `missed`."""
    first, *others = place.names
    steps: list[tuple[str, Callable[[], int]]] = [
        (first, partial(play_cases, first)),
        ("exchanges", partial(play_in_node, place)),
        *((name, partial(play_cases, name)) for name in others),
        ("exchanges", partial(play_more, place)),
    ]
    found = (who for who, work in steps if not goes_well(place, mutant.source, work))
    return next(found, "missed")


def goes_well(place: Place, text: str, work: Callable[[], int]) -> bool:
    """Work in a child, whose Nodes have a mutant; whether all goes as it must, and in time."""
    with TemporaryDirectory() as folder:
        env = instead(place, text, Path(folder))

        def tried() -> int:
            os.environ.update(env)
            return work()

        return in_child(tried) == 0


def in_child(work: Callable[[], int]) -> int:
    """Give the status of a child, which is killed with all that it began if it is late."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            os._exit(work())
        os._exit(1)
    waiting = os.pidfd_open(child)
    select.select([waiting], [], [], PATIENCE)
    os.close(waiting)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def instead(place: Place, text: str, folder: Path) -> dict[str, str]:
    """Say by the environment which text every Node shall load in place of a module."""
    file = folder / "instead.json"
    told = {"paths": [str(place.path(name)) for name in place.names], "text": text}
    file.write_text(json.dumps(told), "utf-8")
    hook = (RUNNER / "instead.ts").as_uri()
    return {
        "SPECMINT_INSTEAD": str(file),
        "NODE_OPTIONS": f"--import={hook} --max-old-space-size=1024",
    }


def play_cases(name: str) -> int:
    """Run the tests of the cases of one API, up to the first that fails."""
    with Runner() as runner:
        first, *others = TYPESCRIPT
        failed = fails(runner, name, [first]) or any(all_slips(runner, name))
        return int(failed or fails(runner, name, others))


def fails(runner: Runner, name: str, modules: list[str]) -> bool:
    """Whether a test of an API fails, of those that need a runner."""
    for module in modules:
        for test in filter(needs_runner, tests_in(import_module(module))):
            for values in ways_of(test):
                if is_of(name, values):
                    try:
                        test(**values, runner=runner)
                    except Exception:
                        return True
    return False


def tests_in(module: ModuleType) -> list[Callable[..., None]]:
    return [one for name, one in vars(module).items() if name.startswith("test_")]


def ways_of(test: Any) -> Iterator[dict[str, Any]]:
    """Give every set of parameters that a test runs with."""
    columns = []
    for mark in getattr(test, "pytestmark", ()):
        names, values = mark.args
        rows = values if isinstance(names, tuple) else [(value,) for value in values]
        known = names if isinstance(names, tuple) else (names,)
        columns.append([dict(zip(known, row, strict=True)) for row in rows])
    for parts in product(*columns):
        yield {key: value for part in parts for key, value in part.items()}


def is_of(name: str, values: Mapping[str, Any]) -> bool:
    """Whether a test with these parameters is about an API."""
    file = values.get("file")
    return name == values.get("name") or (file is not None and file.parent.name == name)


def needs_runner(test: Callable[..., None]) -> bool:
    return "runner" in signature(test).parameters


def play_in_node(place: Place) -> int:
    """Play the exchanges in Node that a module has a part in, the likeliest first."""
    packages = [f"/{typescript.package(name)}/" for name in place.names]
    files = {
        file.name
        for file in RUNNER.glob("*.test.ts")
        if any(package in file.read_text("utf-8") for package in packages)
    }
    first = files & {f"{one}.test.ts" for one in IN_NODE.get(place.module, ())}
    for some in filter(None, (first, files - first)):
        if run("--test", "--test-timeout=15000", *sorted(some)).returncode:
            return 1
    return 0


def play_more(place: Place) -> int:
    """Play recordings and examples, as far as they are of these APIs."""
    files = [f"{one}.py" for one in WHOLE_TYPESCRIPT]
    chosen = ["-k", " or ".join(place.names)]
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", *chosen, *files])


def is_refused(place: Place, text: str) -> bool:
    """Whether the compiler finds anything in a package with the mutant."""
    path = place.path(place.names[0])
    with TemporaryDirectory() as home:
        folder = Path(home)
        prepare(folder, "**/*.ts")
        package = CLIENTS / typescript.package(place.names[0])
        shutil.copytree(package, folder / package.name)
        (folder / path.relative_to(CLIENTS)).write_text(text, "utf-8")
        compiler = tool("typescript-today/bin/tsc")
        return run(compiler, "--project", folder / "tsconfig.json").returncode != 0


# -- many --------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", choices=NAMES)
    parser.add_argument("--module")
    parser.add_argument("--kind")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    import_all()
    by_cases: Counter[tuple[str, bool]] = Counter()
    by_compiler: Counter[tuple[str, bool]] = Counter()
    begun = time.monotonic()
    with Maker() as maker:
        for place, mutant in chosen(args, maker):
            source = place.path(place.names[0]).read_text("utf-8")
            if is_equivalent(place.module, source, mutant):
                by_cases["(equivalent)", True] += 1
                continue
            found = verdict(place, mutant)
            who = "refused" if is_refused(place, mutant.source) else "compiled"
            by_cases[mutant.kind, found != "missed"] += 1
            by_compiler[who, found != "missed"] += 1
            after = f"{time.monotonic() - begun:.0f}"
            print(after, place, mutant.kind, found, who, file=sys.stderr)
            if found == "missed":
                where = f"{place}:{mutant.line}: {mutant.kind}"
                print(f"{where}: {mutant.told} ({who})", flush=True)
    report(by_cases)
    print("by the cases, of what the compiler has refused and of what it compiles:")
    report(by_compiler)
    return 0


def chosen(args: argparse.Namespace, maker: Maker) -> Iterator[tuple[Place, Mutant]]:
    """Choose mutants by chance."""
    random, known = Random(args.seed), list[tuple[Place, int]]()
    for place in places():
        is_meant = args.module in (None, place.module)
        if is_meant and (args.api is None or args.api in place.names):
            kinds = maker.kinds(place.path(place.names[0]))
            numbers = [n for n, kind in enumerate(kinds) if args.kind in (None, kind)]
            known += [(place, number) for number in numbers]
    for place, number in random.sample(known, min(args.count, len(known))):
        yield place, maker.mutant(place.path(place.names[0]), number)


def import_all() -> None:
    """Load once what every child needs."""
    for module in (*TYPESCRIPT, *WHOLE_TYPESCRIPT):
        import_module(module)
    for name in NAMES:
        document(name)
    node()
    loaded()


if __name__ == "__main__":
    raise SystemExit(main())
