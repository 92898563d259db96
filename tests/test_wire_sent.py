"""What services send by themselves in the wire cases: pushes and webhooks, on both sides."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
import threading
from typing import Any
from urllib.parse import parse_qsl

from project import NAMES, api
import pytest
from python_clients import meaning, package
from python_play import Play
from python_serving import serving
from specmint.targets.python_client import constant_name, method_name
from test_wire_servers import access, connection_of, is_reply
from websockets.sync.server import ServerConnection, serve
from wire_cases import (
    ANY,
    cases_over,
    document,
    frame_of,
    is_meant,
    is_same,
    parse,
    shorter,
    write,
)

Json = Any
SOON = 10.0
PUSHING = [name for name in NAMES if document(name)["pushes"]]
CALLING = [name for name in NAMES if document(name)["webhooks"]]
URL = "http://127.0.0.1:9000/told"


# -- pushes ------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUSHING)
def test_a_client_reads_each_push(name: str) -> None:
    pushes = document(name)["pushes"]
    begun = threading.Event()

    def talk(connection: ServerConnection) -> None:
        begun.wait(SOON)
        for one in pushes:
            connection.send(write(one["frame"]))
        for _ in connection:  # until the client leaves
            pass

    odd = []
    with serve(talk, "127.0.0.1", 0) as server, ExitStack() as stack:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        client = package(name).client(url, **document(name)["credentials"])
        stack.callback(client.close)
        heard = {
            one.name: stack.enter_context(
                getattr(client, f"{method_name(one.name)}_pushes")()
            )
            for one in api(name).pushes
        }
        begun.set()
        for one in pushes:
            found = meaning(heard[one["push"]].get(SOON))
            if not is_meant(found, one["means"]):
                odd.append(f"{one['name']}: it is {shorter(repr(found))}")
    assert not odd, "\n".join(odd)


@pytest.mark.parametrize("name", PUSHING)
def test_a_server_writes_each_push(name: str) -> None:
    play, odd = Play(name), []
    app = play.pkg.create(play.pkg.handler(), **access(name))
    handshake = cases_over(name, "ws")[0]["request"]
    own = __import__(f"{type(app).__module__}", fromlist=["app"])
    with serving(app) as running, connection_of(running.port, handshake) as link:
        assert not is_reply(name, parse(str(link.recv(timeout=SOON)))), "the greeting"
        for one in document(name)["pushes"]:
            for frame in _starting(name, one):
                link.send(write(frame))
                assert is_reply(name, parse(str(link.recv(timeout=SOON))))
            codec = getattr(own, f"_{constant_name(one['push'])}_PUSH").codec
            payload = codec.decode(_payload(name, one))
            getattr(app.pushes, method_name(one["push"]))(payload)
            found = parse(str(link.recv(timeout=SOON)))
            if not is_meant(meaning(payload), one["means"]):
                odd.append(f"{one['name']} means {meaning(payload)!r}")
            if not is_same(found, one["frame"], unordered=ANY):
                odd.append(f"{one['name']}: {shorter(write(found))}")
    assert not odd, "\n".join(odd)


def _payload(name: str, one: Json) -> Json:
    push = next(push for push in api(name).pushes if push.name == one["push"])
    found = one["frame"]
    for step in push.at.split(".") if push.at else ():
        found = found[step]
    return found


def _starting(name: str, one: Json) -> Iterator[Json]:
    """Give the frames that start the stream which a push belongs to."""
    for stream in api(name).streams:
        if stream.push == one["push"]:
            case = next(
                c for c in cases_over(name, "ws") if c["method"] == stream.start
            )
            frame = case["request"]["json"]
            key = _payload(name, one)[stream.key_member]
            params = next(
                key for key, value in frame.items() if isinstance(value, dict)
            )
            own = frame_of(name, "ws", "request")["id"]
            yield {**frame, params: {stream.key_param: key}, own: "start"}


# -- webhooks ----------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLING)
def test_a_receiver_believes_what_is_proven_and_nothing_else(name: str) -> None:
    odd = [
        f"{one['name']}: {slip}"
        for one in document(name)["webhooks"]
        for slip in _receiving(name, one)
    ]
    assert not odd, "\n".join(odd)


def _receiving(name: str, one: Json) -> Iterator[str]:
    pkg = package(name)
    hooks = pkg.module("_hooks")
    webhook = getattr(pkg.module("webhooks"), constant_name(one["webhook"]))
    known = document(name)["credentials"]
    is_signed = next(w for w in api(name).webhooks if w.name == one["webhook"]).auth
    more = {"secret": known["secret"], "key": known["key"]} if is_signed else {}
    try:
        told = webhook.receive(one["headers"], one["text"].encode(), **more)
    except hooks.SignatureError as error:
        if one.get("refused") != "signature":
            yield f"it is not believed: {error}"
        return
    except pkg.wire.DecodeError as error:
        if one.get("refused") != "payload":
            yield f"it is not read: {error}"
        return
    if "refused" in one:
        yield f"it is taken for {told!r}"
    elif not is_meant(meaning(told), one["means"]):
        yield f"it means {meaning(told)!r}"
    if "acknowledge" in one:
        answer, wanted = webhook.acknowledgement, one["acknowledge"]
        if (answer.status, answer.body.decode()) != (wanted["status"], wanted["text"]):
            yield f"it is answered by {answer}"


@pytest.mark.parametrize("name", CALLING)
def test_repeated_deliveries_are_told_by_what_the_spec_names(name: str) -> None:
    """What stays the same in a repeat makes two of them one; any other value two."""
    for webhook in api(name).webhooks:
        own = getattr(package(name).module("webhooks"), constant_name(webhook.name))
        for one in document(name)["webhooks"]:
            if one["webhook"] == webhook.name and "means" in one and webhook.same:
                told = own._read(one["text"].encode())
                wanted = [one["means"].get(key) for key in webhook.same]
                assert [meaning(part) for part in own.identity(told)] == wanted


@pytest.mark.parametrize("name", CALLING)
def test_a_sender_writes_and_signs_each_delivery(name: str) -> None:
    odd = [
        f"{one['name']}: {slip}"
        for one in document(name)["webhooks"]
        if "refused" not in one and "other-headers" not in one["name"]
        for slip in asyncio.run(_sending(name, one))
    ]
    assert not odd, "\n".join(odd)


async def _sending(name: str, one: Json) -> list[str]:
    pkg, odd = Play(name).pkg, list[str]()
    module = __import__(f"{pkg.root.__name__}.webhooks", fromlist=["webhooks"])
    hooks = __import__(f"{pkg.root.__name__}._hooks", fromlist=["_hooks"])
    webhook = getattr(module, constant_name(one["webhook"]))
    known = document(name)["credentials"]
    sent, answers = [], list[Any]()

    async def post(outgoing: Any, _: float) -> Any:
        sent.append(outgoing)
        return answers.pop()

    fields = dict(parse_qsl(one["text"], keep_blank_values=True))
    payload = webhook.codec.from_form(fields)
    if not is_meant(meaning(payload), one["means"]):
        odd.append(f"it means {meaning(payload)!r}")
    right = one.get("acknowledge", {"status": 204, "text": ""})
    sender = module.Webhooks({known["key"]: known["secret"]}, post=post, attempts=1)
    for status, text, is_right in (
        (right["status"], right["text"], True),
        (500, right["text"], False),
        (right["status"], f"{right['text']}!", not right["text"]),
    ):
        answers.append(hooks.Answered(status, text.encode()))
        delivery = await sender.send(webhook, URL, payload, known["key"])
        if delivery.is_acknowledged is not is_right:
            odd.append(f"{status} {text!r} is taken for {delivery}")
    await sender.close()
    headers = {key.lower(): value for key, value in sent[0].headers}
    if (sent[0].verb, sent[0].url) != (one["verb"], URL):
        odd.append(f"it is a {sent[0].verb} to {sent[0].url}")
    if sorted(parse_qsl(sent[0].body.decode(), keep_blank_values=True)) != sorted(
        fields.items()
    ):
        odd.append(f"it is {sent[0].body!r}")
    for header, value in one["headers"].items():
        # The order of a form is the sender's, and its signature holds for that.
        is_its_own = sent[0].body.decode() == one["text"]
        if headers.get(header.lower()) != value and (
            is_its_own or header.lower() not in headers
        ):
            odd.append(f"{header} is {headers.get(header.lower())}, not {value}")
    return odd
