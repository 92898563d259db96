"""Servers that play a spec's examples: generated servers, with clients that call them."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

from project import ROOT, api
from python_clients import arguments, package
from python_serving import serving
from python_trials import KEYS, Case, Way, cases, done
from specmint.mock import Answers, import_server
from specmint.model import Api
from specmint.targets import python_server

SERVERS = ROOT / "generated" / "servers" / "python"
SECRET = "ABCDEFGH2345WXYZ"
AUTH: dict[str, dict[str, Any]] = {
    "bitcoin": {"auth": {"alice": "secret"}},
    "bitcoin_core": {"auth": {"alice": "secret"}},
    "bitdust": {"auth": SECRET},
    "mtgox": {"auth": {KEYS["mtgox"]["key"]: KEYS["mtgox"]["secret"]}},
}
CREDENTIALS: dict[str, dict[str, str]] = {
    "bitcoin": {"username": "alice", "password": "secret"},
    "bitcoin_core": {"username": "alice", "password": "secret"},
    "bitdust": {"api_secret": SECRET},
    "mtgox": KEYS["mtgox"],
}


@dataclass(frozen=True)
class ServerPackage:
    """A generated server, and what the spec calls the things in it."""

    api: Api
    root: ModuleType
    errors: ModuleType
    methods: Mapping[str, Any]
    handler: type[Any]
    answers: Answers

    def create(self, handler: Any, **more: Any) -> Any:
        return self.root.create_app(handler, **{**AUTH.get(self.api.name, {}), **more})


@cache
def server(name: str) -> ServerPackage:
    """Import the server of an API from where it is generated."""
    whole, found = api(name), import_server(SERVERS / python_server.package(name))
    answers = Answers(whole, found)
    return ServerPackage(
        whole, found.root, found.errors, found.methods, found.handler, answers
    )


@dataclass
class Played:
    """What became of an example: what the handler was given, and what the caller got."""

    case: Case
    given: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    wanted: dict[str, Any] = field(default_factory=dict)
    result: Any = None
    error: Exception | None = None
    beside: Any = None


class Play:
    """A handler that answers every method as the example at hand says."""

    def __init__(self, name: str) -> None:
        self.pkg = server(name)
        self.now: Played
        self.faults: list[BaseException] = []

    def handler(self) -> Any:
        methods = {one.function: self._method(one) for one in self.pkg.methods.values()}
        return type("Playing", (self.pkg.handler,), methods)()

    def _method(self, method: Any) -> Any:
        async def played(_: Any, **given: Any) -> Any:
            self.now.given.append((method.name, given))
            return self._answer(method)

        return played

    def _answer(self, method: Any) -> Any:
        """Give what the example says, or raise its error."""
        example = self.now.case.example
        if not example.raises and method.name != self.now.case.method.name:
            return None
        return self.pkg.answers.answer(method.name, example)

    @contextmanager
    def open(self, way: Way, **more: Any) -> Iterator[Any]:
        """Serve, and give a client of the service."""
        hooks = self.pkg.root.Hooks(failed=lambda _, error: self.faults.append(error))
        app = self.pkg.create(self.handler(), hooks=hooks, **more)
        scheme = "ws" if way.over == "ws" else "http"
        with serving(app) as served:
            yield package(way.name).client(
                f"{scheme}://127.0.0.1:{served.port}",
                is_async=way.is_async,
                resends=0,
                **{**CREDENTIALS.get(way.name, {}), **dict(way.more)},
            )


def healthy(name: str) -> type[Any]:
    """Make a handler that answers every method with an example that went well.

    Where a parameter decides the shape of the result, only its examples will do.
    """
    play = Play(name)
    return type("Healthy", (play.pkg.handler,), dict(_answers(play)))


def _answers(play: Play) -> Iterator[tuple[str, Any]]:
    for spec in play.pkg.api.methods:
        method = play.pkg.methods[spec.name]
        found = {
            deciding(method, one.params): play.pkg.answers.result(method.name, one)
            for one in reversed(spec.examples)
            if not one.raises
        }
        if found:
            yield method.function, _answering(method, found)


def deciding(method: Any, args: Mapping[str, Any]) -> str:
    """Give the text of the parameter that decides the shape of a result."""
    by = getattr(method.result, "by", "")
    return str(args.get(by, "")) if by else ""


def _answering(method: Any, found: dict[str, Any]) -> Any:
    fields = {param.field: param.name for param in method.params}

    async def answer(_: Any, **given: Any) -> Any:
        key = deciding(method, {fields[name]: value for name, value in given.items()})
        if key not in found:
            raise NotImplementedError
        return found[key]

    return answer


def played(way: Way) -> list[Played]:
    """Play every example, one after the other, with one client."""
    return _all(way)[0]


def faults(way: Way) -> list[BaseException]:
    """Give what went wrong in the server's own code meanwhile."""
    return _all(way)[1]


@cache
def _all(way: Way) -> tuple[list[Played], list[BaseException]]:
    return asyncio.run(_played(way))


async def _played(way: Way) -> tuple[list[Played], list[BaseException]]:
    play, pkg, made = Play(way.name), package(way.name), list[Played]()
    with play.open(way) as client:
        for case in cases(way.name, way.over):
            play.now = one = Played(case)
            made.append(one)
            one.wanted = arguments(pkg, case.method, case.example.params)
            call = pkg.make(case.method)
            try:
                answer = await done(client.reply(call(**one.wanted)))
                one.result, one.beside = answer.result, answer.beside
            except Exception as error:
                one.error = error
        await done(client.close())
    return made, play.faults
