"""The kind of JSON that a schema takes."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from specmint.interop.schemas.context import Reading, follow
from specmint.interop.schemas.nulls import is_null

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
SCALARS = frozenset(["string", "integer", "number", "boolean"])


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
    if isinstance(told, list):
        left = [one for one in told if one != "null"]
        return _KINDS.get(left[0], "") if len(left) == 1 else ""
    if isinstance(told, str):
        return _KINDS.get(told, "")
    for key in ("enum", "const"):
        if key in schema:
            return _of_values(schema[key] if key == "enum" else [schema[key]])
    return _of_parts(reading, schema, depth)


def _of_parts(reading: Reading, schema: dict[str, Json], depth: int) -> str:
    parts = {kind_of(reading, one, depth - 1) for one in schema.get("allOf", ())} - {""}
    if len(parts) == 1:
        return parts.pop()
    for key in ("anyOf", "oneOf"):
        cases = [one for one in schema.get(key, ()) if not is_null(one)]
        kinds = {kind_of(reading, one, depth - 1) for one in cases}
        if len(kinds) == 1:
            return kinds.pop()
    return "object" if "properties" in schema else ""


def _of_values(values: Iterable[Json]) -> str:
    kinds = {_of_value(one) for one in values if one is not None}
    return kinds.pop() if len(kinds) == 1 else ""


def _of_value(value: Json) -> str:
    match value:
        case bool():
            return "boolean"
        case str():
            return "string"
        case int():
            return "integer"
        case float() | Decimal():
            return "number"
        case list():
            return "list"
        case dict():
            return "object"
    return ""


def are_texts(reading: Reading, schema: Json, depth: int = 6) -> bool:
    """Whether all that a schema takes can travel as a text without parts."""
    if not isinstance(schema, dict) or not depth:
        return False
    if kind_of(reading, schema) in SCALARS:
        return True
    if "$ref" in schema:
        return are_texts(reading, follow(reading.document, schema["$ref"]), depth - 1)
    told = schema.get("type")
    if isinstance(told, list):
        return {_KINDS[one] for one in told} <= SCALARS | {"null"}
    cases = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return bool(cases) and all(
        is_null(one) or are_texts(reading, one, depth - 1) for one in cases
    )
