"""Generated Python clients on a bad day: servers and proxies that misbehave, and time."""

import asyncio
import base64
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
import json
from pathlib import Path
import socket
import threading
import time
from typing import Any

import pytest
from python_clients import package
from python_server import CLOSE, Answer, Request, Service, reply

ADDRESS = "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"
SECRET = "correct-horse-battery-staple"
LONG = 20.0  # seconds that nothing here comes near


def core() -> Any:
    return package("bitcoin").core


def settings(**given: Any) -> Any:
    return core().Settings(**given)


def bitcoin(url: str, *, is_async: bool = False, **given: Any) -> Any:
    """A client that gives up in the end, whatever a test finds."""
    given = {"deadline": LONG, **given}
    return package("bitcoin").client(url, is_async=is_async, **given)


def bigchain(url: str, **given: Any) -> Any:
    return package("bigchaindb").client(url, deadline=LONG, **given)


def answer(request: Request, result: Any = None) -> bytes:
    """Answer a call of JSON-RPC; one that has no number has a text."""
    if result is None:
        result = 7 if request.json()["method"] == "getblockcount" else "mine"
    body = {"result": result, "error": None, "id": request.json()["id"]}
    return reply(json.dumps(body))


def always(request: Request) -> Iterable[bytes]:
    yield answer(request)


def in_turn(*answers: Answer) -> Answer:
    """Give one answer after the other; the last one for all that comes then."""
    left = list(answers)

    def choose(request: Request) -> Iterable[bytes | None]:
        return (left.pop(0) if len(left) > 1 else left[0])(request)

    return choose


def says(*pieces: bytes | None) -> Answer:
    return lambda _: pieces


def methods(service: Service) -> list[str]:
    return [request.json()["method"] for request in service.requests]


class Trace(list[Any]):
    """Gathers trace events."""

    def __call__(self, event: Any) -> None:
        self.append(event)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self]


# -- connections that are kept -----------------------------------------------------


def test_a_connection_is_kept_for_the_next_call() -> None:
    with Service(always) as service, bitcoin(service.url) as client:
        assert [client.getblockcount(), client.getblockcount()] == [7, 7]
        assert service.connections == 1


def test_a_kept_connection_that_was_closed_is_replaced_without_a_resend() -> None:
    def closes(request: Request) -> Iterable[bytes | None]:
        yield answer(request)
        yield CLOSE

    trace = Trace()
    with Service(closes) as service:
        with bitcoin(service.url, settings=settings(trace=trace)) as client:
            assert client.getnewaddress() == "mine"
            service.wait_closed()
            assert client.getnewaddress() == "mine"
        assert methods(service) == ["getnewaddress"] * 2
        assert [request.connection for request in service.requests] == [1, 2]
    assert trace.kinds == ["send", "reply"] * 2


def test_a_kept_connection_on_which_something_came_is_replaced() -> None:
    """What nobody asked for may not become the answer of the next call."""
    is_read, is_sent = threading.Event(), threading.Event()

    def adds(request: Request) -> Iterable[bytes]:
        yield answer(request)
        is_read.wait(LONG)
        yield reply('{"result": 666, "error": null, "id": 2}')
        is_sent.set()

    with Service(in_turn(adds, always)) as service, bitcoin(service.url) as client:
        assert client.getblockcount() == 7
        is_read.set()
        is_sent.wait(LONG)
        assert client.getblockcount() == 7
        assert service.connections == 2


@pytest.mark.parametrize(
    "ending",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s",
        b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s",
    ],
    ids=["said", "HTTP/1.0"],
)
def test_a_connection_that_will_close_is_not_kept(ending: bytes) -> None:
    body = b'{"result": 7, "error": null, "id": 1}'
    with Service(says(ending % (len(body), body))) as service:
        client = bitcoin(service.url, settings=settings(ids=lambda: 1))
        assert [client.getblockcount(), client.getblockcount()] == [7, 7]
        assert service.connections == 2


def test_a_reply_may_come_in_chunks_or_end_with_the_connection() -> None:
    body = b'{"result": 7, "error": null, "id": 1}'
    head = b"HTTP/1.1 200 OK\r\n"
    pieces = b"".join(b"%x\r\n%s\r\n" % (1, body[i : i + 1]) for i in range(len(body)))
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n"
    told = in_turn(says(chunked), says(head + b"\r\n" + body, CLOSE))
    with Service(told) as service:
        client = bitcoin(service.url, settings=settings(ids=lambda: 1))
        assert [client.getblockcount(), client.getblockcount()] == [7, 7]


def test_a_long_reply_that_ends_with_the_connection_arrives_whole() -> None:
    text = "".join(map(str, range(50_000)))
    body = json.dumps({"result": text, "error": None, "id": 1}).encode()
    told = says(b"HTTP/1.1 200 OK\r\n\r\n" + body, CLOSE)
    with Service(told) as service:
        client = bitcoin(service.url, settings=settings(ids=lambda: 1))
        assert client.help() == text


def test_threads_share_a_client() -> None:
    def echoes(request: Request) -> Iterable[bytes]:
        yield answer(request, request.json()["params"][0])

    with Service(echoes) as service, bitcoin(service.url) as client:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(client.help, map(str, range(200))))
        assert found == [str(n) for n in range(200)]
        ids = [request.json()["id"] for request in service.requests]
        assert len(set(ids)) == 200
        assert service.connections <= 8


def test_closing_a_client_closes_its_connections() -> None:
    with Service(always) as service:
        client = bitcoin(service.url)
        client.getblockcount()
        assert not service.has_ended.is_set()
        client.close()
        assert service.has_ended.wait(LONG)


# -- what is sent again, and what is not -------------------------------------------

HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"


@pytest.mark.parametrize("half", [b"", b"HTTP/1.1 200 OK\r\nCon", HALF])
def test_a_read_is_sent_again_when_the_connection_dies(half: bytes) -> None:
    trace = Trace()
    with Service(in_turn(says(half, CLOSE), always)) as service:
        client = bitcoin(service.url, settings=settings(trace=trace))
        assert client.getblockcount() == 7
        assert methods(service) == ["getblockcount"] * 2
    assert trace.kinds == ["send", "resend", "send", "reply"]
    assert [event.attempt for event in trace] == [0, 1, 1, 1]


@pytest.mark.parametrize("half", [b"", b"HTTP/1.1 200 OK\r\nCon", HALF])
def test_what_acts_is_not_sent_again_when_it_may_have_acted(half: bytes) -> None:
    trace = Trace()
    with Service(in_turn(says(half, CLOSE), always)) as service:
        client = bitcoin(service.url, settings=settings(trace=trace))
        with pytest.raises(core().TransportError, match="may have acted") as caught:
            client.getnewaddress()
        assert caught.value.maybe_acted is True
        assert len(service.requests) == 1
    assert trace.kinds == ["send", "fail"]
    assert trace[-1].detail == "TransportError"


def test_what_was_never_sent_has_not_acted_and_is_tried_again() -> None:
    trace = Trace()
    client = bitcoin(unused(), settings=settings(trace=trace))
    with pytest.raises(core().TransportError, match="refused") as caught:
        client.getnewaddress()
    assert caught.value.maybe_acted is False
    assert "acted" not in str(caught.value)
    assert trace.kinds == ["send", "resend", "send", "resend", "send", "fail"]


def unused() -> str:
    """Give an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_passing_error_is_waited_for_even_by_what_acts() -> None:
    full = says(reply("Work queue depth exceeded", 503))
    with Service(in_turn(full, full, always)) as service:
        assert bitcoin(service.url).getnewaddress() == "mine"
        assert len(service.requests) == 3
    with Service(full) as service:
        errors = package("bitcoin").errors
        with pytest.raises(errors.WorkQueueFull, match="depth exceeded") as caught:
            bitcoin(service.url, resends=1).getnewaddress()
        assert (caught.value.status, caught.value.code) == (503, None)
        assert len(service.requests) == 2


def test_an_error_that_stays_is_not_asked_for_again() -> None:
    refused = says(
        reply('{"result": null, "error": {"code": -8, "message": "x"}}', 500)
    )
    with Service(refused) as service:
        with pytest.raises(package("bitcoin").errors.InvalidParameter):
            bitcoin(service.url).getblockcount()
        assert len(service.requests) == 1


def test_resends_may_be_switched_off() -> None:
    with Service(says(CLOSE)) as service:
        client = bitcoin(service.url)
        with pytest.raises(core().TransportError):
            client.with_options(resends=0).getblockcount()
        assert len(service.requests) == 1


def test_one_deadline_covers_all_attempts() -> None:
    with Service(says(CLOSE)) as service:
        began = time.monotonic()
        with pytest.raises(core().TransportError):
            bitcoin(service.url, resends=10**6, deadline=0.5).getblockcount()
        assert time.monotonic() - began < LONG / 2
        assert len(service.requests) > 1


# -- credentials -------------------------------------------------------------------


def guarded(pair: str) -> Answer:
    """Answer those who have the right name and password."""
    wanted = f"Basic {base64.b64encode(pair.encode()).decode()}"

    def check(request: Request) -> Iterable[bytes]:
        is_known = request.header("Authorization") == wanted
        yield answer(request) if is_known else reply(b"", 401)

    return check


@pytest.mark.parametrize("resends", [0, 2])
@pytest.mark.parametrize("method", ["getblockcount", "getnewaddress"])
def test_a_cookie_is_read_again_when_it_is_refused(
    tmp_path: Path, method: str, resends: int
) -> None:
    cookie = tmp_path / ".cookie"
    cookie.write_text("__cookie__:old\n")
    with Service(guarded("__cookie__:old")) as service:
        client = bitcoin(service.url, cookie_file=cookie, resends=resends)
        assert getattr(client, method)() in {7, "mine"}
        service.answer = guarded("__cookie__:new")  # the node starts again
        cookie.write_text("__cookie__:new\n")
        assert getattr(client, method)() in {7, "mine"}
        assert len(service.requests) == 3


def test_a_cookie_that_stays_wrong_is_tried_once(tmp_path: Path) -> None:
    cookie = tmp_path / ".cookie"
    cookie.write_text(f"__cookie__:{SECRET}")
    trace = Trace()
    with Service(guarded("__cookie__:other")) as service:
        given = {"cookie_file": cookie, "settings": settings(trace=trace)}
        with pytest.raises(package("bitcoin").errors.Unauthorized) as caught:
            bitcoin(service.url, **given).getblockcount()
        assert len(service.requests) == 1
    assert SECRET not in f"{caught.value!r} {caught.value} {trace}"


def test_all_threads_go_on_with_a_new_cookie(tmp_path: Path) -> None:
    """Whoever reads the file first, the others were refused with the old one too."""
    cookie = tmp_path / ".cookie"
    cookie.write_text("__cookie__:old")
    everybody = threading.Barrier(4)

    def check(request: Request) -> Iterable[bytes]:
        [refusal] = guarded("__cookie__:new")(request)
        if b" 401 " in refusal:
            everybody.wait(LONG)
        yield refusal

    with Service(guarded("__cookie__:old")) as service:
        client = bitcoin(service.url, cookie_file=cookie)
        client.getblockcount()
        service.answer = check
        cookie.write_text("__cookie__:new")
        with ThreadPoolExecutor(4) as pool:
            calls = [pool.submit(client.getblockcount) for _ in range(4)]
        assert [call.result() for call in calls] == [7] * 4


def test_a_cookie_that_is_not_there_is_said_without_sending(tmp_path: Path) -> None:
    trace = Trace()
    with Service(always) as service:
        given = {"cookie_file": tmp_path / "none", "settings": settings(trace=trace)}
        with pytest.raises(
            core().TransportError, match=r"cannot read .*none"
        ) as caught:
            bitcoin(service.url, **given).getnewaddress()
        assert caught.value.maybe_acted is False
        assert not service.requests
    assert trace.kinds == ["send", "fail"], "it would be no better the next time"


def test_a_name_and_a_password_go_as_basic_credentials() -> None:
    with Service(guarded(f"alice:{SECRET}")) as service:
        host = service.url.removeprefix("http://")
        for client in (
            bitcoin(service.url, username="alice", password=SECRET),
            bitcoin(f"http://alice:{SECRET}@{host}"),
            bitcoin(f"http://{host}/", username="alice", password=SECRET),
        ):
            assert client.getblockcount() == 7


def test_a_secret_shows_nowhere() -> None:
    trace = Trace()
    quiet = settings(trace=trace, proxy=f"http://bob:{SECRET}@127.0.0.1:1")
    shown = [repr(quiet)]
    for given in ({}, {"settings": quiet}, {"settings": settings(trace=trace)}):
        client = bitcoin(f"http://alice:{SECRET}@127.0.0.1:1", resends=0, **given)
        with pytest.raises(core().TransportError) as caught:
            client.getblockcount()
        shown += [
            repr(client),
            repr(client.with_options(timeout=1)),
            repr(caught.value),
        ]
        shown += [str(caught.value), repr(caught.value.__cause__), repr(trace)]
    mtgox = package("mtgox")
    key = base64.b64encode(SECRET.ljust(64).encode()).decode()
    signing = mtgox.client("http://127.0.0.1:1", key="some-key", secret=key, resends=0)
    with pytest.raises(mtgox.core.TransportError) as caught:
        signing.info()
    shown += [repr(signing), str(caught.value), repr(vars(signing))]
    assert not [text for text in shown if SECRET in text or key[:20] in text]


@pytest.mark.parametrize(
    "address",
    [
        f"http://alice:{SECRET}@127.0.0.1:port",
        f"http://alice:a/{SECRET}@127.0.0.1:8332",
        f"http://alice:a@{SECRET}@127.0.0.1:port",
        f"http://alice:{SECRET}@127.0.0.1/?a=b",
        f"gopher://alice:{SECRET}@127.0.0.1",
    ],
)
def test_a_bad_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(ValueError, match="address") as caught:
        bitcoin(address)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__


# -- time --------------------------------------------------------------------------


def drips(request: Request) -> Iterable[bytes]:
    """Send a byte now and then, so that the server is never silent for long."""
    for byte in answer(request):
        yield bytes([byte])
        time.sleep(0.05)


@pytest.mark.parametrize("is_async", [False, True])
def test_a_deadline_ends_a_reply_that_drips(is_async: bool) -> None:
    with Service(drips) as service:
        client = bitcoin(service.url, is_async=is_async, deadline=0.4, timeout=5)
        began = time.monotonic()
        with pytest.raises(core().DeadlineError) as caught:
            result(client.getnewaddress())
        assert isinstance(caught.value, TimeoutError)
        assert caught.value.maybe_acted is True
        assert time.monotonic() - began < 3  # the whole reply takes longer
        assert service.has_ended.wait(LONG)


def result(value: Any) -> Any:
    """Give what a call gives, whether the client waits itself or not."""

    async def wait() -> Any:
        return await value

    return asyncio.run(wait()) if asyncio.iscoroutine(value) else value


def test_a_timeout_ends_silence() -> None:
    with Service(says()) as service:
        client = bitcoin(service.url, timeout=0.2, resends=0)
        with pytest.raises(core().DeadlineError, match="in time") as caught:
            client.getnewaddress()
        assert caught.value.maybe_acted is True
        assert str(caught.value).endswith("it may have acted")
        assert service.has_ended.wait(LONG)


def test_a_timeout_is_for_silence_and_not_for_the_whole() -> None:
    slow = says(b"HTTP/1.1 200 OK\r\n", b"Content-Length: 37\r\n\r\n")

    def drips_slowly(request: Request) -> Iterable[bytes | None]:
        for piece in (*slow(request), b'{"result": 7, "error": null, "id": 1}'):
            time.sleep(0.2)
            yield piece

    with Service(drips_slowly) as service:
        client = bitcoin(service.url, timeout=0.4, resends=0)
        assert client.getblockcount() == 7


def test_a_call_that_waits_may_be_silent_for_longer() -> None:
    icon, silent = package("icon"), Recorder(reply_of=lambda _: b"{}")
    settings_ = icon.core.Settings(transport=silent)
    client = icon.client("http://127.0.0.1:1", timeout=3, settings=settings_)
    for call in (
        icon.calls.icx_get_last_block(),
        icon.calls.icx_wait_transaction_result(b"\0" * 32),
    ):
        with pytest.raises(icon.root.DecodeError):
            client.send(call)
    usual, longer = silent.timeouts
    assert usual == 3
    assert longer is None or longer > 3


def test_cancelling_a_call_hangs_up_at_once() -> None:
    arrived = threading.Event()

    def never(_: Request) -> Iterable[bytes]:
        arrived.set()
        return ()

    async def cancel(client: Any) -> None:
        task = asyncio.ensure_future(client.getnewaddress())
        await asyncio.to_thread(arrived.wait, LONG)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(service.has_ended.wait, LONG / 2)
        service.answer = always
        assert await client.getblockcount() == 7

    with Service(never) as service:
        # One thread only: it must be free again for the next call.
        settings_ = settings(connections=1)
        given = {"timeout": None, "deadline": 4 * LONG, "settings": settings_}
        asyncio.run(cancel(bitcoin(service.url, is_async=True, **given)))
        assert methods(service) == ["getnewaddress", "getblockcount"]


def test_a_deadline_covers_the_wait_for_a_thread() -> None:
    arrived = threading.Event()

    def never(_: Request) -> Iterable[bytes]:
        arrived.set()
        return ()

    async def wait(client: Any) -> None:
        first = asyncio.ensure_future(client.getblockcount())
        await asyncio.to_thread(arrived.wait, LONG)
        with pytest.raises(core().DeadlineError) as caught:
            await client.with_options(deadline=0.2).getnewaddress()
        assert caught.value.maybe_acted is False
        assert not first.done()
        first.cancel()

    with Service(never) as service:
        given = {"deadline": 2 * LONG, "settings": settings(connections=1)}
        asyncio.run(wait(bitcoin(service.url, is_async=True, **given)))
        assert methods(service) == ["getblockcount"]


def test_cancelling_ends_the_wait_for_the_next_attempt() -> None:
    full = says(reply("Work queue depth exceeded", 503))

    async def cancel(client: Any) -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.getblockcount(), 0.3)
        sent = len(service.requests)
        await asyncio.sleep(0.3)
        assert len(service.requests) == sent

    with Service(full) as service:
        client = bitcoin(service.url, is_async=True, resends=10**6)
        asyncio.run(cancel(client))


def test_asynchronous_calls_go_on_beside_each_other() -> None:
    everybody = threading.Barrier(5)

    def together(request: Request) -> Iterable[bytes]:
        everybody.wait(LONG)
        yield answer(request, request.json()["params"][0])

    async def run() -> None:
        async with bitcoin(service.url, is_async=True) as client:
            found = await asyncio.gather(*(client.help(str(n)) for n in range(5)))
        assert found == ["0", "1", "2", "3", "4"]

    with Service(together) as service:
        asyncio.run(run())


class Recorder:
    """A transport of one's own, which answers by itself."""

    def __init__(self, reply_of: Callable[[Any], bytes]) -> None:
        self.reply_of = reply_of
        self.timeouts: list[float | None] = []
        self.requests: list[Any] = []
        self.is_closed = False

    def exchange(self, address: Any, request: Any, budget: Any) -> Any:
        self.timeouts.append(budget.left())
        self.requests.append((str(address), request))
        made = package("bitcoin").module("_http").HttpReply
        return made(200, [("X-Own", "yes")], self.reply_of(request))

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(
    ("address", "port", "told"),
    [
        ("http://a.org", 80, "http://a.org"),
        ("http://a.org:80/x/", 80, "http://a.org/x"),
        ("https://a.org", 443, "https://a.org"),
        ("http://a.org:443", 443, "http://a.org:443"),
        ("https://[::1]:80", 80, "https://[::1]:80"),
        ("wss://a.org", 443, "wss://a.org:443"),
    ],
)
def test_a_port_that_is_usual_goes_without_saying(
    address: str, port: int, told: str
) -> None:
    where, *_ = package("bitcoin").module("_http").parse_address(address)
    assert (where.port, str(where)) == (port, told)
