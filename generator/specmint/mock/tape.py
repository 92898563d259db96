"""Exchanges on record: written as they happen, and played again for the same requests."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
import json
from pathlib import Path
from typing import Any, TextIO

from specmint.mock.sessions import Sessions
from specmint.model import Ws

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Tape:
    """An application that records its exchanges, or plays recorded ones.

    A record is a line of JSON: verb, target and body, and the status and body of the
    reply. Headers are left out, since credentials are among them. Lines of an API's
    WebSocket, whose facts are `ws`, say so with `over`.
    """

    def __init__(
        self,
        app: Any,
        record: TextIO | None,
        replay: Path | None,
        ws: Ws | None = None,
    ) -> None:
        self._app, self._record = app, record
        self._known: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        text = replay.read_text("utf-8") if replay else ""
        over_ws = []
        for one in map(json.loads, text.splitlines()):
            if one.get("over") == "ws":
                over_ws.append(one)
                continue
            key = one["verb"], one["target"], one["body"]
            self._known.setdefault(key, []).append(one)
        self._over_ws = app
        if ws and (record or replay):
            self._over_ws = Sessions(app, ws, self._write_line, over_ws)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            app = self._over_ws if scope["type"] == "websocket" else self._app
            await app(scope, receive, send)
            return
        body = await _read(receive)
        query = scope["query_string"].decode("latin-1")
        target = scope["path"] + (f"?{query}" if query else "")
        key = scope["method"], target, body.decode("utf-8", "replace")
        known = self._known.get(key)
        if known:
            # The same request gets the next of its replies, and the last one for ever.
            await _play(send, known.pop(0) if len(known) > 1 else known[0])
            return
        sent: list[Message] = []

        async def kept(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self._app(scope, _again(body, receive), kept)
        if sent:
            self._write(key, sent)

    def _write(self, key: tuple[str, str, str], sent: list[Message]) -> None:
        body = b"".join(one.get("body", b"") for one in sent[1:])
        headers = dict(sent[0]["headers"])
        self._write_line(
            {
                **dict(zip(("verb", "target", "body"), key, strict=True)),
                "status": sent[0]["status"],
                "type": headers.get(b"content-type", b"").decode("latin-1"),
                "reply": body.decode("utf-8", "replace"),
            }
        )

    def _write_line(self, line: Mapping[str, Any]) -> None:
        if self._record is not None:
            self._record.write(json.dumps(line) + "\n")
            self._record.flush()


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already, and then whatever comes."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return left.pop() if left else await receive()

    return give


async def _play(send: Send, one: dict[str, Any]) -> None:
    body = one["reply"].encode()
    headers = [
        (b"content-type", one["type"].encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    await send(
        {"type": "http.response.start", "status": one["status"], "headers": headers}
    )
    await send({"type": "http.response.body", "body": body})
