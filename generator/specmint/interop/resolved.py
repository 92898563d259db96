"""An API as spec data, each fact said once: without what `build` puts back by itself."""

from collections.abc import Mapping
from typing import Any

from specmint.build import build_api
from specmint.bundle import bundle, fields_data, to_data, union_fields
from specmint.interop.plain_uses import plain_use, plain_uses
from specmint.interop.remainder import same
from specmint.model import Api

Json = Any
Object = dict[str, Json]
_INHERITED = {"auth": [], "envelope": "", "path": "", "status": {}}
_PLACED = ("required", "default", "wire", "accepts")
_USES = {"methods": ("result",), "webhooks": ("payload",), "pushes": ("payload",)}


def resolved(api: Api) -> Object:
    """Give the data of a spec that makes this API; methods say their `group`."""
    document = bundle(api)
    data, groups = to_data(document)
    data = _with_plain_uses(document, data)
    bare = {name: _bare(one, data) for name, one in data["methods"].items()}
    built = _built({**data, "methods": bare}, groups)
    methods = {
        name: _method(one, built[name]) | {"group": groups[name]}
        for name, one in data["methods"].items()
    }
    made = {**data, "methods": methods}
    del made["bundle"]
    return made


def _with_plain_uses(document: Object, data: Object) -> Object:
    included = union_fields(document)
    made = dict(data)
    made["types"] = {
        name: plain_use({**node, **_include(document, included.get(name))})
        for name, node in data["types"].items()
    }
    for section, keys in _USES.items():
        made[section] = {
            name: {k: plain_use(v) if k in keys else v for k, v in one.items()}
            for name, one in data[section].items()
        }
    for one in made["methods"].values():
        for key in ("params", "beside"):
            if key in one:
                one[key] = plain_uses(one[key])
    made["errors"] = {
        name: {
            key: plain_uses(value) if key == "parts" else value
            for key, value in one.items()
        }
        for name, one in data["errors"].items()
    }
    return made


def _include(document: Object, fields: Mapping[str, Json] | None) -> Object:
    """Find the record whose fields a union puts into its cases."""
    names = (
        name
        for name, own in document["types"].items()
        if own.get("is") == "record" and fields_data(own["fields"]) == fields
    )
    name = next(names, "") if fields else ""
    return {"include": [name]} if name else {}


def _bare(method: Object, data: Object) -> Object:
    """Give a method whose bindings say only what they call, and names."""
    made = {key: one for key, one in method.items() if key not in data["transports"]}
    for way in data["transports"]:
        if way in method:
            own = method[way]
            params = {
                name: {"name": one["name"]} for name, one in own["params"].items()
            }
            kept = {key: own[key] for key in ("call", "method", "body") if key in own}
            made[way] = {**kept, "params": params}
    return made


def _built(data: Object, groups: dict[str, str]) -> dict[str, Object]:
    made = bundle(build_api(data, groups))
    return {one["name"]: one["bindings"] for one in made["methods"]}


def _method(own: Object, built: Object) -> Object:
    """Keep of a method what building a bare one does not give."""
    made: Object = {}
    for key, value in own.items():
        if key in built:
            made[key] = _binding(value, built[key])
        elif value or key not in ("params", "errors", "errata", "source"):
            made[key] = value
    return made


def _binding(own: Object, built: Object) -> Object:
    params = {
        name: _bound(name, one, built["params"][name])
        for name, one in own["params"].items()
    }
    told = {name: one for name, one in params.items() if one}
    kept = {
        key: value
        for key, value in own.items()
        if key != "params"
        and not (key in _INHERITED and same(value, built.get(key, _INHERITED[key])))
        and not (key == "also" and not value)
    }
    return kept | ({"params": told} if told else {})


def _bound(name: str, own: Object, built: Object) -> Object:
    """Keep of a parameter what its binding does not give it anyway."""
    made = {
        key: value
        for key, value in own.items()
        if not (key == "name" and value == name) and not (key == "also" and not value)
    }
    if own["in"] == built["in"]:
        del made["in"]
        for key in _PLACED:
            if key in built and key in made and same(made[key], built[key]):
                del made[key]
    return made
