"""Puts small mistakes into generated code, and asks whether the wire cases notice.

    python tests/mutation.py --count 300 --seed 1
    python tests/mutation.py --side server --module _rest --count 50

A mistake in a runtime file is made in the packages of all APIs, since it is one source.
Each is tried in a process of its own by the very tests that replay the cases. What
nobody notices is listed. Mistakes that make no difference on the wire are listed with a
reason in `equivalent.py`, and counted apart.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from inspect import signature
from itertools import product
import os
from pathlib import Path
from random import Random
import select
import signal
import sys
from tempfile import TemporaryDirectory
import time
from types import ModuleType
from typing import Any

from code_mutants import Mutant, Source
from equivalent import is_equivalent
from project import NAMES, ROOT
import pytest
from python_runtime import INSTEAD
from wire_tests import CASES, EXCHANGES, exchanges

GENERATED = ROOT / "generated"
# The smallest first, so that most mistakes are found in no time.
ORDER = sorted(
    NAMES, key=lambda name: (GENERATED / "wire" / name / "cases.json").stat().st_size
)
# Tests of the lists themselves.
UNASKED = ("stale", "explained", "without_a_mark")
PATIENCE = 120.0  # seconds for one API; what takes longer hangs


@dataclass(frozen=True)
class Place:
    """A module that mistakes are made in, in the packages of these APIs."""

    side: str
    module: str
    names: tuple[str, ...]

    def path(self, name: str) -> Path:
        kind = "clients" if self.side == "client" else "servers"
        package = f"{name}_{self.side}"
        return GENERATED / kind / "python" / package / f"{self.module}.py"

    def __str__(self) -> str:
        whose = self.names[0] if len(self.names) == 1 else "*"
        return f"{whose}_{self.side}/{self.module}.py"


def places(side: str) -> Iterator[Place]:
    """Give every module of one side; a runtime file only once."""
    shared: dict[str, list[str]] = {}
    for name in ORDER:
        folder = Place(side, "", (name,)).path(name).parent
        for path in sorted(folder.glob("*.py")):
            if path.stem.startswith("__"):
                continue
            if path.stem.startswith("_"):
                shared.setdefault(path.stem, []).append(name)
            else:
                yield Place(side, path.stem, (name,))
    for module, names in sorted(shared.items()):
        yield Place(side, module, tuple(names))


# -- one mutant --------------------------------------------------------------------


class Mutated(MetaPathFinder, Loader):
    """Gives the mutant in place of a module, whichever API it is asked for."""

    def __init__(self, modules: Mapping[str, tuple[Path, str]]) -> None:
        self._modules = modules

    def find_spec(
        self, name: str, path: Any, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._modules:
            return None
        found = PathFinder.find_spec(name, path, target)
        assert found is not None
        return ModuleSpec(name, self, origin=found.origin)

    def create_module(self, spec: ModuleSpec) -> None:  # noqa: ARG002
        return None

    def exec_module(self, module: ModuleType) -> None:
        path, text = self._modules[module.__name__]
        module.__file__ = str(path)
        exec(compile(text, str(path), "exec"), vars(module))


def verdict(place: Place, mutant: Mutant, names: list[str]) -> str:
    """Say which API's cases notice a mistake, `exchanges`, or `missed`."""
    *soon, last = names  # the last one takes as long as all others
    for name in soon:
        if not passes(place, mutant, name):
            return name
    if soon and not plays(place, mutant):
        return "exchanges"
    if not passes(place, mutant, last):
        return last
    return "missed" if soon or plays(place, mutant) else "exchanges"


def passes(place: Place, mutant: Mutant, name: str) -> bool:
    path = place.path(name)
    finder = Mutated({f"{path.parent.name}.{place.module}": (path, mutant.source)})
    return run(finder, name, place.side)


def plays(place: Place, mutant: Mutant) -> bool:
    """Play the exchanges of a module to the mutant; whether all go as they must."""
    modules = {
        f"{path.parent.name}.{place.module}": (path, mutant.source)
        for path in map(place.path, place.names)
    }
    files = [f"{one}.py" for one in exchanges(place.side, place.module)]

    def tried() -> bytes:
        quietly()
        sys.meta_path.insert(0, Mutated(modules))
        INSTEAD[place.side, place.module] = mutant.source
        return b"%d" % pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files])

    return in_child(tried, PATIENCE) == b"0"


def quietly() -> None:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)


def run(finder: MetaPathFinder, name: str, side: str) -> bool:
    """Run the cases of one API in a child; whether all of them pass, and in time."""

    def tried() -> bytes:
        sys.meta_path.insert(0, finder)
        return b"%d" % tests_of(name, side)

    return in_child(tried, PATIENCE) == b"0"


def in_child(work: Callable[[], bytes], patience: float) -> bytes:
    """Give what a function gives in a process of its own; nothing if it takes too long."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with suppress(BaseException):
            made = work()
            while made:
                made = made[os.write(writer, made) :]
        os._exit(0)
    os.close(writer)
    told, end = b"", time.monotonic() + patience
    while select.select([reader], [], [], max(0, end - time.monotonic()))[0]:
        piece = os.read(reader, 1 << 16)
        if not piece:
            break
        told += piece
    os.close(reader)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return told


def tests_of(name: str, side: str) -> int:
    """Run the tests of the cases of one API, up to the first that fails."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    other = "server" if side == "client" else "client"
    ways = [
        (test, values)
        for module in CASES[side]
        for test in _tests(import_module(module))
        if not any(word in test.__name__ for word in UNASKED)
        for values in _ways(test)
        if is_of(name, values) and not is_for(other, test, values)
    ]
    # Both kinds of clients do the same in nearly all they do, so the other one is last.
    for test, values in sorted(ways, key=lambda way: way[1].get("is_async", False)):
        with TemporaryDirectory() as folder:
            if "tmp_path" in signature(test).parameters:
                values["tmp_path"] = Path(folder)
            try:
                test(**values)
            except Exception:
                return 1
    return 0


def _tests(module: ModuleType) -> list[Callable[..., None]]:
    return [one for name, one in vars(module).items() if name.startswith("test_")]


def _ways(test: Any) -> Iterator[dict[str, Any]]:
    """Give every set of parameters that a test runs with."""
    columns = []
    for mark in getattr(test, "pytestmark", ()):
        names, values = mark.args
        known = names if isinstance(names, tuple | list) else [names]
        rows = [one if isinstance(names, tuple | list) else [one] for one in values]
        columns.append([dict(zip(known, row, strict=True)) for row in rows])
    for parts in product(*columns):
        yield {key: value for part in parts for key, value in part.items()}


def is_of(name: str, values: Mapping[str, Any]) -> bool:
    """Whether a test with these parameters is about an API."""
    return name in (
        values.get("name"),
        getattr(values.get("file"), "parent", Path()).name,
    )


def is_for(side: str, test: Callable[..., None], values: Mapping[str, Any]) -> bool:
    """Whether a test is about one side alone."""
    words = {
        "client": ("_client_", "receiver", "deliveries"),
        "server": ("_server_", "sender"),
    }
    told = any(word in test.__name__ for word in words[side])
    return told or values.get("side") == side


# -- many --------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=sorted(CASES), action="append")
    parser.add_argument("--api", choices=NAMES)
    parser.add_argument("--module")
    parser.add_argument("--kind")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    import_all()
    score: Counter[tuple[str, bool]] = Counter()
    begun = time.monotonic()
    for place, mutant in chosen(args):
        if is_equivalent(place.side, place.module, source_of(place).text, mutant):
            score["(equivalent)", True] += 1
            continue
        names = [name for name in place.names if args.api in (None, name)]
        found = verdict(place, mutant, names)
        print(f"{time.monotonic() - begun:.0f} {place} {found}", file=sys.stderr)
        score[mutant.kind, found != "missed"] += 1
        if found == "missed":
            where = f"{place}:{mutant.line}: {mutant.kind}"
            print(f"{where}: {mutant.told}", flush=True)
    report(score)
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0


def chosen(args: argparse.Namespace) -> Iterator[tuple[Place, Mutant]]:
    """Choose mutants by chance."""
    random, known = Random(args.seed), list[tuple[Place, int]]()
    for side in args.side or sorted(CASES):
        for place in places(side):
            if args.module not in (None, place.module):
                continue
            if args.api is not None and args.api not in place.names:
                continue
            for number, kind in enumerate(source_of(place).spots()):
                if args.kind in (None, kind):
                    known.append((place, number))
    for place, number in random.sample(known, min(args.count, len(known))):
        yield place, source_of(place).mutant(number)


@cache
def source_of(place: Place) -> Source:
    return Source(place.path(place.names[0]).read_text("utf-8"))


def import_all() -> None:
    """Load once what every child needs; nothing that is generated."""
    from project import loaded

    import_checks()
    for side, own in EXCHANGES.items():
        for module in own:
            for test in exchanges(side, module):
                import_module(test)
    loaded()


def import_checks() -> None:
    """Import the tests, and read the cases."""
    from wire_cases import document

    for modules in CASES.values():
        for module in modules:
            import_module(module)
    import_module("uvicorn.protocols.websockets.auto")
    for name in NAMES:
        document(name)


def report(score: Counter[tuple[str, bool]]) -> None:
    for kind in sorted({kind for kind, _ in score}):
        tell(kind, score[kind, True], score[kind, False])
    tell(
        "all",
        *(
            sum(n for (_, ok), n in score.items() if ok is is_so)
            for is_so in (True, False)
        ),
    )


def tell(kind: str, caught: int, missed: int) -> None:
    share = caught / max(1, caught + missed)
    print(f"{kind:12} {caught:5} of {caught + missed:5}  {share:6.1%}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
