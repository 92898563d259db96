"""Types, wire forms and the places where types are used."""

from collections.abc import Iterable
from typing import Any

from specmint.build.facts import Node, facts, groups, needs
from specmint.build.refusals import value_refuse
from specmint.build.scalars import (
    SCALARS,
    accepted,
    own_wire,
    scale,
    unit,
    wire_form,
)
from specmint.model import (
    Anything,
    Boolean,
    Choice,
    Decimal,
    Default,
    Enum,
    Field,
    Integer,
    List,
    Map,
    NamedType,
    Nothing,
    Record,
    Ref,
    String,
    Tuple,
    Type,
    Union,
    Use,
    Value,
    Wire,
)

Declared = dict[str, Node]
_BUILTIN: dict[str, Type] = {
    "integer": Integer(),
    "decimal": Decimal(),
    "boolean": Boolean(),
    "string": String(),
    "none": Nothing(),
}


def build_types(declared: Declared) -> dict[str, NamedType]:
    return {
        name: NamedType(
            name, _type(node, declared), facts(node), value_refuse(node)
        )
        for name, node in declared.items()
    }


def build_use(node: Any) -> Use:
    """Build a use, given as a type's name or as a mapping."""
    if isinstance(node, str):
        return Use(_BUILTIN.get(node) or Ref(node))
    return Use(
        type=_used_type(node),
        nullable=node.get("nullable", False),
        wire=_set_wire(node),
        accepts=() if "is" in node else accepted(node),
        unit=unit(node),
        scale=scale(node),
        minimum=node.get("minimum"),
        maximum=node.get("maximum"),
        secret=node.get("secret", False),
        refuse=value_refuse(node),
        facts=facts(node),
    )


def build_fields(node: Node) -> tuple[Field, ...]:
    return tuple(build_field(name, use) for name, use in node.items())


def build_field(name: str, node: Any) -> Field:
    if isinstance(node, str):
        return Field(name, build_use(node))
    return Field(
        name=name,
        use=build_use(node),
        optional=node.get("optional", False),
        default=Default(node["default"]) if "default" in node else None,
        only_when=tuple(
            (key, tuple(texts) if isinstance(texts, list) else (texts,))
            for key, texts in node.get("only_when", {}).items()
        ),
        also=tuple(node.get("also", ())),
    )


def included_fields(
    names: Iterable[str], declared: Declared, above: tuple[str, ...] = ()
) -> tuple[Field, ...]:
    """Give the fields of records in order; a circle among them adds nothing."""
    fields: dict[str, Field] = {}
    for name in names:
        if name not in above:
            node = declared[name]
            inner = included_fields(node.get("include", ()), declared, (*above, name))
            for field in (*inner, *build_fields(node["fields"])):
                fields[field.name] = field
    return tuple(fields.values())


def _used_type(node: Node) -> Ref | Type | Choice:
    if "by" in node:
        return Choice(node["by"], _cases(node), *_others(node))
    if "is" in node:
        return _type(node, {})
    if node["type"] == "any":
        return Anything(node["why"])
    return _BUILTIN.get(node["type"]) or Ref(node["type"])


def _cases(node: Node, key: str = "cases") -> tuple[tuple[str, Use], ...]:
    return tuple((text, build_use(use)) for text, use in node[key].items())


def _others(node: Node) -> tuple[Use | None, Use | None]:
    return _maybe_use(node, "otherwise"), _maybe_use(node, "missing")


def _maybe_use(node: Node, key: str) -> Use | None:
    return build_use(node[key]) if key in node else None


def _set_wire(node: Node) -> Wire | None:
    """The wire form that a use sets; that of a type without a name is the type's."""
    return wire_form(node["wire"]) if "wire" in node and "is" not in node else None


def _type(node: Node, declared: Declared) -> Type:
    kind = node["is"]
    if make := SCALARS.get(kind):
        return make(node)
    match kind:
        case "enum":
            return _enum(node)
        case "list":
            bounds = node.get("min_items"), node.get("max_items")
            return List(build_use(node["items"]), own_wire(node, "json"), *bounds)
        case "map":
            return Map(build_use(node["items"]), build_use(node.get("keys", "string")))
        case "tuple":
            items = tuple(build_use(item) for item in node["items"])
            return Tuple(items, _maybe_use(node, "rest"), _least(node["items"]))
        case "record":
            return _record(node, declared)
    return _union(node, declared)


def _least(items: list[Any]) -> int:
    """Count the places that must be there: all before the first optional one."""
    for index, item in enumerate(items):
        if isinstance(item, dict) and item.get("optional"):
            return index
    return len(items)


def _enum(node: Node) -> Enum:
    of = node.get("of", "string")
    values = tuple(_value(text, value) for text, value in node["values"].items())
    natural = "number" if of == "integer" else "json"
    return Enum(values, of, own_wire(node, natural), node.get("open", False))


def _value(text: str, value: Any) -> Value:
    if isinstance(value, str):
        return Value(text, text, facts({"doc": value}))
    return Value(text, value.get("name", text), facts(value))


def _record(node: Node, declared: Declared) -> Record:
    include = tuple(node.get("include", ()))
    above = included_fields(include, declared)
    return Record(
        fields=(*above, *build_fields(node["fields"])),
        include=include,
        rest=_maybe_use(node, "rest"),
        exactly_one_of=groups(node, "exactly_one_of"),
        together=needs(node),
    )


def _union(node: Node, declared: Declared) -> Union:
    chosen_by = next(key for key in ("tag", "kinds", "has") if key in node)
    cases = "cases" if chosen_by == "tag" else chosen_by
    return Union(
        chosen_by={"kinds": "kind"}.get(chosen_by, chosen_by),
        cases=_cases(node, cases),
        tag=node.get("tag", ""),
        otherwise=_maybe_use(node, "otherwise"),
        include=included_fields(node.get("include", ()), declared),
    )
