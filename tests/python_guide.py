"""The blocks of `docs/python-client.md`, and services on loopback for them to talk to."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
import io
import threading
import tokenize
from typing import Any

from markup import blocks
from project import NAMES, ROOT, api
from python_server import Request, Service, reply
from python_trials import Case, Way, answer_of, cases
from specmint.model import Json
from specmint.wire import parse_json, write_json
from websockets.sync.server import ServerConnection, serve

GUIDE = ROOT / "docs" / "python-client.md"
NEW = {"getblockchaininfo": {"chain": "main", "blocks": 120}}
"""What a newer service knows that its spec does not."""


def code_blocks() -> list[str]:
    """Give the blocks of Python in their order."""
    text = GUIDE.read_text("utf-8")
    return [block.content for block in blocks(text) if block.info == "python"]


def promises(block: str) -> list[str]:
    """Give the lines that a block says it prints: its comments are nothing else."""
    found = tokenize.generate_tokens(io.StringIO(block).readline)
    return [t.string[2:] for t in found if t.type == tokenize.COMMENT]


# -- services ----------------------------------------------------------------------


def _text(way: Way, case: Case, **more: Json) -> str:
    """Write the answer of an example with another id."""
    body = parse_json(answer_of(way, case)[1])
    if way.over == "ws":
        body["payload"] |= more
    return write_json(body | more if way.over == "rpc" else body)


def _best(found: Iterable[Case], params: Json) -> Case:
    """Prefer the example that was asked for, then the first that has a result."""
    listed = list(found)
    wishes = [case for case in listed if parse_json(case.made.body)["params"] == params]
    return (wishes + [case for case in listed if not case.example.raises])[0]


def _rpc(name: str, request: Request) -> Iterator[bytes]:
    way, asked = Way(name, "rpc"), parse_json(request.body.decode())
    answers = (
        [_rpc_answer(way, one) for one in asked] if isinstance(asked, list) else []
    )
    if answers:
        yield reply(f"[{','.join(text for _, text in answers)}]")
    elif "id" not in asked:
        yield reply(status=204)
    else:
        status, text = _rpc_answer(way, asked)
        yield reply(text, status)


def _rpc_answer(way: Way, call: dict[str, Json]) -> tuple[int, str]:
    if (result := NEW.get(call["method"])) is not None:
        return 200, write_json({"result": result, "error": None, "id": call["id"]})
    found = [one for one in cases(way.name, "rpc") if one.method.name == call["method"]]
    best = _best(found, call.get("params"))
    return answer_of(way, best)[0], _text(way, best, id=call["id"])


def _http(name: str, request: Request) -> Iterator[bytes]:
    found = [
        one
        for one in cases(name, "http")
        if (one.made.verb, one.made.target) == (request.verb, request.target)
    ]
    status, text = answer_of(Way(name, "http"), found[0])
    yield reply(text, status)


def _ws(name: str, connection: ServerConnection) -> None:
    way = Way(name, "ws")
    pushes = {push.name: push.examples for push in api(name).pushes}
    for message in connection:
        call = parse_json(str(message))
        found = [one for one in cases(name, "ws") if one.method.name == call["method"]]
        connection.send(_text(way, found[0], call_id=call["call_id"]))
        if call["method"] == "request_model_data":
            connection.send(pushes["model"][0].literal)


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Serve all APIs; give the address of each by the one that it has in its spec."""
    urls: dict[str, str] = {}
    with ExitStack() as stack:
        for name in NAMES:
            for transport in api(name).transports:
                if transport.name == "ws":
                    server = stack.enter_context(
                        serve(partial(_ws, name), "127.0.0.1", 0)
                    )
                    threading.Thread(target=server.serve_forever, daemon=True).start()
                    url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
                else:
                    answer: Any = {"rpc": _rpc, "http": _http}[transport.name]
                    url = stack.enter_context(Service(partial(answer, name))).url
                urls[transport.host] = url
        yield urls
