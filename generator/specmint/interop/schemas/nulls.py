"""Null in all its spellings: beside other kinds, as a case, as a value, as a flag."""

from typing import Any

Json = Any
Object = dict[str, Json]


def split_null(schema: Object) -> tuple[Object, bool]:
    """Take null out of a schema that allows something else as well."""
    kinds = schema.get("type")
    if isinstance(kinds, list) and "null" in kinds and len(kinds) > 1:
        left = [kind for kind in kinds if kind != "null"]
        return {**schema, "type": left[0] if len(left) == 1 else left}, True
    for key in ("anyOf", "oneOf"):
        cases = schema.get(key, ())
        left = [case for case in cases if not is_null(case)]
        if len(left) < len(cases) and left:
            rest = {name: one for name, one in schema.items() if name != key}
            return (
                {**left[0], **rest} if len(left) == 1 else {**schema, key: left}
            ), True
    if "enum" in schema and None in schema["enum"] and len(schema["enum"]) > 1:
        return {
            **schema,
            "enum": [one for one in schema["enum"] if one is not None],
        }, True
    return schema, True in (schema.get("nullable"), schema.get("x-nullable"))


def is_null(schema: Json) -> bool:
    if not isinstance(schema, dict):
        return False
    return (
        schema.get("type") == "null"
        or schema.get("enum") == [None]
        or ("const" in schema and schema["const"] is None)
    )
