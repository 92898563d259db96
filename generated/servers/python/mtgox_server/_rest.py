# ruff: noqa
"""REST: routes, arguments from path, query, form and body, answers in an envelope."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
import hmac
import re
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, cast
from urllib.parse import parse_qsl, quote, unquote_to_bytes

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
    Param,
    Refusal,
    Refused,
    answered_as,
    check_depth,
    refused,
    run,
)
from ._wire import (
    BOOLEAN,
    TEXT,
    UNSET,
    Beside,
    Codec,
    Dated,
    DecodeError,
    Json,
    Misfit,
    Number,
    Repeated,
    dumps,
    is_list,
    is_object,
    loads,
    plain_text,
)

if TYPE_CHECKING:
    from ._app import Refusals

Pairs: TypeAlias = "Mapping[str, Sequence[str]]"

_MOST_FIELDS = 1000
_STATUS = {
    "access": 401,
    "path": 404,
    "verb": 405,
    "size": 413,
    "time": 503,
    "busy": 503,
}
"""Statuses of refusals that the API says nothing about."""


# -- routes ------------------------------------------------------------------------


class Rest(NamedTuple):
    """Where a method is called: verb and path, and where and how its arguments come."""

    verb: str
    path: str
    default_place: str = ""
    """Where arguments come that have no other: in the query of a GET, else in JSON."""
    places: Mapping[str, str] = {}
    names: Mapping[str, str] = {}
    """Names on the wire, where they differ."""
    also_names: Mapping[str, Sequence[str]] = {}
    """Further names, which are taken too."""
    forms: Mapping[str, Codec[Any]] = {}
    """Codecs, where a value travels in another form here."""
    absent: Sequence[str] = ()
    """Parameters that this transport does not have."""
    defaults: Mapping[str, Json] = {}
    """What is assumed here, where that is not what the method assumes."""
    required: Sequence[str] = ()
    """Parameters that may be missing elsewhere, and not here."""
    query: str = ""
    """What the query must hold."""
    ok: Sequence[int] = (200,)
    """The first is the status of an answer."""
    auth: Sequence[str] | None = None
    """The schemes of which one must fit; None is the transport's own."""
    envelope: str = ""
    host: str = ""
    also: Sequence[str] = ()
    """Further calls: a path, or a verb and a path."""

    @property
    def place(self) -> str:
        return self.default_place or ("query" if self.verb == "GET" else "json")


get, post = partial(Rest, "GET"), partial(Rest, "POST")
put, delete = partial(Rest, "PUT"), partial(Rest, "DELETE")


class _Param(NamedTuple):
    """A parameter as it comes over one route."""

    param: Param
    place: str
    names: Sequence[str]
    """Names on the wire; the first is its own."""
    form: Codec[Any] | None
    default: Json
    is_required: bool
    also_place: str = ""
    """Where it may come as well, and is looked for first."""

    def codec(self, args: Mapping[str, Json]) -> Codec[Any] | None:
        """Give its type, which other arguments may decide; None if they fail to."""
        shape = self.form or self.param.shape
        try:
            return shape.codec(args) if isinstance(shape, Beside) else shape
        except Misfit:
            return None


class _Route:
    """A method, and all that is known beforehand of its calls over one route."""

    def __init__(
        self,
        method: Method,
        rest: Rest,
        booleans: Mapping[str, Codec[bool]],
        envelope: Envelope,
        auth: Auth,
        also_place: str = "",
    ) -> None:
        self.method, self.rest, self.also_place = method, rest, also_place
        self.envelope, self.auth = envelope, auth
        self.query = _pairs(rest.query)
        params = [
            _param(param, rest, booleans, also_place)
            for param in method.params
            if param.name not in rest.absent
        ]
        # What looks at its siblings comes last.
        self.params = sorted(
            params, key=lambda one: isinstance(one.param.shape, Beside)
        )
        self.places = {one.place for one in self.params}
        self.places |= {one.also_place for one in self.params}
        self.in_path = {one.names[0] for one in self.params if one.place == "path"}

    def listed(self, place: str) -> str:
        """List what a place must hold, as Python does."""
        names = [
            one.names[0]
            for one in self.params
            if one.is_required and one.place == place
        ]
        return repr(names)


def _by_another(rest: Rest, verb: str) -> Rest:
    """Give a route as it is by another verb than its own."""
    calls = [one.removeprefix(f"{rest.verb} ") for one in rest.also]
    also = [one for one in calls if " " not in one]
    return rest._replace(verb=verb, default_place=rest.place, also=also)


def _param(
    param: Param,
    rest: Rest,
    booleans: Mapping[str, Codec[bool]],
    also_place: str,
) -> _Param:
    name = param.name
    place = rest.places.get(name, rest.place)
    form = rest.forms.get(name)
    if form is None and param.shape is BOOLEAN:
        form = booleans.get(place)
    names = [rest.names.get(name, name), *rest.also_names.get(name, ()), *param.also]
    default = rest.defaults.get(name, UNSET)
    is_required = default is UNSET and (param.is_required or name in rest.required)
    also_place = also_place if place == rest.place else ""
    return _Param(param, place, names, form, default, is_required, also_place)


class _Template(NamedTuple):
    """A path with places for parameters, segment by segment."""

    segments: Sequence[str | re.Pattern[str]]
    names: Sequence[str]
    routes: dict[str, list[_Route]]

    def match(self, segments: Sequence[str]) -> dict[str, str] | None:
        """Give what stands in its places, or None if it is another path."""
        values: list[str] = []
        for own, segment in zip(self.segments, segments):
            if isinstance(own, str):
                if own != segment:
                    return None
                continue
            found = own.fullmatch(segment)
            if found is None:
                return None
            values += found.groups()
        return dict(zip(self.names, values))


class _Table:
    """Finds routes by verb and path."""

    def __init__(self, *, prefix: str, is_slash_optional: bool) -> None:
        self._prefix, self._is_slash_optional = _segments(prefix), is_slash_optional
        self._plain: dict[tuple[str, ...], dict[str, list[_Route]]] = {}
        self._templates: dict[int, list[_Template]] = {}

    def add(self, route: _Route) -> None:
        own = f"{route.rest.verb} {route.rest.path}"
        for call in (own, *route.rest.also):
            verb, path = call.split(" ", 1) if " " in call else (route.rest.verb, call)
            for written in _expanded(path):
                self._routes(written).setdefault(verb, []).append(route)

    def _routes(self, path: str) -> dict[str, list[_Route]]:
        segments = self._known(path.split("/"))
        if "{" not in path:
            return self._plain.setdefault(segments, {})
        parts = [_segment(one) for one in segments]
        rows = self._templates.setdefault(len(segments), [])
        found = next((one for one in rows if list(one.segments) == parts), None)
        if found is None:
            found = _Template(parts, re.findall(r"\{(\w+)\}", path), {})
            rows.append(found)
            # The one with the most of its own text is the most exact.
            rows.sort(
                key=lambda one: sum(isinstance(s, str) for s in one.segments),
                reverse=True,
            )
        return found.routes

    def _known(self, segments: Sequence[str]) -> tuple[str, ...]:
        if self._is_slash_optional and len(segments) > 2 and not segments[-1]:
            segments = segments[:-1]
        return tuple(segments)

    def has(self, path: str) -> bool:
        """Whether a path, which is decoded, leads anywhere."""
        return any(True for _ in self._ways(self._known(path.split("/"))))

    def find(
        self, verb: str, path: str, root: str
    ) -> Iterator[tuple[_Route, dict[str, str]]]:
        """Give the routes of a call with what stands in their paths. Raises Refusal."""
        segments = self._known(_segments(path))
        ways = list(self._ways(segments))
        if (
            not ways
            and self._prefix
            and root.rstrip("/").endswith("/".join(self._prefix))
        ):
            ways = list(self._ways((*self._prefix, *segments[1:])))
        if not ways:
            raise Refusal("path", verb=verb, path=path)
        wanted = [verb, "GET"] if verb == "HEAD" else [verb]
        found = [
            (route, values)
            for routes, values in ways
            for one in wanted
            for route in routes.get(one, ())
        ]
        if not found:
            raise Refusal("verb", verb=verb, path=path)
        found.sort(key=lambda one: bool(one[0].also_place))  # what is declared is first
        return iter(found)

    def _ways(
        self, segments: tuple[str, ...]
    ) -> Iterator[tuple[dict[str, list[_Route]], dict[str, str]]]:
        if segments in self._plain:
            yield self._plain[segments], {}
        for template in self._templates.get(len(segments), ()):
            values = template.match(segments)
            if values is not None:
                yield template.routes, values


def _expanded(path: str) -> list[str]:
    """Give a path with and without what stands in brackets."""
    before, bracket, rest = path.partition("[")
    if not bracket:
        return [path]
    inner, _, after = rest.partition("]")
    return [*_expanded(f"{before}{inner}{after}"), *_expanded(f"{before}{after}")]


def _segment(text: str) -> str | re.Pattern[str]:
    if "{" not in text:
        return text
    pieces = re.split(r"\{\w+\}", text)
    return re.compile("(.+)".join(map(re.escape, pieces)), re.DOTALL)


def _segments(path: str) -> tuple[str, ...]:
    """Split a path as it came; a slash that was escaped splits nothing."""
    if not path:
        return ()
    return tuple(
        unquote_to_bytes(one.encode("latin-1")).decode("utf-8", "replace")
        for one in path.split("/")
    )


def _pairs(text: str) -> dict[str, list[str]]:
    """Take a query or a form apart. Raises Refusal."""
    found: dict[str, list[str]] = {}
    if not text:
        return found
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refusal("request", reason="it has too many fields") from None
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


# -- arguments ---------------------------------------------------------------------


class Loose(Codec[bool]):
    """True for some words, whatever kind of JSON they are; all else is false."""

    __slots__ = ("_true",)

    def __init__(self, *true: str) -> None:
        self._true = frozenset(true)

    def read(self, value: Json) -> bool:
        return value if type(value) is bool else plain_text(value) in self._true

    def write(self, value: object) -> Json:
        return BOOLEAN.write(value)


class _Came:
    """What came with a request, by place and name."""

    def __init__(
        self,
        request: HttpRequest,
        path: Mapping[str, str],
        body: bytes,
        route: _Route,
        depth: int,
    ) -> None:
        self.request, self.method, self.body = request, route.method, body
        self.depth, self._path = depth, path
        places = route.places
        self._query = _pairs(_utf8(request.query)) if "query" in places else {}
        self._form: Pairs = {}
        if "form" in places:
            self._form = _pairs(body.decode("utf-8", "replace"))
        self.json: Json = UNSET

    def read_json(self) -> None:
        """Read the body as JSON. Raises Refusal."""
        if not self.body.strip():
            return
        check_depth(self.body, self.depth)
        try:
            self.json = loads(self.body)
        except DecodeError as error:
            raise Refusal("unparsable", reason=str(error)) from None

    def find(self, one: _Param) -> Json:
        """Give a value by its first name that is there; texts are in a tuple."""
        if one.place == "body":
            return self.json
        for place in filter(None, (one.also_place, one.place)):
            for name in one.names:
                found = self._find(place, name)
                if found is not UNSET:
                    return found
        return UNSET

    def _find(self, place: str, name: str) -> Json:
        if place == "json":
            return self.json.get(name, UNSET) if is_object(self.json) else UNSET
        if place in {"query", "form"}:
            texts = (self._query if place == "query" else self._form).get(name)
            return UNSET if texts is None else tuple(texts)
        if place == "path":
            return (self._path[name],) if name in self._path else UNSET
        text = self.request.header(name.lower().encode())
        return UNSET if text is None else (text,)


def _path(request: HttpRequest) -> str:
    """Give the path as it came; some web servers have it only decoded."""
    return request.raw_path if request.scope.get("raw_path") else quote(request.path)


def _utf8(text: str) -> str:
    """Take bytes above ASCII for what they are nearly always meant to be."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def _from_texts(
    came: _Came, one: _Param, texts: Sequence[str], args: Mapping[str, Json]
) -> Json:
    """Give the JSON that texts are meant to be. Raises Refusal for a bad number."""
    codec = one.codec(args)
    if codec is None or _inmost(codec) is TEXT:
        return texts[0]
    for text in texts:
        check_depth(text.encode(), came.depth)
    value = _read_texts(codec, texts)
    if _fits(codec, value) or _is_refused(codec, value):
        return value
    if one.place == "path":
        raise Refusal("path", verb=came.request.verb, path=_path(came.request))
    if _is_number(codec):
        name, reason = one.names[0], "it is not a number"
        raise came.method.refusal(
            "number", name=name, value=repr(texts[0]), reason=reason
        )
    return value


def _read_texts(codec: Codec[Any], texts: Sequence[str]) -> Json:
    if _inmost(codec) is TEXT:
        return texts[0]
    if isinstance(codec, Repeated):
        item = cast("Repeated[Any]", cast(object, codec)).item
        return [_read_texts(item, [text]) for text in texts]
    meant = list(_meant(codec, texts[0]))
    for takes in (_fits, _is_refused):
        for one in meant:
            if takes(codec, one):
                return one
    return texts[0]


def _meant(codec: Codec[Any], text: str) -> Iterator[Json]:
    yield text
    if _is_number(codec) and re.fullmatch(r"\s*[-+]?[0-9]{1,999}\s*", text):
        yield int(text)
        yield str(int(text))
    try:
        yield loads(text)
    except DecodeError:
        pass


def _fits(codec: Codec[Any], value: Json) -> bool:
    try:
        codec.read(value)
    except (Misfit, RecursionError):
        return False
    return True


def _is_refused(codec: Codec[Any], value: Json) -> bool:
    """Whether a value is of the right kind, and breaks a rule that its type answers."""
    try:
        codec.read(value)
    except Refused:
        return True
    except (Misfit, RecursionError):
        pass
    return False


def _is_number(codec: Codec[Any] | None) -> bool:
    inner = _inmost(codec)
    return isinstance(inner, Number) and not isinstance(inner, Dated)


def _inmost(codec: Codec[Any] | None) -> object:
    """Give the codec inside of those that take null, more forms, or keep to rules."""
    inner: object = codec
    while hasattr(inner, "inner"):
        inner = getattr(inner, "inner")
    return inner


# -- credentials -------------------------------------------------------------------


class Auth(Protocol):
    """Checks the credentials of requests."""

    @property
    def challenge(self) -> str:
        """What `WWW-Authenticate` asks for; "" asks for nothing."""
        ...

    async def check(self, request: HttpRequest, body: bytes) -> str:
        """Give who is calling; "" if nobody has to say. Raises Refusal."""
        ...


class SecretHeader:
    """A secret in a header of every request."""

    challenge = ""

    def __init__(self, name: str, secret: str) -> None:
        if not secret:
            raise ValueError("the secret is empty, and anybody could send it")
        self._name, self._secret = name.lower().encode(), secret.encode()

    async def check(self, request: HttpRequest, body: bytes) -> str:  # noqa: ARG002
        sent = request.header(self._name)
        if sent is None:
            raise Refusal("access", which="missing")
        if not hmac.compare_digest(sent.encode("latin-1"), self._secret):
            raise Refusal("access", which="wrong")
        return ""


class _AnyOf:
    """Takes what one of several takes."""

    def __init__(self, checks: Sequence[Auth]) -> None:
        self._checks = checks
        self.challenge = ", ".join(filter(None, (one.challenge for one in checks)))

    async def check(self, request: HttpRequest, body: bytes) -> str:
        refusals: list[Refusal] = []
        for one in self._checks:
            try:
                return await one.check(request, body)
            except Refusal as refusal:
                refusals.append(refusal)
        if refusals:
            raise refusals[0]
        return ""


# -- answers -----------------------------------------------------------------------


class Envelope(NamedTuple):
    """How an answer is wrapped; places are dotted paths."""

    ok: Mapping[str, Json] = {}
    result: str = ""
    """Where the result is; without a place it is the whole body."""
    may_lack: bool = False
    """A result that is nothing is left out."""
    wraps: bool = False
    """A single value stands in a list of one."""
    failed: Mapping[str, Sequence[Json]] = {}
    """What shows a failure; the first of each is sent."""
    texts: str = ""
    message: str = ""
    token: str = ""
    code: str = ""
    status: str = ""
    seconds: str = ""
    """Where the time stands that the call took, as a text with six digits."""
    without: str = ""
    """With this in the query there is only the result."""

    def success(self, result: Json, beside: Mapping[str, Json], seconds: float) -> Json:
        if not self.result:
            return result
        body: dict[str, Json] = {}
        for place, value in self.ok.items():
            _put(body, place, value)
        if result is not None or not self.may_lack:
            is_whole = not self.wraps or is_list(result) or is_object(result)
            _put(body, self.result, result if is_whole else [result])
        for name, value in beside.items():
            _put(body, name, value)
        return self._timed(body, seconds)

    def failure(self, error: ApiError, status: int, seconds: float) -> Json:
        """Give the body of an error, which has the members of its data too."""
        body: dict[str, Json] = {}
        for place, values in self.failed.items():
            _put(body, place, values[0])
        told: list[tuple[str, Json]] = [
            (self.status, status),
            (self.texts, [error.message]),
            (self.message, error.message),
            (self.token, error.token),
            (self.code, error.code),
        ]
        for place, value in told:
            if place and value is not None:
                _put(body, place, value)
        if is_object(error.data):
            body = {**error.data, **body}
        return self._timed(body, seconds)

    def _timed(self, body: dict[str, Json], seconds: float) -> Json:
        if self.seconds:
            _put(body, self.seconds, f"{seconds:.6f}")
        return body


def _put(body: dict[str, Json], place: str, value: Json) -> None:
    """Put a value at a dotted path."""
    *steps, last = place.split(".")
    for step in steps:
        body = body.setdefault(step, {})
    body[last] = value


class Printed(NamedTuple):
    """How JSON is laid out; without an indent it has no blanks."""

    indent: int | None = None
    sort: bool = False
    newline: bool = False

    def write(self, value: Json) -> bytes:
        end = "\n" if self.newline else ""
        return f"{self._text(value, 0)}{end}".encode()

    def _text(self, value: Json, depth: int) -> str:
        if is_object(value) and value:
            members = sorted(value.items()) if self.sort else value.items()
            colon = ":" if self.indent is None else ": "
            texts = [
                f"{dumps(name)}{colon}{self._text(one, depth + 1)}"
                for name, one in members
            ]
            return f"{{{self._lines(texts, depth)}}}"
        if isinstance(value, (list, tuple)) and value:
            items = cast("Sequence[Json]", value)
            return (
                f"[{self._lines([self._text(one, depth + 1) for one in items], depth)}]"
            )
        return dumps(value)

    def _lines(self, texts: Sequence[str], depth: int) -> str:
        if self.indent is None:
            return ",".join(texts)
        inner, outer = "\n" + " " * (self.indent * (depth + 1)), "\n" + " " * (
            self.indent * depth
        )
        return f"{inner}{f',{inner}'.join(texts)}{outer}"


class Page(NamedTuple):
    """What answers an error outside of any envelope, byte for byte."""

    body: str
    kind: str = "text/html"


# -- the carrier -------------------------------------------------------------------


class RestCarrier:
    """Carries each call as a request of its own."""

    def __init__(
        self,
        methods: Methods,
        handler: object,
        refusals: Refusals,
        limits: Limits = LIMITS,
        hooks: Hooks = HOOKS,
        *,
        envelopes: Mapping[str, Envelope],
        auth: Mapping[str, Auth] = NO_NAMES,
        booleans: Mapping[str, Codec[bool]] = NO_NAMES,
        printed: Printed = Printed(),
        content_type: str = "application/json",
        headers: Sequence[tuple[str, str]] = (),
        needs: Sequence[str] = (),
        also_verbs: Mapping[str, Mapping[str, str]] = NO_NAMES,
        prefix: str = "",
        is_slash_optional: bool = False,
        reads_all_bodies: bool = False,
        error_status: int = 500,
        pages: Mapping[type[ApiError], Page] | None = None,
    ) -> None:
        """Make a carrier.

        Args:
            methods: Those that are called over REST are taken.
            handler: What does the work.
            refusals: The errors that answer what is refused.
            limits: How much one caller may ask for.
            hooks: Functions that are told what happens.
            envelopes: By name; "" is that of the transport.
            auth: Checks of credentials by scheme; "" is that of the transport.
            booleans: Codecs of plain booleans by place.
            printed: How JSON is laid out.
            content_type: The type of all answers but pages.
            headers: Sent with all answers but pages.
            needs: Headers that a request must have.
            also_verbs: Verbs that are taken for another, and the places of arguments.
            prefix: What all paths begin with, and an app may be mounted at.
            is_slash_optional: Whether a path may have a slash at its end, or not.
            reads_all_bodies: Whether any body must be JSON, whatever the verb.
            error_status: The status of errors that have none of their own.
            pages: Errors that are answered outside of the envelope.
        """
        self._handler, self._refusals = handler, refusals
        self._limits, self._hooks = limits, hooks
        self._envelope = envelopes.get("", Envelope())
        self._auth = _AnyOf([auth[""]] if "" in auth else [])
        self._printed = printed
        self._needs = [(name, name.lower().encode()) for name in needs]
        self._reads_all_bodies, self._error_status = reads_all_bodies, error_status
        self._pages: Mapping[type[ApiError], Page] = pages or {}
        self._shared = tuple(
            (name.lower().encode(), value.encode("latin-1")) for name, value in headers
        )
        self._kind = content_type
        self._table = _Table(prefix=prefix, is_slash_optional=is_slash_optional)
        for method, rest in methods.routed(Rest):
            envelope = envelopes.get(rest.envelope, self._envelope)
            names = ("",) if rest.auth is None else rest.auth
            checks = _AnyOf([auth[name] for name in names if name in auth])
            self._table.add(_Route(method, rest, booleans, envelope, checks))
            for verb, place in also_verbs.get(rest.verb, {}).items():
                other = _by_another(rest, verb)
                self._table.add(
                    _Route(method, other, booleans, envelope, checks, place)
                )

    def takes(self, path: str) -> bool:
        return self._table.has(path)

    def refuse(
        self, request: HttpRequest, refusal: Refusal
    ) -> HttpReply:  # noqa: ARG002
        return self._refused(self._envelope, refusal, 0.0)

    async def answer(
        self, request: HttpRequest, read: Callable[[], Awaitable[bytes]]
    ) -> HttpReply:
        began, envelope = perf_counter(), self._envelope
        auth: Auth = self._auth
        try:
            self._check_headers(request)
            route, path = await self._found(request, read)
            envelope, auth = route.envelope, route.auth
            body = await read()
            caller = await auth.check(request, body)
            args, forms = self._args(route, self._read(request, path, body, route))
            scope = {n: text for n, text in path.items() if n not in route.in_path}
            serving = request.serving(route.method.name, "http", caller, scope)
            result, beside = await run(
                self._handler, self._hooks, route.method, args, serving, forms
            )
            if not envelope.without or envelope.without not in _pairs(request.query):
                seconds = perf_counter() - began
                result = envelope.success(result, beside, seconds)
            return self._reply(route.rest.ok[0], result)
        except ApiError as error:
            return self._failed(envelope, error, perf_counter() - began)
        except Refusal as refusal:
            seconds = perf_counter() - began
            return self._refused(envelope, refusal, seconds, auth.challenge)

    # -- requests ------------------------------------------------------------------

    def _check_headers(self, request: HttpRequest) -> None:
        for name, own in self._needs:
            if not request.header(own):
                raise Refusal("agent", name=name)

    async def _found(
        self, request: HttpRequest, read: Callable[[], Awaitable[bytes]]
    ) -> tuple[_Route, dict[str, str]]:
        """Find a route; who may not call hears of no path. Raises Refusal."""
        try:
            return self._find(request)
        except Refusal:
            await self._auth.check(request, await read())
            raise

    def _find(self, request: HttpRequest) -> tuple[_Route, dict[str, str]]:
        root: str = request.scope.get("root_path", "")
        found = list(self._table.find(request.verb, _path(request), root))
        if any(route.query for route, _ in found):
            query = _pairs(request.query)
            found = [one for one in found if _holds(query, one[0].query)]
            found.sort(key=lambda one: len(one[0].query), reverse=True)
        if not found:
            raise Refusal("path", verb=request.verb, path=_path(request))
        return found[0]

    def _read(
        self, request: HttpRequest, path: Mapping[str, str], body: bytes, route: _Route
    ) -> _Came:
        came = _Came(request, path, body, route, self._limits.depth)
        is_json = not route.places.isdisjoint({"json", "body"})
        if is_json or self._reads_all_bodies:
            came.read_json()
        return came

    def _args(
        self, route: _Route, came: _Came
    ) -> tuple[dict[str, Json], Mapping[str, Codec[Any]]]:
        """Give the arguments as JSON, and the codecs of those in another form."""
        args: dict[str, Json] = {}
        forms: dict[str, Codec[Any]] = {}
        lacking: list[_Param] = []
        for one in route.params:
            name, value = one.param.name, came.find(one)
            if value is UNSET:
                if one.is_required:
                    lacking.append(one)
                elif one.default is not UNSET:
                    args[name] = one.default
                continue
            if type(value) is tuple:
                texts = cast("Sequence[str]", value)
                value = _from_texts(came, one, texts, args)
            args[name] = value
            if one.form is not None:
                forms[name] = one.form
        if lacking:
            raise self._lacks(route, lacking, came)
        return args, forms

    def _lacks(self, route: _Route, lacking: Sequence[_Param], came: _Came) -> Refusal:
        place = lacking[0].place
        refusal = route.method.lacks([one.names[0] for one in lacking])
        kind = "missing"
        if place == "query":
            kind = "missing_query"
        elif place in {"json", "body"} and came.json is UNSET:
            kind = "no_body"
        return Refusal(kind, **{**refusal.facts, "listed": route.listed(place)})

    # -- answers -------------------------------------------------------------------

    def _refused(
        self,
        envelope: Envelope,
        refusal: Refusal,
        seconds: float,
        challenge: str = "",
    ) -> HttpReply:
        error = refused(self._refusals, refusal)
        kind = answered_as(self._refusals, refusal.kind)
        is_told = refusal.own is not None or kind in self._refusals
        usual = None if is_told else _STATUS.get(refusal.kind)
        reply = self._failed(envelope, error, seconds, usual)
        if reply.status == 401 and challenge:
            own = (b"www-authenticate", challenge.encode())
            reply = reply._replace(headers=(*reply.headers, own))
        return reply

    def _failed(
        self,
        envelope: Envelope,
        error: ApiError,
        seconds: float,
        usual: int | None = None,
    ) -> HttpReply:
        status = error.status() or usual or self._error_status
        page = self._pages.get(type(error))
        if page is not None:
            headers = ((b"content-type", page.kind.encode()),)
            return HttpReply(status, page.body.encode(), headers)
        body = envelope.failure(error, status, seconds)
        if not body:
            kind = "text/plain; charset=utf-8"
            return HttpReply(status, error.message.encode(), self._headers(kind))
        return self._reply(status, body)

    def _reply(self, status: int, body: Json) -> HttpReply:
        return HttpReply(status, self._printed.write(body), self._headers(self._kind))

    def _headers(self, kind: str) -> tuple[tuple[bytes, bytes], ...]:
        return ((b"content-type", kind.encode()), *self._shared)


def _holds(query: Pairs, wanted: Pairs) -> bool:
    return all(query.get(name) == values for name, values in wanted.items())
