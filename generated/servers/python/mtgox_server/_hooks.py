# ruff: noqa
"""Webhooks that the service sends: signed, and sent again until they are acknowledged.

    hooks = Webhooks(keys)
    hooks.send_ipn(url, payload, key=key)                    # goes on by itself
    delivery = await hooks.send_ipn(url, payload, key=key)   # waits for its end
    await hooks.close()

Deliveries live in the process: what is not acknowledged when it ends is forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection, IncompleteRead
from itertools import count
import logging
import re
import socket
import threading
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from ._sign import Keys, Scheme, Signed, find_secret, keyed, signature
from ._wire import Misfit, codec_of, dumps, is_object, plain_text

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

    from typing_extensions import Self

    from ._wire import Shape

T = TypeVar("T")

_KINDS = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
_MOST_BYTES = 64 * 1024
_log = logging.getLogger(__name__)


class Webhook(Generic[T]):
    """A call that the service makes; `T` is what it tells."""

    def __init__(
        self,
        name: str,
        payload: Shape[T],
        place: Literal["form", "json"],
        scheme: Scheme | None = None,
        *,
        acknowledge: tuple[int, str] | None = None,
        every: float | None = None,
        verb: str = "POST",
    ) -> None:
        """Declare it.

        Args:
            name: What it is called in messages.
            payload: The type of what it tells.
            place: Whether that travels as a form or as JSON.
            scheme: How it is signed.
            acknowledge: The status and the text that say it was understood; "" is any
                text, and None any success.
            every: So many seconds after each attempt without an acknowledgement comes
                another; None is for what is sent only once.
            verb: How it is sent.
        """
        if scheme is not None and not _is_over_body(scheme):
            raise ValueError(f"`{name}`: only a signature of the body can be checked")
        self.name, self.verb, self.every, self.scheme = name, verb, every, scheme
        self.kind = _KINDS[place]
        self.codec, self._place = codec_of(payload), place
        self._acknowledge = acknowledge

    def __repr__(self) -> str:
        return f"<Webhook {self.name}>"

    def write(self, payload: T) -> bytes:
        """Give the body. Raises ValueError for a payload that does not fit."""
        value = self.codec.encode(payload)
        if self._place == "json":
            return dumps(value).encode()
        if not is_object(value):
            raise Misfit(f"`{self.name}` travels as a form, and has no fields")
        return urlencode(
            {name: plain_text(one) for name, one in value.items()}
        ).encode()

    def is_acknowledged(self, answer: Answered) -> bool:
        """Whether an answer is the one that ends the repeats."""
        if self._acknowledge is None:
            return 200 <= answer.status < 300
        status, text = self._acknowledge
        return answer.status == status and (not text or answer.body == text.encode())


def _is_over_body(scheme: Scheme) -> bool:
    """Whether a receiver can check a signature by the body and the headers."""
    parts = {part if isinstance(part, str) else part[0] for part in scheme.message}
    places = {place for place, _, _ in scheme.send}
    return parts <= {"body", "bytes"} and places == {"header"} and scheme.fresh is None


# -- deliveries --------------------------------------------------------------------


class Outgoing(NamedTuple):
    """A request that carries a webhook."""

    verb: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: bytes


class Answered(NamedTuple):
    """What a receiver answered, or the beginning of it."""

    status: int
    body: bytes


class Delivery(NamedTuple):
    """How an attempt went, which may have been the last one."""

    webhook: str
    url: str
    attempts: int
    is_acknowledged: bool
    told: str
    """What came in place of an acknowledgement."""


Post: TypeAlias = Callable[[Outgoing, float], Awaitable[Answered]]
"""Sends a request, in so many seconds. It does not follow redirects."""


class Sender:
    """Sends webhooks and repeats them, each in a task of its own."""

    def __init__(
        self,
        keys: Keys | None = None,
        *,
        post: Post | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        attempted: Callable[[Delivery], None] | None = None,
        attempts: int | None = None,
        timeout: float = 30.0,
        at_a_time: int = 32,
    ) -> None:
        """Make a sender.

        Args:
            keys: Secrets by their keys, or what finds the secret of a key.
            post: Sends a request in place of `http.client`.
            sleep: Waits between two attempts.
            attempted: Told of every attempt; without it the log is told of those that
                were not acknowledged.
            attempts: After so many a delivery is given up. None means never.
            timeout: So many seconds a receiver has.
            at_a_time: So many receivers are called at a time.
        """
        self._keys, self._post, self._sleep = keys, post or http_post, sleep
        self._attempted, self._attempts = attempted or _note, attempts
        self._timeout, self._gate = timeout, asyncio.Semaphore(at_a_time)
        self._tasks: set[asyncio.Task[Delivery]] = set()
        self._is_closed = False

    def send(
        self, webhook: Webhook[T], url: str, payload: T, key: str = ""
    ) -> asyncio.Task[Delivery]:
        """Begin a delivery; the task ends when it was acknowledged or given up.

        Raises:
            ValueError: The payload does not fit, the address is none, or the key is
                unknown. Nothing was sent.
        """
        if self._is_closed:
            raise RuntimeError("it is closed and sends nothing more")
        _check(url)
        if webhook.scheme is not None:
            self._check_key(key)
        body, loop = webhook.write(payload), asyncio.get_running_loop()
        task = loop.create_task(self._deliver(webhook, url, body, key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End all deliveries, acknowledged or not."""
        self._is_closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _check_key(self, key: str) -> None:
        if self._keys is None:
            raise ValueError("it is signed: give the secrets of the keys")
        if not callable(self._keys) and key not in self._keys:
            raise ValueError(f"there is no secret of the key {key!r}")

    async def _deliver(
        self, webhook: Webhook[T], url: str, body: bytes, key: str
    ) -> Delivery:
        headers = [
            ("Content-Type", webhook.kind),
            *await self._signed(webhook, body, key),
        ]
        request = Outgoing(webhook.verb, url, headers, body)
        for number in count(1):
            is_acknowledged, told = await self._attempt(webhook, request)
            delivery = Delivery(webhook.name, url, number, is_acknowledged, told)
            self._attempted(delivery)
            is_last = self._is_closed or number == self._attempts
            if is_acknowledged or webhook.every is None or is_last:
                return delivery
            await self._sleep(webhook.every)
        raise AssertionError  # a count does not end

    async def _attempt(
        self, webhook: Webhook[T], request: Outgoing
    ) -> tuple[bool, str]:
        async with self._gate:
            try:
                answer = await self._post(request, self._timeout)
            except Exception as error:
                return False, f"{type(error).__name__}: {error}"
        if webhook.is_acknowledged(answer):
            return True, ""
        return False, f"status {answer.status}, {answer.body[:100]!r}"

    async def _signed(
        self, webhook: Webhook[T], body: bytes, key: str
    ) -> list[tuple[str, str]]:
        """Give the headers that prove where it comes from."""
        scheme = webhook.scheme
        if scheme is None or self._keys is None:
            return []
        secret = await find_secret(self._keys, key)
        if secret is None:
            raise ValueError(f"there is no secret of the key {key!r}")
        made = signature(scheme, keyed(scheme, secret), Signed("", "", "", body))
        return [
            (name, made if what == "$digest" else key) for _, name, what in scheme.send
        ]


def _note(delivery: Delivery) -> None:
    if not delivery.is_acknowledged:
        told = "`%s` to %s was not acknowledged (attempt %d): %s"
        where = delivery.url.partition("?")[0]  # a query may hold what is secret
        _log.warning(told, delivery.webhook, where, delivery.attempts, delivery.told)


def _check(url: str) -> None:
    """Refuse what is no address of a receiver. Raises ValueError."""
    parts = urlsplit(url)
    has_password = "@" in parts.netloc
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or has_password
        or not re.fullmatch(r"[!-~]+", url)
    ):
        raise ValueError(
            "a webhook is sent to an address like https://shop.example/ipn"
        )
    parts.hostname.encode("idna")  # raises for a name that is none
    parts.port  # noqa: B018 - raises too


# -- sending -----------------------------------------------------------------------


async def http_post(
    request: Outgoing, timeout: float, tls: ssl.SSLContext | None = None
) -> Answered:
    """Send a request by `http.client`; `tls` is for certificates of one's own."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answered] = loop.create_future()
    exchange = _Exchange(request, timeout, tls)

    def settle(answer: Answered | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(cast("Answered", answer))

    def run() -> None:
        answer, failure = None, None
        try:
            answer = exchange.run()
        except Exception as error:
            failure = error
        with suppress(RuntimeError):  # the loop may have ended before
            loop.call_soon_threadsafe(settle, answer, failure)

    # A thread of its own, since a receiver's silence should hold up nobody else, nor
    # the end of the program.
    threading.Thread(target=run, name="webhook", daemon=True).start()
    try:
        # `wait_for` loses a cancellation that comes with the answer before Python 3.12.
        await asyncio.wait((done,), timeout=timeout)
        if not done.done():
            raise TimeoutError(f"no answer in {timeout:g} seconds")
        return done.result()
    finally:
        exchange.stop()


class _Exchange:
    """One request and its answer; it can be ended from another thread."""

    def __init__(
        self, request: Outgoing, timeout: float, tls: ssl.SSLContext | None
    ) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            self._http: HTTPConnection = HTTPSConnection(
                host, parts.port, timeout=timeout, context=tls
            )
        else:
            self._http = HTTPConnection(host, parts.port, timeout=timeout)
        self._request = request
        self._target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        self._is_stopped = False

    def run(self) -> Answered:
        request = self._request
        try:
            self._http.connect()
            if self._is_stopped:
                raise TimeoutError("it was stopped")
            headers = {**dict(request.headers), "Connection": "close"}
            self._http.request(request.verb, self._target, request.body, headers)
            response = self._http.getresponse()
            body = response.read(_MOST_BYTES)
            if response.length and len(body) < _MOST_BYTES:
                raise IncompleteRead(body, response.length)
            return Answered(response.status, body)
        finally:
            self._http.close()

    def stop(self) -> None:
        self._is_stopped = True
        sock = self._http.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
