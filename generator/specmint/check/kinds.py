"""What a use of a type can look like in JSON, and which wire texts it can have."""

from collections.abc import Mapping
from decimal import Decimal
import re
from typing import Any

from specmint.check.walk import Node

Types = Mapping[str, Node]
BUILTIN = frozenset(["integer", "decimal", "boolean", "string", "none", "any"])
KINDS = ("string", "integer", "number", "boolean", "null", "list", "object")
_ALL = frozenset(KINDS)
_TEXT = frozenset(["string"])
_NATURAL = {
    "integer": frozenset(["integer"]),
    "decimal": frozenset(["number", "integer"]),
    "boolean": frozenset(["boolean"]),
    "string": _TEXT,
    "bytes": _TEXT,
    "enum": _TEXT,
    "list": frozenset(["list"]),
    "tuple": frozenset(["list"]),
    "map": frozenset(["object"]),
    "record": frozenset(["object"]),
    "none": frozenset(["null"]),
}
RANGE = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.\.(-?(?:0|[1-9][0-9]*)))?")
_HEX = re.compile(r"-?0x(?:0|[1-9a-f][0-9a-f]*)")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
BOOLEANS = {
    "json": ("true", "false"),
    "zero-one": ("1", "0"),
    "hex": ("0x1", "0x0"),
    "yes-no": ("Y", "N"),
}


def as_mapping(use: Any) -> Node:
    return {"type": use} if isinstance(use, str) else use


def named(types: Types, says: Node) -> Node:
    """Give the type itself: the named one, or the one without a name."""
    if "is" in says:
        return says
    name = says.get("type", "")
    return types.get(name) or ({"is": name} if name in BUILTIN else {})


def kind_of_use(types: Types, says: Node) -> str:
    """Tell what kind of type a use has; nothing where its name leads nowhere."""
    return "by" if "by" in says else str(named(types, says).get("is", ""))


def wire_of(types: Types, says: Node) -> Any:
    """Give the wire form that holds for a use; nothing is the kind's natural one."""
    return says.get("wire") or named(types, says).get("wire")


def json_kinds(types: Types, use: Any) -> frozenset[str]:
    """Tell as which kinds of JSON a use can travel; all of them where that is unknown."""
    says = as_mapping(use)
    null = frozenset(["null"]) if says.get("nullable") else frozenset()
    if "by" in says:
        cases = [*says.get("cases", {}).values()]
        cases += [says[key] for key in ("otherwise", "missing") if key in says]
        return null.union(*(json_kinds(types, case) for case in cases))
    node = named(types, says)
    if node.get("is") == "union":
        return null | _union_kinds(node)
    return null | _plain_kinds(types, says)


def _union_kinds(node: Node) -> frozenset[str]:
    if "otherwise" in node:
        return _ALL
    if "kinds" not in node:
        return _NATURAL["record"]
    number = _NATURAL["decimal"] if "number" in node["kinds"] else frozenset()
    return number | frozenset(node["kinds"])


def _plain_kinds(types: Types, says: Node) -> frozenset[str]:
    kind, wire = kind_of_use(types, says), wire_of(types, says)
    if isinstance(wire, dict):
        is_number = wire.get("as") == "number"
        return _NATURAL["integer"] if is_number else _TEXT
    if wire in {None, "json", "number", "repeated"}:
        is_counted = kind == "enum" and named(types, says).get("of") == "integer"
        return _NATURAL.get("integer" if is_counted else kind, _ALL)
    return _NATURAL["integer"] if wire == "zero-one" else _TEXT


def has_text(types: Types, use: Any) -> bool:
    """Whether a use can stand where only text can, such as in a path."""
    return not json_kinds(types, use) <= {"object", "list", "null"}


def json_kind(value: Any) -> str:
    """Name the kind of a value as `kinds:` of a union does."""
    if isinstance(value, bool):
        return "boolean"
    kinds = {str: "string", int: "integer", Decimal: "number", list: "list"}
    return "null" if value is None else kinds.get(type(value), "object")


def texts(types: Types, use: Any) -> tuple[str, ...] | None:
    """List the wire texts that a use can have, where they are few and known."""
    says = as_mapping(use)
    node, wire = named(types, says), wire_of(types, says)
    if node.get("is") == "boolean":
        if isinstance(wire, dict):
            return (*wire.get("truthy", ()), *wire.get("falsy", ()))
        return BOOLEANS.get(wire or "json")
    if node.get("is") == "enum" and not node.get("open"):
        if node.get("of") != "integer":
            return tuple(node["values"])
        if wire in {None, "number", "text"}:
            return tuple(node["values"])
    return None


def may_be(types: Types, use: Any, text: str) -> bool:
    """Tell whether a use can have a wire text; cheaply, and in doubt it can."""
    says = as_mapping(use)
    node, wire = named(types, says), wire_of(types, says)
    kind = node.get("is")
    if says.get("nullable") and text == "null":
        return True
    if kind == "integer" or node.get("of") == "integer":
        form = _HEX if wire == "hex" else _WHOLE
        if not form.fullmatch(text):
            return False
        is_closed = kind == "enum" and not node.get("open")
        return not is_closed or _is_listed(node["values"], int(text, 0))
    known = texts(types, use)
    return known is None or text in known


def _is_listed(values: Node, number: int) -> bool:
    for text in values:
        found = RANGE.fullmatch(text)
        if found is None:
            return True  # it has a problem of its own
        first, last = found.groups()
        if int(first) <= number <= int(last or first):
            return True
    return False
