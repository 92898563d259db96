"""Copies of generated clients in other repositories, with a lock."""

from specmint.vendor.compare import find_changes, find_edits
from specmint.vendor.home import Copy, Home, find_copies, home_for, home_of
from specmint.vendor.lines import count_lines
from specmint.vendor.places import placed, under
from specmint.vendor.source import LICENCE, read_source
from specmint.vendor.update import Update, update

__all__ = [
    "LICENCE",
    "Copy",
    "Home",
    "Update",
    "count_lines",
    "find_changes",
    "find_copies",
    "find_edits",
    "home_for",
    "home_of",
    "placed",
    "read_source",
    "under",
    "update",
]
