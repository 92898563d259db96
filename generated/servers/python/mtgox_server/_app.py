# ruff: noqa
"""What all servers share: errors, methods and how one is run, limits, and the ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from collections.abc import Sequence
from contextvars import ContextVar
from functools import partial
from itertools import accumulate
import logging
import re
import sys
import threading
from time import monotonic
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    NamedTuple,
    Protocol,
    TypeVar,
    cast,
)

from ._wire import (
    Anything,
    Beside,
    Codec,
    DecodeError,
    Json,
    Misfit,
    Nothing,
    Nullable,
    Number,
    Numbered,
    Octets,
    OneOf,
    RecordCodec,
    Words,
    codec_of,
    converts,
    plain_text,
    shown,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from ._wire import Shape

T = TypeVar("T")

Scope: TypeAlias = "MutableMapping[str, Any]"
Message: TypeAlias = "MutableMapping[str, Any]"
Receive: TypeAlias = "Callable[[], Awaitable[Message]]"
Send: TypeAlias = "Callable[[Message], Awaitable[None]]"

NO_NAMES: Final[Mapping[str, Any]] = MappingProxyType({})
_LOG = logging.getLogger(__name__.rpartition(".")[0] or __name__)


# -- errors ------------------------------------------------------------------------


class Facts(NamedTuple):
    """What is known of an error before it is raised."""

    code: int | None = None
    codes: tuple[int, int] | None = None
    token: str | None = None
    message: str = ""
    """What it says, unless it is raised with another text."""
    text: str = ""
    """The same with parts in it, such as `key {key_id} is not registered`."""
    parts: Mapping[str, Shape[Any]] = NO_NAMES
    counts: Mapping[str, tuple[int, Shape[Any]]] = NO_NAMES
    """The code is the first number minus the part."""
    data: Shape[Any] | None = None
    status: int | Mapping[str, int] | None = None


class ApiError(Exception):
    """An error of the API; a handler raises it."""

    facts: ClassVar[Facts] = Facts()

    code: int | None
    token: str | None
    message: str
    data: Json
    """What else travels with it, as JSON."""
    own_status: int | None = None
    """The HTTP status of this one, where it is not the usual one."""

    def __init_subclass__(cls, **facts: Any) -> None:
        super().__init_subclass__()
        cls.facts = cls.facts._replace(**facts)

    def __init__(
        self,
        message: str = "",
        *,
        data: Any = None,
        code: int | str | None = None,
        **parts: Any,
    ) -> None:
        """Make an error; `code` is a number, or a word where the service has words."""
        facts = self.facts
        self.message = message or facts.message or _filled(facts, parts)
        super().__init__(self.message)
        self.code = _code(facts, None if isinstance(code, str) else code, parts)
        self.token = code if isinstance(code, str) else facts.token
        as_json = facts.data is None or data is None
        self.data = data if as_json else codec_of(cast("Any", facts.data)).encode(data)
        for name, value in parts.items():
            setattr(self, name, value)

    def status(self, dialect: str = "") -> int | None:
        """Give the HTTP status it comes with, if it has one of its own."""
        if self.own_status is not None:
            return self.own_status
        status = self.facts.status
        return status.get(dialect) if isinstance(status, Mapping) else status


def _filled(facts: Facts, parts: Mapping[str, Any]) -> str:
    """Give the usual text with its parts as they travel."""
    texts = {
        name: (
            plain_text(codec_of(facts.parts[name]).encode(value))
            if name in facts.parts
            else str(value)
        )
        for name, value in parts.items()
    }
    return fill(facts.text, texts)


def fill(template: str, facts: Mapping[str, object]) -> str:
    """Put facts in the place of their names in braces; other braces stay."""
    if "{" not in template:
        return template
    return re.sub(
        r"\{(\w+)\}",
        lambda found: str(facts.get(found[1], found[0])),
        template,
    )


def _code(facts: Facts, code: int | None, parts: Mapping[str, Any]) -> int | None:
    for name, (start, shape) in facts.counts.items():
        if code is None and name in parts:
            return start - int(codec_of(shape).encode(parts[name]))
    if code is not None and facts.codes is not None:
        low, high = facts.codes
        if not low <= code <= high:
            raise ValueError(f"the code {code} is not between {low} and {high}")
    if code is None and facts.code is None and facts.codes is not None:
        return facts.codes[1]
    return facts.code if code is None else code


class Refusal(Exception):
    """A request is refused before a handler sees it, or its handler failed."""

    def __init__(
        self, kind: str, own: Refuse | None = None, /, **facts: object
    ) -> None:
        super().__init__(kind, facts)
        self.kind, self.facts = kind, facts
        self.own = own
        """What answers it, whatever the transport says of its kind."""

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {value}" for name, value in self.facts.items())
        return f"{self.kind} ({told})"


class Refuse(NamedTuple):
    """Which error a refusal is, and what it says where that is not the error's usual text."""

    error: type[ApiError] = ApiError
    message: str = ""
    status: int | None = None
    """The HTTP status, where it is not the error's usual one."""


class Refused(Misfit):
    """A value breaks a rule of a type that says what answers it."""

    def __init__(self, told: str, refuse: Refuse, value: Json) -> None:
        super().__init__(told)
        self.refuse, self.value = refuse, value


if TYPE_CHECKING:
    Refusals: TypeAlias = Mapping[str, Refuse]


LIKE: Final[Mapping[str, str]] = {
    "no_object": "request",
    "missing_query": "missing",
    "no_body": "missing",
    "value": "type",
    "number": "type",
    "time": "fault",
    "size": "request",
    "depth": "unparsable",
    "batch": "request",
    "agent": "request",
    "key_missing": "access",
    "key_unknown": "access",
    "signature": "access",
    "nonce": "access",
    "busy": "fault",
}
"""What a refusal is like that has no answer of its own."""


def answered_as(refusals: Refusals, kind: str) -> str:
    """Give the kind whose answer a refusal gets: its own, or what it is like."""
    while kind not in refusals and kind in LIKE:
        kind = LIKE[kind]
    return kind


def refused(refusals: Refusals, refusal: Refusal) -> ApiError:
    """Give the error that a refusal is for the caller."""
    kind = refusal.kind if refusal.own else answered_as(refusals, refusal.kind)
    refuse = refusal.own or refusals.get(kind) or refusals.get("request")
    reason = str(refusal.facts.get("reason", refusal.kind))
    if refuse is None:
        return ApiError(reason)
    if kind != refusal.kind and not refusal.facts.keys() >= _names(refuse.message):
        refuse = refuse._replace(message="")  # it is about what is not known here
    made, facts = refuse.error, refusal.facts
    parts = {
        name: _part(shape, facts[name])
        for name, shape in made.facts.parts.items()
        if name in facts
    }
    message = fill(refuse.message, facts)
    try:
        error = made(message, **parts)
    except (TypeError, ValueError):  # a part is missing, or does not fit
        error = made.__new__(made)
        ApiError.__init__(error, message or reason)
    error.own_status = refuse.status
    return error


def _names(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", template))


def _part(shape: Shape[Any], fact: object) -> Any:
    try:
        return codec_of(shape).from_text(str(fact))
    except (Misfit, DecodeError):
        return fact


# -- methods -----------------------------------------------------------------------


class Param:
    """A parameter: its names, its shape, and whether it may be missing."""

    __slots__ = (
        "also",
        "codec",
        "field",
        "is_required",
        "kind",
        "name",
        "shape",
        "takes_null",
    )

    def __init__(
        self,
        name: str,
        shape: Shape[Any] | Beside,
        field: str,
        is_required: bool,
        also: tuple[str, ...],
    ) -> None:
        self.name, self.field, self.also = name, field or name, also
        self.is_required = is_required
        self.shape = shape if isinstance(shape, Beside) else codec_of(shape)
        self.codec = None if isinstance(self.shape, Beside) else self.shape
        # Most values are their own meaning, which one look at the class shows.
        self.kind = _own_kind(self.codec)
        self.takes_null = _takes_null(self.codec)


def _own_kind(codec: Codec[Any] | None) -> type | None:
    if codec is None or codec.same is None or converts(codec):
        return None
    return codec.same


def _takes_null(codec: Codec[Any] | None) -> bool:
    if isinstance(codec, OneOf):
        return any(map(_takes_null, codec.shapes()))
    return codec is None or isinstance(codec, (Anything, Nothing, Nullable))


def needs(
    name: str,
    shape: Shape[Any] | Beside,
    field: str = "",
    *,
    also: tuple[str, ...] = (),
) -> Param:
    """Declare a parameter that is always there."""
    return Param(name, shape, field, True, also)


def takes(
    name: str,
    shape: Shape[Any] | Beside,
    field: str = "",
    *,
    also: tuple[str, ...] = (),
) -> Param:
    """Declare a parameter that may be missing."""
    return Param(name, shape, field, False, also)


class Answer(Generic[T]):
    """A result and what stands beside it."""

    __slots__ = ("beside", "result")

    def __init__(self, result: T, **beside: Any) -> None:
        self.result, self.beside = result, beside

    def __repr__(self) -> str:
        return f"Answer({self.result!r}, {self.beside!r})"


class Method:
    """What a method takes and gives, on the wire."""

    __slots__ = (
        "beside",
        "function",
        "name",
        "params",
        "result",
        "routes",
        "waits",
        "_aliases",
        "_codec",
        "_kind",
    )

    def __init__(
        self,
        name: str,
        function: str,
        params: Sequence[Param],
        result: Shape[Any] | Beside | None,
        *routes: object,
        beside: Mapping[str, Shape[Any]] | None = None,
        waits: bool = False,
    ) -> None:
        self.name, self.function, self.params = name, function, tuple(params)
        self.result, self.routes, self.beside = result, routes, beside or {}
        self.waits = waits
        """Whether it may take any time, since it waits for something to happen."""
        self._aliases = {also: one.name for one in params for also in one.also}
        is_fixed = result is not None and not isinstance(result, Beside)
        self._codec = codec_of(cast("Shape[Any]", result)) if is_fixed else None
        kind = _own_kind(self._codec)
        self._kind = kind if kind in {int, str, bool} else None

    def __repr__(self) -> str:
        return f"<Method {self.name}>"

    def route(self, kind: type[T]) -> T | None:
        """Give the way over one transport, if the method has it."""
        return next((one for one in self.routes if isinstance(one, kind)), None)

    def decode(
        self, args: Mapping[str, Json], forms: Mapping[str, Codec[Any]] = NO_NAMES
    ) -> dict[str, Any]:
        """Give what arguments mean, by the names of Python. Raises Refusal.

        `forms` has the codecs of parameters that travel in another form than usual.
        """
        if self._aliases and not self._aliases.keys().isdisjoint(args):
            args = self._by_own_name(args)
        given: dict[str, Any] = {}
        for param in self.params:
            name = param.name
            if name in args:
                value = args[name]
                if forms or type(value) is not param.kind:
                    value = self._read(param, args, forms)
                given[param.field] = value
            elif param.is_required:
                self.check_names(args)
        if len(given) != len(args):
            self.check_names(args)
        return given

    def encode(
        self, value: object, args: Mapping[str, Json], given: Mapping[str, Any]
    ) -> tuple[Json, dict[str, Json]]:
        """Give the JSON of a result, and of what stands beside it. Raises ValueError.

        `given` is what the arguments mean, by the names of Python.
        """
        beside: dict[str, Json] = {}
        if type(value) is self._kind:
            return value, beside
        if isinstance(value, Answer):
            for name, item in value.beside.items():
                if name not in self.beside:
                    raise Misfit(f"nothing called `{name}` stands beside the result")
                beside[name] = codec_of(self.beside[name]).encode(item)
            value = cast("Any", value).result
        if isinstance(self.result, Beside):
            decided = self._by_own_name(args) if self._aliases else args
            for param in self.params:
                # It may have come in another form than the one that cases are named by.
                if (
                    param.name == self.result.by
                    and param.field in given
                    and param.codec
                ):
                    own = param.codec.write(given[param.field])
                    decided = {**decided, param.name: own}
            return self.result.codec(decided).encode(value), beside
        if self._codec is not None:
            return self._codec.encode(value), beside
        if value is not None:
            raise Misfit(f"{shown(value)} is a result, and {self.name} has none")
        return None, beside

    def check_names(self, args: Mapping[str, Json]) -> None:
        """Refuse a name that is not there, then one that is missing."""
        known = {param.name for param in self.params}
        for name in args:
            if name not in known and self._aliases.get(name, name) not in known:
                raise self.refusal("unknown", name=name)
        own = self._by_own_name(args)
        lacking = [p.name for p in self.params if p.is_required and p.name not in own]
        if lacking:
            raise self.lacks(lacking)

    def lacks(self, names: Sequence[str]) -> Refusal:
        """Refuse a call that lacks parameters, with all that a message may tell."""
        quoted = [f"'{name}'" for name in names]
        joined = " and ".join(quoted)
        if len(names) > 2:
            joined = f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
        return self.refusal(
            "missing",
            name=names[0],
            names=joined,
            count=len(names),
            noun="argument" if len(names) == 1 else "arguments",
            listed=f"[{', '.join(quoted)}]",
        )

    def refusal(
        self, kind: str, own: Refuse | None = None, /, **facts: object
    ) -> Refusal:
        return Refusal(kind, own, method=self.name, function=self.function, **facts)

    def _by_own_name(self, args: Mapping[str, Json]) -> Mapping[str, Json]:
        return {
            own if (own := self._aliases.get(name, name)) not in args else name: value
            for name, value in args.items()
        }

    def _read(
        self, param: Param, args: Mapping[str, Json], forms: Mapping[str, Codec[Any]]
    ) -> Any:
        value, codec = args[param.name], param.codec
        if forms:
            codec = forms.get(param.name, codec)
        try:
            if codec is None:
                codec = cast("Beside", param.shape).codec(args)
            return codec.read(value)
        except Refused as error:
            self.check_names(args)
            facts = {"value": _told(error.value), "reason": str(error)}
            raise self.refusal(
                "value", error.refuse, name=param.name, **facts
            ) from None
        except (Misfit, RecursionError) as error:
            self.check_names(args)
            reason = _reason(codec, value, error)
        kind = "value" if codec is not None and is_of_kind(codec, value) else "type"
        raise self.refusal(kind, name=param.name, value=_told(value), reason=reason)


def is_of_kind(codec: Codec[Any], value: Json) -> bool:
    """Whether what does not fit in a value is at least of the right kind of JSON."""
    codec, value = _culprit(codec, value)
    if isinstance(value, dict):
        return isinstance(codec, RecordCodec)
    if isinstance(value, str):
        is_no_number = isinstance(codec, Number) and codec.form != "number"
        return is_no_number or isinstance(codec, (Octets, Words))
    return type(value) is int and isinstance(codec, Numbered)


def _culprit(codec: Codec[Any], value: Json) -> tuple[Codec[Any], Json]:
    """Go down to the first part that does not fit, as far as it is made of parts."""
    inner: Any = codec
    while hasattr(inner, "inner"):  # it may be null, or come in more forms
        inner = inner.inner
    codec = cast("Codec[Any]", inner)
    try:
        for _, one, part in codec.parts(value):
            try:
                one.read(part)
            except Misfit:
                return _culprit(one, part)
    except (Misfit, RecursionError):
        pass
    return codec, value


def _reason(codec: Codec[Any] | None, value: Json, error: Exception) -> str:
    """Say what is wrong with a value, with the way to it."""
    try:
        if codec is not None:
            codec.decode(value)
    except DecodeError as found:
        return str(found)
    return str(error)


def _told(value: Json) -> str:
    """Show a value in an error, as JSON and shortened."""
    if isinstance(value, (dict, list)):
        return shown(cast("object", value))
    try:
        text = plain_text(value)
    except Misfit:  # it has too large an exponent to be written out
        text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


class Methods:
    """All methods of an API, in its order."""

    __slots__ = ("by_name",)

    def __init__(self, *methods: Method) -> None:
        self.by_name = {method.name: method for method in methods}

    def __iter__(self) -> Iterator[Method]:
        return iter(self.by_name.values())

    def routed(self, kind: type[T]) -> Iterator[tuple[Method, T]]:
        """Give the methods that one transport carries, each with its way."""
        for method in self:
            route = method.route(kind)
            if route is not None:
                yield method, route


class Handler:
    """What a server does; each method of it answers one method of the API."""


# -- requests ----------------------------------------------------------------------


class Request:
    """The call that is being served, as `request()` gives it."""

    __slots__ = (
        "caller",
        "client",
        "connection",
        "method",
        "raw_headers",
        "scope",
        "transport",
        "watch",
    )

    def __init__(
        self,
        method: str,
        transport: str,
        watch: Watch | None = None,
        caller: str = "",
        scope: Mapping[str, str] = NO_NAMES,
        raw_headers: Sequence[tuple[bytes, bytes]] = (),
        client: tuple[str, int] | None = None,
        connection: object = None,
    ) -> None:
        self.method = method
        """The name in the API."""
        self.transport = transport
        """`rpc`, `http` or `ws`."""
        self.watch = watch
        self.caller = caller
        """The user or the key; empty where nobody has to say who they are."""
        self.scope = scope
        """What the path chooses, such as the wallet."""
        self.raw_headers = raw_headers
        self.client = client
        """The address the call came from."""
        self.connection = connection
        """The identity of a WebSocket connection; None over HTTP."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers by their names in lower case."""
        return {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in self.raw_headers
        }

    def __repr__(self) -> str:
        return f"<Request {self.method} over {self.transport}>"


_SERVING: ContextVar[Request] = ContextVar("serving")


def request() -> Request:
    """Give the call that is being served. Raises RuntimeError outside of one."""
    found = _SERVING.get(None)
    if found is None:
        raise RuntimeError("no call is being served here")
    return found


class Limits(NamedTuple):
    """How much one caller may ask for."""

    body: int = 1 << 20
    """Bytes of a body."""
    batch: int = 100
    """Calls in one request."""
    depth: int = 64
    """Lists and objects in each other."""
    time: float | None = 30.0
    """Seconds that a request may take with its body; None for ever."""
    sessions: int = 100
    """WebSocket connections."""
    frame: int = 1 << 20
    """Bytes of a frame."""
    backlog: int = 1000
    """Frames that wait for a slow reader."""


LIMITS: Final = Limits()


class Hooks(NamedTuple):
    """Functions that are told what happens; they must not wait."""

    started: Callable[[Request], None] | None = None
    finished: Callable[[Request, BaseException | None, float], None] | None = None
    """Also told the error that the caller gets, and the seconds it took."""
    failed: Callable[[Request | None, BaseException], None] | None = None
    """Told what a handler raised that is no error of the API; without it, it is logged."""


HOOKS: Final = Hooks()


def fault(hooks: Hooks, serving: Request | None, error: BaseException) -> Refusal:
    """Tell the server's owner of a fault, and give the refusal that tells the caller."""
    if hooks.failed is None:
        what = "a request" if serving is None else serving.method
        _LOG.error("%s failed", what, exc_info=error)
    else:
        _tell(hooks.failed, serving, error)
    return Refusal("fault", reason=str(error) or type(error).__name__)


def _tell(hook: Callable[..., None], *args: object) -> None:
    try:
        hook(*args)
    except Exception as error:
        _LOG.error("a hook failed", exc_info=error)


def run(
    handler: object,
    hooks: Hooks,
    method: Method,
    args: Mapping[str, Json],
    serving: Request,
    forms: Mapping[str, Codec[Any]] = NO_NAMES,
) -> Awaitable[tuple[Json, dict[str, Json]]]:
    """Call a handler's method; give its result and what is beside it.

    Raises ApiError or Refusal, and asyncio.CancelledError if the caller left.
    """
    tells = hooks.started is not None or hooks.finished is not None
    one = _run_and_tell if tells else _run
    return one(handler, hooks, method, args, serving, forms)


async def _run_and_tell(
    handler: object,
    hooks: Hooks,
    method: Method,
    args: Mapping[str, Json],
    serving: Request,
    forms: Mapping[str, Codec[Any]],
) -> tuple[Json, dict[str, Json]]:
    began, error = monotonic(), None
    if hooks.started is not None:
        _tell(hooks.started, serving)
    try:
        return await _run(handler, hooks, method, args, serving, forms)
    except BaseException as raised:
        error = raised
        raise
    finally:
        if hooks.finished is not None:
            _tell(hooks.finished, serving, error, monotonic() - began)


async def _run(
    handler: object,
    hooks: Hooks,
    method: Method,
    args: Mapping[str, Json],
    serving: Request,
    forms: Mapping[str, Codec[Any]],
) -> tuple[Json, dict[str, Json]]:
    watch = serving.watch
    if watch is not None:
        if watch.is_late:
            raise watch.refusal()
        if method.waits:
            watch.wait_for_ever()
    given = method.decode(args, forms)
    token = _SERVING.set(serving)
    try:
        value = await getattr(handler, method.function)(**given)
        return method.encode(value, args, given)
    except (ApiError, Refusal):
        raise
    except NotImplementedError:
        raise method.refusal("unimplemented") from None
    except asyncio.CancelledError as error:
        if watch is not None and watch.is_late:
            raise watch.refusal() from None
        if is_cancelled() is not False:
            raise
        raise fault(hooks, serving, error) from None
    except Exception as error:
        raise fault(hooks, serving, error) from None
    finally:
        _SERVING.reset(token)


def is_cancelled() -> bool | None:
    """Whether the task itself is cancelled, and not only what a handler waited for.

    Before Python 3.11 nobody knows.
    """
    task = asyncio.current_task()
    if task is None or sys.version_info < (3, 11):
        return None
    return task.cancelling() > 0


# -- time, and callers that leave --------------------------------------------------


_ROUND = 0.05
"""Seconds; what is served sooner needs no timer of its own."""


class CallerLeft(asyncio.CancelledError):
    """The caller ended the connection, so that nobody waits for the reply."""


class Watch:
    """Ends a task that takes too long, or whose caller has left."""

    __slots__ = (
        "has_body",
        "has_left",
        "is_late",
        "seconds",
        "_began",
        "_is_long",
        "_listener",
        "_loop",
        "_receive",
        "_round",
        "_task",
        "_timer",
    )

    def __init__(self, seconds: float | None, receive: Receive | None = None) -> None:
        self.seconds, self._receive = seconds, receive
        self.is_late = self.has_left = self._is_long = False
        self.has_body = False
        """Whether nothing can be received any more but that the caller left."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(self._loop)
        self._listener: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._began = monotonic()
        self._round = _rounds(self._loop).add(self)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let the task go on for ever."""
        self._round.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._listener is not None:
            self._listener.cancel()

    def refusal(self) -> Refusal:
        """Give the refusal of a call whose time is up; the task itself goes on."""
        if self._timer is not None:
            self._timer.cancel()
        self.settle()
        return Refusal("time", seconds=f"{self.seconds:g}")

    def settle(self) -> None:
        """Take note that the task was cancelled and goes on."""
        task = asyncio.current_task()
        if sys.version_info >= (3, 11) and task is not None and task.cancelling():
            task.uncancel()

    def wait_for_ever(self) -> None:
        """Take the limit away, and still notice that the caller leaves."""
        self.seconds = None
        if self._timer is not None:
            self._timer.cancel()

    def listen(self) -> None:
        """Notice from now on that the caller leaves, once its body is here."""
        if self._is_long and self.has_body and self._receive and not self._listener:
            self._listener = self._loop.create_task(self._hear(self._receive))

    def last(self) -> None:
        """Take the task for a long one, and care for each of its limits."""
        self._is_long = True
        self.listen()
        if self.seconds is not None:
            left = self._began + self.seconds - monotonic()
            self._timer = self._loop.call_later(max(left, 0), self._end)

    async def _hear(self, receive: Receive) -> None:
        try:
            message = await receive()
        except Exception:  # a server that cannot say so
            return
        if message["type"] != "http.disconnect":  # nor this one
            return
        self.has_left = True
        if self._task is not None:
            self._task.cancel()

    def _end(self) -> None:
        """Cancel the task, and once more for each time that it would not end."""
        self.is_late = True
        self._timer = self._loop.call_later(1, self._end)
        if self._task is not None:
            self._task.cancel()


class _Rounds:
    """Looks after watches once in a while: a timer for each would cost more."""

    __slots__ = ("_is_running", "_new", "_old", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop, self._is_running = loop, False
        self._new: set[Watch] = set()
        self._old: set[Watch] = set()

    def add(self, watch: Watch) -> set[Watch]:
        if not self._is_running:
            self._is_running = True
            self.loop.call_later(_ROUND, self._turn)
        self._new.add(watch)
        return self._new

    def _turn(self) -> None:
        for watch in self._old:
            watch.last()
        self._old, self._new = self._new, set()
        self._is_running = bool(self._old)
        if self._is_running:
            self.loop.call_later(_ROUND, self._turn)


class _Here(threading.local):
    rounds: _Rounds | None = None


_HERE = _Here()


def _rounds(loop: asyncio.AbstractEventLoop) -> _Rounds:
    """Give the rounds of an event loop; a thread has one loop at a time."""
    found = _HERE.rounds
    if found is None or found.loop is not loop:
        found = _HERE.rounds = _Rounds(loop)
    return found


# -- HTTP --------------------------------------------------------------------------


class HttpRequest:
    """A request over HTTP, without its body."""

    __slots__ = ("closes", "headers", "path", "scope", "verb", "watch")

    def __init__(self, scope: Scope, watch: Watch) -> None:
        self.scope, self.watch = scope, watch
        self.closes = False
        """Whether the connection ends with it, since a part of the body is still to come."""
        self.verb: str = scope["method"]
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        path, root = scope["path"], scope.get("root_path")
        self.path: str = _below_root(path, root) if root or not path else path
        """Decoded, and without what the application is mounted at."""

    @property
    def raw_path(self) -> str:
        """The path as it came, with its percent signs."""
        raw: bytes | None = self.scope.get("raw_path")
        if not raw:
            return self.path
        if b"?" in raw:  # some servers leave the query there
            raw = raw.partition(b"?")[0]
        path, root = raw.decode("latin-1"), self.scope.get("root_path")
        return _below_root(path, root) if root or not path else path

    @property
    def query(self) -> str:
        query: bytes = self.scope.get("query_string", b"")
        return query.decode("latin-1")

    @property
    def client(self) -> tuple[str, int] | None:
        found = self.scope.get("client")
        return None if found is None else (found[0], found[1])

    def header(self, name: bytes) -> str | None:
        """Give a header by its name in lower case; the first if it came twice."""
        for own, value in self.headers:
            if own == name:
                return value.decode("latin-1")
        return None

    def serving(
        self, method: str, transport: str, caller: str, scope: Mapping[str, str]
    ) -> Request:
        """Give what a handler is told of one call in this request."""
        client = self.scope.get("client")
        return Request(
            method, transport, self.watch, caller, scope, self.headers, client
        )


def _below_root(path: str, root: str | None) -> str:
    """Take away what an application is mounted at; not all servers leave it there."""
    if root and path.startswith(root) and path[len(root) :][:1] in {"", "/"}:
        path = path[len(root) :]
    return path or "/"


class HttpReply(NamedTuple):
    """A reply over HTTP; its length is added when it is sent."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Names are in lower case, and the content type is among them."""


class HttpCarrier(Protocol):
    """What carries calls over HTTP."""

    def takes(self, path: str) -> bool:
        """Whether a path is one of its own."""
        ...

    async def answer(
        self, request: HttpRequest, read: Callable[[], Awaitable[bytes]]
    ) -> HttpReply:
        """Answer a request; `read` gives its body, or raises Refusal."""
        ...

    def refuse(self, request: HttpRequest, refusal: Refusal) -> HttpReply:
        """Answer a request that is refused as a whole."""
        ...


class WsCarrier(Protocol):
    """What carries calls over WebSockets."""

    async def session(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, from its handshake on."""
        ...

    async def stop(self) -> None:
        """Close all connections."""
        ...


_DRAINED = 16
"""So many times the longest body is read on, so that its sender hears the answer."""


async def read_body(
    receive: Receive,
    headers: Sequence[tuple[bytes, bytes]],
    most: int,
    watch: Watch | None = None,
) -> bytes:
    """Read a body. Raises Refusal if it is too long, and CallerLeft if it ends early."""
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            if int(value[:20]) > _DRAINED * most:
                raise Refusal("size", most=most)
    message = await receive()
    if message["type"] == "http.disconnect":
        raise CallerLeft
    body: bytes = message.get("body", b"")
    if message.get("more_body", False) or len(body) > most:
        body = await _read_on(receive, message, most)
    if watch is not None:
        watch.has_body = True
        watch.listen()
    return body


async def _read_on(receive: Receive, message: Message, most: int) -> bytes:
    """Read what comes in pieces; of what is too long nothing is kept."""
    read, kept = 0, bytearray()
    while read <= _DRAINED * most:
        piece: bytes = message.get("body", b"")
        read += len(piece)
        if read > most:
            kept.clear()
        else:
            kept += piece
        if not message.get("more_body", False):
            break
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerLeft
    if read > most:
        raise Refusal("size", most=most)
    return bytes(kept)


_OTHERS = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_ALIKE = bytes.maketrans(b"{}", b"[]")
_OPEN, _BLOCK = ord("["), 64


def check_depth(text: bytes, most: int) -> None:
    """Refuse JSON with too many lists and objects in each other."""
    if text.count(b"[") + text.count(b"{") <= most:
        return
    bare = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = bare.translate(_ALIKE, _OTHERS)
    brackets = b"".join(marks.split(b'"')[::2])  # what stands outside of texts
    depth = 0
    for start in range(0, len(brackets), _BLOCK):
        block = brackets[start : start + _BLOCK]
        opened = block.count(b"[")
        if depth + opened > most:  # perhaps too deep somewhere in it
            if depth + max(accumulate(1 if c == _OPEN else -1 for c in block)) > most:
                raise Refusal("depth", most=most)
        depth += 2 * opened - len(block)


# -- the application ---------------------------------------------------------------


class _Nowhere:
    """Stands where there is nothing over HTTP."""

    def takes(self, path: str) -> bool:
        return False

    async def answer(
        self, request: HttpRequest, read: Callable[[], Awaitable[bytes]]
    ) -> HttpReply:
        return HttpReply(404)

    def refuse(self, request: HttpRequest, refusal: Refusal) -> HttpReply:
        return HttpReply(404)


class App:
    """An ASGI application that serves an API."""

    def __init__(
        self,
        handler: object,
        *,
        http: Sequence[HttpCarrier] = (),
        ws: WsCarrier | None = None,
        limits: Limits = LIMITS,
        hooks: Hooks = HOOKS,
    ) -> None:
        self.handler, self.limits, self.hooks = handler, limits, hooks
        self._http, self._ws = tuple(http), ws
        *self._others, self._last = self._http or (_Nowhere(),)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return
        watch = Watch(self.limits.time, receive)
        request = HttpRequest(scope, watch)
        read = partial(read_body, receive, request.headers, self.limits.body, watch)
        carrier = self._carrier(request.path)
        try:
            reply = await carrier.answer(request, read)
        except CallerLeft:
            return
        except asyncio.CancelledError as error:
            if watch.has_left:
                watch.settle()
                return
            if is_cancelled() and not watch.is_late:
                raise
            reply = self._failed(carrier, request, error)
        except Exception as error:
            reply = self._failed(carrier, request, error)
        finally:
            watch.stop()
        headers = list(reply.headers)
        if reply.status not in {204, 304}:
            headers.append((b"content-length", b"%d" % len(reply.body)))
        if request.closes and scope.get("http_version", "1.1").startswith("1"):
            headers.append((b"connection", b"close"))
        start = {
            "type": "http.response.start",
            "status": reply.status,
            "headers": headers,
        }
        body = b"" if request.verb == "HEAD" else reply.body
        try:
            await send(start)
            await send({"type": "http.response.body", "body": body})
        except OSError:
            pass  # the caller left

    def _failed(
        self, carrier: HttpCarrier, request: HttpRequest, error: BaseException
    ) -> HttpReply:
        """Answer a request that is refused as a whole, or whose carrier broke down."""
        request.closes = not request.watch.has_body
        if isinstance(error, Refusal):
            refusal = error
        elif isinstance(error, asyncio.CancelledError) and request.watch.is_late:
            refusal = request.watch.refusal()
        else:
            refusal = fault(self.hooks, None, error)
        try:
            return carrier.refuse(request, refusal)
        except Exception as wrong:
            fault(self.hooks, None, wrong)
            return HttpReply(500)

    def _carrier(self, path: str) -> HttpCarrier:
        """Find who carries a path; the last one answers what is nobody's."""
        for carrier in self._others:
            if carrier.takes(path):
                return carrier
        return self._last

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what is no request over HTTP."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "websocket":
            raise ValueError(f"a server of this API takes no {scope['type']}")
        elif self._ws is not None:
            await self._ws.session(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._ws is not None:
                    await self._ws.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
