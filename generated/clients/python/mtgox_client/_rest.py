# ruff: noqa
"""REST: parameters into path, query, form and body, and answers out of their envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode

from ._core import (
    ONCE,
    Arg,
    Budget,
    Call,
    ErrorTable,
    Facts,
    Failure,
    Reply,
    Settings,
    Slot,
    UnsupportedError,
)
from ._http import (
    Address,
    Auth,
    HttpReply,
    Request,
    Transport,
    fill_path,
    given,
    parse_address,
)
from ._wire import (
    ANYTHING,
    BOOLEAN,
    UNSET,
    Beside,
    DecodeError,
    Json,
    T,
    Unset,
    dumps,
    is_list,
    is_object,
    loads,
    plain_text,
    shown,
)

if TYPE_CHECKING:
    from ._wire import Codec

_SAFE = ":@$,+;=!*'()"  # these services take them as they are


class Rest(Facts):
    """How a method is called: verb and path, and where and how its arguments go."""

    verb: str
    path: str
    default_place: str = ""
    """Where arguments go that have no other: the query of a GET, else JSON."""
    places: Mapping[str, str] = {}
    names: Mapping[str, str] = {}
    """Names on the wire, where they differ."""
    forms: Mapping[str, Codec[Any]] = {}
    """Codecs, where a value travels in another form here."""
    absent: Sequence[str] = ()
    """Arguments that this transport does not have."""
    query: str = ""
    ok: Sequence[int] = (200,)
    auth: str | None = None
    """The scheme that signs the call; None is the transport's own."""
    envelope: str = ""
    host: str = ""
    headers: Mapping[str, str] = {}

    @property
    def place(self) -> str:
        return self.default_place or ("query" if self.verb == "GET" else "json")


get, post = partial(Rest, "GET"), partial(Rest, "POST")
put, delete = partial(Rest, "PUT"), partial(Rest, "DELETE")


class Envelope(Facts):
    """How an answer is wrapped; places are dotted paths."""

    ok: Mapping[str, Json] = {}
    result: str = ""
    may_lack: bool = False
    wraps: bool = False
    """A single value stands in a list of one."""
    failed: Mapping[str, Sequence[str]] = {}
    texts: str = ""
    message: str = ""
    token: str = ""
    code: str = ""
    status: str = ""
    beside: Mapping[str, Codec[Any]] = {}


class RestCarrier:
    """Carries calls as HTTP requests of their own."""

    def __init__(
        self,
        address: Address,
        transport: Transport,
        auth: Mapping[str, Auth],
        errors: ErrorTable,
        settings: Settings,
        *,
        envelopes: Mapping[str, Envelope],
        default_host: str,
        user_agent: str,
        booleans: Mapping[str, Codec[bool]] | None = None,
        headers: Mapping[str, str] | None = None,
        scope: Mapping[str, str | Unset] | None = None,
    ) -> None:
        self.address, self.transport, self.auth = address, transport, auth
        self.errors, self.envelopes = errors, envelopes
        self.default_host, self.booleans = default_host, booleans or {}
        own = {"User-Agent": user_agent, **(headers or {})}
        self.headers, self.scope = {**own, **settings.headers}, given(scope or {})

    def scoped(self, scope: Mapping[str, str]) -> RestCarrier:
        """Give a carrier for another scope that shares the connections."""
        made = object.__new__(type(self))
        vars(made).update(vars(self), scope=scope)
        return made

    def __repr__(self) -> str:
        return str(self.address)

    def carry(self, call: Call[T], budget: Budget) -> Reply[T]:
        route = call.route(Rest)
        if route is None:
            raise not_over(call, self.address.scheme)
        sent = write_args(
            call, self._forms(call, route), route.absent, self.address.scheme
        )
        request = self._request(call, route, sent, budget)
        address = self._address(route)
        reply = self._auth(call, route).send(
            request,
            lambda signed: self.transport.exchange(address, signed, budget),
            budget,
        )
        return self._reply(call, route, reply, sent)

    def carry_batch(
        self, calls: Sequence[Call[Any]], budget: Budget
    ) -> list[Slot[Any]]:
        raise ValueError("there are no batches over REST")

    def notify(self, call: Call[Any], budget: Budget) -> None:
        raise ValueError("there are no notifications over REST")

    def refresh(self) -> bool:
        return any([auth.refresh() for auth in self.auth.values()])

    def close(self) -> None:
        self.transport.close()

    # -- requests ------------------------------------------------------------------

    def _address(self, route: Rest) -> Address:
        """A call that lives elsewhere goes there, unless all goes to a stand-in."""
        if route.host and str(self.address) == self.default_host:
            return parse_address(route.host)[0]
        return self.address

    def _auth(self, call: Call[Any], route: Rest) -> Auth:
        name = "" if route.auth is None else route.auth
        found = self.auth.get(name)
        if found is None and name:
            raise UnsupportedError(
                f"{call.name} must be signed; give the client its keys"
            )
        return found or Auth()

    def _forms(self, call: Call[Any], route: Rest) -> Mapping[str, Codec[Any]]:
        """Give the codecs of this way; plain booleans have a form for each place."""
        ruled = {
            arg.name: self.booleans[place]
            for arg in call.args
            if arg.codec is BOOLEAN
            and (place := route.places.get(arg.name, route.place)) in self.booleans
        }
        return {**ruled, **route.forms}

    def _request(
        self, call: Call[Any], route: Rest, sent: Mapping[str, Json], budget: Budget
    ) -> Request:
        path = fill_path(route.path, self.scope)
        headers = {**self.headers, **route.headers}
        pairs: dict[str, list[tuple[str, str]]] = {"query": [], "form": []}
        members: dict[str, Json] = {}
        body = ""
        for arg in call.args:
            if arg.name not in sent:
                continue
            value, name = sent[arg.name], route.names.get(arg.name, arg.name)
            place = route.places.get(arg.name, route.place)
            if place == "json":
                members[name] = value
            elif place == "body":
                body = dumps(value)
            elif place == "path":
                text = quote(plain_text(value), safe=_SAFE)
                path = path.replace(f"{{{name}}}", text)
            elif place == "header":
                headers[name] = plain_text(value)
            else:
                is_repeated = type(value) is tuple  # see `Repeated`
                values = cast("Sequence[Json]", value) if is_repeated else [value]
                pairs[place] += [(name, plain_text(one)) for one in values]
        if route.place == "json" and route.verb != "GET" and not body:
            body = dumps(members) if members else ""
        if body:
            headers["Content-Type"] = "application/json"
        if pairs["form"] or route.place == "form":
            body = urlencode(pairs["form"])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        query = "&".join(
            part
            for part in (
                route.query,
                urlencode(pairs["query"], safe=_QUERY, quote_via=quote),
            )
            if part
        )
        target = f"{self.address.base}{path}{f'?{query}' if query else ''}"
        headers.update(budget.headers)
        return Request(route.verb, target, list(headers.items()), body.encode())

    # -- answers -------------------------------------------------------------------

    def _reply(
        self, call: Call[T], route: Rest, reply: HttpReply, sent: Mapping[str, Json]
    ) -> Reply[T]:
        envelope = self.envelopes.get(route.envelope, Envelope())
        try:
            body = loads(reply.body) if reply.body.strip() else None
        except DecodeError:
            if reply.status in route.ok or reply.status < 300:
                raise
            body = reply.body.decode("utf-8", "replace").strip()[:500]
        is_error = reply.status not in route.ok and reply.status >= 300
        if failure := open_failure(envelope, body, is_error=is_error):
            raise self.errors.error(failure.replace(status=reply.status, over="http"))
        result, beside = open_result(envelope, body, call)
        return Reply(
            call.read(result, sent),
            status=reply.status,
            headers=reply.headers,
            raw=reply.body,
            beside=beside,
        )


_QUERY = "/:@$,=!*'()"  # Twisted splits at `;`, and forms take `+` for a blank


def write_args(
    call: Call[Any],
    forms: Mapping[str, Codec[Any]],
    absent: Sequence[str],
    scheme: str,
) -> dict[str, Json]:
    """Give the JSON of the arguments by their own names."""
    sent: dict[str, Json] = {}
    for late in (False, True):  # what looks at its siblings comes last
        for arg in call.args:
            if arg.value is UNSET or isinstance(arg.codec, Beside) != late:
                continue
            if arg.name in absent:
                told = f"{call.name} does not take `{arg.name}` over {scheme}://"
                raise ValueError(f"{told}; {_others(call, scheme)} does")
            sent[arg.name] = arg.write(forms.get(arg.name), sent)
    return sent


def not_over(call: Call[Any], scheme: str) -> UnsupportedError:
    """Say that a call cannot be carried, and what could carry it."""
    others = _others(call, scheme)
    told = f"{call.name} cannot be called over {scheme}://"
    needs = f"; it needs an address with {others}" if others else ""
    return UnsupportedError(told + needs)


def _others(call: Call[Any], scheme: str) -> str:
    """Name the other schemes of addresses that can carry a call."""
    schemes = {"Rest": "http", "Rpc": "http", "Ws": "ws"}
    found = [schemes[type(route).__name__] for route in call.routes]
    return " or ".join(f"{one}://" for one in found if not scheme.startswith(one))


def dig(body: Json, path: str) -> Json:
    """Go down a dotted path; UNSET where there is nothing."""
    for step in path.split(".") if path else ():
        if not is_object(body) or step not in body:
            return UNSET
        body = body[step]
    return body


def open_failure(envelope: Envelope, body: Json, *, is_error: bool) -> Failure | None:
    """Give the error of an answer that went wrong."""
    if envelope.failed:
        is_error |= all(
            (found := dig(body, path)) is not UNSET and plain_text(found) in words
            for path, words in envelope.failed.items()
        )
    if not is_error:
        return None
    texts = dig(body, envelope.texts) if envelope.texts else UNSET
    message = dig(body, envelope.message) if envelope.message else UNSET
    if is_list(texts) and texts:
        message = texts[0]
    token = dig(body, envelope.token) if envelope.token else UNSET
    code = dig(body, envelope.code) if envelope.code else UNSET
    if message is UNSET and isinstance(body, str):
        message = body
    return Failure(
        "" if message is UNSET else plain_text(message),
        code=code if type(code) is int else None,
        token=token if isinstance(token, str) else None,
        data=body,
    )


def open_result(
    envelope: Envelope, body: Json, call: Call[Any]
) -> tuple[Json, dict[str, Any]]:
    """Take the result out of its envelope, and what stands beside it."""
    for path, wanted in envelope.ok.items():
        if dig(body, path) != wanted:
            raise DecodeError(
                f"`{path}` is {shown(dig(body, path))}, not {shown(wanted)}"
            )
    result = dig(body, envelope.result)
    if result is UNSET:
        if not envelope.may_lack:
            raise DecodeError(f"the answer has no `{envelope.result}`")
        result = call.lacking()
    elif envelope.wraps and is_list(result) and not call.may_be_list():
        result = result[0] if len(result) == 1 else result
    members = {**envelope.beside, **(call.beside or {})}
    return result, {
        name: codec.decode(found)
        for name, codec in members.items()
        if (found := dig(body, name)) is not UNSET
    }


def unknown(verb: str, path: str, place: str = "", **args: Json) -> Call[Json]:
    """Make a call of a path that this client does not know; it is never sent twice.

    Arguments and result are JSON as it is, with exact numbers.
    """
    made = [Arg(name, ANYTHING, value) for name, value in args.items()]
    return Call(f"{verb} {path}", ANYTHING, ONCE, *made, Rest(verb, path, place))
