"""Vendoring, as a user does it: a checkout beside another repository that holds copies."""

import fcntl
import json
from pathlib import Path
import re
import shlex
import shutil
import subprocess
import sys
import time

import pytest
from specmint.cli import main
from specmint.cli.rule import read_rules
from specmint.problems import Refused
from specmint.tree import Folder, Origin, write
from specmint.vendor import Home, count_lines, read_source, update
from trees import put, tree

COPY = ["weather", "--target", "docs", "../repo/vendor"]
CHECK = ["--check", "../repo/vendor"]
UPDATE = ["--update", "../repo/vendor"]
PAGE = "vendor/weather/methods/greetings.md"
RULES = read_rules()["Vendoring clients"]


def specmint(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "specmint", *words],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def vendor(root: Path, *words: str, status: int = 0) -> str:
    """Vendor something, and give all that is said of it."""
    done = specmint(root, "vendor", *words)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def found(said: str) -> list[tuple[str, str]]:
    """List the problems that were printed: file and code."""
    pattern = r"^([^\s:]+)(?::\d+:\d+)?: (?:error|warning)\[([a-z-]+)\]"
    return re.findall(pattern, said, re.MULTILINE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout, a repository with a copy, and the checkout after a change of the spec."""
    root = tmp_path_factory.mktemp("made")
    (root / "repo").mkdir()
    put(root, "checkout/LICENSE", "Do as you like.\n")
    for words in (["new", "weather"], ["generate"], ["vendor", *COPY]):
        assert specmint(root / "checkout", *words).returncode == 0
    later = shutil.copytree(root / "checkout", root / "later")
    methods = later / "specs/weather/methods"
    (methods / "greetings.yaml").rename(methods / "hellos.yaml")
    edit(later / "specs/weather/types.yaml", "What the service", "All the service")
    assert specmint(later, "generate").returncode == 0
    return root


@pytest.fixture
def checkout(made: Path, tmp_path: Path) -> Path:
    """A checkout to copy from; the copies go to `repo` beside it."""
    (tmp_path / "repo").mkdir()
    return shutil.copytree(made / "checkout", tmp_path / "checkout")


@pytest.fixture
def repo(made: Path, checkout: Path) -> Path:
    """A repository with a copy of the documents of `weather`."""
    home = checkout.parent / "repo"
    return shutil.copytree(made / "repo", home, dirs_exist_ok=True)


def change(checkout: Path, made: Path) -> None:
    """Let a page of what was generated change, one go and one come."""
    shutil.rmtree(checkout)
    shutil.copytree(made / "later", checkout)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_bytes()
    assert old.encode() in text
    file.write_bytes(text.replace(old.encode(), new.encode()))


# -- copying -------------------------------------------------------------------


def test_a_copy_is_what_was_generated_with_licence_and_lock(
    checkout: Path, repo: Path
) -> None:
    original = tree(checkout / "generated/docs/weather")
    copied = tree(repo / "vendor/weather")
    lock, was = (json.loads(each.pop("specmint.lock")) for each in (copied, original))
    assert copied.pop("LICENSE") == "Do as you like.\n"
    assert copied == original
    assert lock.pop("copy_of") == {"api": "weather", "target": "docs"}
    assert list(lock["files"]) == sorted([*copied, "LICENSE"])
    del lock["files"]["LICENSE"]
    assert lock == was


def test_a_copy_says_what_it_wrote_and_leaves_nothing_else(checkout: Path) -> None:
    said = vendor(checkout, *COPY).splitlines()
    assert said[0] == "../repo/vendor/weather: 8 files changed, 0 as they were"
    assert "  new      LICENSE  +1 -0" in said
    assert len(said) == 9
    assert names(checkout.parent / "repo/vendor") == ["weather"]


def test_copying_again_changes_nothing(checkout: Path, repo: Path) -> None:
    paths = [path for path in repo.rglob("*") if path.name != "vendor"]
    before = [path.stat().st_mtime_ns for path in paths]
    said = vendor(checkout, *COPY)
    assert said == "../repo/vendor/weather: current, nothing to do\n"
    assert [path.stat().st_mtime_ns for path in paths] == before


def test_a_copy_under_another_name_is_known_by_its_lock(
    made: Path, checkout: Path
) -> None:
    vendor(checkout, *COPY, "--name", "weather_docs")
    change(checkout, made)
    assert "../repo/vendor/weather_docs: " in vendor(checkout, *UPDATE)
    assert (checkout.parent / "repo/vendor/weather_docs/methods/hellos.md").is_file()


def test_the_checkout_may_be_elsewhere(checkout: Path) -> None:
    repo = checkout.parent / "repo"
    vendor(repo, "weather", "--target", "docs", "lib", "--from", "../checkout")
    assert vendor(repo, "--check", "lib") == "lib/weather: 7 files as copied\n"


def test_a_lock_in_a_checkout_stays_as_it_was(checkout: Path, repo: Path) -> None:
    assert repo.is_dir()
    lock = json.loads((checkout / "generated/docs/weather/specmint.lock").read_text())
    assert list(lock) == ["specmint", "spec", "files"]
    assert specmint(checkout, "check").returncode == 0


def test_a_client_of_any_target_can_be_copied(tmp_path: Path) -> None:
    path, copy_of = "generated/clients/go/weather", Origin("weather", "go-client")
    files = (("client.go", "package weather\n"), ("sub/empty", ""))
    write(tmp_path, [Folder(path, files, "s1")], "7")
    source = read_source(tmp_path, path, "weather", copy_of)
    home = Home(tmp_path / "a/b", Path("b"))
    done = update(home, [source], is_forced=False)
    assert len(done.changes) == 3
    assert tree(tmp_path / "a/b/weather") == dict(files) | {
        "specmint.lock": (tmp_path / "a/b/weather/specmint.lock").read_text()
    }
    lock = json.loads((tmp_path / "a/b/weather/specmint.lock").read_text())
    assert (lock["specmint"], lock["spec"]) == ("7", "s1")


def test_a_client_is_imported_from_where_it_was_copied(checkout: Path) -> None:
    target = ["--target", "python-client"]
    vendor(checkout, "weather", *target, "../repo/app/vendor")
    repo = checkout.parent / "repo"
    command = [sys.executable, "-c", "import app.vendor.weather_client"]
    subprocess.run(command, cwd=repo, check=True)
    said = "app/vendor/weather_client: "
    assert vendor(repo, "--check", "app/vendor").startswith(said)


def test_a_client_that_brings_its_own_licence_keeps_it(tmp_path: Path) -> None:
    path, copy_of = "generated/clients/go/weather", Origin("weather", "go-client")
    put(tmp_path, "LICENSE", "the project's")
    write(tmp_path, [Folder(path, (("LICENSE", "its own"),), "s1")], "7")
    source = read_source(tmp_path, path, "weather", copy_of)
    assert source.files == (("LICENSE", "its own"),)


def test_a_checkout_without_a_licence_is_warned_of(checkout: Path) -> None:
    (checkout / "LICENSE").unlink()
    said = vendor(checkout, *COPY)
    assert found(said) == [("LICENSE", "missing-licence")]
    assert "LICENSE" not in tree(checkout.parent / "repo/vendor/weather")


def test_what_was_edited_in_the_checkout_is_not_copied(checkout: Path) -> None:
    edit(checkout / "generated/docs/weather/README.md", "\n", "\nmine\n")
    (checkout / "generated/docs/weather/types.md").unlink()
    repo = checkout.parent / "repo"
    assert found(vendor(repo, *COPY, "--from", "../checkout", status=1)) == [
        ("../checkout/generated/docs/weather/README.md", "edited-output"),
        ("../checkout/generated/docs/weather/types.md", "missing-output"),
    ]
    assert tree(repo) == {}


# -- checking ------------------------------------------------------------------


def test_a_clean_copy_needs_no_checkout(tmp_path: Path, repo: Path) -> None:
    shutil.rmtree(tmp_path / "checkout")
    said = "vendor/weather: 7 files as copied\n"
    assert vendor(repo, "--check", "vendor") == said
    assert vendor(repo, "--check", "vendor/weather") == said
    assert vendor(repo / "vendor/weather", ".", "--check").startswith("../weather: ")


def test_edited_missing_and_stray_files_are_found(repo: Path) -> None:
    edit(repo / PAGE, "Greet somebody.", "Greet me.")
    (repo / "vendor/weather/types.md").unlink()
    put(repo, "vendor/weather/methods/more/notes.md", "mine")
    put(repo, "vendor/notes.md", "mine")
    assert found(vendor(repo, "--check", "vendor", status=1)) == [
        (PAGE, "edited-copy"),
        ("vendor/weather/methods/more/notes.md", "stray-copy"),
        ("vendor/weather/types.md", "missing-copy"),
    ]


def test_caches_of_python_are_no_stray_files(repo: Path) -> None:
    put(repo, "vendor/weather/__pycache__/client.cpython-311.pyc", "x")
    put(repo, "vendor/weather/methods/old/__pycache__/client.cpython-311.pyc", "x")
    put(repo, "vendor/weather/client.pyc", "x")
    vendor(repo, "--check", "vendor")


def test_line_ends_of_another_system_are_no_edit(
    made: Path, checkout: Path, repo: Path
) -> None:
    for path in (repo / "vendor").rglob("*.*"):
        edit(path, "\n", "\r\n")
    edit(checkout / "LICENSE", "\n", "\r\n")
    before = tree(repo)
    vendor(checkout, *CHECK, "--from", ".")
    vendor(checkout, *UPDATE)
    assert tree(repo) == before
    change(checkout, made)
    assert "changed  types.md  +1 -1\n" in vendor(checkout, *UPDATE)
    after = tree(repo)
    changed = [path for path in before if before[path] != after.get(path)]
    assert sorted(path.rpartition("/")[2] for path in changed) == [
        "README.md",
        "errors.md",
        "greetings.md",
        "specmint.lock",
        "types.md",
    ]
    vendor(checkout, *CHECK, "--from", ".")


def test_a_checkout_with_other_line_ends_gives_the_same_copy(
    checkout: Path, repo: Path
) -> None:
    before = tree(repo)
    for path in (checkout / "generated").rglob("*.md"):
        edit(path, "\n", "\r\n")
    shutil.rmtree(repo / "vendor")
    vendor(checkout, *COPY)
    assert tree(repo) == before


def test_what_is_behind_is_found_with_its_difference(
    made: Path, checkout: Path, repo: Path
) -> None:
    change(checkout, made)
    vendor(checkout, *CHECK)
    said = vendor(checkout, *CHECK, "--from", ".", status=1)
    assert found(said) == [
        ("../repo/vendor/weather/README.md", "stale-copy"),
        ("../repo/vendor/weather/errors.md", "stale-copy"),
        (f"../repo/{PAGE}", "stale-copy"),
        ("../repo/vendor/weather/methods/hellos.md", "stale-copy"),
        ("../repo/vendor/weather/types.md", "stale-copy"),
    ]
    assert "greetings.md: error[stale-copy]: the checkout no longer has" in said
    assert "hellos.md: error[stale-copy]: the checkout has this file, and" in said
    assert "-What the service answers.\n+All the service answers.\n" in said
    assert repo.is_dir()


def test_all_copies_in_a_folder_are_checked(checkout: Path, repo: Path) -> None:
    for words in (["new", "other"], ["generate"]):
        assert specmint(checkout, *words).returncode == 0
    vendor(checkout, "other", "--target", "docs", "../repo/vendor")
    (repo / "vendor/other/types.md").unlink()
    edit(repo / PAGE, "Greet somebody.", "Greet me.")
    files = ["vendor/other/types.md", PAGE]
    assert [file for file, _ in found(vendor(repo, *CHECK, status=1))] == [
        f"../repo/{file}" for file in files
    ]
    vendor(repo, "--check", "vendor/other", status=1)
    vendor(checkout, *UPDATE, status=1)
    assert not (repo / "vendor/other/types.md").exists(), "all or nothing"


def test_a_run_that_was_stopped_is_found_and_finished(
    checkout: Path, repo: Path
) -> None:
    put(repo, "vendor/.specmint/journal", "[]")
    said = vendor(checkout, *CHECK, status=1)
    assert found(said) == [("../repo/vendor/.specmint/journal", "unfinished-run")]
    vendor(checkout, *UPDATE)
    assert names(repo / "vendor") == ["weather"]


# -- updating ------------------------------------------------------------------


def test_an_update_shows_what_changes_and_does_it(
    made: Path, checkout: Path, repo: Path
) -> None:
    change(checkout, made)
    said = vendor(checkout, *UPDATE).splitlines()
    assert said[0] == "../repo/vendor/weather: 6 files changed, 3 as they were"
    assert "  changed  types.md  +1 -1" in said
    assert re.fullmatch(r"  removed  methods/greetings.md  \+0 -\d+", said[3])
    assert re.fullmatch(r"  new      methods/hellos.md  \+\d+ -0", said[4])
    vendor(checkout, *CHECK, "--from", ".")
    assert not (repo / PAGE).exists()
    assert names(repo / "vendor") == ["weather"]


def test_an_update_works_from_the_copy_too(
    made: Path, checkout: Path, repo: Path
) -> None:
    change(checkout, made)
    vendor(repo / "vendor/weather", "--update", ".", "--from", "../../../checkout")
    vendor(checkout, *CHECK, "--from", ".")


def test_an_update_refuses_edits_and_writes_nothing(
    made: Path, checkout: Path, repo: Path
) -> None:
    change(checkout, made)
    edit(repo / PAGE, "Greet somebody.", "Greet me.")
    edit(repo / "vendor/weather/errors.md", "\n", "\nmine\n")
    before = tree(repo)
    for words in (UPDATE, COPY):
        assert found(vendor(checkout, *words, status=1)) == [
            ("../repo/vendor/weather/errors.md", "edited-copy"),
            (f"../repo/{PAGE}", "edited-copy"),
        ]
    assert tree(repo) == before
    assert names(repo / "vendor") == ["weather"]


def test_an_edit_is_overwritten_by_force_and_kept_aside(
    checkout: Path, repo: Path
) -> None:
    edit(repo / PAGE, "Greet somebody.", "Greet me.")
    said = vendor(checkout, *UPDATE, "--force")
    kept = "vendor/.specmint/edited/weather/methods/greetings.md"
    assert f"edited by hand, kept as ../repo/{kept}\n" in said
    assert "Greet me." in (repo / kept).read_text()
    assert "Greet somebody." in (repo / PAGE).read_text()
    vendor(checkout, *CHECK)


def test_a_missing_file_is_written_again(checkout: Path, repo: Path) -> None:
    (repo / PAGE).unlink()
    vendor(checkout, *UPDATE)
    assert (repo / PAGE).is_file()


def test_files_of_others_are_not_touched(
    made: Path, checkout: Path, repo: Path
) -> None:
    put(repo, "vendor/notes.md", "mine")
    put(repo, "vendor/weather/methods/notes.md", "mine")
    change(checkout, made)
    vendor(checkout, *UPDATE, "--force")
    assert tree(repo)["vendor/notes.md"] == "mine"
    assert tree(repo)["vendor/weather/methods/notes.md"] == "mine"


def test_a_file_of_others_in_the_way_refuses_the_update(
    made: Path, checkout: Path, repo: Path
) -> None:
    put(repo, "vendor/weather/methods/hellos.md", "mine")
    change(checkout, made)
    before = tree(repo)
    said = vendor(checkout, *UPDATE, "--force", status=1)
    hellos = "../repo/vendor/weather/methods/hellos.md"
    assert found(said) == [(hellos, "foreign-file")]
    assert tree(repo) == before


def test_an_api_that_is_gone_is_told_and_its_copy_stays(
    checkout: Path, repo: Path
) -> None:
    assert specmint(checkout, "new", "other").returncode == 0
    shutil.rmtree(checkout / "specs/weather")
    assert specmint(checkout, "generate").returncode == 0
    before = tree(repo)
    for words in (UPDATE, CHECK):
        said = vendor(repo, *words, "--from", "../checkout", status=1)
        folder = "../checkout/generated/docs/weather"
        assert found(said) == [(folder, "not-generated")]
    assert tree(repo) == before


def test_a_run_waits_even_if_the_one_before_takes_its_folder_away(
    checkout: Path,
) -> None:
    home = checkout.parent / "repo/vendor"
    with put(home, ".specmint/busy", "").open("rb") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "specmint", "vendor", *COPY]
        run = subprocess.Popen(command, cwd=checkout, stdout=subprocess.DEVNULL)
        time.sleep(1)
        assert names(home) == [".specmint"]
        shutil.rmtree(home / ".specmint")
    assert run.wait() == 0
    assert names(home) == ["weather"]


def test_runs_at_the_same_time_wait_for_each_other(
    made: Path, checkout: Path, repo: Path
) -> None:
    change(checkout, made)
    command = [sys.executable, "-m", "specmint", "vendor", *UPDATE]
    runs = [
        subprocess.Popen(command, cwd=checkout, stdout=subprocess.DEVNULL)
        for _ in range(8)
    ]
    assert [run.wait() for run in runs] == [0] * 8
    vendor(checkout, *CHECK, "--from", ".")
    assert names(repo / "vendor") == ["weather"]


def test_lines_that_only_move_are_told(checkout: Path, repo: Path) -> None:
    for text in ("one\ntwo\n", "two\none\n"):
        put(checkout, "LICENSE", text)
        said = vendor(checkout, *UPDATE)
    assert "  changed  LICENSE  lines moved\n" in said
    assert (repo / "vendor/weather/LICENSE").read_text() == "two\none\n"


def test_lines_are_counted_as_they_come_and_go() -> None:
    assert count_lines(b"", b"a\nb\n") == (2, 0)
    assert count_lines(b"a\nb\n", b"") == (0, 2)
    assert count_lines(b"a\na\nb\n", b"a\nc\n") == (1, 2)
    assert count_lines(b"a\r\nb\r\n", b"b\na\n") == (0, 0)
    assert count_lines(b"a", b"a\n") == (1, 1)


# -- refusing ------------------------------------------------------------------


@pytest.mark.parametrize("link", ["vendor", "vendor/weather", "vendor/weather/methods"])
@pytest.mark.parametrize("words", [COPY, CHECK, [*UPDATE, "--force"]], ids=str)
def test_no_link_leads_outside(
    made: Path, checkout: Path, repo: Path, link: str, words: list[str]
) -> None:
    outside = checkout.parent / "outside"
    (repo / link).rename(outside)
    (repo / link).symlink_to(outside)
    change(checkout, made)
    before = tree(outside)
    said = vendor(checkout, *words, status=1)
    assert found(said) == [(f"../repo/{link}", "symlink-in-output")]
    assert tree(outside) == before


def test_a_link_in_the_checkout_is_not_followed(checkout: Path) -> None:
    methods = checkout / "generated/docs/weather/methods"
    methods.rename(checkout / "methods")
    methods.symlink_to(checkout / "methods")
    said = vendor(checkout, *COPY, status=1)
    assert found(said) == [("generated/docs/weather/methods", "symlink-in-output")]


def test_a_linked_file_is_refused(checkout: Path, repo: Path) -> None:
    outside = put(checkout.parent, "outside.md", "mine")
    (repo / PAGE).unlink()
    (repo / PAGE).symlink_to(outside)
    for words in (CHECK, [*UPDATE, "--force"]):
        said = vendor(checkout, *words, status=1)
        assert found(said) == [(f"../repo/{PAGE}", "symlink-in-output")]
    assert outside.read_text() == "mine"


def test_a_link_to_nowhere_is_not_followed(checkout: Path) -> None:
    (checkout.parent / "repo/vendor").symlink_to(checkout.parent / "nowhere")
    vendor(checkout, *COPY, status=1)
    assert not (checkout.parent / "nowhere").exists()


@pytest.mark.parametrize(
    ("words", "status", "place", "code"),
    [
        (["wether", "--target", "docs", "new"], 2, "specs/wether", "no-api"),
        (["../up", "--target", "docs", "new"], 2, "specs/../up", "no-api"),
        (["weather", "--target", "dosc", "new"], 2, "--target", "unknown-target"),
        ([*COPY, "--name", "../up"], 2, "--name", "bad-name"),
        ([*COPY, "--name", ""], 2, "--name", "bad-name"),
        ([*COPY, "--from", "specs"], 2, "specs/specs", "no-api"),
        ([*COPY[:3], "generated"], 2, "generated", "bad-destination"),
        ([*COPY[:3], "generated/docs/x"], 2, "generated/docs/x", "bad-destination"),
        ([*COPY[:3], "LICENSE"], 2, "LICENSE", "bad-destination"),
        ([*COPY[:3], "LICENSE/x"], 1, "LICENSE/x", "cannot-write"),
        (["--check", "nowhere"], 2, "nowhere", "bad-destination"),
        (["--check", "LICENSE"], 2, "LICENSE", "bad-destination"),
        (["--check", "specs"], 2, "specs", "nothing-vendored"),
        (["--update", "specs"], 2, "specs", "nothing-vendored"),
        (["--check", "generated/docs"], 2, "generated/docs", "nothing-vendored"),
        (
            ["--check", "generated/docs/weather"],
            1,
            "generated/docs/weather",
            "not-vendored",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said(
    checkout: Path, words: list[str], status: int, place: str, code: str
) -> None:
    before = tree(checkout.parent)
    said = vendor(checkout, *words, status=status)
    assert found(said) == [(place, code)]
    assert ";" in said or code == "cannot-write", "a hint"
    assert tree(checkout.parent) == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["weather"],
        ["weather", "new"],
        COPY[:3],
        ["--check"],
        ["--check", "weather", "new"],
        ["--check", "--update", "new"],
        ["--check", "new", "--force"],
        ["--check", "new", "--target", "docs"],
        ["--update", "new", "--name", "x"],
        ["--update", ""],
        [*COPY[:3], ""],
        [*COPY, "--from", ""],
    ],
    ids=str,
)
def test_words_that_do_not_go_together_are_wrong_use(
    checkout: Path, words: list[str]
) -> None:
    said = vendor(checkout, *words, status=2)
    assert said.startswith("usage: specmint vendor API --target T DEST ")
    assert "specmint vendor: error: " in said
    assert tree(checkout.parent / "repo") == {}


def test_a_folder_without_anything_generated_is_no_checkout(
    checkout: Path, repo: Path
) -> None:
    before = tree(repo)
    for words in (CHECK, UPDATE):
        said = vendor(checkout, *words, "--from", "specs", status=2)
        assert found(said) == [("specs", "no-checkout")]
    assert tree(repo) == before


def test_a_copy_is_no_place_for_another(checkout: Path, repo: Path) -> None:
    said = vendor(checkout, *COPY[:3], "../repo/vendor/weather", status=2)
    assert found(said) == [("../repo/vendor/weather", "bad-destination")]
    assert not (repo / "vendor/weather/weather").exists()


@pytest.mark.parametrize(
    "broken",
    [
        '{"copy_of": {}}',
        '{"copy_of": {"api": "../../up", "target": "docs"}}',
        '{"copy_of": {"api": "weather", "target": "\\u001b[31m"}}',
        '{"files": {"../../up": "' + "0" * 64 + '"}}',
        "<<<<<<< HEAD",
    ],
)
def test_a_lock_that_cannot_be_trusted_changes_nothing(
    checkout: Path, repo: Path, broken: str
) -> None:
    file = repo / "vendor/weather/specmint.lock"
    if broken.startswith("{"):
        lock = json.loads(file.read_text()) | json.loads(broken)
        broken = json.dumps(lock)
    file.write_text(broken)
    before = tree(repo)
    for words in (CHECK, UPDATE, COPY):
        said = vendor(checkout, *words, status=1)
        lock_file = "../repo/vendor/weather/specmint.lock"
        assert found(said) == [(lock_file, "damaged-lock")]
        assert f"`git checkout HEAD -- {lock_file}`" in said
    assert tree(repo) == before


def test_a_target_that_this_version_lacks_is_named(checkout: Path, repo: Path) -> None:
    edit(repo / "vendor/weather/specmint.lock", '"docs"', '"dosc"')
    said = vendor(checkout, *UPDATE, status=1)
    lock_file = "../repo/vendor/weather/specmint.lock"
    assert found(said) == [(lock_file, "unknown-target")]
    assert "did you mean `docs`?" in said


def test_a_licence_must_be_text(checkout: Path) -> None:
    (checkout / "LICENSE").write_bytes(b"\xff")
    said = vendor(checkout, *COPY, status=1)
    assert found(said) == [("LICENSE", "not-text")]


def test_a_file_in_the_place_of_a_copy_is_not_overwritten(checkout: Path) -> None:
    way = put(checkout.parent, "repo/vendor/weather", "mine")
    said = vendor(checkout, *COPY, status=1)
    assert found(said)[0][1] == "foreign-file"
    assert way.read_text() == "mine"
    assert names(way.parent) == ["weather"]


def test_names_that_cannot_be_written_are_refused_before_anything(
    tmp_path: Path,
) -> None:
    source = Folder("weather", (("a", ""), ("A", "")), "s", Origin("weather", "docs"))
    with pytest.raises(Refused, match="clashing-path"):
        update(Home(tmp_path / "new", Path("new")), [source], is_forced=True)
    assert list(tmp_path.iterdir()) == []


# -- what is written about it --------------------------------------------------


def test_the_page_shows_the_lock_and_names_every_finding(repo: Path) -> None:
    page = (Path(__file__).parents[1] / "docs/vendoring.md").read_text("utf-8")
    shown = json.loads(page.partition("```json\n")[2].partition("```")[0])
    lock = json.loads((repo / "vendor/weather/specmint.lock").read_text())
    assert list(shown) == list(lock)
    assert shown["copy_of"].keys() == lock["copy_of"].keys()
    findings = set(re.findall(r"^\| `([a-z-]+)`", page, re.MULTILINE))
    assert findings == {code for code in RULES if code.endswith("-copy")} - {
        "another-copy"
    }


# -- the catalogue -------------------------------------------------------------


def follow(example: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, int]:
    """Run an example line by line; give what was said on the way, and the last status."""
    status = 0
    for line in example.splitlines():
        words = shlex.split(line)
        if words[0] == "specmint":
            status = main(words[1:])
        else:
            subprocess.run(line, shell=True, check=True)
    return capsys.readouterr().err, status


@pytest.mark.parametrize("code", RULES)
def test_a_bad_example_ends_in_its_problem_and_a_good_one_in_none(
    code: str,
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for kind in ("bad", "good"):
        root = shutil.copytree(checkout, checkout.parent / kind)
        monkeypatch.chdir(root)
        said, status = follow(RULES[code][kind], capsys)
        codes = [one for _, one in found(said)]
        assert codes == ([code] if kind == "bad" else [])
        assert bool(status) == (kind == "bad" and code != "missing-licence")
