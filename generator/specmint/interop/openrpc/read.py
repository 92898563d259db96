"""OpenRPC documents as the data of a spec."""

from collections.abc import Mapping
from typing import Any

from specmint.interop.heads import read_info, read_tag, split_address
from specmint.interop.raising import read_raising
from specmint.interop.remainder import NO_SCHEMA, PREFIX, overlay
from specmint.interop.schemas import (
    Reading,
    as_node,
    last_step,
    read_field,
    read_type,
    read_use,
)

Json = Any
Object = dict[str, Json]
STRUCTURES = {"named": "by-name", "positional": "by-position", "either": "either"}
_BACK = {native: own for own, native in STRUCTURES.items()}


def read_document(document: Object) -> Object:
    """Read a document that we have written."""
    reading = Reading(document=document)
    parts = document["components"]
    groups = {name: read_tag(one) for name, one in parts["tags"].items()}
    made: Object = {**read_info(document["info"])}
    made["transports"] = {"rpc": _transport(document)}
    made["groups"] = groups
    made["types"] = {
        name: read_type(reading, one, name) for name, one in parts["schemas"].items()
    }
    made["errors"] = _errors(document)
    made["methods"] = dict(read_method(reading, one) for one in document["methods"])
    rest = {k: v for k, v in document.items() if k != PREFIX + "errors"}
    return overlay(rest, {key: one for key, one in made.items() if one != {}})


def _errors(document: Object) -> Object:
    native = document["components"]["errors"]
    told = document.get(PREFIX + "errors", {})
    names = [*told, *(name for name in native if name not in told)]
    return {name: _error(native.get(name), told.get(name, {})) for name in names}


def _error(native: Object | None, told: Object) -> Object:
    if native is None:
        return told
    made: Object = {"summary": native["message"], "match": {"code": native["code"]}}
    if "message" in told or told.get("summary") is None:
        return {**made, **told}
    return {**made, **_message(native, told), **told}


def _message(native: Object, told: Object) -> Object:
    """A summary of its own means that the native message is the message."""
    return (
        {"message": native["message"]} if told["summary"] != native["message"] else {}
    )


def _transport(document: Object) -> Object:
    first, *further = document["servers"]
    structures = {one.get("paramStructure", "either") for one in document["methods"]}
    made = read_server(first)
    made["params"] = _BACK[structures.pop()] if len(structures) == 1 else "either"
    if further:
        made["hosts"] = {one["name"]: read_host(one) for one in further}
    return made


def read_server(native: Object) -> Object:
    host, path = split_address(native["url"])
    made: Object = {"host": host} | ({"path": path} if path else {})
    made |= {"doc": native["description"]} if native.get("description") else {}
    return overlay(native, made, NO_SCHEMA)


def read_host(native: Object) -> Object:
    made: Object = {"host": native["url"]}
    made |= {"doc": native["description"]} if native.get("description") else {}
    return overlay(native, made, NO_SCHEMA)


def read_method(reading: Reading, native: Object) -> tuple[str, Object]:
    """Read a method, and its name in the spec."""
    name = str(native.get(PREFIX + "name", native["name"]))
    made: Object = {"summary": native.get("summary", "")}
    made |= {"doc": native["description"]} if native.get("description") else {}
    made |= {"deprecated": "deprecated"} if native.get("deprecated") else {}
    binding: Object = {"method": native["name"], **native.get(PREFIX + "rpc", {})}
    params: Object = {}
    back: dict[str, str] = {}
    for one in native["params"]:
        param, use = read_param(reading, one)
        back[one["name"]] = param
        if "rpc" in use:
            binding.setdefault("params", {})[param] = use["rpc"]
        alone = {key: one for key, one in use.items() if key != "rpc"}
        params[param] = alone["type"] if alone.keys() == {"type"} else alone
    made |= {"params": params} if params else {}
    result = read_result(reading, native["result"])
    made |= {} if result == "none" else {"result": result}
    errors = _raises(native)
    made |= {"errors": errors} if errors else {}
    examples = native.get("examples", ())
    made["examples"] = {one["name"]: read_example(one, back) for one in examples}
    made["rpc"] = binding
    made["group"] = last_step(native["tags"][0]["$ref"])
    return name, overlay(native, made)


def _raises(native: Object) -> list[Json]:
    names = [last_step(one["$ref"]) for one in native.get("errors", ())]
    return read_raising(names, native.get(PREFIX + "raising"))


def read_param(reading: Reading, native: Object) -> tuple[str, Object]:
    """Read a parameter with its binding, and its name in the spec."""
    name = str(native.get(PREFIX + "name", native["name"]))
    schema = _described(native)
    required = native.get("required", False)
    use = as_node(read_field(reading, schema, name, required=required))
    bound = dict(native.get(PREFIX + "rpc", {}))
    if name != native["name"]:
        bound["name"] = native["name"]
    return name, overlay(native, {**use, **({"rpc": bound} if bound else {})})


def read_result(reading: Reading, native: Object) -> Json:
    if native["schema"] == {"type": "null"} and native.keys() == {"name", "schema"}:
        return "none"
    made = overlay(native, as_node(read_use(reading, _described(native), "result")))
    return made["type"] if made.keys() == {"type"} else made


def _described(native: Object) -> Object:
    """Put what is said of the whole back into the schema."""
    schema: Object = native["schema"]
    keys = ("description", "deprecated")
    told: Object = {key: native[key] for key in keys if key in native}
    if told and "$ref" in schema:
        schema = {"allOf": [schema]}
    return {**schema, **told}


def read_example(native: Object, back: Mapping[str, str]) -> Object:
    made: Object = {"doc": native["description"]} if native.get("description") else {}
    params = {
        back.get(one["name"], one["name"]): one["value"] for one in native["params"]
    }
    made |= {"params": params}
    if "result" in native:
        made["result"] = native["result"]["value"]
    return overlay(native, made, NO_SCHEMA)
