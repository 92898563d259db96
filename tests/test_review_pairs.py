"""Each rule by a pair of specs, before and after, and exactly what is said of the change.

A pair holds the files that differ from tests/reviewed, and `expected.txt`.
`make golden` writes what is expected anew: read the diff.
"""

from difflib import unified_diff
import json
import os
from pathlib import Path

from project import ROOT
import pytest
from review_pairs import HERE, PAIRS, REVIEWED, found_in, sides_of
from specmint.review import read_rules
from specmint.review.explained import rules_page
from specmint.review.lines import line_of

RULES = read_rules()
ROOM = ROOT / "generator" / "specmint" / "review"
GOLDEN = os.environ.get("SPECMINT_GOLDEN") and not os.environ.get("CI")
# These are about whole APIs, and a pair has one: tests/test_diff.py shows them.
OF_WHOLE_APIS = {"api-added", "api-removed", "api-renamed"}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_change_is_met_by_exactly_these_rules(pair: str) -> None:
    before, after = sides_of(pair)
    findings = found_in(before, after, RULES)
    told = "".join(f"{line_of(finding)}\n" for finding in findings)
    expected = HERE / pair / "expected.txt"
    if GOLDEN:
        expected.write_text(told, "utf-8", newline="\n")
    assert told == expected.read_text("utf-8")
    assert pair in {finding.rule for finding in findings}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_spec_against_itself_gives_nothing(pair: str) -> None:
    before, after = sides_of(pair)
    assert found_in(before, before, RULES) == ()
    assert found_in(after, after, RULES) == ()


@pytest.mark.parametrize("pair", PAIRS)
def test_a_change_undone_meets_the_mirror(pair: str) -> None:
    before, after = sides_of(pair)
    undone = {finding.rule for finding in found_in(after, before, RULES)}
    assert RULES[pair].mirror in undone


def difference(pair: str) -> str:
    """Show what differs between the two sides of a pair, file by file."""
    texts = [
        {
            file.relative_to(HERE / pair / side).as_posix(): file.read_text("utf-8")
            for file in sorted((HERE / pair / side).rglob("*.yaml"))
        }
        for side in ("before", "after")
    ]
    lines: list[str] = []
    for name in sorted(texts[0].keys() | texts[1].keys()):
        sides = [(text.get(name) or original(name)).splitlines() for text in texts]
        found = [
            line
            for line in unified_diff(*sides, n=0, lineterm="")
            if not line.startswith(("---", "+++", "@@"))
        ]
        lines += [f"# {name}", *found] if found else []
    return "\n".join(lines) + "\n"


def original(name: str) -> str:
    return (REVIEWED / "specs" / "sample" / name).read_text("utf-8")


def accept(path: Path, text: str) -> None:
    if GOLDEN:
        path.write_text(text, "utf-8", newline="\n")
    assert path.read_text("utf-8") == text


def test_the_examples_that_ship_are_the_pairs() -> None:
    examples = {pair: difference(pair) for pair in PAIRS}
    text = json.dumps(examples, ensure_ascii=False, indent=1)
    accept(ROOM / "examples.json", f"{text}\n")


def test_the_page_of_rules_is_made_from_the_table() -> None:
    accept(ROOT / "docs" / "rules.md", rules_page(RULES))


def test_every_rule_has_a_pair() -> None:
    assert set(PAIRS) == set(RULES) - OF_WHOLE_APIS
