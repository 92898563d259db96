"""JSON Schemas of values without parts, and back: how a meaning looks on the wire."""

import re
from typing import Any

from specmint.interop.remainder import PREFIX

Json = Any
Object = dict[str, Json]

DIGITS = "^-?(0|[1-9][0-9]*)$"
HEX = "^-?0x(0|[1-9a-f][0-9a-f]*)$"
PLAIN = "^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$"
HEX_BYTES = "^([0-9a-f]{2})*$"
LEAD_HEX_BYTES = "^0x([0-9a-f]{2})*$"
_FORMS = {DIGITS: "text", PLAIN: "text", HEX: "hex"}
_COUNTS = {"number": {"type": "integer"}} | {
    form: {"type": "string", "pattern": pattern}
    for form, pattern in (("text", DIGITS), ("hex", HEX))
}
_DECIMALS = {
    "number": {"type": "number"},
    "text": {"type": "string", "pattern": PLAIN},
}
_SWITCHES: dict[str, Object] = {
    "json": {"type": "boolean"},
    "zero-one": {"type": "integer", "enum": [0, 1]},
    "hex": {"type": "string", "enum": ["0x0", "0x1"]},
    "yes-no": {"type": "string", "enum": ["Y", "N"]},
}
_BYTES = {
    "hex": {"type": "string", "pattern": HEX_BYTES},
    "0x-hex": {"type": "string", "pattern": LEAD_HEX_BYTES},
    "base64": {"type": "string", "contentEncoding": "base64"},
}
_PER_BYTE = {HEX_BYTES: (2, 0), LEAD_HEX_BYTES: (2, 2)}


def write_scalar(node: Object) -> Object:
    """Give the schema of how a scalar travels, with what tells its meaning from it."""
    kind, wire = node["is"], node.get("wire")
    match kind:
        case "integer":
            return _COUNTS[wire or "number"] | _bounds(node) | _told(node, "number")
        case "decimal":
            return _DECIMALS[wire or "number"] | _bounds(node) | _told(node, "number")
        case "boolean":
            return _switch(wire or "json") | _told(node, "json")
        case "string":
            return {"type": "string"} | _text(node)
        case "bytes":
            return _BYTES[wire or "hex"] | _length(node) | _told(node, "")
        case "timestamp" | "duration":
            return _counted(node) | {PREFIX + "is": kind}
        case "none":
            return {"type": "null"}
    return {}


def _told(node: Object, natural: str) -> Object:
    """Say the meaning where the schema does not."""
    is_natural = node.get("wire", natural) == natural and natural
    return {} if is_natural else {PREFIX + "is": node["is"]}


def _bounds(node: Object) -> Object:
    """Bounds are about the meaning, so only a number can have them."""
    if node.get("wire", "number") != "number":
        return {}
    return {key: node[key] for key in ("minimum", "maximum") if key in node}


def _switch(wire: Json) -> Object:
    if isinstance(wire, dict):
        words = [*wire["truthy"], *wire["falsy"]]
        return {"type": "string", "enum": words, PREFIX + "wire": wire}
    return _SWITCHES[wire]


def _text(node: Object) -> Object:
    made: Object = {}
    if node.get("pattern"):
        made |= write_pattern(node["pattern"])
    for key, native in (("min_length", "minLength"), ("max_length", "maxLength")):
        if key in node:
            made[native] = node[key]
    return made | ({"format": "password"} if node.get("secret") else {})


def write_pattern(pattern: str) -> Object:
    """Give a pattern that every language reads; the names of its groups stand beside."""
    names = re.findall(r"(?<!\\)\((?:\?P<(\w+)>|(?!\?))", pattern)
    if not any(names):
        return {"pattern": pattern}
    return {
        "pattern": re.sub(r"\(\?P<\w+>", "(", pattern),
        PREFIX + "parts": names,
    }


def read_pattern(schema: Object) -> str:
    pattern: str = schema["pattern"]
    names = iter(schema.get(PREFIX + "parts", ()))

    def named(_found: re.Match[str]) -> str:
        name = next(names, "")
        return f"(?P<{name}>" if name else "("

    return re.sub(r"(?<!\\)\((?!\?)", named, pattern)


def _length(node: Object) -> Object:
    per, lead = {"hex": (2, 0), "0x-hex": (2, 2)}.get(node.get("wire", "hex"), (0, 0))
    if not per:
        return {}
    least = node.get("length", node.get("min_length"))
    most = node.get("length", node.get("max_length"))
    made = {"minLength": least, "maxLength": most}
    return {key: one * per + lead for key, one in made.items() if one is not None}


def _counted(node: Object) -> Object:
    wire = node["wire"]
    if "layout" in wire:
        return {"type": "string", PREFIX + "wire": wire}
    bounds = _bounds({**node, "wire": wire["as"]})
    return _COUNTS[wire["as"]] | bounds | {PREFIX + "wire": {"unit": wire["unit"]}}


def read_scalar(schema: Object, kind: str) -> Object:
    """Read a scalar of which the meaning is known, from how it travels."""
    form = _FORMS.get(schema.get("pattern", ""), "number")
    match kind:
        case "integer" | "decimal":
            return {"is": kind, **_if_not("number", form), **_read_bounds(schema)}
        case "boolean":
            return {"is": kind, **_if_not("json", _read_switch(schema))}
        case "string":
            return {"is": kind, **_read_text(schema)}
        case "bytes":
            return {"is": kind, **_read_bytes(schema)}
        case "timestamp" | "duration":
            wire = schema[PREFIX + "wire"]
            whole = wire if "layout" in wire else {**wire, "as": form}
            return {"is": kind, "wire": whole, **_read_bounds(schema)}
    return {"is": kind}


def _if_not(natural: str, wire: Json) -> Object:
    return {} if wire == natural else {"wire": wire}


def _read_bounds(schema: Object) -> Object:
    return {key: schema[key] for key in ("minimum", "maximum") if key in schema}


def _read_switch(schema: Object) -> Json:
    if PREFIX + "wire" in schema:
        return schema[PREFIX + "wire"]
    return next(
        (
            name
            for name, one in _SWITCHES.items()
            if one.get("enum") == schema.get("enum")
        ),
        "json",
    )


def _read_text(schema: Object) -> Object:
    made: Object = {"pattern": read_pattern(schema)} if "pattern" in schema else {}
    for key, native in (("min_length", "minLength"), ("max_length", "maxLength")):
        if native in schema:
            made[key] = schema[native]
    return made | ({"secret": True} if schema.get("format") == "password" else {})


def _read_bytes(schema: Object) -> Object:
    pattern = schema.get("pattern", "")
    wires = {HEX_BYTES: "hex", LEAD_HEX_BYTES: "0x-hex"}
    made: Object = _if_not("hex", wires.get(pattern, "base64"))
    per, lead = _PER_BYTE.get(pattern, (0, 0))
    least, most = schema.get("minLength"), schema.get("maxLength")
    if not per:
        return made
    if least is not None and least == most:
        return made | {"length": (least - lead) // per}
    made |= {} if least is None else {"min_length": (least - lead) // per}
    return made | ({} if most is None else {"max_length": (most - lead) // per})


_KINDS = {
    "decimal": "number",
    "boolean": "boolean",
    "none": "null",
    "record": "object",
    "map": "object",
    "list": "list",
    "tuple": "list",
    "string": "string",
    "bytes": "string",
}


def json_kind(node: Object) -> str:
    """Tell the kind of JSON in which a type travels, if there is one."""
    kind, wire = node["is"], node.get("wire", "")
    if "tag" in node or "has" in node:
        return "object"
    if isinstance(wire, dict) and "as" in wire:
        wire, kind = wire["as"], "integer"
    if kind == "enum":
        kind = node.get("of", "string")
    if isinstance(wire, dict) or wire in ("text", "hex", "yes-no", "comma"):
        return "string"
    if kind == "integer" or wire == "zero-one":
        return "integer"
    return _KINDS.get(kind, "")
