"""A proxy between a client and a server that breaks what passes, byte by byte, as it is told.

It takes one fault of its plan for each request, whichever connection it comes over; when
the plan is done, all passes as it came. It counts what it has seen, and knows when the
last connection is gone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
import socket
import ssl
import struct
import threading
from typing import NamedTuple

END = b"\r\n\r\n"
ABRUPT = struct.pack("ii", 1, 0)  # linger for no time, which makes a reset of a close
TLS = "tls-"  # how the faults of TLS begin
MOMENT = 0.01
LIMIT = 1 << 24


class Fault(NamedTuple):
    """What is done to one request and its reply."""

    kind: str
    place: int = 0
    """A byte, or another number where the kind says so; it is taken modulo what there is."""
    is_reset: bool = False
    """Whether a connection that ends is reset rather than closed."""

    def __str__(self) -> str:
        return f"{self.kind}@{self.place}{'/reset' if self.is_reset else ''}"


HEALTHY = Fault("none")


@dataclass
class Seen:
    """What the proxy has seen since a plan began."""

    attempts: int = 0
    """Requests, and connections that were broken before one came."""
    forwarded: int = 0
    """Requests that the server got whole, each copy counted."""
    answered: int = 0
    """Of these, those that the server has answered well."""


class Pipe:
    """One side of the proxy: bytes in, bytes out, and the several ways to end."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader, self._writer = reader, writer
        self._sock = writer.get_extra_info("socket")

    async def send(self, data: bytes) -> None:
        """Send bytes; one that has gone gets none."""
        with suppress(OSError):
            self._writer.write(data)
            await self._writer.drain()

    def finish(self) -> None:
        """Say that no more bytes come, and stay open for those of the peer.

        TLS has no half of a connection, so there its end comes without a goodbye.
        """
        with suppress(OSError):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            else:
                self._sock.shutdown(socket.SHUT_WR)

    def end(self, *, is_reset: bool = False) -> None:
        if is_reset and not self._writer.is_closing():
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPT)
        self._writer.transport.abort() if is_reset else self._writer.close()

    async def until_gone(self) -> None:
        """Take what comes until the peer hangs up."""
        with suppress(OSError):
            while await self.reader.read(65536):
                pass


@dataclass
class Proxy:
    """Listens on a port of its own; its plan may change from one moment to the next."""

    upstream: int
    serve: "Serve"
    carry: "Serve"
    """What takes a connection of TLS to the port where it is ended."""
    port: int = 0
    secure_port: int = 0
    inner: int = 0
    plan: list[Fault] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    holding: threading.Event = field(default_factory=threading.Event)
    """Set when a reply, or the rest of one, is held back."""
    spent: threading.Event = field(default_factory=threading.Event)
    """Set when a fault that comes after its reply has happened."""
    open: set[Pipe] = field(default_factory=set)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    """Replies that wait for others, to come in another order."""
    faults: list[BaseException] = field(default_factory=list)
    """What went wrong in the proxy itself, where nothing may."""
    _is_idle: threading.Event = field(default_factory=threading.Event)

    def begin(self, *plan: Fault) -> Seen:
        """Take up a plan, and count anew."""
        self.plan, self.seen = list(plan), Seen()
        self.holding.clear()
        self.spent.clear()
        return self.seen

    async def settle(self) -> None:
        """Take in what has come by now."""
        for _ in range(20):
            await asyncio.sleep(0)

    def next(self) -> Fault:
        """Count a request, and take its fault; those of TLS are its connections'."""
        self.seen.attempts += 1
        is_one = self.plan and not self.plan[0].kind.startswith(TLS)
        return self.plan.pop(0) if is_one else HEALTHY

    async def listen(self, tls: ssl.SSLContext) -> list[asyncio.Server]:
        """Listen without TLS, and with it."""
        self._is_idle.set()
        plain = await self._listener(lambda near: self.serve(self, near))
        inner = await self._listener(lambda near: self.serve(self, near), tls)
        outer = await self._listener(lambda near: self.carry(self, near))
        self.port, self.inner, self.secure_port = map(_port, (plain, inner, outer))
        return [plain, inner, outer]

    async def _listener(
        self,
        serve: Callable[[Pipe], Awaitable[None]],
        tls: ssl.SSLContext | None = None,
    ) -> asyncio.Server:
        return await asyncio.start_server(
            partial(self._accept, serve),
            "127.0.0.1",
            0,
            limit=LIMIT,
            backlog=64,
            ssl=tls,
        )

    def wait_idle(self, seconds: float) -> bool:
        """Wait until all connections are gone; False if some stay."""
        return self._is_idle.wait(seconds)

    async def _accept(
        self,
        serve: Callable[[Pipe], Awaitable[None]],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._is_idle.clear()
        near = Pipe(reader, writer)
        self.open.add(near)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await serve(near)
        except Exception as error:
            self.faults.append(error)
        finally:
            near.end()
            self.closed(near)

    async def connect(self, port: int = 0) -> Pipe:
        """Open a connection to the server, or to another port."""
        streams = await asyncio.open_connection(
            "127.0.0.1", port or self.upstream, limit=LIMIT
        )
        far = Pipe(*streams)
        self.open.add(far)
        return far

    def closed(self, pipe: Pipe) -> None:
        self.open.discard(pipe)
        if not self.open:
            self._is_idle.set()

    def drop(self) -> None:
        """End all connections; called in the loop."""
        for pipe in list(self.open):
            pipe.end()


Serve = Callable[[Proxy, Pipe], Awaitable[None]]


def _port(listener: asyncio.Server) -> int:
    return int(listener.sockets[0].getsockname()[1])


# -- messages ----------------------------------------------------------------------


class Message(NamedTuple):
    """A request or a reply of HTTP as it travels."""

    head: bytes
    body: bytes

    @property
    def data(self) -> bytes:
        return self.head + self.body

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])


async def read_message(pipe: Pipe) -> Message | None:
    """Read a message whole; None where the peer has hung up."""
    try:
        head = await pipe.reader.readuntil(END)
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return Message(head, await pipe.reader.readexactly(length))
    except (asyncio.IncompleteReadError, OSError):
        return None


def without(head: bytes, name: bytes) -> bytes:
    """Give a head without one of its headers, and without the empty line at its end."""
    lines = head.removesuffix(END).split(b"\r\n")
    return b"\r\n".join(one for one in lines if not one.lower().startswith(name + b":"))
