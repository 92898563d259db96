"""Sends every example of an API through a generated client to a server that plays it."""

import asyncio
import base64
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
import inspect
import threading
from typing import Any

from project import api
from python_clients import arguments, package
from python_server import Request, Service, reply
from specmint.cases import Message, make_traffic
from specmint.cases.values import Values
from specmint.cases.variants import with_variants
from specmint.layout import json_text
from specmint.model import Api, Binding, Dialect, Example, Json, Method, Rpc
from specmint.pool import make_pool
from specmint.wire import parse_json
from websockets.sync.server import ServerConnection, serve

KEYS: dict[str, dict[str, str]] = {
    "mtgox": {
        "key": "123e4567-e89b-42d3-a456-426614174000",
        "secret": base64.b64encode(bytes(range(64))).decode(),
    }
}


@dataclass(frozen=True)
class Case:
    """One example over one transport: its traffic, and what the spec alone makes of it."""

    method: Method
    example: Example
    binding: Binding
    message: Message
    made: Message

    def __str__(self) -> str:
        return f"{self.method.name}/{self.example.name}"


@dataclass(frozen=True)
class Way:
    """How a client calls."""

    name: str
    over: str
    is_async: bool = False
    more: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        words = (
            self.name,
            self.over,
            "async" if self.is_async else "",
            *dict(self.more).values(),
        )
        return "-".join(filter(None, words))


@dataclass
class Scene:
    """What the server answers, and what it got."""

    status: int
    body: str
    requests: list[Any] = field(default_factory=list)


@dataclass
class Outcome(Scene):
    """What became of a case."""

    case: Case = field(kw_only=True)
    result: Any = None
    error: Exception | None = None
    beside: Mapping[str, Any] | None = None


@cache
def cases(name: str, over: str) -> list[Case]:
    whole = api(name)
    bare = tuple(
        replace(one, examples=tuple(replace(e, exchange=()) for e in one.examples))
        for one in whole.methods
    )
    shown, made = make_traffic(whole), make_traffic(replace(whole, methods=bare))
    return [
        Case(method, example, binding, shown[key], made[key])
        for method in whole.methods
        for example in method.examples
        for binding in method.bindings
        if (key := (method.name, example.name, binding.transport)) in shown
        and binding.transport == over
    ]


@cache
def variants(name: str, over: str) -> list[Case]:
    """Give what no example shows as if one did."""
    whole = api(name)
    more = with_variants(whole, Values(whole, make_pool(whole)))
    return [
        Case(method, example, binding, message, message)
        for (title, own, way), message in make_traffic(more).items()
        for method in more.methods
        if way == over and method.name == title
        for example in method.examples
        if example.name == own
        for binding in method.bindings
        if binding.transport == over
    ]


# -- replies -----------------------------------------------------------------------


def find_dialect(whole: Api, name: str) -> Dialect:
    more = whole.transport("rpc").more
    assert isinstance(more, Rpc)
    return next(one for one in more.dialects if one.name == (name or more.speak))


def answer_of(way: Way, case: Case) -> tuple[int, str]:
    """Give status and body of an example's reply, in the dialect that is spoken."""
    text = case.message.reply
    if text.startswith("HTTP/"):
        head, _, body = text.partition("\n\n")
        return int(head.split()[1]), body
    if way.over == "ws":
        return 200, text.replace('"call_id":null', '"call_id":"1"')
    if way.over == "http":
        return 200, text
    dialect = find_dialect(api(way.name), dict(way.more).get("dialect", ""))
    body = parse_json(text)
    if "dialect" in dict(way.more):
        text = json_text(rewritten(dialect, body))
    error = body.get("error")
    if error is None:
        return dialect.ok, text
    return dict(dialect.error_by_code).get(error["code"], dialect.error), text


def rewritten(dialect: Dialect, body: dict[str, Json]) -> dict[str, Json]:
    """Put a reply into the members that a dialect has."""
    always = {name for name, when in dialect.members if when == "always"}
    made = {"jsonrpc": dialect.version} if dialect.version else {}
    has_failed = body.get("error") is not None
    for name, is_there in (("result", not has_failed), ("error", has_failed)):
        if is_there or name in always:
            made[name] = body.get(name)
    return {**made, "id": body.get("id")}


def id_of(way: Way, body: str) -> Json:
    """Give the id that an answer has, so that the client can be told to use it."""
    if way.over == "http" or not body.startswith("{"):
        return 1
    found = parse_json(body)
    return (found["payload"]["call_id"] if way.over == "ws" else found["id"]) or 1


# -- trials ------------------------------------------------------------------------


class Stage:
    """A server that plays the scene at hand, and the client that calls it."""

    def __init__(self, way: Way) -> None:
        self.way, self.pkg = way, package(way.name)
        self.now: Scene

    @contextmanager
    def open(self) -> Iterator[Any]:
        """Give a client; it takes the ids that the answers have."""
        settings = self.pkg.core.Settings(ids=lambda: id_of(self.way, self.now.body))
        more = {**KEYS.get(self.way.name, {}), **dict(self.way.more)}
        with self._serve() as url:
            yield self.pkg.client(
                url, is_async=self.way.is_async, settings=settings, resends=0, **more
            )

    @contextmanager
    def _serve(self) -> Iterator[str]:
        if self.way.over == "ws":
            with serve(self._talk, "127.0.0.1", 0) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
                server.shutdown()
        else:
            with Service(self._answer) as service:
                yield service.url

    def _answer(self, request: Request) -> Iterable[bytes]:
        self.now.requests.append(request)
        yield reply(self.now.body, self.now.status)

    def _talk(self, connection: ServerConnection) -> None:
        for message in connection:
            self.now.requests.append(message)
            connection.send(self.now.body)

    def call(self, client: Any, case: Case) -> Any:
        """Call a method by its name, with the example's parameters in Python."""
        args = arguments(self.pkg, case.method, case.example.params)
        return getattr(client, self.pkg.names.methods[case.method.name])(**args)

    def reply(self, client: Any, case: Case) -> Any:
        args = arguments(self.pkg, case.method, case.example.params)
        return client.reply(self.pkg.make(case.method)(**args))


@cache
def outcomes(way: Way) -> list[Outcome]:
    """Try every example, one after the other, with one client."""
    return asyncio.run(_outcomes(way))


async def _outcomes(way: Way) -> list[Outcome]:
    stage, made = Stage(way), list[Outcome]()
    with stage.open() as client:
        for case in cases(way.name, way.over):
            stage.now = one = Outcome(*answer_of(way, case), case=case)
            made.append(one)
            try:
                one.result = await done(stage.call(client, case))
                if case.example.beside:
                    one.beside = (await done(stage.reply(client, case))).beside
            except Exception as error:
                one.error = error
        await done(client.close())
    return made


async def done(value: Any) -> Any:
    """Wait for what an asynchronous client gives; a plain one has waited already."""
    return await value if inspect.isawaitable(value) else value
