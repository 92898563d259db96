"""What a person sees of the commands: help, colours, hints, and no traceback ever."""

from collections.abc import Iterable
import json
import os
from pathlib import Path
import pty
import re
import subprocess
import sys

import pytest
from specmint.cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
GREETINGS = "specs/weather/methods/greetings.yaml"
RUN = [sys.executable, "-m", "specmint"]
ESCAPE = "\033["


def specmint(
    root: Path, *words: str, umask: int = -1, **env: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*RUN, *words],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **env},
        umask=umask,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project that no test changes."""
    root = tmp_path_factory.mktemp("made")
    assert specmint(root, "new", "weather").returncode == 0
    assert specmint(root, "generate").returncode == 0
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert specmint(tmp_path, "new", "weather").returncode == 0
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def written(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "generated").rglob("*"))
        if path.is_file()
    }


# -- help ----------------------------------------------------------------------


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_what_it_does(tmp_path: Path, command: str) -> None:
    done = specmint(tmp_path, command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    usage, about, *_ = re.split(r"\n\n", done.stdout)
    assert usage.startswith(f"usage: specmint {command}")
    assert about.strip()[0].isupper()
    assert about.strip().endswith((".", ":", "`,"))
    assert "==SUPPRESS==" not in done.stdout


def test_help_lists_every_command_once_and_needs_no_project(tmp_path: Path) -> None:
    done = specmint(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    listed = re.findall(r"^    (\w+) +\w", done.stdout, re.MULTILINE)
    assert listed == list(COMMANDS)
    assert list(tmp_path.iterdir()) == []


# -- colours -------------------------------------------------------------------


def in_terminal(root: Path, *words: str, **env: str) -> str:
    """Run in a terminal, and give what it shows."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*RUN, *words],
        cwd=root,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | env,
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # that is how a terminal on Linux ends
    os.close(ours)
    return shown.decode()


def test_colours_are_for_terminals_alone(project: Path) -> None:
    edit(project / GREETINGS, "result: Greeting", "result: Greting")
    piped = specmint(project, "check")
    assert "error[unknown-type]" in piped.stderr
    assert ESCAPE not in piped.stdout + piped.stderr
    shown = in_terminal(project, "check")
    assert f"{ESCAPE}31merror[unknown-type]{ESCAPE}0m" in shown
    assert ESCAPE not in in_terminal(project, "check", NO_COLOR="1")
    bare = re.sub(r"\033\[\d+m", "", shown).replace("\r\n", "\n")
    assert bare == piped.stderr


# -- problems ------------------------------------------------------------------


def test_every_problem_is_printed_once(project: Path) -> None:
    edit(project / GREETINGS, "result: Greeting", "result: Greting")
    for command in ("check", "generate"):
        done = specmint(project, command)
        lines = done.stderr.splitlines()
        assert (done.returncode, done.stdout) == (1, "")
        assert len(lines) == len(set(lines))
        assert sum("error[unknown-type]" in line for line in lines) == 1
        assert re.fullmatch(r"\d+ errors? \(`specmint rule [\w-]+` .*\)", lines[-1])


def test_problems_as_json_have_standard_output_to_themselves(project: Path) -> None:
    edit(project / GREETINGS, "result: Greeting", "result: Greting")
    done = specmint(project, "check", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    codes = {row["code"] for row in json.loads(done.stdout)}
    assert "unknown-type" in codes
    assert not (project / "generated").exists()


def test_no_problem_is_an_empty_list_in_json(made: Path) -> None:
    done = specmint(made, "check", "--json")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "[]\n")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["check", "wether"], "did you mean `weather`?"),
        (["generate", "zzz"], "there is weather"),
        (["bundle", "wether"], "did you mean `weather`?"),
        (["explain", "weather", "gret"], "did you mean `greet`?"),
        (
            ["explain", "weather", "zzz"],
            "it has 1 method: see `specmint bundle weather`",
        ),
    ],
    ids=str,
)
def test_an_unknown_name_gets_a_hint(made: Path, words: list[str], hint: str) -> None:
    done = specmint(made, *words)
    assert done.returncode == 2
    assert hint in done.stderr
    assert done.stdout == ""


def test_a_folder_without_specs_says_how_to_begin(tmp_path: Path) -> None:
    for command in ("check", "generate"):
        done = specmint(tmp_path, command)
        assert done.returncode == 2
        assert "begin with `specmint new NAME`" in done.stderr
    assert not (tmp_path / "generated").exists()


def test_check_says_what_is_stray(project: Path) -> None:
    assert specmint(project, "generate").returncode == 0
    methods = project / "specs/weather/methods"
    (methods / "greetings.yaml").rename(methods / "hellos.yaml")
    done = specmint(project, "check")
    assert done.returncode == 1
    assert "greetings.md: error[stray-output]" in done.stderr
    assert specmint(project, "check", "--specs-only").returncode == 0


def test_check_says_what_a_removed_api_has_left(project: Path) -> None:
    assert specmint(project, "new", "other").returncode == 0
    assert specmint(project, "generate").returncode == 0
    (project / "specs/other").rename(project / "other")
    done = specmint(project, "check")
    assert done.returncode == 1
    assert "generated/docs/other/specmint.lock: error[stray-output]" in done.stderr
    assert specmint(project, "check", "weather").returncode == 0


# -- what is made --------------------------------------------------------------


def apis(paths: Iterable[str]) -> set[str]:
    """Name the APIs of generated files: docs/<api>, clients/python/<api>_client, and so on."""
    parts = [path.split("/") for path in paths]
    folders = [
        part[2] if part[1] in {"docs", "wire", "interop"} else part[3] for part in parts
    ]
    return {re.sub("[-_](client|server)$", "", folder) for folder in folders}


def test_one_api_or_one_target_leaves_the_rest_alone(project: Path) -> None:
    assert specmint(project, "new", "other").returncode == 0
    done = specmint(project, "generate", "other")
    assert done.returncode == 0
    assert apis(written(project)) == {"other"}
    assert specmint(project, "generate", "--target", "docs").returncode == 0
    assert apis(written(project)) == {"other", "weather"}
    edit(project / GREETINGS, "Greet somebody.", "Greet anybody.")
    before = written(project)
    assert specmint(project, "generate", "other").returncode == 0
    assert written(project) == before
    assert specmint(project, "generate").returncode == 0
    changed = {
        path for path, data in written(project).items() if before.get(path) != data
    }
    assert apis(changed) == {"weather"}


def test_a_run_without_changes_says_that_there_is_nothing_to_do(project: Path) -> None:
    assert specmint(project, "generate").stdout.startswith("51 files written")
    before = {p: (project / p).stat().st_mtime_ns for p in written(project)}
    assert specmint(project, "generate").stdout == (
        "generated/ is current: nothing to do\n"
    )
    assert before == {p: (project / p).stat().st_mtime_ns for p in written(project)}


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_umask_decides_who_may_read_and_nothing_else(
    made: Path, project: Path, umask: int
) -> None:
    assert specmint(project, "generate", umask=umask).returncode == 0
    assert written(project) == written(made)
    page = project / "generated/docs/weather/README.md"
    assert page.stat().st_mode & 0o777 == 0o666 & ~umask


def test_what_is_printed_does_not_depend_on_the_locale(project: Path) -> None:
    edit(project / GREETINGS, "Greet somebody.", "Greet Zoë.")
    words = ("explain", "weather", "greet", "--target", "docs")
    shown = specmint(project, *words).stdout
    assert "Greet Zoë." in shown
    assert specmint(project, *words, PYTHONIOENCODING="ascii").stdout == shown
    assert specmint(project, *words, LC_ALL="C").stdout == shown


@pytest.mark.parametrize(
    "words",
    [["check"], ["generate"], ["bundle", "weather"], ["--help"], ["rule", "bad-form"]],
    ids=str,
)
def test_a_reader_that_has_gone_is_no_traceback(made: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*RUN, *words], cwd=made, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert done.stderr == b""


# -- what the system refuses ---------------------------------------------------


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("generated", "generate"),
        ("generated/docs", "generate"),
        ("generated/docs/weather/README.md/below", "generate"),
        (".specmint", "generate"),
        ("specs/weather/more.yaml/below", "check"),
        ("specs/other", "new other"),
    ],
)
def test_a_file_where_a_folder_should_be_is_a_problem(
    project: Path, path: str, command: str
) -> None:
    way = project / path
    way.parent.mkdir(parents=True, exist_ok=True)
    way.write_text("mine")
    done = specmint(project, *command.split())
    assert done.returncode == 1
    assert "error[" in done.stderr
    assert way.read_text() == "mine"


def may_write_everywhere(folder: Path) -> bool:
    """Whether permissions bind nobody here, as for most roots."""
    try:
        (folder / "tried").mkdir()
    except PermissionError:
        return False
    (folder / "tried").rmdir()
    return True


@pytest.mark.parametrize("folder", ["generated/docs/weather", "generated", "specs"])
def test_a_folder_that_may_not_be_written_is_a_problem(
    project: Path, folder: str
) -> None:
    assert specmint(project, "generate").returncode == 0
    before = written(project)
    edit(project / GREETINGS, "Greet somebody.", "Greet anybody.")
    (project / folder).chmod(0o555)
    words = ["new", "other"] if folder == "specs" else ["generate"]
    if may_write_everywhere(project / folder):
        pytest.skip("this user may write everywhere")
    try:
        done = specmint(project, *words)
    finally:
        (project / folder).chmod(0o755)
    if folder != "generated":  # nothing in the top folder itself has to change
        assert done.returncode == 1
        assert "error[cannot-write]" in done.stderr
        assert written(project) == before


def test_a_file_in_the_place_of_the_specs_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "specs").write_text("mine")
    done = specmint(tmp_path, "new", "weather")
    assert done.returncode == 1
    assert "specs/weather: error[cannot-write]: the system says: " in done.stderr


# -- the package ---------------------------------------------------------------


def test_a_wheel_brings_its_templates(made: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    checked = ["--disable-pip-version-check", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run([sys.executable, *build, *checked], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    project = tmp_path / "project"
    project.mkdir()
    for words in (["new", "weather"], ["generate"], ["check"], ["rule", "bad-form"]):
        done = specmint(project, *words, PYTHONPATH=str(wheel))
        assert done.returncode == 0, done.stderr
    found = subprocess.run(
        [sys.executable, "-c", "import specmint.render as r; print(r.TEMPLATES)"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(wheel) in found.stdout
    assert written(project) == written(made)
