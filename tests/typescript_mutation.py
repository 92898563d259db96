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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from inspect import signature
import json
import os
from pathlib import Path
from random import Random
import resource
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
import time
from typing import Any

from mutation import ORDER, in_child, is_of, quietly, report, tests_in, ways_of
from project import NAMES, loaded
import pytest
from specmint.targets import typescript
from test_typescript_wire import all_slips
from typescript_equivalent import is_equivalent
from typescript_samples import prepare
from typescript_tools import CLIENTS, RUNNER, kept_compiled, node, run, tool
from typescript_trials import Runner
from wire_cases import document
from wire_tests import IN_NODE, TYPESCRIPT, WHOLE_TYPESCRIPT

PATIENCE = 90.0  # seconds for one API; what takes longer hangs
CPU = 25  # seconds for one process; what takes longer goes round and round


@dataclass(frozen=True)
class Place:
    """A module that mistakes are made in, in the packages of these APIs."""

    module: str
    names: tuple[str, ...]

    def path(self, name: str) -> Path:
        return CLIENTS / typescript.package(name) / f"{self.module}.ts"

    def __str__(self) -> str:
        whose = self.names[0] if len(self.names) == 1 else "*"
        return f"{whose}/{self.module}.ts"


@dataclass(frozen=True)
class Mutant:
    """One mistake: its kind, its line, what was there and what is there now."""

    kind: str
    line: int
    told: str
    source: str


def places() -> Iterator[Place]:
    """Give every module; a runtime file only once."""
    shared: dict[str, list[str]] = {}
    for name in ORDER:
        folder = Place("", (name,)).path(name).parent
        for path in sorted(folder.rglob("*.ts")):
            module = str(path.relative_to(folder).with_suffix(""))
            if module.startswith("runtime/"):
                shared.setdefault(module, []).append(name)
            else:
                yield Place(module, (name,))
    for module, names in sorted(shared.items()):
        yield Place(module, tuple(names))


# -- making ------------------------------------------------------------------------


class Maker:
    """A Node that makes mutants."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [node(), str(RUNNER / "mutants.ts")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=kept_compiled(),
        )

    def __enter__(self) -> "Maker":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)

    def kinds(self, path: Path) -> list[str]:
        """Give the kind of each mutant."""
        found: list[str] = self._ask(path)["kinds"]
        return found

    def mutant(self, path: Path, number: int) -> Mutant:
        return Mutant(**self._ask(path, number=number))

    def _ask(self, path: Path, **more: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps({'path': str(path), **more})}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the maker has ended"
        found: dict[str, Any] = json.loads(line)
        return found


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
    with TemporaryDirectory() as folder:
        env = instead(place, text, Path(folder))

        def tried() -> bytes:
            quietly()
            resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
            os.environ.update(env)
            return b"%d" % work()

        return in_child(tried, PATIENCE) == b"0"


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
