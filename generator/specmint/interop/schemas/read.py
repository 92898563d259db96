"""JSON Schemas as types and uses of a spec."""

from typing import Any

from specmint.interop.plain_uses import plain_use
from specmint.interop.remainder import PREFIX, overlay
from specmint.interop.schemas.context import Reading
from specmint.interop.schemas.enums import read_enum
from specmint.interop.schemas.facts import (
    bounds_of,
    default_of,
    facts_of,
    unit_of,
)
from specmint.interop.schemas.nulls import split_null
from specmint.interop.schemas.scalars import read_scalar
from specmint.interop.schemas.settle import settled
from specmint.interop.schemas.unions import is_open_enum, read_cases
from specmint.interop.schemas.wholes import laid_together

Json = Any
Object = dict[str, Json]
_NAMED = ("record", "enum", "union")
_PLAIN = {"integer": "integer", "number": "decimal", "boolean": "boolean"}
_BUILTIN = ("integer", "decimal", "boolean", "string", "none")
_AWAY = ("default", "only_when", "since", "until", "only")
_UNTYPED = "The description gives no type."


def read_type(reading: Reading, schema: Json, hint: str) -> Object:
    """Read a schema that has a name: a type's declaration."""
    if not isinstance(schema, dict):
        return {"is": "any", "why": _UNTYPED}
    made = {**_kind(reading, schema, hint), **facts_of(schema)}
    return as_node(plain_use(overlay(schema, made)))


def read_field(reading: Reading, schema: Json, hint: str, *, required: bool) -> Json:
    """Read a member or a parameter, of which something else says whether it must be."""
    made = default_of(schema) | as_node(read_use(reading, schema, hint))
    is_told = required or any(key in made for key in _AWAY)
    return plain_use(made if is_told else {**made, "optional": True})


def as_node(use: Json) -> Object:
    """Give a use as a mapping, also where it is a type's name alone."""
    return {"type": use} if isinstance(use, str) else use


def read_use(reading: Reading, schema: Json, hint: str) -> Json:
    """Read a schema where it is used; what must have a name gets one."""
    if not isinstance(schema, dict):
        return {"is": "any", "why": _UNTYPED}
    made = _used(reading, schema, hint)
    if made.get("nullable") is None and made.get("type") in reading.nullable:
        made["nullable"] = True
    if reading.is_foreign:
        made |= unit_of(schema, made)
    return plain_use(overlay(schema, {**made, **facts_of(schema)}))


def _used(reading: Reading, schema: Object, hint: str) -> Object:
    if reading.is_foreign:
        schema = settled(reading, schema)
    if PREFIX + "by" in schema:
        return _choice(reading, schema, hint)
    plain, nullable = split_null(schema)
    more: Object = {"nullable": True} if nullable else {}
    if PREFIX + "type" in schema:
        wire = {"wire": schema[PREFIX + "wire"]} if PREFIX + "wire" in schema else {}
        return {"type": schema[PREFIX + "type"], **wire, **more}
    if "$ref" in plain:
        return {"type": reading.name_of(plain["$ref"]), **more}
    only = plain.get("allOf", ())
    if len(only) == 1 and "properties" not in plain and "$ref" in only[0]:
        inner = as_node(read_use(reading, only[0], hint))
        return {**inner, **bounds_of(plain), **more}
    return {**_shape(reading, plain, hint), **more}


def _shape(reading: Reading, schema: Object, hint: str) -> Object:
    kind = _kind(reading, schema, hint)
    if kind["is"] in _NAMED:
        return {"type": reading.hoist({**kind}, hint)}
    is_plain = kind.keys() <= {"is", "minimum", "maximum"} and kind["is"] in _BUILTIN
    if is_plain and PREFIX + "is" not in schema:
        return {"type": kind["is"]} | {k: v for k, v in kind.items() if k != "is"}
    return kind


def _kind(reading: Reading, schema: Object, hint: str) -> Object:
    """Read what a schema is, whatever stands around it."""
    if reading.is_foreign:
        schema = settled(reading, schema)
    told = schema.get(PREFIX + "is")
    if told == "list":
        items = read_use(reading, schema[PREFIX + "items"], hint)
        return {
            "is": "list",
            "items": items,
            "wire": schema.get(PREFIX + "wire", "comma"),
        }
    if told and told != "enum":
        return read_scalar(schema, told)
    if told or is_open_enum(schema) or "enum" in schema or "const" in schema:
        return read_enum(reading, schema)
    if "anyOf" in schema or "oneOf" in schema:
        return _union(reading, schema, hint)
    if "allOf" in schema:
        return _whole(reading, schema, hint)
    return _plain(reading, schema, hint)


def _plain(reading: Reading, schema: Object, hint: str) -> Object:
    match schema.get("type"):
        case "object":
            return _object(reading, schema, hint)
        case "array":
            return _array(reading, schema, hint)
        case "null":
            return {"is": "none"}
        case "string":
            bytes_ = schema.get("contentEncoding") == "base64"
            return read_scalar(schema, "bytes" if bytes_ else "string")
        case str() as kind if kind in _PLAIN:
            return read_scalar(schema, _PLAIN[kind])
        case list() as kinds:
            cases = [{**schema, "type": kind} for kind in kinds]
            return _union(reading, {"anyOf": cases}, hint)
    if "properties" in schema or "additionalProperties" in schema:
        return _object(reading, schema, hint)
    if "pattern" in schema or "minLength" in schema or "maxLength" in schema:
        return read_scalar(schema, "string")
    if "items" in schema or "prefixItems" in schema:
        return _array(reading, schema, hint)
    return {"is": "any", **({} if PREFIX + "why" in schema else {"why": _UNTYPED})}


def _choice(reading: Reading, schema: Object, hint: str) -> Object:
    shapes = [read_use(reading, one, hint) for one in schema["anyOf"]]
    cases = schema[PREFIX + "cases"]
    made: Object = {"by": schema[PREFIX + "by"]}
    made["cases"] = {key: shapes[place] for key, place in cases.items()}
    for key in ("otherwise", "missing"):
        if PREFIX + key in schema:
            made[key] = shapes[schema[PREFIX + key]]
    return made


def _array(reading: Reading, schema: Object, hint: str) -> Object:
    places = schema.get("prefixItems")
    rest = schema.get("items", {}) if places is not None else None
    if isinstance(schema.get("items"), list):
        places, rest = schema["items"], schema.get("additionalItems", {})
    if places is not None:
        return _tuple(reading, schema, places, rest, hint)
    made: Object = {
        "is": "list",
        "items": read_use(reading, schema.get("items"), f"{hint} item"),
    }
    for key, native in (("min_items", "minItems"), ("max_items", "maxItems")):
        if native in schema:
            made[key] = schema[native]
    return made


def _tuple(
    reading: Reading, schema: Object, places: list[Json], rest: Json, hint: str
) -> Object:
    least = schema.get("minItems", 0)
    items = [read_use(reading, one, f"{hint} item") for one in places]
    items = [
        one if index < least else {**as_node(one), "optional": True}
        for index, one in enumerate(items)
    ]
    made: Object = {"is": "tuple", "items": items}
    if schema.get("maxItems", len(items) + 1) <= len(items):
        return made
    if isinstance(rest, dict) and (rest or reading.is_foreign):
        made["rest"] = read_use(reading, rest, f"{hint} rest")
    return made


def _object(reading: Reading, schema: Object, hint: str) -> Object:
    more = schema.get("additionalProperties")
    if "properties" not in schema:
        made: Object = {"is": "map", "items": read_use(reading, more, f"{hint} value")}
        if "propertyNames" in schema:
            made["keys"] = read_use(reading, schema["propertyNames"], f"{hint} key")
        return made
    if reading.is_foreign and "discriminator" in schema:
        message = "its discriminator, since nothing here names the cases it tells apart"
        reading.remark("dropped", message)
    required = _required(reading, schema)
    fields = {
        name: read_field(reading, one, f"{hint} {name}", required=name in required)
        for name, one in schema["properties"].items()
    }
    made = {"is": "record", "fields": fields}
    if isinstance(more, dict) and more:
        made["rest"] = read_use(reading, more, f"{hint} rest")
    return made


def _required(reading: Reading, schema: Object) -> frozenset[str]:
    """What only one side sends may be missing, since both have the same type."""
    members = schema["properties"]
    named = frozenset(schema.get("required", ()))
    if not reading.is_foreign:
        return named
    aside = {name for name in named if name in members and is_one_way(members[name])}
    for name in sorted(aside):
        message = f"`{name}` may be missing, since only one side sends it"
        reading.remark("guessed", message)
    return named - aside


def is_one_way(schema: Json) -> bool:
    """Whether it stands in requests alone, or in replies alone."""
    return isinstance(schema, dict) and True in (
        schema.get("readOnly"),
        schema.get("writeOnly"),
    )


def _whole(reading: Reading, schema: Object, hint: str) -> Object:
    """Read `allOf`: records that are included, and members of its own."""
    parts = list(schema["allOf"])
    if "properties" in schema:
        parts.append({k: v for k, v in schema.items() if k != "allOf"})
    if reading.is_foreign and (plain := laid_together(reading, parts, schema)):
        return _kind(reading, plain, hint)
    include = [reading.name_of(one["$ref"]) for one in parts if "$ref" in one]
    made: Object = {"is": "record", "fields": {}}
    for part in parts:
        if "$ref" not in part:
            own = _kind(reading, part, hint)
            made["fields"] |= own.get("fields", {})
            made |= {"rest": own["rest"]} if "rest" in own else {}
    return {**made, "include": include} if include else made


def _union(reading: Reading, schema: Object, hint: str) -> Object:
    def use(one: Json, name: str) -> Json:
        return read_use(reading, one, f"{hint} {name}")

    reading.hint = hint
    return read_cases(reading, schema, use)
