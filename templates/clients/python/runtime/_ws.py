# ruff: noqa
"""WebSocket: calls over one connection that all threads share, and what it pushes."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
import importlib
import os
from queue import SimpleQueue
import selectors
import threading
import time
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    Protocol,
    TypeVar,
    cast,
)
from urllib.parse import quote, unquote

from ._core import (
    ONCE,
    Arg,
    AsyncClient,
    Budget,
    Call,
    Client,
    DeadlineError,
    Facts,
    Reply,
    TransportError,
    UnsupportedError,
)
from ._http import Address, HttpTransport, SecretFile
from ._rest import Envelope, dig, not_over, open_failure, open_result, write_args
from ._wire import ANYTHING, UNSET, DecodeError, Json, T, codec_of, dumps, loads

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager
    import socket

    from typing_extensions import Self

    from ._core import Core, ErrorTable, Options, Settings, Slot
    from ._wire import Codec, Shape

R = TypeVar("R")

_MOST = 10_000
_STOP_SECONDS = 5.0


class Ws(Facts):
    """How a method is called: its name, if it is not the call's, and its arguments."""

    method: str = ""
    names: Mapping[str, str] = {}
    """Names on the wire, where they differ."""
    forms: Mapping[str, Codec[Any]] = {}
    """Codecs, where a value travels in another form here."""
    absent: Sequence[str] = ()
    """Arguments that this transport does not have."""


WS: Final = Ws()
"""Called by its own name, with all of its arguments."""


class Frame(Facts):
    """How calls and their replies are framed; places are dotted paths."""

    call: Mapping[str, str]
    """What is sent; a call fills in `$method`, `$params` and `$id`."""
    reply_when: Mapping[str, str]
    reply_id: str
    ok_at: str = ""
    texts: str = ""
    """Where the errors are of a call that could not even begin."""
    envelope: Envelope = Envelope()


class Closed(TransportError):
    """It was this side that ended it."""


# -- the connection ----------------------------------------------------------------


class Ear:
    """Keeps the frames that somebody waits for, and ends rather than lose one."""

    def __init__(self, when: Mapping[str, Json], most: int) -> None:
        self.when, self.most = when, most
        self.frames: deque[tuple[Json, bytes]] = deque()
        self.error: TransportError | None = None
        self.woken = threading.Event()
        self.wake: Callable[[], object] = self.woken.set

    def is_ready(self) -> bool:
        return bool(self.frames or self.error)

    def offer(self, frame: Json, raw: bytes) -> None:
        for path, wanted in self.when.items():
            found = dig(frame, path)
            if type(found) is not type(wanted) or found != wanted:  # True == 1
                return
        if len(self.frames) == self.most:
            self.end(TransportError(f"more than {self.most} frames wait to be taken"))
        elif not self.error:
            self.frames.append((frame, raw))
            self.wake()

    def end(self, error: TransportError) -> None:
        self.error = self.error or type(error)(error.message)
        self.wake()


class _Socket(Protocol):
    """A connection of the package `websockets`."""

    def send(self, message: str) -> None: ...
    def recv(self) -> str | bytes: ...
    def close(self) -> None: ...


class _TlsSocket:
    """A socket that one thread reads while another writes, which OpenSSL cannot bear.

    So what it does is done at once and by one at a time, and waiting is done outside.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock, self._lock = sock, threading.Lock()
        self._waits = {
            selectors.EVENT_READ: threading.Lock(),
            selectors.EVENT_WRITE: threading.Lock(),
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def settimeout(self, timeout: float | None) -> None:
        """It has none; who waits too long shuts the socket down."""

    def recv(self, size: int) -> bytes:
        return self._done(partial(self._sock.recv, size))

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._done(partial(self._sock.send, rest)) :]

    def close(self) -> None:
        """Close it once nobody waits any more: who does would never hear of it."""
        with suppress(OSError):
            self._sock.shutdown(2)  # which they hear
        with self._waits[selectors.EVENT_READ], self._waits[selectors.EVENT_WRITE]:
            self._sock.close()

    def _done(self, work: Callable[[], T]) -> T:
        from ssl import SSLWantReadError, SSLWantWriteError

        while True:
            try:
                with self._lock:
                    return work()
            except SSLWantReadError:
                event = selectors.EVENT_READ
            except SSLWantWriteError:
                event = selectors.EVENT_WRITE
            with self._waits[event], selectors.DefaultSelector() as selector:
                selector.register(self._sock, event)
                selector.select()


class _Link:
    """One connection: a thread reads it and one writes, so nobody else waits for it.

    Neither holds the carrier, so that a client which is forgotten hangs up.
    """

    def __init__(
        self, address: Address, uri: str, settings: Settings, opening: Budget
    ) -> None:
        self.address, self.uri, self.settings = address, uri, settings
        self._opening = opening
        self.sock: socket.socket | None = None
        self._is_open = False
        self._lock = threading.Lock()
        self._ears: list[Ear] = []
        self._queue: SimpleQueue[tuple[Ear, str, Budget] | None] = SimpleQueue()
        self._sending: Ear | None = None
        self._error: TransportError | None = None

    def add(self, ear: Ear, text: str, budget: Budget) -> bool:
        """Take in who waits, and send the text; False if the connection is over."""
        with self._lock:
            if not self._error:
                self._ears.append(ear)
                self._queue.put((ear, text, budget))
            return not self._error

    def drop(self, ear: Ear) -> None:
        """Let go of a call; if it was not sent yet, it never is."""
        with self._lock:
            ear.end(DeadlineError(f"no answer from {self.address} in time"))
            is_stuck = ear is self._sending and not ear.frames
        if is_stuck:
            self.end(TransportError(f"{self.address} does not read what it is sent"))

    def end(self, error: Exception) -> None:
        """Tell all who wait that nothing comes any more."""
        with self._lock:
            self._error = self._error or self._told(error)
            ears, self._ears = self._ears, []
            for ear in ears:
                ear.end(self._error)
        self.leave()
        if self._sending:
            start(self._cut)

    def leave(self) -> None:
        """Hang up when all is sent; what is not open by now need not open."""
        self._queue.put(None)
        if not self._is_open:
            self._opening.cancel()

    def _cut(self) -> None:
        """Give what is being sent a second; a peer that does not read gets no more."""
        time.sleep(1)
        with suppress(OSError):
            cast("socket.socket", self.sock).shutdown(2)

    def _told(self, error: Exception) -> TransportError:
        """Say what went wrong without the secret, which the package may quote."""
        if isinstance(error, TransportError):
            return error
        told = str(error) or type(error).__name__
        secret = self.uri.partition("?")[2].partition("=")[2]
        for piece in filter(None, (secret, unquote(secret))):
            told = told.replace(piece, "***")
        if self._is_open:
            told = f"the connection to {self.address} was lost: {told}"
        elif isinstance(error, OSError) or not secret:
            told = f"{self.address} cannot be reached: {told}"
        else:
            told = f"{self.address} shakes no hands: {told}; is the secret right?"
        is_late = isinstance(error, TimeoutError)
        return DeadlineError(told) if is_late else TransportError(told)

    # -- the two threads -----------------------------------------------------------

    def read(self) -> None:
        """Open the connection as HTTP does, with its proxy and TLS, and read it."""
        import logging

        opening = self._opening
        try:
            self.sock = HttpTransport(self.settings).connect(self.address, opening)
            left = opening.left()
            self.sock.settimeout(None)
            is_secure = self.address.scheme == "wss"
            with _load()(
                self.uri,
                sock=_TlsSocket(self.sock) if is_secure else self.sock,
                compression=None,
                max_size=self.settings.most_bytes,
                open_timeout=left,
                close_timeout=1,
                ping_interval=5,  # finds who said goodbye and does not hang up
                ping_timeout=60,  # the service may be busy for a while
                user_agent_header=None,
                additional_headers=self.settings.headers,
                logger=logging.Logger("", logging.CRITICAL + 1),  # it logs secrets
            ) as connection:
                self._is_open = True
                start(self._write, connection)
                while True:
                    self._share(connection.recv())
        except Exception as error:
            self.end(error)

    def _share(self, message: str | bytes) -> None:
        """Offer a frame to all; most frames are for other clients of the service."""
        with suppress(DecodeError):
            frame = loads(message)
            raw = message if isinstance(message, bytes) else message.encode()
            with self._lock:
                self._ears = [ear for ear in self._ears if not ear.error]
                for ear in self._ears:
                    ear.offer(frame, raw)

    def _write(self, connection: _Socket) -> None:
        try:
            for ear, text, budget in iter(self._queue.get, None):
                if not text:
                    ear.woken.set()  # this was waiting for the connection to be open
                    continue
                with self._lock:
                    if ear.error:
                        continue
                    budget.has_written, self._sending = True, ear
                connection.send(text)
                self._sending = None
            connection.close()
        except Exception as error:
            self.end(error)


def start(work: Callable[..., object], *args: object) -> None:
    """Do work in a thread that nobody waits for."""
    threading.Thread(target=work, args=args, daemon=True).start()


def _load() -> Callable[..., AbstractContextManager[_Socket]]:
    try:
        module = importlib.import_module("websockets.sync.client")
        return cast("Callable[..., AbstractContextManager[_Socket]]", module.connect)
    except ImportError as error:
        told = "an address with ws:// needs a package: pip install websockets"
        raise ImportError(told, name="websockets") from error


# -- the carrier -------------------------------------------------------------------


class WsCarrier:
    """Carries calls over one connection, opened when it is needed and not there."""

    def __init__(
        self,
        address: Address,
        errors: ErrorTable,
        settings: Settings,
        *,
        path: str,
        frame: Frame,
        user_agent: str,
        query: str = "",
        secret: str | SecretFile = "",
    ) -> None:
        self._link: _Link | None = None
        self._is_closed = False
        self._lock, self.turn = threading.Lock(), threading.Lock()
        self.address, self.errors, self.path, self.frame = address, errors, path, frame
        headers = {"User-Agent": user_agent, **settings.headers}
        self.settings = settings.replace(headers=headers)
        self._query, self._secret = query, secret
        # Each reply goes to all clients of the service, so ids differ among them all.
        self.ids: Callable[[], Json] = settings.ids or (lambda: os.urandom(16).hex())
        self.streams: list[Any] = []

    def __repr__(self) -> str:
        return str(self.address)

    def __del__(self) -> None:
        if self._link:
            self._link.leave()

    def carry(self, call: Call[T], budget: Budget) -> Reply[T]:
        route = call.route(Ws)
        if route is None:
            raise not_over(call, self.address.scheme)
        if budget.headers:
            raise ValueError("a call over a WebSocket has no headers")
        sent = write_args(call, route.forms, route.absent, self.address.scheme)
        own, facts = self.ids(), self.frame
        named = {route.names.get(name, name): value for name, value in sent.items()}
        fills = {"$method": route.method or call.name, "$params": named, "$id": own}
        text = dumps({name: fills.get(word, word) for name, word in facts.call.items()})
        ear = Ear({**facts.reply_when, facts.reply_id: own}, 1)
        link = self._join(ear, text, budget)
        try:
            budget.wait(ear.woken)
        finally:
            link.drop(ear)
        if ear.frames:
            return self._reply(call, sent, *ear.frames[0])
        assert ear.error is not None
        raise type(ear.error)(ear.error.message, maybe_acted=budget.has_written)

    def _reply(
        self, call: Call[T], sent: Mapping[str, Json], frame: Json, raw: bytes
    ) -> Reply[T]:
        """Read a reply; errors stand around the answer, or in the answer's envelope."""
        facts, body = self.frame, dig(frame, self.frame.ok_at)
        if facts.texts and dig(frame, facts.texts) not in (UNSET, None, []):
            failure = open_failure(Envelope(texts=facts.texts), frame, is_error=True)
        elif body is UNSET:
            raise DecodeError(f"there is neither `{facts.ok_at}` nor `{facts.texts}`")
        else:
            failure = open_failure(facts.envelope, body, is_error=False)
        if failure:
            raise self.errors.error(failure.replace(over="ws"))
        result, beside = open_result(facts.envelope, body, call)
        return Reply(call.read(result, sent), raw=raw, beside=beside)

    def carry_batch(
        self, calls: Sequence[Call[Any]], budget: Budget
    ) -> list[Slot[Any]]:
        raise ValueError("there are no batches over a WebSocket")

    def notify(self, call: Call[Any], budget: Budget) -> None:
        raise ValueError("there are no notifications over a WebSocket")

    def refresh(self) -> bool:
        return isinstance(self._secret, SecretFile) and self._secret.refresh()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            if self._link:
                self._link.end(Closed("the client was closed"))

    # -- for pushes

    def listen(self, ear: Ear, budget: Budget) -> None:
        """Let an ear hear what comes from now on."""
        self._join(ear, "", budget)
        if not budget.wait(ear.woken):
            raise DeadlineError(f"{self.address} cannot be reached in time")
        if ear.error:
            raise ear.error

    # -- the connection

    def _join(self, ear: Ear, text: str, budget: Budget) -> _Link:
        """Give the connection to one who waits; open one if there is none."""
        _load()  # who does not have the package is told here, not in a thread
        left = budget.left()
        with self._lock:
            if self._is_closed:
                raise Closed("the client was closed")
            if not self._link or not self._link.add(ear, text, budget):
                opening = Budget(None, left, self.settings.clock, {})
                link = _Link(self.address, self._uri(), self.settings, opening)
                link.add(ear, text, budget)
                start(link.read)
                self._link = link
            return self._link

    def _uri(self) -> str:
        """Give the whole address; TLS is begun before, so it is ws:// in any case."""
        self.refresh()
        secret = self._secret
        text = secret.read() if isinstance(secret, SecretFile) else secret
        query = f"?{self._query}={quote(text, safe='')}" if self._query else ""
        return f"ws:{str(self.address).partition(':')[2]}{self.path}{query}"


def unknown(method: str, /, **args: Json) -> Call[Json]:
    """Make a call of a method that this client does not know; it is never sent twice.

    Arguments and result are JSON as it is, with exact numbers.
    """
    made = [Arg(name, ANYTHING, value) for name, value in args.items()]
    return Call(method, ANYTHING, ONCE, *made, Ws())


# -- pushes ------------------------------------------------------------------------


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


class StreamOf(Facts):
    """The facts of a stream, whose key chooses among the pushes of one kind."""

    push: Push[Any]
    key: str
    """Where the payload holds the key, by its name on the wire; "" without a key."""
    data: str
    """The attribute of the decoded payload that holds the data; "" is all of it."""
    start: Callable[..., Call[Any]]
    stop: Callable[..., Call[Any]]
    once: Callable[..., Call[Any]] | None = None
    """Has what is there already pushed once."""


class _Stream(Push[Any]):
    """The pushes of one key, or all of them where there is none."""

    def __init__(
        self, facts: StreamOf, keys: tuple[str, ...], include_existing: bool
    ) -> None:
        push, once = facts.push, facts.once if include_existing else None
        where = ".".join(filter(None, (push.at, facts.key)))
        when = {**push.when, **{where: key for key in keys}}
        super().__init__(" ".join([push.name, *keys]), when, push.at, push.codec)
        self.starts = [make(*keys) for make in (facts.start, once) if make]
        self.stop = facts.stop(*keys)
        self._data = facts.data

    def read(self, frame: Json) -> Change[Any, Any]:
        push = super().read(frame)
        return Change(push, getattr(push, self._data) if self._data else push)


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
                options = self._options.replace(deadline=_STOP_SECONDS, resends=0)
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
        self, facts: StreamOf, *keys: str, include_existing: bool
    ) -> Listening[Change[Any, Any]]:
        """Have the service push what a stream brings, and listen for it."""
        return self.pushes(_Stream(facts, keys, include_existing))


class AsyncWsClient(AsyncClient):
    """An asynchronous client that also hears what the service pushes."""

    _ws_address: ClassVar[str] = "an address with ws://"

    def pushes(self, push: Push[T]) -> AsyncListening[T]:
        """Listen for one kind of push, in an `async with` block."""
        args = self._core, self._options, self._ws_address, self._run
        return AsyncListening(push, *args)

    def _stream(
        self, facts: StreamOf, *keys: str, include_existing: bool
    ) -> AsyncListening[Change[Any, Any]]:
        """Have the service push what a stream brings, and listen for it."""
        return self.pushes(_Stream(facts, keys, include_existing))
