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
from tempfile import TemporaryDirectory
from typing import NoReturn

from project import IMPORTED, ROOT
import pytest
from small_clients import SMALL, written

GENERATED = ROOT / "generated" / "clients" / "python"
USES = ROOT / "tests" / "types" / "python"
SERVERS = ROOT / "generated" / "servers" / "python"
SERVER_USES = ROOT / "tests" / "types" / "python_server"
VERSIONS = ("3.10", "3.14")
"""The oldest Python that generated code runs on, and a current one."""
RUNS = (("mypy", "3.10"), ("pyright", "3.14"))
"""Who judges for which version: each of both versions and of both checkers once."""


@dataclass(frozen=True, order=True)
class Finding:
    path: Path
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT if self.path.is_relative_to(ROOT) else "/")
        return f"{path}:{self.line}: {self.message} [{self.code}]"


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


def _mypy(
    version: str, folders: tuple[Path, ...], kept: str = os.devnull
) -> Iterator[Finding]:
    said = _run(
        "mypy",
        *("--strict", "--config-file=", "--output=json", "--explicit-package-bases"),
        *("--python-version", version),
        *("--cache-dir", kept),
        *map(str, folders),
        MYPYPATH=os.pathsep.join(map(str, (GENERATED, SERVERS, USES, SERVER_USES))),
    )
    for line in filter(None, said.splitlines()):
        one = json.loads(line)
        if one["severity"] != "note":
            path = (ROOT / one["file"]).resolve()
            yield Finding(path, one["line"], one["code"], one["message"])


def _pyright(
    version: str, folders: tuple[Path, ...], kept: str = ""  # noqa: ARG001
) -> Iterator[Finding]:
    # The wheel holds pyright, and asks the network only whether there is a newer one.
    apart = [path for path in folders if not path.is_relative_to(ROOT)]
    with TemporaryDirectory() as folder:
        settings = {
            "include": [os.path.relpath(path, folder) for path in folders],
            # A module that it can reach by no name is one with its namesakes, and so
            # are two names of one module.
            "extraPaths": [str(GENERATED), str(SERVERS), *map(str, apart)],
            "typeCheckingMode": "strict",
            "pythonVersion": version,
        }
        config = Path(folder) / "pyrightconfig.json"
        config.write_text(json.dumps(settings))
        said = _run(
            "pyright",
            *("--project", folder, "--outputjson", "--pythonpath", sys.executable),
            PYRIGHT_PYTHON_IGNORE_WARNINGS="1",
        )
    for one in json.loads(said)["generalDiagnostics"]:
        line = one["range"]["start"]["line"] + 1
        code = one.get("rule", one["severity"]).removeprefix("report")
        yield Finding(Path(one["file"]).resolve(), line, code, one["message"])


CHECKERS: dict[str, Callable[..., Iterator[Finding]]] = {
    "mypy": _mypy,
    "pyright": _pyright,
}


def packages(of: Path) -> list[Path]:
    """Give the packages of the specs that people wrote; imports are judged apart."""
    left = tuple(f"{name}_" for name in IMPORTED)
    return [
        path
        for path in sorted(of.iterdir())
        if path.is_dir() and not path.name.startswith((*left, "_", "."))
    ]


Judged = dict[tuple[str, str], list[Finding] | CannotRun]


@cache
def _all_findings(of: Path) -> Judged:
    """Judge all clients, or all servers, side by side and once for all tests."""
    uses = USES if of == GENERATED else SERVER_USES
    small = [written() / name for name in SMALL if of == GENERATED]
    folders = (*packages(of), uses, *small)
    found: Judged = {}

    def judge(checker: str, version: str) -> None:
        kept = str(ROOT / ".mypy_cache" / f"of generated {of.parent.name}")
        try:
            found[checker, version] = sorted(CHECKERS[checker](version, folders, kept))
        except CannotRun as error:
            found[checker, version] = error

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for one in [pool.submit(judge, *run) for run in RUNS]:
            one.result()
    return found


def give_up(error: CannotRun) -> NoReturn:
    """Where there is no checker a test is skipped, and fails in CI."""
    if os.environ.get("CI"):
        pytest.fail(str(error), pytrace=False)
    pytest.skip(str(error))


def findings(checker: str, version: str, where: Path) -> list[Finding]:
    """Give what a checker finds in a file, or in all files of a folder."""
    is_server = any(map(where.is_relative_to, (SERVERS, SERVER_USES)))
    of = SERVERS if is_server else GENERATED
    found = _all_findings(of)[checker, version]
    if isinstance(found, CannotRun):
        give_up(found)
    return [one for one in found if one.path.is_relative_to(where)]
