"""How a method is called over each transport, as code."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Binding, BoundParam, Field, Http, Method, Wire, Words
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
    if path:
        return f"Rpc({literal(own)}, {literal(path)})"
    return f"Rpc({literal(own)})" if own else "RPC"


def _rest(api: Api, shapes: Shapes, method: Method, binding: Binding) -> str:
    transport = api.transport("http")
    assert isinstance(transport.more, Http)
    place = dict(transport.more.params).get(binding.verb, "query")
    if binding.body in {"json", "form"}:
        place = binding.body
    args = [str(literal(binding.verb)), str(literal(binding.path)), str(literal(place))]
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
    args += [f"envelope={literal(binding.envelope)}"] if binding.envelope != transport.envelope else []
    args += [f"host={literal(binding.host)}"] if binding.host else []
    return f"Rest({', '.join(args)})"


def _signs(api: Api, name: str) -> bool:
    return any(scheme.name == name and scheme.kind == "hmac" for scheme in api.auth)


def _differences(
    api: Api, shapes: Shapes, method: Method, binding: Binding
) -> Iterator[str]:
    """Say which names and forms differ on this transport, and what it does not have."""
    names = {b.param: b.name for b in binding.params if b.name != b.param and not b.absent}
    if names:
        yield f"names={literal(names)}"
    fields = {field.name: field for field in method.params}
    forms = [
        f"{literal(bound.param)}: {form}"
        for bound in binding.params
        if not bound.absent
        and (form := _form(api, shapes, fields[bound.param], bound, binding))
    ]
    if forms:
        yield f"forms={{{', '.join(forms)}}}"
    absent = tuple(bound.param for bound in binding.params if bound.absent)
    if absent:
        yield f"absent={literal(absent)}"


def _form(
    api: Api, shapes: Shapes, field: Field, bound: BoundParam, binding: Binding
) -> str:
    """Give the codec of a parameter where it travels otherwise than by its type."""
    rules = getattr(api.transport(binding.transport).more, "wire", ())
    there = travelling(api, field.use, bound, rules)
    if there == field.use:
        return ""
    if isinstance(there.wire, Words) and bound.place in TEXT_PLACES:
        there = replace(there, wire=_first_words(there.wire))
    there_codec, own = shapes.of(there).codec, shapes.of(field.use).codec
    return there_codec if there_codec != own else ""


def _first_words(words: Words) -> Wire:
    """A client sends the first of each; 1 and 0 are numbers where all is text."""
    if words.truthy[0] == "1" and words.falsy[0] == "0":
        return "zero-one"
    return Words(words.truthy[:1], words.falsy[:1])
