"""Connections of generated Python clients: how they open and end, and what comes unasked."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
import socket
import threading
import time
from typing import Any

import pytest
from python_clients import package
from python_server import CLOSE, Request, Service
from test_python_transport import (
    LONG,
    always,
    answer,
    bitcoin,
    core,
    in_turn,
    result,
    says,
    settings,
)

# -- replies -----------------------------------------------------------------------


@pytest.mark.parametrize("is_apart", [False, True], ids=["together", "apart"])
@pytest.mark.parametrize(
    "status", ["100 Continue", "102 Processing", "103 Early Hints"]
)
def test_an_interim_reply_is_not_the_answer(status: str, is_apart: bool) -> None:
    early = f"HTTP/1.1 {status}\r\nLink: </a.css>; rel=preload\r\n\r\n".encode()

    def announces(request: Request) -> Iterable[bytes]:
        if is_apart:
            yield early
            time.sleep(0.05)
            yield early + answer(request)
        else:
            yield early + early + answer(request)

    with Service(announces) as service, bitcoin(service.url) as client:
        assert [client.getnewaddress(), client.getblockcount()] == ["mine", 7]
        assert len(service.requests) == 2
        assert service.connections == 1


def test_an_answer_that_stops_being_http_is_none() -> None:
    switches = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\n"
    with Service(says(switches)) as service, bitcoin(service.url) as client:
        with pytest.raises(core().TransportError) as caught:
            client.getnewaddress()
        assert caught.value.maybe_acted is True
        assert len(service.requests) == 1


def test_half_a_reply_that_comes_with_one_spoils_the_connection() -> None:
    """Its other half would come when the next call waits for its answer."""
    rest: list[bytes] = []

    def adds(request: Request) -> Iterable[bytes]:
        own = answer(request)
        more = answer(request, "another")
        rest.append(more[40:])
        yield own + more[:40]

    def follows(request: Request) -> Iterable[bytes]:
        yield (rest[0] if request.connection == 1 else b"") + answer(request)

    told = in_turn(adds, follows)
    with Service(told) as service, bitcoin(service.url) as client:
        assert [client.getblockcount(), client.getnewaddress()] == [7, "mine"]
        assert service.connections == 2


@pytest.mark.parametrize("end", ["0", "00", "000a", "000a\r\n12"])
def test_a_reply_that_is_cut_in_the_length_of_a_chunk_is_cut_off(end: str) -> None:
    body = '{"result": 7, "error": null, "id": 1}'
    head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    cut = f"{head}{len(body):x}\r\n{body}\r\n{end}".encode()
    with Service(says(cut, CLOSE)) as service, bitcoin(service.url) as client:
        with pytest.raises(core().TransportError, match="cut off") as caught:
            client.getnewaddress()
        assert caught.value.maybe_acted is True


@pytest.mark.parametrize("is_async", [False, True])
def test_an_attempt_that_may_have_acted_is_not_forgotten(is_async: bool) -> None:
    """What comes after it is refused, and surely has not acted."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        peer.recv(65536)
        listener.close()
        peer.close()

    threading.Thread(target=serve, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    client = bitcoin(url, is_async=is_async, resends=2)
    with pytest.raises(core().TransportError, match="refused") as caught:
        asyncio.run(client.getblockcount()) if is_async else client.getblockcount()
    assert caught.value.maybe_acted is True


# -- opening -----------------------------------------------------------------------


@contextmanager
def silent(*first: bytes) -> Iterator[tuple[int, threading.Event]]:
    """A server that reads, says a little again and again, and never what it should."""
    listener, has_ended = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as peer:
            peer.settimeout(0.05)
            while True:
                with suppress(TimeoutError):
                    if not peer.recv(65536):
                        break
                for piece in first:
                    peer.sendall(piece)
        has_ended.set()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1], has_ended
    listener.close()


def test_a_proxy_that_drips_while_it_opens_a_tunnel_ends_at_the_deadline() -> None:
    with silent(b"HTTP/1.1 200 and no end of it ") as (port, has_ended):
        through = settings(proxy=f"http://127.0.0.1:{port}")
        client = bitcoin("https://127.0.0.1:1", deadline=0.4, settings=through)
        began = time.monotonic()
        with pytest.raises(core().DeadlineError) as caught:
            client.getnewaddress()
        assert caught.value.maybe_acted is False
        assert time.monotonic() - began < LONG / 2
        assert has_ended.wait(LONG)


@pytest.mark.parametrize("is_async", [False, True])
def test_a_deadline_ends_the_beginning_of_tls(is_async: bool) -> None:
    with silent() as (port, has_ended):
        url = f"https://127.0.0.1:{port}"
        client = bitcoin(url, is_async=is_async, deadline=0.4)
        with pytest.raises(core().DeadlineError) as caught:
            result(client.getnewaddress())
        assert caught.value.maybe_acted is False
        assert has_ended.wait(LONG)


async def cancelled(client: Any) -> None:
    """Cancel a call while its connection opens; its thread must be free at once."""
    task = asyncio.ensure_future(client.getnewaddress())
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    pool = client._core.pool
    await asyncio.wait_for(asyncio.to_thread(pool.shutdown), LONG)


def test_cancelling_ends_the_beginning_of_tls() -> None:
    with silent() as (port, has_ended):
        given = {"timeout": None, "deadline": 4 * LONG, "is_async": True}
        asyncio.run(cancelled(bitcoin(f"https://127.0.0.1:{port}", **given)))
        assert has_ended.wait(LONG)


def test_cancelling_ends_a_connection_that_does_not_open() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        full = [socket.socket() for _ in range(3)]
        for one in full:  # nobody accepts them, so no more can come
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        given = {"timeout": None, "deadline": 4 * LONG, "is_async": True}
        asyncio.run(cancelled(bitcoin(f"http://127.0.0.1:{port}", **given)))
        for one in full:
            one.close()


def test_a_websocket_that_is_still_opening_ends_with_its_client() -> None:
    with silent() as (port, has_ended):
        client = package("bitdust").client(f"ws://127.0.0.1:{port}", timeout=None)
        errors: list[Exception] = []

        def call() -> None:
            try:
                client.process_health()
            except Exception as error:
                errors.append(error)

        caller = threading.Thread(target=call)
        caller.start()
        time.sleep(0.2)
        client.close()
        assert has_ended.wait(LONG)
        caller.join(LONG)
        assert str(errors[0]) == "the client was closed"


def test_a_kept_connection_serves_long_replies_one_after_the_other() -> None:
    def long(request: Request) -> Iterable[bytes]:
        yield answer(request, "x" * 100_000)

    with Service(in_turn(long, long, always)) as service:
        with bitcoin(service.url) as client:
            assert len(client.getnewaddress()) == 100_000
            assert len(client.getnewaddress()) == 100_000
            assert client.getblockcount() == 7
        assert service.connections == 1
