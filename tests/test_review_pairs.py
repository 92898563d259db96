"""Each rule by a pair of specs, before and after, and exactly what is said of the change.

A pair holds the files that differ from tests/cases/reviewed, and `expected.txt`.
`make golden` writes what is expected anew: read the diff.
"""

import os
from pathlib import Path

import pytest
from review_pairs import HERE, PAIRS, found_in, lay_pair
from specmint.review import read_rules
from specmint.review.lines import line_of

RULES = read_rules()
GOLDEN = os.environ.get("SPECMINT_GOLDEN") and not os.environ.get("CI")
# These are about whole APIs, and a pair has one: tests/test_diff.py shows them.
OF_WHOLE_APIS = {"api-added", "api-removed", "api-renamed"}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_change_is_met_by_exactly_these_rules(pair: str, tmp_path: Path) -> None:
    before, after = lay_pair(tmp_path, pair)
    findings = found_in(before, after, RULES)
    told = "".join(f"{line_of(finding)}\n" for finding in findings)
    expected = HERE / pair / "expected.txt"
    if GOLDEN:
        expected.write_text(told, "utf-8", newline="\n")
    assert told == expected.read_text("utf-8")
    assert pair in {finding.rule for finding in findings}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_spec_against_itself_gives_nothing(pair: str, tmp_path: Path) -> None:
    before, after = lay_pair(tmp_path, pair)
    assert found_in(before, before, RULES) == ()
    assert found_in(after, after, RULES) == ()


def test_every_rule_has_a_pair() -> None:
    assert set(PAIRS) == set(RULES) - OF_WHOLE_APIS
