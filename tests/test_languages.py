"""A language costs its own modules and folders, and one line of the registry of targets."""

from collections.abc import Iterator
import inspect
import re

from project import ROOT
import pytest
from specmint.play import player
from specmint.review.surfaces import surface_reader
from specmint.target import Language, Target
from specmint.targets import LANGUAGES, TARGETS

PROGRAM = ROOT / "generator" / "specmint"
TEMPLATES = ROOT / "templates"
REGISTRY = "generator/specmint/targets/__init__.py"
# Besides the registry: specmint is written in Python, its mock is a generated server, and
# the site shows that language first.
PYTHON = {
    "generator/specmint/__main__.py": "how to run specmint",
    "generator/specmint/bundle.schema.json": "the syntax of regular expressions",
    "generator/specmint/check/judge.py": "the types of what YAML reads",
    "generator/specmint/cli/judging.py": "the mock's errors",
    "generator/specmint/cli/mock.py": "the mock's server",
    "generator/specmint/cli/samples.py": "the mock's server",
    "generator/specmint/mock/answers.py": "the mock's names",
    "generator/specmint/mock/says.py": "the mock's names",
    "generator/specmint/render.py": "black",
    "generator/specmint/tree/disk.py": "caches",
    "generator/specmint/wire/scalars.py": "the types of meanings",
    "generator/specmint/wire/texts.py": "equality",
    "templates/site/_head.html": "the first language",
    "templates/site/runtime/site.css": "the first language",
    "templates/site/runtime/site.js": "the first language",
}


def naming(word: str) -> Iterator[tuple[str, str]]:
    """Give each line that names a language outside of what is called after it."""
    for file in sorted([*PROGRAM.rglob("*"), *TEMPLATES.rglob("*")]):
        path = file.relative_to(ROOT)
        is_own = any(part.startswith(word) for part in path.parts)
        if file.is_file() and not is_own and "__pycache__" not in path.parts:
            for line in file.read_text("utf-8").splitlines():
                if re.search(word, line, re.IGNORECASE):
                    yield path.as_posix(), line.strip()


def test_one_line_outside_of_what_is_its_own_names_typescript() -> None:
    assert list(naming("typescript")) == [(REGISTRY, '"typescript",')]


def test_python_is_named_besides_only_where_the_program_is_python_itself() -> None:
    found = list(naming("python"))
    lines = [line for path, line in found if path == REGISTRY]
    assert lines == ['"python_client",', '"python_server",']
    assert {path for path, _ in found} - {REGISTRY} == PYTHON.keys()


@pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
def test_what_a_target_names_is_there(target: Target) -> None:
    assert target.folder("some-api").startswith("generated/")
    assert not target.guide or (ROOT / "docs" / f"{target.name}.md").is_file()
    assert not target.surface or surface_reader(target.surface)({}) == {}


@pytest.mark.parametrize("language", LANGUAGES, ids=[one.name for one in LANGUAGES])
def test_what_runs_samples_is_like_any_other(language: Language) -> None:
    module = player(language.name)
    assert isinstance(module.lacks(), str)
    assert list(inspect.signature(module.run).parameters) == ["folder", "package"]
