"""A mock answers as the spec shows, refuses as the service does, and fails on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
import http.client
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

from project import NAMES, ROOT, api
import pytest
from python_clients import arguments, meaning, package
from python_play import CREDENTIALS, played
from python_serving import serving
from python_trials import KEYS, Case, Way, cases
from specmint.cli.listening import listen
from specmint.cli.mock import make_app, open_server
from specmint.mock import Fault, Tape, Unsteady, busy_text, read_fault
from specmint.testing import fake
from test_python_clients import UNSENDABLE, WAYS
from test_python_every_client import error_slips, result_slips

AUTH: dict[str, Any] = {
    "bitcoin": {"alice": "secret"},
    "bitdust": CREDENTIALS["bitdust"]["api_secret"],
    "mtgox": {KEYS["mtgox"]["key"]: KEYS["mtgox"]["secret"]},
}
# What is the call of an earlier example where no default differs.
ALIKE = {"device_add/no-communicator"}
SYNC = [way for way in WAYS if not way.is_async]


def client_of(way: Way, url: str, **more: Any) -> Any:
    return package(way.name).client(
        url, resends=0, **CREDENTIALS.get(way.name, {}), **more
    )


# -- examples ----------------------------------------------------------------------


@pytest.mark.parametrize("way", SYNC, ids=str)
def test_a_call_of_an_example_is_answered_as_the_example_says(way: Way) -> None:
    wrong = []
    with fake(way.name, root=ROOT, auth=AUTH.get(way.name)) as mock:
        client = client_of(way, mock.ws_url if way.over == "ws" else mock.url)
        for case, one in zip(cases(way.name, way.over), played(way), strict=True):
            if (way.name, str(case)) not in UNSENDABLE and is_first(case):
                wrong += [f"{case}: {slip}" for slip in tried(way, client, case, one)]
        client.close()
    assert not wrong, "\n".join(wrong)


def is_first(case: Case) -> bool:
    """Whether no other example of the method shows the same call, and rather."""
    shown = case.method.examples
    same = [one for one in shown if one.params == case.example.params]
    if not case.example.params and any(not one.raises for one in shown):
        same = [one for one in same if not one.raises]
    return same[:1] == [case.example] and str(case) not in ALIKE


def test_a_call_without_arguments_goes_well_if_any_does() -> None:
    """What an example shows to go wrong there hangs on the state of the service."""
    with fake("bitcoin", root=ROOT) as mock:
        client = package("bitcoin").client(mock.url)
        assert client.getnewaddress()
        client.close()


def tried(way: Way, client: Any, case: Case, one: Any) -> list[str]:
    pkg = package(way.name)
    made = type(one)(case)
    try:
        args = arguments(pkg, case.method, case.example.params)
        answer = client.reply(pkg.make(case.method)(**args))
        made.result, made.beside = answer.result, answer.beside
    except Exception as error:
        made.error = error
    slips = error_slips if case.example.raises else result_slips
    return list(slips(way, made))


# -- what no example shows ---------------------------------------------------------


def test_a_call_that_no_example_shows_is_answered_like_one_that_is_shown() -> None:
    with fake("bitcoin", root=ROOT) as mock:
        client = package("bitcoin").client(mock.url)
        assert client.getblockhash(77) == client.getblockhash(78)
        assert type(client.getblock("ab" * 32, 2)).__name__ == "BlockWithTransactions"
        assert isinstance(client.getreceivedbyaddress("m" * 34, 3), Decimal)
        client.close()


@pytest.mark.parametrize("name", NAMES)
def test_made_up_answers_fit_their_types_and_come_again(name: str) -> None:
    """Every method is asked what no example asks, twice, by clients that check types."""
    told = []
    for _ in range(2):
        with fake(name, root=ROOT, auth=AUTH.get(name), seed=7) as mock:
            pkg, way = package(name), next(
                w for w in SYNC if w.name == name and w.over != "ws"
            )
            client = client_of(way, mock.url)
            found = {}
            for method in api(name).methods:
                example = next((e for e in method.examples if not e.raises), None)
                if (
                    example is None
                    or not method.implemented
                    or way.over not in {b.transport for b in method.bindings}
                ):
                    continue
                args = arguments(pkg, method, changed(method, example.params))
                try:
                    found[method.name] = meaning(client.send(pkg.make(method)(**args)))
                except pkg.root.ApiError as error:
                    found[method.name] = str(error)
            client.close()
            told.append(found)
    assert told[0] == told[1]
    assert len(told[0]) > len(api(name).methods) / 2


def changed(method: Any, params: Any) -> dict[str, Any]:
    """Change a text that may be any, so that the call is no example's."""
    free = [p.name for p in method.params if type(p.use.type).__name__ == "String"]
    return {
        n: f"{v}x" if n in free and isinstance(v, str) else v for n, v in params.items()
    }


@pytest.mark.parametrize(
    ("name", "ask", "code"),
    [
        ("bitcoin", lambda c: c.getblock("00"), -8),
        ("bitcoin", lambda c: c.sendtoaddress("x", 1), -5),
        ("icon", lambda c: c.icx_get_balance("hx12"), -32602),
        ("mtgox", lambda c: c.ticker("BTC"), None),
    ],
)
def test_an_argument_that_breaks_a_rule_is_refused(
    name: str, ask: Any, code: Any
) -> None:
    with fake(name, root=ROOT, auth=AUTH.get(name)) as mock:
        client = client_of(Way(name, "rpc"), mock.url)
        with pytest.raises(package(name).root.ApiError) as caught:
            ask(client)
        assert caught.value.code == code
        client.close()


def test_signatures_are_really_checked() -> None:
    key, secret = KEYS["mtgox"]["key"], KEYS["mtgox"]["secret"]
    with fake("mtgox", root=ROOT, auth={key: secret[::-1][2:] + "=="}) as mock:
        client = package("mtgox").client(mock.url, key=key, secret=secret, resends=0)
        with pytest.raises(package("mtgox").root.ApiError) as caught:
            client.info()
        assert caught.value.status == 403
        client.close()


# -- what it says by itself --------------------------------------------------------


def post(url: str, path: str, body: Any) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.request("POST", path, json.dumps(body))
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer.status, told


def test_it_pushes_when_it_is_told_to() -> None:
    with fake("bitdust", root=ROOT) as mock:
        client = package("bitdust").client(mock.ws_url)
        with client.event_pushes() as events:
            assert events.get(10).event_id == "web-socket-connected"
            status, told = post(mock.url, "/specmint/pushes/event", {})
            assert status == 200
            assert events.get(10).event_id == told["pushed"]["event_id"]
        client.close()
        assert post(mock.url, "/specmint/pushes/nosuch", {})[0] == 404


def test_it_calls_back_when_it_is_told_to() -> None:
    got: list[bytes] = []

    async def shop(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        got.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"[OK]"})

    key = KEYS["mtgox"]["key"]
    with (
        fake("mtgox", root=ROOT, auth=AUTH["mtgox"]) as mock,
        serving(shop) as shopping,
    ):
        asked = {"url": f"http://127.0.0.1:{shopping.port}/ipn", "key": key}
        assert post(mock.url, "/specmint/webhooks/ipn", asked) == (
            200,
            {"acknowledged": True, "told": ""},
        )
        status, told = post(mock.url, "/specmint/webhooks/ipn", {"key": key})
        assert (status, "url" in told["error"]) == (400, True)
    assert len(got) == 1
    assert b"status=" in got[0]


# -- faults, tapes, and no socket --------------------------------------------------


@cache
def opened(name: str) -> tuple[Any, Any]:
    with open_server(ROOT, name) as found:
        return found


@contextmanager
def unsteady(
    *faults: Fault, name: str = "bitcoin", scheme: str = "http", **options: Any
) -> Iterator[Any]:
    model, server = opened(name)
    app = make_app(model, server, None)
    with serving(Unsteady(app, faults, 0, 1, busy_text(model))) as served:
        given = {"resends": 0, "deadline": 20, **options}
        url = f"{scheme}://127.0.0.1:{served.port}"
        with package(name).client(url, **given) as client:
            yield client


def test_a_busy_service_says_so_in_its_own_words() -> None:
    full = package("bitcoin").errors.WorkQueueFull
    with unsteady(read_fault("busy")) as client, pytest.raises(full):
        client.getblockcount()
    with unsteady(read_fault("busy:0.3"), resends=10) as client:
        assert [client.getblockcount() for _ in range(5)] == [120] * 5
    assert busy_text(api("bigchaindb")) == "busy"


def test_a_proxy_answers_in_place_of_the_service() -> None:
    api_error = package("bitcoin").root.ApiError
    with unsteady(Fault("proxy")) as client, pytest.raises(api_error) as caught:
        client.getblockcount()
    assert caught.value.status == 502
    assert "Bad Gateway" in caught.value.message


@pytest.mark.parametrize("kind", ["lost", "cut"])
def test_a_lost_reply_may_have_acted(kind: str) -> None:
    with (
        unsteady(Fault(kind)) as client,
        pytest.raises(package("bitcoin").root.TransportError) as caught,
    ):
        client.getblockcount()
    assert caught.value.maybe_acted


@pytest.mark.parametrize(("name", "scheme"), [("bitcoin", "http"), ("bitdust", "ws")])
def test_a_slow_reply_ends_at_the_deadline(name: str, scheme: str) -> None:
    slow = Fault("slow")
    with (
        unsteady(slow, name=name, scheme=scheme, deadline=0.3) as client,
        pytest.raises(package(name).root.DeadlineError),
    ):
        client.getblockcount() if name == "bitcoin" else client.process_health()


@pytest.mark.parametrize(
    ("kind", "may_act"), [("busy", False), ("proxy", False), ("lost", True)]
)
def test_faults_happen_over_a_websocket_too(kind: str, may_act: bool) -> None:
    with (
        unsteady(Fault(kind), name="bitdust", scheme="ws") as client,
        pytest.raises(package("bitdust").root.TransportError) as caught,
    ):
        client.process_health()
    assert caught.value.maybe_acted is may_act


def test_faults_happen_at_their_rate() -> None:
    failed = 0
    with unsteady(read_fault("busy:0.5")) as client:
        for _ in range(40):
            try:
                client.getblockcount()
            except Exception:
                failed += 1
    assert 5 < failed < 35


@pytest.mark.parametrize("text", ["nosuch", "busy:2", "busy:x"])
def test_a_fault_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_fault(text)


def test_a_tape_plays_what_it_recorded(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    asked = b'{"id":1,"method":"getblockcount"}'

    def ask(app: Any) -> bytes:
        with serving(app) as served:
            connection = http.client.HTTPConnection(
                "127.0.0.1", served.port, timeout=10
            )
            connection.request("POST", "/", asked, {"Authorization": "Basic secret"})
            body = connection.getresponse().read()
            connection.close()
            return body

    with open_server(ROOT, "bitcoin") as (model, server), file.open("w") as record:
        first = ask(Tape(make_app(model, server, None), record, None))

    async def nothing(*_: Any) -> None:
        raise AssertionError("it is on the tape")

    assert ask(Tape(nothing, None, file)) == first
    assert "secret" not in file.read_text()


def test_a_client_needs_no_socket() -> None:
    with fake("bitcoin", root=ROOT) as mock:
        pkg, transport = package("bitcoin"), mock.transport()
        client = pkg.client(
            "http://nowhere:1", settings=pkg.core.Settings(transport=transport)
        )
        assert client.getblockcount() == 120
        with pytest.raises(pkg.errors.InvalidParameter):
            client.getblock("00")
        client.close()


def test_the_fixture_starts_a_fake(specmint_fake: Any) -> None:
    mock = specmint_fake("icon", root=ROOT)
    client = package("icon").client(mock.url)
    assert client.icx_get_total_supply() > 0
    assert [one.method for one in mock.calls] == ["icx_getTotalSupply"]
    client.close()


# -- the command -------------------------------------------------------------------


def test_a_reply_in_two_pieces_does_not_wait() -> None:
    """A connection that is kept would wait 40 ms for an acknowledgement of the first."""
    with listen("127.0.0.1", 0) as listener:
        socket.create_connection(listener.getsockname()).close()
        connection, _ = listener.accept()
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        connection.close()


def test_the_command_says_where_it_is_and_logs_each_call() -> None:
    command = [sys.executable, "-m", "specmint", "mock", "bigchaindb", "--port", "0"]
    # A shell's background ignores Ctrl-C, and so would what is started in it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*command, "--fault", "lost"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    guard = threading.Timer(60, process.kill)
    guard.start()
    try:
        url = process.stdout.readline().split()[-1]
        process.stdout.readline()
        client = package("bigchaindb").client(url, resends=0)
        with pytest.raises(package("bigchaindb").root.TransportError):
            client.get_transaction_status("a" * 64)
        assert "ok" in process.stdout.readline()
        client.close()
    finally:
        os.kill(process.pid, signal.SIGINT)
        rest = process.communicate()[0]
        guard.cancel()
    assert rest == "stopped\n", "what was asked for is no error"
    assert process.returncode in {0, 130}
