"""Makes copies what they should be, and touches nothing that is not theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from specmint.problems import Place, Problem
from specmint.tree import Folder, Lock, read_lock
from specmint.tree.disk import boundary, entries, refuse
from specmint.tree.journal import busy, finish, keep, transact
from specmint.tree.lock import faults
from specmint.tree.plan import Change, plan
from specmint.vendor.compare import edited
from specmint.vendor.home import Home, not_vendored
from specmint.vendor.lines import as_listed, folded
from specmint.vendor.places import under


@dataclass(frozen=True, slots=True)
class Update:
    """What was written and removed, and where texts are kept that somebody had edited."""

    changes: tuple[Change, ...]
    saved: tuple[str, ...]


def update(home: Home, folders: Sequence[Folder], *, is_forced: bool) -> Update:
    """Write copies into their home as one transaction, or refuse with every reason.

    Edits by hand are a reason, unless it is forced: then they are kept aside.
    """
    with under(home.shown):
        refuse(faults(folders, ()))
        with boundary("cannot-write", "."):
            home.root.mkdir(parents=True, exist_ok=True)
        with busy(home.root, is_guest=True):
            saved = finish(home.root)
            changes, edits = _decide(home.root, folders)
            if not is_forced:
                refuse(edited(each.path) for each in edits)
            for each in edits:
                saved += (keep(home.root, each.path, each.found or b""),)
            if changes:
                saved += transact(home.root, changes)
    return Update(changes, saved)


def _decide(
    root: Path, folders: Sequence[Folder]
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Decide each change, and which of them would overwrite an edit."""
    locks = {each.path: read_lock(root, each.path) for each in folders}
    refuse(p for each in folders for p in _taken(root, each, locks[each.path]))
    planned = plan(root, folders, "", ()).changes
    changes = tuple(each for each in planned if not _is_same(each))
    listed = {
        f"{folder}/{file}": made
        for folder, lock in locks.items()
        for file, made in lock.files.items()
    }
    return changes, tuple(each for each in changes if _is_edited(each, listed))


def _taken(root: Path, folder: Folder, lock: Lock) -> Iterator[Problem]:
    """Find what stands in the place of a copy and is not that copy."""
    if lock.copy_of == folder.copy_of:
        return
    if lock.copy_of:
        message = f"this is a copy of the {lock.copy_of.target} of {lock.copy_of.api}"
        hint = "copy to another folder or `--name`, or delete this one first"
        yield Problem(Place(folder.path), "another-copy", message, hint)
    elif entries(root, folder.path):
        yield not_vendored(folder.path)


def _is_same(change: Change) -> bool:
    """Say whether only line ends differ, which are the repository's own affair."""
    if change.found is None or change.text is None:
        return False
    return folded(change.found) == folded(change.text)


def _is_edited(change: Change, listed: Mapping[str, str]) -> bool:
    if change.found is None or change.path not in listed:
        return False
    return as_listed(change.found, listed[change.path]) is None
