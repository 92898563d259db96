"""Finds where a copy is not what it was, and where it is behind what it is a copy of."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
import os
from pathlib import Path

from specmint.problems import Place, Problem
from specmint.tree import Folder, gathered
from specmint.tree.difference import difference
from specmint.tree.disk import digest, entries, links, look
from specmint.tree.journal import JOURNAL
from specmint.tree.lock import contents, lock_path
from specmint.vendor.home import Copy
from specmint.vendor.lines import as_listed, folded

_UPDATE = "`specmint vendor --update`"


def find_edits(root: Path, copy: Copy) -> list[Problem]:
    """Find edited, missing and stray files, from the lock alone."""
    return gathered(_edits(root, copy))


def _edits(root: Path, copy: Copy) -> Iterator[Problem]:
    if os.path.lexists(root / JOURNAL):
        message = "a run was stopped half-way"
        hint = f"run {_UPDATE}, which finishes it first"
        yield Problem(Place(JOURNAL), "unfinished-run", message, hint)
    listed = {f"{copy.name}/{file}": made for file, made in copy.lock.files.items()}
    linked = links(root, listed)
    yield from linked
    if not linked:
        for path, made in listed.items():
            yield from _edit(root, path, made)
        yield from _strays(root, copy.name, listed.keys() | {lock_path(copy.name)})


def find_changes(root: Path, copy: Copy, source: Folder) -> Iterator[Problem]:
    """Find where the copy is behind what a checkout has now."""
    texts = contents(source)
    for file in sorted(texts.keys() | copy.lock.files.keys()):
        path, text = f"{copy.name}/{file}", texts.get(file)
        if text is None:
            yield _stale(Place(path), "the checkout no longer has this file")
        elif file not in copy.lock.files:
            yield _stale(
                Place(path), "the checkout has this file, and the copy lacks it"
            )
        elif digest(text) != copy.lock.files[file]:
            yield _changed(root, path, text)


def _edit(root: Path, path: str, made: str) -> Iterator[Problem]:
    found = look(root, path)
    if isinstance(found, Problem):
        yield found
    elif found is None:
        message = "this file was copied, and is not there"
        hint = f"run {_UPDATE}, which writes it again"
        yield Problem(Place(path), "missing-copy", message, hint)
    elif as_listed(found, made) is None:
        yield edited(path)


def edited(path: str) -> Problem:
    message = "somebody edited this file since it was copied"
    hint = "take the edit back, or overwrite it with `specmint vendor --update --force`"
    return Problem(Place(path), "edited-copy", message, hint)


def _strays(root: Path, name: str, known: AbstractSet[str]) -> Iterator[Problem]:
    waiting = [name]
    while waiting:
        here = waiting.pop()
        for entry, is_directory in entries(root, here).items():
            path = f"{here}/{entry}"
            if is_directory:
                waiting.append(path)
            elif path not in known and not entry.endswith(".pyc"):
                message = "this file is no part of the copy"
                hint = "keep your own files outside of vendored folders"
                yield Problem(Place(path), "stray-copy", message, hint)


def _changed(root: Path, path: str, text: bytes) -> Problem:
    """Say that a file has changed since it was copied, and show how if it is there."""
    message = "the checkout has another version of this file"
    found = look(root, path)
    if not isinstance(found, bytes) or folded(found) == text:
        return _stale(Place(path), message)
    line, detail = difference(folded(found), text)
    return _stale(Place(path, line, 1), message, detail)


def _stale(place: Place, message: str, detail: str = "") -> Problem:
    return Problem(place, "stale-copy", message, f"run {_UPDATE}", detail=detail)
