"""What a mock is made of, kept in the user's cache for as long as specs and program stay.

A model is kept as a pickle, which could do anything when it is read; so only a folder of
the user's own counts, which nobody else may write into.
"""

from collections.abc import Iterator
from hashlib import sha256
import os
from pathlib import Path
import pickle
import shutil
import sys
from tempfile import mkdtemp

from specmint import __version__
from specmint.model import Api

_PROGRAM = Path(__file__).parents[1]
_TEMPLATES = (_PROGRAM / "templates", _PROGRAM.parents[1] / "templates")
_MODEL = "api.pickle"
_MOST = 32  # folders
_MOST_BYTES = 8 << 20  # of one file


def place_of(root: Path, specs: str, name: str) -> Path | None:
    """Name the folder that is kept for a spec as it is now; None if nothing can be kept."""
    try:
        made = sha256(f"{sys.version}\0{__version__}\0{name}\0".encode())
        for line in _program():
            made.update(line.encode())
        for path, data in _spec(root / specs, name):
            made.update(f"{path}\0{len(data)}\0".encode() + data)
        home = _home()
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return home / made.hexdigest()[:32] if _is_own(home) else None
    except (OSError, RuntimeError, ValueError):
        return None


def read_model(place: Path | None) -> Api | None:
    """Give the model that was kept, if there is one that can be trusted."""
    if place is None or not _is_own(place):
        return None
    try:
        found = pickle.loads((place / _MODEL).read_bytes())
    except Exception:  # whatever is wrong with it, the specs are there
        return None
    return found if isinstance(found, Api) else None


def keep(place: Path | None, api: Api, package: str, files: dict[str, str]) -> None:
    """Keep a model and the files of its server, whole or not at all."""
    if place is None or place.exists():
        return
    try:
        _forget_oldest(place.parent)
        draft = Path(mkdtemp(dir=place.parent))
        for name, text in files.items():
            path = draft / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (draft / _MODEL).write_bytes(pickle.dumps(api, pickle.HIGHEST_PROTOCOL))
        draft.rename(place)
    except OSError:
        return


def _home() -> Path:
    """Give the folder for what can be made again, as the system has it."""
    local, cache = os.environ.get("LOCALAPPDATA"), os.environ.get("XDG_CACHE_HOME")
    base = Path(cache or local or Path.home() / ".cache")
    return base / "specmint" / "mock"


def _is_own(folder: Path) -> bool:
    """Whether a folder is the user's, and nobody else may write into it."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    is_mine = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
    is_shut = os.name == "nt" or not facts.st_mode & 0o022
    return folder.is_dir() and not folder.is_symlink() and is_mine and is_shut


def _spec(specs: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Read the files of a spec, which lie where they are looked for and nowhere else."""
    if Path(name).name != name:
        raise ValueError("this is no name of a folder")
    for inner in ("", "types", "methods"):
        for path in sorted((specs / name / inner).glob("*.yaml")):
            if not path.is_file() or path.stat().st_size > _MOST_BYTES:
                raise ValueError("this is no file of a spec")
            data = path.read_bytes()
            yield f"{inner}/{path.name}", data


def _program() -> Iterator[str]:
    """Tell sizes and times of the program's files, on which everything hangs."""
    for home in (_PROGRAM, *_TEMPLATES):
        for folder, folders, files in os.walk(home):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            for name in sorted(files):
                path = f"{folder}/{name}"
                facts = os.stat(path)  # noqa: PTH116 - there are hundreds of them
                yield f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0"


def _forget_oldest(home: Path) -> None:
    kept = sorted(home.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[: -_MOST or None] if len(kept) > _MOST else ():
        shutil.rmtree(old, ignore_errors=True)
