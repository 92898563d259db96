# ruff: noqa
"""Webhooks as data: check who sent a delivery, read what it says, and answer it.

    told = IPN.receive(headers, body, secret=secret)
    if IPN.identity(told) not in seen:
        ...
    answer = IPN.acknowledgement

A delivery is verified over the bytes that came, before anything is read from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
import hmac
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Protocol,
    TypeAlias,
    runtime_checkable,
)
from urllib.parse import parse_qsl

from ._http import HttpReply, Request
from ._sign import Scheme, keyed, signature
from ._wire import UNSET, DecodeError, Misfit, T, codec_of, loads, shown

if TYPE_CHECKING:
    from ._wire import Shape

_MOST_FIELDS = 1000


@runtime_checkable
class HeaderMap(Protocol):
    """Headers by name: a mapping, a message of `http.server`, or a WSGI environment."""

    def items(self) -> Iterable[tuple[str, Any]]: ...


Headers: TypeAlias = HeaderMap | Iterable[tuple[str | bytes, str | bytes]]
"""Headers as web servers have them; ASGI has pairs of bytes."""

Secret: TypeAlias = str | Callable[[str], str]
"""A secret, or what gives the secret of a key by the key's name."""


class SignatureError(Exception):
    """A delivery that is not proven to be the service's; nothing of it was read."""


class Webhook(Generic[T]):
    """A call that the service makes; `T` is what it tells."""

    def __init__(
        self,
        name: str,
        payload: Shape[T],
        place: Literal["form", "json"],
        scheme: Scheme | None = None,
        *,
        acknowledge: tuple[int, str] = (200, ""),
        same: Sequence[str] = (),
    ) -> None:
        if scheme is not None and not _is_over_body(scheme):
            raise ValueError(f"`{name}`: only a signature of the body can be checked")
        self.name = name
        self._codec = codec_of(payload)
        self._place, self._scheme = place, scheme
        self._acknowledge, self._same = acknowledge, same

    def __repr__(self) -> str:
        return f"<Webhook {self.name}>"

    def receive(
        self,
        headers: Headers,
        body: bytes,
        *,
        secret: Secret | None = None,
        key: str | None = None,
    ) -> T:
        """Verify a delivery, then give what it tells.

        Args:
            headers: As the web server has them, in any case, or as CGI spells them.
            body: The bytes as they came, since it is they that are signed.
            secret: The secret of the key, or what finds it by the key's name.
            key: The name of the key, if no other may sign.

        Raises:
            SignatureError: It is not proven to come from the service. Answer 403.
            DecodeError: It does, and is not what its type says.
        """
        self.verify(headers, body, secret=secret, key=key)
        return self._read(body)

    def verify(
        self,
        headers: Headers,
        body: bytes,
        *,
        secret: Secret | None = None,
        key: str | None = None,
    ) -> None:
        """Raise SignatureError unless the delivery is signed; see `receive`."""
        scheme = self._scheme
        if scheme is None:
            if secret is not None or key is not None:
                raise ValueError(f"`{self.name}` is not signed: no secret can prove it")
            return
        if secret is None:
            raise ValueError(f"`{self.name}` is signed: give the secret of its key")
        pairs = _pairs(headers)
        named = "" if key is None and isinstance(secret, str) else _key(scheme, pairs)
        own = secret if isinstance(secret, str) else _secret_of(named, secret)
        made = signature(scheme, keyed(scheme, own), Request("", "", (), body))
        # In constant time: an ordinary comparison ends at the first byte that differs,
        # and its time would tell a forger how much of a guess is right.
        if not hmac.compare_digest(made.encode(), _digest(scheme, pairs)):
            raise SignatureError(
                "the signature is not that of this body and this secret"
            )
        if key is not None and named != key:
            raise SignatureError(f"it names the key {shown(named)}, not {key!r}")

    def _read(self, body: bytes) -> T:
        if self._place == "json":
            return self._codec.decode(loads(body))
        try:
            return self._codec.from_form(_fields(body))
        except Misfit as misfit:
            raise DecodeError(str(misfit)) from None

    @property
    def acknowledgement(self) -> HttpReply:
        """What to answer; after anything else the delivery may come again."""
        status, text = self._acknowledge
        body = text.encode()
        kind = ("Content-Type", "text/plain; charset=utf-8")
        return HttpReply(status, (kind, ("Content-Length", str(len(body)))), body)

    def identity(self, payload: T) -> tuple[Any, ...]:
        """Give what a repeated delivery has in common, or all if that is unknown."""
        known = tuple(getattr(payload, name, UNSET) for name in self._same)
        return known or (payload,)


# -- signatures --------------------------------------------------------------------


def _is_over_body(scheme: Scheme) -> bool:
    """Whether the body and the headers are enough to check a signature."""
    parts = {part if isinstance(part, str) else part[0] for part in scheme.message}
    places = {place for place, _, _ in scheme.send}
    return parts <= {"body", "bytes"} and places == {"header"} and scheme.fresh is None


def _pairs(headers: Headers) -> list[tuple[str, Any]]:
    """Give the headers by folded names."""
    pairs = headers.items() if isinstance(headers, HeaderMap) else headers
    return [(_folded(name), value) for name, value in pairs]


def _folded(name: str | bytes) -> str:
    """Make spellings of a header alike: CGI shows `Rest-Key` as `HTTP_REST_KEY`."""
    return _text(name).lower().replace("_", "-").removeprefix("http-")


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _digest(scheme: Scheme, pairs: list[tuple[str, Any]]) -> bytes:
    names = [name for _, name, what in scheme.send if what == "$digest"]
    sent = _header(scheme, names[0], pairs)
    written = sent.lower() if scheme.encoding == "hex" else sent
    return written.encode("utf-8", "replace")


def _key(scheme: Scheme, pairs: list[tuple[str, Any]]) -> str:
    names = [name for _, name, what in scheme.send if what != "$digest"]
    if not names:
        raise ValueError("a delivery does not name its key here")
    return _header(scheme, names[0], pairs)


def _header(scheme: Scheme, name: str, pairs: list[tuple[str, Any]]) -> str:
    """Give the value of a header, which must be there once."""
    spellings = {_folded(name), _folded(scheme.also_send.get(name, name))}
    found = {_text(value) for own, value in pairs if own in spellings}
    if len(found) != 1:
        told = "comes more than once" if found else "is missing"
        raise SignatureError(f"the header `{name}` {told}")
    return found.pop()


def _secret_of(key: str, find: Callable[[str], str]) -> str:
    try:
        return find(key)
    except LookupError:
        raise SignatureError(
            f"it names the key {shown(key)}, which is unknown"
        ) from None


# -- forms -------------------------------------------------------------------------


def _fields(body: bytes) -> dict[str, str]:
    """Take a form apart. Raises DecodeError."""
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(body),  # 3.10 finds fault with an empty form
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise DecodeError(f"it is not a form: {error}") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise DecodeError("it comes more than once", (name,))
        fields[name] = value
    return fields
