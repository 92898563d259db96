"""Nodes of the model as JSON: what is empty or usual is left out."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from specmint.model import (
    Anything,
    Boolean,
    BoundParam,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Default,
    Duration,
    Enum,
    Example,
    Exchange,
    Facts,
    Field,
    Integer,
    Layout,
    List,
    Lookup,
    Map,
    Match,
    Nothing,
    Part,
    Raise,
    Raised,
    Record,
    Ref,
    Sibling,
    Source,
    String,
    Timestamp,
    Tuple,
    Union,
    Use,
    Words,
)

Json = Any
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
# Members that are pairs in the model, which is frozen, and objects in JSON.
_PAIRED = frozenset(
    [
        "since",
        "until",
        "together",
        "members",
        "when",
        "reply_when",
        "call",
        "also_send",
        "error_by_code",
        "params",
        "ok",
        "http_status",
        "headers",
        "cases",
        "only_when",
    ]
)
_PLAIN = {Integer(): "integer", Decimal(): "decimal", Boolean(): "boolean"}
_PLAIN |= {String(): "string", Nothing(): "none"}


def node(value: Any) -> Json:
    """Turn any part of the model into JSON."""
    if isinstance(value, tuple):
        return [node(item) for item in value]
    if not is_dataclass(value):
        return value
    special: Any = _SPECIAL.get(type(value))
    return special(value) if special else plain(value)


def plain(value: Any, *without: str) -> dict[str, Json]:
    """Turn a dataclass into an object of the members that say something."""
    made: dict[str, Json] = {}
    for name, usual in _members(type(value)):  # type: ignore[arg-type]
        member = getattr(value, name)
        if name in without or member == usual or member in (None, "", ()):
            continue
        if isinstance(member, Facts):
            made |= plain(member)
        elif name in _PAIRED and _is_paired(member):
            made[name] = {str(key): node(item) for key, item in member}
        else:
            made[name] = node(member)
    return made


def _is_paired(member: Any) -> bool:
    return isinstance(member, tuple) and isinstance(member[0], tuple)


@cache
def _members(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


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


def bound_param(bound: BoundParam) -> dict[str, Json]:
    made: dict[str, Json] = {"name": bound.name, "in": bound.place}
    if bound.absent:
        return {"absent": True, **plain(bound, "param", "name", "place", "absent")}
    made["required"] = bound.required
    if bound.default is not None:
        made["default"] = bound.default.value
    return made | plain(bound, "param", "name", "place", "required", "default")


def _example(example: Example) -> dict[str, Json]:
    made: dict[str, Json] = {"origin": example.origin, "params": example.params}
    for key in ("result", "means"):
        if (box := getattr(example, key)) is not None:
            made[key] = box.value
    for key in ("beside", "means_params"):
        if getattr(example, key):
            made[key] = getattr(example, key)
    if example.raises:
        made["raises"] = _raised(example.raises)
    if example.exchange:
        made["exchange"] = {one.transport: _exchange(one) for one in example.exchange}
    done = ("name", "origin", "params", "result", "means", "beside", "means_params")
    return made | plain(example, *done, "raises", "exchange")


def _exchange(exchange: Exchange) -> dict[str, Json]:
    return plain(exchange, "transport")


def _raised(raised: Raised) -> dict[str, Json]:
    made = plain(raised, "data", "parts")
    if raised.data is not None:
        made["data"] = raised.data.value
    if raised.parts:
        made["parts"] = raised.parts
    return made


def _raise(raised: Raise) -> Json:
    made = plain(raised)
    return made["error"] if list(made) == ["error"] else made


def _match(match: Match) -> dict[str, Json]:
    made = plain(match, "codes")
    if match.codes:
        made["codes"] = {"from": match.codes[0], "to": match.codes[1]}
    return made


def _part(part: Part) -> Json:
    made = {"type": use(part.use)}
    return made if part.minus_from is None else {**made, "minus_from": part.minus_from}


def _source(source: Source) -> dict[str, Json]:
    return plain(source)


_SPECIAL = {
    Use: use,
    Field: field_node,
    Example: _example,
    Raised: _raised,
    Raise: _raise,
    Match: _match,
    Part: _part,
    BoundParam: bound_param,
    Default: lambda box: box.value,
    Counted: lambda wire: {"unit": wire.unit, "as": wire.form},
    Layout: lambda wire: {"layout": wire.layout, "unit": wire.unit},
    Words: lambda wire: {"truthy": list(wire.truthy), "falsy": list(wire.falsy)},
    Lookup: lambda scale: {"table": scale.table, "by": scale.by},
    Sibling: lambda unit: {"by": unit.by},
    Source: _source,
}
