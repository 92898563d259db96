"""The workflow and the hook of the README: sound YAML, commands that exist, and a hook that runs."""

from pathlib import Path
import re
import shlex
import shutil
import subprocess
import sys
from typing import Any

from project import ROOT
import pytest
from review_pairs import REVIEWED
from specmint.cli.commands import make_parser
from test_diff import CALLS, break_it, commit, edit, git
import yaml

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.S)
[WORKFLOW] = [yaml.safe_load(one) for one in BLOCKS if "jobs:" in one]
[HOOK] = [yaml.safe_load(one) for one in BLOCKS if "repos:" in one]
OURS = ".venv/bin/specmint"


def lines() -> list[str]:
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    return [
        line for step in steps for line in step.get("run", "").splitlines() if line
    ]


def hook() -> dict[str, Any]:
    [repo] = HOOK["repos"]
    [found] = repo["hooks"]
    return dict(found)


def test_the_workflow_checks_finds_drift_diffs_and_comments() -> None:
    """YAML reads the key `on` as true."""
    assert WORKFLOW[True] == "pull_request"
    assert WORKFLOW["permissions"]["pull-requests"] == "write"
    whole = "\n".join(lines())
    for word in ("specmint check", "specmint lint", "specmint diff", "gh pr comment"):
        assert word in whole
    checkout = next(
        step
        for job in WORKFLOW["jobs"].values()
        for step in job["steps"]
        if "checkout" in step.get("uses", "")
    )
    assert checkout["with"]["fetch-depth"] == 0, "a merge base needs the history"


@pytest.mark.parametrize(
    "line", [one for one in [*lines(), hook()["entry"]] if OURS in one]
)
def test_each_command_is_one_that_the_program_has(line: str) -> None:
    words = shlex.split(line.partition(">")[0])
    assert words[0] == OURS
    make_parser(words[1:]).parse_args(words[1:])


def test_each_target_of_make_is_one_that_there_is() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    named = [line.split()[1] for line in lines() if line.startswith("make ")]
    assert named
    assert all(re.search(rf"^{re.escape(one)}:", makefile, re.M) for one in named)


def test_the_hook_lets_words_through_and_stops_a_break(tmp_path: Path) -> None:
    """Run as a hook is run: by its own line, in a repository with a branch of its own."""
    origin, root = tmp_path / "origin", tmp_path / "here"
    shutil.copytree(REVIEWED, origin)
    git(origin, "init", "-q", "-b", "main")
    commit(origin, "first")
    git(tmp_path, "clone", "-q", str(origin), str(root))
    git(root, "switch", "-q", "-c", "mine")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / OURS).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m specmint "$@"\n')
    (root / OURS).chmod(0o755)
    assert hook()["pass_filenames"] is False
    assert re.search(hook()["files"], CALLS)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            shlex.split(hook()["entry"]),
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )

    edit(root, CALLS, "What it is called.", "What people call it.")
    commit(root, "words")
    assert run().returncode == 0
    break_it(root)
    commit(root, "a break")
    stopped = run()
    assert (stopped.returncode, stopped.stderr) == (1, "")
    assert "param-renamed" in stopped.stdout
