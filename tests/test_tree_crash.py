"""The tree room: a run is killed before each of its steps, and nothing is ever half done."""

from collections.abc import Callable, Sequence
import hashlib
import itertools
import json
import os
from pathlib import Path
import shutil
import signal
from typing import Any

import pytest
from specmint.tree import Folder, check, journal, recover, write
from trees import ICON, folder, put, tree

GONE = "generated/docs/gone"
SAVED = f".specmint/edited/{ICON}/edited.md"
OLD = [
    folder(same_md="same", changed_md="old " * 999, edited_md="old", sub__x_md="old"),
    folder(GONE, a_md="old", b_md="old"),
]
NEW = [
    folder(
        ICON, "s2", same_md="same", changed_md="new " * 99, edited_md="new", sub="f"
    ),
    folder("generated/new", deep__a_md="new", deep__b_md="new"),
]


def run_killed(act: Callable[[], object], step: int) -> bool:
    """Act in a child that is killed before its n-th step; say whether it came so far."""
    child = os.fork()
    if not child:
        kill_at(step)
        act()
        os._exit(0)
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


def test_a_run_killed_at_any_step_is_finished_by_the_next(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    for step in itertools.count():
        root = tmp_path / str(step)
        shutil.copytree(states[0], root)
        was_killed = run_killed(lambda root=root: write_new(root), step)  # type: ignore[misc]
        assert_each_file_is_whole(root, states)
        write_new(root)
        assert_finished(root, states)
        if not was_killed:
            break
    assert step > 40


def test_a_recovery_killed_at_any_step_is_finished_by_the_next(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    decided = 0
    for first, second in itertools.product(range(0, 60, 9), range(0, 30, 2)):
        root = tmp_path / f"{first}-{second}"
        shutil.copytree(states[0], root)
        run_killed(lambda root=root: write_new(root), first)  # type: ignore[misc]
        decided += (root / ".specmint/journal").exists()
        run_killed(lambda root=root: recover(root), second)  # type: ignore[misc]
        assert_each_file_is_whole(root, states)
        write_new(root)
        assert_finished(root, states)
    assert decided > 20


def test_recovery_alone_goes_all_the_way_or_all_the_way_back(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    ends = []
    for step in itertools.count():
        root = tmp_path / str(step)
        shutil.copytree(states[0], root)
        was_killed = run_killed(lambda root=root: write_new(root), step)  # type: ignore[misc]
        recover(root)
        ends.append([tree(state) for state in states].index(tree(root)))
        if not was_killed:
            break
    assert ends == sorted(
        ends
    )  # back before the journal stands, and forward ever after
    assert set(ends) == {0, 1}


def test_another_output_than_the_killed_one_can_be_made_next(
    tmp_path: Path, states: tuple[Path, Path]
) -> None:
    for step in range(0, 60, 3):
        root = tmp_path / str(step)
        shutil.copytree(states[0], root)
        run_killed(lambda root=root: write_new(root), step)  # type: ignore[misc]
        write(root, OLD, "1", ["generated/new"])
        assert check(root, OLD, ["generated/new"]) == ()


def half_done(root: Path, journal_text: str, **staged: str) -> None:
    put(root, ".specmint/journal", journal_text)
    for name, text in staged.items():
        put(root, f".specmint/stage/{name.strip('_')}", text)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_text_written_between_the_kill_and_the_recovery_is_kept(
    tmp_path: Path,
) -> None:
    put(tmp_path, f"{ICON}/a.md", "by hand")
    put(tmp_path, f"{ICON}/b.md", "by hand")
    steps = [[f"{ICON}/b.md", sha("old"), ""], [f"{ICON}/a.md", sha("old"), sha("new")]]
    half_done(tmp_path, json.dumps(steps), _1="new")
    assert recover(tmp_path) == (f".specmint/edited/{ICON}/a.md",)
    assert tree(tmp_path) == {f"{ICON}/a.md": "new", f"{ICON}/b.md": "by hand"}
    assert (tmp_path / f".specmint/edited/{ICON}/a.md").read_text() == "by hand"


def test_a_staged_text_spoilt_by_a_power_cut_is_never_put_in_place(
    tmp_path: Path,
) -> None:
    put(tmp_path, f"{ICON}/a.md", "old")
    half_done(tmp_path, json.dumps([[f"{ICON}/a.md", sha("old"), sha("new")]]), _0="ne")
    recover(tmp_path)
    assert tree(tmp_path) == {f"{ICON}/a.md": "old"}
    assert not (tmp_path / ".specmint/journal").exists()


@pytest.mark.parametrize(
    "path",
    ["../victim", "/tmp/victim", ".git/victim", "a/../../victim", "victim\\u0000", 1],
)
@pytest.mark.parametrize("becomes", ["", sha("new")])
def test_a_journal_with_a_hostile_path_is_not_carried_out(
    tmp_path: Path, path: object, becomes: str
) -> None:
    root = tmp_path / "root"
    for place in ("victim", "root/victim", "root/.git/victim"):
        put(tmp_path, place, "old")
    rows = [["victim", sha("old"), ""], [path, sha("old"), becomes]]
    half_done(root, json.dumps(rows).replace("\\\\", "\\"), _1="new")
    before = tree(tmp_path)
    recover(root)
    assert {p: t for p, t in tree(tmp_path).items() if "victim" in p} == {
        p: t for p, t in before.items() if "victim" in p
    }


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1]", '[["a"]]', '["abcd"]', "[" * 9999]
)
def test_a_journal_that_is_not_whole_counts_as_none(tmp_path: Path, text: str) -> None:
    made = [Folder(ICON, (("a.md", "a"),), "s")]
    write(tmp_path, made, "1")
    half_done(tmp_path, text, _0="new")
    assert write(tmp_path, made, "1").written == ()
    assert check(tmp_path, made) == ()


def test_recovery_without_a_run_makes_no_work_directory(tmp_path: Path) -> None:
    assert recover(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []
