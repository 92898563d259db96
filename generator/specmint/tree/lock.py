"""Says what a folder holds, and reads and makes the lock that records it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
import json
from pathlib import Path
import re

from specmint.problems import Place, Problem, Refused
from specmint.tree.disk import (
    WORK,
    all_above,
    digest,
    entries,
    links,
    look,
    refuse,
)

LOCK_NAME = "specmint.lock"
_TAKEN = {LOCK_NAME, WORK, ".git"}
_LONGEST = 255  # what most file systems take; past it a run would stop half-way
_HASH = re.compile("[0-9a-f]{64}")
_NAME = re.compile("[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose output a folder is a copy of."""

    api: str
    target: str


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder that one target owns: its path from the root, and (path, text) pairs.

    A copy also says whose it is, and which version of the program made it.
    """

    path: str
    files: tuple[tuple[str, str], ...]
    spec_hash: str
    copy_of: Origin | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a run made in a folder; `digest` is the lock file's own, empty if there is none."""

    version: str = ""
    spec: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    copy_of: Origin | None = None


def lock_path(folder_path: str) -> str:
    return f"{folder_path}/{LOCK_NAME}"


def read_lock(root: Path, folder_path: str) -> Lock:
    """Read what the last run made in a folder; no lock is an empty one."""
    path = lock_path(folder_path)
    refuse(_unsafe(folder_path))
    refuse(links(root, [path]))
    found = look(root, path)
    if found is None:
        return Lock()
    if isinstance(found, Problem):
        raise Refused([found])
    try:
        return _parse(found)
    except (ValueError, RecursionError) as error:
        raise Refused([_damaged(path, error)]) from None


def lock_text(lock: Lock) -> bytes:
    """Write a lock, one file per line, so that merges and diffs read well."""
    data: dict[str, object] = {"specmint": lock.version, "spec": lock.spec}
    if lock.copy_of:
        data["copy_of"] = asdict(lock.copy_of)
    data["files"] = dict(sorted(lock.files.items()))
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def contents(folder: Folder) -> dict[str, bytes]:
    """Encode a folder's files, under their paths within the folder."""
    return {path: _encode(f"{folder.path}/{path}", text) for path, text in folder.files}


def locked_folders(root: Path, top: str) -> tuple[str, ...]:
    """List the folders from `top` down that hold a lock; such a folder is not entered."""
    refuse(_unsafe(top))
    refuse(links(root, [lock_path(top)]))
    found = []
    waiting = [top]
    while waiting:
        here = waiting.pop()
        inside = entries(root, here)
        if LOCK_NAME in inside:
            found.append(here)
        else:
            waiting += [f"{here}/{name}" for name, is_dir in inside.items() if is_dir]
    return tuple(sorted(found))


def faults(folders: Sequence[Folder], remove_folders: Sequence[str]) -> list[Problem]:
    """Find paths that must not be written, and pairs of paths that cannot both be."""
    tops = [folder.path for folder in folders]
    paths = [f"{folder.path}/{path}" for folder in folders for path, _ in folder.files]
    problems = [p for path in (*tops, *remove_folders, *paths) for p in _unsafe(path)]
    if problems:
        return problems
    nested = sorted(all_above(tops) & set(tops))
    problems += [_clash(top, "lies around another folder") for top in nested]
    return [*problems, *_clashes([*paths, *map(lock_path, tops)])]


def fault(path: str) -> str:
    """Say what makes a path unsafe to write to, or nothing."""
    if not path.isprintable() or "\\" in path or ":" in path:
        return "holds a backslash, a colon or a character that cannot be printed"
    parts = path.casefold().split("/")
    if not {"", ".", ".."}.isdisjoint(parts):
        return "is absolute, or has a part that is empty, `.` or `..`"
    if len(path) > _LONGEST // 4 and any(len(p.encode()) > _LONGEST for p in parts):
        return f"has a part longer than {_LONGEST} bytes"
    if taken := _TAKEN.intersection(parts):
        return f"uses `{min(taken)}`, a name that is not for generated files"
    return ""


def _unsafe(path: str) -> list[Problem]:
    why = fault(path)
    place = Place(path if path.isprintable() else ascii(path))
    return [Problem(place, "unsafe-path", f"the path {why}")] if why else []


def _clashes(paths: list[str]) -> Iterator[Problem]:
    """Find paths that are equal where case does not count, and files above other files."""
    seen: dict[str, str] = {}
    for path in paths:
        folded = path.casefold()
        if folded in seen:
            yield _clash(path, f"is made twice, also as `{seen[folded]}`")
        seen[folded] = path
    for folded in sorted(all_above(seen) & seen.keys()):
        yield _clash(seen[folded], "would be both a file and a directory")


def _clash(path: str, why: str) -> Problem:
    return Problem(Place(path), "clashing-path", f"the path {why}")


def _encode(path: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        message = f"the text has no UTF-8 form at character {error.start}"
        raise Refused([Problem(Place(path), "unwritable-text", message)]) from error


def _parse(text: bytes) -> Lock:
    if re.search(rb"^(<<<<<<<|=======|>>>>>>>)", text, re.MULTILINE):
        raise ValueError("it holds the marks of a merge conflict")
    match json.loads(text, object_pairs_hook=_object):
        case {
            "specmint": str(version),
            "spec": str(spec),
            "files": dict(files),
        } as data:
            _audit(files)
            copy_of = _origin(data["copy_of"]) if "copy_of" in data else None
            return Lock(version, spec, files, digest(text), copy_of)
        case _:
            raise ValueError("it lacks `specmint`, `spec` or `files`")


def _origin(data: object) -> Origin:
    match data:
        case {"api": str(api), "target": str(target)}:
            if _NAME.fullmatch(api) and _NAME.fullmatch(target):
                return Origin(api, target)
    raise ValueError("its `copy_of` names no API and target")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("it names something twice")
    return dict(pairs)


def _audit(files: dict[object, object]) -> None:
    """Refuse paths that no run can have made, since files are removed by this list."""
    for path, made in files.items():
        if not isinstance(made, str) or not _HASH.fullmatch(made):
            raise ValueError(f"the hash of {path!a} is not a SHA-256")
        if why := fault(str(path)):
            raise ValueError(f"the path {path!a} {why}")


def _damaged(path: str, error: Exception) -> Problem:
    return Problem(
        Place(path),
        "damaged-lock",
        f"this lock cannot be trusted: {error}",
        f"take either side's version (`git checkout HEAD -- {path}`), then run it again",
    )
