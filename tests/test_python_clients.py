"""Generated Python clients against the specs: every example, over real sockets."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl, unquote

from bundle_replies import Reply, open_envelope, open_rpc
from project import NAMES, api
import pytest
from python_clients import Package, meaning, package
from python_server import Request
from python_trials import KEYS, Outcome, Stage, Way, find_dialect, id_of, outcomes
from specmint.bundle import bundle
from specmint.layout import json_text
from specmint.model import Json
from specmint.prove.compare import difference, unmeant
from specmint.targets.python_client import member_name
from specmint.wire import Context, Level, decode, parse_json, write_json

SIGNING = ("nonce", "tonce")
WAYS = [
    Way(name, transport.name, is_async)
    for name in NAMES
    for transport in api(name).transports
    for is_async in (False, True)
]
DIALECTS = [
    Way("bitcoin", "rpc", more=(("dialect", dialect), ("by", by)))
    for dialect in ("legacy", "2.0")
    for by in ("position", "name")
]
each_way = pytest.mark.parametrize("way", [*WAYS, *DIALECTS], ids=str)

# Examples that no caller of the client can send, and why. They show what an error is
# for; that error is tried with a call that the client does not know.
UNSENDABLE = {
    ("bitcoin", "getblocktemplate/unknown-mode"): "the request is no TemplateRequest",
    ("bitcoin", "sendtoaddress/amount-no-number"): "True is no Decimal",
}
# Examples that a client sends otherwise, and why.
UNLIKE = {
    ("mtgox", "trades/without-envelope"): "a client never asks for no envelope",
}


def sent(way: Way) -> Iterator[Outcome]:
    for one in outcomes(way):
        key = way.name, str(one.case)
        if key not in UNSENDABLE and key not in UNLIKE:
            yield one


# -- requests ----------------------------------------------------------------------


def request_slips(way: Way, one: Outcome) -> Iterator[str]:
    """Compare what the server got with what the spec makes of the example."""
    if not one.requests:
        yield f"nothing was sent: {one.error!r}"
        return
    if way.over == "http":
        yield from http_slips(one, one.requests[0])
    else:
        compare = rpc_slips if way.over == "rpc" else ws_slips
        yield from compare(way, one, one.requests[0])


def rpc_slips(way: Way, one: Outcome, request: Request) -> Iterator[str]:
    more = dict(way.more)
    made, literal = (parse_json(m.request) for m in (one.case.made, one.case.message))
    found = parse_json(request.body.decode())
    if more.get("by") == "name":
        given = one.case.example.params
        names = (param.name for param in one.case.method.params)
        made["params"] = {name: given[name] for name in names if name in given}
    version = find_dialect(api(way.name), more.get("dialect", "")).request_version
    wanted = {"jsonrpc": version, "id": id_of(way, one.body), "method": made["method"]}
    # A call without arguments by name has no `params`, by position it has none in them.
    if made.get("params") or isinstance(made.get("params"), list):
        wanted["params"] = made["params"]
    if write_json(found) != write_json(wanted):
        yield f"{write_json(found)} is not {write_json(wanted)}"
    if more.get("by") != "name" and (found["method"], found.get("params", [])) != (
        literal["method"],
        literal.get("params", []),
    ):
        yield f"{write_json(found)} is not the literal {write_json(literal)}"
    where = request.verb, request.target, request.header("Content-Type")
    content_type = dict(one.case.made.headers)["Content-Type"]
    if where != (one.case.made.verb, one.case.made.target, content_type):
        yield f"it went to {where}"


def http_slips(one: Outcome, request: Request) -> Iterator[str]:
    made, literal = one.case.made, one.case.message
    body = unsigned(request.body.decode())
    if (request.verb, request.target) != (made.verb, made.target):
        yield f"{request.verb} {request.target} is not {made.verb} {made.target}"
    if one_form(body) != one_form(made.body):
        yield f"the body is {body}, not {made.body}"
    for name, value in made.headers:
        if request.header(name) != value:
            yield f"{name} is {request.header(name)}, not {value}"
    own = tree(request.verb, request.target, body)
    if own != (wanted := tree(literal.verb, literal.target, unsigned(literal.body))):
        yield f"{own} is not the literal {wanted}"


def unsigned(body: str) -> str:
    """Leave out the number that signing adds."""
    pairs = body.split("&")
    return "&".join(pair for pair in pairs if pair.partition("=")[0] not in SIGNING)


def one_form(body: str) -> str:
    """Write JSON in one form that keeps the order of members and all digits."""
    return write_json(parse_json(body)) if body[:1] in {"{", "["} else body


def tree(verb: str, target: str, body: str) -> Json:
    path, _, query = target.partition("?")
    is_json = body[:1] in {"{", "["}
    inner = parse_json(body) if is_json else sorted(parse_qsl(body))
    return verb, unquote(path), sorted(parse_qsl(query, keep_blank_values=True)), inner


def ws_slips(way: Way, one: Outcome, frame: str) -> Iterator[str]:
    made = parse_json(one.case.made.request)
    made["call_id"] = id_of(way, one.body)
    if write_json(parse_json(frame)) != write_json(made):
        yield f"{frame} is not {write_json(made)}"


@pytest.mark.parametrize("is_async", [False, True])
def test_a_request_is_signed_where_the_spec_says_so(is_async: bool) -> None:
    """Mt. Gox wants rising nonces, and signs the body, or the path before it."""
    nonces = []
    for one in sent(Way("mtgox", "http", is_async)):
        request = one.requests[0]
        if not one.case.binding.auth:
            assert request.header("Rest-Sign") is None, one.case
            continue
        (scheme,) = [a for a in api("mtgox").auth if a.name == one.case.binding.auth[0]]
        path = request.target.partition("/2/")[2].encode() + b"\0"
        is_v2 = ("path_after", "/2/") in scheme.message
        message = (path if is_v2 else b"") + request.body
        digest = hmac.new(bytes(range(64)), message, hashlib.sha512).digest()
        assert request.header("Rest-Sign") == base64.b64encode(digest).decode()
        assert request.header("Rest-Key") == KEYS["mtgox"]["key"]
        (name, nonce), *_ = parse_qsl(request.body.decode())
        assert name == "nonce"
        nonces.append(int(nonce))
    assert nonces == sorted(set(nonces))
    assert len(nonces) > 10


@each_way
def test_each_request_is_the_example_s(way: Way) -> None:
    wrong = [f"{o.case}: {slip}" for o in sent(way) for slip in request_slips(way, o)]
    assert not wrong, "\n".join(wrong)


@each_way
def test_an_example_that_cannot_be_sent_is_refused_before(way: Way) -> None:
    pkg, stage = package(way.name), Stage(replace(way, is_async=False))
    for one in outcomes(way):
        if (way.name, str(one.case)) not in UNSENDABLE:
            continue
        assert isinstance(one.error, (ValueError, TypeError)), one.case
        assert not one.requests, one.case
        stage.now = one
        with stage.open() as client, pytest.raises(pkg.root.ApiError) as caught:
            client.send(pkg.module("_rpc").unknown(one.case.method.name))
        assert not [*error_slips(way, one, caught.value)]


def test_the_lists_of_odd_examples_are_not_stale() -> None:
    for name, example in (*UNSENDABLE, *UNLIKE):
        found = [
            one
            for way in WAYS
            if way.name == name
            for one in outcomes(way)
            if str(one.case) == example
        ]
        assert found, f"{name} has no {example} any more"
        for one in found:
            slips = request_slips(Way(name, one.case.message.transport), one)
            assert list(slips), f"{name} {example} is sent as it is"


# -- results -----------------------------------------------------------------------


def context_of(one: Outcome) -> Context:
    case = one.case
    fields = {param.name: param for param in case.method.params}
    return Context(Level(case.example.params, fields))


def result_slips(way: Way, one: Outcome) -> Iterator[str]:
    """Compare a result with what the oracle reads, and with what a person wrote."""
    example, use = one.case.example, one.case.method.result
    if one.error is not None:
        yield f"{type(one.error).__name__}: {one.error}"
        return
    found = meaning(one.result)
    if example.result is None or use is None:
        # A list that is left out because it is empty is an empty list.
        if found not in (None, []):
            yield f"{found!r} came from nowhere"
        return
    wanted, misfits = decode(api(way.name), use, example.result.value, context_of(one))
    assert not misfits, "the spec would be refused"
    if (odd := difference(found, wanted)) is not None:
        yield f"at {odd} it is {found!r}, not {wanted!r}"
    if example.means and (odd := unmeant(found, example.means.value)) is not None:
        yield f"at {odd} it is {found!r}, which does not mean {example.means.value!r}"


@each_way
def test_each_result_means_what_the_oracle_says(way: Way) -> None:
    wrong = [
        f"{one.case}: {slip}"
        for one in sent(way)
        if not one.case.example.raises
        for slip in result_slips(way, one)
    ]
    assert not wrong, "\n".join(wrong)


@each_way
def test_what_stands_beside_a_result_arrives(way: Way) -> None:
    whole = api(way.name)
    for one in sent(way):
        if one.case.example.raises or not one.case.example.beside:
            continue
        fields = [*one.case.method.beside]
        fields += [
            beside.field
            for envelope in whole.envelopes
            for beside in envelope.beside
            if beside.over in {"", way.over}
        ]
        wanted = {
            field.name: decode(whole, field.use, value, context_of(one))[0]
            for field in fields
            for name, value in one.case.example.beside.items()
            if name == field.name
        }
        assert meaning(one.beside) == wanted, one.case


# -- errors ------------------------------------------------------------------------


def open_answer(way: Way, one: Outcome) -> Reply | None:
    """Take an error out of its reply by the bundle alone; None if it is no JSON."""
    if not one.body.startswith("{"):
        return None
    body = parse_json(one.body)
    if way.over == "rpc":
        return open_rpc(body)
    return open_envelope(bundle_of(way.name), one.case.binding.envelope, body)


@cache
def bundle_of(name: str) -> Json:
    return parse_json(json_text(bundle(api(name))))


def error_slips(way: Way, one: Outcome, error: Any) -> Iterator[str]:
    pkg, raised = package(way.name), one.case.example.raises
    assert raised is not None
    name = pkg.names.errors[raised.error]
    if type(error) is not getattr(pkg.errors, name):
        yield f"it is {type(error).__name__}, not {name}: {error}"
        return
    opened = open_answer(way, one)
    code = message = None
    if opened is not None:
        message = opened.texts[0]
        code = opened.token if opened.code is None else opened.code
    told = {"code": code, "message": raised.message or message}
    told["status"] = None if way.over == "ws" else one.status
    told |= dict(parts(pkg, one))
    if not told["message"]:  # there was none, and the client says something
        told["message"] = error.message or "anything"
    found = {key: meaning(getattr(error, key, "nothing")) for key in told}
    if found != told:
        yield f"it has {found}, not {told}"
    yield from data_slips(way, one, meaning(error.data))


def parts(pkg: Package, one: Outcome) -> Iterator[tuple[str, Any]]:
    """Give the parts that an example names, and those that come from its code."""
    raised = one.case.example.raises
    assert raised is not None
    error = pkg.api.errors[raised.error]
    for part in error.parts:
        name = member_name(part.name)
        if part.name in raised.parts:
            given = raised.parts[part.name]
            yield name, decode(pkg.api, part.use, given)[0]
        elif part.minus_from is not None:
            body = parse_json(one.body)
            yield name, part.minus_from - body["error"]["code"]


def data_slips(way: Way, one: Outcome, found: Any) -> Iterator[str]:
    whole, raised = api(way.name), one.case.example.raises
    assert raised is not None
    use = whole.errors[raised.error].data
    wanted: list[Any]
    if way.over == "rpc":
        wanted = [None]
        if raised.data is not None and use is not None:
            wanted = [decode(whole, use, raised.data.value)[0]]
    else:
        is_json = one.body.startswith("{")
        body = parse_json(one.body) if is_json else one.body or None
        wanted = [body, (body or {}).get("payload", {}).get("response")]
    if found not in wanted:
        yield f"its data is {found!r}, not {wanted[0]!r}"


@each_way
def test_each_error_arrives_in_its_class(way: Way) -> None:
    wrong = [
        f"{one.case}: {slip}"
        for one in sent(way)
        if one.case.example.raises
        for slip in error_slips(way, one, one.error)
    ]
    assert not wrong, "\n".join(wrong)
