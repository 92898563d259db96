"""Recorded requests against generated servers: accepted or refused as the real service did.

The handler knows what the service knew: the recorded result, or the recorded error. What
is malformed must be refused before the handler is asked, as the service refused it.
"""

from collections.abc import Iterator
from functools import cache
import http.client
import json
from typing import Any
from urllib.parse import quote, urlencode

from bundle_forms import MISSING
from project import api
import pytest
from python_play import SECRET, ServerPackage, server
from python_serving import serving
from specmint.model import Json, Rpc
from specmint.wire import parse_json, write_json
from test_python_recordings import is_same
from test_recordings import bundle_of, method_of, recordings, replies_of, told
from websockets.sync.client import connect

# Recordings of what was wrong around a call; other tests send such requests byte by byte.
AROUND = {"auth-wrong", "path-double", "params-number-legacy"}
# Recordings that a server answers otherwise, and why.
OTHERWISE = {
    "getblockhash-too-many-args": "a node answers with its help text",
    "user_search-ws": "a number in a text means the number",
    "sendtoaddress-amount-bool": "the reason is told in other words",
}


class Knowing:
    """A handler that knows what was recorded."""

    def __init__(self, pkg: ServerPackage) -> None:
        self.pkg = pkg
        self.one: dict[str, Json] = {}
        self.asked = 0

    def handler(self) -> Any:
        methods = {m.function: self._method(m) for m in self.pkg.methods.values()}
        return type("Knowing", (self.pkg.handler,), methods)()

    def _method(self, method: Any) -> Any:
        async def known(_: Any, **given: Any) -> Any:
            self.asked += 1
            ((_, reply),) = replies_of(self.pkg.api.name, self.one)
            if "errors" in self.one.get("reply", {}).get("payload", {}):
                raise RuntimeError(reply.texts[0])  # an exception of the engine
            if reply.has_failed:
                code = reply.code if reply.token is None else reply.token
                raise self.pkg.root.ApiError(reply.texts[0], code=code)
            result = self._result(method, reply, given)
            beside = {
                name: codec.decode(reply.level[name])
                for name, codec in method.beside.items()
                if name in reply.level
            }
            return self.pkg.root.Answer(result, **beside) if beside else result

        return known

    def _result(self, method: Any, reply: Any, given: dict[str, Any]) -> Any:
        if reply.result is MISSING or method.result is None:
            return [] if type(method.result).__name__ == "ListOf" else None
        shape = method.result
        if type(shape).__name__ == "Beside":
            fields = {p.field: p for p in method.params}
            args = {
                fields[n].name: fields[n].shape.write(v)
                for n, v in given.items()
                if n == shape.by
            }
            shape = shape.codec(args)
        codec, value = getattr(shape, "codec", shape), reply.result
        is_wrapped = isinstance(value, list) and len(value) == 1
        if is_wrapped and not codec.may_be_list() and self.pkg.api.name == "bitdust":
            value = value[0]
        return codec.decode(value)


@cache
def outcomes(name: str, over: str) -> list[tuple[dict[str, Json], int, str]]:
    """Send every recorded request, and give what came back."""
    return list(_outcomes(name, over))


def _outcomes(name: str, over: str) -> Iterator[tuple[dict[str, Json], int, str]]:
    pkg = server(name)
    knowing, more = Knowing(pkg), {"auth": None} if name != "bitdust" else {}
    send = {"rpc": send_rpc, "http": send_http, "ws": send_ws}[over]
    with serving(pkg.create(knowing.handler(), **more)) as served:
        for one in recordings(name):
            if one["over"] == over and is_whole(name, one):
                knowing.one = one
                yield (one, *send(name, served.port, one))


def is_whole(name: str, one: Json) -> bool:
    """Whether it is a call of a known method, and whole."""
    is_known = "params" in one or "sent" in one
    is_one = is_known and "cut" not in one and not isinstance(one.get("reply"), list)
    is_call = is_one and told(one) not in AROUND
    return is_call and method_of(bundle_of(name), one) is not None


def send_rpc(name: str, port: int, one: Json) -> tuple[int, str]:
    more = api(name).transport("rpc").more
    assert isinstance(more, Rpc)
    dialect = next(
        d for d in more.dialects if d.name == (one.get("dialect") or more.speak)
    )
    asked = (
        {"jsonrpc": dialect.version} if one.get("dialect") and dialect.version else {}
    )
    asked |= {
        "id": one.get("reply", {}).get("id", 1),
        "method": one["method"],
        "params": one["params"],
    }
    return exchange(port, "POST", "/", write_json(asked))


def send_http(name: str, port: int, one: Json) -> tuple[int, str]:  # noqa: ARG001
    verb, path = one["call"].split(" ")
    if verb == "GET":
        query = urlencode(
            {
                k: v if isinstance(v, str) else json.dumps(v)
                for k, v in one["sent"].items()
            },
            quote_via=quote,
        )
        return exchange(port, verb, f"{path}?{query}" if query else path, "")
    return exchange(port, verb, path, write_json(one["sent"]) if one["sent"] else "")


def exchange(port: int, verb: str, target: str, body: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(verb, target, body.encode() or None, {"api_secret": SECRET})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def send_ws(name: str, port: int, one: Json) -> tuple[int, str]:  # noqa: ARG001
    with connect(f"ws://127.0.0.1:{port}/?api_secret={SECRET}") as socket:
        socket.recv(timeout=10)
        call_id = one["reply"]["payload"].get("call_id")
        asked = {
            "command": "api_call",
            "method": one["method"],
            "kwargs": one["params"],
            "call_id": call_id,
        }
        socket.send(write_json(asked))
        return 200, str(socket.recv(timeout=10))


WAYS = [("bitcoin", "rpc"), ("bitdust", "http"), ("bitdust", "ws")]
each_way = pytest.mark.parametrize(("name", "over"), WAYS)


def slips(one: Json, status: int, text: str) -> Iterator[str]:
    if "reply" not in one:
        if status != one["status"]:
            yield f"the status is {status}, not {one['status']}"
        return
    if status != one.get("status", 200):
        yield f"the status is {status}, not {one['status']}"
    found, wanted = (untimed(body) for body in (parse_json(text), one["reply"]))
    if not is_same(found, wanted):
        yield f"{write_json(found)[:500]} is not {write_json(wanted)[:500]}"


def untimed(body: Json) -> Json:
    """Leave out how long the service took."""
    if not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if name != "execution"}


@each_way
def test_a_recorded_request_is_answered_as_it_was(name: str, over: str) -> None:
    assert len(outcomes(name, over)) > 20
    wrong = [
        f"{told(one)}: {slip}"
        for one, status, text in outcomes(name, over)
        if told(one) not in OTHERWISE
        for slip in slips(one, status, text)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_list_of_other_answers_is_not_stale() -> None:
    everything = {
        told(o): [*slips(o, s, t)] for n, way in WAYS for o, s, t in outcomes(n, way)
    }
    assert [name for name in OTHERWISE if not everything.get(name)] == []
