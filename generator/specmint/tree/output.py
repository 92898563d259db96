"""Makes the folders on disk what they should be, and reports what it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from specmint.tree.journal import busy, finish, keep, transact
from specmint.tree.lock import Folder
from specmint.tree.plan import plan


@dataclass(frozen=True, slots=True)
class Report:
    """Paths from the root; `saved` are the copies of texts that somebody had edited."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()


def write(
    root: Path,
    folders: Sequence[Folder],
    version: str,
    remove_folders: Sequence[str] = (),
) -> Report:
    """Write the folders, and empty the removed ones, as one transaction.

    Only files that a lock lists are changed or removed. Anything that stands in the way
    refuses the whole run, before the first change.
    """
    with busy(root):
        saved = finish(root)
        todo = plan(root, folders, version, remove_folders)
        for change in todo.edited:
            saved += (keep(root, change.path, change.found or b""),)
        if todo.changes:
            saved += transact(root, todo.changes)
    return Report(
        written=tuple(each.path for each in todo.changes if each.text is not None),
        removed=tuple(each.path for each in todo.changes if each.text is None),
        kept=todo.kept,
        saved=saved,
    )
