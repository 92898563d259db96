"""Types, wire forms and the places where types are used, as JSON."""

from typing import Any

from specmint.bundle.nodes import Json, node, plain
from specmint.model import (
    Anything,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    Layout,
    List,
    Lookup,
    Map,
    Nothing,
    Record,
    Ref,
    Sibling,
    String,
    Timestamp,
    Tuple,
    Union,
    Use,
    Words,
)

_KINDS = {
    Integer: "integer",
    Decimal: "decimal",
    Boolean: "boolean",
    String: "string",
    Bytes: "bytes",
    Timestamp: "timestamp",
    Duration: "duration",
    Nothing: "none",
    Anything: "any",
}
_PLAIN = {Integer(): "integer", Decimal(): "decimal", Boolean(): "boolean"}
_PLAIN |= {String(): "string", Nothing(): "none"}


def use(value: Use | None) -> Json:
    """A use is a type's name where there is nothing more to say."""
    if value is None:
        return None
    made = {**_used(value.type), **plain(value, "type")}
    return made["type"] if list(made) == ["type"] else made


def _used(kind: Any) -> dict[str, Json]:
    if isinstance(kind, Ref):
        return {"type": kind.name}
    if isinstance(kind, Choice):
        return _choice(kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    return declared(kind)


def _choice(choice: Choice) -> dict[str, Json]:
    made: dict[str, Json] = {"by": choice.by}
    made["cases"] = {text: use(case) for text, case in choice.cases}
    for key, other in (("otherwise", choice.otherwise), ("missing", choice.missing)):
        if other is not None:
            made[key] = use(other)
    return made


def declared(kind: Any) -> dict[str, Json]:
    """A type as it is declared."""
    match kind:
        case Enum():
            values = {value.text: _enum_value(value) for value in kind.values}
            return {"is": "enum", **plain(kind, "values"), "values": values}
        case List():
            return {"is": "list", **plain(kind, "items"), "items": use(kind.items)}
        case Map():
            return {"is": "map", "keys": use(kind.keys), "items": use(kind.items)}
        case Tuple():
            items = [use(item) for item in kind.items]
            return {"is": "tuple", "items": items, **plain(kind, "items")}
        case Record():
            return _record(kind)
        case Union():
            return _union(kind)
    made = plain(kind)
    if getattr(kind, "wire", None) is not None:
        made["wire"] = node(kind.wire)
    return {"is": _KINDS[type(kind)], **made}


def _enum_value(value: Any) -> dict[str, Json]:
    return {"name": value.name, **plain(value.facts)}


def _record(record: Record) -> dict[str, Json]:
    return {
        "is": "record",
        "fields": {one.name: _member(one) for one in record.fields},
        **plain(record, "fields"),
    }


def _union(union: Union) -> dict[str, Json]:
    made: dict[str, Json] = {"is": "union", "chosen_by": union.chosen_by}
    if union.tag:
        made["tag"] = union.tag
    made["cases"] = {text: use(case) for text, case in union.cases}
    if union.otherwise is not None:
        made["otherwise"] = use(union.otherwise)
    if union.include:
        made["include"] = {one.name: _member(one) for one in union.include}
    return made


def _member(field: Field) -> dict[str, Json]:
    """A member of a record; `optional` also where a release may lack it."""
    made = field_node(field)
    del made["name"], made["required"]
    if field.may_be_missing:
        made["optional"] = True
    return made


def field_node(field: Field) -> dict[str, Json]:
    """A parameter: its name, whether it must be given, its type."""
    made: dict[str, Json] = {"name": field.name}
    made["required"] = not field.may_be_missing
    shape = _used(field.use.type)
    made |= shape if set(shape) & {"type", "by"} else {"type": shape}
    if field.optional:
        made["optional"] = True
    if field.default is not None:
        made["default"] = field.default.value
    if field.only_when:
        made["only_when"] = {name: list(texts) for name, texts in field.only_when}
    if field.also:
        made["also"] = list(field.also)
    return made | plain(field.use, "type")


@node.register
def _(value: Use) -> Json:
    return use(value)


@node.register
def _(value: Field) -> Json:
    return field_node(value)


@node.register
def _(wire: Counted) -> Json:
    return {"unit": wire.unit, "as": wire.form}


@node.register
def _(wire: Layout) -> Json:
    return {"layout": wire.layout, "unit": wire.unit}


@node.register
def _(wire: Words) -> Json:
    return {"truthy": list(wire.truthy), "falsy": list(wire.falsy)}


@node.register
def _(scale: Lookup) -> Json:
    return {"table": scale.table, "by": scale.by}


@node.register
def _(unit: Sibling) -> Json:
    return {"by": unit.by}
