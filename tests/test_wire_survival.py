"""Replies that a client must survive: those of the wire cases, each spoiled in every way.

Whatever comes, the caller gets a result or one of the client's own errors, and in time.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import cache
import threading
import time
from typing import Any

from project import NAMES, api
import pytest
from python_clients import arguments, meaning, package
from python_server import CLOSE, Request, Service, reply
from python_trials import done
from specmint.model import Enum, Method, Record
from specmint.wire import resolve
from websockets.sync.server import ServerConnection, serve
from wire_cases import at, body_text, cases_over, document, frame_of, parse, told, write

Json = Any
Spoil = Callable[[Json], Json]
BIG = 123456789012345678901234567890
LONG = 30.0  # what is far from a call that hangs
WAYS = [
    (name, over)
    for name in NAMES
    for over in sorted({one["over"] for one in document(name)["cases"]})
]
each_way = pytest.mark.parametrize(("name", "over"), WAYS)
HTTP_WAYS = [way for way in WAYS if way[1] != "ws"]
each_http = pytest.mark.parametrize(("name", "over"), HTTP_WAYS)


@cache
def good(name: str, over: str) -> list[dict[str, Json]]:
    """Give one case of each method that has a JSON reply which goes well."""
    found: dict[str, dict[str, Json]] = {}
    for case in cases_over(name, over):
        is_good = "result" in case["sees"] and "json" in case["reply"]
        if is_good and case["call"]["params"].keys() == case["call"]["means"].keys():
            found.setdefault(case["method"], case)
    return list(found.values())


def everywhere(value: Json, change: Spoil) -> Json:
    """Change every value that has no parts, and no word that a frame is known by."""
    if isinstance(value, dict):
        kept = {"id", "jsonrpc", "call_id", "type", "status", "error"}
        return {
            key: item if key in kept else everywhere(item, change)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [everywhere(item, change) for item in value]
    return change(value)


def long_numbers(value: Json) -> Json:
    is_number = not isinstance(value, bool | str) and value is not None
    return BIG if is_number else value


def lone_surrogates(value: Json) -> Json:
    return f"\ud800{value}" if isinstance(value, str) else value


def swapped(value: Json) -> Json:
    """Put something of another kind in the place of everything."""
    return {"odd": value} if not isinstance(value, bool) else None


def more_members(body: Json) -> Json:
    """Put members that nobody knows into a reply and into its result."""
    more = {"x_unknown": {"a": [1]}}
    if not isinstance(body, dict):
        return body
    for place in ("result", "return", "data"):
        if isinstance(body.get(place), dict):
            body = {**body, place: {**body[place], **more}}
    return {**body, **more}


# -- what stands around -------------------------------------------------------------


class Stage:
    """A server that says what it is told, and a client that asks it."""

    def __init__(self, name: str) -> None:
        self.pkg = package(name)
        self.methods = {one.name: one for one in api(name).methods}
        self.pieces: list[bytes | None] = []

    def answer(self, _: Request) -> Iterable[bytes | None]:
        yield from self.pieces

    def call(self, client: Any, case: Json) -> Any:
        method = self.methods[case["method"]]
        args = arguments(self.pkg, method, case["call"]["params"])
        try:
            return client.send(self.pkg.make(method)(**args))
        except self.own_errors() as error:
            return error

    def own_errors(self) -> tuple[type[Exception], ...]:
        core = self.pkg.core
        return core.ApiError, core.DecodeError, core.TransportError

    def client(self, url: str, **more: Any) -> Any:
        settings = self.pkg.core.Settings(ids=lambda: 1, most_bytes=1 << 20)
        known = document(self.pkg.api.name)["credentials"]
        return self.pkg.client(url, settings=settings, resends=0, **known, **more)


def ask_all(name: str, over: str, say: Callable[[Json], list[bytes | None]]) -> Any:
    """Call every method once, and give what became of it with its case."""
    stage = Stage(name)
    with Service(stage.answer) as service:
        client = stage.client(service.url, timeout=LONG)
        for case in good(name, over):
            stage.pieces = say(case)
            yield case, stage.call(client, case)
        client.close()


def spoken(case: Json, name: str, change: Spoil) -> list[bytes | None]:
    """Say the reply of a case with a change, and with the id that is asked for."""
    body = case["reply"]["json"]
    place = frame_of(name, case["over"], "reply").get("id")
    body = {**body, place: 1} if place and isinstance(body, dict) else body
    return [reply(write(change(body)), case["reply"]["status"])]


def kinds(found: Any) -> str:
    return "DecodeError" if type(found).__name__ == "DecodeError" else str(type(found))


# -- replies that are none ----------------------------------------------------------


@each_http
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_json_that_ends_early_is_a_decode_error(name: str, over: str, cut: int) -> None:
    def say(case: Json) -> list[bytes | None]:
        text = body_text(case["reply"])
        return [reply(text[: len(text) - cut], case["reply"]["status"])]

    for case, found in ask_all(name, over, say):
        if isinstance(case["reply"]["json"], dict | list):
            assert kinds(found) == "DecodeError", told(case)


@each_http
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, "<html><body>Welcome</body></html>", "DecodeError"),
        (502, "<html><body>Bad gateway</body></html>", "ApiError"),
        (503, "upstream connect error", "ApiError"),
        (429, "", "ApiError"),
    ],
)
def test_what_a_proxy_says_is_an_error(
    name: str, over: str, status: int, body: str, error: str
) -> None:
    kind = getattr(package(name).core, error)
    for case, found in ask_all(name, over, lambda _: [reply(body, status)]):
        assert isinstance(found, kind), (told(case), found)


@each_http
@pytest.mark.parametrize(
    "pieces",
    [
        [reply("{", length=90), CLOSE],
        [b"HTTP/1.1 200 OK\r\nContent-Le", CLOSE],
        [CLOSE],
        [reply("", length=1 << 30)],
    ],
    ids=["cut", "cut-in-the-head", "closed", "gigabyte"],
)
def test_what_breaks_off_is_a_transport_error(
    name: str, over: str, pieces: list[bytes | None]
) -> None:
    kind = package(name).core.TransportError
    for case, found in ask_all(name, over, lambda _: pieces):
        assert isinstance(found, kind), (told(case), found)


@each_http
@pytest.mark.parametrize("is_async", [False, True])
def test_a_reply_that_drips_ends_at_the_deadline(
    name: str, over: str, is_async: bool
) -> None:
    def drips(_: Request) -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        while True:
            time.sleep(0.02)
            yield b" "

    pkg = package(name)
    case, stage = good(name, over)[0], Stage(name)
    method = stage.methods[case["method"]]
    args = arguments(pkg, method, case["call"]["params"])

    async def call(url: str) -> None:
        client = stage.client(url, is_async=is_async).with_options(deadline=0.3)
        with pytest.raises(pkg.core.DeadlineError):
            await done(client.send(pkg.make(method)(**args)))
        await done(client.close())

    with Service(drips) as service:
        began = time.monotonic()
        asyncio.run(call(service.url))
        assert time.monotonic() - began < LONG


# -- replies of another form ----------------------------------------------------------


def rpc_spoils() -> dict[str, tuple[Spoil, str]]:
    error = {"code": 987654, "message": "odd"}
    return {
        "wrong-id": (lambda b: {**b, "id": 2}, "DecodeError"),
        "no-result": (
            lambda b: {k: v for k, v in b.items() if k not in {"result", "error"}},
            "DecodeError",
        ),
        "both": (lambda b: {**b, "result": 1, "error": error}, "ApiError"),
        "unknown-code": (lambda b: {**b, "result": None, "error": error}, "ApiError"),
        "error-without-id": (
            lambda b: {**b, "result": None, "error": error, "id": None},
            "ApiError",
        ),
        "error-with-wrong-id": (
            lambda b: {**b, "result": None, "error": error, "id": 2},
            "DecodeError",
        ),
        "error-is-text": (lambda b: {**b, "error": "odd"}, ""),
    }


@pytest.mark.parametrize("name", [name for name, over in WAYS if over == "rpc"])
@pytest.mark.parametrize("spoil", rpc_spoils())
def test_an_answer_of_json_rpc_that_contradicts_itself_is_an_error(
    name: str, spoil: str
) -> None:
    change, error = rpc_spoils()[spoil]
    pkg = package(name)
    for case, found in ask_all(name, "rpc", lambda c: spoken(c, name, change)):
        assert isinstance(found, Stage(name).own_errors()), (told(case), found)
        if error:
            assert isinstance(found, getattr(pkg.core, error)), (told(case), found)
        if spoil == "unknown-code":
            assert (type(found), found.code) == (pkg.core.ApiError, 987654)


@each_http
@pytest.mark.parametrize("change", [long_numbers, lone_surrogates, swapped])
def test_odd_values_are_a_result_or_an_error_of_the_client(
    name: str, over: str, change: Spoil
) -> None:
    """`ask_all` lets nothing else pass."""

    def say(case: Json) -> list[bytes | None]:
        return spoken(case, name, lambda body: everywhere(body, change))

    found = [one for _, one in ask_all(name, over, say)]
    assert len(found) == len(good(name, over))
    for one in found:
        repr(one)  # whatever it holds can be shown


@each_http
def test_members_that_nobody_knows_do_no_harm(name: str, over: str) -> None:
    """What the client does know is there all the same."""
    lost = [
        told(case)
        for case, found in ask_all(name, over, lambda c: spoken(c, name, more_members))
        if isinstance(found, Stage(name).own_errors()) and not is_strict(name, case)
    ]
    assert not lost


def is_strict(name: str, case: Json) -> bool:
    """Whether the members of the result are data of one type, such as a mapping's."""
    method = next(one for one in api(name).methods if one.name == case["method"])
    kind = method.result and resolve(api(name), method.result)
    return not isinstance(kind, Record) or kind.rest is not None


def with_enum(name: str, method: Method) -> tuple[str, Enum] | None:
    """Find a member of the result that is one of some words."""
    kind = method.result and resolve(api(name), method.result)
    for field in kind.fields if isinstance(kind, Record) else ():
        found = resolve(api(name), field.use)
        if isinstance(found, Enum) and found.of == "string":
            return field.name, found
    return None


@each_http
def test_a_word_that_nobody_knows_survives_where_others_may_come(
    name: str, over: str
) -> None:
    methods = {one.name: with_enum(name, one) for one in api(name).methods}

    def say(case: Json) -> list[bytes | None]:
        found = methods[case["method"]]

        def change(value: Json) -> Json:
            if isinstance(value, dict) and found:
                known = {key: change(item) for key, item in value.items()}
                is_it = isinstance(value.get(found[0]), str)
                return {**known, found[0]: "x-unknown"} if is_it else known
            return value

        body = case["reply"]["json"]
        place = "result" if over == "rpc" or "result" in body else "return"
        if place in body and found:
            return spoken(case, name, lambda b: {**b, place: change(b[place])})
        return spoken(case, name, lambda b: b)

    for case, found in ask_all(name, over, say):
        enum = methods[case["method"]]
        if enum is None or isinstance(found, Exception):
            is_closed = enum is not None and not enum[1].open
            assert enum is None or is_closed or kinds(found) != "DecodeError", found
            continue
        result = meaning(found)
        if isinstance(result, dict) and result.get(enum[0]) == "x-unknown":
            assert enum[1].open, told(case)


# -- WebSockets ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, over in WAYS if over == "ws"])
@pytest.mark.parametrize(
    "text", ["{", "<html></html>", "[]", "7", '{"type": "odd"}', "", '{"payload": 7}']
)
def test_a_frame_that_is_none_ends_in_an_error_and_in_time(
    name: str, text: str
) -> None:
    def talk(connection: ServerConnection) -> None:
        for _ in connection:
            connection.send(text)

    stage, case = Stage(name), good(name, "ws")[0]
    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        client = stage.client(url).with_options(deadline=0.3)
        assert isinstance(stage.call(client, case), stage.own_errors())
        client.close()
        server.shutdown()


@pytest.mark.parametrize("name", [name for name, over in WAYS if over == "ws"])
@pytest.mark.parametrize("change", [long_numbers, lone_surrogates, swapped])
def test_odd_values_in_frames_are_a_result_or_an_error_of_the_client(
    name: str, change: Spoil
) -> None:
    stage, own_id = Stage(name), frame_of(name, "ws", "request")["id"]
    now: list[Json] = []

    def talk(connection: ServerConnection) -> None:
        for message in connection:
            body = everywhere(now[-1]["reply"]["json"], change)
            body["payload"]["call_id"] = at(parse(str(message)), own_id)
            connection.send(write(body))

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        client = stage.client(url).with_options(deadline=LONG)
        for case in good(name, "ws"):
            now.append(case)
            repr(stage.call(client, case))
        client.close()
        server.shutdown()
