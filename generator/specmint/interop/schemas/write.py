"""Types and uses as JSON Schemas, with the remainder beside what a schema can say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from specmint.interop.remainder import PREFIX, complete
from specmint.interop.schemas.context import Reading
from specmint.interop.schemas.enums import write_enum
from specmint.interop.schemas.read import as_node, read_field, read_type, read_use
from specmint.interop.schemas.scalars import json_kind, write_scalar

Json = Any
Object = dict[str, Json]
BUILTIN = frozenset(["integer", "decimal", "boolean", "string", "none"])
_LITERAL = {"tag": "cases", "kinds": "kinds", "has": "has"}


@dataclass(frozen=True, slots=True)
class Writing:
    """What schemas are written for: the types they may name, and the draft they are in."""

    types: Mapping[str, Object]
    is_draft_07: bool
    reading: Reading


def begin(types: Mapping[str, Object], *, is_draft_07: bool) -> Writing:
    kinds = {name: json_kind(node) for name, node in types.items()}
    return Writing(types, is_draft_07, Reading(kinds=kinds))


def write_type(writing: Writing, node: Object) -> Object:
    """Write a named type."""
    native = _shape(writing, node) | _facts(node)
    return complete(native, node, lambda one: read_type(writing.reading, one, ""))


def write_use(writing: Writing, use: Json) -> Object:
    """Write a type where it is used."""
    return _used(
        writing, as_node(use), lambda one: as_node(read_use(writing.reading, one, ""))
    )


def write_field(writing: Writing, use: Json, *, required: bool) -> Object:
    """Write a member or a parameter; whether it may be missing is said outside of it."""
    return _used(
        writing,
        as_node(use),
        lambda one: as_node(read_field(writing.reading, one, "", required=required)),
    )


def _used(writing: Writing, node: Object, read: Callable[[Object], Object]) -> Object:
    facts = _facts(node) | _limits(writing, node)
    native = _shape(writing, node)
    if facts and "$ref" in native:
        native = {"allOf": [native]}
    if node.get("nullable"):
        native = _choice_or_null(native) if "by" in node else _nullable(native)
    return complete(native | facts, node, read)


def is_required(node: Json) -> bool:
    """Whether a member or a parameter is always there."""
    told = as_node(node)
    away = ("default", "since", "until", "only")
    return not (told.get("optional") or told.get("only_when")) and not any(
        key in told for key in away
    )


def _facts(node: Object) -> Object:
    made: Object = {"description": node["doc"]} if node.get("doc") else {}
    made |= {"deprecated": True} if node.get("deprecated") else {}
    is_null = node.get("default") is None and not node.get("nullable")
    if is_null or "default" not in node:
        return made  # null is no value of most types, and only leaves them out
    return made | {"default": node["default"]}


def _limits(writing: Writing, node: Object) -> Object:
    """Bounds of a use hold on the wire where the value is a number there."""
    named = writing.types.get(node.get("type", ""), {})
    is_number = named.get("is") in ("integer", "decimal") and "wire" not in named
    if not is_number and node.get("type") not in ("integer", "decimal"):
        return {}
    if "wire" in node:
        return {}
    return {key: node[key] for key in ("minimum", "maximum") if key in node}


def _nullable(native: Object) -> Object:
    if isinstance(native.get("type"), str) and "enum" not in native:
        return native | {"type": [native["type"], "null"]}
    guides = {key: one for key, one in native.items() if key.startswith(PREFIX)}
    plain = {key: one for key, one in native.items() if key not in guides}
    return {"anyOf": [plain, {"type": "null"}], **guides}


def _choice_or_null(native: Object) -> Object:
    """A choice counts its shapes, so null comes last."""
    return {**native, "anyOf": [*native["anyOf"], {"type": "null"}]}


def _shape(writing: Writing, node: Object) -> Object:
    if "by" in node:
        return _choice(writing, node)
    if "is" not in node:
        return _named(writing, node)
    match node["is"]:
        case "list":
            return _list(writing, node)
        case "map":
            return _map(writing, node)
        case "tuple":
            return _tuple(writing, node)
        case "record":
            return _record(writing, node)
        case "union":
            return _union(writing, node)
        case "enum":
            return write_enum(node)
    return write_scalar(node)


def _named(writing: Writing, node: Object) -> Object:
    """Write a use of a named type; one that travels otherwise here is written out."""
    name = node["type"]
    if name in BUILTIN and "wire" not in node:
        return write_scalar({**_wire(node), "is": name})
    if "wire" not in node:
        return {"$ref": writing.reading.prefix + name}
    kind = {"is": name} if name in BUILTIN else writing.types[name]
    written = _shape(writing, {**kind, **_wire(node)})
    plain = {key: one for key, one in written.items() if not key.startswith(PREFIX)}
    return plain | {PREFIX + "type": name}


def _wire(node: Object) -> Object:
    return {key: node[key] for key in ("wire", "minimum", "maximum") if key in node}


def _choice(writing: Writing, node: Object) -> Object:
    """Write the shapes that there may be; what decides is told by their places."""
    shapes: list[Object] = []

    def place(use: Json) -> int:
        shape = write_use(writing, use)
        if shape not in shapes:
            shapes.append(shape)
        return shapes.index(shape)

    made: Object = {PREFIX + "by": node["by"]}
    made[PREFIX + "cases"] = {key: place(use) for key, use in node["cases"].items()}
    for key in ("otherwise", "missing"):
        if key in node:
            made[PREFIX + key] = place(node[key])
    return {"anyOf": shapes, **made}


def _list(writing: Writing, node: Object) -> Object:
    items = write_use(writing, node["items"])
    if node.get("wire") == "comma":
        guides = {"is": "list", "wire": "comma", "items": items}
        return {"type": "string"} | {PREFIX + key: one for key, one in guides.items()}
    made: Object = {"type": "array", "items": items}
    for key, native in (("min_items", "minItems"), ("max_items", "maxItems")):
        if key in node:
            made[native] = node[key]
    return made


def _map(writing: Writing, node: Object) -> Object:
    made = {"type": "object", "additionalProperties": write_use(writing, node["items"])}
    if "keys" in node:
        made["propertyNames"] = write_use(writing, node["keys"])
    return made


def _tuple(writing: Writing, node: Object) -> Object:
    items = [as_node(one) for one in node["items"]]
    places = [
        write_use(writing, {k: v for k, v in one.items() if k != "optional"})
        for one in items
    ]
    least = sum(not one.get("optional") for one in items)
    made: Object = {"type": "array", "minItems": least}
    made["items" if writing.is_draft_07 else "prefixItems"] = places
    if "rest" not in node:
        return made | {"maxItems": len(places)}
    key = "additionalItems" if writing.is_draft_07 else "items"
    return made | {key: write_use(writing, node["rest"])}


def _record(writing: Writing, node: Object) -> Object:
    fields = {name: as_node(use) for name, use in node["fields"].items()}
    required = [name for name, use in fields.items() if is_required(use)]
    own: Object = {
        "type": "object",
        "properties": {
            name: write_field(writing, use, required=name in required)
            for name, use in fields.items()
        },
    }
    own |= {"required": required} if required else {}
    if "rest" in node:
        own["additionalProperties"] = write_use(writing, node["rest"])
    if not node.get("include"):
        return own
    above = [{"$ref": writing.reading.prefix + name} for name in node["include"]]
    return {"allOf": [*above, *([own] if fields or "rest" in node else [])]}


def _union(writing: Writing, node: Object) -> Object:
    chosen_by = next(key for key in _LITERAL if key in node)
    cases = node[_LITERAL[chosen_by]]
    above = [
        {"$ref": writing.reading.prefix + name} for name in node.get("include", ())
    ]
    shapes = []
    for key, use in cases.items():
        shape = write_use(writing, use)
        if chosen_by == "tag":
            fixed = {"type": "string", "enum": [key]}
            constant = {"properties": {node["tag"]: fixed}}
            shape = {"allOf": [shape, *above], **constant, "required": [node["tag"]]}
        elif chosen_by == "has":
            shape = {"allOf": [shape], "required": [key]}
        shapes.append(shape)
    if "otherwise" in node:
        shapes.append(write_use(writing, node["otherwise"]))
    return {"anyOf": shapes}
