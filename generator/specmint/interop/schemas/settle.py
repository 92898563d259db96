"""Schemas that others wrote, in the words that are read here."""

from typing import Any

from specmint.check.patterns import judge_pattern
from specmint.interop.schemas.context import Reading

Json = Any
Object = dict[str, Json]
_SHORT = {r"\d": "[0-9]", r"\w": "[A-Za-z0-9_]"}
_UNREAD = ("not", "if", "dependentSchemas", "unevaluatedProperties", "contains")


def settled(reading: Reading, schema: Object) -> Object:
    """Say a schema in fewer words: one case is no union, and bounds are whole."""
    made = dict(schema)
    for key in ("anyOf", "oneOf"):
        cases = made.get(key)
        if cases is not None and len(cases) == 1 and isinstance(cases[0], dict):
            del made[key]
            made = {**cases[0], **made}
        elif cases is not None and ("properties" in made or not cases):
            # Which members go together is not said by a type.
            reading.remark("dropped", f"`{key}` beside members")
            del made[key]
    for key in _UNREAD:
        if key in made:
            reading.remark("dropped", f"`{key}` is not read")
            del made[key]
    made |= _pattern(reading, made)
    if made.get("pattern") == "":
        del made["pattern"]
    return _bounds(reading, _enum(reading, made))


def _pattern(reading: Reading, schema: Object) -> Object:
    """Keep a pattern that means the same everywhere and is for the whole text."""
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or not pattern:
        return {}
    told = pattern
    for short, long in _SHORT.items():
        told = told.replace(short, long)
    is_whole = told.startswith("^") and told.endswith("$")
    if is_whole and not judge_pattern(told).code:
        return {"pattern": told}
    reading.remark("dropped", f"the pattern `{pattern[:60]}`")
    return {"pattern": ""}


def _enum(reading: Reading, schema: Object) -> Object:
    literals = schema.get("enum")
    if literals is None and "const" in schema:
        literals = [schema["const"]]
    if literals is None:
        return schema
    left = [one for one in literals if one is not None]
    rest = {key: one for key, one in schema.items() if key not in ("enum", "const")}
    if all(isinstance(one, bool) for one in left) and left:
        return {**rest, "type": "boolean"}
    is_plain = all(
        isinstance(one, str) and one.isprintable() and "`" not in one and one
        for one in left
    )
    is_named = is_plain or all(type(one) is int for one in left)
    if left and is_named and len(left) == len(set(map(repr, left))):
        return schema
    if left:
        reading.remark("dropped", "values of several kinds, or that have no name")
        kinds = {type(one) for one in left}
        return (
            {**rest, "type": "string"}
            if kinds == {str}
            else {"description": rest.get("description", "")}
        )
    return schema


def _bounds(reading: Reading, schema: Object) -> Object:
    made = dict(schema)
    for key, native, step in (
        ("minimum", "exclusiveMinimum", 1),
        ("maximum", "exclusiveMaximum", -1),
    ):
        told = made.pop(native, None)
        limit = made.get(key) if told is True else told
        if told is None or told is False:
            continue
        made.pop(key, None)
        if made.get("type") == "integer" and isinstance(limit, int):
            made[key] = limit + step
        else:
            reading.remark("dropped", f"`{native}` of what is no whole number")
    return made
