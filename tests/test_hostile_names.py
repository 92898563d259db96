"""Names that a language or our own runtimes have already make code that works."""

from collections.abc import Mapping
import json
import os
from pathlib import Path
import subprocess
import sys

from hostile.judging import render_all
from hostile.names import named, taken
import pytest
from samples import flow, lay
from specmint.cli.project import load_specs
from specmint.problems import has_errors
from type_checkers import CHECKERS, VERSIONS, CannotRun
from typescript_samples import prepare
from typescript_tools import run, tool

# One in so many, others each month would do; `make soak` takes more of them.
_STEP = int(os.environ.get("SPECMINT_NAMES_STEP", "23"))
_MODULES = ("sample_client.client", "sample_client.webhooks", "sample_server.app")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render a spec that calls everything by such names."""
    folder = tmp_path_factory.mktemp("names")
    files = named(taken()[::_STEP])
    lay(folder, {name: flow(tree) for name, tree in files.items()})
    loaded = load_specs(folder, ["sample"])
    problems = loaded.build(loaded.specs)
    assert not has_errors(problems), "\n".join(map(str, problems))
    write(folder, dict(render_all(loaded.apis["sample"])))
    return folder


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def test_packages_of_such_names_are_imported(made: Path) -> None:
    folders = (made / "generated" / side / "python" for side in ("clients", "servers"))
    path = os.pathsep.join(map(str, folders))
    lines = "\n".join(f"import {module}" for module in _MODULES)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", lines],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("side", ["clients", "servers"])
def test_a_type_checker_takes_such_names(side: str, made: Path) -> None:
    folder = made / "generated" / side / "python"
    try:
        found = list(CHECKERS["mypy"](VERSIONS[0], (folder,)))
    except CannotRun as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    assert [f"{one.path.name}:{one.line}: {one.message}" for one in found] == []


def test_a_compiler_takes_such_names(made: Path) -> None:
    folder = made / "generated" / "clients" / "typescript"
    prepare(folder)
    settings = json.loads((folder / "tsconfig.json").read_text())
    settings["include"] = ["**/*.ts"]
    (folder / "tsconfig.json").write_text(json.dumps(settings))
    ran = run(tool("typescript-today/bin/tsc"), "--project", folder / "tsconfig.json")
    assert ran.returncode == 0, ran.stdout
