"""What the wire cases are made from, against what was accepted: no fact changes in silence.

Cases that are made from a changed spec show the change as if it had always been so. So
each method, type and error has a mark in `tests/wire/contract`, of all in its bundle that
is no prose and no example. `make golden` accepts a change: read the diff.
"""

from collections.abc import Iterator
import hashlib
import os
from pathlib import Path
from typing import Any

from project import ALL, ROOT
import pytest
from specmint.layout import json_line
from test_recordings import bundle_of

Json = Any
FOLDER = ROOT / "tests" / "wire" / "contract"
GOLDEN = os.environ.get("SPECMINT_GOLDEN") and not os.environ.get("CI")
PROSE = {
    "bundle", "title", "summary", "doc", "words", "errata", "source", "documents",
    "examples", "facts", "note", "notes", "why", "warnings", "effect_doc", "cache_doc",
    "versions", "evidence",
}  # fmt: skip
# What stands below these is called by names of the API, and none of them is prose.
NAMED = {"fields", "params", "cases", "values", "include", "parts", "headers", "beside"}
each_api = pytest.mark.parametrize("name", ALL)


def bare(node: Json, *, is_named: bool = False) -> Json:
    """Leave out what is said to people."""
    match node:
        case dict():
            return {
                key: bare(item, is_named=key in NAMED)
                for key, item in node.items()
                if is_named or key not in PROSE
            }
        case list():
            return [bare(item) for item in node]
    return node


def marks(found: Json) -> Iterator[str]:
    """Give a line for each thing that has a name, and for each part that has none."""
    for part, whole in found.items():
        if part in PROSE:
            continue
        named = whole if isinstance(whole, dict) else {"-": whole}
        if part == "methods":
            named = {one["name"]: one for one in whole}
        for name, one in named.items():
            told = json_line(bare(one)).encode()
            yield f"{part} {name} {hashlib.sha256(told).hexdigest()[:10]}"


def kept(name: str) -> Path:
    return FOLDER / f"{name}.txt"


@each_api
def test_no_fact_has_changed_since_it_was_accepted(name: str) -> None:
    found = list(marks(bundle_of(name)))
    if GOLDEN:
        FOLDER.mkdir(exist_ok=True)
        kept(name).write_text("\n".join(found) + "\n", "utf-8")
    assert kept(name).exists(), "`make golden` keeps what is accepted"
    known = kept(name).read_text("utf-8").splitlines()
    assert sorted(set(found) ^ set(known)) == [], "meant? `make golden` accepts it"


@pytest.mark.parametrize(
    ("node", "is_seen"),
    [
        ({"effect": "once"}, True),
        ({"doc": "Other words."}, False),
        ({"fields": {"doc": {"type": "string"}}}, True),
    ],
)
def test_a_mark_is_of_facts_alone(node: Json, is_seen: bool) -> None:
    before = {"types": {"A": {"effect": "read", "fields": {}, "doc": "Words."}}}
    after = {"types": {"A": {**before["types"]["A"], **node}}}
    assert (list(marks(before)) != list(marks(after))) is is_seen
