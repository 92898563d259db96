"""Generated TypeScript clients against the specs: every example, over real sockets."""

import base64
from collections.abc import Iterator
from decimal import Decimal
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl

from project import NAMES, api
import pytest
from python_trials import KEYS, Outcome, Way
from specmint.lower.typescript import make_shapes
from specmint.lower.typescript.names import member_names, part_names
from specmint.lower.values import Items, Named, Pairs, Plain, Value, Values
from specmint.model import Json, Record, Use
from specmint.targets.typescript import member_name
from specmint.wire import Context, Level, decode, parse_json
from test_python_clients import (
    UNLIKE,
    UNSENDABLE,
    context_of,
    open_answer,
    request_slips,
)
from typescript_trials import outcomes

WAYS = [
    Way(name, transport.name) for name in NAMES for transport in api(name).transports
]
DIALECTS = [
    Way("bitcoin", "rpc", more=(("dialect", dialect), ("by", by)))
    for dialect in ("legacy", "2.0")
    for by in ("position", "name")
]
each_way = pytest.mark.parametrize("way", [*WAYS, *DIALECTS], ids=str)
# What a TypeScript client can send and a Python one cannot, since records are plain objects.
SENDABLE = {("bitcoin", "getblocktemplate/unknown-mode")}
REFUSED = UNSENDABLE.keys() - SENDABLE


def sent(way: Way) -> Iterator[Outcome]:
    for one in outcomes(way):
        key = way.name, str(one.case)
        if key not in REFUSED and key not in UNLIKE:
            yield one


@each_way
def test_each_request_is_the_example_s(way: Way) -> None:
    wrong = [f"{o.case}: {slip}" for o in sent(way) for slip in request_slips(way, o)]
    assert not wrong, "\n".join(wrong)


@each_way
def test_an_example_that_cannot_be_sent_is_refused_before(way: Way) -> None:
    for one in outcomes(way):
        if (way.name, str(one.case)) in REFUSED:
            assert one.error["kind"] == "Misfit", one.case  # type: ignore[index]
            assert not one.requests, one.case


def test_a_request_is_signed_where_the_spec_says_so() -> None:
    """Mt. Gox wants rising nonces, and signs the body, or the path before it."""
    nonces = []
    for one in sent(Way("mtgox", "http")):
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


# -- results -----------------------------------------------------------------------


def wanted(name: str, use: Use, value: Json, context: Context) -> Any:
    """Give what Node should tell of a value, by the spec and its oracle alone."""
    shapes = make_shapes(api(name), "")

    def own(record: Record) -> dict[str, str]:
        return member_names(record.fields)

    return told(Values(shapes, own).read(use, value, context))


def told(value: Value) -> Any:
    match value:
        case Plain(meaning=meaning):
            return marked(meaning)
        case Named(number=number):
            return {"whole": str(number)}
        case Items(items=items):
            return [told(item) for item in items]
        case Pairs(pairs=pairs, extra=extra):
            members = {name: told(item) for name, item in pairs}
            if extra:
                members["extra"] = {"object": {key: told(item) for key, item in extra}}
            return {"object": members}


def marked(meaning: Any) -> Any:
    """Mark a meaning; JSON that has no type is marked all the way down."""
    match meaning:
        case bool() | None | str():
            return meaning
        case int():
            return {"whole": str(meaning)}
        case Decimal():
            return {"fraction": format(meaning, "f")}
        case bytes():
            return {"bytes": meaning.hex()}
        case list():
            return [marked(item) for item in meaning]
        case dict():
            return {"object": {key: marked(item) for key, item in meaning.items()}}
    raise AssertionError(f"what is {meaning!r}?")


def plain(found: Any) -> Any:
    """Take away what tells JavaScript's kinds of numbers apart."""
    if isinstance(found, list):
        return [plain(item) for item in found]
    if isinstance(found, dict):
        ((kind, inner),) = found.items()
        match kind:
            case "object":
                return {"object": {key: plain(item) for key, item in inner.items()}}
            case "number" | "bigint":
                return {"whole": inner}
            case "decimal":
                return {"fraction": inner}
            case "digits":
                return {"fraction": format(Decimal(inner), "f")}
        return found
    return found


def result_slips(way: Way, one: Outcome) -> Iterator[str]:
    example, use = one.case.example, one.case.method.result
    if one.error is not None:
        yield f"{one.error}"
        return
    if example.result is None or use is None:
        if one.result not in (None, []):
            yield f"{one.result!r} came from nowhere"
        return
    right = wanted(way.name, use, example.result.value, context_of(one))
    if plain(one.result) != right:
        yield f"it is {plain(one.result)}, not {right}"


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
        right = {
            field.name: wanted(way.name, field.use, value, context_of(one))
            for field in fields
            for name, value in one.case.example.beside.items()
            if name == field.name
        }
        assert plain(one.beside) == {"object": right}, one.case


# -- errors ------------------------------------------------------------------------


def error_slips(way: Way, one: Outcome, error: Any) -> Iterator[str]:
    raised = one.case.example.raises
    assert raised is not None
    shapes = make_shapes(api(way.name))
    name = shapes.names.errors[raised.error]
    if error is None or error["kind"] != "api" or error["name"] != name:
        yield f"it is {error}, not {name}"
        return
    opened = open_answer(way, one)
    code = message = None
    if opened is not None:
        message = opened.texts[0]
        code = opened.token if opened.code is None else opened.code
    right = {"code": code, "message": raised.message or message}
    if way.over != "ws":
        right["status"] = one.status
    if not right["message"]:  # there was none, and the client says something
        right["message"] = error["message"] or "anything"
    found = {key: error.get(key) for key in right}
    members = plain(error["members"])["object"]
    for part, value in parts(way, one):
        right[part], found[part] = value, members.get(part)
    if found != right:
        yield f"it has {found}, not {right}"


def parts(way: Way, one: Outcome) -> Iterator[tuple[str, Any]]:
    """Give the parts that an example names, and those that come from its code."""
    raised = one.case.example.raises
    assert raised is not None
    error = api(way.name).errors[raised.error]
    names = part_names(error)
    for part in error.parts:
        if part.name in raised.parts:
            given = decode(api(way.name), part.use, raised.parts[part.name])[0]
            yield names[part.name], marked(given)
        elif part.minus_from is not None:
            body = parse_json(one.body)
            yield names[part.name], marked(part.minus_from - body["error"]["code"])


@each_way
def test_each_error_arrives_in_its_class(way: Way) -> None:
    wrong = [
        f"{one.case}: {slip}"
        for one in sent(way)
        if one.case.example.raises
        for slip in error_slips(way, one, one.error)
    ]
    assert not wrong, "\n".join(wrong)


def test_names_are_written_as_javascript_writes_them() -> None:
    assert member_name("tx_hash") == "txHash"
    assert member_name("txHash") == "txHash"
    assert member_name("Trade_Fee") == "tradeFee"
    assert Level({}, {}).values == {}
