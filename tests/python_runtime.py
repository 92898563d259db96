"""The run-time files of generated Python packages, put together as a package of their own.

Each is one source and lies in many packages. Where a copy is unlike the others, it is the
one that tests get, in whatever package: so exchanges with one package hold for all.
"""

from collections import Counter
from collections.abc import Mapping
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
import shutil
import sys
from typing import Any

from project import ROOT

FOLDERS = {"client": "clients", "server": "servers"}
# By side and name, a text in place of a file: what a mutant of it is.
INSTEAD: dict[tuple[str, str], str] = {}


def runtime_files(side: str) -> dict[str, list[Path]]:
    """Give all copies of each run-time file that generated packages have."""
    found: dict[str, list[Path]] = {}
    generated = ROOT / "generated" / FOLDERS[side] / "python"
    for path in sorted(generated.glob("*/_[a-z]*.py")):
        found.setdefault(path.name, []).append(path)
    return found


def oddest(paths: list[Path]) -> Path:
    """Give the copy that the fewest packages have."""
    texts = {path: path.read_bytes() for path in paths}
    counts = Counter(texts.values())
    return min(paths, key=lambda path: counts[texts[path]])


class OddCopies(MetaPathFinder):
    """Gives the odd copy of a run-time file to every package that imports the file."""

    def __init__(self, odd: Mapping[tuple[str, str], Path]) -> None:
        self._odd = odd

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        package, _dot, module = name.rpartition(".")
        found = self._odd.get((package.rpartition("_")[2], module))
        return spec_from_file_location(name, found) if found else None


def play_odd_copies() -> None:
    odd = {
        (side, paths[0].stem): oddest(paths)
        for side in FOLDERS
        for paths in runtime_files(side).values()
        if len({path.read_bytes() for path in paths}) > 1
    }
    if odd:
        sys.meta_path.insert(0, OddCopies(odd))


def copy_runtime(folder: Path, side: str) -> None:
    """Copy each file as a package has it; what none has, as it would be generated."""
    templates = ROOT / "templates"
    for runtime in (
        templates / "python" / "runtime",
        templates / FOLDERS[side] / "python" / "runtime",
    ):
        shutil.copytree(runtime, folder, dirs_exist_ok=True)
    for name, paths in runtime_files(side).items():
        shutil.copy(oddest(paths), folder / name)
        if text := INSTEAD.get((side, Path(name).stem)):
            (folder / name).write_text(text, "utf-8")
    (folder / "__init__.py").touch()
