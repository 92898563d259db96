"""Python clients over a WebSocket: calls, pushes and streams against a real server."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from decimal import Decimal
import gc
import hashlib
import http
from importlib import import_module
import json
import logging
from pathlib import Path
from queue import Queue
import re
import socket
import sys
import threading
import time
import traceback
from types import SimpleNamespace
from typing import Any

from certificates import make_certificate
import pytest
from python_runtime import copy_runtime
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

SECRET = "ABCDEFGH2345WXYZ"
SOON = 10.0  # so long a test waits for what comes at once
DECLARED = '''
"""What is generated for BitDust, shortened."""

from __future__ import annotations

from typing import Any

from ._core import IDEMPOTENT, ONCE, READ, ApiError, Arg, Call, ErrorTable
from ._rest import Envelope, Rest
from ._wire import ANYTHING, BOOLEAN, INTEGER, NOTHING, TEXT, Record, member
from ._ws import AsyncWsClient, Frame, Push, StreamOf, Ws, WsClient


class MethodNameInvalid(ApiError, message="invalid api method name", over=("ws",)):
    pass


class NotStarted(ApiError, text="{service}() is not started"):
    service: str


class HttpOnly(ApiError, message="invalid api method name", over=("http",)):
    pass


ERRORS = ErrorTable(ApiError.__subclasses__())
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
        failed={"status": ["ERROR"]},
        texts="errors",
        token="reason",
        beside={"message": TEXT},
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
    data: KeyModel = member(KeyModel)


EVENT = Push("event", {"type": "event"}, "payload", EventPush)
MODEL = Push("model", {"type": "model"}, "payload", ModelPush)


def read(n: int) -> Call[Any]:
    return Call("read", ANYTHING, READ, Arg("n", INTEGER, n), Ws())


def once(n: int) -> Call[Any]:
    return Call("once", ANYTHING, ONCE, Arg("n", INTEGER, n), Ws())


def download(where: str, wait: bool) -> Call[Any]:
    args = [Arg("where", TEXT, where), Arg("wait", BOOLEAN, wait)]
    rest = Rest("POST", "/file/download/start/v1")
    ws = Ws("file_download_start", {"where": "destination"}, absent=("wait",))
    return Call("download", ANYTHING, IDEMPOTENT, *args[: 1 + wait], rest, ws)


def only_http() -> Call[Any]:
    return Call("only_http", ANYTHING, READ, Rest("GET", "/only/http/v1"))


def _of_model(method: str, name: str) -> Call[None]:
    return Call(method, NOTHING, IDEMPOTENT, Arg("model_name", TEXT, name), Ws())


MODELS = StreamOf(
    MODEL,
    key="name",
    data="data",
    start=lambda key: _of_model("enable_model_listener", key),
    stop=lambda key: _of_model("disable_model_listener", key),
    once=lambda key: _of_model("request_model_data", key),
)


class BitdustClient(WsClient):
    _ws_address = "ws://127.0.0.1:8280"

    def models(self, key: str, *, include_existing: bool = False) -> Any:
        return self._stream(MODELS, key, include_existing=include_existing)


class AsyncBitdustClient(AsyncWsClient):
    _ws_address = "ws://127.0.0.1:8280"

    def models(self, key: str, *, include_existing: bool = False) -> Any:
        return self._stream(MODELS, key, include_existing=include_existing)
'''


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated client has them, and all their names."""
    folder = tmp_path_factory.mktemp("ws") / "ws_client"
    copy_runtime(folder, "client")
    (folder / "declared.py").write_text(DECLARED, encoding="utf-8")
    sys.path.insert(0, str(folder.parent))
    names: dict[str, Any] = {}
    try:
        for name in ("_wire", "_core", "_http", "_rest", "_ws", "declared"):
            module = import_module(f"ws_client.{name}")
            names |= {**vars(module), name: module}
    finally:
        sys.path.remove(str(folder.parent))
    return SimpleNamespace(**names)


# -- an engine, and clients of it --------------------------------------------------


def ok(frame: Any, **response: Any) -> dict[str, Any]:
    payload = {"call_id": frame["call_id"], "response": {"status": "OK", **response}}
    return {"type": "api_call", "payload": payload}


def event(name: str) -> dict[str, Any]:
    return {"type": "event", "payload": {"event_id": name, "data": {}}}


def model(key: str, alias: str) -> dict[str, Any]:
    payload = {"name": key, "id": alias, "data": {"alias": alias}}
    return {"type": "model", "payload": payload}


def answer(frame: Any) -> dict[str, Any]:
    """Answer as one may expect: what starts and stops pushes gives no result."""
    return ok(frame) if "model_name" in frame["kwargs"] else ok(frame, result=[1])


def silence(_: Any) -> None:
    """Answer nothing."""


class Engine:
    """A server that speaks like BitDust: what it sends goes to every connection."""

    def __init__(self, **options: Any) -> None:
        self.calls: Queue[Any] = Queue()
        self.methods: list[str] = []
        self.paths: list[str] = []
        self.headers: list[Any] = []
        self.open: list[ServerConnection] = []
        self.gone: Queue[Any] = Queue()
        self.greeting: Any = None
        self.answer: Callable[[Any], Any] = answer
        options = {"compression": None, "close_timeout": 0.2, **options}
        self.server = serve(self._serve, "127.0.0.1", 0, **options)
        self.port = self.server.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def _serve(self, connection: ServerConnection) -> None:
        assert connection.request
        self.paths.append(connection.request.path)
        self.headers.append(connection.request.headers)
        if self.greeting:
            connection.send(json.dumps(self.greeting))
        self.open.append(connection)
        with suppress(ConnectionClosed):
            for message in connection:
                frame = json.loads(message)
                self.methods.append(frame["method"])
                self.calls.put(frame)
                reply = self.answer(frame)
                if reply is not None:
                    self.send(reply)
        self.open.remove(connection)
        self.gone.put(connection.close_code)

    def send(self, *frames: Any) -> None:
        for frame in frames:
            text = frame if isinstance(frame, (str, bytes)) else json.dumps(frame)
            for connection in tuple(self.open):
                with suppress(ConnectionClosed):
                    connection.send(text)

    def lose(self) -> None:
        """End all connections without a word."""
        for connection in tuple(self.open):
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.lose()
        self.server.shutdown()
        self.thread.join(SOON)


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


def make(rt: SimpleNamespace, kind: Any, engine: Any, **changes: Any) -> Any:
    """Make a client; changes are of its options, its settings or its carrier."""
    options = {
        name: changes.pop(name)
        for name in rt.Options.__annotations__
        if name in changes
    }
    names = rt.Settings.__annotations__
    settings = {name: changes.pop(name) for name in names if name in changes}
    settings["headers"] = changes.pop("settings_headers", {})
    scheme = changes.pop("scheme", "ws")
    carrier = rt.WsCarrier(
        rt.Address(scheme, "127.0.0.1", engine.port),
        rt.ERRORS,
        rt.Settings(**settings),
        **{
            "path": "/",
            "frame": rt.FRAME,
            "user_agent": "tests",
            "query": "api_secret",
        },
        **{"secret": SECRET, **changes},
    )
    client = kind()
    client._core = rt.Core(carrier, rt.Settings(**settings))
    client._options = rt.Options(**{"timeout": SOON, "resends": 0, **options})
    return client


@pytest.fixture
def client(rt: SimpleNamespace, engine: Engine) -> Iterator[Any]:
    with make(rt, rt.BitdustClient, engine) as made:
        yield made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as made:
        yield made


def text_of(error: BaseException) -> str:
    """All that a log could show of an error, with what led to it."""
    shown = "".join(traceback.format_exception(error))
    seen: BaseException | None = error
    while seen is not None:
        shown += f"{seen!r} {seen} {seen.args}"
        seen = seen.__cause__ or seen.__context__
    return shown


# -- calls -------------------------------------------------------------------------


def test_a_call_and_its_result_are_framed_and_exact(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    reply = '{"type":"api_call","payload":{"call_id":%s,"response":%s}}'
    response = '{"status":"OK","result":[1.50,123456789012345678901],"message":"m"}'
    engine.answer = lambda frame: reply % (json.dumps(frame["call_id"]), response)
    got = client.reply(rt.download("/tmp", False))
    sent = engine.calls.get(timeout=SOON)
    assert sent == {
        "command": "api_call",
        "method": "file_download_start",
        "kwargs": {"destination": "/tmp"},
        "call_id": sent["call_id"],
    }
    assert re.fullmatch("[0-9a-f]{32}", sent["call_id"])
    assert got.result == [Decimal("1.50"), 123456789012345678901]
    assert str(got.result[0]) == "1.50"
    assert got.beside == {"message": "m"}
    assert json.loads(got.raw)["payload"]["call_id"] == sent["call_id"]
    assert engine.paths == [f"/?api_secret={SECRET}"]
    assert engine.headers[0]["Host"] == f"127.0.0.1:{engine.port}"
    assert engine.headers[0].get_all("User-Agent") == ["tests"]


def test_calls_overlap_and_replies_overtake_each_other(
    rt: SimpleNamespace, engine: Engine, client: Any, pool: ThreadPoolExecutor
) -> None:
    engine.answer = silence
    calls = [pool.submit(client.send, rt.read(n)) for n in range(5)]
    frames = [engine.calls.get(timeout=SOON) for _ in calls]
    for frame in sorted(frames, key=lambda one: -one["kwargs"]["n"]):
        engine.send(ok(frame, result=frame["kwargs"]["n"]))
    assert [call.result(SOON) for call in calls] == [0, 1, 2, 3, 4]
    assert len({frame["call_id"] for frame in frames}) == 5
    assert len(engine.paths) == 1


def test_frames_that_are_nobodys_are_ignored(
    rt: SimpleNamespace, engine: Engine
) -> None:
    def answer(frame: Any) -> None:
        foreign = [ok({"call_id": own}, result="foreign") for own in (True, "1", None)]
        engine.send("{", "[]", b"\xff", "1e99999999999999999999", "7", *foreign)
        engine.send({"type": "other", "payload": ok(frame)["payload"]})
        engine.send(json.dumps(ok(frame, result="own")).encode())  # a binary frame

    engine.answer = answer
    with make(rt, rt.BitdustClient, engine, ids=lambda: 1) as client:
        assert client.send(rt.read(1)) == "own"


def test_clients_have_no_ids_in_common(rt: SimpleNamespace, engine: Engine) -> None:
    clients = [make(rt, rt.BitdustClient, engine) for _ in range(2)]
    for client in clients * 3:
        client.send(rt.read(1))
        client.with_options(timeout=5).send(rt.read(1))
    ids = [engine.calls.get(timeout=SOON)["call_id"] for _ in range(12)]
    assert len(set(ids)) == 12
    assert len(engine.paths) == 2
    for client in clients:
        client.close()


def test_errors_stand_on_two_levels(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    def outer(frame: Any) -> Any:
        payload = {"call_id": frame["call_id"], "errors": ["invalid api method name"]}
        return {"type": "api_call", "payload": payload}

    engine.answer = outer
    with pytest.raises(rt.MethodNameInvalid) as found:
        client.send(rt.read(1))
    assert found.value.message == "invalid api method name"

    engine.answer = lambda frame: ok(
        frame, status="ERROR", errors=["a_b() is not started"]
    )
    with pytest.raises(rt.NotStarted) as inner:
        client.send(rt.read(1))
    assert inner.value.service == "a_b"

    engine.answer = lambda frame: ok(
        frame, status="ERROR", errors=["new"], reason="why"
    )
    with pytest.raises(rt.ApiError, match=r"new \(why\)") as unknown:
        client.send(rt.read(1))
    assert type(unknown.value) is rt.ApiError

    bare = {"type": "api_call", "payload": {}}
    engine.answer = lambda frame: {**bare, "payload": {"call_id": frame["call_id"]}}
    with pytest.raises(rt.DecodeError, match=r"neither `payload\.response` nor"):
        client.send(rt.read(1))


def test_an_unknown_method_is_callable(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    call = rt._ws.unknown("new_method", method="a", size=Decimal("1.10"))
    assert client.send(call) == [1]
    sent = engine.calls.get(timeout=SOON)
    assert (sent["method"], sent["kwargs"]) == (
        "new_method",
        {"method": "a", "size": 1.1},
    )
    assert call.effect == "once"


def test_what_this_address_cannot_carry_fails_before_it_is_sent(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    with pytest.raises(rt.UnsupportedError, match="an address with http://") as found:
        client.send(rt.only_http())
    assert not found.value.maybe_acted
    with pytest.raises(ValueError, match="`wait` over ws://; http:// does"):
        client.send(rt.download("/tmp", True))
    with pytest.raises(ValueError, match="no headers"):
        client.with_options(headers={"A": "b"}).send(rt.read(1))
    for refused in (client._core.carrier.carry_batch, client._core.carrier.notify):
        with pytest.raises(ValueError, match="over a WebSocket"):
            refused([], None)
    assert not engine.paths


# -- connections -------------------------------------------------------------------


def test_a_lost_connection_is_opened_again(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    assert client.send(rt.read(1)) == [1]
    engine.lose()
    engine.gone.get(timeout=SOON)
    wait_for(lambda: client._core.carrier._link._error)
    assert client.send(rt.once(2)) == [1]
    assert len(engine.paths) == 2


def wait_for(is_so: Callable[[], object]) -> None:
    """Wait for what another thread is about to do."""
    end = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_loss_ends_all_calls_that_wait(
    rt: SimpleNamespace, engine: Engine, client: Any, pool: ThreadPoolExecutor
) -> None:
    engine.answer = silence
    calls = [pool.submit(client.send, rt.read(n)) for n in range(3)]
    for _ in calls:
        engine.calls.get(timeout=SOON)
    engine.lose()
    for call in calls:
        error = call.exception(SOON)
        assert type(error) is rt.TransportError
        assert error.maybe_acted
        assert "was lost" in str(error)


@pytest.mark.parametrize(("name", "sent"), [("read", 3), ("once", 1)])
def test_only_what_may_act_twice_is_sent_again(
    rt: SimpleNamespace, engine: Engine, name: str, sent: int
) -> None:
    engine.answer = lambda _: engine.lose()
    with make(rt, rt.BitdustClient, engine, resends=2) as client:
        with pytest.raises(rt.TransportError) as found:
            client.send(getattr(rt, name)(1))
        assert found.value.maybe_acted
    assert len(engine.methods) == sent


def test_a_read_is_sent_again_and_answered(rt: SimpleNamespace, engine: Engine) -> None:
    def answer(frame: Any) -> Any:
        return engine.lose() if len(engine.methods) == 1 else ok(frame, result="second")

    engine.answer = answer
    with make(rt, rt.BitdustClient, engine, resends=2) as client:
        assert client.send(rt.read(1)) == "second"


def test_a_server_that_hangs_up_in_the_handshake(rt: SimpleNamespace) -> None:
    with listening(lambda peer: peer.recv(1000)) as server:
        client = make(rt, rt.BitdustClient, server, resends=2)
        with pytest.raises(rt.TransportError, match="is the secret right") as found:
            client.send(rt.once(1))
        assert not found.value.maybe_acted
        assert SECRET not in text_of(found.value)
        assert len(server.seen) == 3  # it has surely not acted
        client.close()


@contextmanager
def listening(serve_one: Callable[[socket.socket], object]) -> Iterator[Any]:
    """A server of bare sockets, which hangs up when it has served."""
    server = SimpleNamespace(seen=[], made=socket.create_server(("127.0.0.1", 0)))
    server.port = server.made.getsockname()[1]

    def run() -> None:
        with suppress(OSError):
            while True:
                peer = server.made.accept()[0]
                server.seen.append(peer)
                threading.Thread(target=one, args=(peer,), daemon=True).start()

    def one(peer: socket.socket) -> None:
        with peer, suppress(OSError, ValueError):  # the client may be gone
            serve_one(peer)

    threading.Thread(target=run, daemon=True).start()
    yield server
    with suppress(OSError):
        server.made.shutdown(socket.SHUT_RDWR)
    server.made.close()


def test_a_server_that_refuses_with_a_status(rt: SimpleNamespace) -> None:
    engine = Engine(
        process_request=lambda one, _: one.respond(http.HTTPStatus(403), "no")
    )
    client = make(rt, rt.BitdustClient, engine)
    with pytest.raises(rt.TransportError, match="HTTP 403") as found:
        client.send(rt.once(1))
    assert SECRET not in text_of(found.value)
    engine.close()


def test_a_redirect_is_not_followed(rt: SimpleNamespace, engine: Engine) -> None:
    def redirect(connection: ServerConnection, request: Any) -> Any:
        response = connection.respond(http.HTTPStatus(302), "")
        response.headers["Location"] = f"ws://127.0.0.1:{engine.port}{request.path}"
        return response

    first = Engine(process_request=redirect)
    with make(rt, rt.BitdustClient, first) as client:
        with pytest.raises(rt.TransportError) as found:
            client.send(rt.once(1))
        assert SECRET not in text_of(found.value)
    assert not engine.paths
    first.close()


def test_nobody_listens(rt: SimpleNamespace, engine: Engine) -> None:
    engine.close()
    client = make(rt, rt.BitdustClient, engine)
    with pytest.raises(rt.TransportError, match="cannot be reached: ") as found:
        client.send(rt.once(1))
    assert not found.value.maybe_acted
    assert SECRET not in text_of(found.value)


def test_nobody_listens_to_listeners_either(
    rt: SimpleNamespace, engine: Engine
) -> None:
    engine.close()
    client = make(rt, rt.BitdustClient, engine)
    with pytest.raises(rt.TransportError, match="cannot be reached: "):
        client.pushes(rt.EVENT).__enter__()

    async def main() -> None:
        asynchronous = make(rt, rt.AsyncBitdustClient, engine)
        with pytest.raises(rt.TransportError, match="cannot be reached: "):
            await asynchronous.pushes(rt.EVENT).__aenter__()

    asyncio.run(main())


def test_what_waits_too_long_has_a_deadline(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    client.send(rt.read(1))
    engine.answer = silence
    for options in ({"timeout": 0.5}, {"deadline": 0.5}):
        with pytest.raises(rt.DeadlineError) as found:
            client.with_options(**options).send(rt.read(2))
        assert found.value.maybe_acted
        assert isinstance(found.value, TimeoutError)
    engine.answer = answer
    assert client.send(rt.read(3)) == [1]
    assert len(engine.paths) == 1


def test_a_call_that_was_called_off_is_never_sent(rt: SimpleNamespace) -> None:
    may_open = threading.Event()
    engine = Engine(process_request=lambda *_: may_open.wait(SOON) and None)
    client = make(rt, rt.BitdustClient, engine)
    with ThreadPoolExecutor() as pool:
        patient = pool.submit(client.send, rt.read(1))
        wait_for(lambda: client._core.carrier._link)
        with pytest.raises(rt.DeadlineError) as found:
            client.with_options(timeout=0.05).send(rt.once(2))
        assert not found.value.maybe_acted
        may_open.set()
        assert patient.result(SOON) == [1]
    assert engine.methods == ["read"]
    client.close()
    engine.close()


def test_a_peer_that_does_not_read_holds_nobody_up(rt: SimpleNamespace) -> None:
    done = threading.Event()

    def shake(peer: socket.socket) -> None:
        head = peer.recv(2000).decode()
        (key,) = re.findall(r"Sec-WebSocket-Key: (\S+)", head)
        digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode())
        peer.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
            % base64.b64encode(digest.digest())
        )
        done.wait(6 * SOON)

    large = "x" * 16_000_000
    with listening(shake) as server:
        client = make(rt, rt.BitdustClient, server)
        began = time.monotonic()
        with pytest.raises(rt.DeadlineError) as found:
            client.with_options(timeout=1).send(rt._ws.unknown("write", data=large))
        stuck = client._core.carrier._link
        assert found.value.maybe_acted
        with pytest.raises(rt.DeadlineError):
            client.with_options(timeout=0.2).send(rt.read(1))
        assert time.monotonic() - began < 3 * SOON
        wait_for(lambda: len(server.seen) == 2)
        wait_for(lambda: stuck.sock.fileno() == -1)  # its thread has ended too
        client.close()
        done.set()


def test_a_message_that_is_too_long_is_refused(
    rt: SimpleNamespace, engine: Engine
) -> None:
    engine.answer = lambda frame: ok(frame, result="x" * 2000)
    with make(rt, rt.BitdustClient, engine, most_bytes=1000) as client:
        with pytest.raises(rt.TransportError, match="1009") as found:
            client.send(rt.read(1))
        assert found.value.maybe_acted


def test_a_closed_client_ends_its_calls_and_takes_no_more(
    rt: SimpleNamespace, engine: Engine, pool: ThreadPoolExecutor
) -> None:
    engine.answer = silence
    client = make(rt, rt.BitdustClient, engine)
    waiting = pool.submit(client.send, rt.read(1))
    engine.calls.get(timeout=SOON)
    client.close()
    error = waiting.exception(SOON)
    assert isinstance(error, rt.TransportError)
    assert (error.message, error.maybe_acted) == ("the client was closed", True)
    assert engine.gone.get(timeout=SOON) == 1000
    with pytest.raises(rt.TransportError, match="the client was closed"):
        client.send(rt.read(1))


def test_a_client_that_is_forgotten_hangs_up(
    rt: SimpleNamespace, engine: Engine
) -> None:
    client = make(rt, rt.BitdustClient, engine)
    with client.pushes(rt.EVENT):
        client.send(rt.read(1))
    del client
    gc.collect()
    assert engine.gone.get(timeout=SOON) == 1000


def test_a_task_that_is_cancelled_ends_at_once(
    rt: SimpleNamespace, engine: Engine
) -> None:
    engine.answer = silence

    async def main() -> None:
        async with make(rt, rt.AsyncBitdustClient, engine, timeout=None) as client:
            task = asyncio.create_task(client.send(rt.once(1)))
            other = asyncio.create_task(client.send(rt.read(2)))
            frames = [await soon(engine.calls) for _ in range(2)]
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, SOON)
            # The connection is still good, and the thread of the call has ended too.
            for frame in frames:
                engine.send(ok(frame, result="other"))
            assert await asyncio.wait_for(other, SOON) == "other"
            await asyncio.wait_for(asyncio.to_thread(client._core.pool.shutdown), SOON)

    asyncio.run(main())
    assert len(engine.paths) == 1


async def soon(queue: "Queue[Any]") -> Any:
    return await asyncio.to_thread(queue.get, timeout=SOON)


# -- secrets and settings ----------------------------------------------------------


def test_the_secret_is_in_no_text_and_no_log(
    rt: SimpleNamespace, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    events: list[Any] = []
    secret = "a b&c=%41é"
    with make(
        rt, rt.BitdustClient, engine, secret=secret, trace=events.append
    ) as client:
        client.send(rt.read(1))
        assert engine.paths == ["/?api_secret=a%20b%26c%3D%2541%C3%A9"]
        with client.pushes(rt.EVENT) as listening:
            logged = [one for one in caplog.records if one.name != "websockets.server"]
            shown = [client, client._core.carrier, listening, *events]
            shown += [one.getMessage() for one in logged]
            for connection in engine.open:
                connection.close(1011, f"{engine.paths[0]} and {secret}")
            with pytest.raises(
                rt.TransportError, match=r"1011.*\*\*\* and \*\*\*"
            ) as found:
                listening.get(SOON)
    text = text_of(found.value) + "".join(map(repr, shown))
    assert secret not in text
    assert "a%20b" not in text


def test_a_file_is_read_again_when_the_connection_is_opened_again(
    rt: SimpleNamespace, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "apisecret"
    file.write_text("FIRST\n")
    with make(rt, rt.BitdustClient, engine, secret=rt.SecretFile(file)) as client:
        client.send(rt.read(1))
        assert not client._core.carrier.refresh()
        file.write_text("SECOND\n")
        assert client._core.carrier.refresh()
        engine.lose()
        wait_for(lambda: client._core.carrier._link._error)
        file.write_text("THIRD\n")
        client.send(rt.read(1))
    assert engine.paths == ["/?api_secret=FIRST", "/?api_secret=THIRD"]
    missing = rt.SecretFile(tmp_path / "missing")
    client = make(rt, rt.BitdustClient, engine, secret=missing)
    with pytest.raises(rt.TransportError, match=r"cannot read .*missing"):
        client.send(rt.read(1))


def test_without_the_package_there_is_a_clear_error(
    rt: SimpleNamespace, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "websockets.sync.client", None)
    with pytest.raises(ImportError, match="pip install websockets"):
        client.send(rt.read(1))


def test_only_the_proxy_of_the_settings_is_used(
    rt: SimpleNamespace, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    headers = {"X-Own": "yes"}
    with make(rt, rt.BitdustClient, engine, settings_headers=headers) as client:
        assert client.send(rt.read(1)) == [1]
    assert engine.headers[0]["X-Own"] == "yes"
    heads: list[str] = []

    def tunnel(peer: socket.socket) -> None:
        heads.append(peer.recv(2000).decode())
        peer.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", engine.port)) as far:
            back = threading.Thread(target=pump, args=(far, peer), daemon=True)
            back.start()
            pump(peer, far)
            back.join(SOON)

    with listening(tunnel) as server:
        for own in ("me:pass@", ""):
            proxy = f"http://{own}127.0.0.1:{server.port}"
            with make(rt, rt.BitdustClient, engine, proxy=proxy) as client:
                assert client.send(rt.read(1)) == [1]
    for head in heads:
        assert head.startswith(f"CONNECT 127.0.0.1:{engine.port} HTTP/1.")
    credentials = base64.b64encode(b"me:pass").decode()
    assert f"Proxy-Authorization: Basic {credentials}\r\n" in heads[0]
    assert "Proxy-Authorization" not in heads[1]


def pump(near: socket.socket, far: socket.socket) -> None:
    with suppress(OSError):
        while piece := near.recv(65536):
            far.sendall(piece)
        far.shutdown(socket.SHUT_WR)


def test_wss_is_tls_with_the_context_of_the_settings(
    rt: SimpleNamespace, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    engine = Engine(ssl=certificate.server())
    trusting = certificate.client()
    with make(rt, rt.BitdustClient, engine, scheme="wss", tls=trusting) as client:
        assert client.send(rt.read(1)) == [1]
        assert repr(client) == f"<BitdustClient wss://127.0.0.1:{engine.port}>"
        engine.answer = lambda frame: ok(frame, result=frame["kwargs"]["data"])
        large = "x" * 500_000  # many records of TLS
        assert client.send(rt._ws.unknown("echo", data=large)) == large
    client = make(rt, rt.BitdustClient, engine, scheme="wss")
    with pytest.raises(rt.TransportError, match="CERTIFICATE_VERIFY_FAILED"):
        client.send(rt.read(1))
    engine.close()


# -- pushes ------------------------------------------------------------------------


def test_pushes_come_from_the_first_frame_on(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    engine.greeting = event("web-socket-connected")
    with client.pushes(rt.EVENT) as events:
        assert next(events) == rt.EventPush(event_id="web-socket-connected", data={})
        client.send(rt.read(1))
        engine.send(model("key", "a"), event("b"), event("c"))
        assert [events.get(SOON).event_id for _ in range(2)] == ["b", "c"]
        with pytest.raises(rt.DeadlineError):
            events.get(0.02)
        with pytest.raises(TimeoutError):
            events.get(timeout=0)
    with pytest.raises(rt.TransportError, match="was closed"):
        events.get(0)


def test_a_push_that_does_not_fit_ends_nothing(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    with client.pushes(rt.EVENT) as events:
        client.send(rt.read(1))
        engine.send({"type": "event", "payload": {"event_id": 7}})
        engine.send({"type": "event"}, event("good"))
        with pytest.raises(rt.DecodeError, match="event_id"):
            next(events)
        with pytest.raises(rt.DecodeError, match="no `payload`"):
            events.get(SOON)
        assert events.get(SOON).event_id == "good"


def test_a_listening_ends_when_another_thread_closes_it_or_the_client(
    rt: SimpleNamespace, client: Any, pool: ThreadPoolExecutor
) -> None:
    with client.pushes(rt.EVENT) as first, client.pushes(rt.EVENT) as second:
        ends: list[Future[Any]] = [pool.submit(list, first), pool.submit(list, second)]
        first.close()
        assert ends[0].result(SOON) == []
        assert not ends[1].done()
        client.close()
        assert ends[1].result(SOON) == []


def test_a_listening_that_is_closed_drops_what_waits(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    with client.pushes(rt.EVENT) as events:
        client.send(rt.read(1))
        engine.send(event("a"), event("b"))
        wait_for(lambda: len(events._ear.frames) == 2)
        events.close()
        assert list(events) == []


def test_a_listening_is_used_in_a_with_block(rt: SimpleNamespace, client: Any) -> None:
    with pytest.raises(rt.TransportError, match="`with` block"):
        next(client.pushes(rt.EVENT))


def test_a_lost_connection_ends_a_listening_after_what_came(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    with client.pushes(rt.EVENT) as events:
        client.send(rt.read(1))
        engine.send(event("a"), event("b"))
        wait_for(lambda: len(events._ear.frames) == 2)
        engine.lose()
        wait_for(lambda: events._ear.error)
        assert client.send(rt.read(2)) == [1]  # over a new connection
        engine.send(event("after"))
        client.send(rt.read(3))
        assert [next(events).event_id for _ in range(2)] == ["a", "b"]
        for _ in range(2):
            with pytest.raises(rt.TransportError, match="was lost"):
                next(events)
    with client.pushes(rt.EVENT) as again:
        engine.send(event("c"))
        assert again.get(SOON).event_id == "c"


def test_too_many_pushes_end_a_listening_and_nothing_else(
    rt: SimpleNamespace, engine: Engine, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_MOST", 3)
    with client.pushes(rt.EVENT) as slow, client.pushes(rt.EVENT) as quick:
        client.send(rt.read(1))
        for n in range(5):
            engine.send(event(str(n)))
            assert quick.get(SOON).event_id == str(n)
        assert [slow.get(SOON).event_id for _ in range(3)] == ["0", "1", "2"]
        with pytest.raises(rt.TransportError, match=r"more than 3 .* wait to be taken"):
            slow.get(SOON)
        assert client.send(rt.read(2)) == [1]


def test_pushes_need_a_websocket(rt: SimpleNamespace, engine: Engine) -> None:
    for kind in (rt.BitdustClient, rt.AsyncBitdustClient):
        client = make(rt, kind, engine)
        address = rt.Address("http", "127.0.0.1", 8180)
        client._core = rt.Core(SimpleCarrier(address), rt.Settings())
        for listen in (
            lambda c=client: c.pushes(rt.EVENT),
            lambda c=client: c.models("key"),
        ):
            with pytest.raises(rt.UnsupportedError, match=r"ws://127\.0\.0\.1:8280"):
                listen()


class SimpleCarrier:
    """Stands for a carrier of REST."""

    def __init__(self, address: Any) -> None:
        self.address = address

    def __repr__(self) -> str:
        return str(self.address)


def test_asynchronous_pushes(rt: SimpleNamespace, engine: Engine) -> None:
    async def main() -> None:
        async with make(rt, rt.AsyncBitdustClient, engine) as client:
            async with client.pushes(rt.EVENT) as events:
                await client.send(rt.read(1))
                engine.send(event("a"), {"type": "event", "payload": {}}, event("b"))
                assert (await events.get(SOON)).event_id == "a"
                with pytest.raises(rt.DecodeError):
                    await events.get(SOON)
                assert (await events.get(SOON)).event_id == "b"
                with pytest.raises(rt.DeadlineError):
                    await events.get(0.02)

                waiting = asyncio.create_task(events.get())
                await asyncio.sleep(0)
                waiting.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await waiting
                engine.send(event("c"))
                assert (await anext(events)).event_id == "c"

                threading.Timer(0.02, events.close).start()
                assert [one async for one in events] == []
            async with client.pushes(rt.EVENT) as lost:
                engine.lose()
                with pytest.raises(rt.TransportError, match="was lost"):
                    await lost.get(SOON)

    asyncio.run(main())


def test_who_gives_up_does_not_open_the_connection_for_others(
    rt: SimpleNamespace, pool: ThreadPoolExecutor
) -> None:
    may_open = threading.Event()
    engine = Engine(process_request=lambda *_: may_open.wait(SOON) and None)
    client = make(rt, rt.AsyncBitdustClient, engine)
    patient = make(rt, rt.BitdustClient, engine)
    patient._core.carrier = client._core.carrier

    async def main() -> None:
        impatient = asyncio.create_task(client.pushes(rt.EVENT).__aenter__())
        while not client._core.carrier._link:
            await asyncio.sleep(0.005)
        entered = pool.submit(patient.pushes(rt.EVENT).__enter__)
        await asyncio.sleep(0.05)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(impatient, SOON)
        await asyncio.sleep(0.05)
        assert not entered.done()
        may_open.set()
        assert await asyncio.to_thread(entered.result, SOON)

    asyncio.run(main())
    patient.close()
    engine.close()


def test_a_push_for_a_loop_that_is_gone_harms_nobody(
    rt: SimpleNamespace, engine: Engine
) -> None:
    client = make(rt, rt.AsyncBitdustClient, engine)

    async def leave() -> None:
        await client.pushes(rt.EVENT).__aenter__()
        await client.send(rt.read(1))

    async def use() -> Any:
        async with client.pushes(rt.EVENT) as events:
            engine.send(event("a"))
            assert (await events.get(SOON)).event_id == "a"
            return await client.send(rt.read(1))

    asyncio.run(leave())
    assert asyncio.run(use()) == [1]
    client._core.close()


# -- streams -----------------------------------------------------------------------


START, ONCE, STOP = (
    "enable_model_listener",
    "request_model_data",
    "disable_model_listener",
)


def answer_models(engine: Engine) -> Callable[[Any], Any]:
    """Push before the reply, as the engine may do."""

    def answer(frame: Any) -> Any:
        if frame["method"] == START:
            engine.send(model("other", "x"), model(frame["kwargs"]["model_name"], "a"))
        if frame["method"] == ONCE:
            engine.send(model(frame["kwargs"]["model_name"], "b"))
        return ok(frame)

    return answer


def test_a_stream_listens_starts_filters_and_stops(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    engine.answer = answer_models(engine)
    with client.models("key", include_existing=True) as stream:
        assert engine.methods == [START, ONCE]
        changes = [stream.get(SOON) for _ in range(2)]
        assert [change.data for change in changes] == [
            rt.KeyModel(alias="a"),
            rt.KeyModel(alias="b"),
        ]
        assert changes[0].push.id == "a"
        assert repr(changes[0]).startswith("Change(ModelPush(model='key', id='a'")
    assert engine.methods == [START, ONCE, STOP]
    with client.models("key"):
        pass
    assert engine.methods[3:] == [START, STOP]
    frames = [engine.calls.get(timeout=SOON) for _ in range(5)]
    assert {frame["kwargs"]["model_name"] for frame in frames} == {"key"}


def test_only_the_last_of_two_streams_stops(engine: Engine, client: Any) -> None:
    engine.answer = answer_models(engine)
    with client.models("key") as first:
        with client.with_options(timeout=5).models("key") as second:
            assert second.get(SOON).data.alias == "a"
            with client.models("friend"):
                pass
            assert engine.methods == [START, START, START, STOP]
        assert engine.methods == [START, START, START, STOP]
        assert [first.get(SOON).data.alias for _ in range(2)] == ["a", "a"]
    assert engine.methods == [START, START, START, STOP, STOP]


def test_a_stop_that_fails_does_not_hide_the_error_of_the_body(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    with pytest.raises(KeyError), client.models("key"):
        engine.close()
        raise KeyError

    asynchronous = make(rt, rt.AsyncBitdustClient, Engine())

    async def main() -> None:
        async with asynchronous.models("key"):
            await asynchronous.close()
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(main())


def test_a_stop_that_is_not_answered_holds_nobody_up(
    rt: SimpleNamespace, engine: Engine, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rt._ws, "_STOP_SECONDS", 0.1)
    engine.answer = lambda frame: ok(frame) if frame["method"] == START else None
    with client.with_options(timeout=6 * SOON).models("key"):
        began = time.monotonic()
    assert time.monotonic() - began < SOON
    assert engine.methods == [START, STOP]


def test_a_start_that_fails_is_taken_back(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    def answer(frame: Any) -> Any:
        errors = ["a_b() is not started"]
        return (
            ok(frame, status="ERROR", errors=errors)
            if frame["method"] == ONCE
            else ok(frame)
        )

    engine.answer = answer
    with pytest.raises(rt.NotStarted), client.models("key", include_existing=True):
        pass
    assert [engine.calls.get(timeout=SOON)["method"] for _ in range(3)] == [
        START,
        ONCE,
        STOP,
    ]
    wait_for(lambda: not client._core.carrier.streams)


def test_a_stream_says_that_the_connection_was_lost(
    rt: SimpleNamespace, engine: Engine, client: Any
) -> None:
    with client.models("key") as stream:
        engine.lose()
        with pytest.raises(rt.TransportError, match="was lost"):
            next(stream)
    assert engine.methods == [START, STOP]  # the engine would push to others for ever
    assert len(engine.paths) == 2


def test_who_waits_for_another_start_has_a_deadline(
    rt: SimpleNamespace, engine: Engine, client: Any, pool: ThreadPoolExecutor
) -> None:
    engine.answer = silence
    slow = pool.submit(client.models("key").__enter__)
    starting = engine.calls.get(timeout=SOON)
    with pytest.raises(rt.DeadlineError, match="another stream"):
        client.with_options(timeout=0.05).models("friend").__enter__()
    engine.send(ok(starting))
    assert slow.result(SOON)
    assert engine.methods == [START]


def test_a_stream_stops_when_its_task_is_cancelled(
    rt: SimpleNamespace, engine: Engine
) -> None:
    async def follow(client: Any) -> None:
        async with client.models("key") as stream:
            async for _ in stream:
                pass

    async def main() -> None:
        async with make(rt, rt.AsyncBitdustClient, engine) as client:
            task = asyncio.create_task(follow(client))
            assert (await soon(engine.calls))["method"] == START
            engine.send(model("key", "a"))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, SOON)
            assert (await soon(engine.calls))["method"] == STOP

    asyncio.run(main())


def test_a_task_that_is_cancelled_when_all_has_begun_takes_it_back(
    rt: SimpleNamespace, engine: Engine
) -> None:
    async def main() -> None:
        async with make(rt, rt.AsyncBitdustClient, engine) as client:
            stream = client.models("key")

            async def run(work: Callable[[], Any], _: Any) -> None:
                await asyncio.to_thread(work)
                raise asyncio.CancelledError

            stream._run = run
            with pytest.raises(asyncio.CancelledError):
                await stream.__aenter__()
            assert (await soon(engine.calls))["method"] == START
            assert (await soon(engine.calls))["method"] == STOP

    asyncio.run(main())


def test_asynchronous_streams(rt: SimpleNamespace, engine: Engine) -> None:
    engine.answer = answer_models(engine)

    async def main() -> None:
        async with make(rt, rt.AsyncBitdustClient, engine) as client:
            async with client.models("key", include_existing=True) as stream:
                aliases = [(await stream.get(SOON)).data.alias for _ in range(2)]
                assert aliases == ["a", "b"]
                assert engine.methods == [START, ONCE]
            assert engine.methods == [START, ONCE, STOP]

            engine.answer = lambda frame: (
                None if frame["method"] == START else ok(frame)
            )
            opening = asyncio.create_task(client.models("key").__aenter__())
            while (await soon(engine.calls))["method"] != STOP:
                pass  # what the stream before has called
            assert (await soon(engine.calls))["method"] == START
            opening.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(opening, SOON)
            assert (await soon(engine.calls))["method"] == STOP
            wait_for(lambda: not client._core.carrier.streams)

    asyncio.run(main())
