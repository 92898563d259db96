"""The only room that touches the output: write, check, prune."""

from specmint.tree.drift import check
from specmint.tree.journal import recover
from specmint.tree.lock import Folder, Lock, locked_folders, read_lock
from specmint.tree.output import Report, write

__all__ = [
    "Folder",
    "Lock",
    "Report",
    "check",
    "locked_folders",
    "read_lock",
    "recover",
    "write",
]
