"""Mutants of generated TypeScript: where they are made, and the Node that makes them."""

from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path
import subprocess
from typing import Any

from project import NAMES
from specmint.targets import typescript
from typescript_tools import CLIENTS, RUNNER, kept_compiled, node
from wire_cases import FOLDER

# The smallest first, so that most mistakes are found in no time.
ORDER = sorted(NAMES, key=lambda name: (FOLDER / name / "cases.json").stat().st_size)


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
