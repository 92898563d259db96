"""Type-checker, linter and formatter judge our own Python."""

from importlib.util import find_spec
import os
import subprocess
import sys

from project import ROOT
import pytest

OURS = ["generator", "tests", "benchmarks"]
JUDGES = {
    "mypy": ["mypy"],
    "ruff": ["ruff", "check", "--no-cache", *OURS],
    "black": ["black", "--check", "--quiet", *OURS],
}


@pytest.mark.parametrize("judge", JUDGES)
def test_a_judge_finds_nothing(judge: str) -> None:
    if find_spec(judge) is None and not os.environ.get("CI"):
        pytest.skip(f"{judge} is not installed: run `make test`")
    command = [sys.executable, "-m", *JUDGES[judge]]
    judged = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_what_measures_can_be_imported() -> None:
    """Nothing runs it in CI, so a name that has moved is seen here."""
    folder = ROOT / "benchmarks"
    names = ", ".join(sorted(path.stem for path in folder.glob("*.py")))
    ran = subprocess.run(
        [sys.executable, "-c", f"import {names}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
