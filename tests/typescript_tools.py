"""Node and the judges of TypeScript, as `tests/runners/typescript` pins them."""

from functools import cache
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any

from project import ROOT
import pytest

RUNNER = ROOT / "tests" / "runners" / "typescript"
CLIENTS = ROOT / "generated" / "clients" / "typescript"
USES = ROOT / "tests" / "types" / "typescript"
_TOOLS = RUNNER / "node_modules"
_INSTALL = "run `npm ci` in tests/runners/typescript"


def lack(what: str) -> Any:
    """Skip a test that lacks a tool, or fail it where CI runs."""
    told = f"{what} is not here: {_INSTALL}"
    if os.environ.get("CI"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


@cache
def node() -> str:
    """Find a Node that runs TypeScript as it lies: the pinned one, or one of today."""
    pinned = _TOOLS / ".bin" / "node"
    found = str(pinned) if pinned.exists() else shutil.which("node")
    if found is None:
        return str(lack("Node"))
    ran = subprocess.run([found, "--version"], capture_output=True, text=True)
    major, minor = map(int, ran.stdout.strip().removeprefix("v").split(".")[:2])
    if (major, minor) < (22, 18):
        lack("Node 22.18 or later")
    return found


def tool(path: str) -> Path:
    """Find a judge by its place among the installed packages."""
    found = _TOOLS / path
    return found if found.exists() else Path(str(lack(path.partition("/")[0])))


def run(*command: str | Path, cwd: Path = RUNNER) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [node(), *map(str, command)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
