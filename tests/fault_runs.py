"""Runs a case of the fault campaign, and judges what became of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import socket
from ssl import SSLContext
import threading
import time
from typing import Any

from fault_cases import FROZEN, Case, Way
import fault_http
from fault_node import Node, NodeClient
from fault_proxy import Proxy, Seen
from fault_service import Loop, make_call, make_client, read_mark
import fault_ws
from python_clients import package
from python_trials import done

SHORT = 0.5  # what ends a call that would take for ever
LONG = 60.0  # what ends none that goes on
LEEWAY = 40.0  # a busy machine is no fault, and still this is less than LONG
SOON = 20.0


@dataclass
class Told:
    """What the caller of one call got."""

    mark: int
    error: BaseException | None = None
    found: int | None = None
    """The mark in the result."""
    seconds: float = 0.0

    @property
    def kind(self) -> str:
        return "ok" if self.error is None else type(self.error).__name__

    def __str__(self) -> str:
        return self.kind if self.error is None else f"{self.kind} ({self.error})"


@dataclass
class Claim:
    """What the ledger must say of a call, as its caller and the proxy saw it.

    The proxy may still see something when the caller has long given up, so the
    bounds are asked for at the end.
    """

    mark: int
    seen: Seen
    has_result: bool = False
    surely_not: bool = False
    """Whether its caller was told that it has not acted."""
    is_once: bool = False

    def bounds(self) -> tuple[int, int]:
        least = max(self.seen.answered, self.has_result)
        most = 0 if self.surely_not else self.seen.forwarded
        return least, min(most, 1) if self.is_once else most


@dataclass
class Result:
    """What became of a case."""

    case: Case
    told: Told
    seen: Seen
    claims: list[Claim] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    calls: int = 1
    leaks: int = 0

    def check(self, is_right: bool, complaint: str) -> None:
        if not is_right:
            self.complaints.append(complaint)


@dataclass
class Stage:
    """What a worker runs its cases on."""

    loop: Loop
    proxy: Proxy
    own: int
    """The worker's number, which chooses its key where calls are signed."""
    tls: SSLContext
    node: Node | None = None


async def call(client: Any, case: Case, effect: str, mark: int) -> Told:
    """Make one call, and write down what came of it."""
    name, began = case.way.name, time.monotonic()
    told = Told(mark)
    try:
        if case.way.is_node:
            told.found = client.act(effect, mark)
        elif effect == "batch":
            pair = make_call(name, "read", mark + 1), make_call(name, "once", mark)
            slots = await done(client.batch(pair))
            told.found = read_mark(name, "once", slots[1].result())
            assert read_mark(name, "read", slots[0].result()) == mark + 1
        else:
            result = await done(client.send(make_call(name, effect, mark)))
            told.found = read_mark(name, effect, result)
    except (Exception, asyncio.CancelledError) as error:
        told.error = error.with_traceback(None)
        told.error.__context__ = told.error.__cause__ = None
    told.seconds = time.monotonic() - began
    return told


# -- running -----------------------------------------------------------------------


async def run(case: Case, stage: Stage) -> Result:
    """Run one case: a healthy call perhaps, the one that meets the fault, and one after."""
    proxy, way = stage.proxy, case.way
    proxy.upstream = stage.loop.ports[way.name]
    proxy.serve = fault_ws.serve if way.scheme == "ws" else fault_http.serve
    proxy.begin()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        is_refused = case.kind == "refused"
        port = proxy.secure_port if way.is_secure else proxy.port
        client = _client(way, nobody.getsockname()[1] if is_refused else port, stage)
        try:
            result = await _run(case, stage, client)
        finally:
            await done(client.close())
    if way.is_node and way.scheme == "http":  # `fetch` keeps connections as it likes
        stage.loop.run(_drop(proxy))
    if not proxy.wait_idle(SOON):
        result.leaks += len(proxy.open)
        result.check(False, f"{len(proxy.open)} connections stay open")
        stage.loop.loop.call_soon_threadsafe(proxy.drop)
        proxy.wait_idle(SOON)
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    result.check(not tasks, f"tasks are left: {tasks}")
    return result


def _client(way: Way, port: int, stage: Stage) -> Any:
    address = f"{way.scheme}{'s' * way.is_secure}://127.0.0.1:{port}"
    if stage.node and way.is_node:
        return NodeClient(stage.node, way.name, address, stage.own, LONG)
    own, tls = stage.own, stage.tls
    return make_client(way.name, address, own, tls, is_async=way.is_async, timeout=LONG)


async def _run(case: Case, stage: Stage, client: Any) -> Result:
    proxy, calls = stage.proxy, 2
    if case.is_warm:
        calls += 1
        before = await call(client, case, "read", case.mark(0))
        assert before.found == before.mark, f"even a healthy call fails: {before}"
    seen = proxy.begin(*case.plan)
    if case.kind == "reorder":
        result = await _three(case, client, seen)
        calls += 2
    else:
        told = await _one(case, proxy, client)
        result = Result(case, told, seen)
        judge(result)
    result.calls = calls
    if case.kind != "refused":
        await _after(case, stage, client, result)
    return result


async def _one(case: Case, proxy: Proxy, client: Any) -> Told:
    """Make the call that meets the fault."""
    if not case.is_limited:
        return await call(client, case, case.effect, case.mark(1))
    if case.ending == "cancel":
        task = asyncio.ensure_future(call(client, case, case.effect, case.mark(1)))
        while not (proxy.holding.is_set() or task.done()):
            await asyncio.sleep(0.01)
        task.cancel()
        return await task
    limited = client.with_options(**{case.ending: SHORT})
    return await call(limited, case, case.effect, case.mark(1))


async def _three(case: Case, client: Any, seen: Seen) -> Result:
    """Make three calls at once, whose replies overtake each other."""
    marks = [case.mark(index) for index in (1, 3, 5)]
    if case.way.is_async:
        works = [call(client, case, case.effect, mark) for mark in marks]
        all_told = list(await asyncio.gather(*works))
    else:
        all_told = _threaded(lambda mark: call(client, case, case.effect, mark), marks)
    result = Result(case, all_told[0], seen)
    for told in all_told:
        result.check(told.found == told.mark, f"{told}, its mark is {told.found}")
        result.claims.append(Claim(told.mark, Seen(3, 1, 1)))
    return result


def _threaded(make: Callable[[int], Awaitable[Told]], marks: list[int]) -> list[Told]:
    told: list[Told] = []

    def step(mark: int) -> None:
        # A synchronous client never waits for a loop, so one step is all there is.
        try:
            make(mark).__await__().send(None)
        except StopIteration as end:
            told.append(end.value)

    threads = [threading.Thread(target=step, args=(mark,)) for mark in marks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


async def _after(case: Case, stage: Stage, client: Any, result: Result) -> None:
    """Make a healthy call with the same client, which must get its own answer."""
    proxy, is_ws = stage.proxy, case.way.scheme == "ws"
    is_lost = is_ws and (case.kind == "stale" or case.kind in FROZEN)
    is_lost |= case.way.is_node and case.kind == "stale"  # `fetch` does not look
    if case.kind == "stale" or (case.kind == "twice-reply" and not is_ws):
        result.check(proxy.spent.wait(SOON), "the proxy did not do what it was told")
    if case.promise == "late" or case.way.is_secure:  # the proxy may be later still
        stage.loop.run(proxy.settle())
    seen = proxy.begin()
    if is_ws and case.kind in FROZEN:
        stage.loop.run(_drop(proxy))
    after = await call(client, case, case.after, case.mark(7))
    # A call may be given to a connection that ends at this moment.
    if not (is_lost and case.after == "once"):
        result.check(after.found == after.mark, f"the next call: {after}")
    result.claims.append(_claim(case, case.after, after, seen))


async def _drop(proxy: Proxy) -> None:
    proxy.drop()
    await asyncio.sleep(0.05)


# -- judging -----------------------------------------------------------------------


def judge(result: Result) -> None:
    """Hold what the caller got against what was promised."""
    case, told, seen = result.case, result.told, result.seen
    core = package(case.way.name).core
    error = told.error
    limit = SHORT if case.promise == "late" else LONG
    result.check(told.seconds < limit + LEEWAY, f"it took {told.seconds:.0f} seconds")
    result.check(
        told.found in {None, told.mark}, f"it got the answer of call {told.found}"
    )
    known = (core.ApiError, core.TransportError, core.DecodeError)
    is_known = error is None or isinstance(error, known)
    is_cancelled = isinstance(error, asyncio.CancelledError)
    wanted = _wanted(case)
    result.check(
        (is_known and not is_cancelled) or (is_cancelled and wanted == "cancelled"),
        f"{told} is none of the client's errors",
    )
    result.check(_is_as(core, wanted, error), f"{told}, not {wanted}")
    result.claims.append(_claim(case, case.effect, told, seen))
    most = 3 if not case.acts_once or case.promise == "unsent" else 1
    if case.kind == "twice-request":
        most += 1  # the reply to the second copy may say that it may be sent again
    elif case.promise in {"answer", "unreadable"}:
        most = 1
    result.check(seen.attempts <= most, f"it was sent {seen.attempts} times")


def _wanted(case: Case) -> str:
    """Say how the call must end."""
    match case.promise:
        case "broken" if case.acts_once or len(case.plan) > 2:
            return "transport"
        case "unsent" if case.kind == "refused" or len(case.plan) > 2:
            return "unsent"
        case "cut" if case.acts_once or len(case.plan) > 2:
            return "well or transport"
        case "broken" | "unsent" | "cut":
            return "well"
        case "late" if case.ending == "cancel":
            return "cancelled"
        case "late" if case.ending == "timeout" and not case.acts_once:
            return "well or late"
    return case.promise


def _is_as(core: Any, wanted: str, error: BaseException | None) -> bool:
    match wanted:
        case "well":
            return error is None
        case "transport":
            return isinstance(error, core.TransportError)
        case "well or transport":
            return error is None or isinstance(error, core.TransportError)
        case "unsent":
            return isinstance(error, core.TransportError) and not error.maybe_acted
        case "late":
            return isinstance(error, core.DeadlineError)
        case "well or late":
            return error is None or isinstance(error, core.DeadlineError)
        case "cancelled":
            return isinstance(error, asyncio.CancelledError)
        case "answer":
            return isinstance(error, core.ApiError)
        case "unreadable":
            return isinstance(error, core.DecodeError)
    return True


def _claim(case: Case, effect: str, told: Told, seen: Seen) -> Claim:
    core, error = package(case.way.name).core, told.error
    return Claim(
        told.mark,
        seen,
        has_result=error is None,
        surely_not=isinstance(error, core.TransportError) and not error.maybe_acted,
        is_once=effect in {"once", "batch"} and case.kind != "twice-request",
    )
