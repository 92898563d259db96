"""Parameters and bodies of operations that others wrote."""

from typing import Any

from specmint.interop.schemas import Reading, as_node, follow, read_field
from specmint.interop.schemas.kinds import kind_of

Json = Any
Object = dict[str, Json]
FORM = "application/x-www-form-urlencoded"
_HEADERS = ("accept", "content-type", "authorization")


class Unreadable(Exception):
    """A method cannot be read without being wrong; its text says why."""


def read_request(
    reading: Reading, name: str, item: Object, native: Object
) -> tuple[Object, Object, str]:
    """Give parameters, what the binding says of each, and the kind of body."""
    found: dict[tuple[str, str], Object] = {}
    for one in [*item.get("parameters", ()), *native.get("parameters", ())]:
        param = resolved(reading, one)
        if isinstance(param, dict) and "name" in param:
            found[param.get("in", ""), param["name"]] = param
    params: Object = {}
    bounds: Object = {}
    for (place, wire), param in found.items():
        _param(reading, name, params, bounds, place, wire, param)
    body = _body(reading, name, params, bounds, native)
    # What must be there comes first.
    return params, {key: one for key, one in bounds.items() if one}, body


def resolved(reading: Reading, node: Json) -> Json:
    if isinstance(node, dict) and "$ref" in node:
        return follow(reading.document, node["$ref"])
    return node


def _param(
    reading: Reading,
    name: str,
    params: Object,
    bounds: Object,
    place: str,
    wire: str,
    native: Object,
) -> None:
    required = native.get("required") is True or place == "path"
    if place == "header" and wire.lower() in _HEADERS:
        return
    if place not in ("path", "query", "header"):
        _lost(reading, f"the parameter `{wire}` stands in a {place}", required=required)
        return
    if place != "query" and native.get("style", "simple") not in ("simple",):
        _lost(reading, f"the style of `{wire}` is not known", required=required)
        return
    schema = native.get("schema")
    if schema is None:
        media: list[Object] = list(native.get("content", {}).values())
        schema = media[0].get("schema", {}) if media else {}
    if native.get("description") and isinstance(schema, dict):
        schema = {"allOf": [schema]} if "$ref" in schema else schema
        schema = {**schema, "description": native["description"]}
    use = as_node(read_field(reading, schema, f"{name} {wire}", required=required))
    bound: Object = {"in": place}
    if kind_of(reading, schema) == "list" and "content" not in native:
        explode = native.get("explode", place == "query")
        bound["wire"] = "repeated" if explode and place == "query" else "comma"
        if native.get("style", "form") not in ("form", "simple"):
            _lost(reading, f"the style of `{wire}` is not known", required=required)
            return
    elif kind_of(reading, schema) == "object" and "content" not in native:
        _lost(reading, f"`{wire}` spreads the members of an object", required=required)
        return
    key = wire if wire not in params else f"{place}_{wire}"
    if key != wire:
        bound["name"] = wire
    params[key] = use["type"] if use.keys() == {"type"} else use
    bounds[key] = bound


def _lost(reading: Reading, message: str, *, required: bool) -> None:
    if required:
        raise Unreadable(message)
    reading.remark("dropped", message)


def _body(
    reading: Reading, name: str, params: Object, bounds: Object, native: Object
) -> str:
    request = resolved(reading, native.get("requestBody"))
    if not isinstance(request, dict):
        return ""
    content = request.get("content", {})
    kind = next(
        (one for one in content if is_json(one)), FORM if FORM in content else ""
    )
    if not kind:
        raise Unreadable(f"its body is {' or '.join(content) or 'not described'}")
    for one in content:
        if one != kind:
            reading.remark("dropped", f"bodies of {one}", "requestBody")
    schema = content[kind].get("schema", {})
    required = request.get("required") is True
    told = resolved(reading, schema) or {}
    is_flat = "properties" in told and not {"allOf", "anyOf", "oneOf"} & told.keys()
    is_open = told.get("additionalProperties") not in (None, False)
    names = told.get("properties", {})
    fits = is_flat and not is_open and not params.keys() & names.keys() and required
    if kind == FORM and not fits:
        raise Unreadable("its form is no plain object")
    if kind != FORM and ("$ref" in schema or not fits):
        use = as_node(read_field(reading, schema, f"{name} body", required=required))
        key = "body" if "body" not in params else "request_body"
        params[key] = use["type"] if use.keys() == {"type"} else use
        bounds[key] = {"in": "body"}
        return ""
    place = "form" if kind == FORM else "json"
    needed = told.get("required", ())
    for wire, one in names.items():
        use = as_node(
            read_field(reading, one, f"{name} {wire}", required=wire in needed)
        )
        params[wire] = use["type"] if use.keys() == {"type"} else use
        bounds[wire] = {"in": place}
    return place


def is_json(content: str) -> bool:
    kind = content.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json") or kind == "*/*"
