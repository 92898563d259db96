# ruff: noqa
"""Pushes over a WebSocket, and streams, whose pushes are started and stopped."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from ._core import (
    AsyncClient,
    Call,
    Client,
    DeadlineError,
    TransportError,
    UnsupportedError,
)
from ._rest import dig
from ._wire import UNSET, DecodeError, Json, codec_of
from ._ws import Closed, Ear, WsCarrier, start

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from typing_extensions import Self

    from ._core import Budget, Core, Options
    from ._wire import Shape

R = TypeVar("R")
T = TypeVar("T")

_MOST = 10_000
_STOP_SECONDS = 5.0


class Push(Generic[T]):
    """One kind of push: what tells it from others, and what it means."""

    starts: Sequence[Call[Any]] = ()
    """The calls that make the service push it; most it pushes anyway."""
    stop: Call[Any] | None = None

    def __init__(
        self, name: str, when: Mapping[str, str], at: str, codec: Shape[T]
    ) -> None:
        self.name, self.when, self.at = name, when, at
        self.codec = codec_of(codec)

    def read(self, frame: Json) -> T:
        payload = dig(frame, self.at)
        if payload is UNSET:
            raise DecodeError(f"the push has no `{self.at}`")
        return self.codec.decode(payload)


class Change(Generic[R, T]):
    """What a stream brings: the data, and the whole push that it came in."""

    __slots__ = ("data", "push")

    def __init__(self, push: R, data: T) -> None:
        self.push, self.data = push, data

    def __repr__(self) -> str:
        return f"Change({self.push!r})"


class StreamOf(NamedTuple):
    """The facts of a stream, whose key chooses among the pushes of one kind."""

    push: Push[Any]
    key: str
    """Where the payload holds the key, by its name on the wire."""
    data: str
    """The attribute of the decoded payload that holds the data."""
    start: Callable[[Any], Call[Any]]
    stop: Callable[[Any], Call[Any]]
    once: Callable[[Any], Call[Any]] | None = None
    """Has what is there already pushed once."""


class _Stream(Push[Any]):
    """The pushes of one key."""

    def __init__(self, facts: StreamOf, key: str, include_existing: bool) -> None:
        push, once = facts.push, facts.once if include_existing else None
        when = {**push.when, f"{push.at}.{facts.key}": key}
        super().__init__(f"{push.name} {key}", when, push.at, push.codec)
        self.starts = [make(key) for make in (facts.start, once) if make]
        self.stop = facts.stop(key)
        self._data = facts.data

    def read(self, frame: Json) -> Change[Any, Any]:
        push = super().read(frame)
        return Change(push, getattr(push, self._data))


# -- listening ---------------------------------------------------------------------


class _Listens(Generic[T]):
    """What both kinds of listening share: they begin, end, and read what came."""

    def __init__(
        self, push: Push[T], core: Core, options: Options, address: str
    ) -> None:
        if not isinstance(core.carrier, WsCarrier):
            raise UnsupportedError(
                f"{core.carrier!r} pushes nothing, but {address} does"
            )
        self._push, self._core, self._options = push, core, options
        self._carrier = core.carrier
        self._ear = Ear({}, 0)
        self._ear.end(TransportError("it listens in a `with` block"))

    def close(self) -> None:
        """End it, from any thread; who waits for a push waits no longer."""
        self._ear.end(Closed("the listening was closed"))

    def _begin(self, budget: Budget) -> None:
        """Listen first and ask for pushes then, so that nothing between is missed."""
        try:
            self._carrier.listen(self._ear, budget)
            if self._push.starts:
                with self._turn(budget):
                    self._carrier.streams.append(self._push)
                    for call in self._push.starts:
                        self._core.send(call, self._options, budget)
            budget.left()
        except BaseException:
            start(self._finish)
            raise

    def _finish(self) -> None:
        """Stop the pushes, unless another stream needs them; no harm if they go on."""
        self.close()
        stop, streams = self._push.stop, self._carrier.streams
        if stop and self._push in streams:
            with suppress(Exception):
                streams.remove(self._push)
                options = self._options._replace(deadline=_STOP_SECONDS, resends=0)
                budget = self._core.budget(options, (stop,))
                with self._turn(budget):
                    if self._push.name not in [other.name for other in streams]:
                        self._core.send(stop, options, budget)

    @contextmanager
    def _turn(self, budget: Budget) -> Generator[None, None, None]:
        """Let one stream at a time begin or end, so that no stop overtakes a start."""
        left = budget.left()
        if not self._carrier.turn.acquire(timeout=-1 if left is None else left):
            raise DeadlineError("another stream is still beginning or ending")
        try:
            yield
        finally:
            self._carrier.turn.release()

    def _taken(self) -> T:
        frames, error = self._ear.frames, self._ear.error
        if error and (not frames or isinstance(error, Closed)):
            raise error
        return self._push.read(frames.popleft()[0])


class Listening(_Listens[T]):
    """Pushes as they come, in a `with` block; for one thread at a time.

    Nothing is lost in silence: when the connection is lost, or more than 10 000
    pushes wait to be taken, those that came before can be taken, and then comes a
    TransportError. A push that does not fit its type raises DecodeError, and one may
    go on.
    """

    def __enter__(self) -> Self:
        self._ear = Ear(self._push.when, _MOST)
        self._begin(self._core.budget(self._options, self._push.starts))
        return self

    def __exit__(self, *error: object) -> None:
        self._finish()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        try:
            return self.get()
        except Closed:
            raise StopIteration from None

    def get(self, timeout: float | None = None) -> T:
        """Wait for the next push. Raises DeadlineError if none comes in time."""
        ear = self._ear
        while not ear.is_ready():
            ear.woken.clear()
            if not ear.is_ready() and not ear.woken.wait(timeout):
                raise DeadlineError("nothing was pushed in time")
        return self._taken()


class AsyncListening(_Listens[T]):
    """Pushes as they come, in an `async with` block; see `Listening`."""

    _woken: asyncio.Event

    def __init__(
        self,
        push: Push[T],
        core: Core,
        options: Options,
        address: str,
        run: Callable[[Callable[[], None], Budget], Awaitable[None]],
    ) -> None:
        super().__init__(push, core, options, address)
        self._run = run

    async def __aenter__(self) -> Self:
        import asyncio

        loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._ear = ear = Ear(self._push.when, _MOST)

        def wake() -> None:
            ear.woken.set()
            with suppress(RuntimeError):  # the loop is closed, so nobody waits
                loop.call_soon_threadsafe(self._woken.set)

        ear.wake = wake
        budget = self._core.budget(self._options, self._push.starts)
        try:
            await self._run(lambda: self._begin(budget), budget)
        except asyncio.CancelledError:
            start(self._finish)
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        self.close()
        if self._push.stop:
            with suppress(RuntimeError):  # the client is closed
                await self._run(self._finish, self._core.budget(self._options, ()))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        try:
            return await self.get()
        except Closed:
            raise StopAsyncIteration from None

    async def get(self, timeout: float | None = None) -> T:
        """Wait for the next push. Raises DeadlineError if none comes in time."""
        import asyncio

        while not self._ear.is_ready():
            self._woken.clear()
            woken = asyncio.ensure_future(self._woken.wait())
            try:
                done, _ = await asyncio.wait((woken,), timeout=timeout)
            finally:
                woken.cancel()
            if not done:
                raise DeadlineError("nothing was pushed in time")
        return self._taken()


# -- clients -----------------------------------------------------------------------


class WsClient(Client):
    """A client that also hears what the service pushes."""

    _ws_address: ClassVar[str] = "an address with ws://"

    def pushes(self, push: Push[T]) -> Listening[T]:
        """Listen for one kind of push, in a `with` block."""
        return Listening(push, self._core, self._options, self._ws_address)

    def _stream(
        self, facts: StreamOf, key: str, include_existing: bool
    ) -> Listening[Change[Any, Any]]:
        """Listen for the pushes of one key, and have the service push them."""
        return self.pushes(_Stream(facts, key, include_existing))


class AsyncWsClient(AsyncClient):
    """An asynchronous client that also hears what the service pushes."""

    _ws_address: ClassVar[str] = "an address with ws://"

    def pushes(self, push: Push[T]) -> AsyncListening[T]:
        """Listen for one kind of push, in an `async with` block."""
        args = self._core, self._options, self._ws_address, self._run
        return AsyncListening(push, *args)

    def _stream(
        self, facts: StreamOf, key: str, include_existing: bool
    ) -> AsyncListening[Change[Any, Any]]:
        """Listen for the pushes of one key, and have the service push them."""
        return self.pushes(_Stream(facts, key, include_existing))
