"""How a method is called over each transport, as code."""

from collections.abc import Iterator

from specmint.lower.python.shapes import Shapes
from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Field,
    Http,
    Method,
    Wire,
    WireRules,
    Words,
)
from specmint.text import literal
from specmint.wire import travelling

TEXT_PLACES = frozenset(["path", "query", "form", "header"])


def routes(api: Api, shapes: Shapes, method: Method) -> list[str]:
    return [_route(api, shapes, method, binding) for binding in method.bindings]


def _route(api: Api, shapes: Shapes, method: Method, binding: Binding) -> str:
    match binding.transport:
        case "rpc":
            return _rpc(api, method, binding)
        case "ws":
            args = list(_differences(api, shapes, method, binding))
            if binding.method != method.name:
                args.insert(0, str(literal(binding.method)))
            return f"Ws({', '.join(args)})" if args else "WS"
    return _rest(api, shapes, method, binding)


def _rpc(api: Api, method: Method, binding: Binding) -> str:
    own = "" if binding.method == method.name else binding.method
    path = "" if binding.path == api.transport("rpc").path else binding.path
    args = [str(literal(own))] if own or path else []
    args += [str(literal(path))] if path else []
    names = {
        b.param: b.name for b in binding.params if b.name != b.param and not b.absent
    }
    args += [f"names={literal(names)}"] if names else []
    args += _headers(api, binding)
    return f"Rpc({', '.join(args)})" if args else "RPC"


def _headers(api: Api, binding: Binding) -> list[str]:
    """Write the headers that go with this call and not with all."""
    shared = {one.name: one.value for one in api.transport(binding.transport).headers}
    own = {
        one.name: one.value
        for one in binding.headers
        if one.value and shared.get(one.name) != one.value
    }
    return [f"headers={literal(own)}"] if own else []


def _rest(api: Api, shapes: Shapes, method: Method, binding: Binding) -> str:
    transport = api.transport("http")
    assert isinstance(transport.more, Http)
    place = dict(transport.more.params).get(binding.verb, "query")
    if binding.body in {"json", "form"}:
        place = binding.body
    args = [str(literal(binding.path))]
    if place != ("query" if binding.verb == "GET" else "json"):
        args.append(str(literal(place)))
    places = {
        bound.param: bound.place
        for bound in binding.params
        if bound.place != place and not bound.absent
    }
    args += [f"places={literal(places)}"] if places else []
    args += _differences(api, shapes, method, binding)
    args += [f"query={literal(binding.query)}"] if binding.query else []
    args += [f"ok={literal(binding.ok)}"] if set(binding.ok) - {200} else []
    if signing := [name for name in binding.auth if _signs(api, name)]:
        args.append(f"auth={literal(signing[0])}")
    args += (
        [f"envelope={literal(binding.envelope)}"]
        if binding.envelope != transport.envelope
        else []
    )
    args += [f"host={literal(binding.host)}"] if binding.host else []
    args += _headers(api, binding)
    if binding.verb in {"DELETE", "GET", "POST", "PUT"}:
        return f"{binding.verb.lower()}({', '.join(args)})"
    return f"Rest({literal(binding.verb)}, {', '.join(args)})"


def _signs(api: Api, name: str) -> bool:
    return any(scheme.name == name and scheme.kind == "hmac" for scheme in api.auth)


def _differences(
    api: Api, shapes: Shapes, method: Method, binding: Binding
) -> Iterator[str]:
    """Say which names and forms differ on this transport, and what it does not have."""
    names = {
        b.param: b.name for b in binding.params if b.name != b.param and not b.absent
    }
    if names:
        yield f"names={literal(names)}"
    fields = {field.name: field for field in method.params}
    forms = [
        f"{literal(bound.param)}: {form}"
        for bound in binding.params
        if not bound.absent
        and (form := form_of(api, shapes, fields[bound.param], bound, binding))
    ]
    if forms:
        yield f"forms={{{', '.join(forms)}}}"
    absent = tuple(bound.param for bound in binding.params if bound.absent)
    if absent:
        yield f"absent={literal(absent)}"


def form_of(
    api: Api, shapes: Shapes, field: Field, bound: BoundParam, binding: Binding
) -> str:
    """Give the codec of a parameter where it travels otherwise than by its type."""
    rules = getattr(api.transport(binding.transport).more, "wire", ())
    there = travelling(api, field.use, bound, rules)
    if there == field.use:
        return ""
    there_codec, own = shapes.of(there).codec, shapes.of(field.use).codec
    is_ruled = own == "BOOLEAN" and there.wire == boolean_rule(rules, bound.place)
    return there_codec if there_codec != own and not is_ruled else ""


def boolean_rule(rules: WireRules, place: str) -> Wire | None:
    """Give the form of plain booleans at a place, which the carrier knows."""
    return dict(dict(rules).get(place, ())).get("boolean")


def boolean_rules(api: Api) -> str:
    """Write the forms of plain booleans by place; a client sends the first of each."""
    rules = getattr(api.transport("http").more, "wire", ())
    pairs = []
    for place in sorted(TEXT_PLACES):
        match boolean_rule(rules, place):
            case Words(truthy=true, falsy=false):
                made = f"Boolean({literal(true[:1])}, {literal(false[:1])})"
                pairs.append(f"{literal(place)}: {made}")
            case "zero-one":
                pairs.append(f"{literal(place)}: ZERO_ONE")
    return f"{{{', '.join(pairs)}}}" if pairs else ""
