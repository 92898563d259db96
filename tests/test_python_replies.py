"""Generated Python clients and odd replies, settings of one's own, proxies and TLS."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
import json
import select
import socket
import threading
from typing import Any

from certificates import Certificate, make_certificate
import pytest
from python_clients import package
from python_server import CLOSE, Request, Service, read, reply
from test_python_transport import (
    LONG,
    SECRET,
    Recorder,
    Trace,
    always,
    answer,
    bitcoin,
    core,
    says,
    settings,
)


def ask(body: bytes | str, status: int = 200, **given: Any) -> Any:
    """Let a server say something, and give what the client makes of it."""
    with Service(says(reply(body, status))) as service:
        return bitcoin(service.url, resends=0, settings=settings(ids=lambda: 1)).send(
            package("bitcoin").module("_rpc").unknown("read", **given)
        )


def result(text: str) -> str:
    return f'{{"result": {text}, "error": null, "id": 1}}'


# -- what is no reply --------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<html><body>Welcome</body></html>", "not JSON"),
        ("", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (result("NaN"), "NaN is no JSON"),
        (result("-Infinity"), "-Infinity is no JSON"),
        (result("7")[:-1], "not JSON"),
        ("7", "7 is no answer of JSON-RPC"),
        ("[]", "a list is no answer of JSON-RPC"),
        ('{"id": 1}', "an object is no answer of JSON-RPC"),
        ('{"error": null, "id": 1}', "neither a result nor an error"),
        ('{"result": 7, "error": null, "id": 2}', "the id 2, not 1"),
        ('{"result": 7, "error": null, "id": "1"}', "the id '1', not 1"),
        ('{"result": 7, "error": null}', "the id None, not 1"),
        (result("[" * 100_000), "nested too deeply|not JSON"),
        (result("1E999999999999999999999"), "too large an exponent"),
    ],
)
def test_a_reply_that_is_none_is_a_decode_error(body: bytes | str, told: str) -> None:
    with pytest.raises(core().DecodeError, match=told):
        ask(body)


def test_a_result_of_another_type_is_a_decode_error_with_its_place() -> None:
    block = {"hash": "00", "confirmations": 1, "size": "large"}
    with Service(lambda request: [answer(request, block)]) as service:
        with pytest.raises(core().DecodeError) as caught:
            bitcoin(service.url).getblock("00" * 32)
        assert len(service.requests) == 1, "it would be no better the next time"
    assert caught.value.path in {(), ("size",), ("hash",)}


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (502, "<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        (503, "Service unavailable\n", "Service unavailable"),
        (500, "", "HTTP status 500"),
        (500, b"\xff", "\ufffd"),
        (500, '{"detail": "out of order"}', "HTTP status 500"),
        (418, "x" * 10_000, "x" * 500),
    ],
)
def test_an_error_status_without_an_error_still_arrives(
    status: int, body: bytes | str, message: str
) -> None:
    icon = package("icon")
    with (
        Service(says(reply(body, status))) as service,
        pytest.raises(icon.root.ApiError) as caught,
    ):
        icon.client(service.url, resends=0).icx_get_last_block()
    error = caught.value
    assert type(error) is icon.root.ApiError
    assert (error.status, error.message, error.code) == (status, message, None)
    wanted = json.loads(body) if str(body).startswith("{") else None
    assert error.data == wanted


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (302, "<html>Moved</html>", "<html>Moved</html>"),
        (404, '{"detail": "nothing here"}', "no message came"),
        (502, "<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        (503, "", "no message came"),
    ],
)
def test_over_rest_too(status: int, body: str, message: str) -> None:
    bigchain = package("bigchaindb")
    unknown = bigchain.module("_rest").unknown("GET", "/new")
    with Service(says(reply(body, status))) as service:
        with pytest.raises(bigchain.root.ApiError) as caught:
            bigchain.client(service.url, resends=0).send(unknown)
        assert (caught.value.status, str(caught.value)) == (status, message)
        service.answer = says(reply("<html>Welcome</html>", 203))
        with pytest.raises(bigchain.root.DecodeError, match="not JSON"):
            bigchain.client(service.url).send(unknown)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ((reply("{", length=50), CLOSE), "cut off"),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 9", CLOSE), None),
        ((reply("", length=10**9),), "announces 1000000000 bytes, more than 1000"),
        ((b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 200_000), "longer than 1000 bytes"),
        ((b"SSH-2.0-OpenSSH_9.6\r\n",), "SSH"),
        ((b"HTTP/1.1 200 OK\r\n" + b"x" * 100_000,), "line"),
    ],
    ids=["cut", "cut-in-the-head", "announced", "without-end", "ssh", "long-line"],
)
def test_a_broken_reply_is_a_transport_error(
    pieces: tuple[bytes | None, ...], told: str | None
) -> None:
    with Service(says(*pieces)) as service:
        given = {"resends": 0, "settings": settings(most_bytes=1000)}
        with pytest.raises(core().TransportError, match=told) as caught:
            bitcoin(service.url, **given).getnewaddress()
        assert caught.value.maybe_acted is True
        assert not isinstance(caught.value, TimeoutError)
        if CLOSE not in pieces:
            assert service.has_ended.wait(LONG), "it is of no use any more"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda _: {}, None),
        (lambda id_: {"id": id_ + 1}, "DecodeError"),
        (lambda _: {"error": {"code": -8, "message": "no"}}, "InvalidParameter"),
        (lambda _: {"result": {"hash": 7}}, "DecodeError"),
    ],
)
def test_a_large_answer_is_looked_at_as_closely(change: Any, error: str | None) -> None:
    hashes = [f"{number:064x}" for number in range(2000)]

    def large(request: Request) -> Iterable[bytes]:
        body = {"result": hashes, "error": None, "id": request.json()["id"]}
        padding = {"padding": "x" * 200_000}
        yield reply(json.dumps({**padding, **body, **change(body["id"])}))

    call = package("bitcoin").calls.getrawmempool()
    with Service(large) as service, bitcoin(service.url) as client:
        if error is None:
            assert list(client.send(call)) == hashes
            return
        with pytest.raises((core().ApiError, core().DecodeError)) as caught:
            client.send(call)
        assert type(caught.value).__name__ == error


# -- what JSON can hold ------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "123456789012345678901234567890",
        "-0.123456789012345678901234567890",
        "123456789012345678901234567890.0123456789",
        "0.00000001",
        "20999999.97690000",
    ],
)
def test_numbers_keep_all_their_digits_both_ways(text: str) -> None:
    number = Decimal(text) if "." in text else int(text)
    found = ask(result(text))
    assert (type(found), str(found)) == (type(number), str(number))
    with Service(always) as service:
        unknown = package("bitcoin").module("_rpc").unknown
        bitcoin(service.url).send(unknown("send", number))
        assert f'"params":[{text}]'.encode() in service.requests[0].body


def test_an_unknown_method_takes_arguments_in_their_order() -> None:
    with Service(always) as service, bitcoin(service.url) as client:
        client.send(package("bitcoin").module("_rpc").unknown("send", 1, "b", 1))
        assert service.requests[0].json()["params"] == [1, "b", 1]


def test_a_float_is_never_sent() -> None:
    with Service(always) as service, bitcoin(service.url) as client:
        with pytest.raises(ValueError, match="float"):
            client.send(package("bitcoin").module("_rpc").unknown("send", 0.1))
        with pytest.raises(ValueError, match=r"`amount`: 0\.1 is not a Decimal"):
            client.sendtoaddress("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", 0.1)
        assert not service.requests


@pytest.mark.parametrize(
    "text", ["\ud800", "a\udfffb", "\U0001f600", "\x00", "é\u2028"]
)
def test_any_text_comes_and_goes(text: str) -> None:
    assert ask(result(json.dumps(text))) == text
    with Service(always) as service:
        bitcoin(service.url).help(text)
        assert service.requests[0].json()["params"] == [text]


# -- settings of one's own ---------------------------------------------------------


def test_options_are_those_of_the_new_client_only() -> None:
    with Service(always) as service, bitcoin(service.url) as client:
        other = client.with_options(headers={"X-Request": "7", "Content-Type": "a/b"})
        assert [client.getblockcount(), other.getblockcount()] == [7, 7]
        assert service.connections == 1, "they share it"
        plain, told = service.requests
        assert (plain.header("X-Request"), told.header("X-Request")) == (None, "7")
        assert plain.header("Content-Type") == "application/json"
        assert told.header("Content-Type") == "a/b"


def test_headers_may_be_sent_with_every_request() -> None:
    with Service(always) as service:
        client = bitcoin(service.url, settings=settings(headers={"X-Team": "blue"}))
        client.getblockcount()
        assert service.requests[0].header("X-Team") == "blue"
        assert service.requests[0].header("Host") == service.url.removeprefix("http://")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "\u2028"])
def test_a_header_cannot_be_smuggled_in(value: str) -> None:
    with Service(always) as service, bitcoin(service.url) as client:
        with pytest.raises(ValueError, match="a header"):
            client.with_options(headers={"X-Name": value}).getblockcount()
        with pytest.raises(ValueError, match="a header"):
            client.with_options(headers={f"X{value}": "a"}).getblockcount()
        assert not service.requests


def test_a_scope_is_part_of_the_path_and_of_nothing_else() -> None:
    with Service(always) as service, bitcoin(service.url) as client:
        hot = client.with_scope(wallet="hot")
        odd = client.with_scope(wallet="../a b?c=d\r\nX: y#é")
        for one in (client, hot, odd, hot.with_scope(), hot.with_options(timeout=9)):
            one.getblockcount()
        assert [request.target for request in service.requests] == [
            "/",
            "/wallet/hot",
            "/wallet/..%2Fa%20b%3Fc%3Dd%0D%0AX%3A%20y%23%C3%A9",
            "/",
            "/wallet/hot",
        ]
        assert service.connections == 1


def test_an_address_may_have_a_path_before_the_api_s_own() -> None:
    icon = package("icon")
    with Service(
        says(reply('{"jsonrpc": "2.0", "result": "0x0", "id": 1}'))
    ) as service:
        for address in ("", "/", "/api/v3", "/node/7/", "/node/7/api/v3/"):
            own = icon.core.Settings(ids=lambda: 1)
            client = icon.client(f"{service.url}{address}", settings=own, channel="c")
            assert client.icx_get_total_supply() == 0
        targets = [request.target for request in service.requests]
        assert targets == ["/api/v3/c"] * 3 + ["/node/7/api/v3/c"] * 2


def test_ids_may_be_one_s_own() -> None:
    ids = iter(["a", 7, "é"])
    with Service(always) as service:
        client = bitcoin(service.url, settings=settings(ids=ids.__next__))
        for _ in range(3):
            assert client.getblockcount() == 7
        assert [request.json()["id"] for request in service.requests] == ["a", 7, "é"]


def test_a_transport_may_be_one_s_own() -> None:
    recorder = Recorder(lambda _: b'{"result": 7, "error": null, "id": 1}')
    client = bitcoin(
        "http://node",
        username="a",
        password="b",
        settings=settings(transport=recorder, ids=lambda: 1),
    )
    found = client.reply(package("bitcoin").calls.getblockcount())
    assert (found.result, found.status, found.headers) == (7, 200, [("X-Own", "yes")])
    assert json.loads(found.raw)["result"] == 7
    ((address, request),) = recorder.requests
    assert (address, request.verb, request.target) == ("http://node", "POST", "/")
    assert dict(request.headers)["Authorization"].startswith("Basic ")
    assert json.loads(request.body)["method"] == "getblockcount"
    client.close()
    assert recorder.is_closed


def test_trace_is_told_each_step_and_nothing_of_what_is_sent() -> None:
    trace = Trace()
    with Service(always) as service:
        client = bitcoin(service.url, settings=settings(trace=trace))
        client.help(SECRET)
        service.answer = says(reply("{}"))
        with pytest.raises(core().DecodeError):
            client.getblockcount()
    assert trace.kinds == ["send", "reply", "send", "fail"]
    assert [event.method for event in trace] == ["help"] * 2 + ["getblockcount"] * 2
    assert trace[-1].detail == "DecodeError"
    assert all(0 <= event.seconds < LONG and event.attempt == 0 for event in trace)
    assert SECRET not in repr(trace)


# -- methods that the client does not know -----------------------------------------


def test_an_unknown_method_is_called_with_json_and_gives_json() -> None:
    unknown = package("bitcoin").module("_rpc").unknown
    call = unknown("getnew", [1, None, True, "x", {"a": Decimal("1.50")}])
    with Service(lambda request: [answer(request, {"a": [1]})]) as service:
        assert bitcoin(service.url).send(call) == {"a": [1]}
        assert bitcoin(service.url, by="name").send(unknown("getnew", b=1)) == {
            "a": [1]
        }
        first, second = (request.json() for request in service.requests)
        assert first["params"] == [[1, None, True, "x", {"a": 1.5}]]
        assert second["params"] == {"b": 1}


def test_an_unknown_method_is_never_sent_twice() -> None:
    with Service(says(CLOSE)) as service:
        for pkg, module, args in (
            ("bitcoin", "_rpc", ("getnew",)),
            ("bigchaindb", "_rest", ("GET", "/new")),
        ):
            call = package(pkg).module(module).unknown(*args)
            with pytest.raises(package(pkg).core.TransportError) as caught:
                package(pkg).client(service.url).send(call)
            assert caught.value.maybe_acted is True
        assert len(service.requests) == 2


def test_an_unknown_path_is_called_by_its_verb() -> None:
    bigchain = package("bigchaindb")
    unknown = bigchain.module("_rest").unknown
    with Service(says(reply('{"a": [1.50]}'))) as service:
        client = bigchain.client(service.url)
        assert client.send(unknown("GET", "/new/path", a="b c&d", e=1)) == {
            "a": [Decimal("1.50")]
        }
        client.send(unknown("POST", "/new/path", a={"b": [None]}))
        client.send(unknown("PUT", "/new/path", "form", a="b c&d", e=True))
        found = [(one.verb, one.target, one.body) for one in service.requests]
    assert found == [
        ("GET", "/new/path?a=b%20c%26d&e=1", b""),
        ("POST", "/new/path", b'{"a":{"b":[null]}}'),
        ("PUT", "/new/path", b"a=b+c%26d&e=true"),
    ]


def test_a_value_in_a_path_stays_in_its_place() -> None:
    bigchain = package("bigchaindb")
    with Service(says(reply("{}", 404))) as service:
        with pytest.raises(bigchain.root.ApiError):
            bigchain.client(service.url).get_transaction("../a b?c=d\r\nX: y#é")
        (request,) = service.requests
    assert request.target.startswith("/api/v1/transactions/")
    assert not set(" ?#\r\n") & set(request.target)
    assert request.target.count("/") == 4


# -- proxies and TLS ---------------------------------------------------------------


@contextmanager
def proxy() -> Iterator[tuple[str, list[Request]]]:
    """Run a proxy: requests are sent on, and for CONNECT a tunnel is opened."""
    seen: list[Request] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                threading.Thread(target=pass_on, args=(near,), daemon=True).start()

    def pass_on(near: socket.socket) -> None:
        with near:
            while request := read(near):
                seen.append(request)
                where = request.target.removeprefix("http://").split("/")[0]
                host, _, port = where.partition(":")
                with socket.create_connection((host, int(port)), LONG) as far:
                    if request.verb == "CONNECT":
                        near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                        tunnel(near, far)
                        return
                    path = request.target.removeprefix(f"http://{where}")
                    head = f"{request.verb} {path} HTTP/1.1\r\nContent-Length: "
                    head += f"{len(request.body)}\r\n\r\n"
                    far.sendall(head.encode() + request.body)
                    near.sendall(far.recv(65536))

    threading.Thread(target=serve, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", seen
    listener.close()


def tunnel(near: socket.socket, far: socket.socket) -> None:
    while True:
        for one in select.select([near, far], [], [], LONG)[0]:
            data = one.recv(65536)
            if not data:
                return
            (far if one is near else near).sendall(data)


def test_a_proxy_gets_the_whole_address_and_its_own_password() -> None:
    with Service(always) as service, proxy() as (where, seen):
        through = settings(proxy=f"http://bob:{SECRET}@{where}")
        client = bitcoin(service.url, settings=through)
        assert client.getblockcount() == 7
        (request,) = seen
        assert request.target == f"{service.url}/"
        pair = base64.b64encode(f"bob:{SECRET}".encode()).decode()
        assert request.header("Proxy-Authorization") == f"Basic {pair}"
        assert service.requests[0].header("Proxy-Authorization") is None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(certificate: Certificate) -> Iterator[Service]:
    with Service(always, certificate.server()) as service:
        yield service


def trusting(certificate: Certificate, **more: Any) -> Any:
    return settings(tls=certificate.client(), **more)


def test_a_certificate_of_one_s_own_can_be_trusted(
    secure: Service, certificate: Certificate
) -> None:
    with bitcoin(secure.url, settings=trusting(certificate)) as client:
        assert [client.getblockcount(), client.getblockcount()] == [7, 7]
        assert secure.connections == 1


def test_a_certificate_of_somebody_is_not_trusted(secure: Service) -> None:
    with pytest.raises(core().TransportError, match="certificate") as caught:
        bitcoin(secure.url, resends=0).getnewaddress()
    assert caught.value.maybe_acted is False
    assert not secure.requests


def test_tls_goes_through_a_tunnel_of_a_proxy(
    secure: Service, certificate: Certificate
) -> None:
    with proxy() as (where, seen):
        through = trusting(certificate, proxy=f"http://bob:{SECRET}@{where}")
        with bitcoin(
            secure.url, password="x", username="y", settings=through
        ) as client:
            assert client.getblockcount() == 7
        (request,) = seen
        assert (request.verb, request.target) == ("CONNECT", secure.url[8:])
        assert (
            request.header("Authorization") is None
        ), "which is not the proxy's business"
        pair = base64.b64encode(f"bob:{SECRET}".encode()).decode()
        assert request.header("Proxy-Authorization") == f"Basic {pair}"


def test_a_call_without_tls_to_a_server_with_it_fails(secure: Service) -> None:
    plain = secure.url.replace("https", "http")
    with pytest.raises(core().TransportError):
        bitcoin(plain, resends=0, timeout=5).getblockcount()
    assert not secure.requests
