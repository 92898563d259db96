"""Finds the folder that a user names, and the copies in it."""

from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path

from specmint.problems import Place, Problem, Refused
from specmint.tree import Lock, Origin, read_lock
from specmint.tree.disk import boundary, entries, refuse
from specmint.tree.lock import LOCK_NAME
from specmint.vendor.places import under


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that holds copies: where it is, and how the user calls it.

    `name` is that of the one copy that is meant; empty if all are.
    """

    root: Path
    shown: Path
    name: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: the name of its folder, whose it is, and what its lock says."""

    name: str
    of: Origin
    lock: Lock


def home_for(dest: Path, generated: Path) -> Home:
    """Find the folder to put a copy into; it may be yet to be made."""
    with boundary("cannot-read", dest.as_posix()):
        refuse(_link(dest))
        if os.path.lexists(dest) and not dest.is_dir():
            raise _bad(dest, "this is not a folder", "name the folder to put it into")
        if os.path.lexists(dest / LOCK_NAME):
            message = "specmint made this folder, and would put another one into it"
            raise _bad(dest, message, "name the folder around it")
        root = Path(os.path.realpath(dest))
        if _is_within(root, generated):
            message = "this lies in the generated folder of the checkout"
            raise _bad(dest, message, "name a folder of another repository")
    return Home(root, dest)


def home_of(dest: Path) -> Home:
    """Find the folder that holds the copies that are meant: one, or all in a folder."""
    with boundary("cannot-read", dest.as_posix()):
        refuse(_link(dest))
        if not dest.is_dir():
            hint = "name a vendored folder, or one that holds some"
            raise _bad(dest, "there is no such folder", hint)
        root = Path(os.path.realpath(dest))
        if not os.path.lexists(dest / LOCK_NAME):
            return Home(root, dest)
        has_name = dest.name not in ("", "..")
        around = dest.parent if has_name else dest / ".."
        return Home(root.parent, around, root.name)


def find_copies(home: Home) -> tuple[Copy, ...]:
    """Read the locks of the copies that are meant, or refuse if there is none."""
    with under(home.shown):
        if home.name:
            return (_read(home, home.name),)
        copies = tuple(_all(home))
        if not copies:
            message = "there is no vendored folder here"
            hint = "copy one with `specmint vendor API --target T DEST`"
            problem = Problem(Place("."), "nothing-vendored", message, hint)
            raise Refused([problem], is_misuse=True)
        return copies


def not_vendored(name: str) -> Problem:
    message = "this folder is there, and is no copy that specmint made"
    hint = "move it away, or copy to another folder or `--name`"
    return Problem(Place(name), "not-vendored", message, hint)


def _all(home: Home) -> Iterator[Copy]:
    """Find the copies that lie in the folder; what specmint made otherwise is no copy."""
    problems: list[Problem] = []
    for name in sorted(entries(home.root, ".")):
        try:
            with boundary("cannot-read", name):
                has_lock = os.path.lexists(home.root / name / LOCK_NAME)
            lock = read_lock(home.root, name) if has_lock else Lock()
        except Refused as refused:
            problems += refused.problems
            continue
        if lock.copy_of:
            yield Copy(name, lock.copy_of, lock)
    refuse(problems)


def _read(home: Home, name: str) -> Copy:
    lock = read_lock(home.root, name)
    if not lock.copy_of:
        raise Refused([not_vendored(name)])
    return Copy(name, lock.copy_of, lock)


def _link(dest: Path) -> Iterator[Problem]:
    if dest.is_symlink():
        message = "this is a symbolic link, and specmint does not follow it"
        hint = "name the folder that it leads to"
        yield Problem(Place(dest.as_posix()), "symlink-in-output", message, hint)


def _is_within(root: Path, folder: Path) -> bool:
    """Say whether a path is a folder or below it, however either is spelled."""
    return folder.exists() and any(
        one.exists() and one.samefile(folder) for one in (root, *root.parents)
    )


def _bad(dest: Path, message: str, hint: str) -> Refused:
    place = Place(dest.as_posix())
    return Refused([Problem(place, "bad-destination", message, hint)], is_misuse=True)
