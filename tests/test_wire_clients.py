"""Generated Python clients against wire cases alone: the servers here only play bytes.

The arguments must mean what the case says, the request must be the case's, and the
caller must see what the case says. What the spec made of the case is not asked again.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
import threading
from typing import Any
from urllib.parse import parse_qsl

from project import ALL, api
import pytest
from python_clients import Package, arguments, meaning, package
from python_server import Request, Service, reply
from python_trials import done
from specmint.targets.python_client import member_name
from websockets.sync.server import ServerConnection, serve
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
    pairs_text,
    parse,
    shorter,
    target_text,
    told,
    without,
    write,
)

Json = Any
WAYS = [
    (name, over, is_async)
    for name in ALL
    for over in sorted({one["over"] for one in document(name)["cases"]})
    for is_async in (False, True)
]
each_way = pytest.mark.parametrize(("name", "over", "is_async"), WAYS)

# Cases that a client does otherwise, and why. A case that passes must go from here.
EXPECTED: dict[str, dict[str, str]] = {
    "mtgox": {
        "trades/without-envelope over http": "a client never asks for no envelope",
    },
    "bitcoin": {
        "getblocktemplate/unknown-mode over rpc": "the request is no TemplateRequest",
        "sendtoaddress/amount-no-number over rpc": "True is no Decimal",
    },
}


@dataclass
class Tried:
    """What became of a case."""

    case: dict[str, Json]
    requests: list[Any] = field(default_factory=list)
    given: Mapping[str, Any] = field(default_factory=dict)
    result: Any = None
    beside: Any = None
    error: Any = None
    events: list[Any] = field(default_factory=list)


class FixedNonces:
    """Gives the nonce that the case at hand was signed with."""

    def __init__(self, stage: "Stage") -> None:
        self.stage = stage

    @contextmanager
    def next(self, *asked: Any) -> Iterator[int]:
        _, at_least, _ = asked
        form = dict(self.stage.now.case["request"].get("form", []))
        yield int(form.get("nonce", at_least))


class Stage:
    """A server that plays the case at hand."""

    now: Tried

    def __init__(self, name: str, over: str) -> None:
        self.name, self.over = name, over
        self.own_id = frame_of(name, over, "request").get("id", "")
        self.its_id = frame_of(name, over, "reply").get("id", "")

    def hear(self, event: Any) -> None:
        self.now.events.append(event)

    @contextmanager
    def open(self) -> Iterator[str]:
        if self.over != "ws":
            with Service(self._answer) as service:
                yield service.url
            return
        with serve(self._talk, "127.0.0.1", 0) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
            server.shutdown()

    def id(self) -> Json:
        """Give the id of the case; where it has none, one that its reply is given too."""
        found = at(self.now.case["request"].get("json"), self.own_id)
        return 1 if found in (MISSING, None) else found

    def text(self) -> str:
        """Write the reply; one without an id is given that of the request."""
        answer = self.now.case["reply"]
        if not self.its_id or not isinstance(answer.get("json"), dict):
            return body_text(answer)
        *outer, last = self.its_id.split(".")
        body = parse(body_text(answer))
        inner = at(body, ".".join(outer)) if outer else body
        if inner.get(last) is None or "call" not in self.now.case:
            inner[last] = self.id()
        return write(body)

    def _answer(self, request: Request) -> Iterable[bytes]:
        self.now.requests.append(request)
        yield reply(self.text(), self.now.case["reply"]["status"])

    def _talk(self, connection: ServerConnection) -> None:
        for message in connection:
            self.now.requests.append((connection.request, message))
            connection.send(self.text())


@cache
def tried(name: str, over: str, is_async: bool) -> list[Tried]:
    """Try every case, one after the other, with one client."""
    return asyncio.run(_tried(name, over, is_async))


async def _tried(name: str, over: str, is_async: bool) -> list[Tried]:
    stage, pkg, made = Stage(name, over), package(name), list[Tried]()
    methods = {one.name: one for one in api(name).methods}
    settings = pkg.core.Settings(
        ids=stage.id,
        nonces=FixedNonces(stage),
        trace=stage.hear,
    )
    more = {"settings": settings, "resends": 0, **document(name)["credentials"]}
    with stage.open() as url:
        client = pkg.client(url, is_async=is_async, **more)
        for case in cases_over(name, over):
            stage.now = one = Tried(case)
            made.append(one)
            try:
                method = methods[case["method"]]
                one.given = arguments(pkg, method, case["call"]["params"])
                answer = await done(client.reply(pkg.make(method)(**one.given)))
                one.result, one.beside = answer.result, answer.beside
            except Exception as error:
                one.error = error
        await done(client.close())
    return made


def prefix_of(name: str) -> str:
    """Give what an address may end in."""
    frames = document(name)["frames"]
    return str(frames["http"].get("prefix", "")) if "http" in frames else ""


def by_name(name: str) -> list[Json]:
    """Give the cases of calls by position as a caller may make them by name."""
    likes = {one["name"]: one for one in document(name)["cases"]}
    return [
        {**likes[one["like"]], **one, "literal": []}
        for one in document(name)["accepted"]
        if one["why"] == "Parameters may come by their names."
    ]


# -- slips -------------------------------------------------------------------------


def slips(name: str, one: Tried) -> Iterator[str]:
    """Say what a client did otherwise than its case."""
    yield from given_slips(package(name), one)
    if not one.requests:
        yield f"nothing was sent: {one.error!r}"
        return
    if one.case["over"] == "ws":
        yield from ws_slips(name, one)
    else:
        yield from http_slips(name, one.case, one.requests[0])
    yield from agent_slips(name, one)
    sees = one.case["sees"]
    traced = [(one.kind, one.method) for one in one.events]
    end = "fail" if one.error else "reply"
    if traced != [(kind, one.case["method"]) for kind in ("send", end)]:
        yield f"it is told as {traced}"
    yield from error_slips(name, one) if "error" in sees else result_slips(one)


def given_slips(pkg: Package, one: Tried) -> Iterator[str]:
    """What arguments the case means is worked out by the oracle, not by the client."""
    method = next(m for m in pkg.api.methods if m.name == one.case["method"])
    own = list(arguments(pkg, method, one.case["call"]["params"]))
    names = dict(zip(one.case["call"]["params"], own, strict=True))
    for name, wanted in one.case["call"]["means"].items():
        found = meaning(one.given.get(names[name]))
        if not is_meant(found, wanted):
            yield f"{name} means {found!r}, not {wanted!r}"


def http_slips(name: str, case: Json, request: Request) -> Iterator[str]:
    wanted = case["request"]
    target = target_text(wanted)
    path, _, query = request.target.partition("?")
    pairs, asked = pairs_of(query), wanted["query"]
    if case.get("any_order"):
        pairs, asked = sorted(pairs), sorted(asked)
    if (request.verb, path, pairs) != (wanted["verb"], wanted["path"], asked):
        yield f"{request.verb} {request.target} is not {wanted['verb']} {target}"
    for header, value in wanted["headers"].items():
        found = request.header(header)
        if header != "User-Agent" and found != value:  # everybody has an own name
            yield f"{header} is {found}, not {value}"
    yield from body_slips(name, case, request.body.decode())


def agent_slips(name: str, one: Tried) -> Iterator[str]:
    """Each client says its own name, and over JSON-RPC ours say none."""
    first, over = one.requests[0], one.case["over"]
    found = (
        first[0].headers.get("User-Agent")
        if over == "ws"
        else first.header("User-Agent")
    )
    if over != "rpc" and found != package(name).names.package:
        yield f"it calls itself {found}"


def pairs_of(query: str) -> list[list[str]]:
    return [list(pair) for pair in parse_qsl(query, keep_blank_values=True)]


def body_slips(name: str, case: Json, body: str) -> Iterator[str]:
    wanted = case["request"]
    if "form" in wanted:
        if body != pairs_text(wanted["form"]):
            yield f"the form is {body}, not {pairs_text(wanted['form'])}"
    elif "json" not in wanted:
        if body != body_text(wanted):
            yield f"the body is {shorter(body)}, not {shorter(body_text(wanted))}"
    else:
        found, meant = parse(body), wanted["json"]
        frame = frame_of(name, case["over"], "request")
        if "id" in frame and at(meant, frame["id"]) is MISSING:
            found = without(found, frame["id"])
        free = ANY if case.get("any_order") else frame.get("levels", 0)
        if not is_same(found, meant, unordered=free):
            yield f"{shorter(write(found))} is not {shorter(write(meant))}"


def ws_slips(name: str, one: Tried) -> Iterator[str]:
    handshake, frame = one.requests[0]
    wanted = target_text(one.case["request"])
    if handshake.path != wanted:
        yield f"it is connected to {handshake.path}, not {wanted}"
    yield from body_slips(name, one.case, frame)


def result_slips(one: Tried) -> Iterator[str]:
    sees = one.case["sees"]
    if one.error is not None:
        yield f"{type(one.error).__name__}: {one.error}"
        return
    found, wanted = meaning(one.result), sees["result"]
    if not is_meant(found, wanted) and not (wanted is None and found == []):
        yield f"it is {shorter(repr(found))}, not {shorter(repr(wanted))}"
    beside = meaning(one.beside) or {}
    for name, value in sees.get("beside", {}).items():
        if not is_meant(beside.get(name), value):
            yield f"{name} beside it is {beside.get(name)!r}, not {value!r}"


def error_slips(name: str, one: Tried) -> Iterator[str]:
    pkg, wanted, error = package(name), one.case["sees"]["error"], one.error
    kind = pkg.names.errors[wanted["name"]]
    if type(error) is not getattr(pkg.errors, kind):
        yield f"it is {type(error).__name__}, not {kind}: {error}"
        return
    facts = {key: wanted[key] for key in ("code", "message", "status") if key in wanted}
    facts |= {member_name(key): value for key, value in wanted.get("parts", {}).items()}
    facts |= {"data": wanted["data"]} if "data" in wanted else {}
    if not facts["message"]:  # there was none, and the client says something
        del facts["message"]
    for key, value in facts.items():
        found = meaning(getattr(error, key))
        if not is_meant(found, value):
            yield f"its {key} is {found!r}, not {value!r}"


# -- tests -------------------------------------------------------------------------


@each_way
def test_a_client_does_what_each_case_says(
    name: str, over: str, is_async: bool
) -> None:
    wrong = {told(o.case): [*slips(name, o)] for o in tried(name, over, is_async)}
    listed = EXPECTED.get(name, {})
    odd = [f"{n}: {s}" for n, all_ in wrong.items() if n not in listed for s in all_]
    assert not odd, "\n".join(odd)


@each_way
def test_an_error_that_no_method_shows_arrives_too(
    name: str, over: str, is_async: bool
) -> None:
    """Whatever is called, the document shows what comes back."""
    strays = [one for one in document(name)["errors"] if one["over"] == over]
    found = asyncio.run(_strayed(name, over, is_async, strays))
    wrong = [
        f"{o.case['name']}: {slip}" for o in found for slip in error_slips(name, o)
    ]
    assert not wrong, "\n".join(wrong)


async def _strayed(
    name: str, over: str, is_async: bool, strays: list[Json]
) -> list[Tried]:
    stage, pkg, made = Stage(name, over), package(name), list[Tried]()
    call = cases_over(name, over)[0]
    method = next(m for m in api(name).methods if m.name == call["method"])
    settings = pkg.core.Settings(ids=stage.id)
    more = {"settings": settings, "resends": 0, **document(name)["credentials"]}
    with stage.open() as url:
        client = pkg.client(url, is_async=is_async, **more)
        for stray in strays:
            stage.now = one = Tried({**stray, "request": call["request"]})
            made.append(one)
            args = arguments(pkg, method, call["call"]["params"])
            try:
                await done(client.send(pkg.make(method)(**args)))
            except Exception as error:
                one.error = error
        await done(client.close())
    return made


@pytest.mark.parametrize("name", [name for name in ALL if by_name(name)])
def test_a_client_may_name_its_parameters(name: str) -> None:
    found = asyncio.run(_named(name))
    wrong = [f"{told(o.case)}: {s}" for o in found for s in slips(name, o)]
    assert not wrong, "\n".join(wrong)


async def _named(name: str) -> list[Tried]:
    stage, pkg, made = Stage(name, "rpc"), package(name), list[Tried]()
    methods = {one.name: one for one in api(name).methods}
    more = {"resends": 0, "by": "name", **document(name)["credentials"]}
    with stage.open() as url:
        settings = pkg.core.Settings(ids=stage.id, trace=stage.hear)
        client = pkg.client(url, settings=settings, **more)
        for case in by_name(name):
            stage.now = one = Tried(case)
            made.append(one)
            method = methods[case["method"]]
            one.given = arguments(pkg, method, case["call"]["params"])
            try:
                one.result = client.send(pkg.make(method)(**one.given))
            except Exception as error:
                one.error = error
        client.close()
    return made


def scoped(name: str) -> list[Json]:
    """Give the calls that say in their path what they are about."""
    return [one for one in document(name)["accepted"] if "/with-" in one["name"]]


@pytest.mark.parametrize("name", [name for name in ALL if scoped(name)])
def test_a_client_says_in_its_path_what_it_is_about(name: str) -> None:
    pkg, stage = package(name), Stage(name, "rpc")
    more = {
        "settings": pkg.core.Settings(ids=stage.id),
        **document(name)["credentials"],
    }
    likes = {one["name"]: one for one in cases_over(name, "rpc")}
    for one in scoped(name):
        case = likes[one["like"]]
        *_, own = one["request"]["path"].split("/")
        scope = {one["name"].partition("/with-")[2]: own}
        method = next(m for m in api(name).methods if m.name == case["method"])
        call = pkg.make(method)(**arguments(pkg, method, case["call"]["params"]))
        stage.now = Tried(case)
        with stage.open() as url:
            client = pkg.client(url, **scope, **more)
            client.send(call)
            client.close()
        assert stage.now.requests[0].target == one["request"]["path"]


@pytest.mark.parametrize("name", [name for name in ALL if prefix_of(name)])
def test_an_address_may_end_in_the_prefix_of_all_paths(name: str) -> None:
    case = next(
        one
        for one in cases_over(name, "http")
        if "result" in one["sees"]
        and one["request"]["path"].startswith(prefix_of(name))
    )
    stage, pkg = Stage(name, "http"), package(name)
    stage.now = Tried(case)
    method = next(one for one in api(name).methods if one.name == case["method"])
    call = pkg.make(method)(**arguments(pkg, method, case["call"]["params"]))
    with stage.open() as url:
        client = pkg.client(url + prefix_of(name), **document(name)["credentials"])
        client.send(call)
        client.close()
    assert [*http_slips(name, case, stage.now.requests[0])] == []


@each_way
def test_the_list_of_expected_failures_is_not_stale(
    name: str, over: str, is_async: bool
) -> None:
    all_tried = tried(name, over, is_async)
    failed = {told(one.case) for one in all_tried if [*slips(name, one)]}
    own = [n for n in EXPECTED.get(name, {}) if n.endswith(f" over {over}")]
    assert [
        n for n in own if n not in failed
    ] == [], "they pass: take them off the list"
