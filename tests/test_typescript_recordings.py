"""Generated TypeScript clients against recorded traffic, served again over real sockets.

What `tests/recordings/` holds was seen on running services; nobody wrote it for a spec.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bundle_forms import MISSING
from bundle_replies import Reply, errors_of
from project import api
import pytest
from python_clients import package
from python_trials import Scene, Way, id_of
from specmint.lower.typescript.names import make_names
from specmint.model import Json
from specmint.wire import write_json
from test_python_recordings import INSTEAD, UNSENDABLE, WAYS, own_params
from test_recordings import bundle_of, method_of, recordings, replies_of, told
from typescript_trials import TypeScriptStage
from wire_cases import ANY, is_same, parse

each_way = pytest.mark.parametrize("way", WAYS, ids=str)


@dataclass
class Played:
    """A recording, and what became of the call that got its reply."""

    one: dict[str, Json]
    scene: Scene
    found: dict[str, Any]


@cache
def played(way: Way) -> list[Played]:
    return list(play(way))


def play(way: Way) -> Iterator[Played]:
    """Call each recorded method with its arguments; the recorded reply answers."""
    stage = TypeScriptStage(way)
    with stage.open() as runner:
        for one in recorded(way):
            body = write_json(one["reply"]) if "reply" in one else one["text"]
            stage.now = Scene(one.get("status", 200), body)
            own = {"id": id_of(way, body), "back": True}
            if known := known_call(one, way.name):
                found = runner.call(*known, **own)
            elif way.over == "http":
                verb, path = one["call"].split(" ")
                found = runner.call_unknown(verb, path, id=own["id"])
            else:
                found = runner.call_unknown(one.get("method", "nothing"), id=own["id"])
            yield Played(one, stage.now, found)


def recorded(way: Way) -> Iterator[dict[str, Json]]:
    """Give the recordings of one reply; a push has no call."""
    dialect = dict(way.more).get("dialect", "")
    for one in recordings(way.name):
        reply = one.get("reply", {})
        is_one = not isinstance(reply, list) and reply.get("type") != "event"
        if is_one and (one["over"], one.get("dialect", "")) == (way.over, dialect):
            yield one


def known_call(one: Json, name: str) -> tuple[str, dict[str, Json]] | None:
    """Give the method and the arguments of a recording; nothing if nobody can call so."""
    known = method_of(bundle_of(name), one)
    if not known or not ("params" in one or "sent" in one) or told(one) in UNSENDABLE:
        return None
    method = next(m for m in api(name).methods if m.name == known["name"])
    params = own_params(package(name), method, known, one) | INSTEAD.get(told(one), {})
    return make_names(api(name)).methods[method.name], params


def replies(way: Way) -> Iterator[tuple[Played, Reply]]:
    for one in played(way):
        ((_, reply),) = replies_of(way.name, one.one)
        yield one, reply


@each_way
def test_a_recorded_call_is_sent_once(way: Way) -> None:
    assert played(way)
    for one in played(way):
        assert len(one.scene.requests) == 1, f"{told(one.one)}: {one.found}"


@each_way
def test_a_recorded_result_is_read_and_written_digit_for_digit(way: Way) -> None:
    wrong = []
    for one, reply in replies(way):
        if reply.has_failed:
            continue
        if "error" in one.found:
            wrong.append(f"{told(one.one)}: {one.found['error']}")
            continue
        back = parse(one.found["back"]) if "back" in one.found else None
        result = None if reply.result is MISSING else reply.result
        # A single value stands in a list, and an empty list may be left out.
        forms = back, [back], back or None
        if not any(is_same(form, result, unordered=ANY) for form in forms):
            wrong.append(f"{told(one.one)}: {back!r} is not {result!r}")
    assert not wrong, "\n".join(wrong)


@each_way
def test_a_recorded_error_arrives_in_its_class(way: Way) -> None:
    wrong = []
    for one, reply in replies(way):
        if not reply.has_failed:
            continue
        fitting = errors_of(bundle_of(way.name), way.over, reply, one.one.get("status"))
        name = make_names(api(way.name)).errors[fitting[0]]
        error = one.found.get("error", {"name": "none"})
        code = reply.code if reply.token is None else reply.token
        if (error["name"], error.get("code")) != (name, code):
            wrong.append(f"{told(one.one)}: it is {error}, not {name} ({code})")
        elif reply.texts[0] and error["message"] != reply.texts[0].strip():
            wrong.append(f"{told(one.one)}: {error['message']!r} is not {reply.texts}")
    assert not wrong, "\n".join(wrong)
