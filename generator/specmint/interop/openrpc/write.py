"""An API with JSON-RPC as an OpenRPC document."""

from typing import Any

from specmint.interop.heads import write_info, write_tag
from specmint.interop.openrpc.read import (
    STRUCTURES,
    read_document,
    read_example,
    read_host,
    read_method,
    read_param,
    read_result,
    read_server,
)
from specmint.interop.raising import error_name, write_raising
from specmint.interop.remainder import PREFIX, complete, same
from specmint.interop.schemas import (
    Writing,
    as_node,
    begin,
    is_required,
    write_field,
    write_type,
    write_use,
)

Json = Any
Object = dict[str, Json]
VERSION = "1.4.1"


def write_openrpc(data: Object) -> Object:
    """Write the part of an API that JSON-RPC carries."""
    writing = begin(data["types"], is_draft_07=True)
    errors = {
        name: _error(node)
        for name, node in data["errors"].items()
        if "code" in node["match"]
    }
    native: Object = {
        "openrpc": VERSION,
        "info": write_info(data),
        "servers": _servers(data["transports"]["rpc"]),
        "methods": [
            _method(writing, data, name, node) for name, node in data["methods"].items()
        ],
        "components": {
            "schemas": {
                name: write_type(writing, node) for name, node in data["types"].items()
            },
            "errors": errors,
            "tags": {
                name: write_tag(name, one) for name, one in data["groups"].items()
            },
        },
    }
    if told := {
        name: _beyond(node, errors.get(name)) for name, node in data["errors"].items()
    }:
        native[PREFIX + "errors"] = told
    true = {key: one for key, one in data.items() if key != "api" and one != {}}
    return complete(native, true, read_document)


def _error(node: Object) -> Object:
    return {
        "code": node["match"]["code"],
        "message": node.get("message") or node["summary"],
    }


def _beyond(node: Object, native: Object | None) -> Object:
    """Give what an error says that its object in the document does not."""
    held: Object = {}
    if native:
        held = {"match": {"code": native["code"]}, "message": native["message"]}
    return {key: one for key, one in node.items() if not same(held.get(key), one)}


def _servers(transport: Object) -> list[Object]:
    path = transport.get("path", "").partition("[")[0]
    first = {"name": "default", "url": transport["host"] + path}
    first |= {"description": transport["doc"]} if transport.get("doc") else {}
    structure = STRUCTURES[transport["params"]]
    true = {k: v for k, v in transport.items() if k not in ("hosts", "params")}
    further = [
        _host(name, one if isinstance(one, dict) else {"host": one})
        for name, one in transport.get("hosts", {}).items()
    ]
    assert structure
    return [complete(first, true, read_server), *further]


def _host(name: str, node: Object) -> Object:
    native = {"name": name, "url": node["host"]}
    native |= {"description": node["doc"]} if node.get("doc") else {}
    return complete(native, node, read_host)


def _method(writing: Writing, data: Object, name: str, node: Object) -> Object:
    binding = node["rpc"]
    wire = {
        param: binding.get("params", {}).get(param, {}).get("name", param)
        for param in node.get("params", {})
    }
    native: Object = {"name": binding["method"]}
    native["tags"] = [{"$ref": f"#/components/tags/{node['group']}"}]
    native |= {"summary": node["summary"]} if node.get("summary") else {}
    native |= {"description": node["doc"]} if node.get("doc") else {}
    native |= {"deprecated": True} if node.get("deprecated") else {}
    native["paramStructure"] = STRUCTURES[data["transports"]["rpc"]["params"]]
    native["params"] = [
        _param(writing, param, use, binding.get("params", {}).get(param, {}))
        for param, use in node.get("params", {}).items()
    ]
    native["result"] = _result(writing, node.get("result"))
    native |= _raises(data, node.get("errors", ()))
    native["examples"] = [
        _example(one, example, wire) for one, example in node["examples"].items()
    ]
    further = {
        key: one for key, one in binding.items() if key not in ("method", "params")
    }
    native |= {PREFIX + "rpc": further} if further else {}
    native |= {PREFIX + "name": name} if name != native["name"] else {}
    return complete(native, node, lambda one: read_method(writing.reading, one)[1])


def _param(writing: Writing, name: str, use: Json, bound: Object) -> Object:
    required = is_required(use)
    schema = write_field(writing, use, required=required)
    native = _descriptor(bound.get("name", name), schema)
    native |= {"required": True} if required else {}
    further = {key: one for key, one in bound.items() if key != "name"}
    native |= {PREFIX + "rpc": further} if further else {}
    native |= {PREFIX + "name": name} if "name" in bound else {}
    true = {**as_node(use), **({"rpc": bound} if bound else {})}
    return complete(native, true, lambda one: read_param(writing.reading, one)[1])


def _descriptor(name: str, schema: Object) -> Object:
    """Give a content descriptor; what its schema says of the whole stands at the top."""
    keys = ("description", "deprecated")
    told: Object = {key: schema[key] for key in keys if key in schema}
    inner = {key: one for key, one in schema.items() if key not in told}
    lone = inner.get("allOf", ())
    if inner.keys() == {"allOf"} and len(lone) == 1:
        inner = lone[0]
    return {"name": name, **told, "schema": inner}


def _result(writing: Writing, use: Json) -> Object:
    if use is None:
        return {"name": "result", "schema": {"type": "null"}}
    native = _descriptor("result", write_use(writing, use))
    return complete(
        native, as_node(use), lambda one: as_node(read_result(writing.reading, one))
    )


def _raises(data: Object, errors: Json) -> Object:
    """Refer to errors that have a code; the rest, and when each comes, stands beside."""
    names = [error_name(one) for one in errors]
    held = [name for name in names if "code" in data["errors"][name]["match"]]
    further = write_raising(errors, held)
    native = [{"$ref": f"#/components/errors/{name}"} for name in held]
    made: Object = {"errors": native} if native else {}
    return made | ({PREFIX + "raising": further} if further else {})


def _example(name: str, node: Object, wire: Object) -> Object:
    native: Object = {"name": name}
    native |= {"description": node["doc"]} if node.get("doc") else {}
    native["params"] = [
        {"name": wire.get(param, param), "value": value}
        for param, value in node.get("params", {}).items()
    ]
    if "result" in node:
        native["result"] = {"name": "result", "value": node["result"]}
    back = {wired: param for param, wired in wire.items()}
    return complete(native, node, lambda one: read_example(one, back))
