# ruff: noqa
"""Checks who signed a request, before anything else is read from it.

    V1 = Scheme(
        message=["body"],
        algorithm="sha512",
        encoding="base64",
        send=[("header", "Rest-Key", "$key"), ("header", "Rest-Sign", "$digest")],
        key_encoding="base64",
        fresh=Fresh("form", "nonce", "rising", "microseconds"),
    )
    auth = signed({"v1": V1, "v2": V2}, {key: secret})

What is checked are the bytes that came. A signature is compared in constant time, and
only a request whose signature is right can use up its nonce.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping, Sequence
from heapq import heappop, heappush
import hmac
import re
import time
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias
from urllib.parse import parse_qsl, quote, unquote_plus

from ._app import Refusal

if TYPE_CHECKING:
    from ._app import HttpRequest

Place: TypeAlias = Literal["form", "header", "query"]
Part: TypeAlias = (
    Literal["body", "path", "query", "verb", "nonce"]
    | tuple[Literal["path_after", "bytes"], str]
)
Keys: TypeAlias = (
    Mapping[str, str] | Callable[[str], str | Awaitable[str | None] | None]
)
"""Secrets by their keys, or what finds the secret of a key, if there is one."""

_NANOSECONDS = {"seconds": 10**9, "milliseconds": 10**6, "microseconds": 10**3}
_WHOLE = re.compile(r"[0-9]{1,39}")
_MOST_FIELDS = 1000
_MOST_TIMES = 20_000


# -- schemes -----------------------------------------------------------------------


class Fresh(NamedTuple):
    """The number or the time that makes each request new."""

    place: Place
    name: str
    rule: Literal["rising", "window"]
    """`rising`: above all before it. `window`: a time, which counts once."""
    unit: Literal["seconds", "milliseconds", "microseconds"] = "microseconds"
    below: int | None = None
    window: int = 60
    """By so many seconds a time may differ from the clock of the server."""
    also: str = ""
    """Another name for it."""


class Scheme(NamedTuple):
    """What is signed, how, and where the signature stands."""

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


class Signed(NamedTuple):
    """What of a request can be signed, just as it travels."""

    verb: str
    path: str
    query: str
    body: bytes
    fresh: str = ""


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


def signature(scheme: Scheme, key: hmac.HMAC, signed: Signed) -> str:
    """Make the signature that a request should have."""
    digest = key.copy()
    for part in scheme.message:
        digest.update(_part(part, signed))
    made = digest.digest()
    return made.hex() if scheme.encoding == "hex" else base64.b64encode(made).decode()


def _part(part: Part, signed: Signed) -> bytes:
    """Give one part of the message; a path without it leaves nothing to sign."""
    match part:
        case "body":
            return signed.body
        case "path":
            return signed.path.encode()
        case "query":
            return signed.query.encode()
        case "verb":
            return signed.verb.encode()
        case "nonce":
            return signed.fresh.encode()
        case ("bytes", digits):
            return bytes.fromhex(digits)
        case (_, start):
            return signed.path.partition(start)[2].encode()


async def find_secret(keys: Keys, key: str) -> str | None:
    """Give the secret of a key; None where there is no such key."""
    found = keys(key) if callable(keys) else keys.get(key)
    return await found if isinstance(found, Awaitable) else found


# -- requests ----------------------------------------------------------------------


class Hmac:
    """Checks requests that are signed as a scheme says."""

    challenge = ""

    def __init__(
        self,
        scheme: Scheme,
        keys: Keys,
        nonces: NonceStore,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._scheme, self._keys = scheme, keys
        self._nonces, self._clock = nonces, clock
        if not callable(keys):
            for secret in keys.values():
                keyed(scheme, secret)  # a wrong secret shows when the app is made

    def __repr__(self) -> str:
        return "<Hmac>"

    async def check(self, request: HttpRequest, body: bytes) -> str:
        """Give the key of whoever signed a request. Raises Refusal."""
        scheme, came = self._scheme, _Came(request, body)
        key = came.key(scheme)
        secret = await find_secret(self._keys, key)
        if secret is None:
            raise Refusal("key_unknown")
        fresh = came.fresh(scheme.fresh) if "nonce" in scheme.message else ""
        made = signature(scheme, keyed(scheme, secret), came.signed(scheme, fresh))
        # In constant time: an ordinary comparison ends at the first byte that differs,
        # and its time would tell a forger how much of a guess is right.
        if not hmac.compare_digest(made.encode(), came.digest(scheme)):
            raise Refusal("signature")
        if scheme.fresh and not await self._is_new(scheme.fresh, key, came):
            raise Refusal("nonce")
        return key

    async def _is_new(self, fresh: Fresh, key: str, came: _Came) -> bool:
        """Whether the nonce is new; it is used up by this question."""
        text = came.fresh(fresh)
        number = int(text) if _WHOLE.fullmatch(text) else -1
        if number < 0 or (fresh.below is not None and number >= fresh.below):
            return False
        row = f"{key}/{fresh.name}"  # a key counts `nonce` and `tonce` apart
        if fresh.rule == "rising":
            is_new = self._nonces.rise(row, number)
        else:
            unit = _NANOSECONDS[fresh.unit]
            now, window = self._clock() // unit, fresh.window * 10**9 // unit
            if abs(now - number) > window:
                return False
            is_new = self._nonces.once(row, number, now - window)
        return await is_new if isinstance(is_new, Awaitable) else is_new


def signed(
    schemes: Mapping[str, Scheme],
    keys: Keys | None,
    *,
    nonces: NonceStore | None = None,
    clock: Callable[[], int] = time.time_ns,
) -> dict[str, Hmac]:
    """Make what checks the requests of an app; without keys everybody may call.

    Whichever scheme signs a request, a nonce counts once for its key.
    """
    if keys is None:
        return {}
    store = MemoryNonces() if nonces is None else nonces
    return {name: Hmac(one, keys, store, clock) for name, one in schemes.items()}


class _Came:
    """A request as it came, and the few things that signing puts into it."""

    def __init__(self, request: HttpRequest, body: bytes) -> None:
        self._request, self._body = request, body

    def key(self, scheme: Scheme) -> str:
        for place, name, what in scheme.send:
            if what != "$digest":
                return self._one(scheme, place, name, "key_missing")
        return ""

    def digest(self, scheme: Scheme) -> bytes:
        for place, name, what in scheme.send:
            if what == "$digest":
                sent = self._one(scheme, place, name, "signature")
                written = sent.lower() if scheme.encoding == "hex" else sent
                return written.encode("utf-8", "replace")
        return b""

    def fresh(self, fresh: Fresh | None) -> str:
        """Give the nonce as it came; "" where there is none."""
        if fresh is None:
            return ""
        found = self._values(fresh.place, fresh.name)
        if not found and fresh.also:
            found = self._values(fresh.place, fresh.also)
        return found[0] if len(found) == 1 else ""

    def signed(self, scheme: Scheme, fresh: str) -> Signed:
        """Give what was signed, which is all but the signature itself."""
        query, body = self._request.query, self._body
        for place, name, what in scheme.send:
            if what == "$digest" and place == "query":
                query = _without(query, name)
            elif what == "$digest" and place == "form":
                body = _without(body.decode("latin-1"), name).encode("latin-1")
        return Signed(self._request.verb, self._path(), query, body, fresh)

    def _path(self) -> str:
        """Give the path as it was sent, with what an application is mounted at."""
        raw: bytes = self._request.scope.get("raw_path") or b""
        path = raw.partition(b"?")[0].decode("latin-1")
        return path or quote(self._request.path)

    def _one(self, scheme: Scheme, place: Place, name: str, kind: str) -> str:
        """Give a value that must be there, and only once."""
        found = set(self._values(place, name))
        if not found and name in scheme.also_send:
            found = set(self._values(place, scheme.also_send[name]))
        text = found.pop() if len(found) == 1 else ""
        if not text:
            raise Refusal(kind)
        return text

    def _values(self, place: Place, name: str) -> list[str]:
        if place == "header":
            folded = name.lower().encode()
            headers = self._request.headers
            return [
                v.decode("latin-1").strip() for n, v in headers if n.lower() == folded
            ]
        text = self._request.query if place == "query" else self._body.decode("latin-1")
        return [value for own, value in _pairs(text) if own == name]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Take a query or a form apart; one with too many fields has none."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _without(pairs: str, name: str) -> str:
    """Leave out one name, and all else byte for byte."""
    kept = (
        one for one in pairs.split("&") if unquote_plus(one.partition("=")[0]) != name
    )
    return "&".join(kept)


# -- nonces ------------------------------------------------------------------------


class NonceStore(Protocol):
    """Remembers nonces; bring one where several processes answer for the same keys.

    Both questions use up the number, so that of two requests that ask at the same
    time only one hears that it is new.
    """

    def rise(self, row: str, number: int) -> bool | Awaitable[bool]:
        """Whether a number is above all that came before it in its row."""
        ...

    def once(self, row: str, number: int, least: int) -> bool | Awaitable[bool]:
        """Whether a number is new; those below `least` need no longer be remembered."""
        ...


class _Times:
    """The times that one key has used up."""

    def __init__(self) -> None:
        self.used: set[int] = set()
        self.oldest: list[int] = []
        self.forgotten = -1
        """What is not above it counts as used, even if the clock is set back."""

    def use(self, number: int, least: int) -> bool:
        while self.oldest and self.oldest[0] < least:
            self.forgotten = heappop(self.oldest)
            self.used.discard(self.forgotten)
        is_used = number in self.used or number <= self.forgotten
        if is_used or len(self.used) >= _MOST_TIMES:
            return False
        self.used.add(number)
        heappush(self.oldest, number)
        return True


class MemoryNonces:
    """The nonces of one process, which forgets them when it ends."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._times: dict[str, _Times] = {}

    def rise(self, row: str, number: int) -> bool:
        if number <= self._last.get(row, -1):
            return False
        self._last[row] = number
        return True

    def once(self, row: str, number: int, least: int) -> bool:
        return self._times.setdefault(row, _Times()).use(number, least)
