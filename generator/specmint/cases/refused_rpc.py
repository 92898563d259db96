"""Requests of JSON-RPC with something wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from specmint.cases.access import wrong_access
from specmint.cases.frames import spoken
from specmint.cases.handlers import wrong_handlers
from specmint.cases.messages import make_message
from specmint.cases.odd_values import odd_values
from specmint.cases.parts import Json, Object
from specmint.cases.refusing import Wrong
from specmint.cases.requests import named_values, placed_values
from specmint.cases.sending import bare_of, request_part
from specmint.cases.unfit import lacking
from specmint.layout import json_line
from specmint.model import Api, Binding, Example, Method, Rpc, Transport

BODY, BATCH, DEPTH = 1 << 20, 100, 64  # where the spec sets no limit
Make = Any


def wrong_rpc(api: Api, transport: Transport, more: Rpc) -> Iterator[Wrong]:
    """Spoil calls: all that is wrong with any call first, then method by method."""
    known = [(m, b, e) for m, b, e in bound_methods(api, "rpc")]
    if not known:
        return
    method, binding, example = known[0]
    base = request_part(api, binding, make_message(api, method, binding, example))
    make = partial(Wrong, auth=transport.auth)
    yield from _bodies(make, base, more)
    yield from _calls(api, make, base)
    yield from _large(make, base, transport, more)
    yield from _places(make, base, transport)
    yield from wrong_access(api, base, transport.auth)
    for wrong in wrong_handlers(base, method, binding):
        yield replace(wrong, auth=transport.auth)
    for method, binding, example in known:
        own = request_part(api, binding, make_message(api, method, binding, example))
        yield from _params(api, make, own, method, binding, example)
    yield from _twice(api, make, known)


def bound_methods(api: Api, over: str) -> Iterator[tuple[Method, Binding, Example]]:
    """Give each method of a transport with an example that goes well, or any."""
    for method in api.methods:
        for binding in method.bindings:
            examples = [e for e in method.examples if not e.over or over in e.over]
            examples.sort(key=lambda one: one.raises is not None)
            if binding.transport == over and examples:
                yield method, binding, bare_of(examples[0])


def with_json(request: Object, body: Json) -> Object:
    kept = {k: v for k, v in request.items() if k not in {"json", "text", "pieces"}}
    return {**kept, "json": body}


def with_text(request: Object, text: str) -> Object:
    return {**{k: v for k, v in request.items() if k != "json"}, "text": text}


def with_pieces(request: Object, *pieces: tuple[str, int]) -> Object:
    kept = {k: v for k, v in request.items() if k != "json"}
    return {**kept, "pieces": [list(piece) for piece in pieces]}


def _bodies(make: Make, base: Object, more: Rpc) -> Iterator[Wrong]:
    text = json_line(base["json"])
    no = {"has_id": False}
    yield make("unparsable", "cut-short", with_text(base, text[:-2]), **no)
    yield make("unparsable", "two-values", with_text(base, f"{text} {text}"), **no)
    yield make("unparsable", "no-json", with_text(base, "method=help"), **no)
    yield make("no_object", "number", with_json(base, 5), **no)
    yield make("no_object", "text", with_json(base, "help"), **no)
    if more.batch.allowed:
        yield make("empty_batch", "empty-batch", with_json(base, []), **no)
        odd = with_json(base, [1])
        yield make("request", "batch-of-a-number", odd, is_listed=True, **no)


def _calls(api: Api, make: Make, base: Object) -> Iterator[Wrong]:
    call = base["json"]
    unknown = f"{call['method']}_nosuch"
    lost = {key: value for key, value in call.items() if key != "method"}
    yield make("request", "no-method", with_json(base, lost))
    odd = {**call, "method": 5}
    yield make("request", "method-is-a-number", with_json(base, odd))
    named = with_json(base, {**call, "method": unknown})
    yield make("method", "no-such-method", named, {"method": unknown})
    speak = spoken(api)
    more = api.transport("rpc").more
    assert isinstance(more, Rpc)
    if speak.when and all(one.when for one in more.dialects):
        for name, version in (("old-version", "1.0"), ("version-is-a-number", 2)):
            spoiled = with_json(base, {**call, "jsonrpc": version})
            why = "The version is not one that is spoken."
            yield make("request", name, spoiled, why=why)
        lost = {key: value for key, value in call.items() if key != "jsonrpc"}
        yield make("request", "no-version", with_json(base, lost), why=why)


def _large(
    make: Make, base: Object, transport: Transport, more: Rpc
) -> Iterator[Wrong]:
    limits = transport.limits
    depth, body = limits.depth or DEPTH, limits.body or BODY
    most = limits.batch or more.batch.most or BATCH
    text = json_line(base["json"])
    deep = with_pieces(base, ("[", depth + 1), ("]", depth + 1))
    yield make("depth", "too-deep", deep, {"most": depth}, has_id=False)
    large = with_pieces(base, (" ", body), (text, 1))
    yield make("size", "too-large", large, {"most": body}, has_id=False)
    if more.batch.allowed:
        calls = with_pieces(base, ("[", 1), (f"{text}, ", most), (f"{text}]", 1))
        yield make("batch", "too-many-calls", calls, {"most": most}, has_id=False)


def _places(make: Make, base: Object, transport: Transport) -> Iterator[Wrong]:
    nowhere = {**base, "path": "/no/such/path"}
    facts = {"verb": base["verb"], "path": "/no/such/path"}
    yield make("path", "no-such-path", nowhere, facts, has_id=False)
    spoiled = {**base, "verb": "PUT"}
    facts = {"verb": "PUT", "path": base["path"]}
    yield make("verb", "no-such-verb", spoiled, facts, has_id=False)
    for header in transport.headers:
        if header.required:
            kept = {k: v for k, v in base["headers"].items() if k != header.name}
            lost = {**base, "headers": kept}
            yield make("agent", f"no-{header.name}", lost, {"name": header.name})


# -- parameters --------------------------------------------------------------------


def _params(
    api: Api,
    make: Make,
    base: Object,
    method: Method,
    binding: Binding,
    example: Example,
) -> Iterator[Wrong]:
    more = api.transport("rpc").more
    assert isinstance(more, Rpc)
    placed = list(placed_values(api, method, binding, example))
    named = named_values(method, example, placed)
    takes = spoken(api).params
    made = partial(_made, make, base, method, binding)
    yield made("container", "params-are-a-text", "nothing")
    if "array" not in takes:
        yield made("container", "params-in-a-list", list(named.values()))
    required = [one.name for one in binding.params if one.required and not one.absent]
    names = [one.name for one in binding.params if not one.absent]
    if required:
        facts = lacking(method, binding.method, required, required)
        yield made("missing", "no-params", {}, facts)
        if "array" in takes:
            yield made("missing", "no-params-in-a-list", [], facts)
    if "array" in takes:
        facts = {"most": len(names), "given": len(names) + 1}
        surplus = [None] * (len(names) + 1)
        yield made("surplus", "one-too-many", surplus, facts)
    if more.params != "positional":
        spoiled = {**named, "no_such_param": 1}
        yield made("unknown", "unknown-name", spoiled, {"name": "no_such_param"})
    filled = _filled(named, required, placed)
    for bound in binding.params:
        for odd in odd_values(api, method, bound, more, example):
            spoiled = {**filled, bound.name: odd.value}
            wrong = made(odd.kind, odd.what, spoiled, odd.facts)
            yield replace(wrong, refuse=odd.refuse)


def _twice(
    api: Api, make: Make, known: Sequence[tuple[Method, Binding, Example]]
) -> Iterator[Wrong]:
    """Give a named parameter twice, which no tree of JSON can show."""
    for method, binding, example in known:
        placed = list(placed_values(api, method, binding, example))
        named = named_values(method, example, placed)
        if named:
            own = make_message(api, method, binding, example)
            base = request_part(api, binding, own)
            call = {**base["json"], "params": named}
            name, text = next(iter(named)), json_line(named)
            again = f"{text[:-1]}, {json_line({name: named[name]})[1:]}"
            request = with_text(base, json_line(call).replace(text, again))
            yield make(
                "repeated",
                f"{method.name}/twice",
                request,
                {"method": binding.method, "function": method.name, "name": name},
                method=method.name,
                said=call,
            )
            return


def _filled(
    named: Object, required: Sequence[str], placed: Sequence[Any]
) -> Object:  # an example may itself lack something
    return named if set(required) <= set(named) else {b.name: v for b, v in placed}


def _made(
    make: Make,
    base: Object,
    method: Method,
    binding: Binding,
    kind: str,
    name: str,
    params: Json,
    facts: Object | None = None,
) -> Wrong:
    known = {"method": binding.method, "function": method.name, **(facts or {})}
    request = with_json(base, {**base["json"], "params": params})
    return Wrong(
        kind,
        f"{method.name}/{name}",
        request,
        known,
        method=method.name,
        auth=make.keywords["auth"],
    )
