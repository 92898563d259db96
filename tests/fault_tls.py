"""Faults of TLS: what happens to its bytes on their way to the proxy, which ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fault_proxy import HEALTHY, MOMENT, TLS, Fault, Pipe, Proxy, Seen

PLAIN = "tls-plain"
_PAGE = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
_LENGTH = 2600  # about what a handshake and a short call take on one side
_FLIGHT = 600  # the first bytes of a server; what ends the handshake comes after them


@dataclass
class Carried:
    """One connection whose bytes nobody here can read, and the fault that it meets."""

    proxy: Proxy
    near: Pipe
    far: Pipe
    fault: Fault
    seen: Seen
    """What was counted when it began; a later plan is none of its business."""

    async def run(self) -> None:
        """Pass on what comes from both sides, until the client leaves."""
        kind = self.fault.kind
        down = asyncio.ensure_future(self._pass(self.far, self.near, DOWN.get(kind)))
        try:
            await self._pass(self.near, self.far, UP.get(kind))
        finally:
            down.cancel()
            await asyncio.gather(down, return_exceptions=True)

    async def _pass(self, source: Pipe, target: Pipe, strike: "Strike | None") -> None:
        passed = 0
        try:
            while data := await source.reader.read(65536):
                place = self.fault.place - passed
                passed += len(data)
                is_due = self.proxy.seen is self.seen and 0 <= place < len(data)
                if strike and is_due:
                    await strike(self, target, data, place)
                else:
                    await target.send(data)
            target.finish()
        except OSError:
            target.end(is_reset=True)


async def carry(proxy: Proxy, near: Pipe) -> None:
    """Carry one connection of a client to where its TLS ends."""
    fault = HEALTHY
    if proxy.plan and proxy.plan[0].kind.startswith(TLS):
        told = proxy.plan.pop(0)
        length = _FLIGHT if told.kind == "tls-hold" else _LENGTH
        fault = told._replace(place=told.place % length)
    if fault.kind == PLAIN:
        proxy.seen.attempts += 1
        await near.reader.read(65536)
        await near.send(_PAGE)
        return
    far = await proxy.connect(proxy.inner)
    try:
        await Carried(proxy, near, far, fault, proxy.seen).run()
    finally:
        far.end()
        proxy.closed(far)


async def cut(own: Carried, target: Pipe, data: bytes, place: int) -> None:
    await target.send(data[:place])
    for side in (own.near, own.far):
        side.end(is_reset=own.fault.is_reset)


async def flip(
    own: Carried, target: Pipe, data: bytes, place: int  # noqa: ARG001
) -> None:
    """One bit comes as another, which TLS is there to find."""
    await target.send(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


async def hold(own: Carried, target: Pipe, data: bytes, place: int) -> None:
    """The handshake stops, and the client waits."""
    await target.send(data[:place])
    own.proxy.holding.set()
    await asyncio.Event().wait()


async def delay(
    own: Carried, target: Pipe, data: bytes, place: int  # noqa: ARG001
) -> None:
    await target.send(data[:place])
    await asyncio.sleep(MOMENT)
    await target.send(data[place:])


Strike = Callable[[Carried, Pipe, bytes, int], Awaitable[None]]
UP: dict[str, Strike] = {
    "tls-cut-up": cut,
    "tls-flip-up": flip,
    "tls-delay-up": delay,
}
DOWN: dict[str, Strike] = {
    "tls-cut-down": cut,
    "tls-flip-down": flip,
    "tls-delay-down": delay,
    "tls-hold": hold,
}
KINDS = (PLAIN, *UP, *DOWN)
