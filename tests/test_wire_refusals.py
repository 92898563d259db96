"""Generated Python servers against the requests that they must refuse by themselves.

The answers were worked out from the specs alone. No handler may see such a request.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
import re
from typing import Any

from project import NAMES
import pytest
from python_play import Play
from python_serving import serving
from test_wire_servers import access, connection_of, is_reply, send_http
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection
from wire_cases import (
    ANY,
    at,
    body_text,
    document,
    frame_of,
    is_same,
    parse,
    shorter,
    told,
    without,
    write,
)

Json = Any
WAYS = [
    (name, over)
    for name in NAMES
    for over in sorted({one["over"] for one in document(name)["refused"]})
]
each_way = pytest.mark.parametrize(("name", "over"), WAYS)
SOON = 10.0

# Requests that a server answers otherwise, and why. One that it does not must go from here.
EXPECTED: dict[str, dict[str, str]] = {
    "icon": {
        "too-large over rpc": "the server says so by a status of HTTP",
    },
}


@dataclass
class Refused:
    """What became of a request."""

    case: dict[str, Json]
    answer: str = "reply"
    status: int | None = None
    text: str = ""
    asked: int = 0


class Silent:
    """A handler that counts how often it is asked."""

    def __init__(self, play: Play) -> None:
        self.asked = 0
        methods = {m.function: self._method for m in play.pkg.methods.values()}
        self.handler = type("Silent", (play.pkg.handler,), methods)()

    async def _method(self, **_: Any) -> Any:
        self.asked += 1
        return None


@cache
def refused(name: str, over: str) -> list[Refused]:
    """Send every request in the order of the document."""
    play, made = Play(name), list[Refused]()
    silent = Silent(play)
    app = play.pkg.create(silent.handler, **access(name))
    with serving(app, ws_max_size=1 << 24) as running:
        for case in document(name)["refused"]:
            if case["over"] != over or "handler" in case:
                continue
            made.append(one := Refused(case))
            if "after" in case:
                send_http(running.port, case["after"])
            before = silent.asked
            if over == "ws":
                send_frame(name, running.port, one)
            else:
                one.status, _, one.text = send_http(running.port, case["request"])
            one.asked = silent.asked - before
    return made


@cache
def blamed(name: str, over: str) -> list[Refused]:
    """Send the requests whose handlers are to blame."""
    play, made = Play(name), list[Refused]()
    hooks = play.pkg.root.Hooks(failed=lambda *_: None)
    for case in document(name)["refused"]:
        if case["over"] != over or "handler" not in case:
            continue
        made.append(one := Refused(case))
        time = 0.15 if case["handler"] == "late" else SOON
        more = {"limits": play.pkg.root.Limits(time=time), "hooks": hooks}
        handler = _blamed(play, case["handler"])
        with serving(play.pkg.create(handler, **more, **access(name))) as running:
            if over == "ws":
                send_frame(name, running.port, one)
            else:
                one.status, _, one.text = send_http(running.port, case["request"])
    return made


def _blamed(play: Play, what: str) -> Any:
    async def late(_: Any, **__: Any) -> Any:
        await asyncio.sleep(SOON)

    async def fails(_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("nobody's business")

    method = {"late": late, "fails": fails}.get(what)
    methods = {m.function: method for m in play.pkg.methods.values() if method}
    return type("Blamed", (play.pkg.handler,), methods)()


def send_frame(name: str, port: int, one: Refused) -> None:
    """Send a frame, and then one that is always answered, to tell silence from slowness."""
    request = one.case["request"]
    try:
        with connection_of(port, request) as own:
            own.send(body_text(request))
            if one.case["answer"] == "silence":
                own.send(write(_call(name)))
            one.text = next_reply(name, own)
    except (ConnectionClosed, InvalidStatus):
        one.answer = "close"
        return
    if one.case["answer"] == "silence" and is_about(name, one.text):
        one.answer = "silence"


def _call(name: str) -> Json:
    body = next(
        c["request"]["json"]
        for c in document(name)["refused"]
        if c["kind"] == "method" and c["over"] == "ws"
    )
    return {**body, frame_of(name, "ws", "request")["id"]: "the-second"}


def is_about(name: str, text: str) -> bool:
    return bool(at(parse(text), frame_of(name, "ws", "reply")["id"]) == "the-second")


def next_reply(name: str, own: ClientConnection) -> str:
    while True:
        text = str(own.recv(timeout=SOON))
        if is_reply(name, parse(text)):
            return text


# -- slips -------------------------------------------------------------------------


def slips(name: str, one: Refused) -> Iterator[str]:
    case = one.case
    if one.asked:
        yield "the handler was asked"
    if one.answer != case["answer"]:
        yield f"it is answered by {one.answer}, not {case['answer']}: {one.text}"
        return
    if case["answer"] != "reply":
        return
    wanted = case["reply"]
    if one.status != wanted.get("status"):
        yield f"the status is {one.status}, not {wanted.get('status')}"
    if "json" in wanted:
        yield from json_slips(name, one)
    elif not fits(one.text.strip(), case.get("forms", {}).get("text"), wanted):
        yield f"it says {shorter(one.text)}, not {wanted}"


def fits(text: str, form: str | None, wanted: Json) -> bool:
    return text == wanted.get("text", "") if form is None else is_formed(text, form)


def is_formed(text: Any, form: str) -> bool:
    """Whether a text has a form, in which `{parts}` stand for any text."""
    pieces = map(re.escape, re.split(r"\{\w+\}", form))
    return isinstance(text, str) and bool(re.fullmatch("(?s:.+)".join(pieces), text))


def json_slips(name: str, one: Refused) -> Iterator[str]:
    case = one.case
    try:
        found, wanted = parse(one.text), case["reply"]["json"]
    except ValueError:
        yield f"it says {shorter(one.text)}, not {write(case['reply']['json'])}"
        return
    for place in frame_of(name, case["over"], "reply").get("varies", ()):
        found = without(found, place)
    for place, form in case.get("forms", {}).items():
        if not is_formed(step_down(found, place), form):
            yield f"{place} is {step_down(found, place)!r}, not {form!r}"
        found, wanted = put_out(found, place), put_out(wanted, place)
    if not is_same(found, wanted, unordered=ANY):
        yield f"{shorter(write(found))} is not {shorter(write(wanted))}"


def step_down(value: Json, place: str) -> Json:
    """Give what is at a place, whose steps may also be places in lists."""
    for step in place.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def put_out(value: Json, place: str) -> Json:
    step, _, rest = place.partition(".")
    if isinstance(value, list) and step.isdigit():
        at_step = int(step)
        items = enumerate(value)
        return [put_out(v, rest) if i == at_step and rest else v for i, v in items][
            : None if rest else at_step
        ]
    if isinstance(value, dict) and step in value:
        return {**value, step: put_out(value[step], rest) if rest else None}
    return value


# -- tests -------------------------------------------------------------------------


@each_way
def test_a_server_refuses_as_the_spec_says(name: str, over: str) -> None:
    all_of_them = [*refused(name, over), *blamed(name, over)]
    wrong = {told(one.case): [*slips(name, one)] for one in all_of_them}
    listed = EXPECTED.get(name, {})
    odd = [f"{n}: {s}" for n, all_ in wrong.items() if n not in listed for s in all_]
    assert not odd, "\n".join(odd)


@each_way
def test_the_list_of_expected_failures_is_not_stale(name: str, over: str) -> None:
    failed = {told(one.case) for one in refused(name, over) if [*slips(name, one)]}
    own = [n for n in EXPECTED.get(name, {}) if n.endswith(f" over {over}")]
    assert [
        n for n in own if n not in failed
    ] == [], "they pass: take them off the list"
