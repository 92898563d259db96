"""Python clients sign as the scheme says, in order, and believe no forged delivery."""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
import hashlib
import hmac
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import count
import json
import shutil
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, parse_qsl, urlencode

from project import api
import pytest
from python_runtime import copy_runtime
from specmint.model import Auth, Sent

KEY = "123e4567-e89b-42d3-a456-426614174000"
OTHER_KEY = "99999999-e89b-42d3-a456-426614174000"
RAW_SECRET = bytes(range(64))
SECRET = base64.b64encode(RAW_SECRET).decode()
BODY = b"type=bid&amount_int=1000000&comment=a+b%26c%C3%A9"
NOON = 1_364_879_059_328_495  # microseconds
DECLARED = '''
"""What is generated for Mt. Gox, shortened: schemes and webhooks are data."""

from __future__ import annotations

from typing import Final, Union

from ._hooks import Webhook
from ._sign import Fresh, Scheme
from ._wire import (
    TEXT, ByTag, Codec, Dated, Integer, Record, Unset, Words, maybe, member
)

V1: Final = Scheme(
    message=["body"],
    algorithm="sha512",
    encoding="base64",
    send=[("header", "Rest-Key", "$key"), ("header", "Rest-Sign", "$digest")],
    key_encoding="base64",
    key_length=64,
    fresh=Fresh("form", "nonce", "rising", "microseconds", below=2**63),
)
V1_TONCE: Final = V1.replace(fresh=Fresh("form", "tonce", "window", "microseconds"))
V2: Final = V1.replace(message=[("path_after", "/2/"), ("bytes", "00"), "body"])
IPN_SCHEME: Final = Scheme(
    message=["body"],
    algorithm="sha512",
    encoding="base64",
    send=[("header", "Rest-Key", "$key"), ("header", "Rest-Sign", "$digest")],
    key_encoding="base64",
    key_length=64,
    also_send={"Rest-Key": "HTTP_REST_KEY", "Rest-Sign": "HTTP_REST_SIGN"},
)

STATUS: Final = Words("paid", "partial", "cancelled", "closed")
SATOSHI: Final[Integer[int]] = Integer(int, "text")
STAMP: Final[Dated[int]] = Dated(int, "%Y-%m-%d %H:%M:%S", unit="s")


class PaidIpn(Record):
    id: str = member(TEXT)
    payment_id: str = member(TEXT)
    status: str = member(STATUS)
    data: str | Unset = maybe(TEXT)
    amount: int = member(SATOSHI)
    currency: str = member(TEXT)
    method: str = member(TEXT)
    date: int = member(STAMP)


class PartialIpn(Record):
    id: str = member(TEXT)
    payment_id: str = member(TEXT)
    status: str = member(STATUS)
    data: str | Unset = maybe(TEXT)
    amount_pending: int = member(SATOSHI)
    amount_valid: int = member(SATOSHI)
    amount_total: int = member(SATOSHI)


class CancelledIpn(Record):
    id: str = member(TEXT)
    payment_id: str = member(TEXT)
    status: str = member(STATUS)
    data: str | Unset = maybe(TEXT)


class AddressPing(Record, rest=TEXT):
    txid: str = member(TEXT)
    blockid: str = member(TEXT)
    description: str = member(TEXT)


Ipn = Union[PaidIpn, PartialIpn, CancelledIpn]
IPN_CODEC: Final[Codec[Ipn]] = ByTag(
    "status", {"paid": PaidIpn, "partial": PartialIpn, "cancelled": CancelledIpn}
)

IPN: Final = Webhook(
    "ipn",
    IPN_CODEC,
    "form",
    IPN_SCHEME,
    acknowledge=(200, "[OK]"),
    same=("id", "payment_id", "status"),
)
ADDRESS_PING: Final = Webhook("address_ping", AddressPing, "form")
'''


@pytest.fixture(scope="module")
def gox(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated client has them, and all their names."""
    folder = tmp_path_factory.mktemp("signing") / "signing_client"
    copy_runtime(folder, "client")
    (folder / "declared.py").write_text(DECLARED, encoding="utf-8")
    sys.path.insert(0, str(folder.parent))
    names: dict[str, Any] = {}
    try:
        for name in ("_wire", "_core", "_http", "_rest", "_sign", "_hooks", "declared"):
            module = import_module(f"signing_client.{name}")
            names |= {**vars(module), name: module}
    finally:
        sys.path.remove(str(folder.parent))
    return SimpleNamespace(**names)


# -- schemes and signatures --------------------------------------------------------


def signed_by_hand(message: bytes) -> str:
    digest = hmac.new(RAW_SECRET, message, hashlib.sha512).digest()
    return base64.b64encode(digest).decode()


def make_auth(gox: SimpleNamespace, scheme: Any, **changes: Any) -> Any:
    """Make what signs; each has nonces of its own unless a test brings a store."""
    settings = {"nonces": gox.MemoryNonces(), "clock": Clock(), **changes}
    return gox.Hmac(scheme, SECRET, {"key": KEY}, gox.Settings(**settings))


class Clock:
    """A clock that stands still."""

    def __init__(self, microseconds: int = NOON) -> None:
        self.microseconds = microseconds

    def time_ns(self) -> int:
        return self.microseconds * 1000 + 999

    def monotonic(self) -> float:
        return time.monotonic()


def post(gox: SimpleNamespace, body: bytes = BODY, path: str = "/api/1/x") -> Any:
    kind = "application/x-www-form-urlencoded"
    return gox.Request("POST", path, [("Content-Type", kind)], body)


def sent_by(gox: SimpleNamespace, auth: Any, request: Any) -> Any:
    """Give the request that would go out."""
    sent: list[Any] = []
    budget = gox.Budget(None, 5, time, {})
    auth.send(request, sent.append, budget)
    (only,) = sent
    return only


def as_data(gox: SimpleNamespace, scheme: Auth) -> Any:
    """Turn a scheme of the spec into the data that is generated for it."""
    mtgox = api("mtgox")
    (secret,) = [one for one in mtgox.credentials if f"${one.name}" == scheme.key]
    fresh = scheme.fresh
    assert scheme.digest
    return gox.Scheme(
        message=list(scheme.message),
        algorithm=scheme.digest.algorithm,
        encoding=scheme.digest.encoding,
        send=list(scheme.send),
        key_encoding=secret.encoding,
        key_length=secret.length,
        fresh=fresh
        and gox.Fresh(
            fresh.place,
            fresh.name,
            fresh.rule,
            fresh.unit,
            int(fresh.below) if fresh.below else None,
        ),
        also_send=dict(scheme.also_send),
    )


def test_the_schemes_are_those_of_the_spec(gox: SimpleNamespace) -> None:
    declared = [gox.V1, gox.V1_TONCE, gox.V2, gox.IPN_SCHEME]
    assert [as_data(gox, one) for one in api("mtgox").auth] == declared


def test_the_body_that_is_signed_is_the_body_that_is_sent(gox: SimpleNamespace) -> None:
    sent = sent_by(gox, make_auth(gox, gox.V1), post(gox))
    assert sent.body == b"nonce=%d&%s" % (NOON, BODY)
    assert sent.headers == [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Rest-Key", KEY),
        ("Rest-Sign", signed_by_hand(sent.body)),
    ]


def test_openssl_makes_the_same_signature(gox: SimpleNamespace) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    sent = sent_by(gox, make_auth(gox, gox.V1), post(gox))
    options = ["-mac", "HMAC", "-macopt", f"hexkey:{RAW_SECRET.hex()}"]
    made = subprocess.run(
        ["openssl", "dgst", "-sha512", "-binary", *options],
        input=sent.body,
        capture_output=True,
        check=True,
    )
    assert dict(sent.headers)["Rest-Sign"] == base64.b64encode(made.stdout).decode()


def test_version_2_signs_the_path_a_zero_byte_and_the_body(
    gox: SimpleNamespace,
) -> None:
    request = post(gox, path="/api/2/BTCUSD/money/order/cancel?a=b")
    sent = sent_by(gox, make_auth(gox, gox.V2), request)
    message = b"BTCUSD/money/order/cancel\0" + sent.body
    assert dict(sent.headers)["Rest-Sign"] == signed_by_hand(message)
    with pytest.raises(ValueError, match="/api/1/x cannot be signed: it has no `/2/`"):
        sent_by(gox, make_auth(gox, gox.V2), post(gox))


def test_a_tonce_is_the_time_and_never_the_same(gox: SimpleNamespace) -> None:
    auth = make_auth(gox, gox.V1_TONCE)
    bodies = [sent_by(gox, auth, post(gox)).body for _ in range(3)]
    assert bodies == [b"tonce=%d&%s" % (NOON + n, BODY) for n in range(3)]


@pytest.mark.parametrize(
    ("target", "place", "wanted", "message"),
    [
        ("/a?b=c", "query", "/a?n=7&b=c&id=k%26y&s={}", "/a|n=7&b=c&id=k%26y|GET|7|x"),
        ("/a", "query", "/a?n=7&id=k%26y&s={}", "/a|n=7&id=k%26y|GET|7|x"),
        ("/a?b=c", "header", "/a?b=c&id=k%26y&s={}", "/a|b=c&id=k%26y|GET|7|x"),
    ],
)
def test_all_parts_and_places_are_as_they_are_sent(
    gox: SimpleNamespace, target: str, place: str, wanted: str, message: str
) -> None:
    bar = ("bytes", "7c")
    scheme = gox.Scheme(
        message=["path", bar, "query", bar, "verb", bar, "nonce", bar, "body"],
        algorithm="sha256",
        encoding="hex",
        send=[("query", "id", "$id"), ("query", "s", "$digest")],
        fresh=gox.Fresh(place, "n", "window", "seconds"),
    )
    settings = gox.Settings(clock=Clock(7_999_999), nonces=gox.MemoryNonces())
    auth = gox.Hmac(scheme, "clé", {"id": "k&y"}, settings)
    sent = sent_by(gox, auth, gox.Request("GET", target, [], b"x"))
    made = hmac.new("clé".encode(), message.encode(), hashlib.sha256).hexdigest()
    assert sent.target == wanted.format(made)
    assert sent.headers == ([("n", "7")] if place == "header" else [])
    assert sent.body == b"x"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_each_algorithm_takes_a_secret_in_hex(
    gox: SimpleNamespace, algorithm: Any
) -> None:
    send = [("header", "S", "$digest")]
    scheme = gox.Scheme(["body"], algorithm, "hex", send, key_encoding="hex")
    auth = gox.Hmac(scheme, "00ff", {}, gox.Settings())
    made = hmac.new(b"\0\xff", b"x", algorithm).hexdigest()
    sent = sent_by(gox, auth, gox.Request("POST", "/", [], b"x"))
    assert sent.headers == [("S", made)]


def test_a_nonce_finds_no_place_in_a_body_that_is_no_form(gox: SimpleNamespace) -> None:
    auth = make_auth(gox, gox.V1)
    for headers in ([("content-type", "application/json")], []):
        with pytest.raises(ValueError, match="`nonce` goes into a form"):
            sent_by(gox, auth, gox.Request("POST", "/", headers, b"{}"))
    sent = sent_by(gox, auth, gox.Request("POST", "/", [], b""))
    assert sent.headers[0] == ("Content-Type", "application/x-www-form-urlencoded")
    assert sent.body == b"nonce=%d" % (NOON + 2)


# -- secrets -----------------------------------------------------------------------

SHORT = base64.b64encode(b"short-and-secret").decode()


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        (f"{SECRET[:-2]}!?", "the secret is not base64"),
        (f"{SECRET[:-2]}é=", "the secret is not base64"),
        (f"{SECRET}\n", "the secret is not base64"),
        (SHORT, "the secret has 16 bytes and should have 64"),
        ("", "the secret is empty"),
    ],
    ids=["characters", "not-ascii", "line-end", "short", "empty"],
)
def test_a_wrong_secret_is_refused_and_never_shown(
    gox: SimpleNamespace, secret: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        gox.Hmac(gox.V1, secret, {"key": KEY}, gox.Settings())
    assert caught.value.__context__ is None, "which may hold what was to be decoded"
    assert not secret or secret[:20] not in str(caught.value)
    with pytest.raises(ValueError, match=told):
        gox.IPN.receive({"Rest-Sign": "x"}, b"", secret=secret)


def test_a_secret_shows_nowhere(gox: SimpleNamespace) -> None:
    auth = make_auth(gox, gox.V1)
    client = connect(gox, "http://127.0.0.1:1", auth=auth)
    shown = f"{auth!r} {auth.__dict__} {client!r} {gox.V1!r} {gox.IPN!r}"
    assert f"<Hmac {KEY}>" in shown
    for secret in (SECRET[:20], RAW_SECRET.hex()[:20], repr(RAW_SECRET)[2:30]):
        assert secret not in shown


def test_a_public_credential_must_be_there(gox: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="signed with a secret and its `key`"):
        gox.Hmac(gox.V1, SECRET, {}, gox.Settings())


# -- nonces ------------------------------------------------------------------------


def nonce_of(body: bytes) -> int:
    return int(parse_qs(body.decode())["nonce"][0])


def test_a_nonce_rises_and_keeps_up_with_the_clock(gox: SimpleNamespace) -> None:
    clock = Clock(1000)
    auth = make_auth(gox, gox.V1, clock=clock)
    nonces = []
    for now in (1000, 1000, 999, 5000, 4000):
        clock.microseconds = now
        nonces.append(nonce_of(sent_by(gox, auth, post(gox)).body))
    assert nonces == [1000, 1001, 1002, 5000, 5001]


def test_a_nonce_that_is_not_below_its_bound_is_not_sent(gox: SimpleNamespace) -> None:
    auth = make_auth(gox, gox.V1, clock=Clock(2**63 - 1))
    assert nonce_of(sent_by(gox, auth, post(gox)).body) == 2**63 - 1
    told = f"no `nonce` is left: {2**63} is not below {2**63}"
    with pytest.raises(ValueError, match=told):
        sent_by(gox, auth, post(gox))


class Service(ThreadingHTTPServer):
    """Takes calls as Mt. Gox did: signed rightly, and with a nonce above the last."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.taken: dict[str, list[int]] = {KEY: [], OTHER_KEY: []}
        self.bodies: list[bytes] = []
        self.refused: list[str] = []
        self.spoil: Iterator[str] = iter(())
        self.arrived = count()
        self.lock = threading.Lock()

    def answer(self, key: str, sign: str, body: bytes) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.bodies.append(body)
            wrong = next(self.spoil, "") or self._wrong(key, sign, body)
            if wrong:
                self.refused.append(wrong)
                error = f"login_error_{wrong}"
                return 403, {"result": "error", "error": wrong, "token": error}
            self.taken[key].append(nonce_of(body))
            return 200, {"result": "success", "return": str(nonce_of(body))}

    def _wrong(self, key: str, sign: str, body: bytes) -> str:
        if sign != signed_by_hand(body):
            return "invalid_rest_sign"
        if nonce_of(body) <= max(self.taken[key], default=0):
            return "invalid_nonce"
        return ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if next(self.server.arrived) % 2:  # what is sent first may arrive last
            time.sleep(0.003)
        sent = self.headers["Rest-Key"], self.headers["Rest-Sign"]
        status, answer = self.server.answer(*sent, body)
        if answer.get("error") == "gone":
            self.close_connection = True
            return
        written = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def connect(
    gox: SimpleNamespace, url: str, *, auth: Any = None, kind: str = "Client"
) -> Any:
    """Make a client as generated code does."""

    class InvalidNonce(gox.ApiError, token="login_error_invalid_nonce"):
        transient = True

    settings = gox.Settings()
    signs = auth or gox.Hmac(gox.V1, SECRET, {"key": KEY}, settings)
    envelope = gox.Envelope(
        ok={"result": "success"},
        result="return",
        failed={"result": ["error"]},
        message="error",
        token="token",
    )
    carrier = gox.RestCarrier(
        gox.parse_address(url)[0],
        gox.HttpTransport(settings),
        {"v1": signs},
        gox.ErrorTable([InvalidNonce]),
        settings,
        envelopes={"v1": envelope},
        default_host="",
        user_agent="test",
    )
    client = vars(gox)[kind]()
    client._core = gox.Core(carrier, settings)
    client._options = gox.Options(deadline=10)
    return client


def call(gox: SimpleNamespace, effect: str = "read") -> Any:
    route = gox.Rest("POST", "/api/1/generic/x", "form", auth="v1", envelope="v1")
    args = [gox.Arg("type", gox.TEXT, "bid"), gox.Arg("comment", gox.TEXT, "a b&cé")]
    return gox.Call("x", gox.ANYTHING, effect, *args, route)


def test_threads_and_clients_of_one_key_never_send_a_stale_nonce(
    gox: SimpleNamespace, service: Service
) -> None:
    clients = [connect(gox, service.url), connect(gox, service.url)]
    together = threading.Barrier(8)

    def work(number: int) -> list[int]:
        client = clients[number % 2].with_options(resends=0)
        together.wait()
        return [int(client.send(call(gox, "once"))) for _ in range(12)]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(work, range(8)))
    assert service.refused == []
    assert len(service.taken[KEY]) == 8 * 12
    assert service.taken[KEY] == sorted({n for one in answers for n in one})
    assert {body.partition(b"&")[2] for body in service.bodies} == {
        b"type=bid&comment=a+b%26c%C3%A9"
    }


def test_tasks_of_one_key_never_send_a_stale_nonce(
    gox: SimpleNamespace, service: Service
) -> None:
    import asyncio

    async def work() -> None:
        client = connect(gox, service.url, kind="AsyncClient").with_options(resends=0)
        await asyncio.gather(*(client.send(call(gox)) for _ in range(24)))
        await client.close()

    asyncio.run(work())
    assert (service.refused, len(service.taken[KEY])) == ([], 24)


class Gate:
    """An exchange that says when it has begun, and then waits."""

    def __init__(self) -> None:
        self.has_begun = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _: Any) -> None:
        self.has_begun.set()
        assert self.opened.wait(5)


@pytest.fixture
def busy(gox: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """A store of nonces, and a call under KEY that has no answer yet."""
    store, gate = gox.MemoryNonces(), Gate()
    auth = make_auth(gox, gox.V1, nonces=store)
    budget = gox.Budget(None, None, time, {})
    thread = threading.Thread(target=auth.send, args=(post(gox), gate, budget))
    thread.start()
    assert gate.has_begun.wait(5)
    yield SimpleNamespace(store=store, gate=gate, thread=thread)
    gate.opened.set()
    thread.join(5)


def test_a_call_waits_for_the_answer_of_the_one_before(
    gox: SimpleNamespace, busy: SimpleNamespace
) -> None:
    auth = make_auth(gox, gox.V1, nonces=busy.store)
    with ThreadPoolExecutor(1) as threads:
        later = threads.submit(sent_by, gox, auth, post(gox))
        time.sleep(0.15)
        assert not later.done()
        busy.gate.opened.set()
        assert nonce_of(later.result(5).body) == NOON + 1


def test_another_key_and_a_time_wait_for_nobody(
    gox: SimpleNamespace, busy: SimpleNamespace
) -> None:
    settings = gox.Settings(nonces=busy.store, clock=Clock())
    other = gox.Hmac(gox.V1, SECRET, {"key": OTHER_KEY}, settings)
    tonce = gox.Hmac(gox.V1_TONCE, SECRET, {"key": KEY}, settings)
    with ThreadPoolExecutor(2) as threads:
        for auth in (other, tonce):
            sent = threads.submit(sent_by, gox, auth, post(gox)).result(2)
            assert b"once=%d&" % NOON in sent.body
    assert not busy.gate.opened.is_set()


def test_calls_with_a_time_go_on_side_by_side(gox: SimpleNamespace) -> None:
    auth = make_auth(gox, gox.V1_TONCE)
    together = threading.Barrier(2)
    budget = gox.Budget(None, 5, time, {})

    def work(_: int) -> None:
        auth.send(post(gox), lambda _: together.wait(2), budget)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))
    assert not together.broken


def test_a_deadline_holds_while_a_call_waits_for_its_turn(
    gox: SimpleNamespace, busy: SimpleNamespace, service: Service
) -> None:
    auth = make_auth(gox, gox.V1, nonces=busy.store)
    client = connect(gox, service.url, auth=auth).with_options(deadline=0.1)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(client.send, call(gox))
        try:
            with pytest.raises(gox.DeadlineError) as caught:
                waiting.result(2)
        finally:
            busy.gate.opened.set()
    assert not caught.value.maybe_acted
    assert service.bodies == []


def test_a_call_that_waits_for_its_turn_can_be_called_off(
    gox: SimpleNamespace, busy: SimpleNamespace
) -> None:
    auth = make_auth(gox, gox.V1, nonces=busy.store)
    budget = gox.Budget(30, None, time, {})
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(auth.send, post(gox), pytest.fail, budget)
        budget.cancel()
        try:
            with pytest.raises(gox.TransportError, match="cancelled"):
                waiting.result(2)
        finally:
            busy.gate.opened.set()


def test_a_call_that_fails_gives_up_its_turn(gox: SimpleNamespace) -> None:
    auth = make_auth(gox, gox.V1)

    def fail(_: Any) -> None:
        raise gox.TransportError("it broke")

    budget = gox.Budget(30, 1, time, {})
    with pytest.raises(gox.TransportError, match="it broke"):
        auth.send(post(gox), fail, budget)
    assert nonce_of(sent_by(gox, auth, post(gox)).body) == NOON + 1


@pytest.mark.parametrize(("spoilt", "effect"), [("gone", "read"), ("nonce", "once")])
def test_what_is_sent_again_is_signed_anew(
    gox: SimpleNamespace, service: Service, spoilt: str, effect: str
) -> None:
    service.spoil = iter(["invalid_nonce" if spoilt == "nonce" else spoilt])
    assert connect(gox, service.url).send(call(gox, effect))
    first, second = map(nonce_of, service.bodies)
    assert first < second
    assert service.taken[KEY] == [second], "which had to have its own signature"


def test_a_store_of_ones_own_is_asked(gox: SimpleNamespace) -> None:
    from contextlib import contextmanager

    asked: list[tuple[str, int]] = []

    class Store:
        @contextmanager
        def next(self, key: str, at_least: int, budget: Any) -> Iterator[int]:
            asked.append((key, at_least))
            assert 0 < budget.left() <= 5
            yield 42

        def __len__(self) -> int:
            return 0  # a store that is empty is a store

    auth = make_auth(gox, gox.V1, nonces=Store())
    assert nonce_of(sent_by(gox, auth, post(gox)).body) == 42
    assert asked == [(f"{KEY}/nonce", NOON)]


# -- webhooks ----------------------------------------------------------------------


def examples(webhook: str) -> list[Sent]:
    (found,) = [one for one in api("mtgox").webhooks if one.name == webhook]
    return list(found.examples)


def headers_of(body: bytes, key: str = KEY) -> dict[str, str]:
    return {"Rest-Key": key, "Rest-Sign": signed_by_hand(body)}


def payload_of(example: Sent) -> dict[str, str]:
    assert example.payload
    return cast("dict[str, str]", example.payload.value)


def body_of(name: str, **more: str) -> bytes:
    (example,) = [one for one in examples("ipn") if one.name == name]
    return urlencode({**payload_of(example), **more}).encode()


PAID = body_of("paid")


@pytest.mark.parametrize("name", ["paid", "partial"])
def test_the_deliveries_of_the_spec_are_read(gox: SimpleNamespace, name: str) -> None:
    (example,) = [one for one in examples("ipn") if one.name == name]
    headers, body = dict(example.headers), example.literal.encode()
    assert headers["Rest-Sign"] == signed_by_hand(body)
    told = gox.IPN.receive(headers, body, secret=SECRET, key=KEY)
    assert example.means
    assert {n: getattr(told, n) for n in example.means.value} == example.means.value
    assert type(told) is {"paid": gox.PaidIpn, "partial": gox.PartialIpn}[name]


def test_a_member_that_does_not_come_is_unset(gox: SimpleNamespace) -> None:
    body = body_of("partial")
    told = gox.IPN.receive(headers_of(body), body, secret=SECRET)
    assert told.data is gox.UNSET


def tampered(sign: str) -> str:
    """Change a bit that base64 carries and a lenient reader drops."""
    assert sign.endswith("==")
    letter = sign[-3]
    return f"{sign[:-3]}{chr(ord(letter) + 1)}=="


@pytest.mark.parametrize(
    ("headers", "body", "told"),
    [
        (headers_of(PAID), PAID + b"0", "not that of this body"),
        (headers_of(PAID), PAID.replace(b"paid", b"p%61id"), "not that of this body"),
        (headers_of(PAID), b"\xff", "not that of this body"),
        (headers_of(b""), PAID, "not that of this body"),
        (
            {**headers_of(PAID), "Rest-Sign": tampered(signed_by_hand(PAID))},
            PAID,
            "not that of this body",
        ),
        ({**headers_of(PAID), "Rest-Sign": ""}, PAID, "not that of this body"),
        ({**headers_of(PAID), "Rest-Sign": "é\udcff"}, PAID, "not that of this body"),
        ({"Rest-Key": KEY}, PAID, "the header `Rest-Sign` is missing"),
        (
            {"Rest-Sign": signed_by_hand(PAID)},
            PAID,
            "the header `Rest-Key` is missing",
        ),
        (headers_of(PAID, OTHER_KEY), PAID, f"the key '{OTHER_KEY}', not '{KEY}'"),
        (
            [*headers_of(PAID).items(), ("rest-sign", "x")],
            PAID,
            "the header `Rest-Sign` comes more than once",
        ),
    ],
)
def test_a_forgery_is_not_read(
    gox: SimpleNamespace, headers: Any, body: bytes, told: str
) -> None:
    with pytest.raises(gox.SignatureError, match=told) as caught:
        gox.IPN.receive(headers, body, secret=SECRET, key=KEY)
    assert not isinstance(caught.value, (gox.ApiError, gox.DecodeError, ValueError))
    assert SECRET not in str(caught.value)
    assert signed_by_hand(body) not in str(caught.value)


def test_signatures_are_compared_in_constant_time(
    gox: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    with pytest.raises(gox.SignatureError):
        gox.IPN.receive({"Rest-Sign": "x"}, PAID, secret=SECRET)
    assert compared == [(signed_by_hand(PAID).encode(), b"x")]


def message_of(headers: dict[str, str]) -> Message:
    message = Message()
    for name, value in headers.items():
        message[name] = value
    return message


@pytest.mark.parametrize(
    "spelt",
    [
        lambda sent: {name.lower(): value for name, value in sent.items()},
        lambda sent: {name.upper(): value for name, value in sent.items()},
        lambda sent: list(sent.items()),
        lambda sent: iter(sent.items()),
        lambda sent: [(n.lower().encode(), v.encode()) for n, v in sent.items()],
        lambda sent: {
            "wsgi.input": None,
            "CONTENT_LENGTH": "3",
            "HTTP_REST_KEY": sent["Rest-Key"],
            "HTTP_REST_SIGN": sent["Rest-Sign"],
        },
        message_of,
    ],
    ids=["lower", "upper", "pairs", "iterator", "asgi", "wsgi", "http.server"],
)
def test_headers_are_known_however_a_server_has_them(
    gox: SimpleNamespace, spelt: Callable[[dict[str, str]], Any]
) -> None:
    headers = spelt(headers_of(PAID))
    assert gox.IPN.receive(headers, PAID, secret=SECRET, key=KEY).amount == 81705496


def test_other_spellings_of_a_header_are_data(gox: SimpleNamespace) -> None:
    scheme = gox.IPN_SCHEME.replace(also_send={"Rest-Sign": "X-Sign"})
    webhook = gox.Webhook("w", gox.CancelledIpn, "form", scheme)
    body = body_of("cancelled")
    for name in ("x_sign", "HTTP_X_SIGN", "HTTP_REST_SIGN"):
        headers = {name: signed_by_hand(body)}
        assert webhook.receive(headers, body, secret=SECRET).status == "cancelled"


def test_a_key_finds_its_secret(gox: SimpleNamespace) -> None:
    other = base64.b64encode(bytes(64)).decode()
    secrets = {OTHER_KEY: other, KEY: SECRET}
    find = secrets.__getitem__
    assert gox.IPN.receive(headers_of(PAID), PAID, secret=find).status == "paid"
    with pytest.raises(gox.SignatureError, match="not that of this body"):
        gox.IPN.receive(headers_of(PAID, OTHER_KEY), PAID, secret=find)
    with pytest.raises(gox.SignatureError, match="'who', which is unknown"):
        gox.IPN.receive(headers_of(PAID, "who"), PAID, secret=find)
    with pytest.raises(gox.SignatureError, match="`Rest-Key` is missing"):
        gox.IPN.receive({"Rest-Sign": "x"}, PAID, secret=find)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (PAID + b"&data=\xff", "it is not a form: 'utf-8'"),
        (PAID.replace(b"invoice-17", b"%ff"), "it is not a form: 'utf-8'"),
        (PAID + b"&id=2", r"\['id'\]: it comes more than once"),
        (PAID + b"&aonce", "it is not a form: bad query field"),
        (b"&".join(b"a%d=" % n for n in range(1001)), "it is not a form: Max number"),
        (b"", "is not one of paid, partial, cancelled"),
        (PAID.replace(b"status=paid", b"status=lost"), "is not one of paid, partial"),
        (PAID.replace(b"8170", b"x"), r"\['amount'\]: 'x5496' is not a whole number"),
        (PAID.partition(b"&date")[0], "`date` is missing"),
    ],
)
def test_what_is_signed_may_still_be_no_notification(
    gox: SimpleNamespace, body: bytes, told: str
) -> None:
    with pytest.raises(gox.DecodeError, match=told):
        gox.IPN.receive(headers_of(body), body, secret=SECRET)


def test_what_a_client_does_not_know_is_kept_as_text(gox: SimpleNamespace) -> None:
    body = body_of("paid", aonce="1328139131", empty="", euro="1 €")
    told = gox.IPN.receive(headers_of(body), body, secret=SECRET)
    assert told.extra == {"aonce": "1328139131", "empty": "", "euro": "1 €"}


def test_a_delivery_that_is_not_signed_is_read(gox: SimpleNamespace) -> None:
    (example,) = examples("address_ping")
    payload = payload_of(example)
    body = urlencode({**payload, "confirmations": "3"}).encode()
    told = gox.ADDRESS_PING.receive({}, body)
    assert told == gox.AddressPing(**payload, extra={"confirmations": "3"})
    for proof in ({"secret": SECRET}, {"key": KEY}):
        with pytest.raises(ValueError, match="not signed: no secret can prove it"):
            gox.ADDRESS_PING.receive({}, body, **proof)
    with pytest.raises(ValueError, match="`ipn` is signed: give the secret"):
        gox.IPN.receive(headers_of(PAID), PAID)


def test_an_acknowledgement_is_exact(gox: SimpleNamespace) -> None:
    length = ("Content-Length", "4")
    answer = gox.IPN.acknowledgement
    assert (answer.status, answer.body) == (200, b"[OK]")
    assert answer.headers == (("Content-Type", "text/plain; charset=utf-8"), length)
    assert gox.ADDRESS_PING.acknowledgement.body == b""


def test_a_repeated_delivery_is_known(gox: SimpleNamespace) -> None:
    def told(name: str, **more: str) -> Any:
        body = body_of(name, **more)
        return gox.IPN.identity(gox.IPN.receive(headers_of(body), body, secret=SECRET))

    paid = dict(parse_qsl(PAID.decode()))
    assert told("paid") == (paid["id"], paid["payment_id"], "paid")
    assert told("paid") == told("paid", aonce="2")
    assert len({told("paid"), told("partial"), told("paid", payment_id="x")}) == 3


def test_where_nothing_is_known_only_equal_deliveries_are_the_same(
    gox: SimpleNamespace,
) -> None:
    def told(description: str) -> Any:
        body = urlencode({"txid": "1", "blockid": "2", "description": description})
        return gox.ADDRESS_PING.identity(gox.ADDRESS_PING.receive({}, body.encode()))

    assert told("a") == told("a")
    assert len({told("a"), told("a"), told("b")}) == 2


def test_a_delivery_may_be_json_and_signed_in_hex(gox: SimpleNamespace) -> None:
    send = [("header", "X-Sign", "$digest")]
    scheme = gox.Scheme(["body"], "sha256", "hex", send)
    webhook = gox.Webhook("w", gox.CancelledIpn, "json", scheme)
    body = b'{"id": "1", "payment_id": "2", "status": "closed", "n": 1.10}'
    made = hmac.new(b"s", body, hashlib.sha256).hexdigest()
    told = webhook.receive({"x-sign": made.upper()}, body, secret="s")
    assert (told.status, str(told.extra["n"])) == ("closed", "1.10")
    for wrong in (b"{", b"\xff", b"[]"):
        made = hmac.new(b"s", wrong, hashlib.sha256).hexdigest()
        with pytest.raises(gox.DecodeError):
            webhook.receive({"x-sign": made}, wrong, secret="s")
    with pytest.raises(ValueError, match="does not name its key"):
        webhook.receive({"x-sign": made}, body, secret="s", key="k")


@pytest.mark.parametrize(
    "change",
    [
        {"message": ["path", "body"]},
        {"send": [("form", "s", "$digest")]},
        {"fresh": ("form", "nonce", "rising")},
    ],
)
def test_a_signature_that_cannot_be_checked_is_no_webhook(
    gox: SimpleNamespace, change: dict[str, Any]
) -> None:
    scheme = gox.IPN_SCHEME.replace(**change)
    with pytest.raises(ValueError, match="only a signature of the body"):
        gox.Webhook("w", gox.CancelledIpn, "form", scheme)


def test_fields_of_a_form_are_read_by_their_types(gox: SimpleNamespace) -> None:
    class Filled(gox.Record):
        count = gox.maybe(gox.Nullable(gox.INTEGER), also=("n",))
        amount = gox.maybe(gox.DECIMAL)
        flag = gox.maybe(gox.ZERO_ONE)
        later = gox.maybe(gox.Later(lambda: gox.INTEGER))
        names = gox.maybe(gox.CommaList(gox.TEXT))
        numbers = gox.maybe(gox.ListOf(gox.INTEGER))
        kind = gox.maybe(gox.TEXT)
        value = gox.maybe_by(gox.Beside("kind", {"n": gox.INTEGER}, otherwise=gox.TEXT))

    fields = {
        "n": "3",
        "amount": "0.10",
        "flag": "1",
        "later": "4",
        "names": "a,b",
        "numbers": "[5]",
        "kind": "n",
        "value": "6",
    }
    told = Filled.codec.from_form(dict(fields))
    assert (told.count, str(told.amount), told.flag) == (3, "0.10", True)
    assert (told.later, told.names, told.numbers) == (4, ("a", "b"), (5,))
    assert (told.value, told.extra) == (6, {})
    more = Filled.codec.from_form({"n": "3", "new": "x", "other": "1"})
    assert more.extra == {"new": "x", "other": "1"}
    for wrong in ("[x", '["x"]', "5"):
        with pytest.raises(gox.DecodeError) as caught:
            Filled.codec.from_form({"numbers": wrong})
        assert caught.value.path == ("numbers",)
    with pytest.raises(gox.DecodeError, match="fields of a form mean nothing"):
        gox.TEXT.from_form({"a": "1"})
