"""How a method is called over each transport, as code."""

from collections.abc import Iterator

from specmint.lower.python.shapes import Shapes
from specmint.lower.ways import (
    absent,
    moved,
    other_form,
    own_headers,
    renamed,
    signing,
    usual_place,
)
from specmint.lower.ways import (
    boolean_rules as rules_of,
)
from specmint.model import Api, Binding, BoundParam, Field, Method, Words
from specmint.text.python import literal


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
    names = renamed(binding)
    args += [f"names={literal(names)}"] if names else []
    args += _headers(api, binding)
    return f"Rpc({', '.join(args)})" if args else "RPC"


def _headers(api: Api, binding: Binding) -> list[str]:
    own = own_headers(api, binding)
    return [f"headers={literal(own)}"] if own else []


def _rest(api: Api, shapes: Shapes, method: Method, binding: Binding) -> str:
    transport = api.transport("http")
    place = usual_place(api, binding)
    args = [str(literal(binding.path))]
    if place != ("query" if binding.verb == "GET" else "json"):
        args.append(str(literal(place)))
    places = moved(binding, place)
    args += [f"places={literal(places)}"] if places else []
    args += _differences(api, shapes, method, binding)
    args += [f"query={literal(binding.query)}"] if binding.query else []
    args += [f"ok={literal(binding.ok)}"] if set(binding.ok) - {200} else []
    scheme = signing(api, binding)
    args += [f"auth={literal(scheme)}"] if scheme else []
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


def _differences(
    api: Api, shapes: Shapes, method: Method, binding: Binding
) -> Iterator[str]:
    """Say which names and forms differ on this transport, and what it does not have."""
    if names := renamed(binding):
        yield f"names={literal(names)}"
    fields = {field.name: field for field in method.params}
    forms = [
        f"{literal(bound.param)}: {form}"
        for bound in binding.params
        if (form := form_of(api, shapes, fields[bound.param], bound, binding))
    ]
    if forms:
        yield f"forms={{{', '.join(forms)}}}"
    if lacking := absent(binding):
        yield f"absent={literal(lacking)}"


def form_of(
    api: Api, shapes: Shapes, field: Field, bound: BoundParam, binding: Binding
) -> str:
    """Give the codec of a parameter where it travels otherwise than by its type."""
    return other_form(
        api, binding, bound, field.use, lambda use: shapes.of(use).codec, "BOOLEAN"
    )


def boolean_rules(api: Api) -> str:
    """Write the forms of plain booleans by place; a client sends the first of each."""
    pairs = []
    for place, rule in rules_of(api):
        match rule:
            case Words(truthy=true, falsy=false):
                made = f"Boolean({literal(true[:1])}, {literal(false[:1])})"
                pairs.append(f"{literal(place)}: {made}")
            case "zero-one":
                pairs.append(f"{literal(place)}: ZERO_ONE")
    return f"{{{', '.join(pairs)}}}" if pairs else ""
