"""Looks at the disk, and turns what it finds in the way into problems; changes nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
import errno
import hashlib
import os
from pathlib import Path
import stat

from specmint.problems import Place, Problem, Refused

WORK = ".specmint"
FOREIGN = "foreign-file"

# A pipe in a file's place must not make us wait, nor a link lead us elsewhere.
_READ = os.O_RDONLY
for _name in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"):
    _READ |= getattr(os, _name, 0)


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def above(path: str) -> Iterator[str]:
    """Name the directories above a path, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def all_above(paths: Iterable[str]) -> set[str]:
    return {directory for path in paths for directory in above(path)}


def refuse(problems: Iterable[Problem]) -> None:
    """Stop here if there are problems."""
    if found := list(problems):
        raise Refused(found)


@contextmanager
def boundary(code: str, path: str) -> Iterator[None]:
    """Turn the operating system's refusal into a problem at this path."""
    try:
        yield
    except OSError as error:
        raise Refused([_denied(code, path, error)]) from error


def look(root: Path, path: str) -> bytes | Problem | None:
    """Read one file; None if there is none, a problem if it is not ours to read."""
    place = root / path
    try:
        mode = place.lstat().st_mode
        if stat.S_ISLNK(mode):
            return _linked(path)
        if not stat.S_ISREG(mode):
            return in_the_way(path, "something that is not a file")
        with os.fdopen(os.open(place, _READ), "rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        is_link = error.errno == errno.ELOOP
        return _linked(path) if is_link else _denied("cannot-read", path, error)


def entries(root: Path, directory: str) -> dict[str, bool]:
    """List a directory, if it is one: each name, and whether that is a directory too.

    Hidden files and Python's caches come from tools, and are nobody's output.
    """
    with boundary("cannot-read", directory):
        if not (root / directory).is_dir():
            return {}
        return {
            entry.name: entry.is_dir(follow_symlinks=False)
            for entry in os.scandir(root / directory)
            if entry.name != "__pycache__" and not entry.name.startswith(".")
        }


def links(root: Path, paths: Iterable[str]) -> list[Problem]:
    """Find the symbolic links among the directories above these paths."""
    return [
        _linked(directory)
        for directory in sorted(all_above(paths))
        if _is_link(root, directory)
    ]


def in_the_way(path: str, what: str) -> Problem:
    return Problem(
        Place(path),
        FOREIGN,
        f"{what} that specmint did not make stands where it would write",
        "move it away or delete it, then run it again",
    )


def _is_link(root: Path, directory: str) -> bool:
    with boundary("cannot-read", directory):
        return (root / directory).is_symlink()


def _linked(path: str) -> Problem:
    return Problem(
        Place(path),
        "symlink-in-output",
        "a symbolic link stands in the output, and specmint does not follow it",
        "put a real file or directory there, or delete the link",
    )


def _denied(code: str, path: str, error: OSError) -> Problem:
    message = f"the system refuses: {error.strerror or error}"
    return Problem(Place(path), code, message, "set that right, then run it again")
