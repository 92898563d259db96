"""What one example sends and gets over one transport."""

from collections.abc import Mapping
from dataclasses import dataclass

from specmint.cases.replies import make_reply
from specmint.cases.requests import Sent, make_request
from specmint.model import Api, Binding, Example, Exchange, Method


@dataclass(frozen=True, slots=True)
class Message:
    """A request with its parts, and the texts of request and reply as people read them."""

    transport: str
    verb: str
    host: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str
    auth: tuple[str, ...]
    request: str
    reply: str


Traffic = Mapping[tuple[str, str, str], Message]


def make_traffic(api: Api) -> Traffic:
    """Make the message of every example over every transport that it holds for."""
    return {
        (method.name, example.name, binding.transport): make_message(
            api, method, binding, example
        )
        for method in api.methods
        for example in method.examples
        for binding in method.bindings
        if not example.over or binding.transport in example.over
    }


def make_message(
    api: Api, method: Method, binding: Binding, example: Example
) -> Message:
    """Make the message of one example over one transport."""
    literal = next(
        (one for one in example.exchange if one.transport == binding.transport),
        Exchange(binding.transport),
    )
    sent = make_request(api, method, binding, example)
    request = literal.request.strip() or _shown(sent)
    if literal.request and binding.transport == "http":
        sent = _as_written(sent, literal.request)
    reply = literal.reply.strip() or make_reply(api, binding, example)
    return Message(
        transport=binding.transport,
        verb=sent.verb,
        host=binding.host or api.transport(binding.transport).host,
        target=sent.target,
        headers=sent.headers,
        body=sent.body,
        auth=binding.auth,
        request=request,
        reply=reply,
    )


def _shown(sent: Sent) -> str:
    if not sent.verb:
        return sent.body
    if sent.is_rpc:
        return sent.pretty
    head = [f"{sent.verb} {sent.target}", *(f"{n}: {v}" for n, v in sent.headers)]
    return "\n".join([*head, "", sent.pretty] if sent.body else head)


def _as_written(sent: Sent, request: str) -> Sent:
    """Take the request's parts from a literal one."""
    head, _, body = request.strip().partition("\n\n")
    first = head.partition("\n")[0].removesuffix(" HTTP/1.1").split(" ", 1)
    if len(first) < 2:
        return sent
    verb, target = first
    return Sent(verb, target, sent.headers, body.strip(), body.strip(), is_rpc=False)
