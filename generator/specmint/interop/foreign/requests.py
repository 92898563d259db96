"""What operations that others wrote take: their parameters and bodies."""

from collections.abc import Iterable
from typing import Any

from specmint.interop.foreign.params import (
    Params,
    Sent,
    Unreadable,
    lost,
    read_param,
    read_sent,
    resolved,
)
from specmint.interop.schemas import Reading, as_node, read_field
from specmint.interop.schemas.apart import resolved as whole_schema

Json = Any
Object = dict[str, Json]
FORM = "application/x-www-form-urlencoded"
_BODILESS = ("get", "head")


def read_request(
    reading: Reading, name: str, item: Object, native: Object, verb: str
) -> tuple[Params, str]:
    """Give parameters with what the binding says of each, and the kind of body."""
    found: dict[tuple[str, str], Object] = {}
    for one in [*item.get("parameters", ()), *native.get("parameters", ())]:
        param = resolved(reading, one)
        if not isinstance(param, dict) or "name" not in param or "in" not in param:
            raise Unreadable("one of its parameters cannot be read")
        found[param["in"], param["name"]] = param
    params = Params(name)
    for param in found.values():
        read_param(reading, params, param)
    return params, _body(reading, params, native, verb)


def json_kind(content: Iterable[str]) -> str:
    """Choose the content that is JSON, its plain kind first."""
    kinds = [one for one in content if is_json(one)]
    plain = [one for one in kinds if "+" not in one and "*" not in one]
    return (plain or kinds or [""])[0]


def is_json(content: str) -> bool:
    kind = content.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json") or kind == "*/*"


def _form_kind(content: Iterable[str]) -> str:
    return next((one for one in content if one.partition(";")[0].strip() == FORM), "")


def _body(reading: Reading, params: Params, native: Object, verb: str) -> str:
    request = resolved(reading, native.get("requestBody"))
    if not isinstance(request, dict):
        return ""
    required = request.get("required") is True
    content = request.get("content", {})
    kind = json_kind(content) or _form_kind(content)
    if not kind or (verb in _BODILESS):
        told = " or ".join(content) or "not described"
        why = f"its body is {told}" if verb not in _BODILESS else "it has a body"
        lost(reading, why, required=required or not kind)
        return ""
    for one in content:
        if one != kind:
            reading.remark("dropped", f"bodies of {one}", "requestBody")
    media = resolved(reading, content[kind]) or {}
    if is_json(kind):
        if "+" in kind:
            message = f"the body goes as application/json, and not as {kind}"
            reading.remark("guessed", message, "requestBody")
        return _json(reading, params, media.get("schema", {}), required=required)
    return _form(reading, params, media, required=required)


def _json(reading: Reading, params: Params, schema: Object, *, required: bool) -> str:
    """Members of a plain object are parameters; anything else is one."""
    names = {
        wire: one
        for wire, one in schema.get("properties", {}).items()
        if one.get("readOnly") is not True
    }
    is_flat = names and not {"allOf", "anyOf", "oneOf", "$ref"} & schema.keys()
    is_open = schema.get("additionalProperties") not in (None, False)
    needed = schema.get("required", ())
    is_known = all(one in names for one in needed)
    is_alone = not params.uses.keys() & names.keys()
    if is_flat and not is_open and required and is_known and is_alone:
        for wire, one in names.items():
            hint = f"{params.name} {wire}"
            use = read_field(reading, one, hint, required=wire in needed)
            params.add("json", wire, as_node(use), {"in": "json"})
        return "json"
    use = read_field(reading, schema, f"{params.name} body", required=required)
    key = "body" if "body" not in params.uses else "request_body"
    params.add("body", key, as_node(use), {"in": "body"})
    return ""


def _form(reading: Reading, params: Params, media: Object, *, required: bool) -> str:
    whole = whole_schema(reading, media.get("schema", {}))
    members = whole.get("properties", {})
    if not members:
        lost(reading, "its form is no plain object", required=required)
        return ""
    if whole.get("additionalProperties") not in (None, False):
        reading.remark("dropped", "further members of the form", "requestBody")
    needed = whole.get("required", ()) if required else ()
    told = media.get("encoding")
    encoding = told if isinstance(told, dict) else {}
    for wire, one in members.items():
        if one.get("readOnly") is True:
            continue
        own = encoding.get(wire)
        says = own if isinstance(own, dict) else {}
        style = str(says.get("style") or "form")
        explode = says.get("explode", style in ("form", "deepObject")) is True
        sent = Sent("form", wire, wire in needed, style, explode)
        read_sent(reading, params, one, sent)
    return "form"
