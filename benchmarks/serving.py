"""A generated server under uvicorn, against a raw ASGI echo and jsonrpcserver."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
import os
from pathlib import Path
import socket
import subprocess
import sys
import time
from typing import Any

from measuring import RUNS, show, timed
import served

REQUESTS = 1500
CALLS = 2000
BODY = (
    b'{"jsonrpc":"2.0","id":1,"method":"getreceivedbyaddress",'
    b'"params":["1CiRDyzPsBK8Dz4kKAxDBrmFCBPYhhrRvN",6]}'
)
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
TICKS = os.sysconf("SC_CLK_TCK")


def bench_serving() -> None:
    """Measure the CPU time of the servers alone, one batch of requests after the other."""
    names = ["stub", "echo", *(["dispatcher"] if find_spec("jsonrpcserver") else [])]
    with ExitStack() as stack:
        servers = [stack.enter_context(running(name)) for name in names]
        for server in servers:
            server.ask(200)
        rounds = [[server.ask(REQUESTS) for server in servers] for _ in range(RUNS)]
    # Most of the time goes to HTTP, so against jsonrpcserver this figure says little;
    # `bench_dispatch` leaves HTTP out.
    against = [("a raw ASGI echo", 0.85), ("jsonrpcserver", 1)]
    for index, (name, least) in enumerate(against[: len(names) - 1], 1):
        rates = [each[index] / each[0] for each in rounds]
        show(
            f"requests per CPU second of bitcoin_server, against {name}",
            rates,
            least=least,
        )


def bench_dispatch() -> None:
    """Measure a call without HTTP: from the bytes of a request to those of its reply."""
    if not find_spec("jsonrpcserver"):
        return
    rounds = timed(*(partial(dispatch, name) for name in ("stub", "dispatcher")))
    rates = [theirs / ours for ours, theirs in rounds]
    show("calls per second without HTTP, against jsonrpcserver", rates, least=5)


def dispatch(name: str) -> None:
    asyncio.run(dispatched(getattr(served, name)))


async def dispatched(app: Any) -> None:
    """Give an application one request after the other, and look at its last reply."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/",
        "headers": [],
    }
    scope |= {"raw_path": b"/", "query_string": b"", "root_path": "", "client": None}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    for _ in range(CALLS):
        sent.clear()
        await app(scope, receive, send)
    assert b"result" in sent[-1]["body"], sent


class Server:
    """A process of uvicorn, and one connection to it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self._sock = connected(port)
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, count: int) -> float:
        """Send so many requests, and give the CPU seconds that the server took."""
        data, before = HEAD % len(BODY) + BODY, self._spent()
        for _ in range(count):
            self._sock.sendall(data)
            answer = self._sock.recv(65536)
            while not answer.endswith((b"}", b"}\n")):
                answer += self._sock.recv(65536)
        assert b" 200 " in answer, answer
        assert b"error" not in answer, answer
        return self._spent() - before

    def _spent(self) -> float:
        fields = (
            Path(f"/proc/{self._process.pid}/stat")
            .read_text()
            .rpartition(")")[2]
            .split()
        )
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def running(name: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", f"served:{name}", "--port", str(port)]
    command += [
        "--no-access-log",
        "--log-level",
        "warning",
        "--http",
        "h11",
        "--loop",
        "asyncio",
    ]
    process = subprocess.Popen(command, cwd=Path(__file__).parent)
    try:
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def connected(port: int) -> socket.socket:
    """Connect as soon as the server listens."""
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.05)
    sys.exit("uvicorn does not start")


if __name__ == "__main__":
    bench_serving()
    bench_dispatch()
