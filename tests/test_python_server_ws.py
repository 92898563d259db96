"""Python servers over a WebSocket: calls, pushes and streams over real sockets."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
import json
import random
import socket
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

from project import ROOT
import pytest
from python_serving import SOON, await_true, packaged, serving
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

CLIENTS = ROOT / "generated" / "clients" / "python"
SECRET = "ABCDEFGH2345WXYZ"
DECLARED = '''
"""What is generated for BitDust, shortened."""

from __future__ import annotations

from typing import Any

from ._app import (
    HOOKS, LIMITS, Answer, ApiError, App, Handler, Hooks, Limits, Method, Methods,
    Refuse, needs, request, takes,
)
from ._rest import Envelope, Printed
from ._wire import (
    ANYTHING, BOOLEAN, INTEGER, NOTHING, TEXT, CommaList, ListOf, Record, member,
)
from ._ws import WS, Frame, Push, Pushes, Query, StreamOf, Ws, WsCarrier


class MethodNameMissing(ApiError, message="api method name was not provided"): ...


class MethodNameInvalid(ApiError, message="invalid api method name"): ...


class ArgumentMissing(
    ApiError,
    text="{function}() missing {count} required positional {noun}: {names}",
    parts={"function": TEXT, "count": INTEGER, "noun": TEXT, "names": TEXT},
):
    def __init__(
        self, message: str = "", *, function: str, count: int, noun: str, names: str
    ) -> None:
        parts = {"function": function, "count": count, "noun": noun, "names": names}
        super().__init__(message, **parts)


class ArgumentUnexpected(
    ApiError,
    text="{function}() got an unexpected keyword argument '{name}'",
    parts={"function": TEXT, "name": TEXT},
):
    def __init__(self, message: str = "", *, function: str, name: str) -> None:
        super().__init__(message, function=function, name=name)


class MethodNotImplemented(ApiError, message="method is not implemented"): ...


class NotStarted(
    ApiError, text="{service}() is not started", parts={"service": TEXT}, token="off"
):
    def __init__(self, message: str = "", *, service: str) -> None:
        super().__init__(message, service=service)


REFUSALS = {
    "request": Refuse(MethodNameMissing),
    "method": Refuse(MethodNameInvalid),
    "container": Refuse(ApiError, "{method}() argument after ** must be a mapping"),
    "missing": Refuse(ArgumentMissing),
    "unknown": Refuse(ArgumentUnexpected),
    "type": Refuse(ApiError, "{reason}"),
    "unimplemented": Refuse(MethodNotImplemented),
    "fault": Refuse(ApiError, "{reason}"),
    "time": Refuse(ApiError, "no answer within {seconds} seconds"),
    "busy": Refuse(ApiError, "too many calls"),
}
FRAME = Frame(
    call={
        "command": "api_call",
        "method": "$method",
        "kwargs": "$params",
        "call_id": "$id",
    },
    reply_when={"type": "api_call"},
    reply_id="payload.call_id",
    ok_at="payload.response",
    texts="payload.errors",
    envelope=Envelope(
        ok={"status": "OK"},
        result="result",
        may_lack=True,
        wraps=True,
        failed={"status": ("ERROR",)},
        texts="errors",
        token="reason",
    ),
)


class EventPush(Record):
    event_id: str = member(TEXT)
    data: Any = member(ANYTHING)


class KeyModel(Record):
    alias: str = member(TEXT)


class ModelPush(Record):
    model: str = member(TEXT, "name")
    id: str = member(TEXT)
    data: Any = member(ANYTHING)
    created: int = member(INTEGER)


EVENT = Push("event", {"type": "event"}, "payload", EventPush)
MODEL = Push("model", {"type": "model"}, "payload", ModelPush)
MODELS = StreamOf(
    MODEL,
    key="name",
    param="model_name",
    start="enable_model_listener",
    stop="disable_model_listener",
    once="request_model_data",
)
GREETING = {"event_id": "web-socket-connected", "data": {"peer": "TCP://{host}:{port}"}}

METHODS = Methods(
    Method("process_health", "process_health", [], NOTHING, WS),
    Method("network_disconnect", "network_disconnect", [], BOOLEAN, WS),
    Method(
        "config_get",
        "config_get",
        [needs("key", TEXT), takes("include_info", BOOLEAN)],
        ANYTHING,
        WS,
    ),
    Method("echo", "echo", [needs("value", ANYTHING)], ANYTHING, WS),
    Method("names", "names", [], ListOf(TEXT), WS),
    Method(
        "three",
        "three",
        [needs("a", INTEGER), needs("b", INTEGER), needs("c", INTEGER)],
        NOTHING,
        WS,
    ),
    Method("told", "told", [], INTEGER, WS, beside={"message": TEXT}),
    Method("fails", "fails", [needs("how", TEXT)], ANYTHING, WS),
    Method("wait", "wait", [takes("seconds", INTEGER)], INTEGER, WS),
    Method("poll", "poll", [], NOTHING, WS, waits=True),
    Method("who", "who", [], ANYTHING, WS),
    Method("left_out", "left_out", [], NOTHING, WS),
    Method("over_http", "over_http", [], NOTHING),
    Method(
        "history",
        "history",
        [needs("user", TEXT), takes("kinds", ListOf(TEXT)), takes("local", TEXT)],
        ANYTHING,
        Ws(
            "message_history",
            {"user": "id"},
            {"user": ("idurl",)},
            {"kinds": CommaList(TEXT)},
            absent=("local",),
            defaults={"kinds": "private"},
        ),
    ),
    Method(
        "chunk_read",
        "chunk_read",
        [takes("path", TEXT), takes("offset", INTEGER)],
        ANYTHING,
        Ws(required=("path",)),
    ),
    Method(
        "enable_model_listener",
        "enable_model_listener",
        [needs("model_name", TEXT), takes("request_all", BOOLEAN)],
        NOTHING,
        WS,
    ),
    Method(
        "disable_model_listener",
        "disable_model_listener",
        [needs("model_name", TEXT)],
        NOTHING,
        WS,
    ),
    Method(
        "request_model_data",
        "request_model_data",
        [needs("model_name", TEXT), takes("query_details", ANYTHING)],
        NOTHING,
        WS,
    ),
)


class BitdustHandler(Handler):
    async def left_out(self) -> None:
        raise NotImplementedError

    async def enable_model_listener(self, model_name: str, request_all: bool = False) -> None:
        raise NotImplementedError

    async def disable_model_listener(self, model_name: str) -> None:
        raise NotImplementedError

    async def request_model_data(self, model_name: str, query_details: Any = None) -> None:
        raise NotImplementedError


class BitdustPushes(Pushes):
    def event(self, payload: EventPush, *, to: object = None) -> None:
        self._push(EVENT, payload, to)

    def model(self, payload: ModelPush, *, to: object = None) -> None:
        self._push(MODEL, payload, to)


def create_app(
    handler: Any,
    *,
    auth: str | None,
    follow: str = "document",
    limits: Limits = LIMITS,
    hooks: Hooks = HOOKS,
) -> Any:
    query = None if auth is None else Query(auth, ("api_secret", "a"))
    carrier = WsCarrier(
        METHODS,
        handler,
        REFUSALS,
        limits,
        hooks,
        frame=FRAME,
        query=query,
        greeting=(EVENT, GREETING),
        streams=(MODELS,),
        everyone=follow == "actual",
        silent=("unparsable", "depth"),
        closes=("no_object", "size"),
        printed=Printed(sort=True),
    )
    app: Any = App(handler, ws=carrier, limits=limits, hooks=hooks)
    app.pushes = BitdustPushes(carrier)
    return app
'''


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated server has them, and all their names."""
    folder = tmp_path_factory.mktemp("ws") / "ws_server"
    return packaged(folder, DECLARED, "_rest", "_ws")


class Engine:
    """An engine that is served, and connections to it."""

    def __init__(self, rt: SimpleNamespace, app: Any, port: int, node: Any) -> None:
        self.rt, self.app, self.port, self.node = rt, app, port, node
        self.address = f"ws://127.0.0.1:{port}/?api_secret={SECRET}"

    @contextmanager
    def open(self, **options: Any) -> Iterator[ClientConnection]:
        """Open a connection, and take the greeting away."""
        options = {"compression": None, "close_timeout": 1, **options}
        with connect(self.address, **options) as connection:
            assert "web-socket-connected" in took(connection)
            try:
                yield connection
            except BaseException:
                cut(connection)  # closing it may wait for what is being sent
                raise

    def event(self, name: str, **data: Any) -> None:
        self.app.pushes.event(self.rt.EventPush(event_id=name, data=data))

    def model(self, name: str, id: str) -> None:
        push = self.rt.ModelPush(model=name, id=id, data={"alias": id}, created=7)
        self.app.pushes.model(push)


def handler(rt: SimpleNamespace) -> Any:
    """Make a handler that does one thing of each kind."""

    class Node(rt.BitdustHandler):
        running = most = cancelled = 0

        async def process_health(self) -> None:
            pass

        async def network_disconnect(self) -> bool:
            return True

        async def config_get(self, key: str, include_info: bool = False) -> Any:
            more = {"info": "more"} if include_info else {}
            return [{"value": 1, "key": key, "type": "integer", **more}]

        async def echo(self, value: Any) -> Any:
            return value

        async def names(self) -> list[str]:
            return []

        async def three(self, a: int, b: int, c: int) -> None:
            pass

        async def told(self) -> Any:
            return rt.Answer(5, message="five")

        async def fails(self, how: str) -> Any:
            if how == "api":
                raise rt.NotStarted(service="service_x")
            if how == "data":
                raise rt.ApiError("no such thing", data={"seen": [1], "status": "?"})
            if how == "bad data":
                raise rt.ApiError("no such thing", data={"seen": 0.5})
            if how == "float":
                return {"a": 0.5}
            if how == "deep":
                deep: Any = []
                for _ in range(100_000):
                    deep = [deep]
                return deep
            if how == "cancelled":
                raise asyncio.CancelledError
            if how == "silent":
                raise KeyError
            raise RuntimeError(how)

        async def wait(self, seconds: int = 60) -> int:
            self.running += 1
            self.most = max(self.most, self.running)
            try:
                await asyncio.sleep(seconds / 1000)
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
            finally:
                self.running -= 1
            return seconds

        async def poll(self) -> None:
            await self.wait(60_000)

        async def who(self) -> Any:
            serving = rt.request()
            return {
                "method": serving.method,
                "transport": serving.transport,
                "connection": str(serving.connection),
                "agent": serving.headers["x-own"],
                "host": serving.client[0],
            }

        async def history(self, **given: Any) -> Any:
            return [json.loads(json.dumps(given))]

        async def chunk_read(self, path: str, offset: int = 0) -> Any:
            return [path, offset]

    return Node()


@contextmanager
def served(
    rt: SimpleNamespace,
    node: Any = None,
    *,
    auth: str | None = SECRET,
    follow: str = "document",
    hooks: Any = None,
    **limits: Any,
) -> Iterator[Engine]:
    """Serve an engine under uvicorn."""
    node = node or handler(rt)
    more = {"hooks": hooks} if hooks else {}
    app = rt.create_app(
        node, auth=auth, follow=follow, limits=rt.Limits(**limits), **more
    )
    with serving(app, timeout_graceful_shutdown=1) as where:
        yield Engine(rt, app, where.port, node)


@pytest.fixture(scope="module")
def engine(rt: SimpleNamespace) -> Iterator[Engine]:
    with served(rt) as engine:
        yield engine


# -- raw frames --------------------------------------------------------------------


def cut(connection: ClientConnection) -> None:
    """End a connection without a word."""
    with suppress(OSError):
        connection.socket.shutdown(socket.SHUT_RDWR)


def took(connection: ClientConnection) -> str:
    """Take the next frame, which must be text."""
    frame = connection.recv(SOON)
    assert isinstance(frame, str)
    return frame


def call(method: str, call_id: Any = "1", **kwargs: Any) -> str:
    frame = {"command": "api_call", "method": method, "kwargs": kwargs}
    return json.dumps({**frame, "call_id": call_id})


def asked(connection: ClientConnection, frame: str | bytes) -> Any:
    """Send a frame and give the payload of the next one."""
    connection.send(frame)
    return json.loads(took(connection))["payload"]


def errors(connection: ClientConnection, frame: str) -> Any:
    """Send a call that goes wrong before or in the method; give the texts."""
    payload = asked(connection, frame)
    assert payload.keys() == {"call_id", "errors"}
    return payload["errors"]


def is_quiet(connection: ClientConnection) -> bool:
    """Whether nothing has come before the answer to a call that is made now."""
    connection.send(call("echo", "quiet?", value=0))
    return json.loads(took(connection))["payload"].get("call_id") == "quiet?"


def closed(connection: ClientConnection) -> int | None:
    """Wait for the end; gives the code."""
    with pytest.raises(ConnectionClosed) as ended:
        while True:
            connection.recv(SOON)
    return ended.value.rcvd.code if ended.value.rcvd else None


# -- the handshake -----------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        f"/?api_secret={SECRET}",
        f"/?a={SECRET}",
        f"?a={SECRET}",
        f"/some/path?api_secret={SECRET}",
        "/?api_secret=%41BCDEFGH2345WXYZ",
    ],
)
def test_a_connection_with_the_secret_is_greeted(engine: Engine, target: str) -> None:
    with connect(f"ws://127.0.0.1:{engine.port}{target}") as connection:
        host, port = connection.local_address
        assert took(connection) == (
            f'{{"payload":{{"data":{{"peer":"TCP://{host}:{port}"}},'
            '"event_id":"web-socket-connected"},"type":"event"}'
        )


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/?",
        "/?api_secret=",
        "/?api_secret=wrong",
        f"/?{SECRET}",
        f"/?=={SECRET}",
        f"/?b={SECRET}",
        f"/?api_secret={SECRET}x",
        f"/?api_secret={SECRET[:-1]}",
        f"/?api_secret={SECRET}&x=1",
        f"/?x=1&api_secret={SECRET}",
        f"/?API_SECRET={SECRET}",
        f"/?api_secret={SECRET.lower()}",
        "/?api_secret=%FF%FE%00",
        "/?%FF=%",
    ],
)
def test_without_the_secret_there_is_no_connection(engine: Engine, target: str) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://127.0.0.1:{engine.port}{target}"),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_without_a_secret_to_ask_for_anybody_may_connect(rt: SimpleNamespace) -> None:
    with served(rt, auth=None) as engine:
        for target in ("", "/?api_secret=whatever"):
            with connect(f"ws://127.0.0.1:{engine.port}{target}") as connection:
                assert "web-socket-connected" in took(connection)


def test_an_empty_secret_is_no_secret(rt: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="empty"):
        rt.create_app(handler(rt), auth="")


def test_no_more_connections_are_open_than_may_be(rt: SimpleNamespace) -> None:
    with served(rt, sessions=2) as engine, engine.open(), engine.open() as second:
        with pytest.raises(InvalidStatus) as refused, engine.open():
            pass
        assert refused.value.response.status_code == 503
        second.close()
        await_true(lambda: len(engine.app._ws._links) == 1)
        with engine.open() as third:
            assert is_quiet(third)


# -- calls -------------------------------------------------------------------------


def test_a_reply_is_compact_text_with_sorted_members(engine: Engine) -> None:
    with engine.open() as connection:
        connection.send(call("process_health", "f"))
        assert took(connection) == (
            '{"payload":{"call_id":"f","response":{"status":"OK"}},"type":"api_call"}'
        )
        connection.send(call("config_get", "g", key="a/é"))
        assert took(connection) == (
            '{"payload":{"call_id":"g","response":{"result":[{"key":"a/\\u00e9",'
            '"type":"integer","value":1}],"status":"OK"}},"type":"api_call"}'
        )


def test_calls_come_as_text_as_binary_and_in_fragments(engine: Engine) -> None:
    frame = call("echo", value=["é", 1])
    pieces = [frame[i : i + 7] for i in range(0, len(frame), 7)]
    with engine.open() as connection:
        sent: list[Any] = [frame, frame.encode(), pieces]
        for one in [*sent, [piece.encode() for piece in pieces], f" {frame}\n"]:
            payload = asked(connection, one)
            assert payload["response"] == {"status": "OK", "result": ["é", 1]}


@pytest.mark.parametrize(
    ("came", "echoed"),
    [
        ('"f"', '"f"'),
        ('""', '""'),
        ("7", "7"),
        ("0", "0"),
        ("false", "false"),
        ("null", "null"),
        ("1.50", "1.50"),
        ("-0.0", "-0.0"),
        ("0.000000000000000000001", "0.000000000000000000001"),
        ("123456789012345678901234567890.12345678901234567890", None),
        ("1E9999", "1E+9999"),
        ('{"b": [1.0, {}], "a": 1}', '{"a":1,"b":[1.0,{}]}'),
        ('["é", "\\ud800"]', '["\\u00e9","\\ud800"]'),
        ('"$body"', '"$body"'),
        ('"{host}"', '"{host}"'),
    ],
)
def test_any_id_is_echoed(engine: Engine, came: str, echoed: str | None) -> None:
    frame = f'{{"command":"api_call","method":"names","kwargs":{{}},"call_id":{came}}}'
    with engine.open() as connection:
        connection.send(frame)
        response = '"response":{"result":[],"status":"OK"}'
        assert took(connection) == (
            f'{{"payload":{{"call_id":{echoed or came},{response}}},"type":"api_call"}}'
        )


def test_without_an_id_the_reply_has_null(engine: Engine) -> None:
    with engine.open() as connection:
        payload = asked(connection, '{"command":"api_call","method":"process_health"}')
    assert payload == {"call_id": None, "response": {"status": "OK"}}


@pytest.mark.parametrize(
    ("method", "response"),
    [
        ("process_health", {"status": "OK"}),
        ("network_disconnect", {"status": "OK", "result": [True]}),
        ("names", {"status": "OK", "result": []}),
        ("told", {"status": "OK", "result": [5], "message": "five"}),
    ],
)
def test_a_result_is_wrapped_as_the_envelope_says(
    engine: Engine, method: str, response: Any
) -> None:
    with engine.open() as connection:
        assert asked(connection, call(method))["response"] == response


def test_results_keep_their_digits(engine: Engine) -> None:
    with engine.open() as connection:
        connection.send(
            call("echo").replace("{}", '{"value":[0.10,12345678901234567890]}')
        )
        assert "[0.10,12345678901234567890]" in took(connection)


@pytest.mark.parametrize(
    "frame",
    [
        "no JSON",
        "",
        "{",
        '{"command": "api_call", "method": "echo", "kwargs": {"value": "a\nb"}}',
        '{"command": "other", "method": "echo", "kwargs": {"value": 1}}',
        '{"command": ["api_call"], "method": "echo", "kwargs": {"value": 1}}',
        '{"method": "echo", "kwargs": {"value": 1}}',
        '{"command": "api_call", "method": "names", "call_id": NaN}',
        '{"command": "api_call", "method": "names", "call_id": 1E99999999999999999999}',
        f'{{"command": "api_call", "method": "names", "call_id": {"9" * 5000}}}',
        "{}",
        b"\xff\xfe",
        b'{"command": "api_call", "method": "\xff"}',
        b"",
        "[" * 100_000,
        '{"command": "api_call", "method": "names", "call_id": %s}'
        % ("[" * 65 + "]" * 65),
    ],
    ids=range(16),
)
def test_what_is_no_call_has_no_answer(engine: Engine, frame: str | bytes) -> None:
    with engine.open() as connection:
        connection.send(frame)
        assert is_quiet(connection)


def test_nothing_runs_after_what_closes_the_connection(rt: SimpleNamespace) -> None:
    async def talk() -> None:
        node = handler(rt)
        app = rt.create_app(node, auth=None)
        late = received(text=call("wait", seconds=1))
        peer = Peer(received(text="[]"), late, late)
        await app(peer.scope, peer.frames.get, peer.send)
        assert peer.sent[-1]["code"] == 1007
        assert node.most == 0

    asyncio.run(talk())


def test_a_bug_closes_the_connection_and_is_told(
    rt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    hooks = rt.Hooks(failed=lambda _, error: told.append(str(error)))
    with served(rt, hooks=hooks) as engine, engine.open() as connection:
        with monkeypatch.context() as patch:
            patch.setattr(rt._ws, "check_depth", lambda *_: 1 / 0)
            connection.send(call("names"))
            assert closed(connection) == 1011
        assert told == ["division by zero"]
        with engine.open() as another:
            assert is_quiet(another)


@pytest.mark.parametrize("frame", ["[]", "[{}]", '"text"', "1", "1.5", "null", "true"])
def test_json_that_is_no_object_closes_the_connection(
    engine: Engine, frame: str
) -> None:
    with engine.open() as connection, engine.open() as other:
        connection.send(frame)
        assert closed(connection) == 1007
        assert is_quiet(other)


def test_text_that_is_no_utf8_closes_the_connection(engine: Engine) -> None:
    with engine.open() as connection, engine.open() as other:
        connection.send(b"\xff\xfe", text=True)
        assert closed(connection) == 1007
        assert is_quiet(other)


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ('{"command": "api_call"}', "api method name was not provided"),
        ('{"command": "api_call", "method": ""}', "api method name was not provided"),
        ('{"command": "api_call", "method": null}', "api method name was not provided"),
        ('{"command": "api_call", "method": "OK"}', "invalid api method name"),
        ('{"command": "api_call", "method": 5}', "invalid api method name"),
        ('{"command": "api_call", "method": 1E5000}', "invalid api method name"),
        ('{"command": "api_call", "method": ["x"]}', "invalid api method name"),
        (call("over_http"), "invalid api method name"),
        (call("__class__"), "invalid api method name"),
        (
            call("config_get"),
            "config_get() missing 1 required positional argument: 'key'",
        ),
        (
            call("three", b=1),
            "three() missing 2 required positional arguments: 'a' and 'c'",
        ),
        (
            call("three"),
            "three() missing 3 required positional arguments: 'a', 'b', and 'c'",
        ),
        (
            call("three", d=1),
            "three() got an unexpected keyword argument 'd'",
        ),
        (
            call("process_health", x=1),
            "process_health() got an unexpected keyword argument 'x'",
        ),
        (
            '{"command": "api_call", "method": "echo", "kwargs": [1]}',
            "echo() argument after ** must be a mapping",
        ),
        (
            '{"command": "api_call", "method": "echo", "kwargs": null}',
            "echo() argument after ** must be a mapping",
        ),
        (call("config_get", key=1), "1 is not text"),
        (call("config_get", key="a", include_info="true"), "'true' is not a boolean"),
        (call("fails", how="broken pipe"), "broken pipe"),
        (call("fails", how="silent"), "KeyError"),
        (call("fails", how="cancelled"), "CancelledError"),
        (call("fails", how="bad data"), "float has no exact JSON; a float never has"),
        (call("fails", how="float"), "float has no exact JSON; a float never has"),
        (
            call("history", user="bob"),
            "history() got an unexpected keyword argument 'user'",
        ),
        (
            call("message_history", id="bob", local="x"),
            "history() got an unexpected keyword argument 'local'",
        ),
        (
            call("chunk_read", offset=1),
            "chunk_read() missing 1 required positional argument: 'path'",
        ),
    ],
)
def test_a_call_that_cannot_begin_or_breaks_has_errors_around_its_answer(
    engine: Engine, frame: str, text: str
) -> None:
    frame = frame.replace('"method": "history"', '"method": "message_history"')
    with engine.open() as connection:
        assert errors(connection, frame) == [text]
        assert is_quiet(connection)


@pytest.mark.parametrize(
    ("frame", "response"),
    [
        (
            call("fails", how="api"),
            {"errors": ["service_x() is not started"], "reason": "off"},
        ),
        (call("fails", how="data"), {"errors": ["no such thing"], "seen": [1]}),
        (call("left_out"), {"errors": ["method is not implemented"]}),
    ],
)
def test_an_error_of_the_api_is_in_the_answer(
    engine: Engine, frame: str, response: Any
) -> None:
    with engine.open() as connection:
        payload = asked(connection, frame)
    assert payload == {"call_id": "1", "response": {"status": "ERROR", **response}}


def test_a_result_that_is_too_deep_to_write_is_a_fault(engine: Engine) -> None:
    with engine.open() as connection:
        assert "recursion" in errors(connection, call("fails", how="deep"))[0]


@pytest.mark.parametrize(
    ("kwargs", "given"),
    [
        ({"id": "bob"}, {"user": "bob", "kinds": ["private"]}),
        ({"idurl": "bob", "kinds": "a,b"}, {"user": "bob", "kinds": ["a", "b"]}),
    ],
)
def test_arguments_may_have_another_name_and_form_here(
    engine: Engine, kwargs: Any, given: Any
) -> None:
    with engine.open() as connection:
        payload = asked(connection, call("message_history", **kwargs))
    assert payload["response"] == {"status": "OK", "result": [given]}


def test_a_fast_call_overtakes_a_slow_one(engine: Engine) -> None:
    with engine.open() as connection:
        for seconds in (300, 150, 0):
            connection.send(call("wait", seconds, seconds=seconds))
        replies = [json.loads(took(connection))["payload"]["call_id"] for _ in "123"]
    assert replies == [0, 150, 300]


def test_a_handler_is_told_whose_call_it_serves(engine: Engine) -> None:
    with (
        engine.open(additional_headers={"X-Own": "1"}) as first,
        engine.open(additional_headers={"X-Own": "2"}) as second,
    ):
        one, other = (
            asked(each, call("who"))["response"]["result"] for each in (first, second)
        )
        again = asked(first, call("who"))["response"]["result"]
    assert one == again
    assert one["connection"] != other["connection"]
    assert (one["agent"], other["agent"]) == ("1", "2")
    assert (one["method"], one["transport"], one["host"]) == ("who", "ws", "127.0.0.1")


def test_hooks_are_told_of_calls(rt: SimpleNamespace) -> None:
    told: list[Any] = []
    hooks = rt.Hooks(
        started=lambda serving: told.append(("started", serving.method)),
        finished=lambda serving, error, _: told.append((serving.method, type(error))),
        failed=lambda _, error: told.append(("failed", str(error))),
    )
    with served(rt, hooks=hooks) as engine, engine.open() as connection:
        errors(connection, call("fails", how="one"))
        asked(connection, call("fails", how="api"))
        asked(connection, call("enable_model_listener", model_name="key"))
        errors(connection, call("fails", how="float"))
    assert told[:3] == [("started", "fails"), ("failed", "one"), ("fails", rt.Refusal)]
    assert told[3:5] == [("started", "fails"), ("fails", rt.NotStarted)]
    assert told[5:7] == [
        ("started", "enable_model_listener"),
        ("enable_model_listener", type(None)),
    ]
    assert ("failed", "float has no exact JSON; a float never has") in told


# -- whose replies are heard -------------------------------------------------------


def test_by_the_document_a_reply_is_for_the_caller(engine: Engine) -> None:
    with engine.open() as caller, engine.open() as other:
        assert asked(caller, call("names", "mine"))["call_id"] == "mine"
        assert is_quiet(other)


def test_as_the_engine_is_a_reply_is_for_everyone(rt: SimpleNamespace) -> None:
    with (
        served(rt, follow="actual") as engine,
        engine.open() as caller,
        engine.open() as other,
    ):
        for frame in (call("names", "mine"), call("no_such", "mine")):
            caller.send(frame)
            reply = took(caller)
            assert '"call_id":"mine"' in reply
            assert took(other) == reply


# -- limits ------------------------------------------------------------------------


def test_only_so_many_calls_of_a_connection_run_at_once(rt: SimpleNamespace) -> None:
    with served(rt) as engine, engine.open() as connection:
        for number in range(250):
            connection.send(call("wait", number, seconds=50))
        replies = {
            json.loads(took(connection))["payload"]["call_id"] for _ in range(250)
        }
        assert replies == set(range(250))
        assert engine.node.most == 100


def test_frames_that_wait_for_their_turn_are_bounded(
    rt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_RUNNING", 2)
    with served(rt, frame=2000) as engine, engine.open() as connection:
        for number in range(100):
            connection.send(call("wait", number, seconds=5))
        await_true(lambda: engine.node.running)
        assert len(engine.app._ws._links[0].calls) < 10
        for number in range(100):
            payload = json.loads(took(connection))["payload"]
            assert payload["call_id"] == number
            assert "response" in payload


def test_calls_are_refused_if_others_do_not_end(
    rt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_PAUSE", 0.2)
    with served(rt, frame=2000) as engine, engine.open() as connection:
        for number in range(20):
            connection.send(call("wait", number, seconds=1000))
        replies = [json.loads(took(connection))["payload"] for _ in range(20)]
        busy = [one["call_id"] for one in replies if "errors" in one]
        assert len(busy) > 5
        assert busy == list(range(20 - len(busy), 20))
        assert is_quiet(connection)


def test_a_call_that_takes_too_long_is_cancelled(rt: SimpleNamespace) -> None:
    with served(rt, time=0.3) as engine, engine.open() as connection:
        began = time.monotonic()
        assert errors(connection, call("wait", seconds=60_000)) == [
            "no answer within 0.3 seconds"
        ]
        assert time.monotonic() - began < 3
        assert engine.node.cancelled == 1
        connection.send(call("poll", "poll"))
        time.sleep(0.6)
        assert is_quiet(connection)  # it waits for something, which may take its time


def test_a_frame_that_is_too_long_closes_the_connection(rt: SimpleNamespace) -> None:
    with served(rt, frame=1000) as engine:
        frame = call("echo", value="x" * (1000 - len(call("echo", value=""))))
        with engine.open() as connection:
            for fits in (frame, frame.encode()):
                assert "response" in asked(connection, fits)
        for long in (f"{frame} ", f"{frame} ".encode(), frame[:-1] + "é" * 20):
            with engine.open() as connection, suppress(ConnectionClosed):
                connection.send(long)
                assert closed(connection) == 1009


def test_a_giant_frame_closes_the_connection(engine: Engine) -> None:
    for size in (2 << 20, 64 << 20):
        with engine.open() as connection, engine.open() as other:
            with suppress(ConnectionClosed):
                connection.send(call("echo", value="x" * size))
            assert closed(connection) in {1009, None}
            assert is_quiet(other)


def test_depth_counts_only_what_is_no_text(engine: Engine) -> None:
    with engine.open() as connection:
        assert "response" in asked(connection, call("echo", value="[{" * 1000))
        deep = call("echo").replace("{}", '{"value":%s}' % ("[" * 62 + "]" * 62))
        assert "response" in asked(connection, deep)


def test_hostile_texts_are_read_in_linear_time(engine: Engine) -> None:
    with engine.open() as connection:
        connection.send(b"[" * 65 + b'"' + b'\\"' * 100_000)
        connection.send(b'["\\' * 100_000)
        assert is_quiet(connection)


# -- ends --------------------------------------------------------------------------


def test_calls_of_a_connection_that_ends_are_cancelled(rt: SimpleNamespace) -> None:
    with served(rt) as engine:
        with engine.open() as connection, engine.open() as other:
            for _ in range(3):
                connection.send(call("wait", seconds=60_000))
            other.send(call("wait", "other", seconds=1000))
            await_true(lambda: engine.node.running == 4)
            connection.close()
            await_true(lambda: engine.node.cancelled == 3)
            assert json.loads(took(other))["payload"]["call_id"] == "other"
        await_true(lambda: not engine.app._ws._links)


def test_calls_of_a_connection_that_is_lost_are_cancelled(rt: SimpleNamespace) -> None:
    with served(rt) as engine, engine.open() as connection:
        for _ in range(150):
            connection.send(call("wait", seconds=60_000))
        await_true(lambda: engine.node.running == 100)
        cut(connection)
        await_true(lambda: not engine.node.running and not engine.app._ws._links)
        assert engine.node.cancelled == 100


def test_when_the_server_ends_calls_are_cancelled(rt: SimpleNamespace) -> None:
    with served(rt) as engine, ExitStack() as stack:
        connections = [stack.enter_context(engine.open()) for _ in range(3)]
        for connection in connections:
            connection.send(call("wait", seconds=60_000))
        await_true(lambda: engine.node.running == 3)
        began = time.monotonic()
        stop(engine)
        for connection in connections:
            assert closed(connection) == 1001
        await_true(lambda: engine.node.cancelled == 3)
        assert time.monotonic() - began < 3


def stop(engine: Engine) -> None:
    """Stop as the end of the lifespan does."""
    loop = next(iter(engine.app._ws._links)).loop
    asyncio.run_coroutine_threadsafe(engine.app._ws.stop(), loop).result(SOON)


def test_a_handler_that_will_not_end_holds_nothing_up(rt: SimpleNamespace) -> None:
    class Stubborn(rt.BitdustHandler):
        async def process_health(self) -> None:
            for _ in range(5):
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.2)

    with served(rt, Stubborn()) as engine:
        with engine.open() as connection:
            connection.send(call("process_health"))
            (link,) = engine.app._ws._links
            await_true(lambda: link.calls)
        await_true(lambda: not engine.app._ws._links)
        assert link.calls
        await_true(lambda: not link.calls)
        with engine.open() as connection:
            assert asked(connection, call("process_health"))["response"]


# -- pushes ------------------------------------------------------------------------


def test_a_push_goes_to_every_connection(engine: Engine) -> None:
    with engine.open() as first, engine.open() as second:
        engine.event("e1", b=1, a=[2])
        for connection in (first, second):
            assert took(connection) == (
                '{"payload":{"data":{"a":[2],"b":1},"event_id":"e1"},"type":"event"}'
            )


def test_pushes_come_from_any_thread_in_their_order(engine: Engine) -> None:
    with engine.open() as connection:
        threads = [
            threading.Thread(
                target=lambda name: [engine.event(name, n=n) for n in range(300)],
                args=(name,),
            )
            for name in "abc"
        ]
        for thread in threads:
            thread.start()
        came: dict[str, list[int]] = {"a": [], "b": [], "c": []}
        for _ in range(900):
            payload = json.loads(took(connection))["payload"]
            came[payload["event_id"]].append(payload["data"]["n"])
    assert set(map(tuple, came.values())) == {tuple(range(300))}


def test_a_push_from_another_thread_wakes_the_loop(engine: Engine) -> None:
    with engine.open() as connection:
        loop = engine.app._ws._links[-1].loop
        loop.set_debug(True)  # it minds what is not done in its own thread
        try:
            engine.event("e1")
            assert json.loads(took(connection))["payload"]["event_id"] == "e1"
        finally:
            loop.set_debug(False)


def test_a_push_may_be_for_one_connection(rt: SimpleNamespace) -> None:
    class Node(rt.BitdustHandler):
        async def process_health(self) -> None:
            event = rt.EventPush(event_id="yours", data={})
            engine.app.pushes.event(event, to=rt.request().connection)

    with served(rt, Node()) as engine, engine.open() as one, engine.open() as other:
        assert asked(one, call("process_health"))["event_id"] == "yours"
        assert "response" in took(one)
        engine.event("all")
        assert json.loads(took(other))["payload"]["event_id"] == "all"


def test_a_push_that_does_not_fit_its_type_is_the_callers_fault(engine: Engine) -> None:
    with engine.open() as connection:
        with pytest.raises(ValueError, match="int is not text"):
            engine.event(5)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="float"):
            engine.event("e", half=0.5)
        assert is_quiet(connection)


def test_without_connections_a_push_goes_nowhere(rt: SimpleNamespace) -> None:
    app = rt.create_app(handler(rt), auth=SECRET)
    app.pushes.event(rt.EventPush(event_id="e", data={}))
    with served(rt) as engine:
        with engine.open():
            pass
        await_true(lambda: not engine.app._ws._links)
        engine.event("e")
        last = engine
    last.event("e")  # the loop is closed


def test_a_burst_reaches_who_reads(rt: SimpleNamespace) -> None:
    class Node(rt.BitdustHandler):
        async def process_health(self) -> None:
            for number in range(5000):
                engine.event("burst", n=number)

    with served(rt, Node(), backlog=100) as engine, engine.open() as connection:
        connection.send(call("process_health"))
        for number in range(5000):
            assert json.loads(took(connection))["payload"]["data"]["n"] == number
        assert "response" in took(connection)


def test_a_slow_reader_is_closed_and_holds_nobody_up(
    rt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_PATIENCE", 0.3)
    with (
        served(rt, backlog=20) as engine,
        engine.open(max_queue=1) as slow,
        engine.open() as fast,
    ):
        number = waiting = 0
        end = time.monotonic() + SOON
        links = engine.app._ws._links
        while len(engine.app._ws._links) == 2 and time.monotonic() < end:
            engine.event("large", n=number, text="x" * 50_000)
            assert json.loads(took(fast))["payload"]["data"]["n"] == number
            waiting = max(waiting, *(len(link._queue) for link in links))
            number += 1
            time.sleep(0.002)
        assert len(engine.app._ws._links) == 1
        assert waiting < 500
        assert is_quiet(fast)
        closed(slow)


def test_who_reads_no_replies_only_holds_up_itself(rt: SimpleNamespace) -> None:
    with served(rt) as engine:
        with engine.open(max_queue=1) as greedy, engine.open() as other:
            value = "x" * 100_000
            feed = threading.Thread(target=fed, args=(greedy, value), daemon=True)
            feed.start()
            time.sleep(0.5)
            assert is_quiet(other)
            assert max(len(link.calls) for link in engine.app._ws._links) < 50
            feed.join(SOON)  # after a while it is read again, or it might never read
            replies = [json.loads(took(greedy))["payload"] for _ in range(300)]
        assert {reply["call_id"] for reply in replies} == set(range(300))
        busy = [reply for reply in replies if reply.get("errors") == ["too many calls"]]
        assert 100 < len(busy) < 290


def fed(connection: ClientConnection, value: str) -> None:
    with suppress(ConnectionClosed):
        for number in range(300):
            connection.send(call("echo", number, value=value))


def test_who_takes_nothing_for_long_is_closed(
    rt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_STUCK", 0.3)
    with served(rt) as engine, engine.open(max_queue=1) as connection:
        feed = threading.Thread(target=fed, args=(connection, "x" * 100_000))
        feed.start()
        await_true(lambda: not engine.app._ws._links)
        cut(connection)
        feed.join(SOON)


def test_hundreds_of_connections_call_and_hear(rt: SimpleNamespace) -> None:
    async def use(address: str, number: int, hear: asyncio.Event, ready: Any) -> Any:
        async with connect_async(address, compression=None) as connection:
            await connection.recv()
            await connection.send(call("wait", number, seconds=20))
            reply = json.loads(await connection.recv())
            ready.release()
            await hear.wait()
            return reply["payload"]["call_id"], json.loads(await connection.recv())

    async def use_all(engine: Engine) -> list[Any]:
        hear, ready = asyncio.Event(), asyncio.Semaphore(0)
        uses = [
            asyncio.create_task(use(engine.address, number, hear, ready))
            for number in range(300)
        ]
        for _ in uses:
            await asyncio.wait_for(ready.acquire(), SOON)
        engine.event("for all")
        hear.set()
        return await asyncio.gather(*uses)

    with served(rt, sessions=300) as engine:
        came = asyncio.run(use_all(engine))
        assert [number for number, _ in came] == list(range(300))
        assert {push["payload"]["event_id"] for _, push in came} == {"for all"}
        await_true(lambda: not engine.app._ws._links)


# -- streams -----------------------------------------------------------------------


def listen(connection: ClientConnection, verb: str, name: str) -> None:
    method = {"on": "enable_model_listener", "off": "disable_model_listener"}[verb]
    assert asked(connection, call(method, model_name=name))["response"] == {
        "status": "OK"
    }


def heard(connection: ClientConnection) -> str:
    payload = json.loads(took(connection))["payload"]
    return f"{payload['name']} {payload['id']}"


def test_a_model_is_pushed_to_who_asked_for_it(engine: Engine) -> None:
    with engine.open() as first, engine.open() as second:
        listen(first, "on", "key")
        listen(second, "on", "service")
        listen(second, "on", "key")
        listen(second, "on", "key")
        for name, id_ in (("key", "k1"), ("service", "s1"), ("message", "m1")):
            engine.model(name, id_)
        assert heard(first) == "key k1"
        assert is_quiet(first)
        assert [heard(second), heard(second)] == ["key k1", "service s1"]
        assert is_quiet(second)
        listen(second, "off", "key")
        engine.model("key", "k2")
        assert heard(first) == "key k2"
        assert is_quiet(second)


def test_as_the_engine_is_a_stream_is_for_everyone(rt: SimpleNamespace) -> None:
    with served(rt, follow="actual") as engine:
        with engine.open() as first:
            listen(first, "on", "key")
        with engine.open() as second, engine.open() as third:
            engine.model("key", "k1")
            assert heard(second) == heard(third) == "key k1"
            listen(third, "off", "key")
            took(second)
            engine.model("key", "k2")
            assert is_quiet(third)


def test_what_is_there_is_requested_in_vain_where_nobody_gives_it(
    engine: Engine,
) -> None:
    with engine.open() as connection:
        frame = call("request_model_data", model_name="key")
        assert asked(connection, frame)["response"] == {"status": "OK"}
        missing = errors(connection, call("enable_model_listener"))
        assert missing == [
            "enable_model_listener() missing 1 required positional argument: 'model_name'"
        ]


def test_a_handler_may_push_what_is_there_already(rt: SimpleNamespace) -> None:
    class Node(rt.BitdustHandler):
        async def enable_model_listener(
            self, model_name: str, request_all: bool = False
        ) -> None:
            if model_name == "bad":
                raise rt.NotStarted(service="service_bad")
            if request_all:
                engine.model(model_name, "there")

        async def request_model_data(
            self, model_name: str, query_details: Any = None
        ) -> None:
            engine.model(model_name, f"asked {query_details}")

    with served(rt, Node()) as engine, engine.open() as connection:
        frame = call("enable_model_listener", model_name="key", request_all=True)
        connection.send(frame)
        assert heard(connection) == "key there"
        assert "response" in took(connection)
        connection.send(call("request_model_data", model_name="key", query_details=5))
        assert heard(connection) == "key asked 5"
        assert "response" in took(connection)
        failed = asked(connection, call("enable_model_listener", model_name="bad"))
        assert failed["response"]["errors"] == ["service_bad() is not started"]
        engine.model("bad", "b1")
        engine.model("key", "k1")
        assert heard(connection) == "key k1"


def test_nobody_asks_for_streams_without_end(
    rt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_KEYS", 2)
    with served(rt) as engine, engine.open() as connection:
        for name in ("a", "b", "a"):
            listen(connection, "on", name)
        busy = call("enable_model_listener", model_name="c")
        assert errors(connection, busy) == ["too many calls"]
        listen(connection, "off", "a")
        listen(connection, "on", "c")
        listen(connection, "off", "c")
        long = call("enable_model_listener", model_name="x" * 2000)
        assert errors(connection, long) == ["too many calls"]


# -- other servers than uvicorn ----------------------------------------------------


class Peer:
    """The two ends of a connection, as a server of ASGI gives them."""

    def __init__(self, *frames: Any) -> None:
        self.scope: dict[str, Any] = {"type": "websocket", "query_string": b""}
        self.sent: list[Any] = []
        self.is_heard = True
        self.sending = self.most = 0
        self.frames: asyncio.Queue[Any] = asyncio.Queue()
        for frame in ({"type": "websocket.connect"}, *frames):
            self.frames.put_nowait(frame)

    async def send(self, message: Any) -> None:
        if not self.is_heard:
            raise OSError("the peer left")
        self.sending += 1
        self.most = max(self.most, self.sending)
        await asyncio.sleep(0.005)
        self.sending -= 1
        self.sent.append(message)

    async def replies(self, count: int) -> list[Any]:
        while len(self.sent) < count + 2:  # it was accepted and greeted
            await asyncio.sleep(0.005)
        return [json.loads(one["text"])["payload"] for one in self.sent[2:]]


def received(**data: Any) -> dict[str, Any]:
    return {"type": "websocket.receive", **data}


def test_a_frame_may_name_the_kind_that_it_is_not(rt: SimpleNamespace) -> None:
    async def talk() -> None:
        app = rt.create_app(handler(rt), auth=None)
        frame = call("echo", value=[1])
        peer = Peer(
            received(text=frame, bytes=None), received(text=None, bytes=frame.encode())
        )
        session = asyncio.create_task(app(peer.scope, peer.frames.get, peer.send))
        replies = await asyncio.wait_for(peer.replies(2), SOON)
        assert [one["response"]["result"] for one in replies] == [[1], [1]]
        for nothing in (received(), received(text=None), received(text="", bytes=None)):
            peer.frames.put_nowait(nothing)
        peer.frames.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(session, SOON)
        assert len(peer.sent) == 4
        assert "TCP://:0" in peer.sent[1]["text"]  # nobody knows where it came from

    asyncio.run(talk())


def test_frames_are_sent_one_after_the_other(rt: SimpleNamespace) -> None:
    async def talk() -> None:
        app = rt.create_app(handler(rt), auth=None)
        peer = Peer()
        session = asyncio.create_task(app(peer.scope, peer.frames.get, peer.send))
        await peer.replies(0)
        await asyncio.sleep(0.02)
        for number in range(5):
            peer.frames.put_nowait(received(text=call("echo", number, value=0)))
        while not peer.sending:
            await asyncio.sleep(0)
        for name in ("e1", "e2"):
            app.pushes.event(rt.EventPush(event_id=name, data={}))
        frames = await asyncio.wait_for(peer.replies(7), SOON)
        told = [one.get("call_id", one.get("event_id")) for one in frames]
        assert set(told) == {0, 1, 2, 3, 4, "e1", "e2"}
        assert told.index("e1") < told.index("e2")
        assert peer.most == 1

        peer.frames.put_nowait(received(text=call("echo", 5, value=0)))
        while not peer.sending:
            await asyncio.sleep(0)
        app.pushes.event(rt.EventPush(event_id="last", data={}))
        frames = await asyncio.wait_for(peer.replies(9), SOON)
        assert frames[-1]["event_id"] == "last"
        peer.frames.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await session

    asyncio.run(talk())


def test_who_is_turned_away_is_told_as_the_server_can(rt: SimpleNamespace) -> None:
    async def talk(**scope: Any) -> list[Any]:
        app = rt.create_app(handler(rt), auth=None, limits=rt.Limits(sessions=0))
        peer = Peer()
        await app({**peer.scope, **scope}, peer.frames.get, peer.send)
        return peer.sent

    for scope in ({}, {"extensions": None}, {"extensions": {}}):
        assert [one["type"] for one in asyncio.run(talk(**scope))] == [
            "websocket.close"
        ]
    able = {"extensions": {"websocket.http.response": {}}}
    start, body = asyncio.run(talk(**able))
    assert (start["status"], body["body"]) == (503, b"")


@pytest.mark.parametrize("what", ["a push", "a reply"])
def test_a_peer_that_left_while_it_is_sent_to_is_let_go(
    rt: SimpleNamespace, what: str
) -> None:
    async def talk() -> None:
        node = handler(rt)
        app = rt.create_app(node, auth=None)
        peer = Peer(received(text=call("wait", seconds=60_000)))
        session = asyncio.create_task(app(peer.scope, peer.frames.get, peer.send))
        while not node.running:
            await asyncio.sleep(0.005)
        await peer.replies(0)
        peer.is_heard = False
        if what == "a push":
            app.pushes.event(rt.EventPush(event_id="e", data={}))
        else:
            peer.frames.put_nowait(received(text=call("names")))
        await asyncio.wait_for(session, SOON)
        await asyncio.sleep(0.01)
        assert node.cancelled == 1

        gone = Peer()
        gone.is_heard = False
        await app(gone.scope, gone.frames.get, gone.send)
        assert not app._ws._links

    asyncio.run(talk())


def test_a_session_that_is_cancelled_ends_its_calls(rt: SimpleNamespace) -> None:
    async def talk() -> None:
        node = handler(rt)
        app = rt.create_app(node, auth=None)
        peer = Peer(received(text=call("wait", seconds=60_000)))
        session = asyncio.create_task(app(peer.scope, peer.frames.get, peer.send))
        while not node.running:
            await asyncio.sleep(0.005)
        session.cancel()
        with pytest.raises(asyncio.CancelledError):
            await session
        await asyncio.sleep(0.01)
        assert node.cancelled == 1
        assert not app._ws._links

    asyncio.run(talk())


def test_a_push_to_a_loop_that_was_closed_goes_nowhere(rt: SimpleNamespace) -> None:
    async def talk() -> None:
        app = rt.create_app(handler(rt), auth=None)
        peer = Peer()
        session = asyncio.create_task(app(peer.scope, peer.frames.get, peer.send))
        await peer.replies(0)
        (link,) = app._ws._links
        own, link.loop = link.loop, asyncio.new_event_loop()
        link.loop.close()
        app.pushes.event(rt.EventPush(event_id="e", data={}))
        link.loop = own
        peer.frames.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await session
        assert len(peer.sent) == 2

    asyncio.run(talk())


def test_a_handler_may_raise_cancellation_where_nobody_cancelled(
    rt: SimpleNamespace, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._app, "is_cancelled", lambda: None)  # as in Python 3.10
    with engine.open() as connection:
        frame = call("fails", how="cancelled")
        assert errors(connection, frame) == ["CancelledError"]


# -- no input breaks it ------------------------------------------------------------


def test_no_frame_breaks_the_server(rt: SimpleNamespace) -> None:
    pick = random.Random(4)
    values: list[Any] = [
        None,
        True,
        0,
        -1,
        1.5,
        "",
        "api_call",
        "echo",
        [],
        {},
        {"value": 1},
    ]
    told: list[Any] = []
    hooks = rt.Hooks(failed=lambda _, error: told.append(error))
    with served(rt, hooks=hooks) as engine, ExitStack() as stack:
        connection = stack.enter_context(engine.open())
        for _ in range(2000):
            members = ["command", "method", "kwargs", "call_id", "x"]
            frame: Any = {
                name: pick.choice(values) for name in members if pick.random() < 0.8
            }
            if pick.random() < 0.8:
                frame["command"] = "api_call"
            text = json.dumps(frame)
            if pick.random() < 0.3:
                place = pick.randrange(len(text))
                text = text[:place] + pick.choice('{}[]",:\\é0') + text[place + 1 :]
            try:
                connection.send(text.encode() if pick.random() < 0.5 else text)
            except ConnectionClosed:
                connection = stack.enter_context(engine.open())
        with engine.open() as last:
            assert is_quiet(last)
    assert told == []


# -- clients that are generated ----------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Any:
    sys.path.insert(0, str(CLIENTS))
    try:
        return import_module("bitdust_client")
    finally:
        sys.path.remove(str(CLIENTS))


def test_the_client_calls_and_is_told_of_errors(engine: Engine, client: Any) -> None:
    address = f"ws://127.0.0.1:{engine.port}"
    with client.BitDustClient(address, api_secret=SECRET) as bitdust:
        assert bitdust.process_health() is None
        assert bitdust.network_disconnect() is True
        for frame, error in (
            (
                client.unknown_method("fails", how="api"),
                client.errors.ServiceNotStarted,
            ),
            (client.unknown_method("no_such"), client.errors.MethodNameInvalid),
            (client.unknown_method("config_get"), client.errors.ArgumentMissing),
            (client.unknown_method("names", x=1), client.errors.ArgumentUnexpected),
        ):
            with pytest.raises(error):
                bitdust.send(frame)
        assert bitdust.send(client.unknown_method("echo", value=[1, "é"])) == [1, "é"]
    with (
        client.BitDustClient(address, api_secret="wrong") as bitdust,
        pytest.raises(client.TransportError, match="secret"),
    ):
        bitdust.process_health()


def test_many_threads_of_a_client_call_at_once(engine: Engine, client: Any) -> None:
    address = f"ws://127.0.0.1:{engine.port}"
    with (
        client.BitDustClient(address, api_secret=SECRET) as bitdust,
        ThreadPoolExecutor(50) as pool,
    ):
        made = [client.unknown_method("echo", value=[number]) for number in range(500)]
        assert list(pool.map(bitdust.send, made)) == [[number] for number in range(500)]


def test_the_client_hears_pushes_and_streams(rt: SimpleNamespace, client: Any) -> None:
    class Node(rt.BitdustHandler):
        async def process_health(self) -> None:
            pass

        async def request_model_data(self, model_name: str, **_: Any) -> None:
            engine.model(model_name, "old")

    with served(rt, Node()) as engine:
        address = f"ws://127.0.0.1:{engine.port}"
        with client.BitDustClient(address, api_secret=SECRET) as bitdust:
            with bitdust.event_pushes() as events:
                assert events.get(SOON).event_id == "web-socket-connected"
                engine.event("e1", a=1)
                push = events.get(SOON)
                assert (push.event_id, push.data) == ("e1", {"a": 1})
            with bitdust.models("other", include_existing=True) as changes:
                assert changes.get(SOON).push.id == "old"
                engine.model("unasked", "x")
                engine.model("other", "new")
                change = changes.get(SOON)
                assert (change.push.id, change.data) == ("new", {"alias": "new"})
            with bitdust.model_pushes() as pushes:
                bitdust.process_health()
                engine.model("other", "newer")
                with pytest.raises(client.DeadlineError):
                    pushes.get(0.2)  # the stream was stopped


def test_the_asynchronous_client_calls_and_hears(
    rt: SimpleNamespace, client: Any
) -> None:
    async def use(engine: Engine) -> None:
        address = f"ws://127.0.0.1:{engine.port}"
        async with client.AsyncBitDustClient(address, api_secret=SECRET) as bitdust:
            calls = [client.unknown_method("echo", value=[n]) for n in range(50)]
            came = await asyncio.gather(*map(bitdust.send, calls))
            assert came == [[n] for n in range(50)]
            with pytest.raises(client.errors.MethodNameInvalid):
                await bitdust.send(client.unknown_method("no_such"))
            async with bitdust.models("other") as changes:
                engine.model("other", "new")
                assert (await changes.get(SOON)).push.id == "new"

    with served(rt) as engine:
        asyncio.run(use(engine))
