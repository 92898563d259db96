"""Small output trees for the tests of the tree room: made, put by hand, read back."""

from pathlib import Path

from specmint.tree import Folder

ICON = "generated/docs/icon"


def folder(path: str = ICON, /, spec_hash: str = "s1", **files: str) -> Folder:
    """Make a folder; in a keyword `__` stands for a slash and `_` for the dot."""
    named = {
        name.replace("__", "/").replace("_", "."): text for name, text in files.items()
    }
    return Folder(path, tuple(named.items()), spec_hash)


def tree(root: Path) -> dict[str, str]:
    """Read all files outside `.specmint`, and name empty directories with a slash."""
    found = {}
    for place in root.rglob("*"):
        path = place.relative_to(root).as_posix()
        if path.startswith(".specmint"):
            continue
        if not place.is_dir():
            found[path] = place.read_bytes().decode()
        elif not any(place.iterdir()):
            found[f"{path}/"] = ""
    return found


def put(root: Path, path: str, text: str) -> Path:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode())
    return place
