"""Answers whether there is anything to do; the first import of a run, so it imports little."""

# Importing pathlib would take longer than everything that is done here.
# ruff: noqa: PTH100, PTH103, PTH105, PTH108, PTH112, PTH116, PTH120

import os
import sys

Facts = tuple[int, int] | None

# The stamp is text and not marshal: reading 300 paths takes 35 µs more, and no file that
# somebody else put there can make the interpreter build an object out of it.
_MAGIC = "specmint stamp 1"
_END = "end"
_FOLDER = ".specmint"
_MOMENT = ""  # no path is empty: the moment of an observation stands under it

_MOST = 1 << 26
_TICK = 10_000_000
_COARSE_TICK = 2_000_000_000
_SECOND = 1_000_000_000
_BARE = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BARE
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BARE


def holds(root: str, key: str) -> bool:
    """Say whether the last saved run had this key and every path is still as it was."""
    try:
        head, paths, facts = _read(root).split("\n\n")
        if head != _head(root, key) or not facts.endswith(f"\n{_END}"):
            return False
        now = []
        stat = os.stat
        for path in paths.split("\n"):
            found = stat(path)
            now.append(f"{found.st_size} {found.st_mtime_ns}")
    except (OSError, ValueError):
        return False
    return facts == "\n".join([*now, _END])


def observe(paths: list[str]) -> dict[str, Facts]:
    """Note size and time of these paths and of the files' directories; None for absent.

    Paths are absolute, or every run starts in the same directory. A directory in which
    only directories lie (`specs`) must be named itself, so that a new one is noticed.
    """
    seen: dict[str, Facts] = {_MOMENT: (0, _now())}
    files = [path for path in paths if not os.path.isdir(path)]
    for path in sorted(_parents(files).union(paths)):
        seen[path] = _facts(path)
    return seen


def save(
    root: str, key: str, before: dict[str, Facts], after: dict[str, Facts]
) -> bool:
    """Save inputs as they were before they were read, and outputs as they are now.

    Refuses if a path vanished, or an input has changed since or could still change unseen;
    an older stamp is then gone too, for it speaks of another run. Says whether it saved.
    """
    outputs = after.keys() - _parents(after)  # what else lies beside them is not ours
    record = {path: after[path] for path in sorted(outputs)} | before
    record.pop(_MOMENT, None)
    lines = [f"{facts[0]} {facts[1]}" for facts in record.values() if facts]
    is_whole = len(lines) == len(record) and "\n" not in "".join([key, *record])
    if not (is_whole and _is_settled(before)):
        return _forget(root)
    body = [_head(root, key), "\n".join(record), "\n".join([*lines, _END])]
    return _write(root, "\n\n".join(body)) or _forget(root)


def _head(root: str, key: str) -> str:
    # A copied checkout keeps every time, and its stamp would speak of the original.
    return f"{_MAGIC}\n{os.path.abspath(root)}\n{key}"


def _is_settled(before: dict[str, Facts]) -> bool:
    """Say whether no input has changed, nor can change while its size and time stay.

    File times advance in ticks of the kernel's clock, up to 10 ms long. An input written,
    observed and written again within one tick, at the same size, looks unchanged for ever.
    So no input is vouched for whose time was less than a tick old when it was observed:
    no stamp is saved, and the next run, which finds the file older, saves one.
    A time in whole seconds betrays a file system that counts in one or two seconds.
    Outputs are always that young; but nobody edits those within 10 ms of their birth, and
    `check` never asks the stamp.
    """
    _, moment = before.get(_MOMENT) or (0, 0)
    return not any(
        _facts(path) != facts or _is_fresh(facts, moment)
        for path, facts in before.items()
        if path != _MOMENT
    )


def _is_fresh(facts: Facts, moment: int) -> bool:
    if facts is None:
        return True
    _, time = facts
    return time > moment - (_TICK if time % _SECOND else _COARSE_TICK)


def _now() -> int:
    """Read the clock that file times are taken from: a new pipe carries it.

    Where pipes have no time (Windows, whose files count in 100 ns) nothing is fresh.
    """
    ends = os.pipe()
    try:
        return os.fstat(ends[0]).st_mtime_ns or sys.maxsize
    finally:
        os.close(ends[0])
        os.close(ends[1])


def _facts(path: str) -> Facts:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return (found.st_size, found.st_mtime_ns)


def _parents(paths: list[str] | dict[str, Facts]) -> set[str]:
    return {os.path.dirname(path) for path in paths} - {_MOMENT}


def _read(root: str) -> str:
    handle = os.open(f"{root}/{_FOLDER}/stamp", _READ)
    try:
        size = min(os.fstat(handle).st_size, _MOST)
        return os.read(handle, size).decode("utf-8", "surrogateescape")
    finally:
        os.close(handle)


def _write(root: str, text: str) -> bool:
    """Write beside the stamp, then move into its place; a stamp is worth no complaint."""
    draft = f"{root}/{_FOLDER}/stamp.{os.getpid()}"
    try:
        os.makedirs(f"{root}/{_FOLDER}", exist_ok=True)
        handle = os.open(draft, _WRITE, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        os.replace(draft, f"{root}/{_FOLDER}/stamp")
    except (OSError, ValueError):
        return False
    return True


def _forget(root: str) -> bool:
    """Drop an older stamp; False, for nothing is saved."""
    try:  # noqa: SIM105 - contextlib would be an import
        os.unlink(f"{root}/{_FOLDER}/stamp")
    except (OSError, ValueError):
        pass
    return False
