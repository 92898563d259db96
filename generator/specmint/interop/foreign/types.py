"""Named schemas of a document that others wrote, as types with names of the house."""

from typing import Any

from specmint.interop.schemas import Reading, follow, read_type, type_name
from specmint.interop.schemas.nulls import split_null

Json = Any
Object = dict[str, Json]
_PENDING = {"is": "pending"}
_MOST_STEPS = 20


def begin(document: Object) -> Reading:
    """Give every named schema its name before any of them is read."""
    reading = Reading(document=document, is_foreign=True)
    schemas = document.get("components", {}).get("schemas", {})
    aliases = {key: _alias(one) for key, one in schemas.items()}
    for key, target in aliases.items():
        if not target:
            reading.names[_ref(reading, key)] = reading.reserve(key)
    for key, target in aliases.items():
        if target:
            reading.names[_ref(reading, key)] = _named(reading, schemas, key)
    for key, schema in schemas.items():
        if isinstance(schema, dict) and not aliases[key] and _is_nullable(schema):
            reading.nullable.add(reading.names[_ref(reading, key)])
    return reading


def _ref(reading: Reading, key: str) -> str:
    return reading.prefix + key.replace("~", "~0").replace("/", "~1")


def _alias(schema: Json) -> str:
    """Give the reference that a schema is nothing but."""
    if not isinstance(schema, dict):
        return ""
    if "$ref" in schema:
        return str(schema["$ref"])
    told = schema.get("allOf", ())
    is_alone = len(told) == 1 and "properties" not in schema
    return (
        str(told[0].get("$ref", "")) if is_alone and isinstance(told[0], dict) else ""
    )


def _named(reading: Reading, schemas: Object, key: str) -> str:
    """Follow references that are nothing but references."""
    ref = _alias(schemas[key])
    for _step in range(_MOST_STEPS):
        if ref in reading.names:
            return reading.names[ref]
        found = follow(reading.document, ref)
        further = _alias(found)
        if not further:
            return reading.name_of(ref)
        ref = further
    reading.remark("dropped", f"`{key}` refers to itself")
    return reading.reserve(key)


def _is_nullable(schema: Object) -> bool:
    plain, nullable = split_null(schema)
    return (nullable and plain is not schema) or schema.get("nullable") is True


def read_types(reading: Reading) -> None:
    """Read all named schemas, and those that they refer to elsewhere."""
    schemas = reading.document.get("components", {}).get("schemas", {})
    for key, schema in schemas.items():
        ref = _ref(reading, key)
        if not _alias(schema):
            _read(reading, ref, schema)
    drain(reading)


def drain(reading: Reading) -> None:
    """Read what was referred to and is no named schema."""
    while reading.pending:
        ref = reading.pending.pop()
        schema = follow(reading.document, ref)
        if schema is None:
            reading.at = ()
            reading.remark("dropped", f"there is nothing at `{ref}`")
        _read(reading, ref, schema)


def _read(reading: Reading, ref: str, schema: Json) -> None:
    name = reading.names[ref]
    reading.at = tuple(ref.removeprefix("#/").split("/"))
    plain = split_null(schema)[0] if isinstance(schema, dict) else schema
    reading.types[name] = read_type(reading, plain, name)
    reading.at = ()


def resolved(reading: Reading, node: Json) -> Object:
    """Give an object, or the one that it refers to."""
    found = (
        follow(reading.document, node["$ref"])
        if isinstance(node, dict) and "$ref" in node
        else node
    )
    return found if isinstance(found, dict) else {}


def type_words(*words: str) -> str:
    return type_name(" ".join(words))
