"""Types, wire forms and the places where types are used, as JSON."""

from typing import assert_never

from specmint.bundle.nodes import Json, Object, named, node, plain
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
    List,
    Map,
    NamedType,
    Nothing,
    Record,
    Ref,
    Refuse,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Value,
)

_KINDS: dict[type[Type], str] = {
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
_PLAIN: dict[Type, str] = {
    Integer(): "integer",
    Decimal(): "decimal",
    Boolean(): "boolean",
    String(): "string",
    Nothing(): "none",
}


def use(value: Use) -> Json:
    """A use is a shape where there is nothing more to say."""
    more = _more(value)
    return {"type": shape(value.type), **more} if more else shape(value.type)


def _more(value: Use) -> Object:
    """What holds only where a type is used; a type without a name says it itself."""
    known = value.type if not isinstance(value.type, Ref | Choice) else None
    made = plain(value, "type")
    for key in ("wire", "accepts", "unit", "scale", "minimum", "maximum", "secret"):
        if key in made and getattr(known, key, None) == getattr(value, key):
            del made[key]
    return made


def shape(kind: Ref | Type | Choice) -> Json:
    """A shape is a type's name, a type without a name, or a choice among uses."""
    match kind:
        case Ref():
            return kind.name
        case Choice():
            return {"by": kind.by, **plain(kind, "by")}
        case _:
            return _PLAIN.get(kind) or declared(kind)


def declared(kind: Type) -> Object:
    """A type as it is declared."""
    match kind:
        case Enum():
            return _enum(kind)
        case List():
            return {"is": "list", "items": use(kind.items), **plain(kind, "items")}
        case Map():
            return {"is": "map", "keys": use(kind.keys), "items": use(kind.items)}
        case Tuple():
            items = [use(item) for item in kind.items]
            return {"is": "tuple", "items": items, "least": kind.least, **_tail(kind)}
        case Record():
            return _record(kind)
        case Union():
            return _union(kind)
        case Integer() | Decimal() | Boolean() | Bytes() | Timestamp() | Duration():
            wire = {"wire": node(kind.wire)}
            return {"is": _KINDS[type(kind)], **wire, **plain(kind, "wire")}
        case String() | Nothing() | Anything():
            return {"is": _KINDS[type(kind)], **plain(kind)}
    assert_never(kind)


def _enum(enum: Enum) -> Object:
    made = {"is": "enum", "of": enum.of, **plain(enum, "of", "values")}
    return {**made, "values": {value.text: _value(value) for value in enum.values}}


def _value(value: Value) -> Object:
    """What one value means; its name only where that is not the value itself."""
    name = {} if value.name == value.text else {"name": value.name}
    return {**name, **plain(value.facts)}


def _tail(kind: Tuple) -> Object:
    return {} if kind.rest is None else {"rest": use(kind.rest)}


def _record(record: Record) -> Object:
    return {"is": "record", "fields": named(record.fields), **plain(record, "fields")}


def _union(union: Union) -> Object:
    made = {"is": "union", **plain(union, "include")}
    return made | ({"include": named(union.include)} if union.include else {})


def field_node(field: Field) -> Object:
    """A parameter or a member: its name, whether it is always there, its type."""
    made = {"name": field.name, "required": not field.may_be_missing}
    made["type"] = shape(field.use.type)
    return made | plain(field, "name", "use") | _more(field.use)


def named_type(value: NamedType) -> Object:
    own = {} if value.refuse is None else {"refuse": node(value.refuse)}
    return {**declared(value.type), **own, **plain(value.facts)}


@node.register
def _(value: Use) -> Json:
    return use(value)


@node.register
def _(value: Field) -> Json:
    return field_node(value)


@node.register
def _(refuse: Refuse) -> Json:
    """Give an error's name where there is nothing more to say."""
    made = plain(refuse, "kind")
    return refuse.error if made.keys() == {"error"} else made


@node.register
def _(wire: Counted) -> Json:
    return {"unit": wire.unit, "as": wire.form}
