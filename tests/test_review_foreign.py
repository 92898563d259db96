"""What other tools say of a change, held against what we say: a table of facts, not of texts.

`tests/review/foreign.yaml` has the cases; each is laid over the small spec below.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from specmint.build import build_api
from specmint.check import check_spec
from specmint.load import Spec, read_yaml
from specmint.model import Api
from specmint.problems import Place, has_errors
from specmint.review import read_rules, review
from specmint.review.rules import VERDICTS

TABLE = Path(__file__).parent / "review" / "foreign.yaml"
RULES = read_rules()
AXES = {
    "wire": ("wire", "behaviour"),
    "source": ("wire", "behaviour", "client", "server"),
}
SMALL = """
specmint: 1
api: sample
title: Sample
words: [Sample]
summary: Keep things.
documents: {page: {title: The page, kind: document}}
transports: {http: {host: "http://localhost:1", params: {GET: query, POST: json, PUT: json}}}
credentials: {user: {doc: The name.}, password: {secret: true}}
auth: {basic: {kind: basic, user: $user, password: $password}}
groups: {all: {title: All}}
types: {T: {is: string}}
tables: {}
webhooks: {}
pushes: {}
streams: {}
errors: {Broken: {summary: It broke., match: {status: 400}, unobserved: Never., source: {document: page}}}
methods:
  call: {summary: Call it., http: POST /call, effect: read, source: {document: page}}
  other: {summary: Do another thing., http: POST /other, effect: read, source: {document: page}}
"""


HOME = read_yaml("all.yaml", SMALL.encode())


@dataclass(frozen=True)
class Foreign:
    """A change, what another tool says of it, and what we do."""

    tool: str
    rule: str
    before: Any
    after: Any
    theirs: str
    ours: str
    sent: str = ""
    axis: str = "wire"
    why: str = ""

    def __str__(self) -> str:
        return f"{self.tool}: {self.rule}"

    def side(self, which: Any) -> Api:
        """Lay one side over the small spec; a type is sent by whom the case says."""
        laid = which
        if self.sent:
            kind = yaml(which)
            use = (
                {"params": {"body": "T"}} if self.sent == "client" else {"result": "T"}
            )
            laid = {"types": {"T": kind}, "methods": {"call": use}}
        data = deepcopy(yaml(SMALL))
        merge(data, laid)
        return built(data)


def yaml(text: str) -> Any:
    read = read_yaml("case", text.encode())
    assert not read.problems, read.problems
    return read.data


def merge(data: dict[str, Any], laid: dict[str, Any]) -> None:
    """Lay one mapping over another; a type is another one as a whole."""
    for key, value in laid.items():
        if value is None:
            data.pop(key, None)
        elif (
            isinstance(value, dict)
            and isinstance(data.get(key), dict)
            and "is" not in value
        ):
            merge(data[key], value)
        else:
            data[key] = value


def built(data: dict[str, Any]) -> Api:
    groups = dict.fromkeys(data["methods"], "all")
    homes = {("methods", name): HOME for name in data["methods"]}
    spec = Spec("sample", "sample", (), data, homes, ())
    problems = check_spec(spec)
    assert not has_errors(problems), "\n".join(map(str, problems))
    return build_api(data, groups)


def cases() -> Iterator[Foreign]:
    read = read_yaml(TABLE.name, TABLE.read_bytes())
    assert not read.problems, read.problems
    for tool, rows in read.data.items():
        yield from (Foreign(tool, **row) for row in rows)


CASES = list(cases())


def verdict(case: Foreign) -> str:
    """Give the worst of what we say on the axes that the other tool judges."""
    sides = case.side(case.before), case.side(case.after)
    findings = review(*sides, nowhere, nowhere, RULES)
    assert findings, f"{case}: nothing is said"
    # What only those follow who implement a server does not count for a tool of clients.
    found = [
        verdict
        for one in findings
        for axis, verdict in one.verdicts.items()
        if axis in AXES[case.axis] and (axis != "server" or verdict == "breaking")
    ]
    return max(found, key=VERDICTS.index, default="safe")


def nowhere(_path: object) -> Place:
    return Place("case")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_we_say_of_a_change_what_the_table_says(case: Foreign) -> None:
    assert verdict(case) == case.ours


@pytest.mark.parametrize("case", CASES, ids=str)
def test_where_we_differ_there_is_a_reason_and_nowhere_else(case: Foreign) -> None:
    assert {case.theirs, case.ours} <= set(VERDICTS)
    assert bool(case.why) == (case.theirs != case.ours)
    assert not case.why or case.why.endswith(".")


def test_each_change_is_told_once_for_a_tool() -> None:
    names = [str(case) for case in CASES]
    assert len(names) == len(set(names)) > 100


def test_most_tools_say_what_we_say() -> None:
    agreed = sum(case.theirs == case.ours for case in CASES)
    assert agreed / len(CASES) > 0.85
