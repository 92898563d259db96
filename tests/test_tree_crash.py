"""The tree room: a run is killed before each of its steps, and nothing is ever half done."""

from collections.abc import Callable, Iterator, Sequence
import itertools
import os
from pathlib import Path
import shutil
import signal
from typing import Any

import pytest
from specmint.tree import check, journal, recover, write
from trees import ICON, folder, put, tree

GONE = "generated/docs/gone"
SAVED = f".specmint/edited/{ICON}/edited.md"
OLD = [
    folder(same_md="same", changed_md="old " * 999, edited_md="old", sub__x_md="old"),
    folder(GONE, deep__er__a_md="old", b_md="old"),
]
NEW = [
    folder(
        ICON, "s2", same_md="same", changed_md="new " * 99, edited_md="new", sub="f"
    ),
    folder("generated/new", deep__a_md="new", deep__b_md="new"),
]


def run_killed(act: Callable[[Path], object], root: Path, step: int) -> bool:
    """Act in a child that is killed before its n-th step; say whether it came so far."""
    child = os.fork()
    if not child:
        try:
            kill_at(step)
            act(root)
            os._exit(0)
        finally:
            os._exit(1)  # whatever went wrong, the child must not go on with the tests
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


def kill_at(step: int) -> None:
    """Count each call that changes the disk, and the middle of each text, as a step."""
    steps = itertools.count()

    def tick() -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def ticking(*args: Any, **options: Any) -> object:
            tick()
            return call(*args, **options)

        return ticking

    def halved(draft: Path, text: bytes, path: str) -> None:
        tick()
        draft.write_bytes(text[: len(text) // 2])
        tick()
        draft.unlink()
        whole(draft, text, path)

    for name in ("replace", "unlink", "rmdir", "mkdir", "chmod", "fsync"):
        setattr(os, name, counted(getattr(os, name)))
    whole, journal._write = journal._write, halved


def write_new(root: Path) -> object:
    return write(root, NEW, "1", [GONE])


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make the tree before the run, with one edit, and the tree that a whole run makes."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    write(old, OLD, "1")
    put(old, f"{ICON}/edited.md", "by hand")
    os.utime(old / ICON / "same.md", ns=(5, 5))
    write_new(new)
    return old, new


def assert_each_file_is_whole(root: Path, states: Sequence[Path]) -> None:
    before, after = map(tree, states)
    for path, text in tree(root).items():
        assert path.endswith("/") or text in (before.get(path), after.get(path)), path
    edited = [root / ICON / "edited.md", root / SAVED]
    assert any(e.exists() and e.read_text() == "by hand" for e in edited)


def assert_finished(root: Path, states: Sequence[Path]) -> None:
    assert tree(root) == tree(states[1])
    assert check(root, NEW, [GONE]) == ()
    assert (root / ICON / "same.md").stat().st_mtime_ns == 5
    assert (root / SAVED).read_text() == "by hand"
    assert [p.name for p in (root / SAVED).parent.iterdir()] == ["edited.md"]
    left = {place.name for place in (root / ".specmint").iterdir()}
    assert left <= {"busy", "draft", "edited"}


def killed(
    tmp_path: Path, states: tuple[Path, Path], stride: int = 1
) -> Iterator[Path]:
    """Give a tree for each step that a run can be killed at, and one of a whole run."""
    for step in itertools.count(0, stride):
        root = tmp_path / str(step)
        shutil.copytree(states[0], root)
        was_killed = run_killed(write_new, root, step)
        yield root
        if not was_killed:
            return


def test_a_run_killed_at_any_step_is_finished_by_the_next(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    runs = 0
    for root in killed(tmp_path, states):
        runs += 1
        assert_each_file_is_whole(root, states)
        write_new(root)
        assert_finished(root, states)
    assert runs > 70


def test_a_recovery_killed_at_any_step_is_finished_by_the_next(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    decided = 0
    for found in killed(tmp_path, states, stride=12):
        if not (found / ".specmint/journal").exists():
            continue
        for step in range(0, 40, 3):
            root = tmp_path / f"{found.name}-{step}"
            shutil.copytree(found, root)
            decided += run_killed(recover, root, step)
            assert_each_file_is_whole(root, states)
            write_new(root)
            assert_finished(root, states)
    assert decided > 10


def test_recovery_alone_goes_all_the_way_or_all_the_way_back(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    ends = []
    for root in killed(tmp_path, states):
        recover(root)
        ends.append([tree(state) for state in states].index(tree(root)))
    assert ends == sorted(
        ends
    )  # back before the journal stands, and forward ever after
    assert set(ends) == {0, 1}


def test_another_output_than_the_killed_one_can_be_made_next(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    for root in killed(tmp_path, states, stride=4):
        write(root, OLD, "1", ["generated/new"])
        assert check(root, OLD, ["generated/new"]) == ()


def test_a_journal_lost_half_way_leaves_nothing_that_looks_foreign(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    third = [folder(ICON, "s3", changed_md="3", sub__x_md="3"), folder(GONE, b_md="3")]
    third += [folder("generated/new", deep__a_md="3")]
    for root in killed(tmp_path, states):
        shutil.rmtree(root / ".specmint", ignore_errors=True)
        write(root, third, "1")
        assert check(root, third) == ()
