# ruff: noqa
"""Serves calls as JSON-RPC over HTTP, in each of the dialects that a service speaks."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from hmac import compare_digest
from http import HTTPStatus
import json
import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast
from urllib.parse import unquote

from ._app import (
    HOOKS,
    LIMITS,
    NO_NAMES,
    ApiError,
    Hooks,
    HttpReply,
    HttpRequest,
    Limits,
    Method,
    Methods,
    Refusal,
    check_depth,
    fault,
    refused,
    run,
)
from ._wire import (
    Codec,
    DecodeError,
    Json,
    decoder,
    dumps,
    is_list,
    is_object,
    loads,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from ._app import Refusals

    Passwords: TypeAlias = (
        "Mapping[str, str] | Callable[[str, str], bool | Awaitable[bool]]"
    )


# -- facts of a service ------------------------------------------------------------


class Rpc(NamedTuple):
    """How a method is called: its name on the wire, and its path if it has its own."""

    method: str = ""
    path: str = ""
    also: Sequence[str] = ()
    """Further paths that it can be called at."""
    names: Mapping[str, str] = NO_NAMES
    """Names of parameters on the wire, where they differ."""
    also_names: Mapping[str, Sequence[str]] = NO_NAMES
    """Further names."""
    forms: Mapping[str, Codec[Any]] = NO_NAMES
    """Codecs of parameters that travel in another form."""
    absent: Sequence[str] = ()
    """Parameters that it has elsewhere and not here."""
    defaults: Mapping[str, Json] = NO_NAMES
    """What stands for parameters that are missing, where that differs."""
    required: Sequence[str] = ()
    """Parameters that may be missing elsewhere and not here."""


RPC: Final = Rpc()
"""Called by its own name, on the path of all."""


class Statuses(NamedTuple):
    """The HTTP statuses of a dialect."""

    ok: int = 200
    batch: int = 200
    empty_batch: int = 200
    notification: int = 204
    error: int = 200
    """Of an error that has no status of its own."""
    codes: Mapping[int, int] = {}
    """Of errors with certain codes."""


class Dialect(NamedTuple):
    """One form of JSON-RPC."""

    name: str
    when: tuple[str | None, ...] = ()
    """What `jsonrpc` is in a request, None where it is missing; empty for whatever else."""
    members: Mapping[str, Literal["always", "ok", "failed", "never"]] = {
        "jsonrpc": "always",
        "result": "ok",
        "error": "failed",
        "id": "always",
    }
    """The members of a reply, in their order."""
    version: str = "2.0"
    without_id: Literal["answer", "notification", "refuse"] = "notification"
    params: tuple[Literal["array", "object"], ...] = ("array", "object")
    statuses: Statuses = Statuses()


def spoken(known: Sequence[Dialect], names: Sequence[str]) -> list[Dialect]:
    """Choose dialects by their names. Raises ValueError."""
    unknown = sorted(set(names).difference(one.name for one in known))
    if unknown or not names:
        told = ", ".join(one.name for one in known)
        wrong = f"no dialect {unknown[0]!r}" if unknown else "no dialect at all"
        raise ValueError(f"{wrong}; there is {told}")
    return [one for one in known if one.name in names]


class Basic:
    """Lets those in who say a name and its password."""

    def __init__(self, known: Passwords, *, realm: str, delay: float = 0.25) -> None:
        self.known, self.realm = known, realm
        self.delay = delay
        """Seconds that a wrong password waits for its answer."""

    @property
    def challenge(self) -> str:
        return f'Basic realm="{self.realm}"'

    async def caller(self, header: str | None) -> str:
        """Give the name of who calls. Raises Refusal."""
        if header is None:
            raise Refusal("access", which="missing")
        user, password = _credentials(header)
        known = self.known
        if user is None:
            fits = False
        elif callable(known):
            found = known(user, password)
            fits = found if isinstance(found, bool) else await found
        else:
            # Whether there is such a user must not show in the time it takes.
            right = known.get(user, password)
            fits = compare_digest(password.encode(), right.encode()) and user in known
        if user is not None and fits:
            return user
        await asyncio.sleep(self.delay)
        raise Refusal("access", which="wrong")


@lru_cache(maxsize=64)
def _credentials(header: str) -> tuple[str | None, str]:
    """Read a header of Basic authentication; no name where it is none."""
    scheme, _, word = header.partition(" ")
    if scheme.lower() != "basic":
        return None, ""
    try:
        text = base64.b64decode(word.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None, ""
    user, colon, password = text.partition(":")
    return (user, password) if colon else (None, "")


# -- replies -----------------------------------------------------------------------


class _Voice:
    """A dialect, ready to write replies in."""

    __slots__ = ("dialect", "failed", "notifies", "ok", "ok_status", "refuses")

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.notifies = dialect.without_id == "notification"
        self.refuses = dialect.without_id == "refuse"
        self.ok_status = dialect.statuses.ok
        self.ok = _writer(dialect, "ok", "result")
        """Writes the reply of a call that went well: of its result and its id."""
        self.failed = _writer(dialect, "failed", "error")

    def status(self, error: ApiError, code: int) -> int:
        """Give the status of an error that is answered alone."""
        statuses = self.dialect.statuses
        own = error.status(self.dialect.name)
        return statuses.codes.get(code, statuses.error) if own is None else own


def _writer(dialect: Dialect, when: str, own: str) -> Callable[[str, str], str]:
    """Make what writes a reply of a result or an error, and an id."""
    told = {"jsonrpc": dumps(dialect.version), own: "\0", "id": "\1"}
    members = [
        f'"{name}":{told.get(name, "null")}'
        for name, there in dialect.members.items()
        if there in {"always", when}
    ]
    whole = f"{{{','.join(members)}}}"
    before, _, rest = whole.partition("\0")
    between, _, after = rest.partition("\1")
    if after:  # in the usual order, which is quick to write
        return lambda value, own_id: f"{before}{value}{between}{own_id}{after}"
    return lambda value, own_id: whole.replace("\1", own_id).replace("\0", value)


_SHORT = 4096
"""Bytes of a body that is read without the care that a long one needs."""


class _Raw(str):
    """The digits of a number as they came."""


class _Pairs(list[tuple[str, Json]]):
    """The members of an object as they came."""

    def last(self, name: str) -> Json:
        return next((value for own, value in reversed(self) if own == name), None)

    def twice(self) -> str | None:
        """Give the name of a member that came twice."""
        seen: set[str] = set()
        for name, _ in self:
            if name in seen:
                return name
            seen.add(name)
        return None


_AS_WRITTEN = json.JSONDecoder(
    parse_float=_Raw, parse_int=_Raw, object_pairs_hook=_Pairs
)


def _read(text: bytes) -> Json:
    """Read a body. Raises Refusal."""
    try:
        if len(text) < _SHORT:
            found, end = decoder.raw_decode(text.decode())
            if end == len(text):  # so it is all ASCII, without blanks around it
                return found
    except (ArithmeticError, RecursionError, ValueError):
        pass  # it is read once more for what to say
    try:
        return loads(text)
    except DecodeError as error:
        raise Refusal("unparsable", reason=error.message) from None


def _written(value: Json) -> str:
    """Write a value with the digits it came with."""
    if isinstance(value, _Raw):
        return "".join(value)
    if isinstance(value, _Pairs):
        return f"{{{','.join(f'{dumps(k)}:{_written(v)}' for k, v in value)}}}"
    if is_list(value):
        return f"[{','.join(map(_written, value))}]"
    return dumps(value)


# -- methods and their paths -------------------------------------------------------


class _Bound:
    """A method as it is called over JSON-RPC."""

    __slots__ = (
        "_also",
        "_idle",
        "_names",
        "_own_names",
        "_params",
        "defaults",
        "forms",
        "method",
        "required",
    )

    def __init__(self, method: Method, route: Rpc) -> None:
        self.method, self.forms, self.defaults = method, route.forms, route.defaults
        self.required = frozenset(route.required)
        self._params = [one for one in method.params if one.name not in route.absent]
        self._names = [one.name for one in self._params]
        self._idle = {
            one.name for one in self._params if not (one.is_required or one.takes_null)
        }
        self._also = {name: one.name for one in self._params for name in one.also}
        self._own_names: dict[str, str] = {}
        if route.names or route.also_names or route.absent:
            for one in self._params:
                wire = route.names.get(one.name, one.name)
                for name in (wire, *one.also, *route.also_names.get(one.name, ())):
                    self._own_names[name] = one.name

    def by_position(self, values: Sequence[Json]) -> dict[str, Json]:
        """Name the values of a list. Raises Refusal."""
        if len(values) > len(self._params):
            most = len(self._params)
            raise self.method.refusal("surplus", name="", most=most, given=len(values))
        return dict(zip(self._names, values))

    def by_name(self, values: Mapping[str, Json]) -> Mapping[str, Json]:
        """Call values by their names in the API. Raises Refusal."""
        if not self._own_names:
            return values
        for name in values:
            if name not in self._own_names:
                raise self.method.refusal("unknown", name=name)
        return {self._own_names[name]: value for name, value in values.items()}

    def beside(
        self, values: Sequence[Json], named: Mapping[str, Json]
    ) -> dict[str, Json]:
        """Put values by position before those by name. Raises Refusal."""
        placed = self.by_position(values)
        for name in named:
            if self._also.get(name, name) in placed:
                told = "specified twice both as positional and named argument"
                raise self.method.refusal("repeated", name=name, reason=told)
        return {**placed, **named}

    def complete(
        self, args: Mapping[str, Json], drops_null: bool
    ) -> Mapping[str, Json]:
        """Take away what stands for nothing, and add what stands for what is missing."""
        if drops_null and None in args.values():
            args = {
                name: value
                for name, value in args.items()
                if value is not None or name not in self._idle
            }
        if self.required and not self.required.issubset(args):
            raise self.method.lacks([n for n in self._names if n in self.required])
        return {**self.defaults, **args} if self.defaults else args


class _Place:
    """A path, and the methods that are called at it."""

    def __init__(self, template: str) -> None:
        self._pattern = re.compile(_pattern(template))
        self.methods: dict[str, _Bound] = {}

    def scope(self, raw_path: str) -> Mapping[str, str] | None:
        """Give what a path chooses, or None if it is another."""
        found = self._pattern.fullmatch(raw_path)
        if found is None:
            return None
        chosen = found.groupdict()
        return {k: unquote(v) for k, v in chosen.items() if v is not None}


def _pattern(template: str) -> str:
    """Turn a path such as `/[wallet/{wallet}]` into a pattern."""
    pieces: list[str] = []
    for piece in re.split(r"(\[|\]|\{\w+\})", template):
        if piece.startswith("{"):
            pieces.append(f"(?P<{piece[1:-1]}>[^/]*)")
        else:
            pieces.append({"[": "(?:", "]": ")?"}.get(piece, re.escape(piece)))
    return "".join(pieces)


def _places(methods: Methods, path: str) -> list[_Place]:
    """Sort the methods by the paths they are called at."""
    places = {path: _Place(path)}
    for method, route in methods.routed(Rpc):
        for template in (route.path or path, *route.also):
            place = places.setdefault(template, _Place(template))
            place.methods[route.method or method.name] = _Bound(method, route)
    return list(places.values())


# -- serving -----------------------------------------------------------------------


_PLAIN = {"path": 404, "verb": 405, "access": 401, "size": 413, "busy": 503}
"""Refusals that HTTP has a status for, where the service has no error for them."""

_PHRASES = {one.value: one.phrase for one in HTTPStatus}
_DISCOVER = "rpc.discover"
_MEMBERS = frozenset({"jsonrpc", "id", "method", "params"})
_KNOWN = 500
"""So many paths, of at most as many characters, are found at once the next time."""
_NO_ARGS: Final[Mapping[str, Json]] = NO_NAMES


class _Shared:
    """What the calls of one request have in common."""

    __slots__ = ("_again", "caller", "methods", "request", "scope", "text")

    def __init__(
        self,
        request: HttpRequest,
        text: bytes,
        methods: Mapping[str, _Bound],
        scope: Mapping[str, str],
        caller: str,
    ) -> None:
        self.request, self.text, self.methods = request, text, methods
        self.scope, self.caller = scope, caller
        self._again: Json = None

    def call(self, index: int | None) -> _Pairs:
        """Give a call with its digits, and with the members that came twice.

        The body is read once more for that, since the first reading loses them.
        """
        if self._again is None:
            try:
                self._again = _AS_WRITTEN.decode(self.text.decode())
            except RecursionError:
                raise Refusal("unparsable", reason="it is nested too deeply") from None
        return cast("_Pairs", self._again if index is None else self._again[index])

    def id(self, value: Json, index: int | None) -> str:
        """Write an id as it came."""
        if value is None or isinstance(value, (str, bool)):
            return dumps(value)
        if isinstance(value, int) and (value or b"-0" not in self.text):
            return str(value)
        try:
            return _written(self.call(index).last("id"))
        except RecursionError:
            raise Refusal("request", reason="The id is nested too deeply") from None


class RpcCarrier:
    """Serves calls as JSON-RPC."""

    def __init__(
        self,
        methods: Methods,
        handler: object,
        refusals: Refusals,
        limits: Limits = LIMITS,
        hooks: Hooks = HOOKS,
        *,
        path: str,
        dialects: Sequence[Dialect],
        speaks: str,
        verbs: tuple[str, ...] = ("POST",),
        notifications: bool | Sequence[str] = True,
        nulls: Literal["value", "missing"] = "value",
        positions: str = "",
        is_strict: bool = False,
        is_parallel: bool = False,
        auth: Basic | None = None,
        content_type: str = "application/json",
        headers: Sequence[tuple[str, str]] = (),
        end: str = "",
        openrpc: str | Callable[[], str] = "",
    ) -> None:
        """Take the facts of a service.

        Args:
            methods: What it has.
            handler: What answers.
            refusals: The errors for what a handler does not see.
            limits: How much one request may ask for.
            hooks: Who is told what happens.
            path: Where methods are called that have no path of their own.
            dialects: The forms of JSON-RPC that are spoken.
            speaks: The dialect of an answer to what is no call; the first, if that is
                not spoken.
            verbs: The verbs that may be used.
            notifications: The methods that run without an id; others are dropped.
            nulls: What null is for a parameter that may be missing.
            positions: The member of named parameters that holds those by position.
            is_strict: Whether members and ids that JSON-RPC does not have are refused.
            is_parallel: Whether the calls of a batch run at the same time.
            auth: Who may call; everybody without it.
            content_type: That of a reply.
            headers: Sent with every reply.
            end: What stands after a reply.
            openrpc: What `rpc.discover` answers, where no method has that name.
        """
        self.handler, self.refusals = handler, refusals
        self.limits, self.hooks, self.auth = limits, hooks, auth
        self.verbs, self.positions = verbs, positions
        self.is_strict, self.is_parallel, self.end = is_strict, is_parallel, end
        self._openrpc = openrpc
        self._notifies = (
            frozenset(notifications)
            if not isinstance(notifications, bool)
            else frozenset(one.name for one in methods if notifications)
        )
        self._drops_nulls = nulls == "missing"
        self._sees_repeats = "repeated" in refusals
        self._places = _places(methods, path)
        self._known: dict[str, tuple[Mapping[str, _Bound], Mapping[str, str]]] = {}
        voices = {one.name: _Voice(one) for one in dialects}
        self._voice = voices.get(speaks, voices[dialects[0].name])
        self._by_version = {
            version: voices[one.name] for one in dialects for version in one.when
        }
        self._otherwise = next(
            (voices[one.name] for one in dialects if not one.when), None
        )
        self._shared = tuple(
            (name.lower().encode(), value.encode("latin-1")) for name, value in headers
        )
        self._headers = ((b"content-type", content_type.encode()), *self._shared)

    def takes(self, path: str) -> bool:
        return any(one.scope(path) is not None for one in self._places)

    # -- requests ------------------------------------------------------------------

    async def answer(
        self, request: HttpRequest, read: Callable[[], Awaitable[bytes]]
    ) -> HttpReply:
        methods, scope = self._known.get(request.raw_path) or self._found(request)
        if request.verb not in self.verbs:
            raise Refusal("verb", verb=request.verb, path=request.path)
        caller = ""
        if self.auth is not None:
            caller = await self.auth.caller(request.header(b"authorization"))
        text = await read()
        check_depth(text, self.limits.depth)
        sent = _read(text)
        shared = _Shared(request, text, methods, scope, caller)
        if is_object(sent):
            try:
                status, reply = await self._call(sent, None, shared)
            except ApiError as error:
                return self._plain(error)
        elif is_list(sent):
            status, reply = await self._batch(sent, shared)
        else:
            raise Refusal("no_object", reason="it is neither an object nor a list")
        return (
            self._reply(status, reply)
            if reply
            else HttpReply(status, headers=self._shared)
        )

    def refuse(self, request: HttpRequest, refusal: Refusal) -> HttpReply:
        error = refused(self.refusals, refusal)
        if refusal.kind not in self.refusals and refusal.kind in _PLAIN:
            error = ApiError(_PHRASES[_PLAIN[refusal.kind]])
            error.own_status = _PLAIN[refusal.kind]
        if self._is_plain(error):
            return self._plain(error)
        status, text = self._failed(self._voice, error, "null")
        if refusal.kind == "empty_batch":
            status = self._voice.dialect.statuses.empty_batch
        return self._reply(status, text)

    def _reply(self, status: int, text: str) -> HttpReply:
        return HttpReply(status, f"{text}{self.end}".encode(), self._headers)

    def _is_plain(self, error: ApiError) -> bool:
        """Whether an error has nothing but a status to tell it by."""
        return error.code is None and error.status(self._voice.dialect.name) is not None

    def _plain(self, error: ApiError) -> HttpReply:
        """Answer in HTTP's own way, without JSON."""
        message, headers = error.message, [*self._shared]
        status = error.status(self._voice.dialect.name) or 0
        if status == HTTPStatus.UNAUTHORIZED and self.auth is not None:
            headers.append((b"www-authenticate", self.auth.challenge.encode()))
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append((b"allow", ", ".join(self.verbs).encode()))
        if message:
            headers.append((b"content-type", b"text/plain; charset=utf-8"))
        return HttpReply(status, message.encode(), tuple(headers))

    def _found(
        self, request: HttpRequest
    ) -> tuple[Mapping[str, _Bound], Mapping[str, str]]:
        """Find the methods at a path, and what the path chooses. Raises Refusal."""
        raw_path = request.raw_path
        for place in self._places:
            scope = place.scope(raw_path)
            if scope is not None:
                found = place.methods, scope
                if len(self._known) < _KNOWN and len(raw_path) < _KNOWN:
                    self._known[raw_path] = found
                return found
        raise Refusal("path", verb=request.verb, path=request.path)

    # -- batches -------------------------------------------------------------------

    async def _batch(self, calls: list[Json], shared: _Shared) -> tuple[int, str]:
        if len(calls) > self.limits.batch:
            raise Refusal("batch", most=self.limits.batch)
        statuses = self._voice.dialect.statuses
        if not calls:
            if statuses.empty_batch >= HTTPStatus.BAD_REQUEST:
                raise Refusal("empty_batch")
            return statuses.empty_batch, "[]"
        run_all = self._at_once if self.is_parallel else self._in_turn
        replies = await run_all(calls, shared)
        told = [text for _, text in replies if text]
        if not told and replies[0][0] == HTTPStatus.NO_CONTENT:
            return HTTPStatus.NO_CONTENT, ""
        return statuses.batch, f"[{','.join(told)}]"

    async def _in_turn(
        self, calls: list[Json], shared: _Shared
    ) -> list[tuple[int, str]]:
        replies: list[tuple[int, str]] = []
        for index, sent in enumerate(calls):
            replies.append(await self._call(sent, index, shared))
            if index % 16 == 15:  # others have their turn too
                await asyncio.sleep(0)
        return replies

    async def _at_once(
        self, calls: list[Json], shared: _Shared
    ) -> list[tuple[int, str]]:
        tasks = [
            asyncio.create_task(self._call(sent, index, shared))
            for index, sent in enumerate(calls)
        ]
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            if not shared.request.watch.is_late:
                raise
            shared.request.watch.refusal()
        return [task.result() for task in tasks]

    # -- calls ---------------------------------------------------------------------

    async def _call(
        self, sent: Json, index: int | None, shared: _Shared
    ) -> tuple[int, str]:
        """Answer one call with a status and a text; a notification gets no text."""
        voice, own_id, is_silent = self._voice, "null", False
        try:
            if not is_object(sent):
                raise Refusal("request", reason="Invalid Request object")
            if "id" in sent:
                own_id = self._id(sent["id"], index, shared)
            voice = self._spoken(sent)
            name = self._method(sent, voice)
            is_silent = "id" not in sent and voice.notifies
            bound = shared.methods.get(name)
            if bound is None and name == _DISCOVER and self._openrpc:
                text = "" if is_silent else voice.ok(self._described(), own_id)
                silence = voice.dialect.statuses.notification
                return (silence if is_silent else voice.ok_status), text
            if bound is None:
                raise Refusal("method", method=name)
            if is_silent and bound.method.name not in self._notifies:
                return voice.dialect.statuses.notification, ""
            args = self._args(sent, bound, voice, index, shared)
            serving = shared.request.serving(
                bound.method.name, "rpc", shared.caller, shared.scope
            )
            result, _ = await run(
                self.handler, self.hooks, bound.method, args, serving, bound.forms
            )
            try:
                status, text = voice.ok_status, voice.ok(dumps(result), own_id)
            except (ValueError, RecursionError) as wrong:
                raise fault(self.hooks, serving, wrong) from None
        except (ApiError, Refusal) as found:
            error = (
                refused(self.refusals, found) if isinstance(found, Refusal) else found
            )
            if index is None and self._is_plain(error):
                raise error from None
            status, text = self._failed(voice, error, own_id)
        if is_silent:
            return voice.dialect.statuses.notification, ""
        return status, text

    def _described(self) -> str:
        """Give what describes the service, on one line as all that is sent."""
        told = self._openrpc
        if not isinstance(told, str) or "\n" in told:
            self._openrpc = told = dumps(
                loads(told if isinstance(told, str) else told())
            )
        return told

    def _id(self, value: Json, index: int | None, shared: _Shared) -> str:
        if self.is_strict and isinstance(value, (bool, list, dict)):
            raise Refusal("request", reason="The id must be a number or a string")
        return shared.id(value, index)

    def _spoken(self, sent: Mapping[str, Json]) -> _Voice:
        """Give the dialect that a call speaks. Raises Refusal if there is none."""
        version = sent.get("jsonrpc")
        voice = self._otherwise
        if version is None or type(version) is str:
            voice = self._by_version.get(version, voice)
        if voice is None:
            raise Refusal("request", reason="JSON-RPC version not supported")
        return voice

    def _method(self, sent: Mapping[str, Json], voice: _Voice) -> str:
        """Give the name of the method of a call that is one. Raises Refusal."""
        if self.is_strict and not _MEMBERS.issuperset(sent):
            raise Refusal("request", reason="A member is not known")
        name = sent.get("method")
        if type(name) is not str:
            told = "Missing method" if name is None else "Method must be a string"
            raise Refusal("request", reason=told)
        if voice.refuses and "id" not in sent:
            raise Refusal("request", reason="Missing id")
        return name

    def _args(
        self,
        sent: Mapping[str, Json],
        bound: _Bound,
        voice: _Voice,
        index: int | None,
        shared: _Shared,
    ) -> Mapping[str, Json]:
        """Give the arguments by their names in the API. Raises Refusal."""
        params = sent.get("params")
        takes = voice.dialect.params
        if params is None:
            args = _NO_ARGS
        elif is_list(params) and "array" in takes:
            args = bound.by_position(params)
        elif is_object(params) and "object" in takes:
            named = params
            if self._sees_repeats:
                self._check_repeats(sent, named, bound, index, shared)
            placed = named.get(self.positions) if self.positions else None
            if is_list(placed):
                named = {k: v for k, v in named.items() if k != self.positions}
                args = bound.beside(placed, bound.by_name(named))
            else:
                args = bound.by_name(named)
        else:
            raise bound.method.refusal("container")
        return bound.complete(args, self._drops_nulls)

    def _check_repeats(
        self,
        sent: Mapping[str, Json],
        named: Mapping[str, Json],
        bound: _Bound,
        index: int | None,
        shared: _Shared,
    ) -> None:
        """Refuse a parameter that came twice, of which the first reading kept one."""
        if index is None and shared.text.count(b":") == len(sent) + len(named):
            return
        again = shared.call(index).last("params")
        name = again.twice() if isinstance(again, _Pairs) else None
        if name is not None:
            told = "specified multiple times"
            raise bound.method.refusal("repeated", name=name, reason=told)

    def _failed(self, voice: _Voice, error: ApiError, own_id: str) -> tuple[int, str]:
        """Give the status and the text of a call that failed."""
        code, message = error.code, error.message
        if code is None:
            code = refused(self.refusals, Refusal("fault")).code or 0
            message = message or _PHRASES.get(voice.status(error, code), "")
        members = {"code": code, "message": message}
        if error.data is not None:
            members["data"] = error.data
        try:
            text = dumps(members)
        except (ValueError, RecursionError) as wrong:
            fault(self.hooks, None, wrong)
            text = dumps({"code": code, "message": message})
        return voice.status(error, code), voice.failed(text, own_id)
