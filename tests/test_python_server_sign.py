"""Servers believe a request only if its signature is right and its nonce is new."""

import asyncio
import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
import hashlib
import hmac
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from python_rest import call, client_of, packaged, serving
from starlette.applications import Starlette
from starlette.routing import Mount

KEY = "123e4567-e89b-42d3-a456-426614174000"
OTHER_KEY = "99999999-e89b-42d3-a456-426614174000"
RAW_SECRET = bytes(range(64))
SECRET = base64.b64encode(RAW_SECRET).decode()
OTHER_SECRET = base64.b64encode(bytes(64)).decode()
KEYS = {KEY: SECRET, OTHER_KEY: OTHER_SECRET}
NOON = 1_364_879_059_328_495  # microseconds
SECOND = 1_000_000
DECLARED = '''
"""What is generated for Mt. Gox, shortened."""

from __future__ import annotations

import time
from typing import Any

from ._app import ApiError, App, Handler, Method, Methods, Refuse, needs, request, takes
from ._rest import Envelope, RestCarrier, post
from ._sign import Fresh, Scheme, signed
from ._wire import ANYTHING, TEXT, Integer

V1 = Scheme(
    message=["body"],
    algorithm="sha512",
    encoding="base64",
    send=[("header", "Rest-Key", "$key"), ("header", "Rest-Sign", "$digest")],
    key_encoding="base64",
    key_length=64,
    fresh=Fresh("form", "nonce", "rising", "microseconds", below=2**63),
)
V1_TONCE = V1._replace(
    fresh=Fresh("form", "tonce", "window", "microseconds", window=10)
)
V2 = V1._replace(message=[("path_after", "/2/"), ("bytes", "00"), "body"])
SCHEMES = {"v1": V1, "v1_tonce": V1_TONCE, "v2": V2}


class MissingRestKey(
    ApiError,
    token="login_error_missing_rest_key",
    message="Identification required to access private API",
    status=403,
): ...


class InvalidRestKey(MissingRestKey, token="login_error_invalid_rest_key"): ...


class InvalidNonce(MissingRestKey, token="login_error_invalid_nonce"): ...


METHODS = Methods(
    Method("info", "info", [], ANYTHING,
           post("/api/1/generic/info", "form", auth=("v1", "v1_tonce"))),
    Method("order_add", "order_add",
           [needs("pair", TEXT), needs("type", TEXT),
            needs("amount_int", Integer(int, "text")),
            takes("price_int", Integer(int, "text"))],
           TEXT,
           post("/api/1/{pair}/order/add", "form", places={"pair": "path"},
                auth=("v1", "v1_tonce"))),
    Method("idkey", "idkey", [], TEXT,
           post("/api/1/generic/idkey", "form", auth=("v1", "v1_tonce"))),
    Method("order_cancel_v2", "order_cancel_v2",
           [needs("pair", TEXT), needs("oid", TEXT)], ANYTHING,
           post("/api/2/{pair}/money/order/cancel", "form", places={"pair": "path"},
                auth=("v2",), envelope="v2")),
    Method("api_activate", "api_activate", [takes("name", TEXT)], TEXT,
           post("/api/1/generic/api/activate", "form")),
)


class Gox(Handler):
    def __init__(self) -> None:
        self.calls = 0

    async def info(self) -> Any:
        self.calls += 1
        return request().caller

    async def order_add(
        self, pair: str, type: str, amount_int: int, price_int: int = 0
    ) -> str:
        return f"{request().caller} {pair} {type} {amount_int}"

    async def idkey(self) -> str:
        return request().caller

    async def order_cancel_v2(self, pair: str, oid: str) -> Any:
        return {"oid": oid, "qid": request().caller}

    async def api_activate(self, name: str = "") -> str:
        return f"nobody{request().caller}"


def gox(keys: Any, **more: Any) -> App:
    handler = Gox()
    ok = {"result": "success"}
    failed = {"result": ("error",)}
    envelope = Envelope(ok=ok, result="return", may_lack=True, failed=failed,
                        message="error", token="token")
    carrier = RestCarrier(
        METHODS,
        handler,
        {
            "key_missing": Refuse(MissingRestKey),
            "key_unknown": Refuse(InvalidRestKey),
            "signature": Refuse(InvalidRestKey, "wrong signature"),
            "nonce": Refuse(InvalidNonce),
        },
        envelopes={"": envelope, "v2": envelope._replace(result="data")},
        auth=signed(SCHEMES, keys, **more),
        error_status=200,
    )
    return App(handler, http=[carrier])
'''


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated server has them, and all their names."""
    return packaged(tmp_path_factory.mktemp("signed") / "gox_server", DECLARED)


@pytest.fixture
def app(rt: SimpleNamespace) -> Any:
    return rt.gox(KEYS)


@pytest.fixture
def port(app: Any) -> Iterator[int]:
    with serving(app) as found:
        yield found


def sign(message: bytes, secret: bytes = RAW_SECRET) -> str:
    return base64.b64encode(hmac.new(secret, message, hashlib.sha512).digest()).decode()


_NONCES = count(NOON)


def ask(
    port: int,
    body: bytes | None = None,
    path: str = "/api/1/generic/info",
    **headers: str,
) -> tuple[int, Any]:
    """Send a signed call; give the status, and the result or the word of the error."""
    body = b"nonce=%d" % next(_NONCES) if body is None else body
    sent = {"Rest-Key": KEY, "Rest-Sign": sign(body)}
    sent |= {name.replace("_", "-"): text for name, text in headers.items()}
    got = call(port, f"POST {path}", body, sent)
    told = got.json
    return got.status, told.get("return", told.get("data", told.get("token")))


FINE = (200, KEY)
NO_KEY = (403, "login_error_missing_rest_key")
BAD_KEY = (403, "login_error_invalid_rest_key")
BAD_NONCE = (403, "login_error_invalid_nonce")


# -- signatures --------------------------------------------------------------------


def test_a_signed_call_is_answered_and_its_key_is_the_caller(port: int) -> None:
    assert ask(port) == FINE
    body = b"nonce=1&x=a+b%26c%C3%A9&empty=&x=2"
    zeros = {"Rest_Key": OTHER_KEY, "Rest_Sign": sign(body, bytes(64))}
    assert ask(port, body, **zeros) == (200, OTHER_KEY)


def test_a_call_that_needs_no_key_is_answered_without_one(port: int) -> None:
    got = call(port, "POST /api/1/generic/api/activate", b"name=x")
    assert got.json["return"] == "nobody"


def test_a_key_that_is_missing_or_unknown_is_told_apart(port: int) -> None:
    assert ask(port, Rest_Key="") == NO_KEY
    assert ask(port, Rest_Key="nobody") == BAD_KEY
    assert ask(port, Rest_Key=KEY.upper()) == BAD_KEY


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "x",
        "é",
        sign(b"other"),
        sign(b"nonce=5", bytes(64)),
        sign(b"nonce=5")[:-1],
        sign(b"nonce=5") + "=",
        sign(b"nonce=5").lower(),
        hmac.new(RAW_SECRET, b"nonce=5", hashlib.sha512).hexdigest(),
    ],
)
def test_a_wrong_signature_is_refused(port: int, signature: str) -> None:
    assert ask(port, b"nonce=5", Rest_Sign=signature) == BAD_KEY
    assert ask(port, b"nonce=5") == FINE


def test_what_was_changed_on_the_way_is_refused(port: int) -> None:
    body = b"nonce=5&amount_int=1"
    for changed in (b"nonce=5&amount_int=2", b"nonce=5&amount_int=%31", body + b"&"):
        assert ask(port, changed, Rest_Sign=sign(body)) == BAD_KEY
    assert ask(port, body) == FINE


def test_the_signature_is_checked_before_the_form_is_read(port: int) -> None:
    many = b"nonce=7&" + b"a&" * 5000
    assert ask(port, many, Rest_Sign=sign(b"x")) == BAD_KEY
    assert ask(port, many) == BAD_NONCE, "of too many fields none is read"


def test_two_different_signatures_are_none(port: int) -> None:
    body = b"nonce=5"
    head = f"{sign(body)}\r\nRest-Sign: {sign(b'x')}"
    assert ask(port, body, Rest_Sign=head) == BAD_KEY
    assert ask(port, body, Rest_Key=f"{KEY}\r\nRest-Key: {OTHER_KEY}") == NO_KEY


def test_version_2_signs_the_path_too(port: int) -> None:
    path, body = "/api/2/BTC%55SD/money/order/cancel", b"oid=x&nonce=5"
    message = b"BTC%55SD/money/order/cancel\0" + body
    assert ask(port, body, path, Rest_Sign=sign(body)) == BAD_KEY
    wrong = message.replace(b"%55", b"U")
    assert ask(port, body, path, Rest_Sign=sign(wrong)) == BAD_KEY
    answer = {"oid": "x", "qid": KEY}
    assert ask(port, body, path, Rest_Sign=sign(message)) == (200, answer)


def test_a_mounted_app_sees_the_path_that_was_signed(app: Any) -> None:
    path, body = "/at/here/api/2/BTCUSD/money/order/cancel", b"oid=x&nonce=5"
    with serving(Starlette(routes=[Mount("/at/here", app)])) as port:
        message = b"BTCUSD/money/order/cancel\0" + body
        assert ask(port, body, path, Rest_Sign=sign(message))[0] == 200


# -- nonces that rise --------------------------------------------------------------


def test_a_nonce_must_be_above_all_before_it(port: int) -> None:
    assert ask(port, b"nonce=5") == FINE
    for late in (5, 4, 0):
        assert ask(port, b"nonce=%d" % late) == BAD_NONCE
    assert ask(port, b"nonce=6") == FINE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x=1",
        b"nonce=",
        b"nonce=x",
        b"nonce=-1",
        b"nonce=1.5",
        b"nonce=+9",
        b"nonce=%D9%A3",
        b"nonce=9223372036854775808",
        b"nonce=" + b"9" * 5000,
        b"nonce=1&nonce=2",
        b"Nonce=9",
    ],
)
def test_what_is_no_nonce_is_refused(port: int, body: bytes) -> None:
    assert ask(port, body) == BAD_NONCE
    assert ask(port, b"nonce=0") == FINE, "nothing was remembered"


def test_the_last_nonce_is_below_two_to_the_63(port: int) -> None:
    assert ask(port, b"nonce=9223372036854775807") == FINE


def test_each_key_has_nonces_of_its_own(port: int) -> None:
    assert ask(port, b"nonce=9") == FINE
    body = b"nonce=5"
    zeros = {"Rest_Key": OTHER_KEY, "Rest_Sign": sign(body, bytes(64))}
    assert ask(port, body, **zeros) == (200, OTHER_KEY)


def test_versions_share_the_nonces_of_a_key(port: int) -> None:
    path, body = "/api/2/BTCUSD/money/order/cancel", b"oid=x&nonce=5"
    message = b"BTCUSD/money/order/cancel\0" + body
    assert ask(port, body, path, Rest_Sign=sign(message))[0] == 200
    assert ask(port, b"nonce=5") == BAD_NONCE


def test_a_forger_uses_up_no_nonce(port: int) -> None:
    high = b"nonce=9000000000000000000"
    assert ask(port, high, Rest_Sign=sign(b"x")) == BAD_KEY
    assert ask(port, b"nonce=1") == FINE


def test_of_equal_requests_at_the_same_time_one_is_answered(
    rt: SimpleNamespace,
) -> None:
    async def find(key: str) -> str | None:
        await asyncio.sleep(0.01)
        return KEYS.get(key)

    app = rt.gox(find)
    with serving(app) as port, ThreadPoolExecutor(12) as pool:
        for nonce in (b"nonce=5", b"nonce=6"):
            answers = list(pool.map(lambda body: ask(port, body), [nonce] * 12))
            assert answers.count(FINE) == 1
            assert answers.count(BAD_NONCE) == 11
        assert app.handler.calls == 2


# -- times that count once ---------------------------------------------------------


class Clock:
    """A clock in nanoseconds that a test sets."""

    def __init__(self) -> None:
        self.microseconds = NOON

    def __call__(self) -> int:
        return self.microseconds * 1000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(rt: SimpleNamespace, clock: Clock) -> Iterator[int]:
    with serving(rt.gox(KEYS, clock=clock)) as found:
        yield found


def test_a_time_may_differ_by_its_window_and_counts_once(timed: int) -> None:
    for offset in (0, -10 * SECOND, 10 * SECOND, 1, -1):
        body = b"tonce=%d" % (NOON + offset)
        assert ask(timed, body) == FINE
        assert ask(timed, body) == BAD_NONCE
    for offset in (10 * SECOND + 1, -10 * SECOND - 1):
        assert ask(timed, b"tonce=%d" % (NOON + offset)) == BAD_NONCE


def test_times_and_nonces_of_a_key_are_counted_apart(timed: int) -> None:
    assert ask(timed, b"tonce=%d" % NOON) == FINE
    assert ask(timed, b"nonce=1") == FINE


def test_a_forger_uses_up_no_time(timed: int) -> None:
    body = b"tonce=%d" % NOON
    assert ask(timed, body, Rest_Sign=sign(b"x")) == BAD_KEY
    assert ask(timed, body) == FINE


def test_a_time_stays_used_when_the_clock_is_set_back(timed: int, clock: Clock) -> None:
    used = b"tonce=%d" % NOON
    assert ask(timed, used) == FINE
    clock.microseconds += 11 * SECOND
    assert ask(timed, b"tonce=%d" % clock.microseconds) == FINE  # forgets what is old
    clock.microseconds = NOON
    assert ask(timed, used) == BAD_NONCE
    assert ask(timed, b"tonce=%d" % (NOON + 1)) == FINE


def test_used_times_are_forgotten_and_never_too_many(rt: SimpleNamespace) -> None:
    store = rt.MemoryNonces()
    for number in range(100_000):
        assert store.once("row", number, number - 50)
    assert len(store._times["row"].used) == len(store._times["row"].oldest) == 51
    taken = [store.once("full", number, 0) for number in range(20_002)]
    most = taken.count(True)
    assert most == 20_000
    assert not store.once("full", most + 1, 0), "what cannot be remembered is refused"
    assert store.once("full", most + 2, most), "and taken when there is room again"


# -- keys --------------------------------------------------------------------------


def test_keys_may_come_from_a_function_that_waits_or_not(rt: SimpleNamespace) -> None:
    async def find(key: str) -> str | None:
        await asyncio.sleep(0)
        return KEYS.get(key)

    for keys in (KEYS.get, find):
        with serving(rt.gox(keys)) as port:
            assert ask(port) == FINE
            assert ask(port, Rest_Key="nobody") == BAD_KEY


def test_without_keys_everybody_may_call(rt: SimpleNamespace) -> None:
    with serving(rt.gox(None)) as port:
        assert ask(port, b"", Rest_Key="", Rest_Sign="") == (200, "")


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        (SECRET[:-2] + "!?", "the secret is not base64"),
        (base64.b64encode(b"short-and-secret").decode(), "16 bytes and should have 64"),
        ("", "the secret is empty"),
    ],
)
def test_a_wrong_secret_shows_when_the_app_is_made_and_is_not_shown(
    rt: SimpleNamespace, secret: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        rt.gox({KEY: secret})
    assert caught.value.__context__ is None
    assert not secret or secret[:12] not in str(caught.value)


def test_a_function_that_fails_is_a_fault_and_lets_nobody_in(
    rt: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    def find(key: str) -> str | None:
        raise OSError(f"the database is gone, and {key} with it")

    with serving(rt.gox(find)) as port:
        assert ask(port)[1] is None
    assert "the database is gone" in caplog.text


def test_a_store_of_nonces_may_be_shared(rt: SimpleNamespace) -> None:
    asked: list[tuple[str, int]] = []

    class Store:
        async def rise(self, row: str, number: int) -> bool:
            await asyncio.sleep(0)
            asked.append((row, number))
            return len(asked) == 1

    with serving(rt.gox(KEYS, nonces=Store())) as port:
        assert ask(port, b"nonce=5") == FINE
        assert ask(port, b"nonce=6") == BAD_NONCE
    assert asked == [(f"{KEY}/nonce", 5), (f"{KEY}/nonce", 6)]


# -- schemes of all kinds ----------------------------------------------------------


def checked(rt: SimpleNamespace, scheme: Any, request: Any, secret: str) -> str:
    """Check a request that the client's runtime signed."""
    path, _, query = request.target.partition("?")
    headers = [(n.lower().encode(), v.encode()) for n, v in request.headers]
    came = rt.HttpRequest(
        {
            "method": request.verb,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
        },
        None,
    )
    keys = {"k&y": secret, "": secret}
    auth = rt.Hmac(scheme, keys, rt.MemoryNonces(), lambda: 7_999_999_999)
    return str(asyncio.run(auth.check(came, request.body)))


@pytest.mark.parametrize("place", ["query", "header", "form"])
@pytest.mark.parametrize("nonce_place", ["query", "header", "form"])
def test_what_a_client_signs_is_believed_and_nothing_else(
    rt: SimpleNamespace, place: str, nonce_place: str
) -> None:
    client = client_of("mtgox")._sign
    bar = ("bytes", "7c")
    facts: dict[str, Any] = {
        "message": ["path", bar, "query", bar, "verb", bar, "nonce", bar, "body"],
        "algorithm": "sha256",
        "encoding": "hex",
        "send": [(place, "id", "$id"), (place, "s", "$digest")],
    }
    fresh = (nonce_place, "n", "window", "seconds")
    theirs = client.Scheme(**facts, fresh=client.Fresh(*fresh))
    ours = rt.Scheme(**facts, fresh=rt.Fresh(*fresh))
    settings = client_of("mtgox").Settings()
    auth = client.Hmac(theirs, "clé", {"id": "k&y"}, settings)
    http = client_of("mtgox")._http
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    sent = auth.sign(http.Request("POST", "/a?b=c%20d", [kind], b"x=1+2"), "7")
    assert checked(rt, ours, sent, "clé") == "k&y"
    for forged in (
        sent.replace(verb="PUT"),
        sent.replace(target=sent.target.replace("c%20d", "c+d")),
        sent.replace(target=sent.target.replace("/a", "/b")),
        sent.replace(body=sent.body.replace(b"x=1", b"x=2")),
    ):
        with pytest.raises(rt.Refusal) as raised:
            checked(rt, ours, forged, "clé")
        assert raised.value.kind == "signature"
    with pytest.raises(rt.Refusal, match="signature"):
        checked(rt, ours, sent, "other")


def test_a_scheme_without_a_key_has_one_secret_and_other_spellings(
    rt: SimpleNamespace,
) -> None:
    http = client_of("mtgox")._http
    send = [("header", "S", "$digest")]
    scheme = rt.Scheme(["body"], "sha1", "hex", send, key_encoding="hex")
    scheme = scheme._replace(also_send={"S": "HTTP_S"})
    made = hmac.new(b"\0\xff", b"x", "sha1").hexdigest()
    for header in (("S", made), ("HTTP_S", made.upper())):
        request = http.Request("POST", "/", [header], b"x")
        assert checked(rt, scheme, request, "00ff") == ""


# -- the generated client ----------------------------------------------------------


@pytest.mark.parametrize("scheme", ["v1", "v1_tonce"])
def test_the_generated_client_signs_and_is_believed(port: int, scheme: str) -> None:
    mtgox = client_of("mtgox")
    address = f"http://127.0.0.1:{port}"
    made = mtgox.MtGoxClient(address, key=KEY, secret=SECRET, sign_with=scheme)
    with made as client:
        for _ in range(3):
            assert client.idkey() == KEY
        order = client.order_add("BTCUSD", "bid", amount_int=81705496)
        assert order == f"{KEY} BTCUSD bid 81705496"
        assert client.order_cancel_v2("BTCUSD", "x").qid == KEY
    stranger = mtgox.MtGoxClient(address, key=KEY, secret=OTHER_SECRET)
    with stranger as client, pytest.raises(mtgox.errors.InvalidRestKey):
        client.idkey()
