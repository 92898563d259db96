"""Generated servers against requests that no client of ours sends, and that they must take."""

from dataclasses import replace
from functools import cache
from typing import Any

from project import NAMES, api
import pytest
from python_play import Play, Played
from python_serving import serving
from python_trials import cases, variants
from specmint.cases import make_traffic, wire_cases
from test_wire_servers import Served, access, frames_of, send_http, slips
from wire_cases import cases_over, document, told

Json = Any
WAYS = [
    (name, over)
    for name in NAMES
    for over in sorted({one["over"] for one in document(name)["accepted"]})
]
each_way = pytest.mark.parametrize(("name", "over"), WAYS)

# Requests that a server does not take so, and why. One that it takes must go from here.
EXPECTED: dict[str, dict[str, str]] = {}


@cache
def taken(name: str, over: str) -> list[Served]:
    """Send every request in the order of the document."""
    play, made = Play(name), list[Served]()
    known = {str(one): one for one in [*cases(name, over), *variants(name, over)]}
    likes = {one["name"]: one for one in cases_over(name, over)}
    app = play.pkg.create(play.handler(), **access(name))
    with serving(app) as running, frames_of(name, running.port) as frames:
        for other in document(name)["accepted"]:
            if other["over"] != over:
                continue
            play.now = Played(known[other["like"]])
            case = {**likes[other["like"]], **other, "literal": []}
            made.append(one := Served(case, play.now))
            if over == "ws":
                one.text = frames.reply(other["request"])
            else:
                one.status, _, one.text = send_http(running.port, other["request"])
    return made


@each_way
def test_a_server_takes_each_request_as_the_one_it_is_like(
    name: str, over: str
) -> None:
    wrong = {told(one.case): [*slips(name, one)] for one in taken(name, over)}
    listed = EXPECTED.get(name, {})
    odd = [f"{n}: {s}" for n, all_ in wrong.items() if n not in listed for s in all_]
    assert not odd, "\n".join(odd)


@each_way
def test_the_list_of_expected_failures_is_not_stale(name: str, over: str) -> None:
    failed = {told(one.case) for one in taken(name, over) if [*slips(name, one)]}
    own = [n for n in EXPECTED.get(name, {}) if n.endswith(f" over {over}")]
    assert [
        n for n in own if n not in failed
    ] == [], "they pass: take them off the list"


def test_an_api_that_shows_no_example_has_a_document_all_the_same() -> None:
    whole = api("bigchaindb")
    methods = tuple(replace(one, examples=()) for one in whole.methods)
    bare = replace(whole, methods=methods)
    assert wire_cases(bare, make_traffic(bare))["api"] == "bigchaindb"
