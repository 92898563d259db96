"""Servers send webhooks: signed, and again until somebody acknowledges them."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
import hashlib
import hmac
import logging
from pathlib import Path
import socket
import threading
import time
from types import SimpleNamespace
from typing import Any

from certificates import make_certificate
from project import api
import pytest
from python_rest import client_of, packaged
from python_server import CLOSE, Request, Service, reply

KEY = "123e4567-e89b-42d3-a456-426614174000"
RAW_SECRET = bytes(range(64))
SECRET = base64.b64encode(RAW_SECRET).decode()
KEYS = {KEY: SECRET}
OK = reply("[OK]")
DECLARED = '''
"""What is generated for Mt. Gox, shortened."""

from __future__ import annotations

from asyncio import Task
from typing import Final, Union

from ._hooks import Delivery, Sender, Webhook
from ._sign import Fresh, Scheme
from ._wire import (
    TEXT, ByTag, Codec, Dated, Integer, Record, Unset, Words, maybe, member
)

STATUS: Final = Words("paid", "cancelled")
STAMP: Final[Dated[int]] = Dated(int, "%Y-%m-%d %H:%M:%S", unit="s")


class PaidIpn(Record):
    id: str = member(TEXT)
    payment_id: str = member(TEXT)
    status: str = member(STATUS)
    data: str | Unset = maybe(TEXT)
    amount: int = member(Integer(int, "text"))
    currency: str = member(TEXT)
    method: str = member(TEXT)
    date: int = member(STAMP)


class CancelledIpn(Record):
    id: str = member(TEXT)
    payment_id: str = member(TEXT)
    status: str = member(STATUS)


class AddressPing(Record, rest=TEXT):
    txid: str = member(TEXT)
    description: str = member(TEXT)


Ipn = Union[PaidIpn, CancelledIpn]
IPN_CODEC: Final[Codec[Ipn]] = ByTag(
    "status", {"paid": PaidIpn, "cancelled": CancelledIpn}
)
IPN_SCHEME: Final = Scheme(
    message=["body"],
    algorithm="sha512",
    encoding="base64",
    send=[("header", "Rest-Key", "$key"), ("header", "Rest-Sign", "$digest")],
    key_encoding="base64",
    key_length=64,
)
IPN: Final[Webhook[Ipn]] = Webhook(
    "ipn", IPN_CODEC, "form", IPN_SCHEME, acknowledge=(200, "[OK]"), every=1800
)
ADDRESS_PING: Final[Webhook[AddressPing]] = Webhook("address_ping", AddressPing, "form")
TOLD: Final[Webhook[AddressPing]] = Webhook("told", AddressPing, "json", verb="PUT")


class Webhooks(Sender):
    def send_ipn(self, url: str, payload: Ipn, key: str) -> Task[Delivery]:
        return self.send(IPN, url, payload, key)

    def send_address_ping(self, url: str, payload: AddressPing) -> Task[Delivery]:
        return self.send(ADDRESS_PING, url, payload)

    def send_told(self, url: str, payload: AddressPing) -> Task[Delivery]:
        return self.send(TOLD, url, payload)
'''


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated server has them, and all their names."""
    return packaged(tmp_path_factory.mktemp("hooks") / "hooks_server", DECLARED)


@pytest.fixture
def paid(rt: SimpleNamespace) -> Any:
    return rt.PaidIpn(
        id="0e2f6f5e-3c55-4b0b-8f4e-2b7a0f1d9c11",
        payment_id="7c9f4d2a-61de-4f8e-9a53-0d1b2c3e4f50",
        status="paid",
        data="invoice-17",
        amount=81705496,
        currency="BTC",
        method="MTGOXBTC",
        date=1364879059,
    )


@pytest.fixture
def ping(rt: SimpleNamespace) -> Any:
    return rt.AddressPing(txid="abc", description="a b&cé", extra={"more": "1"})


class Shop:
    """A receiver that gives the answers of a list, one after the other."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.service = Service(self._answer)
        self.url = f"{self.service.url}/ipn.php?shop=1"

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *_: object) -> None:
        self.service.__exit__()

    @property
    def requests(self) -> list[Request]:
        return self.service.requests

    def _answer(self, _: Request) -> list[bytes | None]:
        return [self.answers.pop(0), CLOSE]


class Nights:
    """A way to sleep that takes no time, and knows how long it should have been."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def run(main: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        return await asyncio.wait_for(main(), 20)

    return asyncio.run(bounded())


def delivered(
    rt: SimpleNamespace, url: str, payload: Any, name: str = "ipn", **options: Any
) -> Any:
    """Send one webhook and wait for its end."""

    async def main() -> Any:
        async with rt.Webhooks(KEYS, **options) as hooks:
            args = (KEY,) if name == "ipn" else ()
            return await getattr(hooks, f"send_{name}")(url, payload, *args)

    return run(main)


# -- what is sent ------------------------------------------------------------------


def test_a_delivery_is_what_the_spec_shows_byte_for_byte(
    rt: SimpleNamespace, paid: Any
) -> None:
    hooks = {hook.name: hook for hook in api("mtgox").webhooks}
    (example,) = [one for one in hooks["ipn"].examples if one.name == "paid"]
    with Shop(OK) as shop:
        got = delivered(rt, shop.url, paid)
    assert (got.attempts, got.is_acknowledged, got.told) == (1, True, "")
    (request,) = shop.requests
    assert (request.verb, request.target) == ("POST", "/ipn.php?shop=1")
    assert request.body.decode() == example.literal
    for name, value in example.headers:
        assert request.header(name) == value
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    digest = hmac.new(RAW_SECRET, request.body, hashlib.sha512).digest()
    assert request.header("Rest-Sign") == base64.b64encode(digest).decode()


def test_the_runtime_of_the_client_believes_and_reads_it(
    rt: SimpleNamespace, paid: Any
) -> None:
    webhooks = client_of("mtgox").webhooks
    cancelled = rt.CancelledIpn(id="a&b=c", payment_id="é +%", status="cancelled")
    with Shop(OK, OK) as shop:
        for payload in (paid, cancelled):
            delivered(rt, shop.url, payload)
    told = [
        webhooks.IPN.receive(one.headers, one.body, secret=SECRET, key=KEY)
        for one in shop.requests
    ]
    assert (told[0].amount, told[0].date) == (81705496, 1364879059)
    assert (told[1].id, told[1].payment_id) == ("a&b=c", "é +%")
    body = shop.requests[0].body + b"&x=1"
    with pytest.raises(client_of("mtgox")._hooks.SignatureError):
        webhooks.IPN.receive(shop.requests[0].headers, body, secret=SECRET)


def test_what_is_not_signed_is_sent_once_and_any_success_will_do(
    rt: SimpleNamespace, ping: Any
) -> None:
    with Shop(reply("thanks", 204), reply("", 500)) as shop:
        got = [delivered(rt, shop.url, ping, "address_ping") for _ in range(2)]
    assert [(one.attempts, one.is_acknowledged) for one in got] == [
        (1, True),
        (1, False),
    ]
    assert shop.requests[0].body == b"txid=abc&description=a+b%26c%C3%A9&more=1"
    assert shop.requests[0].header("Rest-Sign") is None


def test_it_may_travel_as_json_with_another_verb(
    rt: SimpleNamespace, ping: Any
) -> None:
    with Shop(OK) as shop:
        delivered(rt, shop.url, ping, "told")
    (request,) = shop.requests
    assert (request.verb, request.header("Content-Type")) == ("PUT", "application/json")
    assert request.json() == {"txid": "abc", "description": "a b&cé", "more": "1"}


def test_a_secret_may_come_from_a_function_that_waits(
    rt: SimpleNamespace, paid: Any
) -> None:
    async def find(key: str) -> str | None:
        await asyncio.sleep(0)
        return KEYS.get(key)

    async def main() -> Any:
        async with rt.Webhooks(find) as hooks:
            await hooks.send_ipn(shop.url, paid, KEY)
            with pytest.raises(ValueError, match="no secret of the key 'nobody'"):
                await hooks.send_ipn(shop.url, paid, "nobody")

    with Shop(OK) as shop:
        run(main)
        assert len(shop.requests) == 1


# -- acknowledgements, and repeats -------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reply("[OK]", 201), "status 201, b'[OK]'"),
        (reply("OK"), "status 200, b'OK'"),
        (reply("[OK]\n"), "status 200, b'[OK]\\n'"),
        (reply(""), "status 200, b''"),
        (reply("[OK]", 302, [("Location", "/ok")]), "status 302, b'[OK]'"),
        (reply("[OK]", 500), "status 500, b'[OK]'"),
        (b"", "RemoteDisconnected"),
        (b"SMTP ready\r\n\r\n", "BadStatusLine"),
        (reply("[OK]", length=9), "IncompleteRead"),
    ],
)
def test_anything_else_is_no_acknowledgement_and_it_comes_again(
    rt: SimpleNamespace, paid: Any, answer: bytes, told: str
) -> None:
    nights, seen = Nights(), list[Any]()
    with Shop(answer, answer, OK) as shop:
        options: Any = {"sleep": nights, "attempted": seen.append}
        got = delivered(rt, shop.url, paid, **options)
    assert (got.attempts, got.is_acknowledged) == (3, True)
    assert nights.slept == [1800, 1800]
    assert [one.is_acknowledged for one in seen] == [False, False, True]
    assert told in seen[0].told
    bodies = {(one.body, one.header("Rest-Sign")) for one in shop.requests}
    assert len(bodies) == 1, "each attempt is the same"
    assert len({one.connection for one in shop.requests}) == 3


def test_a_receiver_that_is_not_there_is_asked_again(
    rt: SimpleNamespace, paid: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    got = delivered(rt, f"http://127.0.0.1:{port}/", paid, sleep=Nights(), attempts=3)
    assert (got.attempts, got.is_acknowledged) == (3, False)
    assert "refused" in got.told


def test_a_receiver_that_takes_too_long_has_not_acknowledged(
    rt: SimpleNamespace, paid: Any
) -> None:
    def drip(request: Request) -> Iterator[bytes]:
        assert request.verb == "POST"
        yield b"HTTP/1.1 200 Fine\r\nContent-Length: 99\r\n\r\n"
        for _ in range(50):
            time.sleep(0.1)
            yield b"["

    with Service(drip) as slow:
        began = time.monotonic()
        options: Any = {"timeout": 0.3, "attempts": 1}
        got = delivered(rt, f"{slow.url}/", paid, **options)
        assert 0.25 < time.monotonic() - began < 2
        assert not got.is_acknowledged
        assert "no answer in 0.3 seconds" in got.told
        for _ in range(50):
            time.sleep(0.05)
            if not any(one.name == "webhook" for one in threading.enumerate()):
                break
        else:
            pytest.fail("the thread did not end with its attempt")


def test_a_long_answer_is_not_read_to_its_end(rt: SimpleNamespace, paid: Any) -> None:
    with Shop(reply(b"[OK]" + b" " * 10_000_000)) as shop:
        got = delivered(rt, shop.url, paid, attempts=1)
    assert not got.is_acknowledged
    assert len(got.told) < 200


def test_what_was_not_acknowledged_is_logged(
    rt: SimpleNamespace, paid: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with Shop(reply("", 404), OK) as shop:
        delivered(rt, shop.url, paid, sleep=Nights())
    assert "was not acknowledged (attempt 1): status 404" in caplog.text
    assert SECRET not in caplog.text
    assert "shop=1" not in caplog.text


def test_another_way_to_send_may_fail_as_it_likes(
    rt: SimpleNamespace, paid: Any
) -> None:
    seen = []

    async def post(request: Any, timeout: float) -> Any:
        seen.append((request.verb, request.url, timeout, dict(request.headers)))
        if len(seen) < 3:
            raise LookupError("no such proxy")
        return rt.Answered(200, b"[OK]")

    options: Any = {"post": post, "sleep": Nights(), "timeout": 7}
    got = delivered(rt, "https://shop.example/ipn", paid, **options)
    assert got.attempts == 3
    assert seen[0][:3] == ("POST", "https://shop.example/ipn", 7)
    assert set(seen[0][3]) == {"Content-Type", "Rest-Key", "Rest-Sign"}


def test_only_so_many_receivers_are_called_at_a_time(
    rt: SimpleNamespace, paid: Any
) -> None:
    now, most = 0, 0

    async def post(_: Any, __: float) -> Any:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return rt.Answered(200, b"[OK]")

    async def main() -> None:
        async with rt.Webhooks(KEYS, post=post, at_a_time=3) as hooks:
            url = "http://shop.example/"
            await asyncio.gather(*(hooks.send_ipn(url, paid, KEY) for _ in range(10)))

    run(main)
    assert most == 3


def test_a_receiver_behind_tls_is_verified(
    rt: SimpleNamespace, paid: Any, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    with Service(lambda _: [OK, CLOSE], certificate.server()) as shop:
        got = delivered(rt, f"{shop.url}/", paid, attempts=1)
        assert not got.is_acknowledged
        assert "CERTIFICATE_VERIFY_FAILED" in got.told
        post = partial(rt.http_post, tls=certificate.client())
        assert delivered(rt, f"{shop.url}/", paid, post=post).is_acknowledged


# -- ends --------------------------------------------------------------------------


def test_to_close_ends_what_waits_and_what_is_sent(
    rt: SimpleNamespace, paid: Any
) -> None:
    began = threading.Event()

    def silent(_: Request) -> Iterator[bytes]:
        began.set()
        time.sleep(5)
        yield OK

    async def main() -> None:
        hooks = rt.Webhooks(KEYS)
        waiting = hooks.send_ipn(shop.url, paid, KEY)  # for half an hour
        sending = hooks.send_ipn(f"{slow.url}/", paid, KEY)
        while not (began.is_set() and shop.requests):
            await asyncio.sleep(0.01)
        before = time.monotonic()
        await hooks.close()
        assert time.monotonic() - before < 4
        assert waiting.cancelled()
        assert sending.cancelled()
        with pytest.raises(RuntimeError, match="closed"):
            hooks.send_ipn(shop.url, paid, KEY)

    with Shop(reply("no")) as shop, Service(silent) as slow:
        run(main)


def test_a_post_that_swallows_its_end_ends_too(rt: SimpleNamespace, paid: Any) -> None:
    began = asyncio.Event()

    async def post(request: Any, timeout: float) -> Any:  # noqa: ARG001
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            return rt.Answered(200, b"no")  # noqa: B012 - as `wait_for` may

    async def main() -> None:
        hooks = rt.Webhooks(KEYS, post=post)
        task = hooks.send_ipn("http://shop.example/", paid, KEY)
        await began.wait()
        await hooks.close()
        assert task.done()
        assert not task.result().is_acknowledged

    run(main)


def test_a_delivery_goes_on_while_nobody_waits_for_it(
    rt: SimpleNamespace, paid: Any
) -> None:
    async def main() -> None:
        hooks = rt.Webhooks(KEYS, sleep=Nights())
        hooks.send_ipn(shop.url, paid, KEY)
        while len(shop.requests) < 3:
            await asyncio.sleep(0.01)
        await hooks.close()

    with Shop(reply("no"), reply("no"), OK) as shop:
        run(main)


def test_whoever_waits_may_call_it_off(rt: SimpleNamespace, paid: Any) -> None:
    async def main() -> None:
        async with rt.Webhooks(KEYS) as hooks:
            task = hooks.send_ipn(shop.url, paid, KEY)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(task, 0.3)
            assert task.cancelled()
            await asyncio.sleep(0)
            assert not hooks._tasks

    with Shop(reply("no")) as shop:
        run(main)


# -- what is refused at once -------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example/ipn",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:///ipn",
        "http://user:word@shop.example/",
        "http://shop.example/a b",
        "http://shop.example/\r\nHost: x",
        "http://shop.example:99999/",
        "http://shop.example:x/",
        "http://é.example/",
        f"http://{'a' * 70}.example/",
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(
    rt: SimpleNamespace, paid: Any, url: str
) -> None:
    with pytest.raises(ValueError):
        delivered(rt, url, paid)


def test_a_payload_that_does_not_fit_and_a_key_without_a_secret_are_refused(
    rt: SimpleNamespace, paid: Any
) -> None:
    async def main() -> None:
        url = "http://shop.example/"
        hooks = rt.Webhooks(KEYS)
        with pytest.raises(ValueError, match="is not one of paid, cancelled"):
            hooks.send_ipn(url, paid.__replace__(amount="many"), KEY)
        with pytest.raises(ValueError, match="no secret of the key 'nobody'"):
            hooks.send_ipn(url, paid, "nobody")
        with pytest.raises(ValueError, match="give the secrets of the keys"):
            rt.Webhooks().send_ipn(url, paid, KEY)
        assert not hooks._tasks

    run(main)


def test_a_signature_that_no_receiver_could_check_is_not_made(
    rt: SimpleNamespace,
) -> None:
    for change in (
        {"message": ["path", "body"]},
        {"send": [("query", "sign", "$digest")]},
        {"fresh": rt.Fresh("form", "nonce", "rising")},
    ):
        scheme = rt.IPN_SCHEME._replace(**change)
        with pytest.raises(ValueError, match="only a signature of the body"):
            rt.Webhook("ipn", rt.IPN_CODEC, "form", scheme)
