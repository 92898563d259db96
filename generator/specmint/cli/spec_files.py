"""The files of an imported spec, written into its folder and nowhere else."""

from pathlib import Path

from specmint.problems import Place, Problem
from specmint.tree.disk import links, refuse
from specmint.tree.lock import fault

_MADE = ("api.yaml", "types.yaml", "errors.yaml", "webhooks.yaml", "streams.yaml")


def write_spec(folder: Path, files: dict[str, str]) -> None:
    """Write all files, and remove those of an earlier import that are no more."""
    refuse(
        Problem(Place(path), "bad-document", f"the path of a group {why}")
        for path in files
        if (why := fault(path))
    )
    refuse(links(folder, files))
    earlier = [folder / name for name in _MADE]
    earlier += [
        *(folder / "methods").glob("*.yaml"),
        *(folder / "types").glob("*.yaml"),
    ]
    for path in earlier:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink(missing_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            path.unlink()
        path.write_text(text, "utf-8", newline="\n")
