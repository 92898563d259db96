"""Requests of REST with something wrong."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from specmint.cases.access import wrong_access
from specmint.cases.handlers import wrong_handlers
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
from specmint.cases.sending import made_request
from specmint.cases.spoiled import spoiled
from specmint.cases.unfit import decides, is_number, lacking, refuse_of, unfit
from specmint.model import Api, Binding, BoundParam, Example, Method, Transport

_VERBS = ("DELETE", "PUT", "PATCH")


def wrong_rest(api: Api, transport: Transport) -> Iterator[Wrong]:
    """Spoil requests: the first one that has a body, then method by method."""
    known = list(bound_methods(api, "http"))
    if not known:
        return
    method, binding, example = known[0]
    base = made_request(api, method, binding, example)
    yield from _places(api, base, transport, binding)
    yield from wrong_handlers(base, method, binding)
    for method, binding, example in known:
        if any(one.place in {"json", "body"} for one in binding.params):
            base = made_request(api, method, binding, example)
            yield from _bodies(transport, base, method, binding)
            break
    for method, binding, example in known:
        if binding.auth:
            base = made_request(api, method, binding, example)
            yield from wrong_access(api, base, binding.auth, binding.envelope)
            break
    for method, binding, example in known:
        base = made_request(api, method, binding, example)
        yield from _lacking(base, method, binding)
        yield from _ill_typed(api, base, method, binding, example)


def _places(
    api: Api, base: Object, transport: Transport, binding: Binding
) -> Iterator[Wrong]:
    make = partial(Wrong, auth=binding.auth)
    nowhere = f"{getattr(transport.more, 'prefix', '')}/no/such/path"
    facts: Object = {"verb": base["verb"], "path": nowhere}
    yield make("path", "no-such-path", {**base, "path": nowhere}, facts)
    taken = {
        one.verb for m in api.methods for one in m.bindings if one.path == binding.path
    }
    verb = next(one for one in _VERBS if one not in taken)
    facts = {"verb": verb, "path": base["path"]}
    yield make("verb", "no-such-verb", {**base, "verb": verb}, facts)
    for header in transport.headers:
        if header.required:
            kept = {k: v for k, v in base["headers"].items() if k != header.name}
            lost = {**base, "headers": kept}
            yield make("agent", f"no-{header.name}", lost, {"name": header.name})


def _bodies(
    transport: Transport, base: Object, method: Method, binding: Binding
) -> Iterator[Wrong]:
    make = partial(
        Wrong, auth=binding.auth, method=method.name, envelope=binding.envelope
    )
    limits = transport.limits
    depth, body = limits.depth or DEPTH, limits.body or BODY
    yield make("unparsable", f"{method.name}/no-json", with_text(base, "{nothing"))
    deep = with_pieces(base, ("[", depth + 1), ("]", depth + 1))
    yield make("depth", f"{method.name}/too-deep", deep, {"most": depth})
    large = with_pieces(base, (" ", body), ("{}", 1))
    yield make("size", f"{method.name}/too-large", large, {"most": body})


# -- parameters --------------------------------------------------------------------


def _lacking(base: Object, method: Method, binding: Binding) -> Iterator[Wrong]:
    required = [one for one in binding.params if one.required and not one.absent]
    required = [one for one in required if one.place not in {"path", "header"}]
    if not required:
        return
    place = required[0].place
    names = [one.name for one in required]
    listed = [one.name for one in required if one.place == place]
    facts = lacking(method, method.name, names, listed)
    make = partial(
        Wrong,
        facts=facts,
        auth=binding.auth,
        method=method.name,
        envelope=binding.envelope,
    )
    bare = {k: v for k, v in base.items() if k not in {"json", "form", "text"}}
    bare |= {"query": []}
    match place:
        case "query":
            yield make("missing_query", f"{method.name}/no-query", bare)
        case "form":
            yield make("missing", f"{method.name}/no-form", bare)
        case "json":
            yield make("missing", f"{method.name}/no-members", with_json(bare, {}))
            yield make("no_body", f"{method.name}/no-body", bare)
        case "body":
            yield make("no_body", f"{method.name}/no-body", bare)


def _ill_typed(
    api: Api, base: Object, method: Method, binding: Binding, example: Example
) -> Iterator[Wrong]:
    more = api.transport("http").more
    for bound in binding.params:
        if bound.absent or decides(method, bound.param):
            continue
        make = partial(
            Wrong, method=method.name, envelope=binding.envelope, auth=binding.auth
        )
        facts: dict[str, str | int] = {"method": method.name, "name": bound.name}
        for one in spoiled(api, method, bound, example):
            odd = _spoiled(base, binding, bound, one.value)
            if odd is not None:
                name = f"{method.name}/{one.way(bound.name)}"
                told = {**facts, **one.facts}
                yield make("value", name, odd, told, refuse=one.refuse)
        value = unfit(api, method, bound, more, example)
        odd = None if value is None else _spoiled(base, binding, bound, value)
        if odd is None or (isinstance(value, str) and refuse_of(api, method, bound)):
            continue  # of a text it is the type that says what answers it
        kind = "type"
        if bound.place == "path":
            kind, facts = "path", {"verb": base["verb"], "path": odd["path"]}
        elif bound.place in {"query", "form"} and is_number(api, method, bound):
            kind, facts = "number", {"name": bound.name, "value": repr(value)}
        yield make(kind, f"{method.name}/{bound.name}-ill-typed", odd, facts)


def _spoiled(
    base: Object, binding: Binding, bound: BoundParam, value: Json
) -> Object | None:
    """Put a value in the place of a parameter's own."""
    match bound.place:
        case "json":
            body: Any = base.get("json", {})
            return with_json(base, {**body, bound.name: value})
        case "body":
            return with_json(base, value)
        case "query" | "form":
            kept = [one for one in base.get(bound.place, []) if one[0] != bound.name]
            return {**base, bound.place: [*kept, [bound.name, value]]}
        case "path":
            return {**base, "path": _in_path(base["path"], binding.path, bound, value)}
    return None


def _in_path(path: str, template: str, bound: BoundParam, value: str) -> str:
    named = {f"{{{bound.name}}}", f"{{{bound.param}}}"}
    parts = zip(path.split("/"), template.split("/"), strict=False)
    return "/".join(quote(value) if own in named else part for part, own in parts)
