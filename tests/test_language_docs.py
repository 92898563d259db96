"""The page about the spec language says all that the JSON Schema allows."""

from collections.abc import Iterator
import json
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Any

from project import ROOT
import pytest

SCHEMA = ROOT / "generator" / "specmint" / "spec.schema.json"
PAGE = (ROOT / "docs" / "spec-language.md").read_text("utf-8")


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Walk every key that some object of a spec may have."""
    if isinstance(schema, dict):
        for name, below in schema.get("properties", {}).items():
            if not name.startswith("$"):
                yield name, below
        for below in schema.values():
            yield from properties(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from properties(below)


KEYS = sorted({name for name, _ in properties(json.loads(SCHEMA.read_text("utf-8")))})


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}" in PAGE or f"{key}:" in PAGE or f"{key}`" in PAGE, key


def test_every_word_of_a_closed_list_is_explained() -> None:
    words = {
        str(word)
        for _, below in properties(json.loads(SCHEMA.read_text("utf-8")))
        if isinstance(below, dict)
        for word in below.get("enum", [])
    }
    missing = {word for word in words if word not in PAGE}
    assert not missing - {"OPTIONS", "HEAD", "PATCH", "sha1"}


def test_the_readme_shows_what_the_program_says(tmp_path: Path) -> None:
    """The task in the README, done to a copy of the specs, ends as it says."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    file = tmp_path / "specs/bitdust/methods/process.yaml"
    before, method, after = file.read_text("utf-8").partition("  process_health:\n")
    added = "      verbose: {type: boolen, default: false, doc: Whether to name what is slow.}\n"
    head, effect, rest = after.partition("    effect: read\n")
    file.write_text(
        f"{before}{method}{head}{effect}    params:\n{added}{rest}", "utf-8"
    )
    readme = (ROOT / "README.md").read_text("utf-8")
    assert added.strip() in readme
    done = subprocess.run(
        [sys.executable, "-m", "specmint", "check", "bitdust"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for line in done.stderr.splitlines():
        assert line in readme
