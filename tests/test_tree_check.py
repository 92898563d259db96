"""The tree room: what `check` reports, without touching anything."""

from pathlib import Path

import pytest
from specmint.problems import WARNING, Problem
from specmint.tree import Folder, check, write
from trees import ICON, folder, put, tree


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def summary(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.place.file, problem.code) for problem in problems]


def test_what_was_just_written_has_no_drift(tmp_path: Path) -> None:
    folders = [folder(a_md="a", sub__b_md="b"), folder("generated/wire")]
    write(tmp_path, folders, "1")
    assert check(tmp_path, folders) == ()


def test_checking_touches_nothing(tmp_path: Path) -> None:
    put(tmp_path, f"{ICON}/a.md", "mine")
    before = tree(tmp_path)
    assert check(tmp_path, [folder(a_md="a", b_md="b")])
    assert tree(tmp_path) == before
    assert not (tmp_path / ".specmint").exists()


def test_each_kind_of_drift_has_its_code(tmp_path: Path) -> None:
    made = folder(edited_md="x", gone_md="x", missing_md="x", same_md="x", stale_md="x")
    write(tmp_path, [made], "1")
    put(tmp_path, f"{ICON}/edited.md", "by hand")
    (tmp_path / ICON / "missing.md").unlink()
    put(tmp_path, f"{ICON}/taken.md", "mine")
    put(tmp_path, f"{ICON}/unknown.md", "mine")
    now = folder(edited_md="x", missing_md="x", same_md="x", stale_md="y", taken_md="z")
    assert summary(check(tmp_path, [now])) == [
        (f"{ICON}/edited.md", "edited-output"),
        (f"{ICON}/gone.md", "stray-output"),
        (f"{ICON}/missing.md", "missing-output"),
        (f"{ICON}/stale.md", "stale-output"),
        (f"{ICON}/taken.md", "foreign-file"),
        (f"{ICON}/unknown.md", "unknown-file"),
    ]


def test_an_edit_is_shown_with_its_line_a_diff_and_where_it_belongs(
    tmp_path: Path,
) -> None:
    made = folder(a_md="1\n2\n3\n4\n5\n6\n7\n8\n")
    write(tmp_path, [made], "1")
    put(tmp_path, f"{ICON}/a.md", "1\n2\n3\n4\nfive\n6\n7\n8\n")
    assert str(only(check(tmp_path, [made]))) == (
        f"{ICON}/a.md:5:1: error[edited-output]: somebody edited this file;"
        " move the edit into the template or the spec\n"
        "--- on disk\n+++ as generated\n@@ -2,7 +2,7 @@\n"
        " 2\n 3\n 4\n-five\n+5\n 6\n 7\n 8"
    )


def test_a_lost_last_newline_is_an_edit(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a\n")], "1")
    put(tmp_path, f"{ICON}/a.md", "a")
    problem = only(check(tmp_path, [folder(a_md="a\n")]))
    assert (problem.code, problem.place.line) == ("edited-output", 2)


def test_a_stale_file_asks_for_a_run(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a\nb\n")], "1")
    problem = only(check(tmp_path, [folder(a_md="a\nc\n")]))
    assert (problem.code, problem.hint) == ("stale-output", "run `specmint generate`")
    assert problem.detail.endswith(" a\n-b\n+c\n ")


def test_a_long_difference_is_cut_and_says_by_how_much(tmp_path: Path) -> None:
    old = "".join(f"{n}\n" for n in range(100))
    write(tmp_path, [folder(a_md=old)], "1")
    lines = only(check(tmp_path, [folder(a_md="")])).detail.split("\n")
    assert len(lines) == 41
    # two lines of header, one of the hunk, a hundred lost, and the empty end
    assert lines[-1] == "... 64 more lines of this difference are not shown"


def test_two_large_files_that_share_little_are_compared_in_part(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="x\ny\n" * 50_000)], "1")
    problem = only(check(tmp_path, [folder(a_md="y\ny\nx\n" * 40_000)]))
    assert problem.place.line == 1
    assert problem.detail.split("\n")[-1].startswith("... at least ")


def test_one_more_of_many_equal_lines_is_shown(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="x\n" * 20)], "1")
    problem = only(check(tmp_path, [folder(a_md="x\n" * 21)]))
    assert problem.place.line == 21
    assert [line for line in problem.detail.split("\n")[2:] if line[0] in "+-"] == [
        "+x"
    ]


def test_a_difference_far_from_the_first_is_not_invented(tmp_path: Path) -> None:
    old = "".join(f"{n}\n" for n in range(5000))
    write(tmp_path, [folder(a_md=old)], "1")
    new = "new\n" + old.replace("4990\n", "changed\n")
    lines = only(check(tmp_path, [folder(a_md=new)])).detail.split("\n")
    assert lines[2:] == [
        "@@ -1,3 +1,4 @@",
        *["+new", " 0", " 1", " 2"],
        "... at least 1 more lines of this difference are not shown",
    ]


def test_an_edit_cannot_send_control_characters_to_the_screen(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a")], "1")
    (tmp_path / ICON / "a.md").write_bytes(b"\x1b[2J\xff\r\tx" + b"y" * 500)
    shown = only(check(tmp_path, [folder(a_md="a")])).detail.split("\n")[3]
    assert shown.startswith("-\\x1b[2J\\xff\\r\tx")
    assert len(shown) < 250


def test_a_lost_lock_is_reported_once_the_files_are_right(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a")], "1")
    (tmp_path / ICON / "specmint.lock").unlink()
    assert only(check(tmp_path, [folder(a_md="a")])).code == "missing-lock"


def test_a_lock_of_another_spec_is_stale_even_if_the_files_agree(
    tmp_path: Path,
) -> None:
    write(tmp_path, [folder(a_md="a")], "1")
    now = folder(ICON, "s2", a_md="a")
    assert only(check(tmp_path, [now])).code == "stale-lock"
    write(tmp_path, [now], "1")
    assert check(tmp_path, [now]) == ()


@pytest.mark.parametrize("text", ["", "<<<<<<< HEAD\n", '{"files": {"../x": ""}}'])
def test_a_damaged_lock_is_a_problem_and_hides_no_other_folder(
    tmp_path: Path, text: str
) -> None:
    folders = [folder(a_md="a"), folder("generated/wire", a_md="a")]
    write(tmp_path, folders, "1")
    put(tmp_path, f"{ICON}/specmint.lock", text)
    put(tmp_path, "generated/wire/a.md", "edited")
    assert summary(check(tmp_path, folders)) == [
        (f"{ICON}/specmint.lock", "damaged-lock"),
        ("generated/wire/a.md", "edited-output"),
    ]


def test_unknown_files_are_warnings_and_a_foreign_directory_is_one(
    tmp_path: Path,
) -> None:
    made = folder(sub__a_md="a")
    write(tmp_path, [made], "1")
    for path in ("mine.md", "sub/mine.md", "target/x/y", "target/z"):
        put(tmp_path, f"{ICON}/{path}", "")
    (tmp_path / ICON / "empty/too").mkdir(parents=True)
    for path in ("__pycache__/a.pyc", "sub/.DS_Store", "inner/specmint.lock"):
        put(tmp_path, f"{ICON}/{path}", "")
    problems = check(tmp_path, [made])
    assert [p.place.file for p in problems] == [
        f"{ICON}/{path}" for path in ("mine.md", "sub/mine.md", "target")
    ]
    assert {(p.severity, p.code) for p in problems} == {(WARNING, "unknown-file")}


def test_a_folder_that_nobody_makes_now_is_one_problem(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a", b_md="b")], "1")
    problem = only(check(tmp_path, [], [ICON, "generated/never"]))
    assert (problem.place.file, problem.code) == (
        f"{ICON}/specmint.lock",
        "stray-output",
    )
    assert "2 files" in problem.message


def test_a_link_in_the_output_is_a_problem(tmp_path: Path) -> None:
    made = folder(sub__a_md="a")
    write(tmp_path, [made], "1")
    for path in (f"{ICON}/sub/a.md", f"{ICON}/sub", "generated"):
        (tmp_path / path).rename(tmp_path / "real")
        (tmp_path / path).symlink_to(tmp_path / "real")
        assert summary(check(tmp_path, [made])) == [(path, "symlink-in-output")]
        (tmp_path / path).unlink()
        (tmp_path / "real").rename(tmp_path / path)


def test_unsafe_paths_are_reported_without_looking_at_them(tmp_path: Path) -> None:
    made = Folder(ICON, (("../../../x", "a"),), "s")
    assert only(check(tmp_path, [made])).code == "unsafe-path"


def test_a_run_that_was_stopped_half_way_is_reported(tmp_path: Path) -> None:
    write(tmp_path, [folder(a_md="a")], "1")
    put(tmp_path, ".specmint/journal", "[]")
    problem = only(check(tmp_path, [folder(a_md="a")]))
    assert (problem.place.file, problem.code) == (".specmint/journal", "unfinished-run")
