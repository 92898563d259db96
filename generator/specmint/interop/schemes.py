"""Auth schemes of an OpenAPI document; a signature is described, and told in full."""

from typing import Any

from specmint.interop.remainder import NO_SCHEMA, PREFIX, complete, overlay

Json = Any
Object = dict[str, Json]


def write_scheme(name: str, node: Object) -> Object:
    native = _native(node)
    native |= {"description": node["doc"]} if node.get("doc") else {}
    return complete(native, node, lambda one: read_scheme(name, one))


def _native(node: Object) -> Object:
    match node["kind"]:
        case "basic":
            return {"type": "http", "scheme": "basic"}
        case "header" | "query":
            return {"type": "apiKey", "in": node["kind"], "name": node["name"]}
    sent = node.get("send", {}).get("header", {})
    header = next((name for name, what in sent.items() if what == "$digest"), "")
    return {
        "type": "apiKey",
        "in": "header",
        "name": header or "Authorization",
        PREFIX + "kind": "hmac",
    }


def read_scheme(name: str, native: Object) -> Object:
    made: Object = {"kind": "header"}
    if native["type"] == "http" and native["scheme"].lower() == "basic":
        made = {"kind": "basic", "user": "$username", "password": "$password"}
    elif PREFIX + "kind" in native:
        made = {}
    elif native["type"] == "apiKey":
        made = {"kind": native["in"], "name": native["name"], "value": f"${name}"}
    made |= {"doc": native["description"]} if native.get("description") else {}
    return overlay(native, made, NO_SCHEMA)
