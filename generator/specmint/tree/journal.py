"""Carries out changes as one transaction: staged, written down, then done or done again.

Texts are staged first, and nothing else is touched. The journal then appears in one rename:
from that moment the run is decided, and whoever finds the journal finishes it. Removals come
first, then locks, then files, so that a lock never knows less than the disk: even a journal
that a power cut spoilt leaves a tree that the next run can set right by itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
import json
import os
from pathlib import Path
import shutil
import sys

from specmint.problems import Problem, Refused
from specmint.tree.disk import WORK, above, boundary, digest, links, look, refuse
from specmint.tree.lock import LOCK_NAME, fault
from specmint.tree.plan import Change

if sys.platform != "win32":
    import fcntl

JOURNAL = f"{WORK}/journal"
_STAGE = f"{WORK}/stage"
_DRAFT = f"{WORK}/draft"
_EDITED = f"{WORK}/edited"
_BUSY = f"{WORK}/busy"


@dataclass(frozen=True, slots=True)
class Step:
    """A path and the hashes of its text before and after; an empty one means no file."""

    path: str
    was: str
    becomes: str


@contextmanager
def busy(root: Path, *, is_guest: bool = False) -> Iterator[None]:
    """Hold the output for one run; another one waits until it ends, however it ends.

    A guest works in a folder of somebody else, and leaves no empty work directory there.
    """
    refuse(links(root, [f"{_STAGE}/0", f"{_EDITED}/0"]))
    with boundary("cannot-write", _BUSY):
        handle = _hold(root)
    try:
        yield
    finally:
        if is_guest:
            _leave(root)
        os.close(handle)


def _hold(root: Path) -> int:
    """Lock the file that says who works here, and not one that a guest took away."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    while True:
        (root / WORK).mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # a guest left just now
            handle = os.open(root / _BUSY, flags, 0o666)
            if sys.platform == "win32":
                return handle
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle).st_nlink:
                return handle
            os.close(handle)


def _leave(root: Path) -> None:
    """Remove the work directory, unless it holds more than the sign that we work here."""
    with suppress(OSError):
        (root / _BUSY).unlink()
        (root / WORK).rmdir()


def recover(root: Path) -> tuple[str, ...]:
    """Finish a run that was stopped half-way, or forget one that had not decided yet.

    Gives the places where texts were kept that somebody had written in between.
    """
    if not any(os.path.lexists(root / path) for path in (JOURNAL, _STAGE)):
        return ()
    with busy(root):
        return finish(root)


def finish(root: Path) -> tuple[str, ...]:
    """Do what `recover` does, for a caller that holds the output."""
    saved = _carry_out(root, _read(root))
    with boundary("cannot-write", JOURNAL):
        (root / JOURNAL).unlink(missing_ok=True)
        if (root / _STAGE).is_dir():
            shutil.rmtree(root / _STAGE)
    return saved


def transact(root: Path, changes: Sequence[Change]) -> tuple[str, ...]:
    """Carry out all changes, or none if they cannot be staged; gives what was kept aside."""
    try:
        steps = _stage(root, sorted(changes, key=_turn))
        with boundary("cannot-write", JOURNAL):
            _put(root, JOURNAL, json.dumps([astuple(step) for step in steps]).encode())
    except Refused:
        shutil.rmtree(root / _STAGE, ignore_errors=True)
        raise
    return finish(root)


def keep(root: Path, path: str, text: bytes) -> str:
    """Keep a text that somebody wrote, beside what was kept earlier; equal texts once."""
    kept = f"{_EDITED}/{path}"
    refuse(links(root, [kept]))
    number = 1
    while (found := look(root, kept)) not in (None, text):
        number += 1
        kept = f"{_EDITED}/{path}.{number}"
    if found is None:
        with boundary("cannot-write", kept):
            (root / kept).parent.mkdir(parents=True, exist_ok=True)
            _put(root, kept, text)
    return kept


def _turn(change: Change) -> tuple[bool, bool, str]:
    """Sort removals before texts; a lock is the last to be removed, the first to be written."""
    is_removal = change.text is None
    is_lock = change.path.endswith(f"/{LOCK_NAME}")
    return (not is_removal, is_lock == is_removal, change.path)


def _stage(root: Path, changes: Sequence[Change]) -> list[Step]:
    with boundary("cannot-write", _STAGE):
        (root / _STAGE).mkdir()
    steps = []
    for number, change in enumerate(changes):
        was = "" if change.found is None else digest(change.found)
        becomes = "" if change.text is None else digest(change.text)
        steps.append(Step(change.path, was, becomes))
        if change.text is not None:
            with boundary("cannot-write", change.path):
                _write(root / _staged(number), change.text, change.path)
    return steps


def _staged(number: int) -> str:
    return f"{_STAGE}/{number}"


def _put(root: Path, path: str, text: bytes) -> None:
    """Make a file appear whole."""
    (root / _DRAFT).unlink(missing_ok=True)
    _write(root / _DRAFT, text, path)
    (root / _DRAFT).replace(root / path)


def _write(draft: Path, text: bytes, path: str) -> None:
    """Write a draft, and wait for the disk where a power cut would need a person to mend.

    That is only the locks and the journal: other texts are made again when their hash is
    wrong, and waiting for a thousand of them would take longer than making them.
    """
    with draft.open("xb") as file:  # never through a link
        file.write(text)
        if path == JOURNAL or path.endswith(f"/{LOCK_NAME}"):
            file.flush()
            os.fsync(file.fileno())


def _read(root: Path) -> tuple[Step, ...]:
    """Read the journal; one that is not whole was never in force, so it has no steps."""
    text = look(root, JOURNAL)
    if isinstance(text, Problem):
        raise Refused([text])
    try:
        steps = tuple(Step(*row) for row in json.loads(text or b"[]"))
        is_whole = all(map(_is_sound, steps))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()
    return steps if is_whole else ()


def _is_sound(step: Step) -> bool:
    path = step.path.removesuffix(f"/{LOCK_NAME}")
    return not fault(path) and isinstance(step.was + step.becomes, str)


def _carry_out(root: Path, steps: Sequence[Step]) -> tuple[str, ...]:
    refuse(links(root, [step.path for step in steps]))
    numbers = [number for number, step in enumerate(steps) if step.becomes]
    # Once a text has left the stage all removals are over; doing one again could take a
    # file whose name differs only by case, on a disk where that is no difference.
    if all((root / _staged(number)).exists() for number in numbers):
        for step in (step for step in steps if not step.becomes):
            with boundary("cannot-write", step.path):
                _remove(root, step)
    saved = []
    for number in numbers:
        with boundary("cannot-write", steps[number].path):
            saved += _place(root, _staged(number), steps[number])
    return tuple(saved)


def _remove(root: Path, step: Step) -> None:
    """Remove a file unless somebody has changed it since, and directories left empty."""
    found = look(root, step.path)
    if isinstance(found, bytes) and digest(found) == step.was:
        (root / step.path).unlink()
    with suppress(OSError):  # it ends at the first directory that is not empty
        for directory in above(step.path):
            with suppress(FileNotFoundError):
                (root / directory).rmdir()


def _place(root: Path, staged: str, step: Step) -> list[str]:
    """Move a staged text into place, keeping what somebody wrote there in between."""
    text = look(root, staged)
    if not isinstance(text, bytes) or digest(text) != step.becomes:
        # In place already, or spoilt by a power cut and then made by the next plan.
        return []
    found = look(root, step.path)
    if isinstance(found, Problem):
        raise Refused([found])
    is_known = found is None or digest(found) in (step.was, step.becomes)
    saved = [] if is_known else [keep(root, step.path, found or b"")]
    (root / step.path).parent.mkdir(parents=True, exist_ok=True)
    if found is not None:
        shutil.copymode(root / step.path, root / staged)
    (root / staged).replace(root / step.path)
    return saved
