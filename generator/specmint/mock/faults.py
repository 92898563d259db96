"""Faults that a mock has on purpose, so that callers can be tried."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

FAULTS: Final = {
    "busy": "answers 503 with a plain text, and does not act",
    "proxy": "answers 502 with a page of HTML, as a proxy does, and does not act",
    "lost": "acts, and ends the connection before the reply",
    "cut": "acts, and ends the connection in the middle of the reply",
    "slow": "acts, and lets the reply drip, ten bytes a second",
}


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


class Unsteady:
    """An application that waits before each reply, and fails now and then."""

    def __init__(
        self, app: Any, faults: tuple[Fault, ...], latency: float, seed: int | None
    ) -> None:
        self._app, self._faults, self._latency = app, faults, latency
        self._random = Random(seed)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await asyncio.sleep(self._latency)
        fault = next(
            (f.kind for f in self._faults if self._random.random() < f.rate), ""
        )
        if fault == "busy":
            await _reply(send, 503, b"text/plain", b"busy")
        elif fault == "proxy":
            page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            await _reply(send, 502, b"text/html", page)
        else:
            await self._app(scope, receive, _Broken(send, fault) if fault else send)


async def _reply(send: Send, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Broken:
    """Sends a reply that does not arrive as it should."""

    def __init__(self, send: Send, fault: str) -> None:
        self._send, self._fault = send, fault

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            await self._body(message["body"])
        else:
            await self._send(message)

    async def _body(self, body: bytes) -> None:
        if self._fault == "slow":
            for index in range(len(body)):
                await self._send(_piece(body[index : index + 1], more=True))
                await asyncio.sleep(0.1)
            await self._send(_piece(b"", more=False))
        else:
            # The length that was announced is never reached, so the server hangs up.
            half = body[: len(body) // 2] if self._fault == "cut" else b""
            await self._send(_piece(half, more=bool(half)))
            if half:
                await self._send(_piece(b"", more=False))


def _piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}
