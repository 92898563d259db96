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
RUNS = (("mypy", "3.10"), ("mypy", "3.14"), ("pyright", "3.10"))
"""Who judges for which version: pyright needs four times as long as mypy."""


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


def _called(folder: Path) -> str:
    return f"{folder.parent.name} {folder.name}"


def _mypy(version: str, folders: tuple[Path, ...]) -> Iterator[Finding]:
    said = _run(
        "mypy",
        *("--strict", "--config-file=", "--output=json", "--explicit-package-bases"),
        *("--python-version", version),
        *("--cache-dir", str(ROOT / ".mypy_cache" / f"of {_called(folders[0])}")),
        *map(str, folders),
        MYPYPATH=os.pathsep.join(map(str, (GENERATED, SERVERS, USES, SERVER_USES))),
    )
    for line in filter(None, said.splitlines()):
        one = json.loads(line)
        if one["severity"] != "note":
            path = (ROOT / one["file"]).resolve()
            yield Finding(path, one["line"], one["code"], one["message"])


def _pyright(version: str, folders: tuple[Path, ...]) -> Iterator[Finding]:
    # The wheel holds pyright, and asks the network only whether there is a newer one.
    with TemporaryDirectory() as folder:
        settings = {
            "include": [os.path.relpath(path, folder) for path in folders],
            "extraPaths": [str(GENERATED), str(SERVERS)],
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


CHECKERS: dict[str, Callable[[str, tuple[Path, ...]], Iterator[Finding]]] = {
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


Judged = dict[tuple[str, str, Path], list[Finding] | CannotRun]


@cache
def _all_findings(of: Path) -> Judged:
    """Judge all clients, or all servers, side by side and once for all tests."""
    uses = USES if of == GENERATED else SERVER_USES
    folders = (*packages(of), uses)
    runs = [(checker, of, folders, version) for checker, version in RUNS]
    small = [written() / name for name in SMALL if of == GENERATED]
    for checker in CHECKERS:
        runs += [
            (checker, path, (path,), VERSIONS[0]) for path in small if path.is_dir()
        ]
    found: Judged = {}

    def judge(
        checker: str, group: Path, folders: tuple[Path, ...], version: str
    ) -> None:
        try:
            found[checker, version, group] = sorted(CHECKERS[checker](version, folders))
        except CannotRun as error:
            found[checker, version, group] = error

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(judge, *run) for run in runs]
        for one in waiting:
            one.result()
    return found


def give_up(error: CannotRun) -> NoReturn:
    """Where there is no checker a test is skipped, and fails in CI."""
    if os.environ.get("CI"):
        pytest.fail(str(error), pytrace=False)
    pytest.skip(str(error))


def findings(checker: str, version: str, where: Path) -> list[Finding]:
    """Give what a checker finds in a file, or in all files of a folder.

    Packages of small specs are judged for the oldest Python alone, and each by itself:
    where one cannot be parsed, mypy says nothing of the others.
    """
    is_server = any(map(where.is_relative_to, (SERVERS, SERVER_USES)))
    of = SERVERS if is_server else GENERATED
    group = where if where.parent == written() else of
    found = _all_findings(of)[checker, version, group]
    if isinstance(found, CannotRun):
        give_up(found)
    return [one for one in found if one.path.is_relative_to(where)]
