"""Where a method is called over each transport, and what differs there, as code."""

from collections.abc import Iterator

from specmint.lower.python.server.rules import Rules
from specmint.lower.python.server.taking import form_taken
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Binding, Http, Method
from specmint.text.python import literal

ROUTES = (
    ("._forms", frozenset(["Either", "Within"])),
    ("._rest", frozenset(["Rest", "delete", "get", "post", "put"])),
    ("._rpc", frozenset(["RPC", "Rpc"])),
    ("._rules", frozenset(["Rule", "Ruled", "RuledWithin"])),
    ("._ws", frozenset(["WS", "Ws"])),
)


def routes(api: Api, shapes: Shapes, rules: Rules, method: Method) -> Iterator[str]:
    for binding in method.bindings:
        match binding.transport:
            case "rpc":
                yield _rpc(api, shapes, rules, method, binding)
            case "ws":
                own = [] if binding.method == method.name else [binding.method]
                args = [*map(str, map(literal, own))]
                args += _differences(shapes, rules, method, binding)
                yield f"Ws({', '.join(args)})" if args else "WS"
            case _:
                yield _rest(api, shapes, rules, method, binding)


def _rpc(
    api: Api, shapes: Shapes, rules: Rules, method: Method, binding: Binding
) -> str:
    own = "" if binding.method == method.name else binding.method
    path = "" if binding.path == api.transport("rpc").path else binding.path
    args = [str(literal(own))] if own or path else []
    args += [str(literal(path))] if path else []
    args += [f"also={literal(binding.also)}"] if binding.also else []
    args += _differences(shapes, rules, method, binding)
    return f"Rpc({', '.join(args)})" if args else "RPC"


def _rest(
    api: Api, shapes: Shapes, rules: Rules, method: Method, binding: Binding
) -> str:
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
    args += _differences(shapes, rules, method, binding)
    args += [f"query={literal(binding.query)}"] if binding.query else []
    args += [f"ok={literal(binding.ok)}"] if set(binding.ok) - {200} else []
    if binding.auth != transport.auth or _signs(api, binding):
        args.append(f"auth={literal(binding.auth)}")
    if binding.envelope != transport.envelope:
        args.append(f"envelope={literal(binding.envelope)}")
    args += [f"host={literal(binding.host)}"] if binding.host else []
    args += [f"also={literal(binding.also)}"] if binding.also else []
    if binding.verb in {"DELETE", "GET", "POST", "PUT"}:
        return f"{binding.verb.lower()}({', '.join(args)})"
    return f"Rest({literal(binding.verb)}, {', '.join(args)})"


def _signs(api: Api, binding: Binding) -> bool:
    return any(one.name in binding.auth and one.kind == "hmac" for one in api.auth)


def _differences(
    shapes: Shapes, rules: Rules, method: Method, binding: Binding
) -> Iterator[str]:
    """Say what differs on one transport: names, forms, defaults, and what is absent."""
    fields = {field.name: field for field in method.params}
    bound = [one for one in binding.params if not one.absent]
    names = {one.param: one.name for one in bound if one.name != one.param}
    also = {
        one.param: one.also
        for one in bound
        if set(one.also) - set(fields[one.param].also)
    }
    forms = [
        f"{literal(one.param)}: {form}"
        for one in bound
        if (form := form_taken(shapes, rules, fields[one.param], one, binding))
    ]
    absent = tuple(one.param for one in binding.params if one.absent)
    defaults = {
        one.param: one.default.value
        for one in bound
        if one.default is not None
        and one.default.value is not None
        and one.default != fields[one.param].default
    }
    required = tuple(
        one.param
        for one in bound
        if one.required
        and len(method.bindings) > 1
        and fields[one.param].may_be_missing
    )
    for name, told in (("names", names), ("also_names", also)):
        if told:
            yield f"{name}={literal(told)}"
    if forms:
        yield f"forms={{{', '.join(forms)}}}"
    for key, facts in (
        ("absent", absent),
        ("defaults", defaults),
        ("required", required),
    ):
        if facts:
            yield f"{key}={literal(facts)}"
