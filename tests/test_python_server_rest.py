"""REST servers over real sockets: routes, arguments, envelopes, and what is refused."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from python_rest import SECRET, Got, call, client_of, packaged, serving, talk
from starlette.applications import Starlette
from starlette.routing import Mount

DECLARED = '''
"""What is generated for three services, shortened."""

from __future__ import annotations

import asyncio
from typing import Any

from ._app import (
    Answer, ApiError, App, Handler, HttpRequest, Limits, Method, Methods, Refusal,
    Refuse, needs, request, takes,
)
from ._rest import (
    Envelope, Loose, Page, Printed, Rest, RestCarrier, SecretHeader, delete, get, post
)
from ._wire import (
    ANYTHING, BOOLEAN, DECIMAL, INTEGER, TEXT, ZERO_ONE, Beside, CommaList, Integer,
    ListOf, Nullable, Record, Repeated, maybe, member,
)


# -- an engine, which always answers 200 -----------------------------------------------


class AccessDenied(ApiError, message="access denied"): ...


class NumberInvalid(
    ApiError,
    text="invalid literal for int() with base 10: {value}",
    parts={"value": TEXT},
):
    def __init__(self, message: str = "", *, value: str) -> None:
        super().__init__(message, value=value)


class RouteNotFound(
    ApiError,
    text="method b'{verb}':b'{path}' was not found",
    parts={"verb": TEXT, "path": TEXT},
):
    def __init__(self, message: str = "", *, verb: str, path: str) -> None:
        super().__init__(message, verb=verb, path=path)


class Missed(ApiError): ...


class BodyNotJson(ApiError, status=500): ...


class KeyExists(ApiError, text="key {alias} exists", token="exists"):
    def __init__(self, message: str = "", *, alias: str) -> None:
        super().__init__(message, alias=alias)


class Fault(ApiError): ...


ENGINE = Methods(
    Method("process_health", "process_health", [], None, get("/process/health/v1")),
    Method(
        "key_create", "key_create",
        [needs("key_alias", TEXT), takes("key_size", INTEGER), takes("active", BOOLEAN)],
        ANYTHING,
        post("/key/create/v1", names={"key_alias": "alias"},
             also_names={"key_alias": ("key_alias",)}, also=("/k/c", "PUT /v1/key/create")),
        beside={"message": TEXT},
    ),
    Method("config_set", "config_set", [needs("key", TEXT), needs("value", ANYTHING)],
           ANYTHING, post("/config/set/v1")),
    Method("config_get", "config_get", [needs("key", TEXT)], ANYTHING,
           get("/config/get/v1")),
    Method(
        "network_connected", "network_connected", [takes("wait_timeout", INTEGER)],
        ANYTHING, get("/network/connected/v1", defaults={"wait_timeout": 10}),
    ),
    Method(
        "files_list", "files_list",
        [takes("recursive", BOOLEAN), takes("key_id", TEXT), takes("all", BOOLEAN)],
        ANYTHING, get("/file/list/v1", defaults={"recursive": False}, absent=("all",)),
    ),
    Method("streams_list", "streams_list", [takes("protocols", ListOf(TEXT))],
           ListOf(TEXT), get("/stream/list/v1", forms={"protocols": CommaList(TEXT)})),
    Method("event_send", "event_send", [needs("event_id", TEXT), takes("data", ANYTHING)],
           ANYTHING, post("/event/send/{event_id}/v1",
                          places={"event_id": "path", "data": "body"})),
    Method("key_erase", "key_erase", [needs("key_id", TEXT)], BOOLEAN,
           delete("/key/erase/v1")),
    Method("not_there", "not_there", [], None, get("/not/there/v1")),
    Method("breaks", "breaks", [], INTEGER, get("/breaks/v1")),
    Method("waits", "waits", [], None, get("/waits/v1")),
    Method("open", "open", [takes("size", INTEGER)], None, get("/open/v1", auth=())),
    Method("staff", "staff", [], TEXT, get("/staff/v1", auth=("", "login"))),
)


class Engine(Handler):
    async def process_health(self) -> None:
        return None

    async def key_create(
        self, key_alias: str, key_size: int = 4096, active: bool = False
    ) -> Any:
        if key_alias == "there":
            raise KeyExists(alias=key_alias)
        found = {"size": str(key_size), "alias": key_alias, "active": active}
        if key_alias == "whole":
            found |= {"creator": "x", "is_public": True, "key_id": "k", "label": "",
                      "private": None, "public": "p"}
        return Answer(found, message=f"made {key_alias}")

    async def config_set(self, key: str, value: Any) -> Any:
        return {key: value}

    async def config_get(self, key: str) -> Any:
        return [key]

    async def network_connected(self, wait_timeout: int = 5) -> Any:
        return wait_timeout

    async def files_list(self, recursive: bool = True, key_id: str = "") -> Any:
        return [recursive, key_id]

    async def streams_list(self, protocols: Any = ()) -> Any:
        return protocols

    async def event_send(self, event_id: str, data: Any = "none") -> Any:
        return {"id": event_id, "data": data}

    async def key_erase(self, key_id: str) -> bool:
        return True

    async def not_there(self) -> None:
        raise NotImplementedError

    async def breaks(self) -> int:
        return "no number"  # type: ignore[return-value]

    async def waits(self) -> None:
        await asyncio.sleep(60)

    async def open(self, size: int = 0) -> None:
        return None

    async def staff(self) -> str:
        return request().caller


class Login:
    challenge = 'Basic realm="staff"'

    async def check(self, request: HttpRequest, body: bytes) -> str:
        if request.header(b"authorization") is None:
            raise Refusal("access", which="missing")
        return "alice"


def guarded() -> App:
    """An engine whose refusals have a status."""
    checks = {"": SecretHeader("api_secret", "secret"), "login": Login()}
    carrier = RestCarrier(ENGINE, Engine(), {}, envelopes={}, auth=checks)
    return App(Engine(), http=[carrier])


def engine(secret: str | None, **more: Any) -> App:
    limits = Limits(**more)
    carrier = RestCarrier(
        ENGINE,
        Engine(),
        {
            "access": Refuse(AccessDenied),
            "path": Refuse(RouteNotFound),
            "verb": Refuse(RouteNotFound),
            "number": Refuse(NumberInvalid),
            "missing": Refuse(Missed, "one of mandatory parameters missed: {listed}"),
            "missing_query": Refuse(Missed, "mandatory url query argument missed: {name}"),
            "no_body": Refuse(Missed, "mandatory json input missed: {listed}"),
            "unparsable": Refuse(BodyNotJson),
            "fault": Refuse(Fault, "{reason}"),
            "unimplemented": Refuse(Fault, "method is not implemented yet"),
            "type": Refuse(Fault, "{name}: {reason}"),
            "time": Refuse(Fault, "too slow: {seconds}"),
            "size": Refuse(Fault, "more than {most}"),
        },
        limits,
        envelopes={
            "": Envelope(
                ok={"status": "OK"}, result="result", may_lack=True, wraps=True,
                failed={"status": ("ERROR",)}, texts="errors", token="reason",
                seconds="execution",
            )
        },
        auth={} if secret is None else {"": SecretHeader("api_secret", secret)},
        booleans={
            place: Loose("1", "true", "True", "yes", "Yes", "YES", "ok")
            for place in ("query", "json")
        },
        printed=Printed(indent=2, sort=True, newline=True),
        headers=(("Access-Control-Allow-Origin", "*"),),
        reads_all_bodies=True,
        error_status=200,
        pages={BodyNotJson: Page("<html><b>Processing Failed</b></html>")},
    )
    return App(Engine(), http=[carrier], limits=limits)


# -- an exchange, with forms and an envelope that a query drops ------------------------


class OrderNotFound(ApiError, message="Order not found", token="unknown_error"): ...


class AgentMissing(ApiError, message="no User-Agent", status=403): ...


class Invalid(ApiError): ...


EXCHANGE = Methods(
    Method("ticker_fast", "ticker_fast", [needs("pair", TEXT)], ANYTHING,
           get("/api/1/{pair}/ticker_fast", places={"pair": "path"},
               also=("/api/1/{pair}/public/ticker",))),
    Method("lag", "lag", [], ANYTHING, get("/api/1/generic/order/lag")),
    Method("pair_lag", "pair_lag", [needs("pair", TEXT)], ANYTHING,
           get("/api/1/{pair}/order/lag", places={"pair": "path"})),
    Method("trades", "trades",
           [needs("pair", TEXT), takes("since", Integer(int, "text")),
            takes("primary", BOOLEAN), takes("types", ListOf(INTEGER))],
           ANYTHING,
           get("/api/1/{pair}/trades", places={"pair": "path"},
               forms={"types": Repeated(INTEGER)})),
    Method("order_add", "order_add",
           [needs("pair", TEXT), needs("type", TEXT),
            needs("amount_int", Integer(int, "text")),
            takes("price_int", Integer(int, "text")), takes("hidden", BOOLEAN),
            takes("fee", DECIMAL)],
           TEXT,
           post("/api/1/{pair}/order/add", "form", places={"pair": "path"},
                also=("/api/1/{pair}/private/order/add",))),
    Method("order_cancel_v2", "order_cancel_v2", [needs("oid", TEXT)], ANYTHING,
           post("/api/2/{pair}/money/order/cancel", "form", envelope="v2")),
    Method("nothing", "nothing", [], None, get("/api/1/generic/nothing")),
    Method("nothing_of", "nothing_of", [needs("pair", TEXT)], TEXT,
           post("/api/1/{pair}/nothing", "form", places={"pair": "path"})),
    Method("agent", "agent", [needs("agent", TEXT)], TEXT,
           get("/api/1/generic/agent", places={"agent": "header"},
               names={"agent": "User-Agent"})),
)


class Exchange(Handler):
    async def ticker_fast(self, pair: str) -> Any:
        return {"pair": pair, "last": "10.38400"}

    async def lag(self) -> Any:
        return "generic"

    async def pair_lag(self, pair: str) -> Any:
        return f"of {pair}"

    async def trades(self, pair: str, **more: Any) -> Any:
        return [pair, more]

    async def order_add(
        self, pair: str, type: str, amount_int: int, price_int: int = 0,
        hidden: bool = False, fee: Any = None,
    ) -> str:
        return f"{pair} {type} {amount_int} {price_int} {hidden} {fee}"

    async def order_cancel_v2(self, oid: str) -> Any:
        if oid == "there":
            return oid
        raise OrderNotFound

    async def nothing(self) -> None:
        return None

    async def nothing_of(self, pair: str) -> str:
        return f"nothing of {pair}"

    async def agent(self, agent: str) -> str:
        return agent


def exchange() -> App:
    def envelope(result: str) -> Envelope:
        return Envelope(
            ok={"result": "success"}, result=result, may_lack=True,
            failed={"result": ("error",)}, message="error", token="token",
            without="raw" if result == "return" else "",
        )

    carrier = RestCarrier(
        EXCHANGE,
        Exchange(),
        {
            "agent": Refuse(AgentMissing),
            "type": Refuse(Invalid, 'Invalid parameter "{name}"'),
            "missing": Refuse(Invalid, "Parameter {name} is required"),
        },
        envelopes={"": envelope("return"), "v2": envelope("data")},
        booleans={"form": ZERO_ONE, "query": ZERO_ONE},
        needs=("User-Agent",),
        also_verbs={"GET": {"POST": "form"}},
        prefix="/api/1",
        error_status=200,
    )
    return App(Exchange(), http=[carrier])


# -- a database, whose bodies are the results ------------------------------------------


class TransactionNotFound(ApiError, message="Not found", status=404): ...


class InvalidTransaction(ApiError, message="Invalid transaction", status=400): ...


class ServerFault(ApiError, message="Internal Server Error", status=500): ...


class Transaction(Record):
    id: str = member(TEXT)
    version: int = maybe(INTEGER)


DATABASE = Methods(
    Method("get_transaction_status", "status", [needs("tx_id", TEXT)], ANYTHING,
           get("/api/v1/transactions/{tx_id}/status", places={"tx_id": "path"})),
    Method("get_transaction", "get", [needs("tx_id", TEXT)], ANYTHING,
           get("/api/v1/transactions/{tx_id}", places={"tx_id": "path"})),
    Method("post_transaction", "post", [needs("transaction", Transaction)], Transaction,
           post("/api/v1/transactions/", places={"transaction": "body"}, ok=(201, 200))),
    Method("block", "block", [needs("height", INTEGER)], INTEGER,
           get("/api/v1/blocks/{height}", places={"height": "path"})),
    Method("find", "find",
           [takes("what", Beside(
               "kind", {"count": INTEGER, "word": TEXT}, missing=TEXT)),
            takes("kind", TEXT)],
           ANYTHING, get("/[{channel}/]find")),
    Method("fixed", "fixed", [], TEXT, get("/find/one", query="mode=fixed")),
    Method("loose", "loose", [takes("deep", ANYTHING)], TEXT, get("/find/one")),
)


class Database(Handler):
    async def status(self, tx_id: str) -> Any:
        if tx_id == "none":
            raise TransactionNotFound
        return {"status": "valid"}

    async def get(self, tx_id: str) -> Any:
        return {"id": tx_id}

    async def post(self, transaction: Transaction) -> Transaction:
        return transaction

    async def block(self, height: int) -> int:
        return height

    async def find(self, kind: str = "", what: Any = None) -> Any:
        return [request().scope.get("channel", ""), kind, what]

    async def fixed(self) -> str:
        return "fixed"

    async def loose(self, deep: Any = None) -> str:
        return "loose"


def database() -> App:
    carrier = RestCarrier(
        DATABASE,
        Database(),
        {"fault": Refuse(ServerFault), "missing": Refuse(ServerFault),
         "path": Refuse(message="There is nothing at {path}", status=404),
         "type": Refuse(InvalidTransaction), "unparsable": Refuse(InvalidTransaction)},
        envelopes={"": Envelope(message="message", status="status")},
        is_slash_optional=True,
        pages={ServerFault: Page('{"message": "Internal Server Error"}', "application/json")},
    )
    return App(Database(), http=[carrier])


def both() -> App:
    """The exchange and the database at one address."""
    exchange_, database_ = exchange(), database()
    return App(None, http=[*exchange_._http, *database_._http])


def bare() -> App:
    """The database without any error for what is refused."""
    return App(Database(), http=[RestCarrier(DATABASE, Database(), {}, envelopes={})])
'''


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated server has them, and all their names."""
    return packaged(tmp_path_factory.mktemp("rest") / "rest_server", DECLARED)


@pytest.fixture(scope="module")
def engine(rt: SimpleNamespace) -> Iterator[int]:
    with serving(rt.engine(SECRET)) as port:
        yield port


@pytest.fixture(scope="module")
def exchange(rt: SimpleNamespace) -> Iterator[int]:
    with serving(rt.exchange()) as port:
        yield port


@pytest.fixture(scope="module")
def database(rt: SimpleNamespace) -> Iterator[int]:
    with serving(rt.database()) as port:
        yield port


# -- an engine that always answers 200 ---------------------------------------------


def test_an_answer_is_laid_out_as_the_engine_does(engine: int) -> None:
    got = call(
        engine, "POST /key/create/v1", b'{"alias": "a\\u00e9", "key_size": 1024}'
    )
    assert got.status == 200
    assert got.headers["content-type"] == "application/json"
    assert got.headers["access-control-allow-origin"] == "*"
    seconds = got.json["execution"]
    assert len(seconds.partition(".")[2]) == 6 and 0 < float(seconds) < 5
    text = got.body.decode().replace(seconds, "0.000228")
    assert text == (
        '{\n  "execution": "0.000228",\n  "message": "made a\\u00e9",\n  "result": {\n'
        '    "active": false,\n    "alias": "a\\u00e9",\n    "size": "1024"\n  },\n'
        '  "status": "OK"\n}\n'
    )


def told(got: Got) -> Any:
    """Give what an answer of the engine says, without the time."""
    assert got.status == 200
    body = got.json
    assert body.pop("execution")
    if body["status"] == "OK":
        return body.get("result", "nothing")
    return body["errors"] if set(body) == {"status", "errors"} else body


def test_a_result_that_is_nothing_is_left_out_and_a_single_one_is_wrapped(
    engine: int,
) -> None:
    assert told(call(engine, "GET /process/health/v1")) == "nothing"
    assert told(call(engine, "GET /network/connected/v1")) == [10]
    assert told(call(engine, "DELETE /key/erase/v1", b'{"key_id": "k"}')) == [True]
    assert told(call(engine, "GET /stream/list/v1")) == []


@pytest.mark.parametrize(
    "line", ["POST /key/create/v1", "POST /k/c", "PUT /v1/key/create"]
)
def test_further_paths_and_verbs_lead_to_the_same_method(
    engine: int, line: str
) -> None:
    assert told(call(engine, line, b'{"alias": "x"}'))["alias"] == "x"


def test_names_of_the_binding_come_first_and_further_ones_are_taken(
    engine: int,
) -> None:
    body = b'{"key_alias": "second", "alias": "first"}'
    assert told(call(engine, "POST /k/c", body))["alias"] == "first"
    assert told(call(engine, "POST /k/c", b'{"key_alias": "b"}'))["alias"] == "b"


@pytest.mark.parametrize(
    ("line", "body", "error"),
    [
        (
            "GET /no/such/v1",
            None,
            "method b'GET':b'/no/such/v1' was not found",
        ),
        (
            "DELETE /key/create/v1",
            None,
            "method b'DELETE':b'/key/create/v1' was not found",
        ),
        ("GET /config/get/v1", None, "mandatory url query argument missed: key"),
        (
            "POST /config/set/v1",
            b"[1,2]",
            "one of mandatory parameters missed: ['key', 'value']",
        ),
        (
            "POST /config/set/v1",
            b'{"key": 1}',
            "one of mandatory parameters missed: ['key', 'value']",
        ),
        (
            "POST /config/set/v1",
            None,
            "mandatory json input missed: ['key', 'value']",
        ),
        (
            "GET /network/connected/v1?wait_timeout=abc",
            None,
            "invalid literal for int() with base 10: 'abc'",
        ),
        ("GET /not/there/v1", None, "method is not implemented yet"),
    ],
)
def test_what_is_refused_is_told_as_the_engine_does(
    engine: int, line: str, body: bytes | None, error: str
) -> None:
    assert told(call(engine, line, body)) == [error]


def test_an_error_of_a_handler_has_its_parts_and_its_word(engine: int) -> None:
    got = told(call(engine, "POST /k/c", b'{"alias": "there"}'))
    assert got == {
        "status": "ERROR",
        "errors": ["key there exists"],
        "reason": "exists",
    }


def test_a_result_that_does_not_fit_is_a_fault_and_the_owner_is_told(
    engine: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert "not a whole number" in told(call(engine, "GET /breaks/v1"))[0]
    assert "breaks failed" in caplog.text


@pytest.mark.parametrize("secret", ["", "wrong", "ABCDEFGH2345WXY", "é"])
def test_the_secret_is_asked_for_before_the_body_is_read(
    engine: int, secret: str
) -> None:
    got = call(engine, "POST /k/c", b"no json", {"api_secret": secret})
    assert told(got) == ["access denied"]


@pytest.mark.parametrize("line", ["GET /no/such/v1", "OPTIONS /k/c", "PUT /open/v1"])
def test_who_has_no_secret_does_not_hear_which_paths_there_are(
    engine: int, line: str
) -> None:
    got = call(engine, line, headers={"api_secret": ""})
    assert told(got) == ["access denied"]
    assert got.headers["access-control-allow-origin"] == "*"


def test_a_method_may_be_open_to_everybody(engine: int) -> None:
    for secret in ("", "wrong"):
        got = call(engine, "GET /open/v1", headers={"api_secret": secret})
        assert told(got) == "nothing"


def test_a_browser_that_asks_first_gets_the_headers(engine: int) -> None:
    got = call(engine, "OPTIONS /k/c")
    assert told(got) == ["method b'OPTIONS':b'/k/c' was not found"]
    assert got.headers["access-control-allow-origin"] == "*"


def test_who_is_not_known_hears_how_to_say_a_name(rt: SimpleNamespace) -> None:
    with serving(rt.guarded()) as port:
        got = call(port, "GET /staff/v1", headers={"api_secret": ""})
        assert got.status == 401
        assert got.headers["www-authenticate"] == 'Basic realm="staff"'
        got = call(port, "GET /waits/v1", headers={"api_secret": ""})
        assert got.status == 401 and "www-authenticate" not in got.headers
        got = call(port, "GET /staff/v1", headers={"authorization": "x"})
        assert (got.status, got.json) == (200, "alice")


def test_without_a_secret_everybody_may_call(rt: SimpleNamespace) -> None:
    with serving(rt.engine(None)) as port:
        got = call(port, "GET /process/health/v1", headers={"api_secret": ""})
        assert told(got) == "nothing"


@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_a_body_that_is_no_json_has_a_page_on_any_verb(engine: int, verb: str) -> None:
    path = {
        "GET": "/process/health/v1",
        "POST": "/k/c",
        "DELETE": "/key/erase/v1",
    }[verb]
    got = call(engine, f"{verb} {path}", b"xx")
    assert (got.status, got.headers["content-type"]) == (500, "text/html")
    assert got.body == b"<html><b>Processing Failed</b></html>"
    assert "access-control-allow-origin" not in got.headers


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("1", True),
        ("true", True),
        ("True", True),
        ("YES", True),
        ("ok", True),
        ("0", False),
        ("false", False),
        ("maybe", False),
        ("", False),
    ],
)
def test_booleans_of_a_query_are_read_by_the_words_of_the_service(
    engine: int, word: str, means: bool
) -> None:
    got = call(engine, f"GET /file/list/v1?recursive={word}")
    assert told(got) == [means, ""]


@pytest.mark.parametrize(
    ("text", "means"),
    [("1", True), ("true", True), ('"yes"', True), ("0", False), ("null", False)],
)
def test_booleans_in_json_may_be_numbers_and_words(
    engine: int, text: str, means: bool
) -> None:
    body = f'{{"alias": "x", "active": {text}}}'.encode()
    assert told(call(engine, "POST /k/c", body))["active"] is means


def test_a_default_of_the_binding_is_assumed_where_nothing_came(engine: int) -> None:
    assert told(call(engine, "GET /file/list/v1")) == [False, ""]
    got = call(engine, "GET /network/connected/v1?wait_timeout=%2B07")
    assert told(got) == [7]


def test_what_is_absent_here_and_what_is_unknown_are_ignored(engine: int) -> None:
    got = call(engine, "GET /file/list/v1?all=1&more=2&recursive=1")
    assert told(got) == [True, ""]
    body = b'{"key_id": "k", "more": {"deep": []}}'
    assert told(call(engine, "DELETE /key/erase/v1", body)) == [True]


@pytest.mark.parametrize(
    ("query", "means"),
    [
        ("protocols=tcp,udp", ["tcp", "udp"]),
        ("protocols=tcp%2Cudp", ["tcp", "udp"]),
        ("protocols=", []),
        ("", []),
    ],
)
def test_a_list_may_stand_between_commas(
    engine: int, query: str, means: list[str]
) -> None:
    assert told(call(engine, f"GET /stream/list/v1?{query}")) == means


def test_a_query_is_taken_raw_and_escaped(engine: int) -> None:
    key = "abcd1234$alice@server-a.com:x y"
    raw = key.replace(" ", "+")
    for query in (f"key={raw}", f"key={quote(key)}"):
        assert told(call(engine, f"GET /config/get/v1?{query}")) == [key]
    got = talk(
        engine,
        b"GET /config/get/v1?key=\xc3\xa9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"api_secret: " + SECRET.encode() + b"\r\n\r\n",
    )
    assert got.status == 400 or told(got) == ["é"]  # some web servers refuse it before


def test_a_parameter_of_a_path_is_decoded_and_may_hold_a_slash(engine: int) -> None:
    got = told(call(engine, "POST /event/send/a%2Fb%20%C3%A9/v1", b'{"data": 1}'))
    assert got == {"id": "a/b é", "data": {"data": 1}}
    assert told(call(engine, "POST /event/s%65nd/x/v1"))["data"] == "none"


def test_numbers_of_a_body_keep_their_digits(engine: int) -> None:
    got = call(engine, "POST /config/set/v1", b'{"key": "k", "value": 1.50}')
    assert b'"k": 1.50' in got.body
    body = b'{"key": "k", "value": 123456789012345678901}'
    assert b"123456789012345678901" in call(engine, "POST /config/set/v1", body).body


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "", "multipart/x"]
)
def test_any_content_type_will_do(engine: int, kind: str) -> None:
    got = call(engine, "POST /k/c", b'{"alias": "x"}', {"Content-Type": kind})
    assert told(got)["alias"] == "x"


def request_bytes(line: str, *headers: str, version: str = "1.1") -> bytes:
    lines = [f"{line} HTTP/{version}", "Host: x", f"api_secret: {SECRET}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def test_a_header_of_digits_is_no_length(engine: int) -> None:
    """Only one of them says how long a body is, and it is asked in small and in large."""
    size, large = "Content-Length: 14", "9" * 19
    head = request_bytes("POST /k/c", f"X-Seen: {large}", size, "Connection: close")
    assert told(talk(engine, head + b'{"alias": "x"}'))["alias"] == "x"


def test_a_body_may_come_in_chunks(engine: int) -> None:
    head = request_bytes("POST /k/c", "Transfer-Encoding: chunked", "Connection: close")
    got = talk(engine, head + b'5\r\n{"ali\r\n9\r\nas": "x"}\r\n0\r\n\r\n')
    assert told(got)["alias"] == "x"


def test_a_post_without_a_body_and_a_caller_of_http_1_0_are_served(
    engine: int,
) -> None:
    head = request_bytes("POST /event/send/x/v1", "Connection: close")
    assert told(talk(engine, head)) == {"id": "x", "data": "none"}
    old = request_bytes("GET /process/health/v1", version="1.0")
    assert told(talk(engine, old)) == "nothing"


def test_a_head_is_answered_like_a_get_without_the_body(
    engine: int, database: int
) -> None:
    got = call(engine, "HEAD /process/health/v1")
    assert (got.status, got.body) == (200, b"")
    assert int(got.headers["content-length"]) > 30
    assert call(database, "HEAD /api/v1/transactions/abc").status == 200
    assert call(database, "HEAD /api/v1/transactions").status == 405


def test_limits_are_told_in_the_envelope(rt: SimpleNamespace) -> None:
    with serving(rt.engine(SECRET, body=100, depth=3, time=0.2)) as port:
        long = b'{"alias": "%s"}' % (b"x" * 100)
        assert told(call(port, "POST /k/c", long)) == ["more than 100"]
        deep = b'{"alias": [[[[]]]]}'
        assert call(port, "POST /k/c", deep).status == 500, "like what is no JSON"
        assert told(call(port, "GET /waits/v1")) == ["too slow: 0.2"]


# -- an exchange: forms, and an envelope that a query drops ------------------------


def test_an_answer_has_the_envelope_and_is_bare_with_raw(exchange: int) -> None:
    line = "GET /api/1/BTCUSD/ticker_fast"
    assert call(exchange, line).body == (
        b'{"result":"success","return":{"pair":"BTCUSD","last":"10.38400"}}'
    )
    for query in ("?raw", "?raw=1", "?x=1&raw"):
        got = call(exchange, line + query)
        assert got.body == b'{"pair":"BTCUSD","last":"10.38400"}'
    assert call(exchange, "GET /api/1/generic/nothing").body == b'{"result":"success"}'
    assert call(exchange, "GET /api/1/generic/nothing?raw").body == b"null"


def test_a_plain_path_goes_before_one_with_a_place(exchange: int) -> None:
    assert call(exchange, "GET /api/1/generic/order/lag?raw").json == "generic"
    assert call(exchange, "GET /api/1/BTCUSD/order/lag?raw").json == "of BTCUSD"
    assert (
        call(exchange, "GET /api/1/BTCEUR/public/ticker?raw").json["pair"] == "BTCEUR"
    )


def test_a_form_gives_what_its_texts_mean(exchange: int) -> None:
    body = b"type=bid&amount_int=0100&price_int=5&hidden=1&fee=1.50&nonce=7&type=x"
    for path in ("order/add", "private/order/add"):
        got = call(exchange, f"POST /api/1/BTCUSD/{path}?raw", body)
        assert got.json == "BTCUSD bid 100 5 True 1.50"
    got = call(
        exchange, "POST /api/1/BTCUSD/order/add?raw", b"type=a+b%C3%A9&amount_int=1"
    )
    assert got.json == "BTCUSD a bé 1 0 False None"
    raw = "type=a bé&amount_int=1".encode()
    assert call(exchange, "POST /api/1/BTCUSD/order/add?raw", raw).json == got.json


def test_a_query_gives_what_its_texts_mean(exchange: int) -> None:
    line = "GET /api/1/BTCUSD/trades?raw&since=12&primary=0&types=1&types=2"
    assert call(exchange, line).json == [
        "BTCUSD",
        {"since": 12, "primary": False, "types": [1, 2]},
    ]


@pytest.mark.parametrize(
    ("target", "form", "found"),
    [
        ("/trades", b"since=5&primary=1&nonce=17", {"since": 5, "primary": True}),
        ("/trades?since=6&nonce=1", b"", {"since": 6}),
        ("/trades?since=6&primary=0", b"since=7", {"since": 7, "primary": False}),
        ("/trades", b"types=1&types=2", {"types": [1, 2]}),
    ],
)
def test_a_further_verb_has_its_arguments_in_the_place_of_either(
    exchange: int, target: str, form: bytes, found: object
) -> None:
    got = call(exchange, f"POST /api/1/BTCUSD{target}", form)
    assert (got.status, got.json["return"]) == (200, ["BTCUSD", found])


def test_a_further_verb_goes_for_further_paths_and_is_read_as_the_own_one(
    exchange: int,
) -> None:
    got = call(exchange, "POST /api/1/BTCUSD/public/ticker?raw", b"nonce=1")
    assert got.json == {"pair": "BTCUSD", "last": "10.38400"}
    got = call(exchange, "POST /api/1/BTCUSD/trades", b"since=x")
    assert got.json == {"result": "error", "error": 'Invalid parameter "since"'}
    got = call(exchange, "PUT /api/1/BTCUSD/trades", b"since=1")
    assert got.status == 405


def test_a_method_of_the_verb_goes_before_one_that_takes_it_too(exchange: int) -> None:
    got = call(exchange, "POST /api/1/generic/nothing", b"")
    assert got.json["return"] == "nothing of generic"
    got = call(exchange, "POST /api/1/generic/order/lag", b"")
    assert got.json["return"] == "generic"


def test_errors_have_the_members_and_the_envelope_of_the_method(exchange: int) -> None:
    got = call(exchange, "POST /api/2/BTCUSD/money/order/cancel", b"oid=x")
    assert (got.status, got.json) == (
        200,
        {"result": "error", "error": "Order not found", "token": "unknown_error"},
    )
    got = call(exchange, "POST /api/2/BTCUSD/money/order/cancel?raw", b"oid=there")
    assert got.json == {"result": "success", "data": "there"}
    got = call(exchange, "POST /api/1/BTCUSD/order/add", b"type=bid")
    assert got.json == {
        "result": "error",
        "error": "Parameter amount_int is required",
    }
    body = b"type=bid&amount_int=many"
    got = call(exchange, "POST /api/1/BTCUSD/order/add", body)
    assert got.json["error"] == 'Invalid parameter "amount_int"'


def test_a_call_without_a_needed_header_is_refused(exchange: int) -> None:
    got = call(exchange, "GET /api/1/BTCUSD/ticker_fast", headers={"User-Agent": ""})
    assert (got.status, got.json["error"]) == (403, "no User-Agent")
    assert call(exchange, "GET /api/1/generic/agent?raw").json == "tests"


def test_an_app_may_be_mounted_at_its_prefix_or_elsewhere(rt: SimpleNamespace) -> None:
    app = rt.exchange()
    mounted = Starlette(routes=[Mount("/api/1", app), Mount("/other", app)])
    with serving(mounted) as port:
        for path in (
            "/api/1/BTCUSD/ticker_fast",
            "/other/api/1/BTCUSD/ticker_fast",
        ):
            assert call(port, f"GET {path}?raw").json["pair"] == "BTCUSD"
        assert call(port, "GET /other/BTCUSD/ticker_fast").status == 404


def test_two_carriers_share_an_address(rt: SimpleNamespace) -> None:
    with serving(rt.both()) as port:
        assert call(port, "GET /api/1/generic/order/lag?raw").json == "generic"
        assert call(port, "GET /api/1/x%20y/order/lag?raw").json == "of x y"
        assert call(port, "GET /api/v1/transactions/abc/").json == {"id": "abc"}
        assert call(port, "GET /no/such").json["status"] == 404


# -- a database: the body is the result --------------------------------------------


def test_the_body_is_the_result_and_the_status_the_first_of_the_good_ones(
    database: int,
) -> None:
    sent = b'{"id": "x", "version": 1, "more": [1.0]}'
    for path in ("/api/v1/transactions/", "/api/v1/transactions"):
        got = call(database, f"POST {path}", sent)
        assert (got.status, got.body) == (201, b'{"id":"x","version":1,"more":[1.0]}')


@pytest.mark.parametrize("end", ["", "/"])
def test_a_slash_at_the_end_may_stand_or_not(database: int, end: str) -> None:
    got = call(database, f"GET /api/v1/transactions/abc{end}")
    assert (got.status, got.json) == (200, {"id": "abc"})
    got = call(database, f"GET /api/v1/transactions/abc/status{end}")
    assert got.json == {"status": "valid"}


def test_errors_have_their_status_in_head_and_body(database: int) -> None:
    got = call(database, "GET /api/v1/transactions/none/status")
    assert (got.status, got.json) == (404, {"status": 404, "message": "Not found"})
    got = call(database, "POST /api/v1/transactions/", b'{"id": 1}')
    assert got.json == {"status": 400, "message": "Invalid transaction"}
    for body in (None, b""):
        got = call(database, "POST /api/v1/transactions/", body)
        assert (got.status, got.body) == (500, b'{"message": "Internal Server Error"}')


def test_a_number_in_a_path_is_one_or_there_is_no_such_path(database: int) -> None:
    assert call(database, "GET /api/v1/blocks/12").json == 12
    got = call(database, "GET /api/v1/blocks/1x")
    message = "There is nothing at /api/v1/blocks/1x"
    assert (got.status, got.json) == (404, {"status": 404, "message": message})


def test_a_web_server_may_have_the_path_only_decoded(rt: SimpleNamespace) -> None:
    app = rt.database()

    async def decoded(scope: Any, receive: Any, send: Any) -> None:
        scope.pop("raw_path", None)
        await app(scope, receive, send)

    with serving(decoded) as port:
        got = call(port, f"GET /api/v1/transactions/{quote('a%é€ b')}")
        assert got.json == {"id": "a%é€ b"}
        got = call(port, f"GET /no/{quote('é')}")
        assert got.json["message"] == "There is nothing at /no/%C3%A9"


def test_json_in_a_query_has_the_same_limit_of_depth(database: int) -> None:
    for depth, status in ((64, 200), (65, 400), (20_000, 400)):
        deep = "[" * depth + "]" * depth
        assert call(database, f"GET /find/one?deep={deep}").status == status


def test_a_sibling_decides_the_shape_of_an_argument(database: int) -> None:
    assert call(database, "GET /find?what=7&kind=count").json == ["", "count", 7]
    assert call(database, "GET /find?what=7&kind=word").json == ["", "word", "7"]
    assert call(database, "GET /find?what=7").json == ["", "", "7"]
    got = call(database, "GET /find?what=x&kind=count")
    assert got.json == {"status": 400, "message": "Invalid transaction"}


def test_what_may_stand_in_a_path_is_the_scope_of_a_call(database: int) -> None:
    assert call(database, "GET /main/find").json == ["main", "", None]


def test_a_fixed_query_chooses_the_method(database: int) -> None:
    assert call(database, "GET /find/one?mode=fixed&x=1").json == "fixed"
    assert call(database, "GET /find/one?mode=other").json == "loose"


@pytest.mark.parametrize(
    ("line", "body", "status"),
    [
        ("GET /no/such", None, 404),
        ("DELETE /api/v1/transactions/abc", None, 405),
        ("POST /api/v1/transactions/", b"{", 500),
        ("GET /find?" + "a&" * 2000, None, 500),
        ("POST /api/v1/transactions/", b"[" * 70 + b"]" * 70, 500),
        ("POST /api/v1/transactions/", b"x" * (1 << 21), 413),
    ],
)
def test_what_no_error_is_named_for_has_a_status_that_says_it(
    rt: SimpleNamespace, line: str, body: bytes | None, status: int
) -> None:
    with serving(rt.bare()) as port:
        got = call(port, line, body)
        assert got.status == status
        assert got.headers["content-type"] == "text/plain; charset=utf-8"


# -- the generated clients ---------------------------------------------------------


def test_the_client_of_the_engine_is_served(
    engine: int,
) -> None:
    bitdust = client_of("bitdust")
    made = bitdust.BitDustClient
    with made(f"http://127.0.0.1:{engine}", api_secret=SECRET) as client:
        assert client.process_health() is None
        made_key = client.reply(bitdust.calls.key_create("whole", 1024))
        assert (made_key.result.alias, made_key.result.size) == ("whole", 1024)
        assert made_key.beside["message"] == "made whole"
        assert 0 < made_key.beside["execution"] < 5
        with pytest.raises(bitdust.ApiError) as raised:
            client.key_create("there")
        assert (raised.value.message, raised.value.code) == (
            "key there exists",
            "exists",
        )
        with pytest.raises(bitdust.errors.RouteNotFound) as raised:
            client.process_info()
        assert (raised.value.verb, raised.value.path) == ("GET", "/process/info/v1")
    stranger = made(f"http://127.0.0.1:{engine}", api_secret="wrong")
    with stranger as client, pytest.raises(bitdust.errors.AccessDenied):
        client.process_health()


def test_the_client_of_the_database_is_served(
    database: int,
) -> None:
    bigchaindb = client_of("bigchaindb")
    with bigchaindb.BigchainDBClient(f"http://127.0.0.1:{database}") as client:
        assert client.get_transaction_status("abc").status == "valid"
        with pytest.raises(bigchaindb.errors.TransactionNotFound):
            client.get_transaction_status("none")
