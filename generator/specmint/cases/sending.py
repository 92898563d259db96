"""Requests of examples, in parts."""

from dataclasses import replace

from specmint.cases.messages import Message, make_message
from specmint.cases.parts import FORM, Object, body_part, target_part
from specmint.model import Api, Binding, Example, Method

AGENT = "specmint"


def made_request(
    api: Api, method: Method, binding: Binding, example: Example
) -> Object:
    """Make the request of an example as if the document did not show it."""
    bare = bare_of(example)
    return request_part(api, binding, make_message(api, method, binding, bare))


def bare_of(example: Example) -> Example:
    return replace(example, exchange=())


def request_part(api: Api, binding: Binding, message: Message) -> Object:
    """Take the request apart; a WebSocket's has the handshake's path and query."""
    if binding.transport == "ws":
        path = api.transport("ws").path or "/"
        return {"path": path, "query": [], "headers": {}, **body_part(message.request)}
    headers = dict(message.headers)
    body = message.request if binding.transport == "rpc" else message.body
    if binding.transport == "http" and body and "Content-Type" not in headers:
        headers["Content-Type"] = "application/json" if body[:1] in "{[" else FORM
    needed = [one.name for one in binding.headers if one.required and not one.value]
    headers |= {name: AGENT for name in needed if name not in headers}
    return {
        "verb": message.verb,
        **target_part(message.target),
        "headers": headers,
        **body_part(body, headers.get("Content-Type", "")),
    }
