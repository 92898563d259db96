"""Faults of a WebSocket: in its handshake, in the frame of a call, and in that of its reply."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
import json
from typing import Any, NamedTuple

from fault_http import overtaken
from fault_proxy import (
    END,
    HEALTHY,
    MOMENT,
    Fault,
    Pipe,
    Proxy,
    Seen,
    read_message,
    without,
)

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Frame(NamedTuple):
    """A frame as it travels, and what it holds."""

    data: bytes
    kind: int
    payload: bytes

    def at(self, path: str) -> Any:
        """Give what a text holds at a dotted path; None where there is nothing."""
        found = json.loads(self.payload) if self.kind == TEXT else None
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found


async def read_frame(pipe: Pipe) -> Frame | None:
    """Read a frame whole; None where the peer has hung up."""
    try:
        head = await pipe.reader.readexactly(2)
        size, more = head[1] & 127, b""
        if size > 125:
            more = await pipe.reader.readexactly(2 if size == 126 else 8)
            size = int.from_bytes(more)
        mask = await pipe.reader.readexactly(4) if head[1] & 128 else b""
        sent = await pipe.reader.readexactly(size)
    except (asyncio.IncompleteReadError, OSError):
        return None
    payload = bytes(b ^ mask[i % 4] for i, b in enumerate(sent)) if mask else sent
    return Frame(head + more + mask + sent, head[0] & 15, payload)


def frame(payload: bytes, kind: int = TEXT, *, is_last: bool = True) -> bytes:
    """Write a frame of a server."""
    size = len(payload)
    short = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")
    return bytes([kind | 128 * is_last]) + short + payload


@dataclass
class Session:
    """One connection, and the faults that wait for replies to come."""

    proxy: Proxy
    near: Pipe
    far: Pipe
    faults: dict[str, tuple[Fault, Seen]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    """Where the call at hand is counted."""
    late: list[bytes] = field(default_factory=list)
    """Replies that come before the next one."""
    later: list[asyncio.Future[None]] = field(default_factory=list)
    is_deaf: bool = False
    """Whether the client's goodbye is kept from the server."""

    async def run(self) -> None:
        both = [asyncio.ensure_future(one) for one in (self.up(), self.down())]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for one in both:
                one.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def up(self) -> None:
        """Pass on what the client sends; each call meets a fault."""
        while one := await read_frame(self.near):
            if one.kind == TEXT:
                fault = self.proxy.next()
                self.seen = self.proxy.seen
                self.faults[str(one.at("call_id"))] = fault, self.seen
                if not await CALLS.get(fault.kind, pass_on)(self, fault, one):
                    return
            elif not (self.is_deaf and one.kind == CLOSE) and one.kind != PONG:
                await self.far.send(one.data)

    async def down(self) -> None:
        """Pass on what the server sends; the fault of a call meets its reply."""
        while one := await read_frame(self.far):
            own = one.at("payload.call_id")
            if own is None:
                await self.near.send(one.data)
                continue
            fault, seen = self.faults[own]
            seen.answered += one.at("payload.response.status") == "OK"
            for other in self.late:
                await self.near.send(other)
            self.late.clear()
            if not await REPLIES.get(fault.kind, tell)(self, fault, one):
                return

    def end(self, fault: Fault) -> bool:
        for side in (self.near, self.far):
            side.end(is_reset=fault.is_reset)
        return False

    async def leave(self, fault: Fault) -> bool:
        """Hang up when the client has said goodbye, as servers do; few never do."""
        return await self.freeze() if fault.place % 10 == 0 else True

    async def freeze(self) -> bool:
        """Let nothing pass any more, until the client leaves or all is dropped."""
        self.proxy.holding.set()
        await asyncio.Event().wait()
        return False


async def serve(proxy: Proxy, near: Pipe) -> None:
    """Serve one connection of a client."""
    fault = proxy.plan[0] if proxy.plan else HEALTHY
    if shake := SHAKES.get(fault.kind):
        await shake(proxy, near, proxy.next())
        return
    request = await read_message(near)
    if request is None:
        return
    far = await proxy.connect()
    try:
        # Without extensions, so that frames can be read here.
        await far.send(without(request.head, b"sec-websocket-extensions") + END)
        if reply := await read_message(far):
            await near.send(reply.data)
            await Session(proxy, near, far).run()
    finally:
        far.end()
        proxy.closed(far)


# -- the handshake -----------------------------------------------------------------


async def hang_up(_: Proxy, near: Pipe, fault: Fault) -> None:
    near.end(is_reset=fault.is_reset)


async def shake_cut_request(proxy: Proxy, near: Pipe, fault: Fault) -> None:
    request = await read_message(near)
    if request is None:
        return
    far = await proxy.connect()
    await far.send(request.data[: fault.place % len(request.data)])
    for side in (near, far):
        side.end(is_reset=fault.is_reset)
    proxy.closed(far)


async def shake_cut_reply(proxy: Proxy, near: Pipe, fault: Fault) -> None:
    request = await read_message(near)
    if request is None:
        return
    far = await proxy.connect()
    await far.send(request.data)
    if reply := await read_message(far):
        await near.send(reply.data[: fault.place % len(reply.data)])
    for side in (near, far):
        side.end(is_reset=fault.is_reset)
    proxy.closed(far)


async def shake_hold(proxy: Proxy, near: Pipe, _: Fault) -> None:
    proxy.holding.set()
    await near.until_gone()


async def shake_status(_: Proxy, near: Pipe, fault: Fault) -> None:
    if await read_message(near):
        number = (503, 502, 403, 200, 429)[fault.place % 5]
        head = b"HTTP/1.1 %d Whatever\r\nContent-Length: 4\r\n\r\nbusy"
        await near.send(head % number)


Shake = Callable[[Proxy, Pipe, Fault], Awaitable[None]]
SHAKES: dict[str, Shake] = {
    "hang-up": hang_up,
    "shake-cut-request": shake_cut_request,
    "shake-cut-reply": shake_cut_reply,
    "shake-hold": shake_hold,
    "shake-status": shake_status,
}


# -- the frame of a call -----------------------------------------------------------


async def pass_on(own: Session, _: Fault, call: Frame) -> bool:
    own.seen.forwarded += 1
    await own.far.send(call.data)
    return True


async def cut_request(own: Session, fault: Fault, call: Frame) -> bool:
    await own.far.send(call.data[: fault.place % len(call.data)])
    return own.end(fault)


async def cut_between(own: Session, fault: Fault, call: Frame) -> bool:
    await pass_on(own, fault, call)
    for _ in range(fault.place % 4):
        await asyncio.sleep(0)
    return own.end(fault)


async def delay_request(own: Session, fault: Fault, call: Frame) -> bool:
    place = fault.place % len(call.data)
    await own.far.send(call.data[:place])
    await asyncio.sleep(MOMENT)
    return await pass_on(own, fault, call._replace(data=call.data[place:]))


async def hold_request(own: Session, fault: Fault, call: Frame) -> bool:
    await own.far.send(call.data[: fault.place % len(call.data)])
    own.proxy.holding.set()
    await own.near.until_gone()
    return False


async def twice_request(own: Session, fault: Fault, call: Frame) -> bool:
    await pass_on(own, fault, call)
    return await pass_on(own, fault, call)


async def ping(own: Session, fault: Fault, call: Frame) -> bool:
    """A ping between call and reply, whose pong is lost."""
    await own.near.send(frame(b"here?", PING))
    return await pass_on(own, fault, call)


Calls = Callable[[Session, Fault, Frame], Awaitable[bool]]
CALLS: dict[str, Calls] = {
    "hang-up": lambda own, fault, _: _ended(own, fault),
    "cut-request": cut_request,
    "cut-between": cut_between,
    "delay-request": delay_request,
    "hold-request": hold_request,
    "twice-request": twice_request,
    "ping": ping,
}


async def _ended(own: Session, fault: Fault) -> bool:
    return own.end(fault)


# -- the frame of its reply --------------------------------------------------------


async def tell(own: Session, _: Fault, reply: Frame) -> bool:
    await own.near.send(reply.data)
    return True


async def cut_reply(own: Session, fault: Fault, reply: Frame) -> bool:
    await own.near.send(reply.data[: fault.place % len(reply.data)])
    return own.end(fault)


async def half_reply(own: Session, fault: Fault, reply: Frame) -> bool:
    """The reply ends early, and the connection is half open until the client leaves."""
    await own.near.send(reply.data[: fault.place % len(reply.data)])
    own.near.finish()
    return await own.freeze()


async def delay_reply(own: Session, fault: Fault, reply: Frame) -> bool:
    place = fault.place % len(reply.data)
    await own.near.send(reply.data[:place])
    await asyncio.sleep(MOMENT)
    await own.near.send(reply.data[place:])
    return True


async def hold_reply(own: Session, fault: Fault, reply: Frame) -> bool:
    await own.near.send(reply.data[: fault.place % len(reply.data)])
    return await own.freeze()


async def drip(own: Session, fault: Fault, reply: Frame) -> bool:
    """The reply never stands still, and does not come in time."""
    place = fault.place % (len(reply.data) // 2)
    await own.near.send(reply.data[:place])
    own.proxy.holding.set()
    for byte in reply.data[place:]:
        await own.near.send(bytes([byte]))
        await asyncio.sleep(MOMENT * 5)
    return True


async def lose_reply(own: Session, _: Fault, reply: Frame) -> bool:  # noqa: ARG001
    own.proxy.holding.set()
    return True


async def late_reply(own: Session, _: Fault, reply: Frame) -> bool:
    """The reply comes when another call waits for its own."""
    own.late.append(reply.data)
    own.proxy.holding.set()
    return True


async def twice_reply(own: Session, fault: Fault, reply: Frame) -> bool:
    """The reply comes twice, and a part of the second one with the first."""
    place = fault.place % (len(reply.data) + 1)
    await own.near.send(reply.data + reply.data[:place])
    await asyncio.sleep(MOMENT)
    await own.near.send(reply.data[place:])
    return True


def _others(reply: Frame) -> list[bytes]:
    """Write the same reply for another call, for none, and for an odd one."""
    told = json.loads(reply.payload)
    ids: tuple[Any, ...] = ("f" * 32, None, 0, [told["payload"]["call_id"]])
    made = [{**told, "payload": {**told["payload"], "call_id": one}} for one in ids]
    return [frame(json.dumps(one).encode()) for one in made]


async def wrong_id(own: Session, fault: Fault, reply: Frame) -> bool:
    """Replies that are for nobody, or for others, and none to this call."""
    await own.near.send(_others(reply)[fault.place % 4])
    own.proxy.holding.set()
    return True


async def wrong_first(own: Session, fault: Fault, reply: Frame) -> bool:
    await own.near.send(b"".join(_others(reply)[fault.place % 4 :]) + reply.data)
    return True


def _pieces(reply: Frame, fault: Fault) -> list[bytes]:
    """Write the reply in three fragments, with pings between."""
    first = fault.place % len(reply.payload)
    second = first + (len(reply.payload) - first) // 2
    return [
        frame(reply.payload[:first], is_last=False),
        frame(b"", PING),
        frame(reply.payload[first:second], 0, is_last=False),
        frame(b"here?", PING),
        frame(reply.payload[second:], 0),
    ]


async def fragments(own: Session, fault: Fault, reply: Frame) -> bool:
    for piece in _pieces(reply, fault):
        await own.near.send(piece)
    return True


async def cut_fragments(own: Session, fault: Fault, reply: Frame) -> bool:
    """Whole frames come, and the last of the message does not."""
    for piece in _pieces(reply, fault)[: 1 + fault.place % 4]:
        await own.near.send(piece)
    return own.end(fault)


async def close_frame(own: Session, fault: Fault, reply: Frame) -> bool:  # noqa: ARG001
    """A goodbye in the place of the reply."""
    codes = (b"", b"\x03\xe8", b"\x03\xe9", b"\x03\xf3busy", b"\x03\xf4")
    await own.near.send(frame(codes[fault.place % len(codes)], CLOSE))
    return own.end(fault) if fault.place % 2 else await own.leave(fault)


async def bad_frame(own: Session, fault: Fault, reply: Frame) -> bool:
    """A frame that breaks the rules: an unknown kind, a reserved bit, a mask, bad text."""
    bad = (
        b"\x83" + reply.data[1:],
        b"\xf1" + reply.data[1:],
        reply.data[:1] + b"\x84abcdwxyz",
        frame(b"\xff\xfe"),
        frame(reply.payload, 0),
        b"\x89\x7e\x00\x80" + b"x" * 128,
    )
    await own.near.send(bad[fault.place % len(bad)])
    return await own.leave(fault)


async def stale(own: Session, fault: Fault, reply: Frame) -> bool:
    """The reply comes whole, and the connection ends without a goodbye."""
    await own.near.send(reply.data)
    await asyncio.sleep(MOMENT * 3)
    asyncio.get_running_loop().call_later(MOMENT * 5, own.proxy.spent.set)
    return own.end(fault)


async def no_goodbye(own: Session, fault: Fault, reply: Frame) -> bool:
    """The reply comes, and later the client's goodbye gets no answer."""
    own.is_deaf = True
    return await tell(own, fault, reply)


async def reorder(own: Session, fault: Fault, reply: Frame) -> bool:
    """Answer three calls in another order than they came in; others may go on."""

    async def later() -> None:
        with suppress(OSError):
            await overtaken(own.proxy)
            await tell(own, fault, reply)

    own.later.append(asyncio.ensure_future(later()))
    return True


REPLIES: dict[str, Calls] = {
    "cut-reply": cut_reply,
    "half-reply": half_reply,
    "delay-reply": delay_reply,
    "hold-reply": hold_reply,
    "drip": drip,
    "lose-reply": lose_reply,
    "late-reply": late_reply,
    "twice-reply": twice_reply,
    "wrong-id": wrong_id,
    "wrong-first": wrong_first,
    "fragments": fragments,
    "cut-fragments": cut_fragments,
    "close-frame": close_frame,
    "bad-frame": bad_frame,
    "stale": stale,
    "no-goodbye": no_goodbye,
    "reorder": reorder,
}

KINDS = ("none", *SHAKES, *[kind for kind in CALLS if kind not in SHAKES], *REPLIES)
