"""What services send by themselves, as generated TypeScript takes it: pushes and webhooks."""

from collections.abc import Iterator
import threading
from typing import Any

from project import api
import pytest
from specmint.lower.typescript.names import make_names
from specmint.targets.typescript import member_name
from test_wire_sent import CALLING, PUSHING
from typescript_trials import Runner, plain_meaning, respelled
from websockets.sync.server import ServerConnection, serve
from wire_cases import document, is_meant, shorter, write

Json = Any


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as one:
        yield one


@pytest.mark.parametrize("name", PUSHING)
def test_a_client_reads_each_push(runner: Runner, name: str) -> None:
    """It hears those of one kind, and all kinds come."""
    pushes, own = document(name)["pushes"], make_names(api(name)).pushes
    known = document(name)["credentials"]
    keys = {member_name(key): value for key, value in known.items()}
    odd, begun = [], threading.Semaphore(0)

    def talk(connection: ServerConnection) -> None:
        begun.acquire()
        for one in pushes:
            connection.send(write(one["frame"]))
        for _ in connection:  # until the client leaves
            pass

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        for kind, method in own.items():
            runner.connect(name, url, keys)
            runner.do("listen", [method])
            begun.release()
            for one in [one for one in pushes if one["push"] == kind]:
                found = plain_meaning(runner.do("next", None)["result"])
                if not is_meant(respelled(found, one["means"]), one["means"]):
                    odd.append(f"{one['name']}: it is {shorter(repr(found))}")
        runner.do("close", None)
        server.shutdown()
    assert not odd, "\n".join(odd)


@pytest.mark.parametrize("name", CALLING)
def test_a_receiver_believes_what_is_proven_and_nothing_else(
    runner: Runner, name: str
) -> None:
    runner.connect(name, "http://127.0.0.1:9", {})
    odd = [
        f"{one['name']}: {slip}"
        for one in document(name)["webhooks"]
        for slip in receiving_slips(runner, name, one)
    ]
    assert not odd, "\n".join(odd)


def receiving_slips(runner: Runner, name: str, one: Json) -> Iterator[str]:
    hook = next(hook for hook in api(name).webhooks if hook.name == one["webhook"])
    known = document(name)["credentials"]
    trust = {"secret": known["secret"], "key": known["key"]} if hook.auth else {}
    asked = {
        "webhook": make_names(api(name)).webhooks[hook.name],
        "headers": one["headers"],
        "text": one["text"],
        "trust": trust,
    }
    found = runner.do("receive", asked)
    if "error" in found:
        kinds = {"SignatureError": "signature", "DecodeError": "payload"}
        if kinds.get(found["error"]["kind"]) != one.get("refused", "nothing"):
            yield f"{found['error']}"
        return
    if "refused" in one:
        yield f"it is taken for {found}"
        return
    means = respelled(plain_meaning(found["means"]), one["means"])
    if not is_meant(means, one["means"]) or found["name"] != hook.name:
        yield f"it is {found['name']}, and means {means!r}"
    wanted = [one["means"].get(key) for key in hook.same]
    same = plain_meaning(found["same"])
    if hook.same and not is_meant(respelled(same, wanted), wanted):
        yield f"a repeat is told by {same!r}"
    answer, right = found["acknowledges"], one.get("acknowledge")
    if right and (answer["status"], answer["body"]) != (right["status"], right["text"]):
        yield f"it is answered by {answer}"
