"""Exchanges of several steps, played to generated clients and to generated servers."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
import threading
from typing import Any

from project import api
import pytest
from python_clients import arguments, meaning, package
from python_play import Play
from python_server import Request, Service, reply
from python_serving import serving
from specmint.wire import decode
from test_wire_servers import access, connection_of, is_reply, send_http
from websockets.sync.server import ServerConnection, serve
from wire_cases import document, is_meant, is_same, parse, write
from wire_steps import FILES, FOLDER, Step, steps

Json = Any
SOON = 10.0
OLD_COOKIE = "__cookie__:old"
HTTP = [one for one in FILES if any(step.head for step in steps(one))]
WS = [one for one in FILES if one not in HTTP]


def called(file: Path) -> str:
    return str(file.relative_to(FOLDER))


# -- the form ----------------------------------------------------------------------


def test_every_step_has_a_word_that_is_explained() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    for file in FILES:
        for step in steps(file):
            assert step.kind in {"sent", "told"} or f"| `{step.kind}` |" in page, file


def test_a_line_without_a_mark_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.io"
    file.write_text('{"command": "api_call"}\n')
    with pytest.raises(AssertionError, match="no mark"):
        steps(file)


# -- clients -----------------------------------------------------------------------


class Caller:
    """A client that does what a file says, and what it saw."""

    def __init__(self, name: str, client: Any, cookie: Path) -> None:
        self.pkg, self.client, self.cookie = package(name), client, cookie
        self.methods = {one.name: one for one in api(name).methods}
        self.asked: list[Any] = []
        self.seen: list[Any] = []
        self.streams = ExitStack()
        self.stream: Any = None

    def do(self, step: Step) -> None:
        match step.kind:
            case "call" | "batch":
                self.call(step.body, is_batch=step.kind == "batch")
            case "sees":
                wanted = step.body if len(self.asked) > 1 else [step.body]
                for found, method, one in zip(
                    self.seen, self.asked, wanted, strict=True
                ):
                    self.check(found, method, one)
            case "cookie":
                self.cookie.write_text(step.body)
            case "listen":
                self.stream = self.streams.enter_context(self.client.models(step.body))
            case "gets":
                found = self.stream.get(SOON)
                assert is_meant(meaning(getattr(found, "data", found)), step.body)
            case "stop":
                self.streams.close()

    def call(self, said: Json, *, is_batch: bool) -> None:
        pairs = said if is_batch else [said]
        self.asked = [self.methods[name] for name, _ in pairs]
        made = [
            self.pkg.make(self.methods[name])(
                **arguments(self.pkg, self.methods[name], params)
            )
            for name, params in pairs
        ]
        self.seen = list(self.client.batch(made)) if is_batch else []
        if not is_batch:
            self.seen = [self.client.send(made[0])]

    def check(self, found: Any, method: Any, wanted: Json) -> None:
        error = getattr(found, "error", None)  # a slot of a batch has one
        if isinstance(wanted, dict) and "error" in wanted:
            assert type(error).__name__ == self.pkg.names.errors[wanted["error"]]
            return
        assert error is None
        found = found.result() if hasattr(found, "error") else found
        if wanted is None:
            assert found is None
        else:
            meant, misfits = decode(self.pkg.api, method.result, wanted)
            assert not misfits
            assert meaning(found) == meant


@contextmanager
def saying_http(told: list[Step]) -> Iterator[str]:
    """Serve the answers of a file, and compare what was asked; gives the address."""
    sent = [one for one in told if one.kind == "sent"]
    answers = iter([one for one in told if one.kind == "told"])
    requests: list[Request] = []

    def answer(request: Request) -> Iterable[bytes]:
        requests.append(request)
        one = next(answers)
        yield reply("" if one.body is None else write(one.body), int(one.head))

    with Service(answer) as service:
        yield service.url
    assert len(requests) == len(sent)
    for request, one in zip(requests, sent, strict=True):
        assert f"{request.verb} {request.target}" == one.head
        assert all(request.header(key) == value for key, value in one.headers)
        assert is_same(parse(request.body.decode()), one.body, unordered=2)


@contextmanager
def saying_ws(told: list[Step]) -> Iterator[str]:
    """Talk as a file says, and compare what is heard; gives the address."""
    frames = [one for one in told if one.kind in {"sent", "told"}]
    wrong: list[str] = []

    def talk(connection: ServerConnection) -> None:
        for index, one in enumerate(frames):
            if one.kind == "told":
                connection.send(write(one.body))
            else:
                found = parse(str(connection.recv()))
                if not is_same(found, one.body, unordered=1):
                    wrong.append(f"{index}: {write(found)} is not {write(one.body)}")
        for _ in connection:  # until the client leaves
            wrong.append("more was sent")

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
    assert wrong == []


@pytest.mark.parametrize("file", HTTP, ids=called)
def test_a_client_over_http(file: Path, tmp_path: Path) -> None:
    name, told = file.parent.name, steps(file)
    cookie = tmp_path / ".cookie"
    cookie.write_text(OLD_COOKIE)
    own = {"cookie_file": cookie} if any(o.kind == "cookie" for o in told) else {}
    ids = count(1)
    settings = package(name).core.Settings(ids=lambda: next(ids))
    with saying_http(told) as url:
        client = package(name).client(url, settings=settings, **own)
        caller = Caller(name, client, cookie)
        for step in told:
            caller.do(step)
        client.close()


@pytest.mark.parametrize("file", WS, ids=called)
def test_a_client_over_a_websocket(file: Path, tmp_path: Path) -> None:
    name, told = file.parent.name, steps(file)
    ids = count(1)
    settings = package(name).core.Settings(ids=lambda: next(ids))
    with saying_ws(told) as url:
        known = document(name)["credentials"]
        client = package(name).client(url, settings=settings, **known)
        caller = Caller(name, client, tmp_path / ".cookie")
        for step in told:
            caller.do(step)
        client.close()


# -- servers -----------------------------------------------------------------------


def handler_of(play: Play, told: list[Step]) -> Any:
    """Make a handler that knows what the file says of each method."""
    known: dict[str, Json] = {}
    for step, seen in pairs(told):
        is_batch = step.kind == "batch"
        for (name, _), one in zip(
            step.body if is_batch else [step.body],
            seen.body if is_batch else [seen.body],
            strict=True,
        ):
            known[name] = one
    errors = {
        call["id"]: item["error"]["message"]
        for step in told
        if isinstance(step.body, list)
        for call, item in [(one, one) for one in step.body if isinstance(one, dict)]
        if isinstance(item.get("error"), dict)
    }

    def method_of(method: Any) -> Any:
        async def answer(_: Any, **__: Any) -> Any:
            wanted = known.get(method.name)
            if isinstance(wanted, dict) and "error" in wanted:
                kind = getattr(play.pkg.errors, wanted["error"])
                raise kind(next(iter(errors.values())))
            if wanted is None or method.result is None:
                return None
            return getattr(method.result, "codec", method.result).decode(wanted)

        return answer

    methods = {one.function: method_of(one) for one in play.pkg.methods.values()}
    return type("Known", (play.pkg.handler,), methods)()


def pairs(told: list[Step]) -> Iterator[tuple[Step, Step]]:
    """Pair each call with what it gives."""
    calls = [one for one in told if one.kind in {"call", "batch"}]
    yield from zip(calls, [one for one in told if one.kind == "sees"], strict=True)


@pytest.mark.parametrize("file", HTTP, ids=called)
def test_a_server_over_http(file: Path) -> None:
    name, told = file.parent.name, steps(file)
    play = Play(name)
    known = {"__cookie__": "old"} if any(o.kind == "cookie" for o in told) else None
    more = {"auth": known} if name == "bitcoin" else {}
    app = play.pkg.create(handler_of(play, told), **more)
    answers = iter([one for one in told if one.kind == "told"])
    with serving(app) as running:
        for one in told:
            if known and one.kind == "cookie":
                known["__cookie__"] = one.body.partition(":")[2]
            if one.kind != "sent":
                continue
            verb, path = one.head.split(" ")
            headers = {"Content-Type": "application/json", **dict(one.headers)}
            request = {"verb": verb, "path": path, "query": [], "headers": headers}
            answer = send_http(running.port, {**request, "json": one.body})
            wanted = next(answers)
            assert answer[0] == int(wanted.head), answer
            if wanted.body is not None:
                assert is_same(parse(answer[2]), wanted.body, unordered=2), answer[2]


@pytest.mark.parametrize("file", WS, ids=called)
def test_a_server_over_a_websocket(file: Path) -> None:
    name, told = file.parent.name, steps(file)
    play = Play(name)
    app = play.pkg.create(handler_of(play, told), **access(name))
    handshake = next(c for c in document(name)["cases"] if c["over"] == "ws")["request"]
    with serving(app) as running, connection_of(running.port, handshake) as own:
        assert not is_reply(name, parse(str(own.recv(timeout=SOON)))), "the greeting"
        for one in told:
            if one.kind == "sent":
                own.send(write(one.body))
            elif one.kind == "told":
                found = parse(str(own.recv(timeout=SOON)))
                assert is_same(found, one.body, unordered=3), write(found)
            elif one.kind == "push":
                push(app, *one.body)


def push(app: Any, kind: str, payload: Json) -> None:
    """Push what a file says, read by the server's own codec."""
    own = __import__(f"{type(app).__module__}", fromlist=["app"])
    codec = getattr(own, f"_{kind.upper()}_PUSH").codec
    getattr(app.pushes, kind)(codec.decode(payload))
