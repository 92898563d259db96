"""Generated Python servers against wire cases alone: each is sent the bytes of a request.

The handler must be given what the case means, and the bytes that come back must be the
case's reply. No client of ours takes part.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
import http.client
from typing import Any

from project import ALL, api
import pytest
from python_clients import meaning
from python_play import Play, Played, ServerPackage, server
from python_serving import serving
from python_trials import Way, cases, variants
from specmint.model import Raised
from test_python_every_client import defaults
from websockets.sync.client import ClientConnection, connect
from wire_cases import (
    ANY,
    MISSING,
    at,
    body_text,
    cases_over,
    document,
    frame_of,
    is_meant,
    is_same,
    parse,
    shorter,
    target_text,
    told,
    without,
    write,
)

Json = Any
WAYS = [
    (name, over)
    for name in ALL
    for over in sorted({one["over"] for one in document(name)["cases"]})
]
each_way = pytest.mark.parametrize(("name", "over"), WAYS)
SOON = 10.0

# Cases that a server does otherwise, and why. A case that passes must go from here.
EXPECTED: dict[str, dict[str, str]] = {
    "bitcoin": {
        "sendtoaddress/amount-no-number over rpc": "it is refused before, by its type",
    },
    "bitdust": {
        "key_audit/over-the-websocket over ws": "no handler fails as an engine does",
        "user_search/not-found over http": "a node writes -1 where positions are texts",
        "user_search/not-found over ws": "a node writes -1 where positions are texts",
    },
    "icon": {
        "icx_getTransactionResult/failed over rpc": "samples differ in their order",
    },
    "mtgox": {
        "order_result/documented over http": "samples of money differ in their order",
    },
}


# Errors that a document shows without the envelope that a server writes.
BARE = {"ServerFault/empty-object"}


@dataclass
class Served:
    """What became of a case: what the handler was given, and what came back."""

    case: dict[str, Json]
    played: Played
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""


def access(name: str) -> dict[str, Any]:
    """Let in who has the credentials of the cases."""
    known = document(name)["credentials"]
    match known:
        case {"username": user, "password": password}:
            return {"auth": {user: password}}
        case {"key": key, "secret": secret}:
            return {"auth": {key: secret}}
        case {"api_secret": secret}:
            return {"auth": secret}
    return {}


# -- sending -----------------------------------------------------------------------


def send_http(port: int, request: Json) -> tuple[int, dict[str, str], str]:
    """Send a request as it stands in its case."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
    connection.putrequest(
        request["verb"], target_text(request), skip_accept_encoding=True
    )
    data = body_text(request).encode("utf-8", "surrogatepass")
    for header, value in request["headers"].items():
        connection.putheader(header, value)
    connection.putheader("Content-Length", str(len(data)))
    connection.endheaders(data)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    headers = {key.lower(): value for key, value in answer.getheaders()}
    return answer.status, headers, text


@contextmanager
def connection_of(port: int, request: Json) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{port}{target_text(request)}") as own:
        yield own


class Frames:
    """Sends frames, over the same connection as long as they want the same one."""

    def __init__(self, name: str, port: int) -> None:
        self._name, self._port = name, port
        self._stack, self._open = ExitStack(), dict[str, ClientConnection]()

    def reply(self, request: Json) -> str:
        target = target_text(request)
        if target not in self._open:
            own = connection_of(self._port, request)
            self._open[target] = self._stack.enter_context(own)
        return frame_for(self._name, self._open[target], request)

    def close(self) -> None:
        self._stack.close()


@contextmanager
def frames_of(name: str, port: int) -> Iterator[Frames]:
    frames = Frames(name, port)
    yield frames
    frames.close()


def is_reply(name: str, frame: Json) -> bool:
    """Whether a frame is a reply, and no push."""
    return at(frame, frame_of(name, "ws", "reply")["id"]) is not MISSING


def frame_for(name: str, own: ClientConnection, request: Json) -> str:
    own.send(body_text(request))
    while True:
        text = str(own.recv(timeout=SOON))
        if is_reply(name, parse(text)):
            return text


@cache
def served(name: str, over: str) -> tuple[list[Served], list[BaseException]]:
    """Send every case in the order of the document, so that nonces rise."""
    play, made = Play(name), list[Served]()
    known = {str(one): one for one in [*cases(name, over), *variants(name, over)]}
    hooks = play.pkg.root.Hooks(failed=lambda _, error: play.faults.append(error))
    app = play.pkg.create(play.handler(), hooks=hooks, **access(name))
    with serving(app) as running, frames_of(name, running.port) as frames:
        for case in cases_over(name, over):
            play.now = Played(known[case["name"]])
            made.append(one := Served(case, play.now))
            request = case["request"]
            if over == "ws":
                one.text = frames.reply(request)
            else:
                one.status, one.headers, one.text = send_http(running.port, request)
    return made, play.faults


# -- slips -------------------------------------------------------------------------


def slips(name: str, one: Served) -> Iterator[str]:
    """Say what a server did otherwise than its case."""
    yield from given_slips(server(name), one)
    yield from reply_slips(name, one)


def given_slips(pkg: ServerPackage, one: Served) -> Iterator[str]:
    given, case = one.played.given, one.case
    if not given and "error" in case["sees"]:
        return  # the server says by itself what the case is about
    if [method for method, _ in given] != [case["method"]]:
        yield f"{[method for method, _ in given]} were called"
        return
    fields = {one.field: one.name for one in pkg.methods[case["method"]].params}
    found = {fields[key]: meaning(value) for key, value in given[0][1].items()}
    wanted = case["call"]["means"]
    usual = defaults(Way(pkg.api.name, case["over"]), one.played)
    for key, value in found.items():
        if key not in case["call"]["params"] and (
            key not in usual or usual[key] != value
        ):
            yield f"{key} is {value!r}, and nobody said so"
    for key, value in wanted.items():
        if not is_meant(found.get(key, MISSING), value):
            yield f"{key} is {found.get(key)!r}, not {value!r}"


def reply_slips(name: str, one: Served) -> Iterator[str]:
    wanted, over = one.case["reply"], one.case["over"]
    if one.status != wanted.get("status"):
        yield f"the status is {one.status}, not {wanted.get('status')}"
    if "json" not in wanted:
        if one.text.strip() != body_text(wanted).strip():
            yield f"it says {shorter(one.text)}, not {shorter(body_text(wanted))}"
        return
    try:
        found, meant = parse(one.text), wanted["json"]
    except ValueError:
        yield f"it says {shorter(one.text)}"
        return
    frame = frame_of(name, over, "reply")
    for place in frame.get("varies", ()):
        if at(found, place) is not MISSING:
            found, meant = without(found, place), without(meant, place)
    # Only what the document shows has an order of its own.
    free = frame.get("levels", 0) if "reply" in one.case.get("literal", ()) else ANY
    if not is_same(found, meant, unordered=free):
        yield f"{shorter(write(found))} is not {shorter(write(meant))}"


@each_way
def test_what_handlers_return_is_what_cases_mean(name: str, over: str) -> None:
    """Otherwise a codec that misreads could hide it by writing the same back."""
    wrong = [
        told(one.case) for one in served(name, over)[0] if not is_result(name, one)
    ]
    assert not wrong, "\n".join(wrong)


def is_result(name: str, one: Served) -> bool:
    example, sees = one.played.case.example, one.case["sees"]
    if "error" in sees or example.result is None:
        return True
    play = Play(name)
    result = play.pkg.answers.result(one.case["method"], example)
    if isinstance(result, play.pkg.root.Answer):
        result = result.result
    return is_meant(meaning(result), sees["result"])


# -- tests -------------------------------------------------------------------------


@each_way
def test_a_server_does_what_each_case_says(name: str, over: str) -> None:
    wrong = {told(one.case): [*slips(name, one)] for one in served(name, over)[0]}
    listed = EXPECTED.get(name, {})
    odd = [f"{n}: {s}" for n, all_ in wrong.items() if n not in listed for s in all_]
    assert not odd, "\n".join(odd)


@each_way
def test_an_error_that_no_method_shows_is_answered_so(name: str, over: str) -> None:
    """Whatever is called, an error that a handler raises is written as it is shown."""
    strays = [one for one in document(name)["errors"] if one["over"] == over]
    wrong = {o.case["name"]: [*slips(name, o)] for o in strayed(name, strays)}
    assert {one: said for one, said in wrong.items() if said and one not in BARE} == {}
    assert [one for one in BARE if wrong.get(one) == []] == [], "take them off the list"


def strayed(name: str, strays: list[Json]) -> Iterator[Served]:
    """Let one call after the other end with these errors."""
    play, errors = Play(name), api(name).errors
    app = play.pkg.create(play.handler(), **access(name))
    with serving(app) as running, frames_of(name, running.port) as frames:
        for stray in strays:
            title, _, own = stray["name"].partition("/")
            example = next(one for one in errors[title].examples if one.name == own)
            over, said = stray["over"], stray["sees"]["error"]["message"]
            if title in api(name).transport(over).errors or said is None:
                continue  # it is told before there is a call
            base = next(c for c in cases(name, over) if not c.example.raises)
            error = replace(example.raises or Raised(title), message=said)
            raised = replace(base.example, raises=error)
            play.now = Played(replace(base, example=raised))
            case = next(c for c in cases_over(name, over) if c["name"] == str(base))
            request = case["request"]
            made = {**stray, "request": request, "call": case["call"]}
            made["method"] = case["method"]
            one = Served(made, play.now)
            if over == "ws":
                one.text = frames.reply(request)
            else:
                one.status, _, one.text = send_http(running.port, request)
            frame = frame_of(name, over, "reply")
            if "id" in frame and "json" in stray["reply"]:
                place, reply = frame["id"], made["reply"]
                one.text = write(without(parse(one.text), place))
                made["reply"] = {**reply, "json": without(reply["json"], place)}
            yield one


@each_way
def test_no_server_failed(name: str, over: str) -> None:
    assert served(name, over)[1] == []


@each_way
def test_the_list_of_expected_failures_is_not_stale(name: str, over: str) -> None:
    failed = {told(one.case) for one in served(name, over)[0] if [*slips(name, one)]}
    own = [n for n in EXPECTED.get(name, {}) if n.endswith(f" over {over}")]
    assert [
        n for n in own if n not in failed
    ] == [], "they pass: take them off the list"
