"""What happened to public APIs: words that changed break nobody, and each break is told.

`tests/review/history.yaml` has the changes, each with its repository, from where to where.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from specmint.model import Api
from specmint.review import Finding, review
from test_review_foreign import RULES, SMALL, TABLE, built, merge, nowhere, yaml

HISTORY = TABLE.with_name("history.yaml")


@dataclass(frozen=True)
class Past:
    """One change of a public API, laid over the small spec."""

    of: str
    at: str
    before: Any
    after: Any
    rule: str = ""
    both: Any = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.of}: {self.at}"

    def findings(self) -> tuple[Finding, ...]:
        old, new = self._side(self.before), self._side(self.after)
        return review(old, new, nowhere, nowhere, RULES)

    def _side(self, own: Any) -> Api:
        data = deepcopy(yaml(SMALL))
        merge(data, deepcopy(self.both))
        merge(data, deepcopy(own))
        return built(data)


def past(kind: str) -> Iterator[Past]:
    for row in yaml(HISTORY.read_text("utf-8"))[kind]:
        assert {"from", "to"} <= row.keys(), row
        yield Past(**{key: row[key] for key in row if key not in ("from", "to")})


WORDS, BREAKS = list(past("words")), list(past("breaks"))


@pytest.mark.parametrize("one", WORDS, ids=str)
def test_a_change_of_words_is_told_and_is_no_more_than_that(one: Past) -> None:
    assert {finding.severity for finding in one.findings()} == {"docs"}


@pytest.mark.parametrize("one", BREAKS, ids=str)
def test_a_break_that_was_announced_is_told_as_one(one: Past) -> None:
    found = {(finding.rule, finding.severity) for finding in one.findings()}
    assert (one.rule, "breaking") in found


def test_there_is_enough_of_a_past() -> None:
    assert len(WORDS) >= 20
    assert len(BREAKS) >= 20
    assert len({one.of for one in [*WORDS, *BREAKS]}) >= 4
    assert len({one.rule for one in BREAKS}) >= 12
