"""Which transport carries an example as a client sends it."""

from urllib.parse import parse_qsl, unquote

from specmint.cases import Message, Traffic
from specmint.cases.requests import make_request
from specmint.model import Api, Binding, Example, Method


def find_binding(
    api: Api, method: Method, example: Example, traffic: Traffic
) -> Binding | None:
    """Find the first transport that carries the example, if there is one."""
    for binding in method.bindings:
        absent = {bound.param for bound in binding.params if bound.absent}
        message = traffic.get((method.name, example.name, binding.transport))
        if message is None or not absent.isdisjoint(example.params):
            continue
        if not _asks_otherwise(api, method, binding, example, message):
            return binding
    return None


def _asks_otherwise(
    api: Api, method: Method, binding: Binding, example: Example, message: Message
) -> bool:
    """Whether the literal request goes to another address than a client's would."""
    if not any(one.transport == "http" and one.request for one in example.exchange):
        return False
    made = make_request(api, method, binding, example)
    return _parts(message.target) != _parts(made.target)


def _parts(target: str) -> tuple[str, list[tuple[str, str]]]:
    path, _, query = target.partition("?")
    return unquote(path), sorted(parse_qsl(query, keep_blank_values=True))
