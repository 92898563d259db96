"""Faults of HTTP: what the proxy does to a request and its reply, kind by kind."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import re

from fault_proxy import (
    END,
    HEALTHY,
    MOMENT,
    Fault,
    Message,
    Pipe,
    Proxy,
    Seen,
    read_message,
    without,
)


@dataclass
class Exchange:
    """One request that came, and the two sides it goes between."""

    proxy: Proxy
    near: Pipe
    fault: Fault
    request: Message
    seen: Seen
    far: Pipe | None = None

    def at(self, length: int) -> int:
        """Give the place of the fault in so many bytes."""
        return self.fault.place % max(length, 1)

    async def forward(self, data: bytes | None = None) -> Pipe:
        """Send the request to the server, or a piece of it."""
        if self.far is None:
            self.far = await self.proxy.connect()
        if data is None:
            self.seen.forwarded += 1
        await self.far.send(self.request.data if data is None else data)
        return self.far

    async def ask(self) -> Message:
        """Have the server answer."""
        far = await self.forward()
        reply = await read_message(far)
        assert reply is not None, "the server hung up on a whole request"
        if reply.status < 300:
            self.seen.answered += 1
        return reply

    def end(self) -> bool:
        """End both connections."""
        for side in (self.near, self.far):
            if side is not None:
                side.end(is_reset=self.fault.is_reset)
        return False

    async def hold(self) -> bool:
        """Keep everything open and say nothing more."""
        self.proxy.holding.set()
        await self.near.until_gone()
        return False


async def serve(proxy: Proxy, near: Pipe) -> None:
    """Serve one connection of a client."""
    fault = proxy.plan[0] if proxy.plan else HEALTHY
    if fault.kind == "hang-up":
        proxy.next()
        near.end(is_reset=fault.is_reset)
        return
    far: Pipe | None = None
    try:
        while request := await read_message(near):
            one = Exchange(proxy, near, proxy.next(), request, proxy.seen, far)
            goes_on = await KINDS[one.fault.kind](one)
            far = one.far
            if not goes_on:
                return
    finally:
        if far is not None:
            far.end()
            proxy.closed(far)


# -- the connection ends -----------------------------------------------------------


async def hang_up(one: Exchange) -> bool:
    return one.end()


async def cut_request(one: Exchange) -> bool:
    """The server gets a part of the request, and the client no reply."""
    await one.forward(one.request.data[: one.at(len(one.request.data))])
    return one.end()


async def cut_between(one: Exchange) -> bool:
    """The server gets the request, and cannot answer."""
    await one.forward()
    for _ in range(one.at(4)):
        await asyncio.sleep(0)
    return one.end()


async def cut_reply(one: Exchange) -> bool:
    data = (await one.ask()).data
    await one.near.send(data[: one.at(len(data))])
    return one.end()


async def half_reply(one: Exchange) -> bool:
    """The reply ends early, and the connection is half open until the client leaves."""
    data = (await one.ask()).data
    await one.near.send(data[: one.at(len(data))])
    one.near.finish()
    await one.near.until_gone()
    return False


async def half_request(one: Exchange) -> bool:
    """The server is told that nothing comes any more, and may answer all the same."""
    far = await one.forward()
    far.finish()
    if reply := await read_message(far):
        one.seen.answered += reply.status < 300
        await one.near.send(reply.data)
    return one.end()


async def stale(one: Exchange) -> bool:
    """The reply comes whole, and the connection that was to be kept ends."""
    await one.near.send((await one.ask()).data)
    if one.fault.is_reset:  # which would take away what was not read yet
        await asyncio.sleep(MOMENT * 3)
    one.end()
    await asyncio.sleep(0)  # closing is done in the loop's next turn
    await asyncio.sleep(MOMENT)
    one.proxy.spent.set()
    return False


# -- time --------------------------------------------------------------------------


async def delay_request(one: Exchange) -> bool:
    place = one.at(len(one.request.data))
    await one.forward(one.request.data[:place])
    await asyncio.sleep(MOMENT)
    rest = one.request.data[place:]
    one.seen.forwarded += 1
    far = await one.forward(rest)
    reply = await read_message(far)
    assert reply is not None
    one.seen.answered += 1
    await one.near.send(reply.data)
    return True


async def delay_reply(one: Exchange) -> bool:
    data = (await one.ask()).data
    place = one.at(len(data))
    await one.near.send(data[:place])
    await asyncio.sleep(MOMENT)
    await one.near.send(data[place:])
    return True


async def hold_request(one: Exchange) -> bool:
    await one.forward(one.request.data[: one.at(len(one.request.data))])
    return await one.hold()


async def hold_reply(one: Exchange) -> bool:
    data = (await one.ask()).data
    await one.near.send(data[: one.at(len(data))])
    return await one.hold()


async def drip(one: Exchange) -> bool:
    """The reply never stands still, and never ends."""
    data = (await one.ask()).data
    one.proxy.holding.set()
    gone = asyncio.ensure_future(one.near.until_gone())
    head, _, body = data.partition(END)
    place = one.at(len(data))
    slow = head + END + body if place < len(head) else head + b"\r\nX-Slow: "
    await one.near.send(slow[:place])
    for byte in slow[place:-1] + b"x" * 1000 * (place >= len(head)):
        await one.near.send(bytes([byte]))
        if (await asyncio.wait((gone,), timeout=MOMENT * 5))[0]:
            break
    await gone
    return False


# -- twice -------------------------------------------------------------------------


async def twice_request(one: Exchange) -> bool:
    """The proxy itself sends the request again, and gives the first or the last reply."""
    first, last = await one.ask(), await one.ask()
    await one.near.send((first, last)[one.fault.place % 2].data)
    return True


async def twice_reply(one: Exchange) -> bool:
    """The reply comes twice, and a part of the second one with the first."""
    data = (await one.ask()).data
    place = one.at(len(data) + 1)
    await one.near.send(data + data[:place])
    await asyncio.sleep(MOMENT)
    await one.near.send(data[place:])
    one.proxy.spent.set()
    return True


# -- answers that are none of the server's -----------------------------------------

_STATUSES = (502, 503, 504, 500, 429, 403)
_PAGES = (
    (b"text/html", b"<html><body><h1>Bad Gateway</h1></body></html>"),
    (b"text/plain", b"upstream connect error or disconnect/reset before headers"),
    (b"application/json", b'{"message": "no healthy upstream"}'),
    (b"text/plain", b""),
)


async def status(one: Exchange) -> bool:
    """A status of the proxy's own, with the request passed on or not."""
    place = one.fault.place
    if place % 2:
        await one.ask()
    number = _STATUSES[place // 2 % len(_STATUSES)]
    kind, body = _PAGES[place // 2 // len(_STATUSES) % len(_PAGES)]
    head = b"HTTP/1.1 %d Whatever\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
    await one.near.send(head % (number, kind, len(body)) + body)
    return True


async def wrong_id(one: Exchange) -> bool:
    """The reply to another call of JSON-RPC."""
    reply = await one.ask()
    body = re.sub(rb'"id": ?(\d+)', rb'"id":9\1', reply.body)
    assert body != reply.body
    head = without(reply.head, b"content-length")
    await one.near.send(head + b"\r\nContent-Length: %d" % len(body) + END + body)
    return True


# -- forms of a reply that mean the same -------------------------------------------

_INTERIM = (
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 102 Processing\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
)


async def interim(one: Exchange) -> bool:
    """Interim replies before the one that counts, at once or a moment earlier."""
    data, place = (await one.ask()).data, one.fault.place
    early = _INTERIM[place // 2 % len(_INTERIM)]
    if place % 2:
        await one.near.send(early)
        await asyncio.sleep(MOMENT)
        early = b""
    await one.near.send(early + data)
    return True


def chunked(reply: Message, size: int) -> bytes:
    """Write a reply in chunks whose lengths have zeros in front, as some write them."""
    head = without(reply.head, b"content-length") + b"\r\nTransfer-Encoding: chunked"
    pieces = [reply.body[at : at + size] for at in range(0, len(reply.body), size)]
    lines = [b"%04x\r\n%b\r\n" % (len(one), one) for one in pieces]
    return head + END + b"".join(lines) + b"0\r\n\r\n"


async def chunks(one: Exchange) -> bool:
    reply = await one.ask()
    await one.near.send(chunked(reply, 1 + one.at(len(reply.body))))
    return True


async def cut_chunks(one: Exchange) -> bool:
    """Cut in the head, in the line of a length, in a chunk, or in the very last line."""
    data = chunked(await one.ask(), 40)
    await one.near.send(data[: one.at(len(data))])
    return one.end()


async def to_the_end(one: Exchange) -> bool:
    """A reply without a length, which ends with its connection."""
    reply = await one.ask()
    await one.near.send(without(reply.head, b"content-length") + END + reply.body)
    one.near.end()
    return False


async def cut_to_the_end(one: Exchange) -> bool:
    """The same, cut: nothing but what it means says that something is missing."""
    reply = await one.ask()
    data = without(reply.head, b"content-length") + END + reply.body
    await one.near.send(data[: one.at(len(data))])
    return one.end()


# -- the order ---------------------------------------------------------------------


async def reorder(one: Exchange) -> bool:
    """Wait for two others, and answer in another order than they came in."""
    reply = await one.ask()
    await overtaken(one.proxy)
    await one.near.send(reply.data)
    return True


async def overtaken(proxy: Proxy) -> None:
    turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    proxy.waiting.append(turn)
    if len(proxy.waiting) == 3:
        proxy.holding.set()
        for other in reversed(proxy.waiting):
            other.set_result(None)
            await asyncio.sleep(MOMENT / 5)
        proxy.waiting.clear()
    await turn


async def healthy(one: Exchange) -> bool:
    await one.near.send((await one.ask()).data)
    return True


KINDS: dict[str, Callable[[Exchange], Awaitable[bool]]] = {
    "none": healthy,
    "hang-up": hang_up,
    "cut-request": cut_request,
    "cut-between": cut_between,
    "cut-reply": cut_reply,
    "half-reply": half_reply,
    "half-request": half_request,
    "stale": stale,
    "delay-request": delay_request,
    "delay-reply": delay_reply,
    "hold-request": hold_request,
    "hold-reply": hold_reply,
    "drip": drip,
    "twice-request": twice_request,
    "twice-reply": twice_reply,
    "status": status,
    "wrong-id": wrong_id,
    "interim": interim,
    "chunks": chunks,
    "cut-chunks": cut_chunks,
    "to-the-end": to_the_end,
    "cut-to-the-end": cut_to_the_end,
    "reorder": reorder,
}
