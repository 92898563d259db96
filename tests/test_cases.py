"""Examples as traffic: what goes over the wire and what comes back."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
import json
from typing import Any
from urllib.parse import parse_qsl, unquote

from apis import (
    NUMBER,
    TEXT,
    bound,
    get,
    http,
    make_api,
    make_error,
    make_method,
    rpc,
    ws,
)
from project import NAMES, api
import pytest
from specmint.cases import Message, make_traffic
from specmint.model import (
    Binding,
    Boolean,
    BoundParam,
    Default,
    Dialect,
    Envelope,
    Example,
    Exchange,
    Failed,
    Field,
    Header,
    List,
    Match,
    Raised,
    Record,
    Transport,
    Use,
)

FLAG = Field("flag", Use(Boolean()), optional=True)
NAME = Field("name", TEXT)
COUNT = Field("count", NUMBER, optional=True)
NAMES_LIST = Field("names", Use(List(TEXT)), optional=True)
PARAMS = (NAME, COUNT, FLAG, NAMES_LIST)
BOX = Field("box", Use(Record(fields=(Field("a", NUMBER),))))
ANSWER = Envelope(
    "answer",
    NAME.facts,
    ok=(("status", "OK"),),
    result="result",
    failed=Failed(when=(("status", ("ERROR",)),), texts="errors"),
)


def send(
    transport: Transport,
    binding: Binding,
    params: dict[str, Any] | None = None,
    *,
    fields: tuple[Field, ...] = PARAMS,
    **more: Any,
) -> Message:
    """Make the message of one example of one method."""
    given: dict[str, Any] = {"result": Default(7)} | more.pop("example", {})
    example = Example("one", "made", params=params or {}, **given)
    method = make_method(
        params=fields, result=NUMBER, bindings=(binding,), examples=(example,)
    )
    tiny = make_api(methods=(method,), transports=(transport,), **more)
    [message] = make_traffic(tiny).values()
    return message


def over_http(
    *bounds: BoundParam, params: dict[str, Any], verb: str = "GET", **more: Any
) -> Message:
    path = more.pop("path", "/read")
    extra = more.pop("binding", {})
    binding = get(path, *bounds, verb=verb, **extra)
    wire = more.pop("wire", ())
    return send(http(wire=wire), binding, params, **more)


# -- requests over HTTP --------------------------------------------------------


def test_a_query_holds_only_what_is_given_and_in_the_methods_order() -> None:
    bounds = [bound(one.name, "query") for one in PARAMS]
    message = over_http(*bounds, params={"count": 2, "name": "a b&c=d/é"})
    assert message.request == "GET /read?name=a%20b%26c=d/%C3%A9&count=2"
    assert (message.verb, message.body, message.headers) == ("GET", "", ())


def test_booleans_travel_as_the_transport_says() -> None:
    rules = (("query", (("boolean", "zero-one"),)),)
    for value, text in ((True, "1"), (False, "0")):
        message = over_http(bound("flag", "query"), params={"flag": value}, wire=rules)
        assert message.target == f"/read?flag={text}"
    natural = over_http(bound("flag", "query"), params={"flag": True})
    assert natural.target == "/read?flag=true"


@pytest.mark.parametrize(
    ("form", "target"),
    [
        ("comma", "/read?names=a,b"),
        ("repeated", "/read?names=a&names=b"),
        ("json", "/read?names=%5B%22a%22,%22b%22%5D"),
    ],
)
def test_lists_travel_with_commas_or_repeated(form: str, target: str) -> None:
    rules = (("query", (("list", form),)),)
    message = over_http(
        bound("names", "query"), params={"names": ["a", "b"]}, wire=rules
    )
    assert message.target.replace(":%20", ":") == target


def test_a_path_holds_its_values_percent_encoded() -> None:
    message = over_http(
        bound("name", "path"), params={"name": "a b?{x}"}, path="/{name}/of[/{scope}]"
    )
    assert message.target == "/a%20b%3F%7Bx%7D/of"


def test_a_binding_names_and_places_what_it_sends() -> None:
    message = over_http(
        bound("name", "query", name="alias"),
        bound("count", "header", name="X-Count"),
        bound("flag", "query", absent=True),
        params={"name": "a", "count": 2, "flag": True},
        binding={"query": "raw", "headers": (Header("X-Kind", "tiny"), Header("X-Id"))},
    )
    assert message.target == "/read?raw&alias=a"
    assert message.headers == (("X-Count", "2"), ("X-Kind", "tiny"))


def test_a_form_is_encoded_as_forms_are() -> None:
    message = over_http(
        *(bound(one.name, "form") for one in PARAMS),
        params={"name": "a b&c", "count": 2},
        verb="POST",
    )
    assert message.body == "name=a+b%26c&count=2"
    assert message.request == (
        "POST /read\nContent-Type: application/x-www-form-urlencoded\n\n"
        "name=a+b%26c&count=2"
    )


def test_a_json_body_holds_members_with_every_digit() -> None:
    message = over_http(
        bound("name", "json"),
        bound("count", "json", name="number"),
        params={"count": Decimal("1.50"), "name": "é"},
        verb="POST",
    )
    assert message.body == '{"name": "é", "number": 1.50}'
    assert ("Content-Type", "application/json") in message.headers


def test_a_whole_body_is_the_value_itself() -> None:
    message = over_http(
        bound("box", "body"), params={"box": {"a": 1}}, verb="POST", fields=(BOX,)
    )
    assert message.body == '{"a": 1}'


def test_a_call_without_values_has_neither_query_nor_body() -> None:
    message = over_http(bound("name", "json"), params={}, verb="POST")
    assert (message.request, message.body) == ("POST /read", "")


# -- requests over JSON-RPC and WebSocket --------------------------------------


def call(transport: Transport, params: dict[str, Any], *bounds: BoundParam) -> Any:
    binding = Binding("rpc", method="read", path="/v[/{scope}]", params=bounds)
    message = send(transport, binding, params)
    assert (message.verb, message.target) == ("POST", "/v")
    assert json.loads(message.request) == json.loads(message.body)
    return json.loads(message.body)


BOUND = tuple(bound(one.name) for one in PARAMS)


def test_parameters_go_by_name() -> None:
    renamed = (bound("name", name="who"), *BOUND[1:])
    assert call(rpc("named"), {"count": 2, "name": "a"}, *renamed) == {
        "id": 1,
        "method": "read",
        "params": {"who": "a", "count": 2},
    }
    assert "params" not in call(rpc("named"), {}, *BOUND)


@pytest.mark.parametrize("how", ["positional", "either"])
def test_parameters_go_by_position_with_gaps_of_null(how: str) -> None:
    made = call(rpc(how), {"name": "a", "flag": True}, *BOUND)
    assert made["params"] == ["a", None, True]
    assert call(rpc(how), {}, *BOUND)["params"] == []


def test_a_gap_holds_the_default_where_the_transport_says_so() -> None:
    bounds = (BOUND[0], bound("count", default=Default(5)), BOUND[2], BOUND[3])
    given_ = {"name": "a", "names": ["b"]}
    made = call(rpc("positional", gap="default"), given_, *bounds)
    assert made["params"] == ["a", 5, None, ["b"]]
    assert call(rpc("positional"), given_, *bounds)["params"] == [
        "a",
        None,
        None,
        ["b"],
    ]


def test_a_parameter_that_a_transport_lacks_takes_no_position() -> None:
    bounds = (BOUND[0], bound("count", absent=True), *BOUND[2:])
    made = call(rpc("positional"), {"name": "a", "flag": True}, *bounds)
    assert made["params"] == ["a", True]


def test_a_call_has_the_version_of_its_dialect() -> None:
    dialects = (Dialect("old"), Dialect("new", version="2.0", request_version="2.0"))
    speaking = rpc("named", dialects=dialects, speak="new")
    assert call(speaking, {"name": "a"}, *BOUND)["jsonrpc"] == "2.0"


def test_a_frame_is_filled_as_the_transport_says() -> None:
    binding = Binding("ws", method="read", params=(bound("name", name="who"),))
    message = send(ws(), binding, {"name": "a"})
    assert json.loads(message.request) == {
        "command": "api_call",
        "method": "read",
        "kwargs": {"who": "a"},
        "call_id": "1",
    }
    assert (message.verb, message.target, message.headers) == ("", "", ())


# -- replies -------------------------------------------------------------------


def fail(raised: Raised, match: Match, transport: Transport, **more: Any) -> str:
    """Give the reply of an example that raises an error."""
    names = {"rpc": "read", "ws": "read", "http": ""}
    binding = (
        get("/read", envelope=transport.envelope)
        if transport.name == "http"
        else Binding(
            transport.name, method=names[transport.name], envelope=transport.envelope
        )
    )
    facts = more.pop("error", {})
    errors = {raised.error: make_error(raised.error, match, **facts)}
    example = {"result": None, "raises": raised}
    return send(transport, binding, example=example, errors=errors, **more).reply


def test_a_result_comes_in_the_members_of_the_dialect() -> None:
    members = (("result", "always"), ("error", "always"))
    old = rpc("named", dialects=(Dialect("old", members=members),), speak="old")
    binding = Binding("rpc", method="read", path="/")
    assert json.loads(send(old, binding).reply) == {"result": 7, "error": None, "id": 1}
    assert json.loads(send(rpc("named"), binding).reply) == {"result": 7, "id": 1}
    new = rpc("named", dialects=(Dialect("new", version="2.0"),), speak="new")
    assert json.loads(send(new, binding).reply)["jsonrpc"] == "2.0"


def test_an_error_has_its_code_and_its_message() -> None:
    wrong = Match(code=-5)
    reply = json.loads(fail(Raised("Bad"), wrong, rpc(), error={"message": "No"}))
    assert reply == {"error": {"code": -5, "message": "No"}, "id": 1}
    more = Raised("Bad", message="Other", code=-6, data=Default([1]))
    reply = json.loads(fail(more, wrong, rpc()))
    assert reply["error"] == {"code": -6, "message": "Other", "data": [1]}
    ranged = json.loads(fail(Raised("Bad"), Match(codes=(-39, -30)), rpc()))
    assert ranged["error"]["code"] in range(-39, -29)


def test_a_text_with_parts_is_filled() -> None:
    raised = Raised("Down", parts={"service": "dht", "count": 2})
    match = Match(text="{service}() is not started, {count} times")
    [told] = json.loads(fail(raised, match, http("answer"), envelopes=(ANSWER,)))[
        "errors"
    ]
    assert told == "dht() is not started, 2 times"


def test_a_status_without_a_body_is_a_line() -> None:
    assert fail(Raised("No"), Match(status=401), rpc()) == "HTTP/1.1 401"
    said = Raised("No", message="denied", status=403)
    assert fail(said, Match(status=401), rpc()) == "HTTP/1.1 403\n\ndenied"


def test_an_envelope_wraps_results_and_errors() -> None:
    binding = get("/read", envelope="answer")
    made = send(http("answer"), binding, envelopes=(ANSWER,))
    assert json.loads(made.reply) == {"status": "OK", "result": 7}
    reply = fail(
        Raised("Bad", message="No"), Match(), http("answer"), envelopes=(ANSWER,)
    )
    assert json.loads(reply) == {"status": "ERROR", "errors": ["No"]}


def test_an_envelope_may_wrap_single_values_in_a_list() -> None:
    listing = Envelope("answer", NAME.facts, result="result", wrap="list")
    binding = get("/read", envelope="answer")
    for value, wanted in ((7, [7]), ([7], [7]), ({"a": 7}, {"a": 7})):
        example = {"result": Default(value)}
        made = send(http("answer"), binding, envelopes=(listing,), example=example)
        assert json.loads(made.reply) == {"result": wanted}


def test_an_envelope_has_places_for_tokens_codes_and_statuses() -> None:
    failed = Failed(message="m", token="e.token", code="e.code", status="e.status")
    wrapped = Envelope("answer", NAME.facts, failed=failed)
    reply = fail(
        Raised("Bad", message="No"),
        Match(token="bad", code=3, status=400),
        http("answer"),
        envelopes=(wrapped,),
    )
    head, _, body = reply.partition("\n\n")
    assert head == "HTTP/1.1 400"
    assert json.loads(body) == {
        "m": "No",
        "e": {"token": "bad", "code": 3, "status": 400},
    }


def test_members_beside_a_result_stand_beside_it() -> None:
    binding = get("/read", envelope="answer")
    example = {"beside": {"execution": "0.1"}}
    made = send(http("answer"), binding, envelopes=(ANSWER,), example=example)
    assert json.loads(made.reply) == {"status": "OK", "result": 7, "execution": "0.1"}


def test_a_status_is_shown_where_it_is_not_200() -> None:
    assert send(http(), get("/read", ok=(201,))).reply == "HTTP/1.1 201\n\n7"
    assert send(http(), get("/read")).reply == "7"
    nothing = {"result": None}
    assert (
        send(http(), get("/read", ok=(204,)), example=nothing).reply == "HTTP/1.1 204"
    )


def test_errors_over_a_websocket_stand_on_two_levels() -> None:
    frame = Envelope(
        "frame",
        NAME.facts,
        around="answer",
        ok_at="payload.response",
        failed=Failed(texts="payload.errors"),
    )
    envelopes = (ANSWER, frame)
    binding = Binding("ws", method="read", envelope="frame")
    made = json.loads(send(ws("frame"), binding, envelopes=envelopes).reply)
    inside = {"status": "OK", "result": 7}
    assert made == {"type": "api_call", "payload": {"call_id": "1", "response": inside}}
    raised = Raised("Bad", message="No")
    made = json.loads(fail(raised, Match(), ws("frame"), envelopes=envelopes))
    assert made["payload"]["response"] == {"status": "ERROR", "errors": ["No"]}


def test_what_a_document_shows_is_given_as_written() -> None:
    literal = Exchange("http", "GET /read?name=x HTTP/1.1\nHost: a\n", '{"b":  1}\n')
    example = {"exchange": (literal,)}
    made = send(http(), get("/read", bound("name", "query")), example=example)
    assert made.request == literal.request.strip()
    assert made.reply == '{"b":  1}'
    assert (made.verb, made.target) == ("GET", "/read?name=x")
    assert made.host == "http://localhost"


def test_an_example_of_one_transport_has_no_other_traffic() -> None:
    example = Example("one", "made", params={"name": "a"}, over=("ws",))
    bindings = (get("/read", bound("name", "query")), Binding("ws", method="read"))
    method = make_method(params=PARAMS, bindings=bindings, examples=(example,))
    tiny = make_api(methods=(method,), transports=(http(), ws()))
    assert set(make_traffic(tiny)) == {("read", "one", "ws")}


# -- the documents' own calls --------------------------------------------------

# What no one can make from an example's parameters: the numbers that signing adds, a
# query that drops the envelope, and on which level an exception of the engine stands.
SIGNING = frozenset(["nonce", "tonce"])
UNLIKE = {
    ("mtgox", "trades", "without-envelope", "http"),
    ("bitdust", "key_audit", "over-the-websocket", "ws"),
}
# What differs from call to call.
OWN = frozenset(["id", "call_id", "jsonrpc", "execution"])


def pairs(name: str) -> Iterator[tuple[str, Message, Message]]:
    """Pair each exchange that is literal with what the example alone would make."""
    whole = api(name)
    literal = make_traffic(whole)
    plain = tuple(
        replace(one, examples=tuple(replace(e, exchange=()) for e in one.examples))
        for one in whole.methods
    )
    made = make_traffic(replace(whole, methods=plain))
    for method in whole.methods:
        for example in method.examples:
            for one in example.exchange:
                key = (method.name, example.name, one.transport)
                if (name, *key) not in UNLIKE and key in made:
                    at = "/".join([name, *key])
                    yield f"{at} request" * bool(one.request), literal[key], made[key]
                    yield f"{at} reply" * bool(one.reply), literal[key], made[key]


def without_own(value: Any) -> Any:
    if isinstance(value, list):
        return [without_own(item) for item in value]
    if isinstance(value, dict):
        kept = {k: without_own(v) for k, v in value.items() if k not in OWN}
        return {k: v for k, v in kept.items() if k != "params" or v}
    return value


def read(text: str) -> Any:
    """Read JSON as a tree, and a form as its members."""
    try:
        return without_own(json.loads(text, parse_float=Decimal))
    except ValueError:
        members = parse_qsl(text, keep_blank_values=True)
        return sorted(p for p in members if p[0] not in SIGNING) if members else text


def request_tree(message: Message) -> Any:
    if message.transport == "ws":
        return read(message.request)
    if not message.request.startswith(f"{message.verb} "):
        return read(message.request)
    path, _, query = message.target.partition("?")
    query_pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return message.verb, unquote(path), query_pairs, read(message.body) or ""


def reply_tree(message: Message) -> Any:
    if not message.reply.startswith("HTTP/"):
        return "200", read(message.reply)
    head, _, body = message.reply.partition("\n\n")
    return head.split()[1], read(body)


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_own_traffic_is_what_its_examples_make(name: str) -> None:
    wrong = []
    for at, literal, made in pairs(name):
        tree = request_tree if at.endswith("request") else reply_tree
        if at and tree(literal) != tree(made):
            wrong.append(f"{at}\n  {tree(literal)}\n  {tree(made)}")
    assert not wrong, "\n".join(wrong)
