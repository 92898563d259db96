"""Packages of small specs, which have what the five APIs lack, and lack what they have."""

from collections.abc import Mapping
from functools import cache
from itertools import product
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory

from samples import CASES
from specmint.cases import make_traffic
from specmint.cli.project import load_specs
from specmint.lower import lower
from specmint.model import Api
from specmint.problems import has_errors
from specmint.render import render
from specmint.targets import python_client, python_server

SMALL = (*sorted(path.name for path in CASES.iterdir()), "new")
ODD = Path(__file__).parent / "odd"
ODD_APIS = tuple(sorted(path.name for path in (ODD / "specs").iterdir()))
"""APIs with a corner of the language each; their packages lie in one folder."""
_TEMPORARY = TemporaryDirectory()


@cache
def rendered(name: str, target: str = python_client.NAME) -> Mapping[str, str]:
    """Render the client, or the server, of a case or of what `specmint new` writes."""
    made = loaded(name)
    return dict(render(lower(made, target, make_traffic(made))))


@cache
def rendered_odd(name: str, target: str) -> Mapping[str, str]:
    """Render the client, or the server, of an odd API."""
    made = built(ODD, name)
    return dict(render(lower(made, target, make_traffic(made))))


@cache
def loaded(name: str) -> Api:
    root, api = CASES / name, "sample"
    if name == "new":
        root = Path(_TEMPORARY.name) / "specs of new"
        root.mkdir()
        command = [sys.executable, "-m", "specmint", "new", api]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
    return built(root, api)


def built(root: Path, api: str) -> Api:
    specs = load_specs(root, [api])
    problems = specs.build(specs.specs)
    assert not has_errors(problems), "\n".join(map(str, problems))
    return specs.apis[api]


@cache
def written() -> Path:
    """Write the packages of all small specs, as far as they can be made.

    Each is called after its case, so that a checker can judge all of them at once.
    """
    folder = Path(_TEMPORARY.name) / "packages"
    for name, target in product(SMALL, (python_client, python_server)):
        try:
            texts = rendered(name, target.NAME)
        except Exception:  # the test of that spec fails with it
            texts = {}
        _write(folder / name / target.package(name), texts)
    return folder


@cache
def written_odd() -> Path:
    """Write the packages of all odd APIs side by side."""
    folder = Path(_TEMPORARY.name) / "odd"
    for name, target in product(ODD_APIS, (python_client, python_server)):
        _write(folder / target.package(name), rendered_odd(name, target.NAME))
    return folder


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
