"""Exchanges of several steps, played to generated TypeScript clients over real sockets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from project import api
import pytest
from specmint.lower.typescript.names import make_names
from specmint.targets.typescript import member_name
from specmint.wire import decode
from test_wire_steps import HTTP, OLD_COOKIE, WS, called, saying_http, saying_ws
from typescript_trials import Runner, plain_meaning, respelled
from wire_cases import document, is_meant
from wire_steps import Step, steps

Json = Any


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as one:
        yield one


class Caller:
    """A client in Node that does what a file says, and what it saw."""

    def __init__(self, name: str, runner: Runner, url: str, told: list[Step]) -> None:
        self.name, self.runner = name, runner
        self.methods = {one.name: one for one in api(name).methods}
        self.own = make_names(api(name)).methods
        self.asked: list[Any] = []
        self.seen: list[dict[str, Any]] = []
        known = document(name)["credentials"] if url.startswith("ws") else {}
        settings = {member_name(key): value for key, value in known.items()}
        has_cookie = any(one.kind == "cookie" for one in told)
        more = {"cookie": OLD_COOKIE} if has_cookie else {}
        runner.connect(name, url, settings, counts=True, secrets=more)

    def do(self, step: Step) -> None:
        match step.kind:
            case "call":
                self.ask([step.body])
                method, params = step.body
                self.seen = [self.runner.call(self.own[method], params)]
            case "batch":
                self.ask(step.body)
                rows = [[self.own[method], params] for method, params in step.body]
                self.seen = self.runner.do("batch", rows)["slots"]
            case "sees":
                wanted = step.body if len(self.asked) > 1 else [step.body]
                for row in zip(self.seen, self.asked, wanted, strict=True):
                    self.check(*row)
            case "cookie":
                self.runner.do("secrets", {"cookie": step.body})
            case "listen":
                self.runner.do("listen", ["models", step.body])
            case "gets":
                found = plain_meaning(self.runner.do("next", None)["result"])["data"]
                assert is_meant(respelled(found, step.body), step.body)
            case "stop":
                self.runner.do("stop", None)

    def ask(self, rows: list[Json]) -> None:
        self.asked = [self.methods[name] for name, _ in rows]

    def check(self, found: dict[str, Any], method: Any, wanted: Json) -> None:
        if isinstance(wanted, dict) and "error" in wanted:
            names = make_names(api(self.name)).errors
            assert found["error"]["name"] == names[wanted["error"]]
        elif wanted is None:
            assert found["result"] is None
        else:
            meant, misfits = decode(api(self.name), method.result, wanted)
            assert not misfits
            result = plain_meaning(found["result"])
            assert is_meant(respelled(result, meant), meant)


def play(runner: Runner, name: str, url: str, told: list[Step]) -> None:
    caller = Caller(name, runner, url, told)
    for step in told:
        caller.do(step)
    runner.do("close", None)


@pytest.mark.parametrize("file", HTTP, ids=called)
def test_over_http(runner: Runner, file: Path) -> None:
    told = steps(file)
    with saying_http(told) as url:
        play(runner, file.parent.name, url, told)


@pytest.mark.parametrize("file", WS, ids=called)
def test_over_a_websocket(runner: Runner, file: Path) -> None:
    told = steps(file)
    with saying_ws(told) as url:
        play(runner, file.parent.name, url, told)
