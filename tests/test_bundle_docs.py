"""The page about bundles: its examples are real, and it explains every name."""

from collections.abc import Iterator
from decimal import Decimal
import json
import re
from typing import Any

from project import NAMES, ROOT, api
import pytest
from specmint.bundle import bundle, read_bundle_schema
from specmint.layout import json_text

Json = Any
PAGE = (ROOT / "docs" / "bundle.md").read_text("utf-8")
SPEC_PAGE = (ROOT / "docs" / "spec-language.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SCHEMA: Json = json.loads(read_bundle_schema())


@pytest.fixture(scope="module", name="bundles")
def make_bundles() -> list[Json]:
    texts = [json_text(bundle(api(name))) for name in NAMES]
    return [json.loads(text, parse_float=Decimal) for text in texts]


def inner(value: Json) -> Iterator[Json]:
    """Walk all objects of a bundle."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from inner(item)
    elif isinstance(value, list):
        for item in value:
            yield from inner(item)


def has(value: Json, example: Json) -> bool:
    """Whether a value is the example, or the example with more around it."""
    if isinstance(example, dict):
        is_object = isinstance(value, dict) and example.keys() <= value.keys()
        return is_object and all(has(value[key], example[key]) for key in example)
    if isinstance(example, list):
        is_list = isinstance(value, list)
        return is_list and all(any(has(item, one) for item in value) for one in example)
    return bool(value == example and type(value) is type(example))


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_is_cut_out_of_a_bundle(
    bundles: list[Json], example: str
) -> None:
    wanted = json.loads(example)
    assert any(has(value, wanted) for known in bundles for value in inner(known))


def names_of(schema: Json) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from properties
        for below in schema.values():
            yield from names_of(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from names_of(below)


@pytest.mark.parametrize("name", sorted(set(names_of(SCHEMA)) - {"properties"}))
def test_every_name_is_explained(name: str) -> None:
    spelled = re.compile(rf"`{name}\b|\b{name}`|\b{name}:|\"{name}\"")
    assert spelled.search(PAGE) or spelled.search(SPEC_PAGE)


@pytest.mark.parametrize("section", SCHEMA["properties"])
def test_every_section_is_explained_here(section: str) -> None:
    assert f"`{section}`" in PAGE


def test_links_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = {
        re.sub(r"[^a-z -]", "", one.lower()).replace(" ", "-") for one in headings
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        path, _, anchor = target.partition("#")
        assert not path or (ROOT / "docs" / path).exists(), target
        assert path or anchor in anchors, target
