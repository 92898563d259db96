"""Compares what would be made with what stands there, and decides each change; does none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import os
from pathlib import Path

from specmint.problems import Place, Problem, Refused
from specmint.tree.disk import (
    FOREIGN,
    WORK,
    above,
    boundary,
    digest,
    in_the_way,
    links,
    look,
    refuse,
)
from specmint.tree.lock import (
    Folder,
    Lock,
    contents,
    faults,
    lock_path,
    lock_text,
    read_lock,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One path whose `found` bytes become `text`; None is no file."""

    path: str
    found: bytes | None
    text: bytes | None


@dataclass(frozen=True, slots=True)
class Plan:
    changes: tuple[Change, ...]
    kept: tuple[str, ...]
    edited: tuple[Change, ...]


def plan(
    root: Path, folders: Sequence[Folder], version: str, remove_folders: Sequence[str]
) -> Plan:
    """Decide what to write and remove, or refuse with every reason why not."""
    refuse(faults(folders, remove_folders))
    made = _made(folders, version)
    listed = _listed(root, [*(folder.path for folder in folders), *remove_folders])
    gone = {path.casefold(): path for path in listed.keys() - made.keys()}
    refuse(links(root, [*made, *gone.values()]))
    changes: list[Change] = []
    problems: list[Problem] = []
    for path in sorted(made.keys() | gone.values()):
        with boundary("cannot-read", path):
            found = _standing(root, path, gone)
        if isinstance(found, Problem):
            problems.append(found)
        elif found == made.get(path):
            continue
        elif found is not None and path not in listed:
            problems.append(in_the_way(path, "a file"))
        else:
            changes.append(Change(path, found, made.get(path)))
    refuse([*problems, *_bars(root, changes, gone)])
    edited = [each for each in changes if _is_edited(each, listed)]
    kept = made.keys() - {each.path for each in changes}
    return Plan(tuple(changes), tuple(sorted(kept)), tuple(edited))


def _made(folders: Iterable[Folder], version: str) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for folder in folders:
        texts = contents(folder)
        hashes = {path: digest(text) for path, text in texts.items()}
        made |= {f"{folder.path}/{path}": text for path, text in texts.items()}
        made_by = folder.version or version
        lock = Lock(made_by, folder.spec_hash, hashes, copy_of=folder.copy_of)
        made[lock_path(folder.path)] = lock_text(lock)
    return made


def _listed(root: Path, folder_paths: Iterable[str]) -> dict[str, str]:
    """Gather the hashes that the folders' locks list, and those of the locks themselves."""
    listed: dict[str, str] = {}
    problems: list[Problem] = []
    for folder in folder_paths:
        try:
            lock = read_lock(root, folder)
        except Refused as refused:
            problems += refused.problems
            continue
        listed |= {f"{folder}/{path}": made for path, made in lock.files.items()}
        listed |= {lock_path(folder): lock.digest} if lock.digest else {}
    refuse(problems)
    return listed


def _standing(root: Path, path: str, gone: Mapping[str, str]) -> bytes | Problem | None:
    """Look at a path as it will be when the files that nobody makes now are gone."""
    found = look(root, path)
    if isinstance(found, bytes) and _is_respelled(root, path, gone):
        return None
    if isinstance(found, Problem) and found.code == FOREIGN:
        is_free = _goes(path, gone) or _is_vacated(root, path, gone)
        return None if is_free else found
    return found


def _goes(path: str, gone: Mapping[str, str]) -> bool:
    return gone.get(path.casefold()) == path


def _is_respelled(root: Path, path: str, gone: Mapping[str, str]) -> bool:
    """Say whether this is a file that goes, under a new case, where case does not count."""
    old = gone.get(path.casefold(), path)
    is_other = old != path and (root / old).exists()
    return is_other and (root / old).samefile(root / path)


def _is_vacated(root: Path, path: str, gone: Mapping[str, str]) -> bool:
    """Say whether this is a directory that will be empty, and so be pruned."""
    if not (root / path).is_dir():
        return False
    entries = [(f"{path}/{e.name}", e) for e in os.scandir(root / path)]
    return bool(entries) and all(
        (
            _is_vacated(root, below, gone)
            if entry.is_dir(follow_symlinks=False)
            else _goes(below, gone)
        )
        for below, entry in entries
    )


def _is_edited(change: Change, listed: Mapping[str, str]) -> bool:
    return change.found is not None and digest(change.found) != listed[change.path]


def _bars(
    root: Path, changes: Iterable[Change], gone: Mapping[str, str]
) -> Iterator[Problem]:
    """Find directories where a change would fail, before anything is done by halves."""
    for directory in sorted({next(above(each.path)) for each in changes}):
        nearest = directory
        while nearest and not os.path.lexists(root / nearest):
            nearest = nearest.rpartition("/")[0]
        with boundary("cannot-read", nearest):
            yield from _bar(root, nearest, gone)


def _bar(root: Path, directory: str, gone: Mapping[str, str]) -> Iterator[Problem]:
    here = root / directory
    if not here.is_dir():
        if not _goes(directory, gone):
            yield in_the_way(directory, "a file")
    elif not os.access(here, os.W_OK | os.X_OK):
        yield _cannot(directory, "the directory is read-only")
    elif here.stat().st_dev != (root / WORK).stat().st_dev:
        yield _cannot(directory, f"the directory and {WORK} are on two file systems")


def _cannot(path: str, why: str) -> Problem:
    return Problem(Place(path), "cannot-write", why)
