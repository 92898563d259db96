"""Generated TypeScript clients against wire cases alone, in four engines.

The servers play bytes and know no spec. The arguments must mean what the case says, the
request must be the case's, and the caller must see what the case says.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from project import NAMES, api
import pytest
from python_server import Request, reply
from specmint.lower.typescript.names import make_names, part_names
from specmint.targets.typescript import member_name
from test_wire_clients import Stage as PythonStage
from test_wire_clients import Tried, http_slips, ws_slips
from typescript_trials import Runner, plain_meaning, respelled
from wire_cases import cases_over, document, is_meant, shorter, stale, told

Json = Any
WAYS = [
    (name, over)
    for name in NAMES
    for over in sorted({one["over"] for one in document(name)["cases"]})
]
ENGINES = ("node", "chromium", "bun", "deno")
# All cases go through the engine that most people have, and through a browser.
EACH = {"bun": 6, "deno": 6}
each_way = pytest.mark.parametrize(
    ("engine", "name", "over"), [(engine, *way) for engine in ENGINES for way in WAYS]
)

# Cases that a client does otherwise, and why. A case that passes must go from here.
EXPECTED: dict[str, dict[str, str]] = {
    "mtgox": {
        "trades/without-envelope over http": "a client never asks for no envelope",
    },
    "bitcoin": {
        "sendtoaddress/amount-no-number over rpc": "true is no Decimal",
    },
}
# A page of one origin may talk to a server of another one if that allows it.
ALLOWED = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "*, Authorization"),
    ("Access-Control-Allow-Methods", "*"),
    ("Access-Control-Max-Age", "600"),
]


class Stage(PythonStage):
    """A server that plays the case at hand, to pages too."""

    def _answer(self, request: Request) -> Iterable[bytes]:
        if request.verb == "OPTIONS":
            yield reply("", 204, ALLOWED)
        else:
            self.now.requests.append(request)
            yield reply(self.text(), self.now.case["reply"]["status"], ALLOWED)


@cache
def tried(engine: str) -> dict[tuple[str, str], list[Tried]]:
    """Try every case, and then every error of no method, all in one process."""
    made: dict[tuple[str, str], list[Tried]] = {}
    with Runner(engine) as runner:
        for way in WAYS:
            calls = [(one, one) for one in sampled(engine, *way)]
            made[way] = [*played(runner, *way, calls + strays(*way))]
    return made


def sampled(engine: str, name: str, over: str) -> list[Json]:
    """Give the cases that an engine is tried with: those of odd kinds, and every so many."""
    every = EACH.get(engine, 1)
    return [
        one
        for number, one in enumerate(cases_over(name, over))
        if number % every == 0 or told(one) in EXPECTED.get(name, {})
    ]


def strays(name: str, over: str) -> list[tuple[Json, Json]]:
    """Let the first call end with each error that is shown apart from any method."""
    first = cases_over(name, over)[0]
    return [
        (first, {**one, "request": first["request"]})
        for one in document(name)["errors"]
        if one["over"] == over
    ]


def played(
    runner: Runner, name: str, over: str, calls: list[tuple[Json, Json]]
) -> Iterator[Tried]:
    """Play the replies of some cases to the calls of others, one after the other."""
    stage, own = Stage(name, over), make_names(api(name)).methods
    known = document(name)["credentials"]
    keys = {member_name(key): value for key, value in known.items()}
    with stage.open() as url:
        runner.connect(name, url, keys, fixed=True)
        for case, played in calls:
            stage.now = one = Tried(played)
            nonce = dict(case["request"].get("form", [])).get("nonce")
            found = runner.call(
                own[case["method"]],
                case["call"]["params"],
                id=stage.id(),
                nonce=nonce and int(nonce),
                means=True,
                beside="beside" in case["sees"],
            )
            one.given, one.result = found["given"], found.get("result")
            one.beside, one.error = found.get("beside"), found.get("error")
            yield one


@each_way
def test_a_client_does_what_each_case_says(engine: str, name: str, over: str) -> None:
    cases = [one for one in tried(engine)[name, over] if "call" in one.case]
    wrong = {told(one.case): [*slips(name, one)] for one in cases}
    listed = EXPECTED.get(name, {})
    odd = [f"{n}: {s}" for n, all_ in wrong.items() if n not in listed for s in all_]
    assert not odd, "\n".join(odd)
    assert len(wrong) == len(sampled(engine, name, over))


@each_way
def test_an_error_that_no_method_shows_arrives_too(
    engine: str, name: str, over: str
) -> None:
    found = [one for one in tried(engine)[name, over] if "call" not in one.case]
    wrong = [
        f"{one.case['name']}: {s}" for one in found for s in error_slips(name, one)
    ]
    assert not wrong, "\n".join(wrong)
    assert len(found) == len(strays(name, over))


@each_way
def test_the_list_of_expected_failures_is_not_stale(
    engine: str, name: str, over: str
) -> None:
    cases = [one for one in tried(engine)[name, over] if "call" in one.case]
    failed = {told(one.case) for one in cases if [*slips(name, one)]}
    own = [n for n in EXPECTED.get(name, {}) if n.endswith(f" over {over}")]
    assert [*stale(own, failed)] == [], "they pass: take them off the list"


# -- slips -------------------------------------------------------------------------


def all_slips(runner: Runner, name: str) -> Iterator[str]:
    """Play all that is known of an API, and give what is wrong as soon as it is seen."""
    for over in [over for own, over in WAYS if own == name]:
        calls = [(one, one) for one in cases_over(name, over)] + strays(name, over)
        for one in played(runner, name, over, calls):
            if "call" not in one.case:
                yield from error_slips(name, one)
            elif told(one.case) not in EXPECTED.get(name, {}):
                yield from slips(name, one)


def slips(name: str, one: Tried) -> Iterator[str]:
    """Say what a client did otherwise than its case."""
    yield from given_slips(one)
    if not one.requests:
        yield f"nothing was sent: {one.error}"
        return
    if one.case["over"] == "ws":
        yield from ws_slips(name, one)
    else:
        yield from http_slips(name, one.case, one.requests[0])
    sees = one.case["sees"]
    yield from error_slips(name, one) if "error" in sees else result_slips(one)


def given_slips(one: Tried) -> Iterator[str]:
    means = one.case["call"]["means"]
    given = respelled(plain_meaning(one.given), one.case["call"]["params"])
    for name, wanted in means.items():
        found = respelled(given.get(name), wanted)
        if not is_meant(found, wanted):
            yield f"{name} means {found!r}, not {wanted!r}"


def result_slips(one: Tried) -> Iterator[str]:
    sees = one.case["sees"]
    if one.error is not None:
        yield f"{one.error}"
        return
    wanted = sees["result"]
    found = respelled(plain_meaning(one.result), wanted)
    if not is_meant(found, wanted) and not (wanted is None and found == []):
        yield f"it is {shorter(repr(found))}, not {shorter(repr(wanted))}"
    beside = plain_meaning(one.beside)
    for name, value in sees.get("beside", {}).items():
        found = respelled(beside.get(name), value)
        if not is_meant(found, value):
            yield f"{name} beside it is {found!r}, not {value!r}"


def error_slips(name: str, one: Tried) -> Iterator[str]:
    wanted, error = one.case["sees"]["error"], one.error
    kind = make_names(api(name)).errors[wanted["name"]]
    if error is None or (error["kind"], error["name"]) != ("api", kind):
        yield f"it is {error}, not {kind}"
        return
    facts = {key: wanted[key] for key in ("code", "message", "status") if key in wanted}
    if not facts["message"]:  # there was none, and the client says something
        del facts["message"]
    for key, value in facts.items():
        if error.get(key) != value:
            yield f"{key} is {error.get(key)!r}, not {value!r}"
    members = plain_meaning(error["members"])
    own = part_names(api(name).errors[wanted["name"]]) | {"data": "data"}
    parts = wanted.get("parts", {}) | {k: wanted[k] for k in ("data",) if k in wanted}
    for key, value in parts.items():
        found = respelled(members.get(own[key]), value)
        if not is_meant(found, value):
            yield f"{key} is {found!r}, not {value!r}"
