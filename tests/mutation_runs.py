"""Runs the wire cases in processes of their own, with a mutant in place of a module."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from inspect import signature
from itertools import product
import os
from pathlib import Path
import select
import signal
import sys
from tempfile import TemporaryDirectory
import time
from types import ModuleType
from typing import Any

from project import ALL
from wire_tests import CASES, EXCHANGES, exchanges

# Tests of the lists themselves.
UNASKED = ("stale", "explained", "without_a_mark")
BROKEN = b"!"  # what a child says that ends with an exception of its own
PATIENCE = 300.0  # seconds for one API; what takes longer hangs


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
        locations = found.submodule_search_locations
        made = ModuleSpec(
            name, self, origin=found.origin, is_package=locations is not None
        )
        made.submodule_search_locations = locations
        return made

    def create_module(self, spec: ModuleSpec) -> None:  # noqa: ARG002
        return None

    def exec_module(self, module: ModuleType) -> None:
        path, text = self._modules[module.__name__]
        module.__file__ = str(path)
        exec(compile(text, str(path), "exec"), vars(module))


# -- processes ---------------------------------------------------------------------


def run(finder: MetaPathFinder, name: str, side: str) -> str:
    """Run the cases of one API in a child, and say what became of them."""

    def tried() -> bytes:
        sys.meta_path.insert(0, finder)
        return b"%d" % tests_of(name, side)

    return word(in_child(tried, PATIENCE))


def word(told: bytes) -> str:
    return {b"0": "passed", b"": "late"}.get(told, "failed")


def in_child(work: Callable[[], bytes], patience: float) -> bytes:
    """Give what a function gives in a process of its own; nothing if it takes too long."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        made = BROKEN
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
    assert told != BROKEN, "it is not the mistake that fails here"
    return told


def quietly() -> None:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)


def import_all() -> None:
    """Load once what every child needs; nothing that is generated."""
    from project import api

    import_checks()
    for side, own in EXCHANGES.items():
        for module in own:
            for test in exchanges(side, module):
                import_module(test)
    for name in ALL:
        api(name)


def import_checks() -> None:
    """Import the tests, and read the cases."""
    from wire_cases import document

    for modules in CASES.values():
        for module in modules:
            import_module(module)
    import_module("uvicorn.protocols.websockets.auto")
    for name in ALL:
        document(name)


# -- the cases of one API ----------------------------------------------------------


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
            except BaseException:  # pytest's own are no Exception
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
