"""Tapes over a WebSocket: what was recorded is played, to clients that know no difference."""

from collections.abc import Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import threading
from typing import Any

from project import ROOT, api
import pytest
from python_clients import package
from python_play import CREDENTIALS, SECRET, SERVERS
from python_serving import serving
from specmint.cli.mock import make_app
from specmint.cli.tapes import check_tape
from specmint.mock import Tape, import_server
from specmint.problems import Refused
from specmint.targets import python_server
from test_mock import post
from websockets.sync.client import connect

WS = next(one.more for one in api("bitdust").transports if one.name == "ws")
BITDUST = package("bitdust")
CONNECTED = "web-socket-connected"


def bitdust(seed: int | None = None, asked: list[str] | None = None) -> Any:
    """Make a mock that needs the secret, and says what it was asked."""
    server = import_server(SERVERS / python_server.package("bitdust"))
    hooks = server.root.Hooks(
        finished=lambda call, *_: None if asked is None else asked.append(call.method)
    )
    return make_app(api("bitdust"), server, SECRET, seed=seed, hooks=hooks)


@contextmanager
def recording(file: Path, app: Any) -> Iterator[int]:
    with (
        file.open("a", encoding="utf-8") as record,
        serving(Tape(app, record, None, WS)) as served,
    ):
        yield served.port


@contextmanager
def replaying(file: Path, app: Any) -> Iterator[int]:
    with serving(Tape(app, None, file, WS)) as served:
        yield served.port


@contextmanager
def calling(port: int) -> Iterator[Any]:
    url = f"ws://127.0.0.1:{port}"
    with BITDUST.client(url, resends=0, **CREDENTIALS["bitdust"]) as client:
        yield client


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def push(port: int, event: str) -> None:
    payload = {"payload": {"event_id": event, "data": {}}}
    assert post(f"http://127.0.0.1:{port}", "/specmint/pushes/event", payload)[0] == 200


# -- calls -------------------------------------------------------------------------


def test_a_tape_plays_what_it_recorded_over_a_websocket(tmp_path: Path) -> None:
    """Answers and errors come back, under the ids of new calls, and nobody is asked."""
    file, asked = tmp_path / "tape.jsonl", list[str]()

    def ask(client: Any) -> list[Any]:
        with pytest.raises(BITDUST.root.ApiError) as caught:
            client.send(BITDUST.root.unknown_method("nosuch"))
        return [
            client.network_stun(),
            client.share_info("a"),
            str(caught.value),
        ]

    with recording(file, bitdust(seed=1)) as port, calling(port) as client:
        first = ask(client)
    with replaying(file, bitdust(seed=2, asked=asked)) as port, calling(port) as client:
        assert ask(client) == first
        assert asked == []
    with serving(bitdust(seed=2)) as served, calling(served.port) as client:
        assert ask(client) != first, "so it was the tape that answered"
    told = file.read_text("utf-8")
    assert SECRET not in told
    assert [one["over"] for one in lines(file)] == ["ws"] * 4, "a greeting and calls"


def test_what_is_not_on_the_tape_is_answered_as_usual(tmp_path: Path) -> None:
    file, asked = tmp_path / "tape.jsonl", list[str]()
    with recording(file, bitdust()) as port, calling(port) as client:
        client.config_get("a")
    with replaying(file, bitdust(asked=asked)) as port, calling(port) as client:
        client.config_get("a")
        client.config_get("b")
        client.process_health()
    assert asked == ["config_get", "process_health"]


def test_the_same_call_gets_the_next_answer_and_the_last_for_ever(
    tmp_path: Path,
) -> None:
    file, first = tmp_path / "tape.jsonl", []
    for seed in (1, 2):
        with recording(file, bitdust(seed)) as port, calling(port) as client:
            first.append(client.share_info("a"))
    assert first[0] != first[1]
    with replaying(file, bitdust(3)) as port, calling(port) as client:
        assert [client.share_info("a") for _ in range(3)] == [*first, first[1]]


def test_a_call_is_known_however_it_is_written(tmp_path: Path) -> None:
    """Members may come in any order; the id is given back as it was written."""
    file, asked = tmp_path / "tape.jsonl", list[str]()
    with recording(file, bitdust()) as port, calling(port) as client:
        client.config_get("call_id")
    call = '{"call_id": %s, "kwargs":{"key":"call_id"},"method":"config_get", "command":"api_call"}'
    answers = [one["reply"] for one in lines(file) if "reply" in one]
    with (
        replaying(file, bitdust(asked=asked)) as port,
        connect(f"ws://127.0.0.1:{port}/?api_secret={SECRET}") as connection,
    ):
        assert CONNECTED in str(connection.recv(10))
        for own_id in ('"x"', "1.50", "12345678901234567890", '{"b":1,"a":[null]}'):
            for frame in (call % own_id, (call % own_id).encode()):
                connection.send(frame)
                told = str(connection.recv(10))
                assert f'"call_id":{own_id}' in told
                assert told.replace(own_id, "null", 1) == answers[0]
        connection.send(call.replace('"call_id": %s, ', ""))
        assert connection.recv(10) == answers[0]
    assert asked == []


# -- pushes ------------------------------------------------------------------------


def test_pushes_come_again_where_they_came(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    with (
        recording(file, bitdust()) as port,
        calling(port) as client,
        client.event_pushes() as events,
    ):
        push(port, "one")
        first = [events.get(10).event_id for _ in range(2)]
        client.process_health()
        push(port, "two")
        push(port, "three")
        first += [events.get(10).event_id for _ in range(2)]
    assert first == [CONNECTED, "one", "two", "three"]
    with (
        replaying(file, bitdust()) as port,
        calling(port) as client,
        client.event_pushes() as events,
    ):
        assert [events.get(10).event_id for _ in range(2)] == first[:2]
        push(port, "one")  # this is on the tape too, so it pushes nothing
        client.process_health()
        assert [events.get(10).event_id for _ in range(2)] == first[2:]
        push(port, "new")
        assert events.get(10).event_id == "new"


def test_connections_keep_their_pushes_apart(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"

    def hear(port: int, *, is_new: bool) -> list[list[str]]:
        with (
            calling(port) as one,
            calling(port) as other,
            one.event_pushes() as first,
            other.event_pushes() as second,
        ):
            if is_new:
                push(port, "both")
            heard = [[each.get(10).event_id for _ in "12"] for each in (first, second)]
            one.process_health()
            if is_new:
                push(port, "again")
                second.get(10)
            return [*heard, [first.get(10).event_id]]

    with recording(file, bitdust()) as port:
        first = hear(port, is_new=True)
    with replaying(file, bitdust()) as port:
        assert hear(port, is_new=False) == first
    assert first == [[CONNECTED, "both"], [CONNECTED, "both"], ["again"]]


async def chatty(scope: Any, receive: Any, send: Any) -> None:
    """A service that pushes before it answers, and answers others' calls as well."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        asked = json.loads(message["text"])
        for event in ("one", "two"):
            payload = {"event_id": event, "data": {}}
            told = {"type": "event", "payload": payload}
            await send({"type": "websocket.send", "text": json.dumps(told)})
        for own_id in ("else", asked["call_id"]):
            response = {"status": "OK", "for": own_id}
            payload = {"response": response, "call_id": own_id}
            told = {"type": "api_call", "payload": payload}
            await send({"type": "websocket.send", "text": json.dumps(told)})
        if asked["method"] == "process_stop":
            return


def test_what_a_call_brings_before_its_answer_waits_for_the_call(
    tmp_path: Path,
) -> None:
    file = tmp_path / "tape.jsonl"
    with recording(file, chatty) as port, calling(port) as client:
        client.process_stop()
    [one] = lines(file)
    assert [json.loads(text)["payload"]["event_id"] for text in one["pushes"]] == [
        "one",
        "two",
    ]
    assert "else" not in one["reply"], "that is the answer to somebody else's call"
    with (
        replaying(file, bitdust()) as port,
        calling(port) as client,
        client.event_pushes() as events,
    ):
        assert events.get(10).event_id == CONNECTED
        client.process_stop()
        assert [events.get(0.0).event_id for _ in "12"] == ["one", "two"]


# -- the command -------------------------------------------------------------------


@contextmanager
def commanded(*options: str) -> Iterator[int]:
    """Run the command, and give its port."""
    command = [sys.executable, "-m", "specmint", "mock", "bitdust", "--port", "0"]
    process = subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    guard = threading.Timer(60, process.kill)
    guard.start()
    try:
        yield int(process.stdout.readline().strip().rpartition(":")[2])
    finally:
        os.kill(process.pid, signal.SIGINT)
        process.communicate()
        guard.cancel()


def test_the_command_records_and_replays_a_websocket(tmp_path: Path) -> None:
    file, told = tmp_path / "tape.jsonl", []
    for how, seed in (("--record", "1"), ("--replay", "2")):
        with (
            commanded(how, str(file), "--seed", seed) as port,
            calling(port) as client,
        ):
            told.append(client.share_info("a"))
    assert told[0] == told[1]


def test_lines_that_are_no_exchange_are_all_told_with_their_place(
    tmp_path: Path,
) -> None:
    good = {"verb": "GET", "target": "/", "body": "", "status": 200, "type": "a/b"}
    lines = [
        json.dumps({**good, "reply": "1"}),
        "{",
        json.dumps({**good, "status": True}),
        json.dumps({"over": "ws", "connection": "a", "call": "1", "pushes": [1]}),
        json.dumps({"over": "ws", "push": "1"}),
    ]
    (tmp_path / "tape").write_text("\n".join(lines), "utf-8")
    command = ("-m", "specmint", "mock", "bitdust", "--replay", str(tmp_path / "tape"))
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    told = [
        line.partition("/tape:")[2].partition("; ")[0]
        for line in ran.stderr.splitlines()
        if "bad-tape" in line and "/tape:" in line
    ]
    assert told == [
        "2:1: error[bad-tape]: this is no JSON object",
        "3:1: error[bad-tape]: an exchange has a number as `status`",
        "3:1: error[bad-tape]: an exchange has text as `reply`",
        "4:1: error[bad-tape]: `pushes` are texts",
        "4:1: error[bad-tape]: an exchange has text as `reply`",
        "5:1: error[bad-tape]: an exchange has text as `connection`",
    ]


def test_a_tape_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        check_tape(tmp_path / "none")
