"""What becomes of a spec: problems with a place, or files and the shapes they have."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
import json
from pathlib import Path as FilePath
import subprocess
from typing import Any

from markup import blocks
from samples import COMPLETE, flow, lay
from specmint.cases import make_traffic
from specmint.cli.project import load_specs
from specmint.load.reader import Reader
from specmint.lower import lower
from specmint.model import Api
from specmint.problems import ERROR, Problem, has_errors
from specmint.render import render
from specmint.targets import TARGETS
from typescript_tools import RUNNER, node

from hostile.places import Node, Path
from hostile.shapes import Misshapen, Shape, shape_of
from hostile.spoiling import Spot

_PROGRAM = FilePath(__file__).with_name("shapes.mjs")
_TYPESCRIPT = (".ts", ".mts", ".js", ".mjs")


@dataclass(frozen=True)
class Made:
    """What came of a spec; a spec with errors has no files."""

    problems: tuple[Problem, ...]
    specs: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return has_errors(self.problems)


def make(folder: FilePath, files: Mapping[str, Node]) -> Made:
    """Load a spec and render it for all targets; nothing of it may raise."""
    specs = {name: flow(tree) for name, tree in files.items()}
    lay(folder, specs, over=COMPLETE)
    loaded = load_specs(folder, ["sample"])
    problems = loaded.build(loaded.specs)
    if has_errors(problems):
        return Made(problems, specs)
    return Made(problems, specs, dict(_rendered(loaded.apis["sample"])))


def render_all(api: Api) -> Iterator[tuple[str, str]]:
    """Render everything of all targets, with what is copied."""
    traffic = make_traffic(api)
    for name, target in TARGETS.items():
        for path, text in render(lower(api, name, traffic)):
            yield f"{target.folder(api.name)}/{path}", text


def _rendered(api: Api) -> Iterator[tuple[str, str]]:
    """Render what depends on the spec; what is copied is the same for all."""
    traffic = make_traffic(api)
    for name, target in TARGETS.items():
        plans = [plan for plan in lower(api, name, traffic) if plan.view is not None]
        for path, text in render(plans):
            yield f"{target.folder(api.name)}/{path}", text


class Shaper:
    """Gives the shapes of files; for TypeScript it asks the compiler's own parser."""

    def __init__(self, typescript: subprocess.Popen[str] | None) -> None:
        self._typescript = typescript

    def shapes(self, files: Mapping[str, str]) -> dict[str, Shape]:
        """Give the shape of each file by its path, or what keeps it from having one."""
        return {path: self._shape(path, text) for path, text in files.items()}

    def _shape(self, path: str, text: str) -> Shape:
        try:
            if path.endswith(_TYPESCRIPT):
                return self._of_typescript(path, text) if self._typescript else None
            shape = shape_of(path, text)
            return (shape, self._samples(path, text)) if path.endswith(".md") else shape
        except Misshapen as wrong:
            return wrong

    def _samples(self, path: str, text: str) -> Shape:
        """Give the shapes of the samples in TypeScript on a page."""
        fences = [
            one for one in blocks(text) if (one.type, one.info) == ("fence", "ts")
        ]
        if self._typescript is None:
            return ()
        return tuple(self._of_typescript(path, one.content) for one in fences)

    def _of_typescript(self, path: str, text: str) -> Shape:
        assert self._typescript and self._typescript.stdin and self._typescript.stdout
        self._typescript.stdin.write(f"{json.dumps(text)}\n")
        self._typescript.stdin.flush()
        told: dict[str, Any] = json.loads(self._typescript.stdout.readline())
        if told["wrong"]:
            raise Misshapen(f"{path}: {told['wrong'][0]}")
        return told["shape"]


@contextmanager
def shaper() -> Iterator[Shaper]:
    command = [node(), str(_PROGRAM), str(RUNNER / "package.json")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield Shaper(running)
        assert running.stdin
        running.stdin.close()


def differences(one: Mapping[str, Shape], other: Mapping[str, Shape]) -> list[str]:
    """Name the files that differ in shape, and where they first do."""
    told = [str(shape) for shape in one.values() if isinstance(shape, Misshapen)]
    told += [f"{path} is there in one alone" for path in one.keys() ^ other.keys()]
    for path in one.keys() & other.keys():
        if one[path] != other[path] and not isinstance(one[path], Misshapen):
            told.append(f"{path}: {_first(one[path], other[path])}")
    return told


def _first(one: Shape, other: Shape) -> str:
    if isinstance(one, tuple) and isinstance(other, tuple):
        for left, right in zip(one, other, strict=False):
            if left != right:
                return _first(left, right)
    if isinstance(one, str) and isinstance(other, str):
        start = next(
            (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0
        )
        one, other = one[max(0, start - 80) :], other[max(0, start - 80) :]
    return f"{str(one)[:150]} in place of {str(other)[:150]}"


def told_spots(made: Made, texts: Mapping[Spot, str]) -> dict[Spot, Problem]:
    """Find the spots that problems are about, by the places that are told."""
    before = {text: spot.said for spot, text in texts.items() if spot.is_name}
    found: dict[Spot, Problem] = {}
    for problem in made.problems:
        file = problem.place.file.removeprefix("specs/sample/")
        if problem.severity != ERROR or file not in made.specs:
            continue
        where = (problem.place.line, problem.place.column)
        if (trail := _trails(made.specs[file]).get(where)) is not None:
            said = tuple(before.get(str(step), step) for step in trail)
            if about := _nearest(file, said, texts):
                found.setdefault(about, problem)
    return found


@lru_cache(maxsize=16)
def _trails(text: str) -> dict[tuple[int, int], Path]:
    reader = Reader("", text, keep_spots=True)
    reader.run()
    return {spot: trail for (trail, _), spot in reader.spots.items()}


def _nearest(file: str, trail: Path, chosen: Iterable[Spot]) -> Spot | None:
    """Choose the spot that has the place, or one below or around it, or one beside it."""
    best, most = None, (False, False, 1)
    for spot in chosen:
        for place in spot.places:
            if place.file == file:
                shared = _shared(place.path, trail)
                is_around = shared == min(len(place.path), len(trail))
                near = (place.path == trail, is_around, shared)
                best, most = (spot, near) if near > most else (best, most)
    return best


def _shared(one: Path, other: Path) -> int:
    """Count the steps that two trails have in common."""
    return len(
        list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    )
