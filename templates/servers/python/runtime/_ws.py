# ruff: noqa
"""WebSocket: calls, pushes and streams over connections that stay open."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from hmac import compare_digest
from itertools import count
import re
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar
from urllib.parse import unquote_to_bytes

from ._app import (
    HOOKS,
    LIMITS,
    NO_NAMES,
    ApiError,
    Refusal,
    Request,
    Watch,
    check_depth,
    fault,
    fill,
    refused,
    run,
)
from ._rest import Envelope, Printed
from ._wire import (
    BOOLEAN,
    DecodeError,
    Json,
    Misfit,
    codec_of,
    dumps,
    is_list,
    is_object,
    loads,
    shown,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from ._app import (
        Hooks,
        Limits,
        Message,
        Method,
        Methods,
        Receive,
        Refusals,
        Scope,
        Send,
    )
    from ._wire import Codec, Shape

    Key: TypeAlias = tuple[str, str]

T = TypeVar("T")

_RUNNING = 100
"""Calls of one connection that run at once; others wait for their turn."""
_HELD = 4
"""So many frames of the longest kind may wait for their turn."""
_COSTS = 1000
"""Bytes that a call takes beside those of its frame."""
_PATIENCE = 5.0
"""Seconds that a reader gets to catch up, once more than the backlog waits for it."""
_PAUSE = 1.0
"""Seconds in which nothing is read, if too many frames wait; then calls are refused."""
_STUCK = 60.0
"""Seconds in which a reader must take a frame, if one is there."""
_CLOSING = 1.0
_KEYS = 1000
_KEY_LENGTH = 1000

_GOING_AWAY, _REFUSED, _FAULT = 1001, 1008, 1011
_CLOSES = {
    "unparsable": (1007, "this is not JSON"),
    "no_object": (1007, "this is no JSON object"),
    "size": (1009, "this is too long"),
}


class Ws(NamedTuple):
    """How a method is called: its name, if it is not the API's, and its arguments."""

    method: str = ""
    names: Mapping[str, str] = NO_NAMES
    """Names on the wire, where they differ."""
    also_names: Mapping[str, Sequence[str]] = NO_NAMES
    forms: Mapping[str, Codec[Any]] = NO_NAMES
    """Codecs, where a value travels in another form here."""
    absent: Sequence[str] = ()
    """Parameters that this transport does not have."""
    defaults: Mapping[str, Json] = NO_NAMES
    required: Sequence[str] = ()


WS: Final = Ws()
"""Called by its own name, with all of its arguments."""


class Frame(NamedTuple):
    """How calls and their replies are framed; places are dotted paths."""

    call: Mapping[str, str]
    """What comes: `$method`, `$params` and `$id`, and words that must be there."""
    reply_when: Mapping[str, str]
    reply_id: str
    ok_at: str
    texts: str = ""
    """Where the errors are of a call that could not even begin, or broke."""
    envelope: Envelope = Envelope()


class Query(NamedTuple):
    """The secret that the address of a connection must hold, under one of the names."""

    secret: str
    names: Sequence[str]
    is_alone: bool = True
    """All that follows the name is compared with it."""

    def admits(self, query: bytes) -> bool:
        wanted = self.secret.encode()
        for pair in (query,) if self.is_alone else query.split(b"&"):
            name, _, value = pair.partition(b"=")
            is_right = compare_digest(unquote_to_bytes(value), wanted)
            if is_right and name.decode("latin-1") in self.names:
                return True
        return False


class Push(Generic[T]):
    """One kind of push: what tells it from others, and what it means."""

    def __init__(
        self, name: str, when: Mapping[str, str], at: str, codec: Shape[T]
    ) -> None:
        self.name, self.when, self.at = name, when, at
        self.codec = codec_of(codec)

    def frame(self, payload: Json) -> Json:
        return _framed([*self.when.items(), (self.at, payload)])


class StreamOf(NamedTuple):
    """A stream: pushes of one kind that are sent only where their key was asked for."""

    push: Push[Any]
    key: str
    """The member of the payload that holds the key, by its name on the wire, if any."""
    param: str
    """The parameter of the methods that holds it."""
    start: str
    stop: str
    once: str = ""
    """Has what is there already pushed once."""


# -- frames ------------------------------------------------------------------------


def _framed(members: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """Put values at their places."""
    frame: dict[str, Json] = {}
    for path, value in members:
        *way, last = path.split(".")
        place = frame
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return frame


class _Reply:
    """The text of a reply, which has two gaps: for the id, and for what it brings."""

    def __init__(self, facts: Frame, at: str, printed: Printed) -> None:
        gaps = (facts.reply_id, "$id"), (at, "$body")
        text = printed.write(_framed([*facts.reply_when.items(), *gaps])).decode()
        self._pieces = re.split(r'"(\$id|\$body)"', text)

    def fill(self, own_id: str, body: str) -> str:
        begin, first, middle, _, end = self._pieces
        one, other = (own_id, body) if first == "$id" else (body, own_id)
        return f"{begin}{one}{middle}{other}{end}"


def _echo(value: Json) -> str:
    """Write an id as it came, with sorted members; `1E9999` has no plain notation."""
    if is_object(value):
        members = [f"{dumps(name)}:{_echo(one)}" for name, one in sorted(value.items())]
        return f"{{{','.join(members)}}}"
    if is_list(value):
        return f"[{','.join(map(_echo, value))}]"
    try:
        return dumps(value)
    except Misfit:
        return str(value)


def _plain(value: Json) -> str:
    """Give the text of any JSON."""
    return value if isinstance(value, str) else _echo(value)


def _octets(message: Message) -> bytes:
    """Give what a frame holds, be it text or binary."""
    text = message.get("text")
    return (
        message.get("bytes") or b"" if text is None else text.encode("utf-8", "replace")
    )


def _read(data: bytes, limits: Limits) -> dict[str, Json]:
    """Read the object in a frame. Raises Refusal."""
    if len(data) > limits.frame:
        raise Refusal("size", most=limits.frame)
    check_depth(data, limits.depth)
    try:
        frame = loads(data)
    except DecodeError as error:
        raise Refusal("unparsable", reason=str(error)) from None
    if not is_object(frame):
        raise Refusal("no_object", reason=f"{shown(frame)} is no object")
    return frame


# -- connections -------------------------------------------------------------------


class _Link:
    """One connection: what waits to be sent, and the calls that run for it."""

    def __init__(
        self, number: int, scope: Scope, send: Send, keys: set[Key], limits: Limits
    ) -> None:
        self.number, self.scope, self.keys = number, scope, keys
        self._send = send
        self.loop = asyncio.get_running_loop()
        self.session = asyncio.current_task()
        self.over: asyncio.Future[tuple[int, str]] = self.loop.create_future()
        """The code and the reason to close it with; no code if it is closed."""
        self.calls: set[asyncio.Task[None]] = set()
        self.turns = asyncio.Semaphore(_RUNNING)
        self._queue: deque[tuple[str, asyncio.Future[None] | None]] = deque()
        self._is_queued = asyncio.Event()
        self._sent, self._is_sending = 0, False
        self._backlog, self._was_in_time = limits.backlog, self.loop.time()
        self._held, self._most_held = 0, _HELD * limits.frame
        self._has_room, self._is_full = asyncio.Event(), False

    def end(self, code: int = 0, reason: str = "") -> None:
        """Have the connection closed and its calls cancelled."""
        if not self.over.done():
            self.over.set_result((code, reason))

    async def until_over(self) -> tuple[int, str]:
        """Wait for the end, which also comes if the peer takes nothing any more."""
        while True:
            sent = self._sent
            await asyncio.wait((self.over,), timeout=_STUCK)
            if self._is_sending and self._sent == sent:
                self.end(_REFUSED, "it reads nothing")
            if self.over.done():
                return self.over.result()

    # -- what is sent

    async def write(self) -> None:
        """Send what waits for it, for ever."""
        while True:
            while self._is_sending or not self._queue:
                self._is_queued.clear()
                await self._is_queued.wait()
            text, written = self._queue.popleft()
            await self._put(text)
            if written and not written.done():
                written.set_result(None)

    async def _put(self, text: str) -> None:
        self._is_sending = True
        await self._send({"type": "websocket.send", "text": text})
        self._is_sending = False
        self._sent += 1

    async def reply(self, text: str) -> None:
        """Send an answer, and wait until it is on its way."""
        if self.over.done():
            return
        if self._is_sending or self._queue:
            written: asyncio.Future[None] = self.loop.create_future()
            self._queue.append((text, written))
            self._is_queued.set()
            await written
            return
        try:
            await self._put(text)
        except Exception:  # the peer left
            self.end()
        if self._queue:
            self._is_queued.set()

    def offer(self, text: str) -> None:
        """Send what the peer did not wait for, unless it reads too slowly."""
        waiting, now = len(self._queue), self.loop.time()
        if waiting <= self._backlog:
            self._was_in_time = now
        elif now - self._was_in_time > _PATIENCE:
            self.end(_REFUSED, "it reads too slowly")
        if not self.over.done():
            self._queue.append((text, None))
            self._is_queued.set()

    def post(self, text: str, here: asyncio.AbstractEventLoop | None) -> None:
        """Offer a text from any thread; `here` is the event loop that runs in it."""
        if here is self.loop:
            self.offer(text)
        else:
            with suppress(RuntimeError):  # the loop is closed, and so is the connection
                self.loop.call_soon_threadsafe(self.offer, text)

    # -- what runs

    def start(self, call: Coroutine[Any, Any, None], size: int) -> None:
        self._held += size
        task = self.loop.create_task(call)
        self.calls.add(task)
        task.add_done_callback(lambda done: self._finish(done, size))

    def _finish(self, call: asyncio.Task[None], size: int) -> None:
        self.calls.discard(call)
        self._held -= size
        if self._held <= self._most_held:
            self._has_room.set()

    async def has_room(self) -> bool:
        """Whether another frame may wait for its turn; there may soon be room again.

        It is not waited for any longer, since a peer may read only when it is read.
        """
        if self._held > self._most_held and not self._is_full:
            self._has_room.clear()
            room = asyncio.ensure_future(self._has_room.wait())
            try:
                await asyncio.wait((room,), timeout=_PAUSE)
            finally:
                room.cancel()
        self._is_full = self._held > self._most_held
        return not self._is_full


async def _turn_away(scope: Scope, send: Send) -> None:
    """End a handshake with 503; where the server cannot say that, it says 403."""
    if "websocket.http.response" in (scope.get("extensions") or {}):
        await send({"type": "websocket.http.response.start", "status": 503})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": _REFUSED})


async def _close(send: Send, code: int, reason: str) -> None:
    """Say that a connection ends, to a peer who may not read it."""
    message = {"type": "websocket.close", "code": code, "reason": reason}
    closing = asyncio.ensure_future(send(message))
    await asyncio.wait((closing,), timeout=_CLOSING)
    closing.cancel()
    await asyncio.gather(closing, return_exceptions=True)


# -- methods -----------------------------------------------------------------------


class _Way(NamedTuple):
    """A method as it is called here."""

    method: Method
    route: Ws
    own: Mapping[str, str] | None
    """The API's names by those on the wire, if any differ or are not there."""

    def args(self, sent: Json) -> dict[str, Json]:
        """Give the arguments by their own names. Raises Refusal."""
        if not is_object(sent):
            raise self.method.refusal("container")
        args, route = sent, self.route
        if self.own is not None:
            args = dict[str, Json]()
            for name, value in sent.items():
                if name not in self.own:
                    raise self.method.refusal("unknown", name=name)
                args.setdefault(self.own[name], value)
        lacking = [name for name in route.required if name not in args]
        if lacking:
            raise self.method.lacks([route.names.get(name, name) for name in lacking])
        return {**route.defaults, **args} if route.defaults else args


def _way(method: Method, route: Ws, booleans: Codec[bool] | None) -> _Way:
    if booleans is not None:
        plain = (param.name for param in method.params if param.shape is BOOLEAN)
        forms = {**dict.fromkeys(plain, booleans), **route.forms}
        route = route._replace(forms=forms)
    if not (route.names or route.also_names or route.absent):
        return _Way(method, route, None)
    own: dict[str, str] = {}
    for param in method.params:
        if param.name not in route.absent:
            names = [route.names.get(param.name, param.name), *param.also]
            names += route.also_names.get(param.name, ())
            own |= dict.fromkeys(names, param.name)
    return _Way(method, route, own)


def _quiet(handler: object, function: str) -> object:
    """Give a handler whose one method does nothing if it is left out."""

    async def call(**given: Any) -> Any:
        try:
            return await getattr(handler, function)(**given)
        except NotImplementedError:
            return None

    return SimpleNamespace(**{function: call})


# -- the carrier -------------------------------------------------------------------


class WsCarrier:
    """Serves connections: what comes are calls, and what goes are replies and pushes."""

    def __init__(
        self,
        methods: Methods,
        handler: object,
        refusals: Refusals,
        limits: Limits = LIMITS,
        hooks: Hooks = HOOKS,
        *,
        frame: Frame,
        booleans: Codec[bool] | None = None,
        query: Query | None = None,
        greeting: tuple[Push[Any], Json] | None = None,
        streams: Sequence[StreamOf] = (),
        everyone: bool = False,
        silent: Collection[str] = (),
        closes: Collection[str] = (),
        printed: Printed = Printed(),
    ) -> None:
        """Make a carrier.

        Args:
            methods: Those that are called over a WebSocket are taken.
            handler: What does the work.
            refusals: The errors that answer what is refused.
            limits: How much one caller may ask for.
            hooks: Functions that are told what happens.
            frame: How calls and replies are framed.
            booleans: The codec of plain booleans, if they come otherwise here.
            query: The secret that a connection needs.
            greeting: What is pushed first; its texts may hold `{host}` and `{port}`.
            streams: Pushes that go only to those who asked for them.
            everyone: Whether replies, and what one asked for, go to all connections.
            silent: The kinds of refusals that have no answer.
            closes: The kinds of refusals that end the connection.
            printed: How JSON is laid out.
        """
        if query and not query.secret:
            raise ValueError("the secret is empty, so anybody could guess it")
        self._handler, self._refusals = handler, refusals
        self._limits, self._hooks = limits, hooks
        self._frame, self._query, self._printed = frame, query, printed
        self._everyone, self._silent, self._closes = everyone, silent, closes
        gaps = {word: name for name, word in frame.call.items()}
        self._method, self._params, self._id = (
            gaps.pop(gap, "") for gap in ("$method", "$params", "$id")
        )
        self._words = {name: word for word, name in gaps.items()}
        self._ok = _Reply(frame, frame.ok_at, printed)
        self._broken = _Reply(frame, frame.texts, printed) if frame.texts else None
        self._greeting = self._text(greeting[0].frame(greeting[1])) if greeting else ""
        self._ways = {
            route.method or method.name: _way(method, route, booleans)
            for method, route in methods.routed(Ws)
        }
        self._streams = {stream.push.name: stream for stream in streams}
        self._stream_of = {
            name: stream
            for stream in streams
            for name in (stream.start, stream.stop, stream.once)
        }
        self._keys: set[Key] = set()
        self._links: tuple[_Link, ...] = ()
        self._lock, self._numbers = threading.Lock(), count(1)

    def _text(self, value: Json) -> str:
        return self._printed.write(value).decode()

    # -- connections

    async def session(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, from its handshake on."""
        await receive()
        if self._query and not self._query.admits(scope.get("query_string", b"")):
            await send({"type": "websocket.close", "code": _REFUSED})
        elif len(self._links) >= self._limits.sessions:
            await _turn_away(scope, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        keys: set[Key] = self._keys if self._everyone else set()
        link = _Link(next(self._numbers), scope, send, keys, self._limits)
        if self._greeting:
            host, port = scope.get("client") or ("", 0)
            facts = {"host": dumps(str(host))[1:-1], "port": port}
            link.offer(fill(self._greeting, facts))
        self._change(link, joins=True)
        try:
            await send({"type": "websocket.accept"})
            await self._live(link, receive, send)
        except OSError:
            pass  # the peer left
        finally:
            link.end()
            self._change(link, joins=False)

    def _change(self, link: _Link, *, joins: bool) -> None:
        with self._lock:
            others = tuple(one for one in self._links if one is not link)
            self._links = (*others, link) if joins else others

    async def _live(self, link: _Link, receive: Receive, send: Send) -> None:
        """Read and write until one of both ends; then end what runs for the connection."""
        both = [
            link.loop.create_task(work)
            for work in (self._listen(link, receive), link.write())
        ]
        for task in both:
            task.add_done_callback(lambda _: link.end())
        try:
            code, reason = await link.until_over()
        finally:
            for task in (*both, *link.calls):
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        if code:
            await _close(send, code, reason)

    async def stop(self) -> None:
        """Close all connections."""
        here = asyncio.get_running_loop()
        links = [link for link in self._links if link.loop is here]
        for link in links:
            link.end(_GOING_AWAY, "the server stops")
        if sessions := {link.session for link in links if link.session}:
            await asyncio.wait(sessions, timeout=2 * _CLOSING)

    # -- calls

    async def _listen(self, link: _Link, receive: Receive) -> None:
        while not link.over.done():
            message = await receive()
            if message["type"] != "websocket.receive":
                return
            try:
                await self._take(link, _octets(message))
            except Exception as error:
                fault(self._hooks, None, error)
                link.end(_FAULT, "the server failed")

    async def _take(self, link: _Link, data: bytes) -> None:
        """Begin with the call that a frame holds."""
        own_id = "null"
        try:
            frame = _read(data, self._limits)
            if all(frame.get(name) == word for name, word in self._words.items()):
                own_id = _echo(frame.get(self._id))
                if not await link.has_room():
                    raise Refusal("busy")
                link.start(self._call(link, frame, own_id), len(data) + _COSTS)
        except Refusal as refusal:
            if told := self._refuse(link, refusal, own_id):
                link.offer(told)

    async def _call(self, link: _Link, frame: Mapping[str, Json], own_id: str) -> None:
        async with link.turns:  # until the answer is sent, so that few wait for that
            text = await self._answer(link, frame, own_id)
            if text and self._everyone:
                for other in self._links:
                    if other is not link:
                        other.post(text, link.loop)
            if text:
                await link.reply(text)

    async def _answer(self, link: _Link, frame: Mapping[str, Json], own_id: str) -> str:
        """Give the frame that answers a call, whatever happens; empty where none does."""
        try:
            return self._ok.fill(own_id, self._text(await self._result(link, frame)))
        except asyncio.CancelledError as cancelled:
            if link.over.done():
                raise
            error: BaseException = cancelled
        except Exception as raised:
            error = raised
        try:
            return self._failure(link, error, own_id)
        except Exception as raised:  # the error carries what has no JSON
            return self._failure(link, raised, own_id)

    def _failure(self, link: _Link, error: BaseException, own_id: str) -> str:
        if isinstance(error, ApiError):
            body = self._frame.envelope.failure(error, 0, 0.0)
            return self._ok.fill(own_id, self._text(body))
        if not isinstance(error, Refusal):
            error = fault(self._hooks, None, error)
        return self._refuse(link, error, own_id)

    def _refuse(self, link: _Link, refusal: Refusal, own_id: str) -> str:
        """Give the frame that answers a refusal; empty where none does."""
        kind = refusal.kind
        if refusal.own is not None:
            return self._failure(link, refused(self._refusals, refusal), own_id)
        if kind in self._closes:
            link.end(*_CLOSES.get(kind, (_REFUSED, "this is refused")))
        if kind in self._closes or kind in self._silent:
            return ""
        error = refused(self._refusals, refusal)
        if self._broken is None or kind == "unimplemented":
            return self._failure(link, error, own_id)
        return self._broken.fill(own_id, self._text([error.message]))

    async def _result(self, link: _Link, frame: Mapping[str, Json]) -> Json:
        """Give the answer of a method in its envelope. Raises ApiError or Refusal."""
        name = frame.get(self._method)
        if not name:
            raise Refusal("request", reason=f"`{self._method}` is missing")
        way = self._ways.get(name) if isinstance(name, str) else None
        if way is None:
            raise Refusal("method", method=_plain(name))
        args = way.args(frame.get(self._params, {}))
        with Watch(self._limits.time) as watch:
            serving = Request(
                way.method.name,
                "ws",
                watch=watch,
                raw_headers=link.scope.get("headers", ()),
                client=link.scope.get("client"),
                connection=link.number,
            )
            result, beside = await self._run(link, way, args, serving)
        return self._frame.envelope.success(result, beside, 0.0)

    async def _run(
        self, link: _Link, way: _Way, args: Mapping[str, Json], serving: Request
    ) -> tuple[Json, dict[str, Json]]:
        """Run a method; those of a stream need no handler, since its keys are kept here."""
        method, forms, handler = way.method, way.route.forms, self._handler
        stream = self._stream_of.get(method.name)
        if stream is None:
            return await run(handler, self._hooks, method, args, serving, forms)
        handler = _quiet(handler, method.function)
        key = (stream.push.name, _plain(args.get(stream.param)) if stream.param else "")
        is_new = method.name == stream.start and key not in link.keys
        if is_new:  # before it runs, since it may push what is there already
            if len(link.keys) >= _KEYS or len(key[1]) > _KEY_LENGTH:
                raise Refusal("busy")
            link.keys.add(key)
        try:
            answer = await run(handler, self._hooks, method, args, serving, forms)
        except BaseException:
            if is_new:
                link.keys.discard(key)
            raise
        if method.name == stream.stop:
            link.keys.discard(key)
        return answer

    # -- pushes

    def push(self, kind: Push[T], payload: T, to: object = None) -> None:
        """Push to all connections or to one, from any thread. Raises ValueError."""
        made, key = kind.codec.encode(payload), None
        text = self._text(kind.frame(made))
        if stream := self._streams.get(kind.name):
            key = (kind.name, _plain(made.get(stream.key)) if stream.key else "")
        here = _running_loop()
        for link in self._links:
            is_meant = to is None or to == link.number
            if is_meant and (key is None or key in link.keys):
                link.post(text, here)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class Pushes:
    """What the server says by itself, from any thread."""

    def __init__(self, carrier: WsCarrier) -> None:
        self._carrier = carrier

    def _push(self, kind: Push[T], payload: T, to: object = None) -> None:
        self._carrier.push(kind, payload, to)
