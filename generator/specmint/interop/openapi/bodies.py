"""Parameters of an operation: in its path, query and headers, and in its body."""

from typing import Any

from specmint.interop.bound import sent_value, write_bound
from specmint.interop.openapi.failures import failing, is_seen
from specmint.interop.openapi.params import read_whole
from specmint.interop.remainder import PREFIX, complete
from specmint.interop.schemas import as_node, is_required, write_field
from specmint.interop.scope import Scope

Json = Any
Object = dict[str, Json]
CONTENT = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
Shown = dict[str, dict[tuple[str, str], Json]]  # by example; by place and name
_MOVED = ("description", "deprecated")


def write_request(scope: Scope, name: str, node: Object) -> Object:
    """Write `parameters` and `requestBody`, and what neither can hold."""
    bound = scope.bound(name)["params"]
    own = node["http"].get("params", {})
    listed: list[Object] = []
    members: list[tuple[str, Object, bool]] = []
    whole: Object = {}
    absent: Object = {}
    content = CONTENT["json"]
    for param, use in node.get("params", {}).items():
        about, told = bound[param], own.get(param, {})
        if about.get("absent"):
            absent[param] = {**as_node(use), "http": told}
        elif about["in"] == "body":
            whole = _whole(scope, param, use, told, about)
        elif about["in"] in CONTENT:
            content = CONTENT[about["in"]]
            schema = write_bound(scope, param, use, told, about)
            members.append((about["name"], schema, about["required"]))
        else:
            listed.append(_listed(scope, param, use, told, about))
    listed += _headers(scope.bound(name).get("headers", {}))
    shown = _shown(scope, name, node)
    made: Object = {"parameters": _with_examples(listed, shown)} if listed else {}
    made |= (
        {"requestBody": _body(content, members, whole, shown)}
        if members or whole
        else {}
    )
    made |= {PREFIX + "absent": absent} if absent else {}
    got = [
        *(
            one.get(PREFIX + "name", one["name"])
            for one in listed
            if PREFIX + "inherited" not in one
        ),
        *(schema.get(PREFIX + "name", wire) for wire, schema, _ in members),
        *([whole[PREFIX + "name"]] if whole else []),
        *absent,
    ]
    true = list(node.get("params", {}))
    return made | ({PREFIX + "order": true} if got != true else {})


def _listed(scope: Scope, param: str, use: Json, told: Object, about: Object) -> Object:
    """Write a parameter object; what is said of the whole stands at its top."""
    schema = write_bound(scope, param, use, told, about)
    top = {
        key: one
        for key, one in schema.items()
        if key in _MOVED or key in (PREFIX + "http", PREFIX + "name")
    }
    inner = {key: one for key, one in schema.items() if key not in top}
    return {
        "name": about["name"],
        "in": about["in"],
        "required": about["required"],
        **({"style": "form", "explode": False} if about.get("wire") == "comma" else {}),
        **top,
        "schema": inner,
    }


def _headers(headers: Object) -> list[Object]:
    """Write headers that are no parameters."""
    return [
        {
            "name": name,
            "in": "header",
            "required": header.get("required", False),
            **({"description": header["doc"]} if header.get("doc") else {}),
            "schema": {"type": "string"}
            | ({"enum": [header["value"]]} if header.get("value") else {}),
            PREFIX + "inherited": True,
        }
        for name, header in headers.items()
    ]


def _whole(scope: Scope, param: str, use: Json, told: Object, about: Object) -> Object:
    """Write a parameter that is the whole body."""
    required = is_required(use)
    schema = write_field(scope.writing, use, required=required)
    further = {key: one for key, one in told.items() if key != "in"}
    native: Object = {
        "required": about["required"],
        "content": {CONTENT["json"]: {"schema": schema}},
    }
    native |= {PREFIX + "http": further} if further else {}
    native[PREFIX + "name"] = param
    true = {**as_node(use), "http": told}
    return complete(native, true, lambda one: read_whole(scope.shell, one)[1])


def _shown(scope: Scope, name: str, node: Object) -> Shown:
    """Give the parameters of examples that are shown, by their names on the wire."""
    bound, failed = scope.bound(name)["params"], failing(scope, name, node)
    return {
        one: {
            (bound[param]["in"], bound[param]["name"]): sent_value(value, bound[param])
            for param, value in example.get("params", {}).items()
            if not bound[param].get("absent")
        }
        for one, example in node["examples"].items()
        if one in failed or ("raises" not in example and is_seen(example))
    }


def _with_examples(listed: list[Object], shown: Shown) -> list[Object]:
    made = []
    for one in listed:
        key = (one["in"], one["name"])
        examples = {
            name: {"value": values[key]}
            for name, values in shown.items()
            if key in values
        }
        made.append({**one, **({"examples": examples} if examples else {})})
    return made


def _body(
    content: str,
    members: list[tuple[str, Object, bool]],
    whole: Object,
    shown: Shown,
) -> Object:
    if whole:
        examples = {
            name: {"value": value}
            for name, values in shown.items()
            for (place, _), value in values.items()
            if place == "body"
        }
        media = whole["content"][CONTENT["json"]]
        media = {**media, **({"examples": examples} if examples else {})}
        return {**whole, "content": {CONTENT["json"]: media}}
    required = [wire for wire, _, needed in members if needed]
    schema: Object = {
        "type": "object",
        "properties": {wire: one for wire, one, _ in members},
    }
    schema |= {"required": required} if required else {}
    examples = {
        name: {
            "value": {
                wire: one for (place, wire), one in values.items() if place in CONTENT
            }
        }
        for name, values in shown.items()
    }
    media = {"schema": schema, **({"examples": examples} if examples else {})}
    return {"required": bool(required), "content": {content: media}}
