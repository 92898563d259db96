"""What mypy and pyright find in generated Python, and in files that use it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
import json
import os
from pathlib import Path
import subprocess
import sys

from project import ROOT
import pytest

GENERATED = ROOT / "generated" / "clients" / "python"
USES = ROOT / "tests" / "types" / "python"
VERSIONS = ("3.10", "3.14")
"""The oldest Python that generated code runs on, and a current one."""


@dataclass(frozen=True, order=True)
class Finding:
    path: Path
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path.relative_to(ROOT)}:{self.line}"
        return f"{place}: {self.message} [{self.code}]"


class CannotRun(Exception):
    """A checker is not there, or lacks what it needs."""


def _run(*command: str, **more: str) -> str:
    """Give what a checker printed; findings are no failure, and all else is."""
    if find_spec(command[0]) is None:
        raise CannotRun(f"{command[0]} is not installed: run `make test`")
    ran = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode and not ran.stdout.startswith("{"):
        told = (ran.stdout + ran.stderr).strip().splitlines() or ["without a word"]
        raise CannotRun(f"{command[0]} cannot run: {told[-1]}")
    return ran.stdout


def _mypy(version: str) -> Iterator[Finding]:
    said = _run(
        "mypy",
        *("--strict", "--config-file=", "--output=json", "--explicit-package-bases"),
        *("--python-version", version),
        *("--cache-dir", str(ROOT / ".mypy_cache" / "clients")),
        *(str(GENERATED), str(USES)),
        MYPYPATH=f"{GENERATED}{os.pathsep}{USES}",
    )
    for line in said.splitlines():
        one = json.loads(line)
        if one["severity"] != "note":
            path = (ROOT / one["file"]).resolve()
            yield Finding(path, one["line"], one["code"], one["message"])


def _pyright(version: str) -> Iterator[Finding]:
    # The wheel holds pyright, and asks the network only whether there is a newer one.
    said = _run(
        "pyright",
        *("--project", str(USES), "--outputjson"),
        *("--pythonversion", version, "--pythonpath", sys.executable),
        PYRIGHT_PYTHON_IGNORE_WARNINGS="1",
    )
    for one in json.loads(said)["generalDiagnostics"]:
        line = one["range"]["start"]["line"] + 1
        code = one.get("rule", one["severity"]).removeprefix("report")
        yield Finding(Path(one["file"]).resolve(), line, code, one["message"])


CHECKERS: dict[str, Callable[[str], Iterator[Finding]]] = {
    "mypy": _mypy,
    "pyright": _pyright,
}


@cache
def _all_findings() -> dict[tuple[str, str], list[Finding] | CannotRun]:
    """Run them all side by side, once for all tests."""
    keys = [(name, version) for name in CHECKERS for version in VERSIONS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(keys, pool.map(_judge, *zip(*keys, strict=True)), strict=True))


def _judge(checker: str, version: str) -> list[Finding] | CannotRun:
    try:
        return sorted(CHECKERS[checker](version))
    except CannotRun as error:
        return error


def findings(checker: str, version: str, where: Path) -> list[Finding]:
    """Give what a checker finds in a file, or in all files of a folder."""
    found = _all_findings()[checker, version]
    if isinstance(found, CannotRun):
        if os.environ.get("CI"):
            pytest.fail(str(found), pytrace=False)
        pytest.skip(str(found))
    return [one for one in found if one.path.is_relative_to(where)]
