"""Where mistakes are made in generated code: modules of clients and servers, in their packages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from code_mutants import Source
from project import ALL, NAMES, ROOT
from wire_tests import CASES

GENERATED = ROOT / "generated"


def _size(name: str) -> int:
    return (GENERATED / "wire" / name / "cases.json").stat().st_size


# The smallest first, so that most mistakes are found in no time.
ORDER = sorted(ALL, key=_size)


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

    def imported(self, name: str) -> str:
        """Give the name that the module of one API is imported by."""
        own = "" if self.module == "__init__" else f".{self.module}"
        return f"{name}_{self.side}{own}"

    def __str__(self) -> str:
        whose = self.names[0] if len(self.names) == 1 else "*"
        return f"{whose}_{self.side}/{self.module}.py"


def places(side: str) -> Iterator[Place]:
    """Give every module of one side; a runtime file only once."""
    shared: dict[str, list[str]] = {}
    for name in ORDER:
        folder = Place(side, "", (name,)).path(name).parent
        for path in sorted(folder.glob("*.py")):
            if is_runtime(path.stem):
                shared.setdefault(path.stem, []).append(name)
            else:
                yield Place(side, path.stem, (name,))
    for module, names in sorted(shared.items()):
        # What all packages share is tried with those that people wrote specs of.
        yield Place(side, module, tuple(one for one in names if one in NAMES))


def is_runtime(module: str) -> bool:
    return module.startswith("_") and not module.startswith("__")


def all_places(sides: list[str] | None) -> Iterator[Place]:
    for side in sides or sorted(CASES):
        yield from places(side)


@cache
def source_of(place: Place) -> Source:
    return Source(place.path(place.names[0]).read_text("utf-8"))
