"""Compares the folders on disk with what would be made, and touches nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import os
from pathlib import Path

from specmint.problems import WARNING, Place, Problem, Refused, arrange
from specmint.tree.difference import difference
from specmint.tree.disk import (
    all_above,
    digest,
    entries,
    in_the_way,
    links,
    look,
    refuse,
)
from specmint.tree.journal import JOURNAL
from specmint.tree.lock import (
    LOCK_NAME,
    Folder,
    Lock,
    contents,
    faults,
    lock_path,
    read_lock,
)

_GENERATE = "run `specmint generate`"
_MOVE = "move the edit into the template or the spec"


def check(
    root: Path, folders: Sequence[Folder], remove_folders: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """List every difference between the folders on disk and what would be made now."""
    problems = faults(folders, remove_folders)
    if problems:
        return arrange(problems)
    if os.path.lexists(root / JOURNAL):
        message = "a run was stopped half-way"
        hint = f"{_GENERATE}, which finishes it first"
        problems.append(Problem(Place(JOURNAL), "unfinished-run", message, hint))
    for folder in folders:
        problems += gathered(_folder(root, folder))
    made = {folder.path for folder in folders}
    for path in sorted(set(remove_folders) - made):
        problems += gathered(_unowned(root, path))
    return arrange(problems)


def gathered(found: Iterator[Problem]) -> list[Problem]:
    """List problems up to the one, if any, that makes further looking useless."""
    problems = []
    try:
        for problem in found:
            problems.append(problem)
    except Refused as refused:
        problems += refused.problems
    return problems


def _folder(root: Path, folder: Folder) -> Iterator[Problem]:
    lock = read_lock(root, folder.path)
    texts = contents(folder)
    names = sorted(texts.keys() | lock.files.keys())
    known = {lock_path(folder.path), *(f"{folder.path}/{name}" for name in names)}
    refuse(links(root, known))
    problems: list[Problem] = []
    for name in names:
        path = f"{folder.path}/{name}"
        problems += _file(root, path, texts.get(name), lock.files.get(name))
    yield from problems or _lock(folder, lock, texts)
    yield from _unknown(root, folder.path, known)


def _file(
    root: Path, path: str, text: bytes | None, listed: str | None
) -> Iterator[Problem]:
    found = look(root, path)
    if isinstance(found, Problem):
        yield found
    elif found == text:
        return
    elif found is None:
        message = "this file would be made now, and is not there"
        yield Problem(Place(path), "missing-output", message, _GENERATE)
    elif text is None:
        message = "nobody makes this file now"
        yield Problem(Place(path), "stray-output", message, _GENERATE)
    elif listed is None:
        yield in_the_way(path, "a file")
    else:
        yield _changed(path, found, text, is_edited=digest(found) != listed)


def _changed(path: str, found: bytes, text: bytes, *, is_edited: bool) -> Problem:
    line, detail = difference(found, text)
    code = "edited-output" if is_edited else "stale-output"
    why = "somebody edited this file" if is_edited else "this file is out of date"
    hint = _MOVE if is_edited else _GENERATE
    return Problem(Place(path, line, 1), code, why, hint, detail=detail)


def _lock(folder: Folder, lock: Lock, texts: Mapping[str, bytes]) -> Iterator[Problem]:
    """Judge the lock of a folder whose files are all as they should be."""
    place = Place(lock_path(folder.path))
    hashes = {path: digest(text) for path, text in texts.items()}
    if not lock.digest:
        message = "this folder has no lock"
        yield Problem(place, "missing-lock", message, _GENERATE)
    elif (lock.spec, lock.files) != (folder.spec_hash, hashes):
        message = "this lock is out of date, though its files are not"
        yield Problem(place, "stale-lock", message, _GENERATE)


def _unowned(root: Path, folder_path: str) -> Iterator[Problem]:
    lock = read_lock(root, folder_path)
    if lock.digest:
        message = (
            f"nobody makes this folder now; its lock lists {len(lock.files)} files"
        )
        place = Place(lock_path(folder_path))
        yield Problem(place, "stray-output", message, _GENERATE)


def _unknown(root: Path, folder_path: str, known: Iterable[str]) -> Iterator[Problem]:
    """Find what lies in a folder and in no lock; a directory that is foreign is named whole."""
    files = set(known)
    directories = all_above(files)
    waiting = [folder_path]
    while waiting:
        here = waiting.pop()
        for name, is_directory in entries(root, here).items():
            path = f"{here}/{name}"
            if is_directory and path in directories:
                waiting.append(path)
            elif path not in files and _is_foreign(root / path, is_directory):
                yield _stranger(path)


def _is_foreign(place: Path, is_directory: bool) -> bool:
    """Say whether this is a file, or holds one, and is not a folder with its own lock."""
    if not is_directory:
        return True
    has_lock = os.path.lexists(place / LOCK_NAME)
    return not has_lock and any(names for _, _, names in os.walk(place))


def _stranger(path: str) -> Problem:
    message = "specmint did not make this, and leaves it alone"
    hint = "keep your own files outside the generated folders"
    return Problem(Place(path), "unknown-file", message, hint, WARNING)
