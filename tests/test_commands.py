"""The commands as a user runs them: processes in a small project of their own."""

from hashlib import sha256
import json
import os
from pathlib import Path
import random
from shutil import copytree
import signal
import subprocess
import sys
import time

import pytest

GREETINGS = "specs/weather/methods/greetings.yaml"
PAGE = "generated/docs/weather/methods/greetings.md"


def specmint(
    root: Path, *words: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "specmint", *words],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        check=False,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one new API, generated, that no test changes."""
    root = tmp_path_factory.mktemp("made")
    assert specmint(root, "new", "weather").returncode == 0
    done = specmint(root, "generate")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A copy of a generated project, for one test."""
    return copytree(made, tmp_path, dirs_exist_ok=True)


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def tree(root: Path) -> dict[str, str]:
    top = root / "generated"
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def test_a_new_api_is_clean_from_the_start(project: Path) -> None:
    checked = specmint(project, "check")
    assert checked.returncode == 0
    assert checked.stderr == ""
    assert checked.stdout.startswith("weather: 1 method, 1 type, 1 error, 2 examples")


def test_new_touches_nothing_that_is_there(project: Path) -> None:
    edit(project, GREETINGS, "Greet somebody.", "Greet anybody.")
    again = specmint(project, "new", "weather")
    assert again.returncode == 1
    assert "error[api-exists]" in again.stderr
    assert "Greet anybody." in (project / GREETINGS).read_text("utf-8")


@pytest.mark.parametrize("name", ["Weather", "../up", "a b", "-x", "ä", "x" * 99, ""])
def test_a_bad_name_makes_nothing(tmp_path: Path, name: str) -> None:
    assert specmint(tmp_path, "new", "--", name).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_writes_nothing(project: Path) -> None:
    before = {path: (project / path).stat().st_mtime_ns for path in tree(project)}
    again = specmint(project, "generate", "--force")
    assert again.stdout.startswith("0 files written")
    assert before == {p: (project / p).stat().st_mtime_ns for p in tree(project)}


def test_a_problem_has_its_place_and_nothing_is_written(project: Path) -> None:
    before = tree(project)
    edit(project, GREETINGS, "result: Greeting", "result: Greting")
    done = specmint(project, "generate")
    assert done.returncode == 1
    said = f"{GREETINGS}:10:13: error[unknown-type]: there is no type `Greting`"
    assert said in done.stderr
    assert "did you mean `Greeting`?" in done.stderr
    assert done.stderr.count("unknown-type]") == 1
    assert tree(project) == before


def test_problems_of_all_files_come_in_one_run_sorted(project: Path) -> None:
    edit(project, GREETINGS, "effect: read", "efect: read")
    edit(project, "specs/weather/types.yaml", "is: record", "is: recrd")
    edit(project, "specs/weather/api.yaml", "kind: document", "kind: documnt")
    done = specmint(project, "check", "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 1
    assert {row["file"] for row in rows} == {
        "specs/weather/api.yaml",
        "specs/weather/types.yaml",
        GREETINGS,
    }
    places = [(row["file"], row["line"], row["column"]) for row in rows]
    assert places == sorted(places)


def test_check_says_what_is_stale_with_a_diff(project: Path) -> None:
    edit(project, GREETINGS, "Greet somebody.", "Greet anybody.")
    done = specmint(project, "check")
    assert done.returncode == 1
    assert f"{PAGE}:" in done.stderr
    assert "error[stale-output]" in done.stderr
    assert "+Greet anybody." in done.stderr


def test_check_says_what_is_edited_missing_and_stray(project: Path) -> None:
    edit(project, PAGE, "Greet somebody.", "Greet me.")
    (project / "generated/docs/weather/types.md").unlink()
    done = specmint(project, "check")
    assert "error[edited-output]" in done.stderr
    assert "error[missing-output]" in done.stderr


def test_an_edited_file_is_made_again_and_kept_aside(project: Path) -> None:
    before = tree(project)
    edit(project, PAGE, "Greet somebody.", "Greet me.")
    done = specmint(project, "generate")
    assert done.returncode == 0
    assert tree(project) == before
    kept = project / ".specmint/edited" / PAGE
    assert "Greet me." in kept.read_text("utf-8")
    assert str(kept.relative_to(project)) in done.stdout


def test_what_is_no_longer_made_goes_and_what_is_foreign_stays(project: Path) -> None:
    foreign = project / "generated/docs/weather/notes.txt"
    foreign.write_text("mine")
    (project / GREETINGS).rename(project / "specs/weather/methods/hellos.yaml")
    assert specmint(project, "generate").returncode == 0
    assert not (project / PAGE).exists()
    assert (project / "generated/docs/weather/methods/hellos.md").exists()
    assert foreign.read_text() == "mine"


def test_the_output_of_a_removed_api_goes(project: Path) -> None:
    assert specmint(project, "new", "other").returncode == 0
    assert specmint(project, "generate").returncode == 0
    for path in sorted((project / "specs/weather").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (project / "specs/weather").rmdir()
    assert specmint(project, "generate").returncode == 0
    assert not (project / "generated/docs/weather").exists()
    assert (project / "generated/docs/other/README.md").exists()


def test_a_foreign_file_in_the_way_is_refused_and_nothing_written(
    tmp_path: Path,
) -> None:
    assert specmint(tmp_path, "new", "weather").returncode == 0
    way = tmp_path / "generated/docs/weather/README.md"
    way.parent.mkdir(parents=True)
    way.write_text("mine")
    done = specmint(tmp_path, "generate")
    assert done.returncode == 1
    assert "error[foreign-file]" in done.stderr
    assert [path.name for path in (tmp_path / "generated").rglob("*.md")] == [
        "README.md"
    ]
    assert way.read_text() == "mine"


def test_output_does_not_follow_links_out_of_the_project(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    assert specmint(tmp_path, "new", "weather").returncode == 0
    (tmp_path / "generated").symlink_to(outside)
    done = specmint(tmp_path, "generate")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
    ],
    ids=["seed", "locale"],
)
def test_the_bytes_are_the_same_everywhere(project: Path, env: dict[str, str]) -> None:
    edit(project, GREETINGS, "Greet somebody.", "Greet Zoë.")
    assert specmint(project, "generate", "--force").returncode == 0
    before = tree(project)
    for path in before:
        (project / path).unlink()
    assert specmint(project, "generate", "--force", env=env).returncode == 0
    assert tree(project) == before


def test_a_killed_run_leaves_nothing_half_and_the_next_one_finishes(
    project: Path,
) -> None:
    dice = random.Random(7)
    old = tree(project)
    spec = (project / GREETINGS).read_text("utf-8")
    edit(project, GREETINGS, "Greet somebody.", "Greet anybody.")
    assert specmint(project, "generate").returncode == 0
    new = tree(project)
    for _ in range(12):
        for text in (spec, (project / GREETINGS).read_text("utf-8")):
            (project / GREETINGS).write_text(text, "utf-8")
            child = subprocess.Popen(
                [sys.executable, "-m", "specmint", "generate"],
                cwd=project,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(dice.uniform(0.1, 0.6))
            child.send_signal(signal.SIGKILL)
            child.wait()
            for path, digest in tree(project).items():
                assert digest in {old.get(path), new.get(path)}, path
    (project / GREETINGS).write_text(spec, "utf-8")
    assert specmint(project, "generate").returncode == 0
    assert tree(project) == old
    assert specmint(project, "check").returncode == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["check", "nosuch"], 2),
        (["nosuch"], 2),
        ([], 2),
        (["bundle"], 2),
        (["generate", "--target", "nosuch"], 2),
        (["explain", "weather", "nosuch"], 2),
        (["rule", "nosuch"], 2),
        (["--version"], 0),
        (["bundle", "weather"], 0),
        (["bundle", "--schema"], 0),
        (["wire"], 2),
        (["wire", "weather"], 0),
        (["wire", "--schema"], 0),
        (["explain", "weather", "greet", "--target", "docs"], 0),
    ],
    ids=str,
)
def test_the_exit_status_tells_problems_from_wrong_use(
    project: Path, words: list[str], status: int
) -> None:
    done = specmint(project, *words)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_error(project: Path) -> None:
    command = f"{sys.executable} -m specmint bundle weather | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_explain_shows_the_model_and_what_the_template_sees(project: Path) -> None:
    shown = specmint(project, "explain", "weather", "greet", "--target", "docs").stdout
    assert '"name": "greet"' in shown
    assert "methods/greetings.md by docs/methods.md, view.methods[0]:" in shown
    assert "summary: Inline Greet somebody." in shown


def test_watch_works_again_after_a_change_and_survives_a_slip(project: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "specmint", "generate", "--watch"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(1)
        edit(project, GREETINGS, "summary: Greet somebody.", "summary: [")
        time.sleep(1.5)
        edit(project, GREETINGS, "summary: [", "summary: Greet anybody.")
        wait_for(lambda: "Greet anybody." in (project / PAGE).read_text("utf-8"))
    finally:
        child.terminate()
        child.wait()


def wait_for(holds: object) -> None:
    assert callable(holds)
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen within 10 seconds")
