"""Frames of a WebSocket with something wrong."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from specmint.cases.access import wrong_access
from specmint.cases.handlers import wrong_handlers
from specmint.cases.messages import make_message
from specmint.cases.odd_values import odd_values
from specmint.cases.parts import Json, Object
from specmint.cases.refused_rpc import (
    BODY,
    DEPTH,
    bound_methods,
    with_json,
    with_pieces,
    with_text,
)
from specmint.cases.refusing import Wrong
from specmint.cases.requests import named_values, placed_values
from specmint.cases.sending import request_part
from specmint.cases.unfit import lacking
from specmint.layout import json_line
from specmint.model import Api, Binding, Example, Method, Transport, Ws


def wrong_frames(api: Api, transport: Transport, more: Ws) -> Iterator[Wrong]:
    """Spoil frames: all that is wrong with any call first, then method by method."""
    known = list(bound_methods(api, "ws"))
    if not known:
        return
    method, binding, example = known[0]
    base = request_part(api, binding, make_message(api, method, binding, example))
    keys = {value: key for key, value in more.call if isinstance(value, str)}
    yield from _frames(transport, base, keys)
    for wrong in wrong_access(api, base, transport.auth):
        yield replace(wrong, has_id=True)
    yield from _handlers(api, transport, known)
    for method, binding, example in known:
        own = request_part(api, binding, make_message(api, method, binding, example))
        yield from _params(api, own, method, binding, example, keys)


def _handlers(
    api: Api, transport: Transport, known: list[tuple[Method, Binding, Example]]
) -> Iterator[Wrong]:
    """Blame the handler of a method that is no stream's, which servers care for."""
    own = {
        name
        for stream in api.streams
        for name in (stream.start, stream.stop, stream.once)
    }
    for method, binding, example in known:
        if method.name not in own:
            made = make_message(api, method, binding, example)
            base = request_part(api, binding, made)
            for wrong in wrong_handlers(base, method, binding):
                yield replace(wrong, auth=transport.auth)
            return


def _frames(
    transport: Transport, base: Object, keys: dict[str, str]
) -> Iterator[Wrong]:
    make = partial(Wrong, auth=transport.auth)
    depth, frame = transport.limits.depth or DEPTH, transport.limits.body or BODY
    text, call = json_line(base["json"]), base["json"]
    yield make("unparsable", "cut-short", with_text(base, text[:-2]), has_id=False)
    yield make("no_object", "list", with_json(base, [call]), has_id=False)
    yield make("no_object", "number", with_json(base, 5), has_id=False)
    lost = {key: value for key, value in call.items() if key != keys["$method"]}
    yield make("request", "no-method", with_json(base, lost))
    odd = f"{call[keys['$method']]}_nosuch"
    named = with_json(base, {**call, keys["$method"]: odd})
    yield make("method", "no-such-method", named, {"method": odd})
    deep = with_pieces(base, ("[", depth + 1), ("]", depth + 1))
    yield make("depth", "too-deep", deep, {"most": depth}, has_id=False)
    large = with_pieces(base, (" ", frame), (text, 1))
    yield make("size", "too-large", large, {"most": frame}, has_id=False)


def _params(
    api: Api,
    base: Object,
    method: Method,
    binding: Binding,
    example: Example,
    keys: dict[str, str],
) -> Iterator[Wrong]:
    more = api.transport("ws").more
    assert isinstance(more, Ws)
    placed = list(placed_values(api, method, binding, example))
    named = named_values(method, example, placed)
    facts: dict[str, str | int] = {"method": binding.method, "function": method.name}

    def made(kind: str, what: str, params: Json, **more: str | int) -> Wrong:
        frame = with_json(base, {**base["json"], keys["$params"]: params})
        told = {**facts, **more}
        name = f"{method.name}/{what}"
        return Wrong(kind, name, frame, told, method=method.name, auth=binding.auth)

    yield made("container", "params-are-a-number", 5)
    required = [one.name for one in binding.params if one.required and not one.absent]
    if required:
        told = lacking(method, binding.method, required, required)
        yield made("missing", "no-params", {}, **told)
    odd = {**named, "no_such_param": 1}
    yield made("unknown", "unknown-name", odd, name="no_such_param")
    for bound in binding.params:
        for one in odd_values(api, method, bound, more, example):
            spoiled = {**named, bound.name: one.value}
            yield replace(
                made(one.kind, one.what, spoiled, **one.facts), refuse=one.refuse
            )
