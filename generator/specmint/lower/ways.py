"""How a method is called over each transport, whatever the language."""

from collections.abc import Callable, Iterator

from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Counted,
    Duration,
    Field,
    Http,
    Method,
    Ref,
    Rpc,
    Transport,
    Use,
    Wire,
    WireRules,
)
from specmint.wire import travelling

TEXT_PLACES = frozenset(["path", "query", "form", "header"])
_PER_SECOND = {"s": 1, "ms": 1000, "us": 1_000_000}


def renamed(binding: Binding) -> dict[str, str]:
    """Give the names on the wire of the parameters that have another one there."""
    return {
        b.param: b.name for b in binding.params if b.name != b.param and not b.absent
    }


def absent(binding: Binding) -> tuple[str, ...]:
    """Name the parameters that a transport does not have."""
    return tuple(bound.param for bound in binding.params if bound.absent)


def own_headers(api: Api, binding: Binding) -> dict[str, str]:
    """Give the headers that go with this call and not with all."""
    shared = shared_headers(api.transport(binding.transport))
    return {
        one.name: one.value
        for one in binding.headers
        if one.value and shared.get(one.name) != one.value
    }


def shared_headers(transport: Transport) -> dict[str, str]:
    """Give the headers that go with every request."""
    return {one.name: one.value for one in transport.headers if one.value}


def usual_place(api: Api, binding: Binding) -> str:
    """Say where the arguments of a REST call go that have no place of their own."""
    more = api.transport("http").more
    assert isinstance(more, Http)
    if binding.body in {"json", "form"}:
        return binding.body
    return dict(more.params).get(binding.verb, "query")


def moved(binding: Binding, place: str) -> dict[str, str]:
    """Give the places of the arguments that go elsewhere."""
    return {
        bound.param: bound.place
        for bound in binding.params
        if bound.place != place and not bound.absent
    }


def signing(api: Api, binding: Binding) -> str:
    """Name the scheme that signs a call, if one does."""
    kinds = {scheme.name: scheme.kind for scheme in api.auth}
    return next((name for name in binding.auth if kinds[name] == "hmac"), "")


def other_form(
    api: Api,
    binding: Binding,
    bound: BoundParam,
    use: Use,
    codec: Callable[[Use], str],
    boolean: str,
) -> str:
    """Give the codec of an argument that travels otherwise than by its type.

    `codec` writes the codec of a use, and `boolean` is that of a plain boolean, whose
    form by place the carrier knows.
    """
    rules = getattr(api.transport(binding.transport).more, "wire", ())
    there = travelling(api, use, bound, rules)
    if bound.absent or there == use:
        return ""
    made, own = codec(there), codec(use)
    is_ruled = own == boolean and there.wire == boolean_rule(rules, bound.place)
    return made if made != own and not is_ruled else ""


def boolean_rule(rules: WireRules, place: str) -> Wire | None:
    """Give the form of plain booleans at a place, which the carrier knows."""
    return dict(dict(rules).get(place, ())).get("boolean")


def boolean_rules(api: Api) -> Iterator[tuple[str, Wire]]:
    """Give the forms of plain booleans by place."""
    rules = getattr(api.transport("http").more, "wire", ())
    for place in sorted(TEXT_PLACES):
        rule = boolean_rule(rules, place)
        if rule is not None:
            yield place, rule


def prefix(transport: Transport) -> str:
    """Give the part of all paths that an address may already end in."""
    if isinstance(transport.more, Rpc):
        return transport.path.partition("[")[0].partition("{")[0].rstrip("/")
    return str(getattr(transport.more, "prefix", ""))


def waiting(api: Api, method: Method) -> tuple[Field, int | None, int]:
    """Say which parameter bounds a wait, the most it may be by itself, and its unit."""
    param = next(one for one in method.params if one.name == method.waits)
    bound = [b for one in method.bindings for b in one.params if b.param == param.name]
    defaults = [one.default.value for one in bound if one.default is not None]
    defaults += [param.default.value] if param.default else []
    known = [value for value in defaults if isinstance(value, int)]
    return param, max(known) if known else None, _PER_SECOND[_unit(api, param.use)]


def _unit(api: Api, use: Use) -> str:
    kind = api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    if isinstance(kind, Duration) and isinstance(kind.wire, Counted):
        return kind.wire.unit
    return "s"


def fills(method: Method, *, has_gap: bool) -> dict[str, object]:
    """Give what fills the place of an argument that is left out before another one."""
    return {
        bound.param: bound.default.value
        for binding in method.bindings
        if has_gap and binding.transport == "rpc"
        for bound in binding.params
        if bound.default is not None
    }


def always(method: Method) -> set[str]:
    """Name what a transport must have, if it is the only one of the method."""
    if len(method.bindings) > 1:
        return set()
    return {
        bound.param
        for binding in method.bindings
        for bound in binding.params
        if bound.required
    }
