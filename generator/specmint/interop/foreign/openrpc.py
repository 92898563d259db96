"""OpenRPC documents that others wrote."""

from typing import Any

from specmint.interop.foreign import types
from specmint.interop.foreign.names import (
    CATEGORY,
    about,
    effect_of_name,
    error_name,
    example_name,
    group_name,
    method_name,
)
from specmint.interop.heads import split_address, titled
from specmint.interop.schemas import Reading, as_node, follow, read_field, read_use
from specmint.interop.schemas.context import ALIASES

Json = Any
Object = dict[str, Json]
_PARAMS = {"by-position": "positional", "by-name": "named"}
_DIALECT: Object = {
    "when": {"jsonrpc": ["2.0"]},
    "members": {"jsonrpc": "always", "result": "ok", "error": "failed", "id": "always"},
    "version": "2.0",
    "request_version": "2.0",
}
_HOST = "http://127.0.0.1:8545"


def read_openrpc(document: Object) -> tuple[Object, Reading]:
    """Read a document as the data of a spec, with remarks."""
    reading = types.begin(document)
    types.read_types(reading)
    made: Object = {"groups": {}, "methods": {}, "errors": {}}
    for index, native in enumerate(document.get("methods", ())):
        reading.at = ("methods", str(index))
        whole = _resolved(reading, native)
        if not isinstance(whole, dict) or "name" not in whole:
            reading.remark("dropped", "this is no method")
            continue
        _method(reading, made, whole)
        types.drain(reading)
    reading.at = ()
    made["transports"] = {"rpc": _transport(reading, document)}
    made["types"] = reading.types
    return made, reading


def _resolved(reading: Reading, node: Json) -> Json:
    if isinstance(node, dict) and "$ref" in node:
        return follow(reading.document, node["$ref"])
    return node


def _transport(reading: Reading, document: Object) -> Object:
    servers = document.get("servers") or [{}]
    url = str(servers[0].get("url") or _HOST)
    for name, variable in servers[0].get("variables", {}).items():
        told = str(variable.get("default", ""))
        url = url.replace(f"${{{name}}}", told).replace(f"{{{name}}}", told)
    if "://" not in url or "$" in url or "{" in url:
        reading.remark("guessed", f"the address `{url}` is not whole", "servers")
        url = _HOST
    elif not document.get("servers"):
        reading.remark("guessed", f"no server is named; the address is {_HOST}")
    for index in range(1, len(servers)):
        reading.remark("dropped", "a further server", "servers", str(index))
    host, path = split_address(url)
    structures = {
        _PARAMS.get(one.get("paramStructure", "either"), "either")
        for one in document.get("methods", ())
    }
    params = structures.pop() if len(structures) == 1 else "either"
    made: Object = {"host": host, "params": params, "dialects": {"2.0": dict(_DIALECT)}}
    return {**made, "speak": "2.0", "path": path or "/"}


def _method(reading: Reading, made: Object, native: Object) -> None:
    wire = native["name"]
    name = method_name(wire, made["methods"])
    group = _group(reading, made, native)
    node: Object = {
        **about(native.get("summary") or "", native.get("description") or "", wire),
        "rpc": {"method": wire},
        "effect": effect_of_name(wire),
        "group": group,
    }
    node |= (
        {"deprecated": "The document marks it as deprecated."}
        if native.get("deprecated") is True
        else {}
    )
    params, wires = _params(reading, native, name)
    node |= {"params": params} if params else {}
    result = _resolved(reading, native.get("result"))
    if isinstance(result, dict):
        use = as_node(_described(reading, result, f"{name} result"))
        if use != {"type": "none"}:
            node["result"] = use["type"] if use.keys() == {"type"} else use
    errors = _errors(reading, made, native)
    node |= {"errors": errors} if errors else {}
    node["examples"] = _examples(reading, native, list(params), wires)
    made["methods"][name] = node


def _group(reading: Reading, made: Object, native: Object) -> str:
    tags = [_resolved(reading, one) for one in native.get("tags", ())]
    names = [one.get("name", "") for one in tags if isinstance(one, dict)]
    names += [native[key] for key in CATEGORY if isinstance(native.get(key), str)]
    prefix = native["name"].partition("_")[0] if "_" in native["name"] else "main"
    told = names[0] if names and names[0] else prefix
    key = group_name(told)
    if key not in made["groups"]:
        doc = next(
            (one.get("description") for one in tags if one.get("name") == told), ""
        )
        made["groups"][key] = {"title": titled(told)} | ({"doc": doc} if doc else {})
    return key


def _described(
    reading: Reading, native: Object, hint: str, *, required: bool = True
) -> Json:
    """Read a content descriptor."""
    schema = native.get("schema", {})
    if native.get("description") and isinstance(schema, dict):
        schema = {"allOf": [schema]} if "$ref" in schema else schema
        schema = {**schema, "description": native["description"]}
    return read_field(reading, schema, hint, required=required)


def _params(
    reading: Reading, native: Object, name: str
) -> tuple[Object, dict[str, str]]:
    made: Object = {}
    at = reading.at
    for index, one in enumerate(native.get("params", ())):
        reading.at = (*at, "params", str(index))
        param = _resolved(reading, one)
        if not isinstance(param, dict) or "name" not in param:
            reading.remark("dropped", "this is no parameter")
            continue
        wire = str(param["name"])
        if wire in made:
            reading.remark("suspicious", f"the parameter `{wire}` stands twice")
            continue
        required = param.get("required") is True
        made[wire] = _described(reading, param, f"{name} {wire}", required=required)
        if also := _aliases(param):
            made[wire] = {**as_node(made[wire]), "also": also}
        _look(reading, wire, as_node(made[wire]))
    reading.at = at
    return made, {wire: wire for wire in made}


def _aliases(param: Object) -> list[str]:
    """Take the further names that an extension gives, such as `x-bitcoin-aliases`."""
    told = [one for key, one in param.items() if ALIASES.fullmatch(key)]
    lists = [one for one in told if isinstance(one, list)]
    return [name for one in lists for name in one if isinstance(name, str)]


def _look(reading: Reading, name: str, use: Object) -> None:
    """Say what would hurt: money as a whole number or in a binary fraction."""
    words = name.lower()
    money = any(
        word in words for word in ("amount", "balance", "fee", "price", "value")
    )
    if money and use.get("type") in ("integer", "decimal"):
        reading.remark("suspicious", f"`{name}` looks like money and has no unit")


def _errors(reading: Reading, made: Object, native: Object) -> list[str]:
    names: list[str] = []
    for one in native.get("errors", ()):
        error = _resolved(reading, one)
        if not isinstance(error, dict) or not isinstance(error.get("code"), int):
            reading.remark("dropped", "an error without a code", "errors")
            continue
        names.append(_error(made["errors"], error))
    return list(dict.fromkeys(names))


def _error(errors: Object, native: Object) -> str:
    code, message = native["code"], str(native.get("message", ""))
    match: Object = {"code": code}
    for name, known in errors.items():
        if known["match"]["code"] == code:
            if known["message"] == message:
                return str(name)
            match = {"code": code, "message": message}
    name = error_name(message, errors)
    errors[name] = {
        "summary": message or f"The service answers {code}.",
        "match": match,
        "message": message or str(code),
        "unobserved": "The document shows no example of it.",
    }
    return name


def _examples(
    reading: Reading, native: Object, params: list[str], wires: dict[str, str]
) -> Object:
    made: Object = {}
    for one in native.get("examples", ()):
        pairing = _resolved(reading, one)
        if not isinstance(pairing, dict):
            continue
        told = [_resolved(reading, param) or {} for param in pairing.get("params", ())]
        values = {
            wires.get(
                param.get("name", ""), params[index] if index < len(params) else ""
            ): param.get("value")
            for index, param in enumerate(told)
        }
        values.pop("", None)
        node: Object = {"params": values, "origin": "documented"}
        result = _resolved(reading, pairing.get("result"))
        if isinstance(result, dict) and "value" in result:
            node["result"] = result["value"]
        made[example_name(str(pairing.get("name", "")), made)] = node
    return made


__all__ = ["read_openrpc", "read_use"]
