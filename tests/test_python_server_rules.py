"""Types that say what answers a value that breaks their rules, in servers over real sockets."""

from collections.abc import Iterator
import http.client
from importlib import import_module
import json
import sys
from typing import Any

import pytest
from python_serving import serving
from small_clients import written_odd
from websockets.sync.client import connect

Json = Any
DEEP: Json = {"who": "ab", "next": {"who": "ab", "next": {"who": "ab"}}}
TAKEN: list[Json] = [
    {"name": "ab", "other": None, "count": 9, "few": 3, "hex": "0x0", "hash": "00FF"},
    {"price": 0.5, "word": "on", "by": 9},
    {"price": "1.25", "word": "off", "by": "ab"},
    {"prices": {"ab": "0.5", "cd": 0.75}, "counts": {"ab": 1}, "names": []},
    {"deal": {**DEEP, "hashes": ["00ff"], "prices": {"ab": 1}, "more": "Z"}},
    {"either": "ab"},
    {"either": 9},
    {"either": DEEP},
]
NAME = (2, "Z is no name")
COUNT, HASH, WORD = (3, "no count"), (4, "no hash"), (5, "no word")
REFUSED: list[tuple[str, Json, tuple[int, str]]] = [
    ("name", "Z", NAME),
    ("name", "ab\n", (2, "ab\n is no name")),
    ("other", "Z", (3, "not Z")),
    ("count", 0, COUNT),
    ("count", 10, COUNT),
    ("few", 4, COUNT),
    ("hex", "12", COUNT),
    ("price", 0.25, (3, "price of take costs 0.25")),
    ("price", "0.25", (3, "price of take costs 0.25")),
    ("price", 1.005, (3, "price of take costs 1.005")),
    ("hash", "00", HASH),
    ("hash", "odd", HASH),
    ("word", "no", WORD),
    ("names", ["ab", "Z"], NAME),
    ("prices", {"Z": 1}, NAME),
    ("prices", {"ab": "0"}, (3, "prices of take costs 0")),
    ("counts", {"Z": 1}, WORD),
    ("counts", {"ab": 0}, COUNT),
    ("deal", {"who": "Z"}, NAME),
    ("deal", {"who": "ab", "also": "Z"}, WORD),
    ("deal", {"who": "ab", "hashes": ["00ff", "0"]}, HASH),
    ("either", "Z", NAME),
    ("either", 10, COUNT),
    ("either", {"who": "Z"}, NAME),
    ("by", "Z", NAME),
]
ILL_TYPED: list[tuple[str, Json]] = [
    ("name", 5),
    ("name", None),
    ("count", "5"),
    ("count", 1.5),
    ("hash", 5),
    ("word", 5),
    ("names", "ab"),
    ("names", ["ab", 5]),
    ("prices", {"ab": {}}),
    ("deal", {"who": 5}),
    ("deal", []),
    ("either", True),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    folder = str(written_odd())
    sys.path.insert(0, folder)
    try:
        root = import_module("ruled_server")
        kind = import_module("ruled_server.handler").RuledHandler
    finally:
        sys.path.remove(folder)

    async def answer(_: Any, **__: Any) -> str:
        return "ok"

    handler = type("All", (kind,), {"take": answer, "find": answer})()
    with serving(root.create_app(handler)) as served:
        yield served.port


def fetch(port: int, verb: str, path: str, body: Json = None) -> tuple[int, Json]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(verb, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    return answer.status, found


def take(port: int, params: Json) -> Json:
    call = {"jsonrpc": "2.0", "id": 1, "method": "take", "params": params}
    return fetch(port, "POST", "/", call)[1]


@pytest.mark.parametrize("params", TAKEN, ids=json.dumps)
def test_what_keeps_to_the_rules_is_taken(port: int, params: Json) -> None:
    assert take(port, params).get("result") == "ok"
    assert fetch(port, "POST", "/take", params) == (
        200,
        {"status": "OK", "result": "ok"},
    )


def test_what_breaks_a_rule_is_answered_by_its_type(port: int) -> None:
    told = [take(port, {name: value})["error"] for name, value, _ in REFUSED]
    found = [(one["code"], one["message"]) for one in told]
    assert found == [wanted for _, _, wanted in REFUSED]


def test_what_is_of_another_kind_is_answered_by_the_transport(port: int) -> None:
    told = [take(port, {name: value})["error"] for name, value in ILL_TYPED]
    wanted = [f"ill-typed {name}" for name, _ in ILL_TYPED]
    assert [one["message"] for one in told] == wanted


def test_a_missing_parameter_is_told_before_a_wrong_one(port: int) -> None:
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "take",
        "params": {"name": "Z", "x": 1},
    }
    assert "no name" not in fetch(port, "POST", "/", call)[1]["error"]["message"]


@pytest.mark.parametrize(
    ("target", "status", "told"),
    [
        ("ab?count=3&hex=0x1&other=cd&names=ab,cd", 200, None),
        ("Z", 500, "Z is no name"),
        ("ab?count=0", 422, "no count"),
        ("ab?count=x", 500, "no number"),
        ("ab?hex=5", 500, "no count"),
        ("ab?other=%22cd%22", 500, '"cd" is no name'),
        ("ab?names=ab,Z", 500, "Z is no name"),
        (f"ab?other={'[' * 80}", 500, f"{'[' * 59}… is no name"),
    ],
)
def test_texts_are_answered_by_their_types_too(
    port: int, target: str, status: int, told: str | None
) -> None:
    found = fetch(port, "GET", f"/find/{target}")
    assert found[0] == status, found
    assert found[1].get("errors") == (None if told is None else [told])


def test_a_frame_is_answered_as_by_its_method_and_the_connection_stays(
    port: int,
) -> None:
    with connect(f"ws://127.0.0.1:{port}/") as own:
        for name, value, (_, message) in REFUSED:
            own.send(json.dumps({"method": "take", "params": {name: value}, "id": "7"}))
            told = json.loads(own.recv(timeout=10))
            failed = {"status": "ERROR", "errors": [message]}
            assert told == {"type": "reply", "id": "7", "payload": failed}
