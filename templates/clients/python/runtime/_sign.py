# ruff: noqa
"""Signing as data: a scheme says what is signed and how, and `Hmac` does it.

    V1 = Scheme(
        message=["body"],
        algorithm="sha512",
        encoding="base64",
        send=[("header", "Rest-Key", "$key"), ("header", "Rest-Sign", "$digest")],
        key_encoding="base64",
        fresh=Fresh("form", "nonce", "rising", "microseconds"),
    )
    auth = Hmac(V1, secret, {"key": key}, settings)

What is signed are the bytes that are sent. Nonces that rise have to arrive in their
order, so all calls under one key take turns, whichever client they come from.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
import hmac
import threading
from typing import Final, Literal, Protocol, TypeAlias
from urllib.parse import urlencode

from ._core import Budget, Facts, Settings
from ._http import Auth, HttpReply, Request

Place: TypeAlias = Literal["form", "header", "query"]
Part: TypeAlias = (
    Literal["body", "path", "query", "verb", "nonce"]
    | tuple[Literal["path_after", "bytes"], str]
)

_FORM = "application/x-www-form-urlencoded"
_NANOSECONDS = {"seconds": 10**9, "milliseconds": 10**6, "microseconds": 10**3}
_GLANCE = 0.05


# -- schemes -----------------------------------------------------------------------


class Fresh(Facts):
    """The number or the time that makes each request new."""

    place: Place
    name: str
    rule: Literal["rising", "window"]
    """`rising`: above all before it, so that requests must arrive in order."""
    unit: Literal["seconds", "milliseconds", "microseconds"] = "microseconds"
    below: int | None = None


class Scheme(Facts):
    """What is signed, how, and where the signature goes."""

    message: Sequence[Part]
    algorithm: Literal["sha256", "sha512", "sha1"]
    encoding: Literal["base64", "hex"]
    """How the signature is written."""
    send: Sequence[tuple[Place, str, str]]
    """Place, name, and what: `$digest`, or `$` and the name of a public credential."""
    key_encoding: Literal["", "base64", "hex"] = ""
    """How the secret is written; "" is the secret itself, as UTF-8."""
    key_length: int | None = None
    """How many bytes the secret has."""
    fresh: Fresh | None = None
    also_send: Mapping[str, str] = {}
    """Other spellings of headers, by their names in `send`."""


def keyed(scheme: Scheme, secret: str) -> hmac.HMAC:
    """Take up the secret. Raises ValueError for a wrong one, which never shows it."""
    key = _decoded(secret, scheme.key_encoding)
    if key is None:
        raise ValueError(f"the secret is not {scheme.key_encoding or 'text'}")
    if not key:
        raise ValueError("the secret is empty, and anybody could sign with it")
    if scheme.key_length is not None and len(key) != scheme.key_length:
        raise ValueError(
            f"the secret has {len(key)} bytes and should have {scheme.key_length}"
        )
    return hmac.new(key, digestmod=scheme.algorithm)


def _decoded(secret: str, encoding: str) -> bytes | None:
    """Give the bytes; None for an error, since an exception would carry the secret."""
    try:
        if encoding == "base64":
            return base64.b64decode(secret, validate=True)
        return binascii.unhexlify(secret) if encoding == "hex" else secret.encode()
    except ValueError:
        return None


def signature(scheme: Scheme, key: hmac.HMAC, request: Request, fresh: str = "") -> str:
    """Sign the bytes of a request."""
    digest = key.copy()
    for part in scheme.message:
        digest.update(_part(part, request, fresh))
    made = digest.digest()
    return made.hex() if scheme.encoding == "hex" else base64.b64encode(made).decode()


def _part(part: Part, request: Request, fresh: str) -> bytes:
    """Give one part of the message, just as it is sent."""
    path, _, query = request.target.partition("?")
    match part:
        case "body":
            return request.body
        case "path":
            return path.encode()
        case "query":
            return query.encode()
        case "verb":
            return request.verb.encode()
        case "nonce":
            return fresh.encode()
        case ("bytes", digits):
            return bytes.fromhex(digits)
        case (_, start):
            _, found, rest = path.partition(start)
            if not found:
                raise ValueError(f"{path} cannot be signed: it has no `{start}`")
            return rest.encode()


# -- requests ----------------------------------------------------------------------


class Hmac(Auth):
    """Signs requests as a scheme says; one that is sent again is signed anew."""

    def __init__(
        self,
        scheme: Scheme,
        secret: str,
        public: Mapping[str, str],
        settings: Settings,
    ) -> None:
        self._scheme = scheme
        self._key = keyed(scheme, secret)
        self._public: list[tuple[Place, str, str]] = [
            (place, name, _credential(public, what))
            for place, name, what in scheme.send
            if what != "$digest"
        ]
        self._clock = settings.clock
        self._nonces: NonceStore = (
            _NONCES if settings.nonces is None else settings.nonces
        )

    def __repr__(self) -> str:
        return f"<Hmac {' '.join(value for _, _, value in self._public)}>"

    def send(
        self,
        request: Request,
        exchange: Callable[[Request], HttpReply],
        budget: Budget,
    ) -> HttpReply:
        """Sign a request and send it; with a rising nonce, when it is its turn."""
        fresh = self._scheme.fresh
        if fresh is None:
            return exchange(self.sign(request))
        now = self._clock.time_ns() // _NANOSECONDS[fresh.unit]
        with self._nonces.next(self._row(fresh), now, budget) as number:
            signed = self.sign(request, _bounded(fresh, number))
            if fresh.rule == "rising":
                return exchange(signed)
        return exchange(signed)

    def sign(self, request: Request, fresh: str = "") -> Request:
        """Give the request as it is sent; `fresh` is its nonce or its time."""
        scheme = self._scheme
        if scheme.fresh is not None:
            place, name = scheme.fresh.place, scheme.fresh.name
            request = _with(request, place, name, fresh, is_first=True)
        for place, name, value in self._public:
            request = _with(request, place, name, value)
        made = signature(scheme, self._key, request, fresh)
        for place, name, what in scheme.send:
            if what == "$digest":
                request = _with(request, place, name, made)
        return request

    def _row(self, fresh: Fresh) -> str:
        """Name the row of numbers: a key counts `nonce` and `tonce` apart."""
        return "/".join([*(value for _, _, value in self._public), fresh.name])


def signers(
    schemes: Mapping[str, Scheme],
    secret: str | None,
    public: Mapping[str, str | None],
    settings: Settings,
) -> dict[str, Auth]:
    """Make the signers of a client; without any credentials it has none."""
    given = {name: value for name, value in public.items() if value is not None}
    if secret is None and not given:
        return {}
    if secret is None or len(given) < len(public):
        raise ValueError(f"calls are signed with a secret and its {', '.join(public)}")
    return {n: Hmac(scheme, secret, given, settings) for n, scheme in schemes.items()}


def _credential(public: Mapping[str, str], what: str) -> str:
    name = what.removeprefix("$")
    if name not in public:
        raise ValueError(f"requests are signed with a secret and its `{name}`")
    return public[name]


def _bounded(fresh: Fresh, number: int) -> str:
    if fresh.below is not None and number >= fresh.below:
        raise ValueError(
            f"no `{fresh.name}` is left: {number} is not below {fresh.below}"
        )
    return str(number)


def _with(
    request: Request, place: Place, name: str, value: str, *, is_first: bool = False
) -> Request:
    """Put a name and its value into a request, at the end or in front."""
    if place == "header":
        return request.replace(headers=[*request.headers, (name, value)])
    pair = urlencode({name: value})
    if place == "query":
        path, _, query = request.target.partition("?")
        return request.replace(target=f"{path}?{_joined(pair, query, is_first)}")
    body = _joined(pair, request.body.decode(), is_first).encode()
    return request.replace(headers=_form_headers(request, name), body=body)


def _joined(pair: str, pairs: str, is_first: bool) -> str:
    both = (pair, pairs) if is_first else (pairs, pair)
    return "&".join(filter(None, both))


def _form_headers(request: Request, name: str) -> Sequence[tuple[str, str]]:
    """Give the headers of a form. Raises ValueError where the body is none."""
    kinds = [
        kind for header, kind in request.headers if header.lower() == "content-type"
    ]
    if not kinds and not request.body:
        return [*request.headers, ("Content-Type", _FORM)]
    if not all(kind.startswith(_FORM) for kind in kinds or ("",)):
        raise ValueError(
            f"`{name}` goes into a form, and the body of this call is none"
        )
    return request.headers


# -- nonces ------------------------------------------------------------------------


class NonceStore(Protocol):
    """Gives numbers that rise; bring one where several processes use the same key.

    The number is above all that the store gave for this key and not below `at_least`.
    Nobody else gets one for the key until the context ends, since by then the
    service has answered. A store that has to wait calls `budget.left()` now and
    then, which raises when the call is out of time or was cancelled.
    """

    def next(
        self, key: str, at_least: int, budget: Budget
    ) -> AbstractContextManager[int]: ...


class _Row:
    """The numbers of one key."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.last = 0


class MemoryNonces:
    """The nonces of one process; the clients of a key take turns."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    @contextmanager
    def next(
        self, key: str, at_least: int, budget: Budget
    ) -> Generator[int, None, None]:
        row = self._rows.setdefault(key, _Row())
        while not row.turn.acquire(timeout=_GLANCE):
            budget.left()  # raises when there is no time left to wait
        try:
            row.last = max(row.last + 1, at_least)
            yield row.last
        finally:
            row.turn.release()


# The service keeps one row of nonces for each key, and knows nothing of clients. Two
# clients that know nothing of each other must share the row too, so it is the
# process that has it.
_NONCES: Final = MemoryNonces()
