"""The tree room: journals found in odd states, or put there by somebody else."""

import hashlib
import json
from pathlib import Path

import pytest
from specmint.problems import Refused
from specmint.tree import Folder, check, recover, write
from trees import ICON, put, tree


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


def test_no_removal_is_done_again_once_a_text_has_left_the_stage(
    tmp_path: Path,
) -> None:
    put(tmp_path, f"{ICON}/Abc.md", "a")  # where case does not count, also abc.md
    steps = [[f"{ICON}/Abc.md", sha("a"), ""], [f"{ICON}/abc.md", "", sha("a")]]
    half_done(tmp_path, json.dumps(steps))
    recover(tmp_path)
    assert tree(tmp_path) == {f"{ICON}/Abc.md": "a"}


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


def test_a_recovery_does_not_follow_a_link(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(outside, "a.md", "old")
    put(outside, "b.md", "old")
    steps = [["link/b.md", sha("old"), ""], ["link/a.md", sha("old"), sha("new")]]
    half_done(root, json.dumps(steps), _1="new")
    (root / "link").symlink_to(outside)
    with pytest.raises(Refused, match="symlink-in-output"):
        recover(root)
    assert tree(outside) == {"a.md": "old", "b.md": "old"}


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
