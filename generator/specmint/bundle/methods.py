"""Methods as JSON, and how each is called over every transport."""

from specmint.bundle.errata import all_errata
from specmint.bundle.nodes import Json, Object, named, node, plain
from specmint.bundle.types import use
from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Example,
    Field,
    Http,
    Method,
    Rpc,
    Ws,
)
from specmint.wire import accepted, travelling


def method_node(api: Api, method: Method) -> Object:
    """Resolve one method; what it always has is there, empty or not."""
    bindings = {one.transport: _binding(api, one, method) for one in method.bindings}
    made: Object = {
        "name": method.name,
        "group": method.group,
        "summary": method.summary,
        **_if_any("doc", method.facts.doc),
        "effect": method.effect,
        "bindings": bindings,
        "params": node(method.params),
        "result": None if method.result is None else use(method.result),
        **_if_any("beside", node(method.beside)),
        "errors": node(method.errors),
        "examples": {one.name: _example(one) for one in method.examples},
        "errata": node(method.facts.errata),
        "source": node(method.facts.source),
    }
    more = plain(method, "beside", "cache", "cache_doc", "cache_errata")
    rest = {key: value for key, value in more.items() if key not in made}
    made |= {**rest, **_if_any("cache", _cache(method))}
    return made | {"errata": all_errata(made)}


def _if_any(key: str, value: Json) -> Object:
    return {key: value} if value else {}


def _example(example: Example) -> Object:
    made = node(example)
    del made["name"]
    return {"params": {}, **made}


def _cache(method: Method) -> Object:
    if method.cache is None:
        return {}
    told = _if_any("doc", method.cache_doc)
    return {"for": method.cache, **told, **_if_any("errata", node(method.cache_errata))}


def _binding(api: Api, binding: Binding, method: Method) -> Object:
    made = _address(binding) | {"auth": list(binding.auth)}
    made |= {"status": {"ok": list(binding.ok)}} if binding.ok else {}
    made |= _if_any("headers", named(binding.headers))
    done = ("transport", "method", "verb", "path", "also")
    made |= plain(binding, *done, "auth", "ok", "headers", "params")
    made["params"] = _bound_params(api, binding, method)
    return made


def _address(binding: Binding) -> Object:
    """Where a call goes; of the further calls, those with its verb are paths alone."""
    path = {"path": binding.path}
    match binding.transport:
        case "http":
            verb = f"{binding.verb} "
            also = [call.removeprefix(verb) for call in binding.also]
            return {"verb": binding.verb, **path, "also": also}
        case "rpc":
            further = _if_any("also", list(binding.also))
            return {"method": binding.method, **path, **further}
    return {"method": binding.method, **(path if binding.path else {})}


def _bound_params(api: Api, binding: Binding, method: Method) -> Object:
    fields = {field.name: field for field in method.params}
    more = api.transport(binding.transport).more
    return {
        one.param: _bound_param(api, one, fields[one.param], more)
        for one in binding.params
    }


def _bound_param(
    api: Api, bound: BoundParam, field: Field, more: Rpc | Http | Ws
) -> Object:
    """How a parameter travels; its wire form only where it is not that of its type."""
    made: Object = {"name": bound.name, "in": bound.place}
    if not bound.absent:
        made["required"] = bound.required
    made |= plain(bound, "param", "name", "place", "required", "wire", "accepts")
    if bound.absent:
        return made
    wire = travelling(api, field.use, bound, getattr(more, "wire", ())).wire
    if wire is not None and (bound.wire is not None or wire != field.use.wire):
        made["wire"] = node(wire)
    own = accepted(api, field.use, BoundParam("", "", ""), ())
    accepts = accepted(api, field.use, bound, getattr(more, "accepts", ()))
    if bound.accepts or accepts != own:
        made["accepts"] = node(accepts)
    return made
