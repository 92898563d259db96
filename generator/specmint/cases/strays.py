"""Errors that no method's example shows: their own exchanges as cases."""

from collections.abc import Iterator
from dataclasses import replace
import re

from specmint.cases.frames import rpc_status
from specmint.cases.meanings import error_part
from specmint.cases.parts import Json, Object, body_part, dig, split_status, target_part
from specmint.cases.replies import status_of
from specmint.model import Api, Binding, Error, Example, Exchange, Raised

_FIRST_LINE = re.compile(r"[A-Z]+ /")


def stray_cases(api: Api) -> Iterator[Object]:
    """Write the exchange of each example that an error has of its own."""
    for error in api.errors.values():
        for example in error.examples:
            for exchange in example.exchange:
                yield _case(api, error, example, exchange)


def _case(api: Api, error: Error, example: Example, exchange: Exchange) -> Object:
    over = exchange.transport
    binding = Binding(over, envelope=api.transport(over).envelope)
    whole = replace(example, raises=example.raises or Raised(error.name))
    reply = _reply(api, binding, error, whole, exchange.reply.strip())
    made: Object = {"name": f"{error.name}/{example.name}", "over": over}
    made["origin"] = example.origin
    if exchange.request.strip():
        made["request"] = _request(api, over, exchange.request.strip())
    seen = error_part(api, binding, whole, reply)
    return {**made, "reply": reply, "sees": {"error": seen}}


def _reply(
    api: Api, binding: Binding, error: Error, example: Example, text: str
) -> Object:
    status, text = split_status(text)
    body = body_part(text)
    if binding.transport == "ws":
        return body
    if status is None and binding.transport == "rpc":
        status = rpc_status(api, dig(body.get("json"), "error.code"), error)
    elif status is None:
        status = status_of(api, binding, example)
    return {"status": status, **body}


def _request(api: Api, over: str, text: str) -> Object:
    """Take a literal request apart; one of JSON-RPC may be a body alone."""
    if over == "ws" or not _FIRST_LINE.match(text):
        verb: Json = {} if over == "ws" else {"verb": "POST"}
        path = api.transport(over).path.partition("[")[0] or "/"
        return {**verb, "path": path, "query": [], "headers": {}, **body_part(text)}
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    verb, target, *_ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip(): value.strip() for name, _, value in pairs}
    kind = headers.get("Content-Type", "")
    parts = {**target_part(target), "headers": headers, **body_part(body, kind)}
    return {"verb": verb, **parts}
