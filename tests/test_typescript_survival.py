"""Replies that a TypeScript client must survive: those of the wire cases, each spoiled.

Whatever comes, the caller gets a result or one of the client's own errors, and in time.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
import threading
from typing import Any

from project import api
import pytest
from python_server import CLOSE, Request, Service, reply
from specmint.lower.typescript.names import make_names
from specmint.targets.typescript import member_name
from test_wire_survival import (
    HTTP_WAYS,
    WAYS,
    Spoil,
    everywhere,
    good,
    is_strict,
    lone_surrogates,
    long_numbers,
    more_members,
    rpc_spoils,
    spoken,
    swapped,
    with_enum,
)
from typescript_trials import Runner, plain_meaning
from websockets.sync.server import ServerConnection, serve
from wire_cases import at, body_text, document, frame_of, parse, told, write

Json = Any
Said = list[bytes | None]
Found = dict[str, Any]
OWN = {"api", "DecodeError", "TransportError", "DeadlineError"}
LONG = 30_000  # milliseconds: what is far from a call that hangs
each_http = pytest.mark.parametrize(("name", "over"), HTTP_WAYS)
each_rpc = pytest.mark.parametrize("name", [n for n, over in WAYS if over == "rpc"])
each_ws = pytest.mark.parametrize("name", [n for n, over in WAYS if over == "ws"])


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as one:
        yield one


def connect(runner: Runner, name: str, url: str, **settings: int) -> None:
    known = document(name)["credentials"]
    keys = {member_name(key): value for key, value in known.items()}
    runner.connect(name, url, {"mostBytes": 1 << 20, **keys, **settings})


def call(runner: Runner, name: str, case: Json) -> Found:
    method = make_names(api(name)).methods[case["method"]]
    return runner.call(method, case["call"]["params"])


def kind(found: Found) -> str:
    return found["error"]["kind"] if "error" in found else "result"


def ask_all(
    runner: Runner, name: str, over: str, say: Callable[[Json], Said]
) -> Iterator[tuple[Json, Found]]:
    """Call every method once, and give what became of it with its case."""
    said: Said = []

    def answer(_: Request) -> Iterable[bytes | None]:
        yield from said

    with Service(answer) as service:
        connect(runner, name, service.url, deadlineMs=LONG)
        for case in good(name, over):
            said[:] = say(case)
            found = call(runner, name, case)
            assert kind(found) in {*OWN, "result"}, (told(case), found)
            yield case, found


# -- replies that are none ----------------------------------------------------------


@each_http
def test_json_that_ends_early_is_a_decode_error(
    runner: Runner, name: str, over: str
) -> None:
    cuts = cycle((1, 2, 3))

    def say(case: Json) -> Said:
        text = body_text(case["reply"])
        return [reply(text[: len(text) - next(cuts)], case["reply"]["status"])]

    for case, found in ask_all(runner, name, over, say):
        if isinstance(case["reply"]["json"], dict | list):
            assert kind(found) == "DecodeError", told(case)


@each_http
def test_what_a_proxy_says_is_an_error(runner: Runner, name: str, over: str) -> None:
    said = [
        (200, "<html><body>Welcome</body></html>", "DecodeError"),
        (502, "<html><body>Bad gateway</body></html>", "api"),
        (503, "upstream connect error", "api"),
        (429, "", "api"),
        (302, "", "api"),
    ]
    turns, wanted = cycle(said), cycle(error for _, _, error in said)

    def say(_: Json) -> Said:
        status, body, _ = next(turns)
        return [reply(body, status)]

    for case, found in ask_all(runner, name, over, say):
        assert kind(found) == next(wanted), (told(case), found)


@each_http
def test_what_breaks_off_is_a_transport_error(
    runner: Runner, name: str, over: str
) -> None:
    turns: Iterator[Said] = cycle(
        [
            [reply("{", length=90), CLOSE],
            [b"HTTP/1.1 200 OK\r\nContent-Le", CLOSE],
            [CLOSE],
            [reply("", length=1 << 30)],  # and no more of it comes
        ]
    )
    for case, found in ask_all(runner, name, over, lambda _: next(turns)):
        assert kind(found) == "TransportError", (told(case), found)


@each_http
def test_a_reply_that_drips_ends_at_the_deadline(
    runner: Runner, name: str, over: str
) -> None:
    has_ended = threading.Event()

    def drips(_: Request) -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        while not has_ended.wait(0.02):
            yield b" "

    with Service(drips) as service:
        connect(runner, name, service.url, deadlineMs=300)
        found = call(runner, name, good(name, over)[0])
        has_ended.set()
    assert kind(found) == "DeadlineError"


# -- replies of another form ----------------------------------------------------------


@each_rpc
@pytest.mark.parametrize("spoil", rpc_spoils())
def test_an_answer_of_json_rpc_that_contradicts_itself_is_an_error(
    runner: Runner, name: str, spoil: str
) -> None:
    change, error = rpc_spoils()[spoil]
    for case, found in ask_all(runner, name, "rpc", lambda c: spoken(c, name, change)):
        wanted = {"ApiError": {"api"}, "DecodeError": {"DecodeError"}}.get(error, OWN)
        assert kind(found) in wanted, (told(case), found)
        if spoil == "unknown-code":
            own = found["error"]
            assert (own["name"], own["code"]) == ("ApiError", 987654), told(case)


@each_http
@pytest.mark.parametrize("change", [long_numbers, lone_surrogates, swapped])
def test_odd_values_are_a_result_or_an_error_of_the_client(
    runner: Runner, name: str, over: str, change: Spoil
) -> None:
    """`ask_all` lets nothing else pass."""

    def say(case: Json) -> Said:
        return spoken(case, name, lambda body: everywhere(body, change))

    assert len([*ask_all(runner, name, over, say)]) == len(good(name, over))


@each_http
def test_members_that_nobody_knows_do_no_harm(
    runner: Runner, name: str, over: str
) -> None:
    """What the client does know is there all the same."""

    def say(case: Json) -> Said:
        return spoken(case, name, more_members)

    lost = [
        (told(case), found)
        for case, found in ask_all(runner, name, over, say)
        if kind(found) != "result" and not is_strict(name, case)
    ]
    assert not lost


@each_http
def test_a_word_that_nobody_knows_survives_where_others_may_come(
    runner: Runner, name: str, over: str
) -> None:
    enums = {one.name: with_enum(name, one) for one in api(name).methods}

    def say(case: Json) -> Said:
        enum = enums[case["method"]]

        def change(value: Json) -> Json:
            if isinstance(value, dict) and enum:
                known = {key: change(item) for key, item in value.items()}
                is_it = isinstance(value.get(enum[0]), str)
                return {**known, enum[0]: "x-unknown"} if is_it else known
            return value

        def changed(body: Json) -> Json:
            place = "result" if over == "rpc" or "result" in body else "return"
            return {**body, place: change(body[place])} if place in body else body

        return spoken(case, name, changed)

    for case, found in ask_all(runner, name, over, say):
        enum = enums[case["method"]]
        if enum is None:
            continue
        result = plain_meaning(found["result"]) if "result" in found else None
        has_come = isinstance(result, dict) and "x-unknown" in result.values()
        assert not has_come or enum[1].open, told(case)
        assert kind(found) != "DecodeError" or not enum[1].open, (told(case), found)


# -- WebSockets ---------------------------------------------------------------------


@each_ws
@pytest.mark.parametrize(
    "text", ["{", "<html></html>", "[]", "7", '{"type": "odd"}', "", '{"payload": 7}']
)
def test_a_frame_that_is_none_ends_in_an_error_and_in_time(
    runner: Runner, name: str, text: str
) -> None:
    def talk(connection: ServerConnection) -> None:
        for _ in connection:
            connection.send(text)

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        connect(runner, name, url, deadlineMs=300)
        found = call(runner, name, good(name, "ws")[0])
        server.shutdown()
    assert kind(found) in OWN, found


@each_ws
@pytest.mark.parametrize("change", [long_numbers, lone_surrogates, swapped])
def test_odd_values_in_frames_are_a_result_or_an_error_of_the_client(
    runner: Runner, name: str, change: Spoil
) -> None:
    own_id = frame_of(name, "ws", "request")["id"]
    now: list[Json] = []

    def talk(connection: ServerConnection) -> None:
        for message in connection:
            body = everywhere(now[-1]["reply"]["json"], change)
            body["payload"]["call_id"] = at(parse(str(message)), own_id)
            connection.send(write(body))

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        connect(runner, name, url, deadlineMs=LONG)
        for case in good(name, "ws"):
            now.append(case)
            found = call(runner, name, case)
            assert kind(found) in {*OWN, "result"}, (told(case), found)
        server.shutdown()
