# ruff: noqa
"""Calls and what becomes of them: errors, time, resends, and what all clients share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import cached_property, partial
import random
import re
import threading
import time
from types import MethodType, TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    TypeVar,
    cast,
    overload,
)

from ._wire import (
    ANYTHING,
    UNSET,
    Beside,
    Codec,
    DecodeError,
    Json,
    ListOf,
    Misfit,
    T,
    T_co,
    Unset,
    codec_of,
    dataclass_transform,
)

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor
    import socket
    import ssl

    from typing_extensions import Concatenate, Self, TypeAlias

    from ._http import Transport
    from ._wire import Shape

P = ParamSpec("P")
R = TypeVar("R")

Effect: TypeAlias = Literal["read", "idempotent", "once"]
READ: Final[Effect] = "read"
"""Changes nothing, and may be sent again after any failure of the way."""
IDEMPOTENT: Final[Effect] = "idempotent"
"""May be sent twice without harm, and is sent again like a read."""
ONCE: Final[Effect] = "once"
"""Acts each time, and is sent again only if it surely has not acted."""


# -- facts -------------------------------------------------------------------------


@dataclass_transform(frozen_default=True)
class Facts:
    """Named values that nobody changes, declared as those of a dataclass are.

    Dataclasses and named tuples write source for each class and compile it, which
    is slow to import. Here one constructor serves all of them.
    """

    _names: ClassVar[tuple[str, ...]]
    _known: ClassVar[frozenset[str]]
    _defaults: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        cls._names = tuple(cls.__annotations__)
        cls._known = frozenset(cls._names)
        cls._defaults = {n: value for n, value in vars(cls).items() if n in cls._known}

    def __init__(self, *values: Any, **named: Any) -> None:
        own = self.__dict__
        own.update(zip(self._names, values))
        if named or len(values) != len(self._names):
            is_once = own.keys().isdisjoint(named) and len(values) == len(own)
            own.update({**self._defaults, **own, **named})
            self._check(is_once)

    def replace(self, **changes: Any) -> Self:
        """Give a copy with other values."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__, **changes)
        made._check(True)
        return made

    def _check(self, is_once: bool) -> None:
        if not is_once or self.__dict__.keys() != self._known:
            names = ", ".join(self._names)
            raise TypeError(f"{type(self).__name__} takes {names}; each once")

    __replace__ = replace

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"`{name}` stays as it is; `replace` gives a copy")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"`{name}` stays as it is; `replace` gives a copy")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(map(self.__dict__.get, self._names)))

    def __repr__(self) -> str:
        pairs = [f"{name}={self.__dict__[name]!r}" for name in self._names]
        return f"{type(self).__name__}({', '.join(pairs)})"


# -- errors ------------------------------------------------------------------------
#
#   ApiError            the service answered with an error; one class for each error
#   TransportError      no answer came; `maybe_acted` says whether the call may have acted
#     DeadlineError     the time was up; a builtin TimeoutError too
#     UnsupportedError  this address or these credentials cannot carry the call
#   DecodeError         an answer came that is not what its type says


class ApiError(Exception):
    """The service answered with an error."""

    transient: ClassVar[bool] = False
    """It passes by itself, and the call has not acted: it is sent again."""

    refuses: ClassVar[bool] = False
    """It refuses the credentials, which may have changed in their file."""

    match: ClassVar[Mapping[str, Any]]
    """What an answer has that is this error, as a `Match` is told."""

    code: int | str | None
    """The number, or the word where the service has words; None where it has neither."""
    message: str
    data: Any
    """What else came with the error."""
    status: int | None
    """The HTTP status."""

    def __init_subclass__(cls, **match: Any) -> None:
        if match:
            cls.match = match

    def __init__(
        self,
        message: str = "",
        *,
        code: int | str | None = None,
        data: Any = None,
        status: int | None = None,
        **parts: object,
    ) -> None:
        super().__init__(message)
        self.message, self.code, self.data, self.status = message, code, data, status
        for name, value in parts.items():
            setattr(self, name, value)

    def __str__(self) -> str:
        told = self.message or "no message came"
        return told if self.code is None else f"{told} ({self.code})"

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), **vars(self)), ()


class TransportError(Exception):
    """No answer came. `maybe_acted` says whether the service may have acted."""

    def __init__(self, message: str, *, maybe_acted: bool = False) -> None:
        super().__init__(message)
        self.message, self.maybe_acted = message, maybe_acted

    def __str__(self) -> str:
        return (
            f"{self.message}; it may have acted" if self.maybe_acted else self.message
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.message, maybe_acted=self.maybe_acted), ()


class UnsupportedError(TransportError):
    """This address, or these credentials, cannot carry the call; nothing was sent."""


class DeadlineError(TransportError, TimeoutError):
    """No answer came in time."""


class Match(Facts):
    """What an answer must have to be a certain error."""

    code: int | None = None
    codes: tuple[int, int] | None = None
    status: int | None = None
    token: str | None = None
    message: str | None = None
    text: str | None = None
    over: tuple[str, ...] = ()
    parts: Mapping[str, Codec[Any]] = {}
    minus_from: Mapping[str, tuple[int, Codec[Any]]] = {}
    data: Any = None


class Failure(Facts):
    """An error as it came, before it has a class."""

    message: str
    code: int | None = None
    token: str | None = None
    status: int | None = None
    data: Json = None
    over: str = ""


class ErrorTable:
    """Finds the class of an error; the most exact matches are tried first."""

    def __init__(self, kinds: Sequence[type[ApiError]]) -> None:
        self._kinds = kinds

    @cached_property
    def _by_exactness(self) -> list[tuple[type[ApiError], Match]]:
        pairs = [(kind, Match(**kind.match)) for kind in self._kinds]
        return sorted(pairs, key=lambda pair: _looseness(pair[1]))

    def error(self, failure: Failure) -> ApiError:
        code = failure.token if failure.code is None else failure.code
        for kind, match in self._by_exactness:
            parts = _matched(match, failure)
            if parts is not None:
                data = _data(match, failure)
                return kind(
                    failure.message,
                    code=code,
                    data=data,
                    status=failure.status,
                    **parts,
                )
        return ApiError(
            failure.message, code=code, data=failure.data, status=failure.status
        )


def _looseness(match: Match) -> tuple[int, int]:
    """Sort by how much must be equal, then by how much of a text or a range is left open."""
    equal = (match.code, match.status, match.token, match.message)
    score = 4 * sum(one is not None for one in equal) + bool(match.over)
    score += 3 * (match.text is not None) + 2 * (match.codes is not None)
    low, high = match.codes or (0, 0)
    fixed = len(re.sub(r"\{\w+\}", "", match.text or ""))
    return -score, high - low - fixed


def _matched(match: Match, failure: Failure) -> dict[str, object] | None:
    """Give the error's parts, or None where it is another error."""
    is_other = (
        (match.over and failure.over not in match.over)
        or (match.code is not None and match.code != failure.code)
        or (match.status is not None and match.status != failure.status)
        or (match.token is not None and match.token != failure.token)
        or (match.message is not None and match.message != failure.message)
    )
    if is_other:
        return None
    if match.codes is not None:
        low, high = match.codes
        if failure.code is None or not low <= failure.code <= high:
            return None
    try:
        parts: dict[str, object] = {}
        if match.text is not None:
            found = _pattern(match.text).fullmatch(failure.message)
            if found is None:
                return None
            for name, text in found.groupdict().items():
                parts[name] = match.parts.get(name, ANYTHING).from_text(text)
        for name, (start, codec) in match.minus_from.items():
            parts[name] = codec.decode(start - cast("int", failure.code))
        return parts
    except (Misfit, DecodeError):
        return None


def _pattern(text: str) -> re.Pattern[str]:
    """Turn a text with named parts, such as `no {name} here`, into a pattern."""
    pieces = re.split(r"\{(\w+)\}", text)
    for index in range(1, len(pieces), 2):
        name = pieces[index]
        is_known = name in pieces[1:index:2]
        pieces[index] = f"(?P={name})" if is_known else f"(?P<{name}>.*?)"
    for index in range(0, len(pieces), 2):
        pieces[index] = re.escape(pieces[index])
    return re.compile("".join(pieces), re.DOTALL)


def _data(match: Match, failure: Failure) -> Any:
    """Read the data; what does not fit its type is kept as it came."""
    if match.data is None or failure.data is None:
        return failure.data
    try:
        return codec_of(match.data).decode(failure.data)
    except DecodeError:
        return failure.data


# -- calls -------------------------------------------------------------------------


class Arg:
    """An argument: its name, its codec, its value, and what fills its place if it is left out."""

    __slots__ = ("codec", "fill", "name", "value")

    def __init__(
        self, name: str, codec: Shape[T] | Beside, value: T | Unset, fill: Json = None
    ) -> None:
        self.name, self.value, self.fill = name, value, fill
        self.codec = codec if isinstance(codec, Beside) else codec_of(codec)

    def write(self, codec: Codec[Any] | None = None, siblings: Json = None) -> Json:
        """Give the JSON of the value. Raises ValueError for what does not fit."""
        own = codec or self.codec
        if isinstance(own, Beside):
            own = own.codec(siblings or {})
        try:
            return own.write(cast("Any", self.value))
        except Misfit as misfit:
            raise ValueError(f"`{self.name}`: {misfit}") from None


class Call(Generic[T_co]):
    """One call, ready to be sent; `T` is what its answer means."""

    __slots__ = (
        "args",
        "beside",
        "effect",
        "name",
        "result",
        "routes",
        "waits",
    )

    def __init__(
        self,
        name: str,
        result: Shape[T_co] | Beside,
        effect: Effect,
        *args_and_routes: object,
        waits: float | None = 0.0,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        self.effect: Effect = effect
        self.name, self.result, self.waits, self.beside = name, result, waits, beside
        self.args = [one for one in args_and_routes if isinstance(one, Arg)]
        self.routes = args_and_routes[len(self.args) :]

    def __repr__(self) -> str:
        return f"<Call {self.name}>"

    def route(self, kind: type[R]) -> R | None:
        """Give the way over one transport, if the call has it."""
        return next((one for one in self.routes if isinstance(one, kind)), None)

    def may_be_list(self) -> bool:
        """Whether the result may be a list, so that one is no wrapping."""
        shape = self.result
        shapes = shape.shapes() if isinstance(shape, Beside) else (shape,)
        return any(codec_of(one).may_be_list() for one in shapes)

    def lacking(self) -> Json:
        """Give what stands for a result that was left out because it is empty."""
        return [] if isinstance(self.result, ListOf) else None

    def read(self, value: Json, sent: Mapping[str, Json]) -> T_co:
        """Give what an answer means; `sent` holds the parameters that may decide it."""
        return self.codec(sent).decode(value)

    def codec(self, sent: Mapping[str, Json]) -> Codec[T_co]:
        """Give the type of the result; parameters may decide it."""
        if not isinstance(self.result, Beside):
            return codec_of(self.result)
        try:
            return self.result.codec(sent)
        except Misfit as misfit:
            raise DecodeError(str(misfit)) from None


class Reply(Generic[T_co]):
    """A result and what came with it."""

    __slots__ = ("beside", "headers", "raw", "result", "status")

    def __init__(
        self,
        result: T_co,
        *,
        status: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
        raw: bytes = b"",
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        self.result, self.status, self.headers, self.raw = result, status, headers, raw
        self.beside: Mapping[str, Any] = beside or {}

    def __repr__(self) -> str:
        return f"Reply({self.result!r}, status={self.status})"


class Slot(Generic[T_co]):
    """One answer of a batch: a result or an error of its own."""

    __slots__ = ("error", "_value")

    def __init__(self, value: Any = None, error: Exception | None = None) -> None:
        self._value = value
        self.error = error

    def result(self) -> T_co:
        """Give the result, or raise the error of this call."""
        if self.error is not None:
            raise self.error
        return cast("T_co", self._value)

    def __repr__(self) -> str:
        return (
            f"Slot({self._value!r})" if self.error is None else f"Slot({self.error!r})"
        )


def seconds(
    value: int | Unset | None, default: float | None, per: int = 1
) -> float | None:
    """Say how long a call may be silent by a parameter of its own; None for ever."""
    return default if isinstance(value, Unset) or value is None else value / per


# -- time --------------------------------------------------------------------------


class Clock(Protocol):
    """Time as a client needs it; tests bring their own."""

    def monotonic(self) -> float: ...

    def time_ns(self) -> int: ...


class Budget:
    """The time of one call over all its attempts, and the way to call it off."""

    __slots__ = (
        "_clock",
        "_end",
        "_wake",
        "has_written",
        "headers",
        "is_cancelled",
        "sock",
        "timeout",
    )

    def __init__(
        self,
        timeout: float | None,
        deadline: float | None,
        clock: Clock,
        headers: Mapping[str, str],
    ) -> None:
        self.timeout, self.headers = timeout, headers
        self._clock = clock
        self._end = None if deadline is None else clock.monotonic() + deadline
        self._wake: threading.Event | None = None
        self.sock: socket.socket | None = None
        self.has_written = False
        self.is_cancelled = False

    def left(self) -> float | None:
        """Give the seconds that the next step may take. Raises DeadlineError."""
        if self.is_cancelled:
            raise TransportError("the call was cancelled", maybe_acted=self.has_written)
        if self._end is None:
            return self.timeout
        left = self._end - self._clock.monotonic()
        if left <= 0:
            raise DeadlineError("the deadline has passed", maybe_acted=self.has_written)
        return left if self.timeout is None else min(left, self.timeout)

    def sleep(self, seconds: float) -> bool:
        """Wait before the next attempt; False where there is no time for it."""
        if self._end is not None and self._clock.monotonic() + seconds >= self._end:
            return False
        self._wake = threading.Event()
        self._wake.wait(0 if self.is_cancelled else seconds)
        return not self.is_cancelled

    def wait(self, done: threading.Event) -> bool:
        """Wait for an event in the time that is left; False if it did not come."""
        self._wake = done
        return done.wait(self.left()) and not self.is_cancelled

    def cancel(self) -> None:
        """End what is going on: a read or a write on the socket fails at once."""
        self.is_cancelled = True
        if self._wake is not None:
            self._wake.set()
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(2)
            except OSError:
                pass  # it is closed already


# -- settings ----------------------------------------------------------------------


class Event(Facts):
    """What a `trace` function is told; it never holds a secret."""

    kind: str
    """`send`, `reply`, `resend` or `fail`."""
    method: str
    attempt: int
    seconds: float
    """Since the call began."""
    detail: str = ""


class Settings(Facts):
    """What seldom has to be said; see `docs/python-client.md`."""

    proxy: str | None = None
    """`http://host:port` of a proxy; nothing is taken from the environment."""
    tls: ssl.SSLContext | None = None
    """For certificates of one's own."""
    trace: Callable[[Event], None] | None = None
    """Called at every step of every call, for logs and spans."""
    ids: Callable[[], Json] | None = None
    """Makes the ids of calls where the transport has ids."""
    nonces: Any = None
    """A store of nonces that several processes share; see `NonceStore`."""
    clock: Clock = cast("Clock", time)
    transport: Transport | None = None
    """Sends requests in place of `http.client`; see `Transport`."""
    headers: Mapping[str, str] = {}
    """Sent with every request."""
    most_bytes: int = 256 * 1024 * 1024
    """A longer reply is refused."""
    connections: int = 32
    """So many calls of an asynchronous client go on at a time."""

    def __repr__(self) -> str:
        return "<Settings>"  # the proxy and the headers may hold secrets


class Options(Facts):
    """What one may change for some calls by `with_options`."""

    timeout: float | None = 30.0
    deadline: float | None = None
    resends: int = 2
    headers: Mapping[str, str] = {}


# -- sending -----------------------------------------------------------------------


class Carrier(Protocol):
    """Carries calls over one transport."""

    def carry(self, call: Call[T], budget: Budget) -> Reply[T]: ...

    def carry_batch(
        self, calls: Sequence[Call[Any]], budget: Budget
    ) -> list[Slot[Any]]: ...

    def notify(self, call: Call[Any], budget: Budget) -> None: ...

    def refresh(self) -> bool:
        """Read credentials again from their file; whether they have changed."""
        ...

    def close(self) -> None: ...


class Several:
    """Carries each call by the first carrier that has a way for it."""

    def __init__(self, *pairs: tuple[type[Any], Any]) -> None:
        self._pairs = pairs

    def __repr__(self) -> str:
        return repr(self._pairs[0][1])

    def _for(self, *calls: Call[Any]) -> Any:
        for kind, carrier in self._pairs:
            if all(call.route(kind) for call in calls):
                return carrier
        return self._pairs[0][1]

    def carry(self, call: Call[T], budget: Budget) -> Reply[T]:
        return cast("Reply[T]", self._for(call).carry(call, budget))

    def carry_batch(
        self, calls: Sequence[Call[Any]], budget: Budget
    ) -> list[Slot[Any]]:
        return cast("list[Slot[Any]]", self._for(*calls).carry_batch(calls, budget))

    def notify(self, call: Call[Any], budget: Budget) -> None:
        self._for(call).notify(call, budget)

    def refresh(self) -> bool:
        return any([carrier.refresh() for _, carrier in self._pairs])

    def scoped(self, scope: Mapping[str, str]) -> Several:
        pairs: list[tuple[type[Any], Any]] = []
        for kind, carrier in self._pairs:
            pairs.append((kind, carrier.scoped(scope)))
        return Several(*pairs)

    def close(self) -> None:
        for _, carrier in self._pairs:
            carrier.close()


class Core:
    """Sends calls, and sends them again where that is safe."""

    def __init__(self, carrier: Carrier, settings: Settings) -> None:
        self.carrier = carrier
        self.settings = settings
        self.pool: ThreadPoolExecutor | None = None

    def budget(self, options: Options, calls: Sequence[Call[Any]]) -> Budget:
        """Give the time of a call; one that waits may be silent for longer."""
        timeout = options.timeout
        if timeout is not None:
            waits = [call.waits for call in calls]
            timeout = (
                None if None in waits else timeout + max(filter(None, waits), default=0)
            )
        return Budget(timeout, options.deadline, self.settings.clock, options.headers)

    def send(self, call: Call[T], options: Options, budget: Budget) -> Reply[T]:
        carry = partial(self.carrier.carry, call, budget)
        return self._again(carry, call.name, call.effect, options, budget)

    def send_batch(
        self, calls: Sequence[Call[Any]], options: Options, budget: Budget
    ) -> list[Slot[Any]]:
        """A batch has the strongest effect of its calls, and is sent again whole."""
        if not calls:
            return []
        effects = {call.effect for call in calls}
        effect = (
            ONCE if ONCE in effects else IDEMPOTENT if IDEMPOTENT in effects else READ
        )
        name = f"batch of {len(calls)}"
        return self._again(
            lambda: self.carrier.carry_batch(calls, budget),
            name,
            effect,
            options,
            budget,
        )

    def notify(self, call: Call[Any], options: Options, budget: Budget) -> None:
        carry = partial(self.carrier.notify, call, budget)
        self._again(carry, call.name, call.effect, options, budget)

    def _again(
        self,
        carry: Callable[[], T],
        name: str,
        effect: Effect,
        options: Options,
        budget: Budget,
    ) -> T:
        attempt, trace = 0, self.settings.trace
        began = 0.0 if trace is None else self.settings.clock.monotonic()
        has_refreshed = has_acted = False

        def tell(kind: str, detail: str = "") -> None:
            if trace is not None:
                since = self.settings.clock.monotonic() - began
                trace(Event(kind, name, attempt, since, detail))

        while True:
            budget.has_written = False
            try:
                tell("send")
                answer = carry()
                tell("reply")
                return answer
            except Exception as error:
                if isinstance(error, TransportError):  # whichever attempt it was
                    error.maybe_acted = has_acted = has_acted or error.maybe_acted
                refresh = not has_refreshed and self._is_refreshed(error)
                has_refreshed |= refresh
                wait = 0.0 if refresh else _pause(attempt)
                is_worth = refresh or attempt < options.resends
                if not (
                    is_worth
                    and (refresh or _may_resend(error, effect))
                    and budget.sleep(wait)
                ):
                    tell("fail", type(error).__name__)
                    raise
                attempt += 1
                tell("resend", type(error).__name__)

    def _is_refreshed(self, error: Exception) -> bool:
        """Whether credentials were refused and their file holds others by now."""
        is_refused = isinstance(error, ApiError) and (
            error.refuses or error.status == 401
        )
        return is_refused and self.carrier.refresh()

    def close(self) -> None:
        self.carrier.close()
        if self.pool is not None:
            self.pool.shutdown(wait=False)


def _may_resend(error: Exception, effect: Effect) -> bool:
    """Whether nothing can go wrong if the call is sent again."""
    if isinstance(error, UnsupportedError):
        return False
    if isinstance(error, TransportError):
        return effect != ONCE or not error.maybe_acted
    return isinstance(error, ApiError) and error.transient


def _pause(attempt: int) -> float:
    """Back off, and not at the same moment as everybody else."""
    return min(5.0, 0.1 * float(1 << attempt)) * (0.5 + random.random() / 2)


# -- clients -----------------------------------------------------------------------


class _Sends:
    """What both clients share."""

    _core: Core
    _options: Options

    def with_options(
        self,
        *,
        timeout: float | None | Unset = UNSET,
        deadline: float | None | Unset = UNSET,
        resends: int | Unset = UNSET,
        headers: Mapping[str, str] | Unset = UNSET,
    ) -> Self:
        """Give a client with other limits that shares the connections of this one.

        Args:
            timeout: Seconds that the service may be silent; None for ever.
            deadline: Seconds for the whole call with all its attempts.
            resends: How often a call may be sent again.
            headers: Sent with every request of this client.
        """
        given = {
            "timeout": timeout,
            "deadline": deadline,
            "resends": resends,
            "headers": headers,
        }
        changes = {name: value for name, value in given.items() if value is not UNSET}
        options = self._options.replace(**cast("dict[str, Any]", changes))
        made = object.__new__(type(self))
        vars(made).update(vars(self), _options=options)
        return made

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.carrier!r}>"


class Client(_Sends):
    """Sends calls and waits for their answers; may be shared among threads."""

    def send(self, call: Call[T]) -> T:
        """Send a call and give its result."""
        return self.reply(call).result

    def reply(self, call: Call[T]) -> Reply[T]:
        """Send a call and give its result with all that came beside it."""
        budget = self._core.budget(self._options, (call,))
        return self._core.send(call, self._options, budget)

    def close(self) -> None:
        """Close all connections."""
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(_Sends):
    """Sends calls without holding up the event loop; a task that is cancelled hangs up."""

    async def send(self, call: Call[T]) -> T:
        """Send a call and give its result."""
        return (await self.reply(call)).result

    async def reply(self, call: Call[T]) -> Reply[T]:
        """Send a call and give its result with all that came beside it."""
        budget = self._core.budget(self._options, (call,))
        return await self._run(
            partial(self._core.send, call, self._options, budget), budget
        )

    async def _run(self, work: Callable[[], T], budget: Budget) -> T:
        """Do blocking work in a thread; cancelling ends it by ending its socket."""
        import asyncio

        job = self._threads().submit(work)
        future, left = asyncio.wrap_future(job), self._options.deadline
        loop = asyncio.get_running_loop()
        # A job that has begun minds the time by itself, and this does nothing to it.
        late = None if left is None else loop.call_later(left, job.cancel)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if future.cancelled():
                raise DeadlineError("no thread was free in time") from None
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
            budget.cancel()
            raise
        finally:
            if late is not None:
                late.cancel()

    def _threads(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        if self._core.pool is None:
            self._core.pool = ThreadPoolExecutor(self._core.settings.connections)
        return self._core.pool

    async def close(self) -> None:
        """Close all connections."""
        self._core.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


class Method(Generic[P, T]):
    """A method of both clients: makes the call, and has the client send it."""

    __slots__ = ("_make", "_method")

    def __init__(self, make: Callable[P, Call[T]]) -> None:
        self._make = make
        self._method: Callable[..., Any] | None = None

    @overload
    def __get__(
        self, client: AsyncClient, owner: Any
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, client: Client, owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: None, owner: Any) -> Callable[..., Any]: ...
    def __get__(self, client: Any, owner: Any) -> Any:
        method = self._method or self._first()
        return method if client is None else MethodType(method, client)

    def _first(self) -> Callable[..., Any]:
        """Make the function at the first use, with the signature that people expect."""
        import inspect

        make = cast("Any", self._make)

        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return self.send(make(*args, **kwargs))

        method.__name__ = method.__qualname__ = make.__name__
        method.__module__, method.__doc__ = make.__module__, make.__doc__
        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        old = inspect.signature(make)
        result = str(old.return_annotation).removeprefix("Call[").removesuffix("]")
        cast("Any", method).__signature__ = old.replace(
            parameters=[own, *old.parameters.values()], return_annotation=result
        )
        self._method = method
        return method


def sends(make: Callable[P, Call[T]]) -> Callable[Concatenate[Client, P], T]:
    """Make a method of a client, where overloads tell its results apart."""
    return cast("Callable[Concatenate[Client, P], T]", Method(make))


def sends_async(
    make: Callable[P, Call[T]],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]:
    """Make a method of an asynchronous client; see `sends`."""
    return cast(
        "Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]", Method(make)
    )
