"""The tree room: what `write` refuses, each time without having changed anything."""

import errno
import json
import os
from pathlib import Path

import pytest
from specmint.problems import Refused
from specmint.tree import Folder, read_lock, write
from trees import ICON, folder, put, tree


def codes(root: Path, *folders: Folder, remove: tuple[str, ...] = ()) -> list[str]:
    """Name the problems that a refused run gives, after proving that it changed nothing."""
    before = tree(root)
    with pytest.raises(Refused) as caught:
        write(root, folders, "1", remove)
    assert tree(root) == before
    assert not (root / ".specmint/journal").exists()
    assert not (root / ".specmint/stage").exists()
    return [problem.code for problem in caught.value.problems]


def test_all_foreign_files_in_the_way_are_named_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    put(tmp_path, f"{ICON}/a.md", "mine")
    put(tmp_path, f"{ICON}/b.md/mine", "mine")
    put(tmp_path, f"{ICON}/c", "mine")
    made = folder(a_md="a", b_md="b", c__d_md="d", e_md="e")
    assert codes(tmp_path, made) == ["foreign-file"] * 3


UNSAFE = [
    "/etc/x",
    "../x",
    "a/../x",
    "a//x",
    "a/",
    "",
    ".",
    "a\\b",
    "a\0b",
    "c:/x",
    "a\nb",
    "specmint.lock",
    "a/SpecMint.lock",
    ".git/hooks/x",
    ".specmint/x",
    "\ud800",
]


@pytest.mark.parametrize(
    "path",
    UNSAFE,
)
def test_an_unsafe_path_is_refused_in_a_folder_and_as_a_folder(
    tmp_path: Path, path: str
) -> None:
    assert codes(tmp_path, Folder(ICON, ((path, "x"),), "s")) == ["unsafe-path"]
    assert codes(tmp_path, Folder(path, (("x", "x"),), "s")) != []
    assert codes(tmp_path, remove=(path,)) == ["unsafe-path"]


@pytest.mark.parametrize(
    "folders",
    [
        [folder(a_md="1"), folder(b_md="2")],
        [folder(a_md="1", A_md="2")],
        [folder(a="1", a__b="2")],
        [folder(a_md="1"), folder(f"{ICON}/sub", b_md="2")],
    ],
    ids=["folder-twice", "case-only", "file-and-directory", "nested"],
)
def test_paths_that_cannot_both_exist_are_refused(
    tmp_path: Path, folders: list[Folder]
) -> None:
    assert set(codes(tmp_path, *folders)) == {"clashing-path"}


def test_a_text_without_utf8_form_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, folder(a_md="\ud800")) == ["unwritable-text"]


GOOD = {"specmint": "1", "spec": "s", "files": {"a.md": "0" * 64}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "\ufeff{}",
        "[" * 100_000,
        "9" * 10_000,
        '<<<<<<< HEAD\n{}\n=======\n{"a": 1}\n>>>>>>> other\n',
        json.dumps(GOOD | {"files": []}),
        json.dumps(GOOD | {"files": {"a": 1}}),
        json.dumps(GOOD | {"files": {"a": "0" * 63}}),
        json.dumps(GOOD | {"files": {"../../etc/passwd": "0" * 64}}),
        json.dumps(GOOD | {"files": {"/etc/passwd": "0" * 64}}),
        json.dumps(GOOD | {"spec": None}),
        json.dumps(GOOD)[:-1] + ', "spec": "t"}',
    ],
)
def test_a_damaged_lock_refuses_the_run_and_says_what_to_do(
    tmp_path: Path, text: str
) -> None:
    put(tmp_path, f"{ICON}/specmint.lock", text)
    assert codes(tmp_path, folder(a_md="a")) == ["damaged-lock"]
    with pytest.raises(Refused, match="git checkout"):
        read_lock(tmp_path, ICON)


def test_no_link_is_followed_to_write_or_to_delete(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    write(root, [folder(sub__a_md="a", b_md="b")], "1")
    (root / ICON / "sub").rename(outside)
    (root / ICON / "sub").symlink_to(outside)
    assert codes(root, folder(sub__a_md="new", b_md="b")) == ["symlink-in-output"]
    assert codes(root, folder(b_md="b")) == ["symlink-in-output"]
    (root / ICON / "sub").unlink()
    (root / ICON / "b.md").unlink()
    (root / ICON / "b.md").symlink_to(outside / "a.md")
    assert codes(root, folder(b_md="new")) == ["symlink-in-output"]
    assert (outside / "a.md").read_text() == "a"


@pytest.mark.parametrize(
    "path", ["", "/stage", "/edited", "/busy", "/journal", "/draft"]
)
def test_no_link_is_followed_in_the_work_directory(tmp_path: Path, path: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(outside, "precious", "mine")
    put(root, ".specmint/x" if path else "x", "")
    target = outside if path in ("", "/stage", "/edited") else outside / "precious"
    (root / f".specmint{path}").symlink_to(target)
    if path == "/draft":  # it is replaced; all else could be somebody's and is refused
        write(root, [folder(a_md="a")], "1")
    else:
        with pytest.raises(Refused):
            write(root, [folder(a_md="a")], "1")
        assert not (root / ICON).exists()
    assert tree(outside) == {"precious": "mine"}


def test_a_pipe_in_the_way_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ICON).mkdir(parents=True)
    os.mkfifo(tmp_path / ICON / "a.md")
    with pytest.raises(Refused, match="foreign-file"):
        write(tmp_path, [folder(a_md="a")], "1")


def test_a_name_too_long_for_the_system_is_a_problem(tmp_path: Path) -> None:
    assert codes(tmp_path, Folder(ICON, (("é" * 128, "a"),), "s")) == ["unsafe-path"]
    deep = "/".join(["x" * 250] * 20)
    assert codes(tmp_path, Folder(ICON, ((deep, "a"),), "s")) == ["cannot-read"]


def test_a_full_disk_is_a_problem_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, [folder(a_md="a")], "1")

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert codes(tmp_path, folder(a_md="new", b_md="b")) == ["cannot-write"]


def test_a_read_only_directory_is_found_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, [folder(a_md="a"), folder("generated/other", a_md="a")], "1")
    locked = tmp_path / ICON  # a permission would not stop root, who may run this
    monkeypatch.setattr(os, "access", lambda path, _: path != locked)
    news = (folder(a_md="new"), folder("generated/other", a_md="new"))
    assert codes(tmp_path, *news) == ["cannot-write"]


def test_another_file_system_is_found_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ICON).mkdir(parents=True)
    real = os.stat

    def mounted(path: Path, **options: bool) -> os.stat_result:
        found = real(path, **options)
        if path != tmp_path / ICON:
            return found
        return os.stat_result([*found[:2], 99, *found[3:]])

    monkeypatch.setattr(os, "stat", mounted)
    assert codes(tmp_path, folder(a_md="a")) == ["cannot-write"]


def test_a_failure_half_way_is_a_problem_and_the_next_run_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, [folder(a_md="a", b_md="b")], "1")
    real = os.replace

    def failing(source: Path, target: Path) -> None:
        if str(target).endswith("b.md"):
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing)
        with pytest.raises(Refused, match=rf"{ICON}/b.md: error\[cannot-write\]"):
            write(tmp_path, [folder(a_md="new", b_md="new")], "1")
    report = write(tmp_path, [folder(a_md="new", b_md="new")], "1")
    assert (tmp_path / ICON / "b.md").read_text() == "new"
    assert report.written == report.saved == ()


def test_a_root_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot-write"):
        write(tmp_path / "none", [], "1")
    put(tmp_path, "file", "")
    with pytest.raises(Refused, match="cannot-write"):
        write(tmp_path / "file", [], "1")
