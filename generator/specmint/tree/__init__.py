"""The only room that touches the output: write, check, prune."""

from specmint.tree.drift import check, gathered
from specmint.tree.journal import recover
from specmint.tree.lock import Folder, Lock, Origin, locked_folders, read_lock
from specmint.tree.output import Report, write
from specmint.tree.plan import Change

__all__ = [
    "Change",
    "Folder",
    "Lock",
    "Origin",
    "Report",
    "check",
    "gathered",
    "locked_folders",
    "read_lock",
    "recover",
    "write",
]
