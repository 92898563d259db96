"""From a bundle back to the data of a spec, which `build` makes a model of.

It asks nothing: what it is given has been held against the schema of bundles.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from specmint.bundle.reader_types import fields, own_fields, type_data, use

Json = Any
Object = dict[str, Json]


def to_data(bundle: Object) -> tuple[Object, dict[str, str]]:
    """Give a spec's data, and the group of each method."""
    transports = bundle["transports"]
    data = {
        **bundle,
        "transports": {name: _transport(one) for name, one in transports.items()},
        "credentials": {
            name: _each(one, "type", use) for name, one in bundle["credentials"].items()
        },
        "auth": {name: _auth(one) for name, one in bundle["auth"].items()},
        "envelopes": {
            name: _envelope(one) for name, one in bundle["envelopes"].items()
        },
        "methods": {one["name"]: _method(one, transports) for one in bundle["methods"]},
        "types": {
            name: type_data(own_fields(bundle["types"], one))
            for name, one in bundle["types"].items()
        },
        "errors": {name: _error(one) for name, one in bundle["errors"].items()},
        "webhooks": {name: _sent(one) for name, one in bundle["webhooks"].items()},
        "pushes": {name: _sent(one) for name, one in bundle["pushes"].items()},
        "streams": {name: _stream(one) for name, one in bundle["streams"].items()},
    }
    return data, {one["name"]: one["group"] for one in bundle["methods"]}


def _each(node: Object, key: str, change: Any) -> Object:
    return {**node, key: change(node[key])} if key in node else node


def _transport(node: Object) -> Object:
    return _each(node, "scope", fields)


def _auth(node: Object) -> Object:
    if "fresh" not in node:
        return node
    fresh = dict(node["fresh"])
    place, name = fresh.pop("in"), fresh.pop("name")
    return {**node, "fresh": {place: name, **fresh}}


def _envelope(node: Object) -> Object:
    return _each(node, "beside", fields)


def _method(node: Object, transports: Object) -> Object:
    kept = {
        key: value
        for key, value in node.items()
        if key not in ("bindings", "group", "name")
    }
    made = _each(_each(kept, "params", fields), "beside", fields)
    made["result"] = use(made["result"])
    if made["result"] is None:
        del made["result"]
    made["errata"] = [one for one in made["errata"] if "at" not in one]
    made["examples"] = {name: _example(one) for name, one in made["examples"].items()}
    if made.get("waits") == "always":
        made["waits"] = True
    also = {one["name"]: one.get("also", []) for one in node["params"]}
    return made | {
        name: _binding(name, one, transports[name], also)
        for name, one in node["bindings"].items()
    }


def _binding(name: str, node: Object, transport: Object, also: Object) -> Object:
    """Leave out what the binding has from its transport, and from the parameters."""
    made = dict(node)
    made["params"] = {
        param: _own_names(one, also[param]) for param, one in node["params"].items()
    }
    if name == "http":
        made["call"] = f"{made.pop('verb')} {made.pop('path')}"
    made.setdefault("envelope", "")
    lent = transport.get("headers", {})
    own = {k: v for k, v in made.pop("headers", {}).items() if lent.get(k) != v}
    return {**made, "headers": own} if own else made


def _own_names(node: Object, also: list[str]) -> Object:
    """The further names of a parameter stand behind those of the binding."""
    listed = node.get("also", [])
    return {**node, "also": listed[: len(listed) - len(also)]} if listed else node


def _example(node: Object) -> Object:
    if "raises" not in node:
        return node
    raised = dict(node["raises"])
    return {**node, "raises": {raised.pop("error"): raised}}


def _error(node: Object) -> Object:
    made = _each(_each(node, "data", use), "parts", _parts)
    examples = made.get("examples", {})
    told = {name: _example(one) for name, one in examples.items()}
    return {**made, "examples": told} if told else made


def _parts(parts: Mapping[str, Json]) -> Object:
    return {name: use(one) for name, one in parts.items()}


def _sent(node: Object) -> Object:
    made = _each(node, "payload", use)
    examples = made.get("examples", {})
    told = {name: _literal(one) for name, one in examples.items()}
    return {**made, "examples": told} if told else made


def _literal(node: Object) -> Object:
    """The text of a push is a frame, that of a webhook a body; the model has one."""
    made = dict(node)
    if "literal" in made:
        made["body"] = made.pop("literal")
    return made


def _stream(node: Object) -> Object:
    return _each(node, "cases", _parts)


def missing_names(bundle: Object) -> Iterable[str]:
    """List names that a bundle uses and does not have."""
    for one in bundle["methods"]:
        yield from (
            f"transport {name}"
            for name in one["bindings"]
            if name not in bundle["transports"]
        )
        if one["group"] not in bundle["groups"]:
            yield f"group {one['group']}"
        known = [field["name"] for field in one["params"]]
        for binding in one["bindings"].values():
            yield from (
                f"parameter {name}" for name in binding["params"] if name not in known
            )
