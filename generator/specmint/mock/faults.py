"""Faults that a mock has on purpose, so that callers can be tried."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
import logging
from random import Random
from typing import Any, Final

from specmint.model import Api

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

FAULTS: Final = {
    "busy": "answers 503, in the service's words if it has some, and does not act",
    "proxy": "answers 502 with a page of HTML, as a proxy does, and does not act",
    "lost": "acts, and ends the connection in the place of the reply",
    "cut": "acts, and ends the connection in the middle of the reply",
    "slow": "acts, and lets the reply drip, ten bytes a second",
}
_INSTEAD = frozenset({"busy", "proxy"})
_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
_BYTE_SECONDS = 0.1
_BROKEN = 1011


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault, and how often it happens: 1 is always."""

    kind: str
    rate: float = 1.0


def read_fault(text: str) -> Fault:
    """Read `kind` or `kind:rate`. Raises ValueError."""
    kind, _, rate = text.partition(":")
    if kind not in FAULTS:
        raise ValueError(f"there is no fault `{kind}`; choose {', '.join(FAULTS)}")
    share = float(rate or 1)
    if not 0 <= share <= 1:
        raise ValueError(f"a rate is from 0 to 1, not {rate}")
    return Fault(kind, share)


class HangUp(Exception):
    """A fault ends the connection."""


def is_no_fault(record: logging.LogRecord) -> bool:
    """Whether a server has something to log that nobody asked for."""
    return not (record.exc_info and isinstance(record.exc_info[1], HangUp))


def busy_text(api: Api) -> str:
    """Give what a service says that is too busy, if it says so by a status and a text."""
    texts = (one.message for one in api.errors.values() if one.match.status == 503)
    return next((text for text in texts if text), "busy")


class Unsteady:
    """An application that waits before each reply, and fails now and then.

    Over a WebSocket it is the handshake that is answered by a status, and the frame
    of a reply that is lost, with its connection, or late.
    """

    def __init__(
        self,
        app: Any,
        faults: tuple[Fault, ...],
        latency: float,
        seed: int | None,
        busy: str = "busy",
    ) -> None:
        self._app, self._faults, self._latency = app, faults, latency
        self._random, self._busy = Random(seed), busy.encode()

    def choose(self, *, instead: bool) -> str:
        """Choose a fault that comes instead of the call, or one of its reply."""
        return next(
            (
                fault.kind
                for fault in self._faults
                if (fault.kind in _INSTEAD) == instead
                if self._random.random() < fault.rate
            ),
            "",
        )

    async def pause(self) -> None:
        await asyncio.sleep(self._latency)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        await self.pause()
        if fault := self.choose(instead=True):
            await self._refuse(fault, scope["type"], receive, send)
        elif scope["type"] == "websocket":
            session = _Session(self, receive, send)
            await self._app(scope, session.receive, session.send)
        elif fault := self.choose(instead=False):
            await self._app(scope, receive, _Broken(receive, send, fault))
        else:
            await self._app(scope, receive, send)

    async def _refuse(
        self, fault: str, kind: str, receive: Receive, send: Send
    ) -> None:
        """Answer by a status, in the place of the application."""
        status, text, body = (
            (503, b"text/plain", self._busy)
            if fault == "busy"
            else (502, b"text/html", _PAGE)
        )
        if kind == "websocket":
            await receive()
        name = f"{kind}.http" if kind == "websocket" else kind
        headers = [(b"content-type", text), (b"content-length", b"%d" % len(body))]
        start = {"type": f"{name}.response.start", "status": status, "headers": headers}
        await send(start)
        await send({"type": f"{name}.response.body", "body": body})
        if kind == "websocket":
            raise HangUp  # or uvicorn misses the handshake


class _Broken:
    """Sends a reply that does not arrive as it should."""

    def __init__(self, receive: Receive, send: Send, fault: str) -> None:
        self._receive, self._send, self._fault = receive, send, fault

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.body":
            await self._send(message)
        elif self._fault == "slow":
            await self._drip(message["body"])
        else:
            body = message["body"]
            half = body[: len(body) // 2] if self._fault == "cut" else b""
            await self._send(_piece(half, more=True))
            raise HangUp

    async def _drip(self, body: bytes) -> None:
        """Send byte by byte, as long as somebody is there."""
        gone = asyncio.ensure_future(self._receive())
        try:
            for index in range(len(body)):
                await self._send(_piece(body[index : index + 1], more=True))
                if (await asyncio.wait((gone,), timeout=_BYTE_SECONDS))[0]:
                    return
            await self._send(_piece(b"", more=False))
        finally:
            gone.cancel()


def _piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


class _Session:
    """A connection whose replies may not arrive; what comes unasked does."""

    def __init__(self, unsteady: Unsteady, receive: Receive, send: Send) -> None:
        self._unsteady, self._receive, self._send = unsteady, receive, send
        self._asked = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._asked += message["type"] == "websocket.receive"
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send" and self._asked:
            self._asked -= 1
            await self._unsteady.pause()
            fault = self._unsteady.choose(instead=False)
            if fault == "slow":
                await asyncio.sleep(len(message["text"]) * _BYTE_SECONDS)
            elif fault:
                await self._send({"type": "websocket.close", "code": _BROKEN})
                raise HangUp
        await self._send(message)
