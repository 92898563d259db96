"""The page about the spec language says all that the JSON Schema allows."""

from collections.abc import Iterator
import json
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
