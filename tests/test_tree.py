"""The tree room: what `write` changes, and what it leaves alone."""

import fcntl
import os
from pathlib import Path, PurePosixPath
import tempfile
import time

from effort import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from specmint.problems import Refused
from specmint.tree import Folder, Report, locked_folders, read_lock, write
from trees import ICON, folder, put, tree


def test_texts_are_written_as_they_are(tmp_path: Path) -> None:
    text = "é\n\r\nno end"
    report = write(tmp_path, [folder(a_md=text, sub__b_md="b\n")], "1")
    assert (tmp_path / ICON / "a.md").read_bytes() == text.encode()
    files = (f"{ICON}/a.md", f"{ICON}/specmint.lock", f"{ICON}/sub/b.md")
    assert report == Report(written=files)


def test_a_lock_has_one_line_per_file_and_no_date(tmp_path: Path) -> None:
    write(tmp_path, [folder(b_md="", a_md="")], "0.1.0")
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (tmp_path / ICON / "specmint.lock").read_text() == (
        '{\n  "specmint": "0.1.0",\n  "spec": "s1",\n  "files": {\n'
        f'    "a.md": "{nothing}",\n    "b.md": "{nothing}"\n  }}\n}}\n'
    )


def test_a_second_run_changes_no_time_and_writes_nothing(tmp_path: Path) -> None:
    folders = [folder(a_md="a", b_md="b")]
    write(tmp_path, folders, "1")
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / ICON).iterdir()}
    report = write(tmp_path, folders, "1")
    assert report.kept == tuple(
        f"{ICON}/{n}" for n in ("a.md", "b.md", "specmint.lock")
    )
    assert report.written == report.removed == report.saved == ()
    assert times == {p: p.stat().st_mtime_ns for p in (tmp_path / ICON).iterdir()}
    assert not (tmp_path / ".specmint/stage").exists()


def test_a_changed_file_is_written_and_the_rest_keeps_its_time(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a", b_md="b")], "1")
    os.utime(tmp_path / ICON / "b.md", ns=(5, 5))
    report = write(tmp_path, [folder(a_md="new", b_md="b")], "1")
    assert report.written == (f"{ICON}/a.md", f"{ICON}/specmint.lock")
    assert (tmp_path / ICON / "b.md").stat().st_mtime_ns == 5


def test_a_file_that_nobody_makes_now_goes_with_its_empty_directory(
    tmp_path: Path,
) -> None:
    write(tmp_path, [folder(a_md="a", sub__deep__b_md="b")], "1")
    report = write(tmp_path, [folder(a_md="a")], "1")
    assert report.removed == (f"{ICON}/sub/deep/b.md",)
    assert not (tmp_path / ICON / "sub").exists()


def test_a_foreign_file_stays_and_keeps_its_directory(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a", sub__b_md="b")], "1")
    put(tmp_path, f"{ICON}/sub/mine.md", "mine")
    write(tmp_path, [folder(a_md="a")], "1")
    assert tree(tmp_path).keys() == {
        f"{ICON}/a.md",
        f"{ICON}/specmint.lock",
        f"{ICON}/sub/mine.md",
    }


def test_a_foreign_file_with_the_same_text_is_adopted(tmp_path: Path) -> None:
    put(tmp_path, f"{ICON}/a.md", "a")
    report = write(tmp_path, [folder(a_md="a")], "1")
    assert report.kept == (f"{ICON}/a.md",)
    assert "a.md" in read_lock(tmp_path, ICON).files


def test_an_edited_text_is_kept_aside_before_it_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a", b_md="b")], "1")
    put(tmp_path, f"{ICON}/a.md", "edited")
    put(tmp_path, f"{ICON}/b.md", "edited too")
    report = write(tmp_path, [folder(a_md="a")], "1")
    assert report.saved == tuple(f".specmint/edited/{ICON}/{n}.md" for n in "ab")
    assert [(tmp_path / p).read_text() for p in report.saved] == [
        "edited",
        "edited too",
    ]
    assert (tmp_path / ICON / "a.md").read_text() == "a"
    assert not (tmp_path / ICON / "b.md").exists()


def test_a_second_edit_does_not_overwrite_the_first_one_kept(tmp_path: Path) -> None:
    saved: list[str] = []
    for text in ("one", "two", "one"):
        write(tmp_path, [folder(a_md="a")], "1")
        put(tmp_path, f"{ICON}/a.md", text)
        saved += write(tmp_path, [folder(a_md="a")], "1").saved
    kept = f".specmint/edited/{ICON}/a.md"
    assert saved == [kept, f"{kept}.2", kept]
    assert [(tmp_path / path).read_text() for path in saved] == ["one", "two", "one"]


def test_a_rewritten_file_keeps_its_permissions(tmp_path: Path) -> None:
    write(tmp_path, [folder(run_sh="a")], "1")
    (tmp_path / ICON / "run.sh").chmod(0o755)
    write(tmp_path, [folder(run_sh="b")], "1")
    assert (tmp_path / ICON / "run.sh").stat().st_mode & 0o777 == 0o755


def test_a_removed_folder_loses_its_listed_files_only(tmp_path: Path) -> None:
    gone = "generated/docs/gone"
    write(tmp_path, [folder(a_md="a"), folder(gone, a_md="a", b_md="b")], "1")
    put(tmp_path, f"{gone}/mine.md", "mine")
    report = write(tmp_path, [folder(a_md="a")], "1", [gone])
    assert report.removed == tuple(
        f"{gone}/{n}" for n in ("a.md", "b.md", "specmint.lock")
    )
    assert (tmp_path / gone / "mine.md").read_text() == "mine"


def test_a_run_without_folders_removes_the_last_one_and_what_lay_around_it(
    tmp_path: Path,
) -> None:
    write(tmp_path, [folder(a_md="a")], "1")
    write(tmp_path, [], "1", [ICON, "generated/never"])
    assert tree(tmp_path) == {}
    assert not (tmp_path / "generated").exists()


def test_a_folder_can_move_into_or_out_of_another(tmp_path: Path) -> None:
    outer, inner = folder(a_md="a", v1__b_md="b"), folder(f"{ICON}/v1", b_md="b2")
    write(tmp_path, [outer], "1")
    write(tmp_path, [inner], "1", [ICON])
    assert tree(tmp_path).keys() == {f"{ICON}/v1/b.md", f"{ICON}/v1/specmint.lock"}
    write(tmp_path, [outer], "1", [f"{ICON}/v1"])
    assert tree(tmp_path).keys() == {
        f"{ICON}/{n}" for n in ("a.md", "v1/b.md", "specmint.lock")
    }


def test_a_name_that_changes_only_its_case_survives_where_case_does_not_count(
    tmp_path: Path,
) -> None:
    write(tmp_path, [folder(Abc_md="a")], "1")
    os.link(
        tmp_path / ICON / "Abc.md", tmp_path / ICON / "abc.md"
    )  # both name one file
    report = write(tmp_path, [folder(abc_md="a")], "1")
    assert report.removed == (f"{ICON}/Abc.md",)
    assert f"{ICON}/abc.md" in report.written


def test_an_absent_lock_is_empty_and_a_written_one_reads_back(tmp_path: Path) -> None:
    assert read_lock(tmp_path, ICON).files == {}
    write(tmp_path, [folder(a_md="")], "7")
    lock = read_lock(tmp_path, ICON)
    assert (lock.version, lock.spec, list(lock.files)) == ("7", "s1", ["a.md"])


def test_a_second_run_waits_for_the_first(tmp_path: Path) -> None:
    busy = put(tmp_path, ".specmint/busy", "").open("rb")
    fcntl.flock(busy, fcntl.LOCK_EX)
    child = os.fork()
    if not child:
        write(tmp_path, [folder(a_md="a")], "1")
        os._exit(0)
    time.sleep(0.2)
    assert tree(tmp_path) == {}
    fcntl.flock(busy, fcntl.LOCK_UN)
    assert os.waitpid(child, 0)[1] == 0
    assert f"{ICON}/a.md" in tree(tmp_path)


def test_folders_with_a_lock_are_listed_and_not_entered(tmp_path: Path) -> None:
    assert locked_folders(tmp_path, "generated") == ()
    write(tmp_path, [folder(a_md="a"), folder("generated/wire", a_md="a")], "1")
    for path in (f"{ICON}/inner", "generated/.hidden", "elsewhere"):
        put(tmp_path, f"{path}/specmint.lock", "{}")
    (tmp_path / "generated/link").symlink_to(tmp_path / "elsewhere")
    assert locked_folders(tmp_path, "generated") == (ICON, "generated/wire")


def possible(files: dict[str, str]) -> dict[str, str]:
    """Drop the files that lie under another file."""
    return {
        p: t for p, t in files.items() if not any(above in files for above in ups(p))
    }


def ups(path: str) -> list[str]:
    return [str(above) for above in PurePosixPath(path).parents]


PATHS = st.sampled_from(["a", "a/b", "a/b/c", "d", "d/e", "d/f", "g"])
FILES = st.dictionaries(PATHS, st.sampled_from(["1", "2"])).map(possible)


@settings(max_examples=tries(60), deadline=None)
@given(old=FILES, new=FILES)
def test_any_output_turns_into_any_other(
    old: dict[str, str], new: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        for files in (old, new):
            write(Path(name), [Folder("out", tuple(files.items()), "s")], "1")
        lock = {"out/specmint.lock": (Path(name) / "out/specmint.lock").read_text()}
        assert tree(Path(name)) == {f"out/{p}": t for p, t in new.items()} | lock


@settings(max_examples=tries(60), deadline=None)
@given(old=FILES, new=FILES, foreign=PATHS)
def test_no_run_touches_a_foreign_file(
    old: dict[str, str], new: dict[str, str], foreign: str
) -> None:
    beside = {p: t for p, t in old.items() if p not in (foreign, *ups(foreign))}
    beside = {p: t for p, t in beside.items() if foreign not in ups(p)}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root, [Folder("out", tuple(beside.items()), "s")], "1")
        put(root, f"out/{foreign}", "mine")
        before = tree(root)
        try:
            write(root, [Folder("out", tuple(new.items()), "s")], "1")
        except Refused:
            assert tree(root) == before
        assert (root / "out" / foreign).read_text() == "mine"
