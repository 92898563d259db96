"""The run-time files of generated Python packages, put together as a package of their own."""

from pathlib import Path
import shutil

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


def copy_runtime(folder: Path, side: str) -> None:
    """Copy each file as a package has it; what none has, as it would be generated."""
    templates = ROOT / "templates"
    for runtime in (
        templates / "python" / "runtime",
        templates / FOLDERS[side] / "python" / "runtime",
    ):
        shutil.copytree(runtime, folder, dirs_exist_ok=True)
    for name, paths in runtime_files(side).items():
        shutil.copy(paths[0], folder / name)
        if text := INSTEAD.get((side, Path(name).stem)):
            (folder / name).write_text(text, "utf-8")
    (folder / "__init__.py").touch()
