"""What no single exchange shows, against generated TypeScript: methods, errors, types."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from project import NAMES, api
import pytest
from specmint.lower.typescript import make_shapes
from specmint.lower.typescript.names import make_names, part_names
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.tags import tags_of
from specmint.model import Ref, Use
from specmint.targets.typescript import constant_name
from test_wire_facts import UNITS, called, fills_gaps, patience
from test_wire_values import applied
from typescript_trials import Runner, plain_meaning, respelled
from wire_cases import ANY, document, is_meant, is_same, parse, shorter, write

Json = Any
NOWHERE = "http://127.0.0.1:9"
each_api = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as one:
        yield one


def ask(runner: Runner, name: str, work: str, on: Json) -> Json:
    """Ask a client's package, not a service."""
    runner.connect(name, NOWHERE, {})
    return runner.do(work, on)


@cache
def shapes(name: str) -> Shapes:
    return make_shapes(api(name))


# -- methods -----------------------------------------------------------------------


@each_api
def test_a_call_knows_what_it_does(runner: Runner, name: str) -> None:
    args, own = called(name), make_names(api(name)).methods
    rows = [one for one in document(name)["methods"] if one["method"] in args]
    asked = [
        {
            "method": own[row["method"]],
            "params": {
                key: value
                for key, value in args[row["method"]].items()
                if key != row.get("waits")
            },
        }
        for row in rows
    ]
    found = ask(runner, name, "facts", asked)["found"]
    pairs = zip(rows, found, strict=True)
    odd = [slip for row, one in pairs for slip in call_slips(name, row, one)]
    assert not odd, "\n".join(odd)


def call_slips(name: str, row: Json, found: Json) -> Iterator[str]:
    own, seconds = row["method"], patience(row)
    if (found["name"], found["effect"]) != (own, row["effect"]):
        yield f"{own} is {found['name']}, and its effect {found['effect']}"
    waits = "Infinity" if seconds is None else f"{seconds * 1000:.0f}"
    if found["waits"] != waits:
        yield f"{own} waits for {found['waits']} ms, not {waits}"
    taken = [param for param, _ in found["places"]]
    if taken != [*row["params"]]:
        yield f"{own} takes {taken}"
    for param, fill in found["places"] if fills_gaps(name) else ():
        usual = row["params"][param].get("defaults", {}).get("rpc")
        if not is_meant(plain_meaning(fill), usual):
            yield f"{own}: {fill} fills the place of {param}, not {usual!r}"


@each_api
def test_what_a_transport_does_not_take_is_refused_before(
    runner: Runner, name: str
) -> None:
    """Nobody listens, so what is sent all the same ends in a TransportError."""
    odd = []
    for over in [one.name for one in api(name).transports]:
        runner.connect(name, f"{'ws' if over == 'ws' else 'http'}://127.0.0.1:9", {})
        for method, param, params in lacking(name, over):
            own = make_names(api(name)).methods[method]
            error = runner.call(own, params)["error"]
            if error["kind"] != "TypeError" or f"`{param}`" not in error["message"]:
                odd.append(f"{method} over {over} sends {param}: {error}")
    assert not odd, "\n".join(odd)


def lacking(name: str, over: str) -> Iterator[tuple[str, str, Json]]:
    """Give what a method does not take over a transport, in a call that has it."""
    for method in api(name).methods:
        shown = [
            case["call"]["params"]
            for case in document(name)["cases"]
            if case["method"] == method.name
        ]
        bound = [one for one in method.bindings if one.transport == over]
        absent = [one.param for own in bound for one in own.params if one.absent]
        for param in absent:
            others = {*absent} - {param}
            for params in [one for one in shown if param in one][:1]:
                kept = {k: v for k, v in params.items() if k not in others}
                yield method.name, param, kept


# -- errors ------------------------------------------------------------------------


@each_api
def test_a_client_knows_each_error_by_what_it_is_told_by(
    runner: Runner, name: str
) -> None:
    rows = [*failures(name)]
    found = ask(runner, name, "errors", [one for _, one in rows])["found"]
    odd = [
        f"{row['error']} over {failure['over']}: {slip}"
        for (row, failure), one in zip(rows, found, strict=True)
        for slip in error_slips(name, row, one)
    ]
    assert not odd, "\n".join(odd)


@each_api
def test_a_range_of_codes_ends_where_it_says(runner: Runner, name: str) -> None:
    for row in document(name)["kinds"]:
        if "codes" in row:
            low, high = row["codes"]
            codes = (low - 1, low, high, high + 1)
            asked = [{"message": "", "code": code, "over": "rpc"} for code in codes]
            found = ask(runner, name, "errors", asked)["found"]
            kind = make_names(api(name)).errors[row["error"]]
            is_it = [one["name"] == kind for one in found]
            assert is_it == [False, True, True, False], row["error"]


@each_api
def test_a_failure_that_nobody_knows_has_no_class(runner: Runner, name: str) -> None:
    odd = {"message": "nobody knows", "code": 987654, "token": "odd", "status": 418}
    overs = [one.name for one in api(name).transports]
    found = ask(runner, name, "errors", [{**odd, "over": over} for over in overs])
    told = [(one["name"], one["isKnown"]) for one in found["found"]]
    assert told == [("ApiError", False)] * len(overs)


def failures(name: str) -> Iterator[tuple[Json, Json]]:
    """Give each kind of error, and as what it may come over each transport."""
    for row in document(name)["kinds"]:
        status, made = row.get("status"), row.get("made", {})
        error = api(name).errors[row["error"]]
        facts = {
            "message": made.get("message", row.get("text", "")),
            "code": made.get("code", row.get("code", row.get("codes", [None])[-1])),
            "token": row.get("token"),
            "status": status if isinstance(status, int) else None,
        }
        known = {key: value for key, value in facts.items() if value is not None}
        for over in error.over or [one.name for one in api(name).transports]:
            yield row, {**known, "over": over}


def error_slips(name: str, row: Json, found: Json) -> Iterator[str]:
    kind = make_names(api(name)).errors[row["error"]]
    if (found["name"], found["isKnown"]) != (kind, True):
        yield f"it is taken for {found['name']}"
        return
    if found["transient"] != row.get("transient", False):
        yield f"it passes by itself: {found['transient']}"
    own = part_names(api(name).errors[row["error"]])
    members = plain_meaning(found["members"])
    for part, wanted in row.get("made", {}).get("parts", {}).items():
        if not is_meant(respelled(members.get(own[part]), wanted), wanted):
            yield f"{part} is {members.get(own[part])!r}, not {wanted!r}"


# -- types -------------------------------------------------------------------------


@each_api
def test_a_codec_reads_and_writes_as_each_type_says(runner: Runner, name: str) -> None:
    runner.connect(name, NOWHERE, {})
    odd = [
        f"{one['type']}: {slip}"
        for one in document(name)["types"]
        for slip in type_slips(runner, name, one)
    ]
    assert not odd, "\n".join(odd)


def type_slips(runner: Runner, name: str, one: Json) -> Iterator[str]:
    fits = [*tagged(name, one)]
    values = [fit["json"] for fit in fits]
    none = [applied(values[0], bent) for bent in one["misfits"]]
    code = shapes(name).of(Use(Ref(one["type"]))).codec
    told = runner.do("values", {"code": code, "values": [*values, *none]})
    for fit, found in zip(fits, told["found"], strict=False):
        yield from fit_slips(fit, found)
    for bent, found in zip(one["misfits"], told["found"][len(fits) :], strict=True):
        if found.get("error", {}).get("kind") != "DecodeError":
            yield f"{bent} is taken for {shorter(repr(found))}"
    yield from unit_slips(one, told["units"])
    if isinstance(one.get("words"), dict):
        wanted = {constant_name(word): int(n) for n, word in one["words"].items()}
        if not told["words"].items() >= wanted.items():
            yield f"its words are {told['words']}"


def tagged(name: str, one: Json) -> Iterator[Json]:
    """Give the values of a type; where a union tells it by a word, they have that word."""
    known = tags_of(api(name), one["type"])
    tags = {tag: parse(kind.partition(" | ")[0]) for tag, kind in known.items()}
    for fit in one["fits"]:
        parts = {key: fit[key] | tags for key in fit if tags}
        yield {**fit, **parts}


def fit_slips(fit: Json, found: Json) -> Iterator[str]:
    value = fit["json"]
    if "error" in found:
        yield f"{shorter(write(value))}: {found['error']}"
        return
    wanted = fit.get("means", value)
    means = respelled(plain_meaning(found["means"]), wanted)
    if not is_meant(means, wanted):
        yield f"{shorter(write(value))} means {shorter(repr(means))}"
    # A type of JavaScript may tell more, and then the value comes back as it was.
    ways = (value, fit.get("writes", value))
    if not any(is_same(parse(found["back"]), one, unordered=ANY) for one in ways):
        yield f"{shorter(write(value))} is written as {shorter(found['back'])}"


def unit_slips(one: Json, found: Json) -> Iterator[str]:
    """Compare how some counts are converted."""
    if "unit" in one:
        wanted: Json = {"ms": 120_000_000 * UNITS[one["unit"]] // 1000}
    elif "scale" in one and not isinstance(one["scale"], dict):
        text = format(Decimal(1).scaleb(-one["scale"]), "f")
        wanted = {next(iter(found or ["scale"])): text}
    else:
        wanted = found and dict.fromkeys(found)
    if found != wanted:
        yield f"it counts {found}, not {wanted}"
