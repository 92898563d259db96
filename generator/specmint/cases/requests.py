"""The request of an example, from its parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
import re
from typing import Any
from urllib.parse import quote, urlencode

from specmint.layout import json_line, json_text
from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Example,
    Method,
    Rpc,
    Use,
    WireRules,
    Ws,
)
from specmint.wire import (
    Context,
    Level,
    decode,
    encode,
    to_text,
    travelling,
    travels_as_text,
)

_SEGMENT = re.compile(r"\[[^\]]*\]")
_SAFE = ":@$,+;=!*'()"  # what clients of these services send as it is
_SAFE_IN_QUERY = "/:@$,=!*'()"  # Twisted splits at `;`, and forms take `+` for a blank
_ID = 1


@dataclass(frozen=True, slots=True)
class Sent:
    """A request in parts; a WebSocket frame has only a body."""

    verb: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str
    pretty: str
    is_rpc: bool = False


def make_request(api: Api, method: Method, binding: Binding, example: Example) -> Sent:
    match binding.transport:
        case "rpc":
            return _rpc(api, method, binding, example)
        case "ws":
            return _ws(api, method, binding, example)
    return _http(api, method, binding, example)


def _rpc(api: Api, method: Method, binding: Binding, example: Example) -> Sent:
    more = api.transport("rpc").more
    assert isinstance(more, Rpc)
    dialect = next((one for one in more.dialects if one.name == more.speak), None)
    call: dict[str, Any] = {}
    if dialect and dialect.request_version:
        call["jsonrpc"] = dialect.request_version
    call |= {"id": _ID, "method": binding.method}
    placed = list(placed_values(api, method, binding, example))
    params: Any = named_values(method, example, placed)
    if more.params != "named":
        params = _positions(binding, more.gap, placed)
    if params or more.params != "named":
        call["params"] = params
    path = _SEGMENT.sub("", binding.path)
    headers = (("Content-Type", more.content_type),)
    return Sent("POST", path, headers, json_line(call), json_text(call), is_rpc=True)


def named_values(
    method: Method, example: Example, placed: list[tuple[BoundParam, Any]]
) -> dict[str, Any]:
    """Name arguments as the transport does; what the method does not know comes last."""
    known = {param.name for param in method.params}
    unknown = {name: v for name, v in example.params.items() if name not in known}
    return {bound.name: value for bound, value in placed} | unknown


def _positions(
    binding: Binding, gap: str, placed: list[tuple[BoundParam, Any]]
) -> list[Any]:
    """List arguments by position; a gap before the last one given is filled."""
    values = {bound.param: value for bound, value in placed}
    params = [bound for bound in binding.params if not bound.absent]
    while params and params[-1].param not in values:
        params.pop()
    fills = {
        bound.param: bound.default.value
        for bound in params
        if gap == "default" and bound.default
    }
    return [(fills | values).get(bound.param) for bound in params]


def _ws(api: Api, method: Method, binding: Binding, example: Example) -> Sent:
    more = api.transport("ws").more
    assert isinstance(more, Ws)
    placed = list(placed_values(api, method, binding, example))
    params = named_values(method, example, placed)
    fills = {"$method": binding.method, "$params": params, "$id": str(_ID)}
    frame = {
        key: fills.get(value, value) if isinstance(value, str) else value
        for key, value in more.call
    }
    return Sent("", "", (), json_line(frame), json_text(frame))


def _http(api: Api, method: Method, binding: Binding, example: Example) -> Sent:
    placed = list(placed_values(api, method, binding, example))
    path = binding.path
    for bound, value in placed:
        if bound.place == "path":
            text = quote(_first(value), safe=_SAFE)
            for name in (bound.name, bound.param):
                path = path.replace(f"{{{name}}}", text)
    query = _pairs(placed, "query")
    asked = "&".join([*([binding.query] if binding.query else []), *_encoded(query)])
    target = f"{_SEGMENT.sub('', path)}{f'?{asked}' if asked else ''}"
    body, pretty, kind = _body(placed)
    headers = [
        (bound.name, _first(value))
        for bound, value in placed
        if bound.place == "header"
    ]
    headers += [(one.name, one.value) for one in binding.headers if one.value]
    headers += [("Content-Type", kind)] if body else []
    return Sent(binding.verb, target, tuple(headers), body, pretty)


def placed_values(
    api: Api, method: Method, binding: Binding, example: Example
) -> Iterable[tuple[BoundParam, Any]]:
    """Pair what is given with its form on the wire at its place."""
    uses = {param.name: param.use for param in method.params}
    level = Level(example.params, {param.name: param for param in method.params})
    context = Context(level, level)
    rules = getattr(api.transport(binding.transport).more, "wire", ())
    for bound in binding.params:
        if bound.param in example.params and not bound.absent:
            value, use = example.params[bound.param], uses[bound.param]
            yield bound, _sent(api, use, value, bound, context, rules)


def _sent(
    api: Api,
    use: Use,
    value: Any,
    bound: BoundParam,
    context: Context,
    rules: WireRules,
) -> Any:
    """Turn a value from its type's form into the form of its place; a bad one stays."""
    meaning, misfits = decode(api, use, value, context)
    if not misfits:
        here = travelling(api, use, bound, rules)
        as_sent = to_text if travels_as_text(bound) else encode
        made, misfits = as_sent(api, here, meaning, context)
        if not misfits:
            return made
    if travels_as_text(bound) and not isinstance(value, str):
        return json_line(value)
    return value


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) else str(value)


def _pairs(placed: list[tuple[BoundParam, Any]], place: str) -> list[tuple[str, str]]:
    return [
        (bound.name, str(one))
        for bound, value in placed
        if bound.place == place
        for one in (value if isinstance(value, list) else [value])
    ]


def _encoded(pairs: list[tuple[str, str]]) -> list[str]:
    return [
        f"{quote(name)}={quote(value, safe=_SAFE_IN_QUERY)}" for name, value in pairs
    ]


def _body(placed: list[tuple[BoundParam, Any]]) -> tuple[str, str, str]:
    """Give the body, the body laid out for people, and its content type."""
    whole = [value for bound, value in placed if bound.place == "body"]
    members = {bound.name: value for bound, value in placed if bound.place == "json"}
    form = _pairs(placed, "form")
    if whole or members:
        value = whole[0] if whole else members
        return json_line(value), json_text(value), "application/json"
    if form:
        body = urlencode(form)
        return body, body, "application/x-www-form-urlencoded"
    return "", "", ""
