"""Examples against types: what is found, where, and what an erratum explains."""

from dataclasses import replace
from decimal import Decimal as Exact
from typing import Any

from apis import (
    NUMBER,
    TEXT,
    bound,
    get,
    http,
    make_api,
    make_error,
    make_method,
    record,
    ref,
    rpc,
    ws,
)
import pytest
from specmint.model import (
    NO_FACTS,
    Anything,
    Api,
    Auth,
    Beside,
    Binding,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Default,
    Enum,
    Envelope,
    Erratum,
    Example,
    Exchange,
    Facts,
    Failed,
    Field,
    Fresh,
    Integer,
    Layout,
    List,
    Map,
    Match,
    Method,
    Nothing,
    Part,
    Push,
    Raised,
    Sent,
    Stream,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Value,
    Webhook,
    Words,
)
from specmint.problems import WARNING, Place
from specmint.prove import coverage, prove
from specmint.prove.case import Path

HEX = Use(Integer("hex"))
SLIP = Erratum("wrong", "right", "seen")


def place_of(path: Path) -> Place:
    return Place("/".join(map(str, path)))


def found(api: Api) -> list[str]:
    """List the errors as `place: code: message`; forms without a meaning are apart."""
    return [
        f"{problem.place}: {problem.code}: {problem.message}"
        for problem in prove(api, place_of)
        if problem.severity != WARNING
    ]


def one(method: Method, example: Example, **more: Any) -> list[str]:
    """Prove one example of one method; leave out where the example stands."""
    types = more.pop("types", None)
    api = make_api(types, methods=(replace(method, examples=(example,)),), **more)
    start = f"methods/{method.name}/examples/{example.name}"
    return [line.removeprefix(start).removeprefix("/") for line in found(api)]


def shown(**more: Any) -> Example:
    return Example("shown", "made", **more)


def boxed(value: Any) -> Default:
    return Default(value)


# -- parameters ----------------------------------------------------------------

BLOCK = make_method(
    params=(
        Field("height", HEX),
        Field("verbose", Use(Boolean()), optional=True),
        Field("format", TEXT, only_when=(("verbose", ("true",)),)),
    ),
    result=TEXT,
)


@pytest.mark.parametrize(
    ("params", "lines"),
    [
        ({"height": "0x1"}, []),
        ({"height": "0x1", "verbose": True, "format": "a"}, []),
        (
            {"height": 1},
            ["params/height: example-params: `1` is not a whole number as hex"],
        ),
        ({}, ["params: example-params: the parameter `height` is missing"]),
        (
            {"height": "0x1", "heigth": 1},
            ["params/heigth: example-params: the method has no parameter `heigth`"],
        ),
        (
            {"height": "0x1", "format": "a"},
            ["params/format: example-params: it is there only when `verbose` is true"],
        ),
    ],
)
def test_parameters_fit_the_method(params: dict[str, Any], lines: list[str]) -> None:
    assert one(BLOCK, shown(params=params, result=boxed("x"))) == lines


def test_a_name_that_is_nearly_right_gets_a_hint() -> None:
    example = shown(params={"height": "0x1", "heigth": 1}, result=boxed("x"))
    api = make_api(methods=(replace(BLOCK, examples=(example,)),))
    [problem] = [it for it in prove(api, place_of) if it.code == "example-params"]
    assert problem.hint == "did you mean `height`?"


def test_parameters_choose_and_need_each_other() -> None:
    method = make_method(
        params=tuple(Field(name, TEXT, optional=True) for name in "abc"),
        exactly_one_of=(("a",), ("b",)),
        together=(("c", ("b",)),),
    )
    assert one(method, shown(params={"b": "x", "c": "x"})) == []
    assert one(method, shown(params={"a": "x", "c": "x"})) == [
        "params: example-params: `c` needs `b` beside it"
    ]
    assert one(method, shown()) == [
        "params: example-params: exactly one of a, b must be there, not none"
    ]


def test_an_example_that_raises_may_break_the_rules_of_parameters() -> None:
    errors = {"Bad": make_error("Bad", Match(code=-1))}
    example = shown(params={"height": "x", "more": 1}, raises=Raised("Bad"))
    assert one(BLOCK, example, errors=errors) == []


def test_a_parameter_is_needed_where_a_transport_of_the_example_needs_it() -> None:
    method = make_method(
        params=(Field("id", TEXT, default=Default(None)),),
        bindings=(
            get("/x", bound("id", "query", required=True)),
            Binding("rpc", "x", params=(bound("id"),)),
        ),
    )
    transports = (http(), rpc())
    assert one(method, shown(over=("rpc",)), transports=transports) == []
    assert one(method, shown(over=("http",)), transports=transports) == [
        "params: example-params: the parameter `id` is missing over http"
    ]


# -- results -------------------------------------------------------------------


def test_a_result_fits_its_type_and_the_place_is_exact() -> None:
    result = Use(List(Use(record(Field("size", HEX)))))
    example = shown(result=boxed([{"size": "0x1"}, {"size": 2}]))
    assert one(make_method(result=result), example) == [
        "result/1/size: example-result: "
        "at `1.size`: `2` is not a whole number as hex"
    ]


@pytest.mark.parametrize(
    ("use", "example", "line"),
    [
        (TEXT, shown(), ": example-result: the example has no result"),
        (
            None,
            shown(result=boxed("x")),
            "result: example-result: "
            "the method returns nothing, and the example has a result",
        ),
        (None, shown(), ""),
        (None, shown(result=boxed(None)), ""),
        (Use(Nothing()), shown(), ""),
        (
            Use(Nothing()),
            shown(result=boxed(1)),
            "result: example-result: `1` stands where only null may",
        ),
        (
            TEXT,
            shown(raises=Raised("Bad"), result=boxed("x")),
            "result: example-raises: "
            "an example ends with a result or an error, not with both",
        ),
        (
            TEXT,
            shown(raises=Raised("Bad"), means=boxed("x")),
            "means: example-means: there is no result whose meaning this could be",
        ),
    ],
)
def test_an_example_ends_as_its_method_does(
    use: Use | None, example: Example, line: str
) -> None:
    errors = {"Bad": make_error("Bad", Match(code=-1), facts=Facts(unobserved="no"))}
    lines = one(make_method(result=use), example, errors=errors)
    assert lines == ([line] if line else [])


def test_a_parameter_decides_the_result() -> None:
    shape = Choice("raw", (("true", Use(Bytes())),), missing=Use(Nothing()))
    method = make_method(
        params=(Field("raw", Use(Boolean()), optional=True),), result=Use(shape)
    )
    assert one(method, shown(params={"raw": True}, result=boxed("00ff"))) == []
    assert one(method, shown()) == []
    assert one(method, shown(params={"raw": True}))
    assert one(method, shown(params={"raw": True}, result=boxed("0")))


def test_what_stands_beside_the_result_is_checked_too() -> None:
    method = make_method(beside=(Field("note", TEXT),))
    envelopes = (Envelope("e", NO_FACTS, beside=(Beside(Field("took", NUMBER)),)),)
    good = shown(beside={"note": "done", "took": 5})
    assert one(method, good, envelopes=envelopes) == []
    assert one(method, shown(beside={"notes": 1}), envelopes=envelopes) == [
        "beside/notes: example-result: nothing called `notes` stands beside the result",
        ": example-result: `note` is missing beside the result",
    ]
    assert one(method, shown(beside={"note": 1}), envelopes=envelopes) == [
        "beside/note: example-result: `1` is not text"
    ]


# -- meanings ------------------------------------------------------------------

MEANT: list[tuple[Use, Any, Any, str]] = [
    (HEX, "0xa", 10, ""),
    (HEX, "0xa", 11, "the wire form means `10`, not `11`"),
    (HEX, "0xa", "10", 'the wire form means `10`, not `"10"`'),
    (Use(Decimal()), Exact("0.00000001"), Exact("0.00000001"), ""),
    (Use(Decimal("text")), "5", 5, ""),
    (
        Use(Decimal("text")),
        "1.50",
        Exact("1.5"),
        'this meaning travels as `"1.5"`, and the example has `"1.50"`',
    ),
    (Use(Bytes("base64")), "AP8=", "00ff", ""),
    (Use(Bytes("base64")), "AP8=", "00fe", 'the wire form means `00ff`, not `"00fe"`'),
    (Use(Timestamp(Counted("us", "text"))), "12", 12, ""),
    (Use(Boolean("zero-one")), 1, True, ""),
    (Use(Boolean("zero-one")), 1, 1, "the wire form means `true`, not `1`"),
    (Use(Boolean(Words(("True", "1"), ("False",)))), "1", True, ""),
    (Use(record(Field("to", TEXT, also=("id",)))), {"id": "x"}, {"to": "x"}, ""),
    (
        Use(record(Field("size", HEX))),
        {"size": "0x1"},
        {"size": 2},
        "at `size`: the wire form means `1`, not `2`",
    ),
    (
        Use(List(HEX)),
        ["0x1"],
        [1, 2],
        "at `1`: the wire form means `null`, not `2`",
    ),
    (Use(Map(HEX, TEXT)), {"a": "0x1"}, {"a": 1}, ""),
    (Use(Anything("unknown")), {"a": Exact("1.0")}, {"a": Exact("1.0")}, ""),
]


@pytest.mark.parametrize(("use", "value", "means", "message"), MEANT)
def test_a_meaning_holds_both_ways(
    use: Use, value: Any, means: Any, message: str
) -> None:
    lines = one(make_method(result=use), shown(result=boxed(value), means=boxed(means)))
    assert [line.split(": example-means: ")[1] for line in lines] == (
        [message] if message else []
    )


def test_parameters_have_meanings_too() -> None:
    example = shown(params={"height": "0xa"}, result=boxed("x"))
    assert one(BLOCK, replace(example, means_params={"height": 10})) == []
    assert one(BLOCK, replace(example, means_params={"height": 9})) == [
        "means_params/height: example-means: the wire form means `10`, not `9`"
    ]
    assert one(BLOCK, replace(example, means_params={"verbose": True})) == [
        "means_params/verbose: example-means: the example has no parameter `verbose`"
    ]


# -- errors --------------------------------------------------------------------

ERRORS = {
    "NotStarted": make_error(
        "NotStarted",
        Match(text="{service}() is not started after {count} tries"),
        parts=(Part("service", TEXT), Part("count", NUMBER)),
    ),
    "Failed": make_error(
        "Failed",
        Match(codes=(-30999, -30000)),
        parts=(Part("failure", ref("Code"), minus_from=-30000),),
        data=HEX,
    ),
    "Nonce": make_error("Nonce", Match(token="nonce", message="Bad nonce")),
    "Gone": make_error("Gone", Match(status=404)),
}
CODE = Enum((Value("3", "LOST", NO_FACTS),), of="integer", wire="hex")

RAISED: list[tuple[Raised, str]] = [
    (
        Raised(
            "NotStarted",
            "x() is not started after 3 tries",
            parts={"service": "x", "count": 3},
        ),
        "",
    ),
    (
        Raised("NotStarted", "x is not started"),
        "message: it does not fit the error's text "
        "`{service}() is not started after {count} tries`",
    ),
    (
        Raised("NotStarted", "x() is not started after two tries"),
        'message: its part `count` does not fit: `"two"` is not a whole number as text',
    ),
    (
        Raised("NotStarted", "x() is not started after 3 tries", parts={"count": 4}),
        'parts/count: the message has `"3"` here',
    ),
    (
        Raised("NotStarted", parts={"servise": "x"}),
        "parts/servise: the error has no part `servise`",
    ),
    (
        Raised(
            "NotStarted", "x() is not started after 3 tries", parts={"count": "three"}
        ),
        'parts/count: `"three"` is not a whole number as number',
    ),
    (Raised("Failed", code=-30003, parts={"failure": "0x3"}), ""),
    (Raised("Failed", code=-30003, data=boxed("0x1")), ""),
    (Raised("Failed", code=-31000), "code: the error does not have the code `-31000`"),
    (
        Raised("Failed", code=-30004),
        "code: it gives `failure` 4: `4` is none of the enum's values",
    ),
    (
        Raised("Failed", code=-30003, data=boxed(1)),
        "data: `1` is not a whole number as hex",
    ),
    (Raised("Nonce", "Bad nonce", "nonce"), ""),
    (Raised("Nonce", "Bad"), 'message: the error\'s message is `"Bad nonce"`'),
    (Raised("Nonce", code="key"), 'code: the error does not have the code `"key"`'),
    (Raised("Nonce", data=boxed(1)), "data: the error carries no data"),
    (Raised("Gone", status=500), "status: the error comes with the status 404"),
]


@pytest.mark.parametrize(("raised", "told"), RAISED)
def test_what_is_raised_fits_the_error(raised: Raised, told: str) -> None:
    method = make_method(examples=(shown(raises=raised),))
    unobserved = Facts(unobserved="never seen")
    errors = {name: replace(it, facts=unobserved) for name, it in ERRORS.items()}
    lines = found(make_api({"Code": CODE}, methods=(method,), errors=errors))
    at = f"methods/read/examples/shown/raises/{raised.error}/"
    place, _, message = told.partition(": ")
    expected = [f"{at}{place}: example-raises: {message}"] if told else []
    assert lines[:1] == expected


def test_the_sum_that_gives_a_part_is_done_again() -> None:
    raised = Raised("Failed", code=-30003, parts={"failure": "0x3"})
    wrong = replace(raised, code=-30002)
    code = Enum((), of="integer", wire="hex", open=True)
    lines = [
        found(
            make_api(
                {"Code": code},
                methods=(make_method(examples=(shown(raises=it),)),),
                errors={"Failed": ERRORS["Failed"]},
            )
        )
        for it in (raised, wrong)
    ]
    assert lines == [
        [],
        [
            "methods/read/examples/shown/raises/Failed/parts/failure: "
            "example-raises: the code gives 2 here"
        ],
    ]


def test_every_method_and_every_error_is_shown() -> None:
    errors = {
        "Raised": make_error("Raised", Match(code=1)),
        "Own": make_error("Own", Match(code=2), examples=(shown(),)),
        "Unseen": make_error("Unseen", Match(code=3), facts=Facts(unobserved="why")),
        "Bare": make_error("Bare", Match(code=4)),
    }
    methods = (
        make_method("bare"),
        make_method("fails", examples=(shown(raises=Raised("Raised")),)),
    )
    assert found(make_api(methods=methods, errors=errors)) == [
        "methods/bare: example-missing: the method has no example",
        "errors/Bare: error-without-example: no example raises this error",
    ]


# -- JSON-RPC ------------------------------------------------------------------

SEND = make_method(
    "send",
    params=(
        Field("to", TEXT),
        Field("amount", Use(Decimal())),
        Field("note", TEXT, default=Default("")),
        Field("fee", Use(Decimal()), optional=True),
    ),
    result=HEX,
    bindings=(
        Binding(
            "rpc",
            "send",
            params=(
                bound("to"),
                bound("amount"),
                bound("note", default=Default("")),
                bound("fee"),
            ),
        ),
    ),
)
SENT = shown(params={"to": "bob", "amount": Exact("0.10")}, result=boxed("0x1"))
ASKED = '{"method": "send", "params": %s, "id": 1}'
NAMED = '{"to": "bob", "amount": 0.10}'


def over_rpc(
    request: str, reply: str = "", example: Example = SENT, params: str = "either"
) -> list[str]:
    traffic = (Exchange("rpc", request, reply),)
    lines = one(
        SEND,
        replace(example, exchange=traffic),
        transports=(rpc(params, gap="default"),),
        errors={"Bad": make_error("Bad", Match(code=-8), data=TEXT)},
    )
    return [line for line in lines if "error-without-example" not in line]


@pytest.mark.parametrize(
    ("request_text", "message"),
    [
        (ASKED % NAMED, ""),
        (ASKED % '["bob", 0.10]', ""),
        ("[]", ""),
        (ASKED % '["bob", 0.1]', "`amount` is `0.1`, and the example has `0.10`"),
        (ASKED % '["bob"]', "it lacks the example's parameter `amount`"),
        (ASKED % '["bob", 0.10, "", 1]', "it has `fee`, and the example does not"),
        (ASKED % '["bob", 0.10, "hi"]', "it has `note`, and the example does not"),
        (
            ASKED % '["bob", 0.10, "", 0.1, 5]',
            "it has 5 parameters, and the method has 4",
        ),
        (ASKED % '{"to": "bob"}', "it lacks the example's parameter `amount`"),
        (
            (ASKED % NAMED).replace("send", "sent"),
            '`method` is `"sent"`, not `"send"`',
        ),
        (ASKED % "[", "this is not JSON"),
        ("5", "a request of JSON-RPC is an object"),
    ],
)
def test_a_request_of_json_rpc_is_the_call(request_text: str, message: str) -> None:
    lines = over_rpc(request_text)
    at = "exchange/rpc/request: example-exchange: "
    assert all(line.startswith(at) for line in lines)
    assert (message in lines[0]) if message else not lines


def test_a_request_may_have_a_form_that_the_server_accepts() -> None:
    assert over_rpc(ASKED % '["bob", "0.10"]')
    (binding,) = SEND.bindings
    params = tuple(
        replace(one, accepts=("text",)) if one.param == "amount" else one
        for one in binding.params
    )
    taking = replace(SEND, bindings=(replace(binding, params=params),))
    for request, is_right in (('"0.10"', True), ("0.10", True), ('"0.2"', False)):
        traffic = (Exchange("rpc", ASKED % f'["bob", {request}]'),)
        example = replace(SENT, exchange=traffic)
        lines = one(taking, example, transports=(rpc(gap="default"),))
        assert bool(lines) != is_right, lines


def test_parameters_travel_as_the_transport_has_them() -> None:
    assert not over_rpc(ASKED % NAMED, params="named")
    assert not over_rpc(ASKED % '["bob", 0.10]', params="positional")
    assert over_rpc(ASKED % '["bob", 0.10]', params="named")
    assert over_rpc(ASKED % NAMED, params="positional")


BAD = shown(params={"to": "bob"}, raises=Raised("Bad", "no"))


@pytest.mark.parametrize(
    ("example", "reply", "message"),
    [
        (SENT, '{"result": "0x1", "error": null}', ""),
        (
            SENT,
            '{"result": "0x2"}',
            'the result is `"0x2"`, and the example has `"0x1"`',
        ),
        (SENT, '{"id": 1}', "it has no result"),
        (
            SENT,
            '{"error": {"code": -8, "message": "no"}}',
            'it is `"no"`, and the example raises nothing',
        ),
        (SENT, '{"result": NaN}', "this is not JSON: there is no NaN in it"),
        (BAD, '{"error": {"code": -8, "message": "no"}}', ""),
        (BAD, 'HTTP/1.1 500 Oh\n\n{"error": {"code": -8, "message": "no"}}', ""),
        (BAD, '{"error": {"code": -9, "message": "no"}}', "its code is `-9`, not -8"),
        (
            BAD,
            '{"error": {"code": -8, "message": "yes"}}',
            'it says `"yes"`, not `"no"`',
        ),
        (BAD, '{"result": "0x1"}', "it is no error, and the example raises `Bad`"),
        (
            replace(BAD, raises=Raised("Bad", "no", data=boxed("a"))),
            '{"error": {"code": -8, "message": "no", "data": "b"}}',
            "its data is not the example's",
        ),
    ],
)
def test_a_reply_of_json_rpc_is_the_end(
    example: Example, reply: str, message: str
) -> None:
    lines = over_rpc("", reply, example)
    at = "exchange/rpc/reply: example-exchange: "
    assert lines == ([f"{at}{message}"] if message else [])


def test_a_call_that_fails_may_leave_out_and_add() -> None:
    assert not over_rpc(ASKED % "[]", example=BAD)
    assert not over_rpc(ASKED % '["bob", 1, 2, 3, 4, 5]', example=BAD)
    assert not over_rpc('{"method": "send', example=BAD)
    assert over_rpc(ASKED % '["eve"]', example=BAD)


@pytest.mark.parametrize(
    ("on_example", "on_binding", "is_explained"),
    [
        ((), (), False),
        ((SLIP,), (), True),
        ((), (SLIP,), True),
        ((replace(SLIP, over="http"),), (), False),
        ((replace(SLIP, over="rpc"),), (), True),
    ],
)
def test_an_erratum_explains_a_mismatch_but_not_what_is_no_json(
    on_example: tuple[Erratum, ...], on_binding: tuple[Erratum, ...], is_explained: bool
) -> None:
    binding = replace(SEND.bindings[0], facts=Facts(errata=on_binding))
    method = replace(SEND, bindings=(binding,))
    for request, is_mismatch in ((ASKED % "[]", True), ("{", False)):
        traffic = (Exchange("rpc", request, '{"result": 1}'),)
        example = replace(SENT, exchange=traffic, errata=on_example)
        lines = one(method, example, transports=(rpc(),))
        assert bool(lines) is not (is_explained and is_mismatch)


# -- HTTP ----------------------------------------------------------------------

ANSWER = Envelope(
    "answer",
    NO_FACTS,
    ok=(("status", "OK"),),
    result="result",
    result_absent="none",
    wrap="list",
    failed=Failed(when=(("status", ("ERROR",)),), texts="errors", token="reason"),
    beside=(Beside(Field("took", Use(Decimal("text", scale=6)))),),
    without="raw",
)
TRADES = make_method(
    "trades",
    params=(
        Field("pair", TEXT),
        Field("since", Use(Timestamp(Counted("us", "text"))), optional=True),
        Field("cache", Use(Boolean()), optional=True),
        Field("kinds", Use(List(TEXT)), optional=True),
        Field("tags", Use(List(TEXT, "repeated")), optional=True),
        Field("secret", TEXT, optional=True),
    ),
    result=NUMBER,
    beside=(Field("note", TEXT, optional=True),),
    bindings=(
        get(
            "/api/{pair}/trades",
            bound("pair", "path"),
            bound("since", "query", also=("from",)),
            bound("cache", "query"),
            bound("kinds", "query"),
            bound("tags", "query", name="tag"),
            bound("secret", "header", name="Api-Secret"),
            envelope="answer",
            query="v=2",
            also=("/old/{pair}", "POST /api/{pair}/trades"),
        ),
    ),
)
RULES = (("query", (("boolean", "zero-one"), ("list", "comma"))),)
KEY = Auth(
    "key",
    "hmac",
    NO_FACTS,
    fresh=Fresh("form", "nonce", "rising"),
    send=(("query", "sign", "digest"),),
)
ASK = {"pair": "BTC/USD", "since": "12"}


def over_http(
    params: dict[str, Any], request: str, reply: str = "", **more: Any
) -> list[str]:
    example = shown(
        params=params,
        exchange=(Exchange("http", request, reply),),
        **({"result": boxed(7)} | more),
    )
    lines = one(
        TRADES,
        example,
        transports=(http("answer", wire=RULES),),
        envelopes=(ANSWER,),
        auth=(KEY,),
        errors={"Busy": make_error("Busy", Match(message="busy"))},
    )
    return [line.split(": ", 2)[-1] for line in lines if not line.startswith("errors")]


@pytest.mark.parametrize(
    ("params", "request_text", "message"),
    [
        (ASK, "GET /api/BTC%2FUSD/trades?since=12", ""),
        (ASK, "GET /api/BTC%2FUSD/trades?v=2&from=12&sign=ab HTTP/1.1", ""),
        (ASK, "GET /old/BTC%2FUSD?since=12&raw", ""),
        (ASK, 'POST /api/BTC%2FUSD/trades\n\n{"since": "12"}', ""),
        (ASK | {"cache": True}, "GET /old/BTC%2FUSD?since=12&cache=1", ""),
        (ASK | {"kinds": ["a", "b"]}, "GET /old/BTC%2FUSD?since=12&kinds=a,b", ""),
        (ASK | {"tags": ["a", "b"]}, "GET /old/BTC%2FUSD?since=12&tag=a&tag=b", ""),
        (ASK | {"secret": "s"}, "GET /old/BTC%2FUSD?since=12\nAPI-SECRET: s", ""),
        (
            ASK,
            "GET /old/BTC%2FUSD?since=13",
            '`since` is `"13"`, and the example has `"12"`',
        ),
        (
            ASK,
            "GET /old/EUR?since=12",
            '`pair` is `"EUR"`, and the example has `"BTC/USD"`',
        ),
        (ASK, "GET /old/BTC%2FUSD", "it lacks the example's parameter `since`"),
        (
            ASK,
            "GET /old/BTC%2FUSD?since=12&cache=1",
            "it has `cache`, and the example does not",
        ),
        (ASK, "GET /old/BTC%2FUSD?sinse=12", "`sinse` is no parameter here (query)"),
        (ASK | {"cache": True}, "GET /old/BTC%2FUSD?since=12&cache=true", "`cache` is"),
        (ASK | {"tags": ["a", "b"]}, "GET /old/BTC%2FUSD?since=12&tag=a", "`tag` is"),
        (
            ASK,
            "PUT /old/BTC%2FUSD?since=12",
            "`PUT /old/BTC%2FUSD` is not `GET /api/{pair}/trades`",
        ),
        (ASK, "since 12", "its first line is not `VERB /path`"),
        (ASK, "POST /api/BTC%2FUSD/trades\n\n{", "its body: this is not JSON"),
        (ASK, "POST /api/BTC%2FUSD/trades\n\n[]", "its body is no object"),
    ],
)
def test_a_request_over_http_is_the_call(
    params: dict[str, Any], request_text: str, message: str
) -> None:
    lines = over_http(params, request_text)
    assert lines[0].startswith(message) if message else not lines


OK = '{"status": "OK", "result": %s}'


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (OK % "[7]", ""),
        ("200\n\n" + OK % "[7]", ""),
        ("HTTP/1.1 200 OK\nDate: today\n\n" + OK % "[7]", ""),
        ("404\n\n" + OK % "[7]", "the status 404 is none of success"),
        (OK % "[8]", "at `0`: the result is `8`, and the example has `7`"),
        (OK % "7", "the result is `7`, and the example has `a list`"),
        ('{"status": "OK"}', "it has no result"),
        ('{"status": "MAYBE", "result": [7]}', "`status` is not that of a reply"),
        ('{"status": "ERROR", "errors": ["busy"]}', 'it is `"busy"`, and the example'),
        ('{"status": "OK", "result": [7], "took": "0.0000001"}', "at `took`: "),
        ("<html>", "this is not JSON"),
    ],
)
def test_a_reply_over_http_is_taken_out_of_its_envelope(
    reply: str, message: str
) -> None:
    lines = over_http(ASK, "GET /old/BTC%2FUSD?since=12", reply)
    assert lines[0].startswith(message) if message else not lines


def test_a_query_may_drop_the_envelope() -> None:
    assert not over_http(ASK, "GET /old/BTC%2FUSD?since=12&raw", "7")
    assert over_http(ASK, "GET /old/BTC%2FUSD?since=12", "7")


def test_what_stands_beside_the_result_is_in_the_reply() -> None:
    reply = '{"status": "OK", "result": [7], "note": "done"}'
    ask = "GET /old/BTC%2FUSD?since=12"
    assert not over_http(ASK, ask, reply, beside={"note": "done"})
    assert over_http(ASK, ask, reply, beside={"note": "late"}) == [
        '`note` beside the result is not the example\'s `"late"`'
    ]


def test_an_error_over_http_is_where_the_envelope_says() -> None:
    raised = {"result": None, "raises": Raised("Busy", "busy", "wait")}
    reply = '{"status": "ERROR", "errors": ["busy"], "reason": "%s"}'
    assert not over_http(ASK, "", reply % "wait", **raised)
    assert over_http(ASK, "", reply % "go", **raised) == [
        'its word is `"go"`, not `wait`'
    ]
    assert not over_http(ASK, "", "503\n\nbusy", **raised)
    assert over_http(ASK, "", "503\n\nfree", **raised)


def test_a_path_may_have_a_scope_and_a_segment_that_vanishes() -> None:
    binding = get("/api[/{channel}]/{id}", bound("id", "path"))
    method = make_method(params=(Field("id", TEXT),), bindings=(binding,))
    for path, is_right in (
        ("/api/a", True),
        ("/api/main/a", True),
        ("/api/main/b", False),
        ("/api/main/x/a", False),
    ):
        traffic = (Exchange("http", f"GET {path}"),)
        example = shown(params={"id": "a"}, exchange=traffic)
        assert bool(one(method, example, transports=(http(),))) is not is_right, path


def test_a_call_that_fails_may_send_a_wrong_value() -> None:
    wrong: dict[str, Any] = {"result": None, "raises": Raised("Busy", "busy")}
    params = {"pair": "BTC", "since": "soon"}
    assert not over_http(params, "GET /old/BTC?since=soon", **wrong)
    assert over_http(params, "GET /old/BTC?since=late", **wrong)


def test_a_form_carries_texts_and_what_signs_it() -> None:
    method = make_method(
        "add",
        params=(
            Field("amount", Use(Decimal())),
            Field("market", Use(Boolean("zero-one"))),
        ),
        bindings=(
            Binding(
                "http",
                verb="POST",
                path="/add",
                params=(bound("amount", "form"), bound("market", "form")),
            ),
        ),
    )
    example = shown(params={"amount": Exact("0.10"), "market": 1})
    for form, is_right in (
        ("amount=0.10&market=1&nonce=5", True),
        ("amount=0.1&market=1", False),
        ("amount=0.10&market=true", False),
    ):
        traffic = (Exchange("http", f"POST /add\n\n{form}"),)
        lines = one(
            method,
            replace(example, exchange=traffic),
            transports=(http(params=(("POST", "form"),)),),
            auth=(KEY,),
        )
        assert bool(lines) is not is_right, form


def test_a_parameter_may_be_the_whole_body() -> None:
    method = make_method(
        "post",
        params=(Field("transaction", ref("Transaction")),),
        bindings=(
            Binding(
                "http", verb="POST", path="/t", params=(bound("transaction", "body"),)
            ),
        ),
    )
    types = {"Transaction": record(Field("id", TEXT))}
    for body, is_right in (('{"id": "a"}', True), ('{"id": "b"}', False)):
        traffic = (Exchange("http", f"POST /t\n\n{body}"),)
        example = shown(params={"transaction": {"id": "a"}}, exchange=traffic)
        lines = one(method, example, types=types, transports=(http(),))
        assert bool(lines) is not is_right


# -- WebSocket -----------------------------------------------------------------

FRAME = Envelope(
    "frame",
    NO_FACTS,
    around="answer",
    ok_at="payload.response",
    failed=Failed(texts="payload.errors"),
)
CALL = '{"command": "api_call", "method": "%s", "kwargs": %s, "call_id": "c1"}'
PUSHED = '{"type": "api_call", "payload": {"call_id": "%s", %s}}'


def over_ws(request: str, reply: str = "", **more: Any) -> list[str]:
    method = make_method(
        "list",
        params=(Field("kinds", Use(List(TEXT)), optional=True),),
        result=NUMBER,
        bindings=(
            Binding(
                "ws", "list", params=(bound("kinds", wire="comma"),), envelope="frame"
            ),
        ),
    )
    example = shown(
        params={"kinds": ["a", "b"]},
        exchange=(Exchange("ws", request, reply),),
        **({"result": boxed(7)} | more),
    )
    lines = one(
        method,
        example,
        transports=(ws("frame"),),
        envelopes=(ANSWER, FRAME),
        errors={"Busy": make_error("Busy", Match(message="busy"))},
    )
    return [line.split(": ", 2)[-1] for line in lines if not line.startswith("errors")]


RIGHT = CALL % ("list", '{"kinds": "a,b"}')


@pytest.mark.parametrize(
    ("request_text", "message"),
    [
        (RIGHT, ""),
        (CALL % ("list", '{"kinds": ["a", "b"]}'), ""),
        (CALL % ("lists", '{"kinds": "a,b"}'), '`method` is `"lists"`, not `"list"`'),
        (RIGHT.replace("api_call", "call"), '`command` is `"call"`, not `"api_call"`'),
        (CALL % ("list", '{"kinds": "a"}'), "`kinds` is"),
        (CALL % ("list", "[]"), "the parameters are `[]`, not an object"),
        (CALL % ("list", "{}"), "it lacks the example's parameter `kinds`"),
        ("[]", "a frame is an object"),
    ],
)
def test_a_frame_is_the_call(request_text: str, message: str) -> None:
    lines = over_ws(request_text)
    assert lines[0].startswith(message) if message else not lines


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (PUSHED % ("c1", '"response": ' + OK % "[7]"), ""),
        (PUSHED % ("c1", '"response": ' + OK % "[8]"), "at `0`: the result is `8`"),
        (PUSHED % ("c2", '"response": ' + OK % "[7]"), "`payload.call_id` is not"),
        (
            (PUSHED % ("c1", '"response": ' + OK % "[7]")).replace("api_call", "event"),
            "`type` is not `api_call`, so it is no reply",
        ),
        (PUSHED % ("c1", '"errors": ["busy"]'), 'it is `"busy"`'),
    ],
)
def test_a_reply_over_a_websocket_has_two_levels(reply: str, message: str) -> None:
    lines = over_ws(RIGHT, reply)
    assert lines[0].startswith(message) if message else not lines


def test_errors_may_be_on_either_level() -> None:
    raised = {"result": None, "raises": Raised("Busy", "busy")}
    inner = '"response": {"status": "ERROR", "errors": ["%s"]}'
    outer = '"errors": ["%s"]'
    for level in (inner, outer):
        assert not over_ws(RIGHT, PUSHED % ("c1", level % "busy"), **raised)
        assert over_ws(RIGHT, PUSHED % ("c1", level % "free"), **raised)


@pytest.mark.parametrize(
    ("match", "raised", "reply", "message"),
    [
        (Match(status=404), Raised("Bad"), "404\n\n<html>", ""),
        (Match(status=404), Raised("Bad"), "HTTP/1.1 404 Not Found", ""),
        (
            Match(status=404),
            Raised("Bad"),
            "500\n\n{}",
            "its status is 500, and the error's is 404",
        ),
        (
            Match(text="no {what}"),
            Raised("Bad"),
            '{"error": {"message": "no way"}}',
            "",
        ),
        (
            Match(text="no {what}"),
            Raised("Bad"),
            '{"error": {"message": "yes"}}',
            'it says `"yes"`, which is not the error\'s text',
        ),
        (Match(message="no"), Raised("Bad"), '{"error": "no"}', ""),
        (
            Match(codes=(-9, -5)),
            Raised("Bad"),
            '{"error": {"code": -4}}',
            "its code `-4` is not the error's",
        ),
        (Match(code=-4), Raised("Bad"), '[{"error": {"code": -5}}]', ""),
    ],
)
def test_a_reply_with_an_error_fits_its_match(
    match: Match, raised: Raised, reply: str, message: str
) -> None:
    example = shown(raises=raised, exchange=(Exchange("rpc", "", reply),))
    error = make_error("Bad", match, examples=(example,))
    lines = found(make_api(transports=(rpc(),), errors={"Bad": error}))
    at = "errors/Bad/examples/shown/exchange/rpc/reply: example-exchange: "
    assert lines == ([f"{at}{message}"] if message else [])


def test_an_error_shows_itself_with_any_request() -> None:
    def lines(reply: str) -> list[str]:
        traffic = (Exchange("rpc", '{"method": ', reply),)
        error = make_error(
            "Parse", Match(code=-32700), examples=(shown(exchange=traffic),)
        )
        return found(make_api(transports=(rpc(),), errors={"Parse": error}))

    assert not lines('{"error": {"code": -32700, "message": "any"}}')
    assert lines('{"error": {"code": -32600, "message": "any"}}') == [
        "errors/Parse/examples/shown/exchange/rpc/reply: "
        "example-exchange: its code is `-32600`, not -32700"
    ]


# -- pushes and webhooks ---------------------------------------------------------


def test_a_push_fits_its_frame_and_its_stream() -> None:
    def lines(payload: dict[str, Any], frame: str) -> list[str]:
        sent = Sent("one", "made", payload=boxed(payload), literal=frame)
        push = Push(
            "model",
            "It changed.",
            (("type", "model"),),
            Use(record(Field("name", TEXT))),
            NO_FACTS,
            at="payload",
            examples=(sent,),
        )
        stream = Stream(
            "models",
            "Follow.",
            "start",
            "stop",
            "model",
            NO_FACTS,
            key_member="name",
            data="data",
            cases=(("key", HEX),),
        )
        return found(make_api(pushes=(push,), streams=(stream,)))

    frame = '{"type": "model", "payload": {"name": "key", "data": "0x1"}}'
    at = "pushes/model/examples/one/"
    assert not lines({"name": "key", "data": "0x1"}, frame)
    assert lines({"name": "key", "data": "0x1"}, frame.replace("0x1", "0x2")) == [
        f'{at}frame: example-exchange: at `data`: it has `"0x2"`, and the payload `"0x1"`'
    ]
    assert lines({"name": "key", "data": "0x1"}, frame.replace("model", "event")) == [
        f"{at}frame: example-exchange: `type` is not `model`"
    ]
    assert lines({"name": "key", "data": "0x1"}, '{"type": "model"}') == [
        f"{at}frame: example-exchange: the payload is not in it"
    ]
    assert lines({"name": "key", "data": "0x1"}, "{")[0].startswith(
        f"{at}frame: example-exchange: this is not JSON"
    )
    assert lines({"name": "key", "data": "1"}, frame.replace("0x1", "1")) == [
        f'{at}payload/data: example-result: `"1"` is not a whole number as hex'
    ]


@pytest.mark.parametrize(
    ("place", "body", "line"),
    [
        ("form", "id=a&amount=12", ""),
        ("json", '{"amount": 12, "id": "a"}', ""),
        ("form", "id=a&amount=13", '`amount` is `"13"`, and in the payload `"12"`'),
        ("json", '{"amount": 12}', 'at `id`: it has `null`, and the payload `"a"`'),
        ("json", "id=a", "this is not JSON: Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_webhook_sends_its_payload(place: str, body: str, line: str) -> None:
    payload = boxed({"id": "a", "amount": 12})
    sent = Sent("one", "made", payload=payload, means=payload, literal=body)
    fields = record(Field("id", TEXT), Field("amount", NUMBER))
    hook = Webhook(
        "ipn", "Paid.", "POST", place, Use(fields), NO_FACTS, examples=(sent,)
    )
    at = "webhooks/ipn/examples/one/body: example-exchange: "
    assert found(make_api(webhooks=(hook,))) == ([f"{at}{line}"] if line else [])


def test_what_is_sent_has_an_example_or_a_reason() -> None:
    hook = Webhook("ipn", "Paid.", "POST", "form", TEXT, NO_FACTS)
    assert found(make_api(webhooks=(hook,))) == [
        "webhooks/ipn: example-missing: there is no example"
    ]
    told = replace(hook, facts=Facts(unobserved="It never came."))
    assert not found(make_api(webhooks=(told,)))


# -- coverage ------------------------------------------------------------------


def test_every_wire_form_in_use_needs_a_meaning_once() -> None:
    types: dict[str, Type] = {
        "Amount": Decimal(),
        "Pair": record(Field("x", HEX), Field("y", HEX)),
    }
    good = shown(
        params={"pair": {"x": "0x1", "y": "0x2"}},
        result=boxed([Exact("0.1")]),
        means_params={"pair": {"x": 1, "y": 2}},
    )
    method = make_method(
        params=(Field("pair", ref("Pair")),),
        result=Use(List(ref("Amount"))),
        examples=(good,),
    )
    api = make_api(types, methods=(method,))
    [problem] = prove(api, place_of)
    assert (problem.code, problem.severity) == ("wire-form-without-meaning", WARNING)
    assert problem.message == "no example gives a meaning for decimal as number"
    assert str(problem.place) == "methods/read/result"
    whole = replace(method, examples=(replace(good, means=boxed([Exact("0.1")])),))
    assert not prove(make_api(types, methods=(whole,)), place_of)


@pytest.mark.parametrize(
    ("use", "name"),
    [
        (TEXT, ""),
        (NUMBER, ""),
        (Use(Boolean()), ""),
        (Use(Timestamp(Counted("s", "number"))), ""),
        (Use(List(TEXT, "comma")), "list as comma"),
        (Use(Decimal(), wire="text"), "decimal as text"),
        (Use(Boolean(Words(("1",), ("0",)))), "boolean as words"),
        (Use(Timestamp(Layout("%Y", "s"))), "timestamp as %Y"),
        (Use(Timestamp(Counted("us", "hex"))), "timestamp in us as hex"),
        (Use(Tuple((TEXT, HEX))), "integer as hex"),
        (Use(Map(TEXT, HEX)), "integer as hex"),
        (Use(Union("kind", (("string", HEX),))), "integer as hex"),
    ],
)
def test_a_form_that_is_its_own_meaning_needs_no_proof(use: Use, name: str) -> None:
    method = make_method(params=(Field("a", use, optional=True),), examples=(shown(),))
    messages = [it.message for it in prove(make_api(methods=(method,)), place_of)]
    assert messages == ([f"no example gives a meaning for {name}"] if name else [])


def test_coverage_counts_what_is_shown() -> None:
    loose = Use(Anything("unknown"))
    api = make_api(
        {"Box": record(Field("inner", Use(List(loose))))},
        methods=(
            make_method("a", result=loose, examples=(shown(result=boxed(1)),)),
            make_method("b", examples=(replace(shown(), origin="documented"),)),
        ),
        errors={
            "Seen": make_error("Seen", Match(code=1), examples=(shown(),)),
            "Unseen": make_error("Unseen", Match(code=2), facts=Facts(unobserved="no")),
        },
    )
    counted = coverage(api)
    assert (counted.methods, counted.methods_with_documented_example) == (2, 1)
    assert (counted.errors, counted.errors_shown) == (2, 1)
    assert counted.unobserved == ("Unseen",)
    assert (counted.any_count, counted.any_names) == (
        2,
        ("Box.inner.items", "a.result"),
    )
    assert counted.examples == (("documented", 1), ("made", 2))
