"""The applications that `serving.py` measures; `uvicorn served:stub` runs one of them."""

from collections.abc import Awaitable, Callable
from pathlib import Path
import sys
from typing import Any

SERVERS = Path(__file__).parents[1] / "generated" / "servers" / "python"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


async def body_of(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    return body


async def reply(send: Send, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def echo(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Give back what came: the least that an application can do."""
    if scope["type"] == "http":
        await reply(send, await body_of(receive))


def make_stub() -> Any:
    """Make the generated server, with the one method that is called."""
    sys.path.insert(0, str(SERVERS))
    import bitcoin_server

    class Node(bitcoin_server.BitcoinHandler):
        async def getreceivedbyaddress(
            self, bitcoinaddress: str, minconf: int = 1
        ) -> Any:
            return bitcoin_server.types.BTC_AMOUNT.from_minor(
                len(bitcoinaddress) + minconf
            )

    return bitcoin_server.create_app(Node(), auth=None)


def make_dispatcher() -> Any:
    """Make the same with jsonrpcserver, which knows no types."""
    from jsonrpcserver import Result, Success, async_dispatch, method

    @method
    async def getreceivedbyaddress(bitcoinaddress: str, minconf: int = 1) -> Result:
        return Success(len(bitcoinaddress) + minconf / 10)

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            text = (await body_of(receive)).decode()
            await reply(send, (await async_dispatch(text)).encode())

    return app


def __getattr__(name: str) -> Any:
    """Make an application when it is asked for, so that each process has one alone."""
    return {"stub": make_stub, "dispatcher": make_dispatcher}[name]()
