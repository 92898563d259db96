"""The kind of JSON that a schema takes."""

from typing import Any

from specmint.interop.schemas.context import Reading, follow

Json = Any
_KINDS = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "array": "list",
    "object": "object",
}


def kind_of(reading: Reading, schema: Json, depth: int = 20) -> str:
    """Tell the kind of JSON that a schema takes, if there is one."""
    if not isinstance(schema, dict) or not depth:
        return ""
    if "$ref" in schema:
        name = reading.name_of(schema["$ref"])
        if name in reading.kinds:
            return reading.kinds[name]
        return kind_of(reading, follow(reading.document, schema["$ref"]), depth - 1)
    told = schema.get("type")
    if isinstance(told, str):
        return _KINDS.get(told, "")
    for key in ("allOf", "anyOf", "oneOf"):
        kinds = {kind_of(reading, one, depth - 1) for one in schema.get(key, ())} - {""}
        if len(kinds) == 1:
            return kinds.pop()
    return "object" if "properties" in schema else ""
