"""Wire forms, units and scales, and the types that have no parts."""

from collections.abc import Callable
from typing import Any

from specmint.build.facts import Node
from specmint.model import (
    Anything,
    Boolean,
    Bytes,
    Counted,
    Decimal,
    Duration,
    Integer,
    Layout,
    Lookup,
    Nothing,
    Sibling,
    String,
    Timestamp,
    Type,
    Wire,
    Wires,
    Words,
)


def wire_form(wire: Any) -> Wire:
    """Build a wire form, given as a word or as a mapping."""
    if isinstance(wire, str):
        return wire
    if "as" in wire:
        return Counted(wire["unit"], wire["as"])
    if "layout" in wire:
        return Layout(wire["layout"], wire["unit"])
    return Words(tuple(wire["truthy"]), tuple(wire["falsy"]))


def accepted(node: Node) -> Wires:
    """Build the forms that a server takes besides the one that clients send."""
    return tuple(map(wire_form, node.get("accepts", ())))


def unit(node: Node) -> str | Sibling:
    unit = node.get("unit", "")
    return Sibling(unit["by"]) if isinstance(unit, dict) else unit


def scale(node: Node) -> int | Lookup | None:
    scale = node.get("scale")
    return Lookup(scale["table"], scale["by"]) if isinstance(scale, dict) else scale


def own_wire(node: Node, natural: str) -> Wire:
    return wire_form(node.get("wire", natural))


def _whole(node: Node, key: str) -> int | None:
    return None if node.get(key) is None else int(node[key])


SCALARS: dict[str, Callable[[Node], Type]] = {
    "integer": lambda node: Integer(
        wire=own_wire(node, "number"),
        accepts=accepted(node),
        unit=unit(node),
        scale=scale(node),
        minimum=_whole(node, "minimum"),
        maximum=_whole(node, "maximum"),
    ),
    "decimal": lambda node: Decimal(
        wire=own_wire(node, "number"),
        accepts=accepted(node),
        unit=unit(node),
        scale=scale(node),
        minimum=node.get("minimum"),
        maximum=node.get("maximum"),
    ),
    "boolean": lambda node: Boolean(own_wire(node, "json"), accepted(node)),
    "string": lambda node: String(
        pattern=node.get("pattern", ""),
        min_length=node.get("min_length"),
        max_length=node.get("max_length"),
        unit=unit(node),
        secret=node.get("secret", False),
    ),
    "bytes": lambda node: Bytes(
        wire=own_wire(node, "hex"),
        length=node.get("length"),
        min_length=node.get("min_length"),
        max_length=node.get("max_length"),
        secret=node.get("secret", False),
    ),
    "timestamp": lambda node: Timestamp(wire_form(node["wire"])),
    "duration": lambda node: Duration(
        wire_form(node["wire"]), _whole(node, "minimum"), _whole(node, "maximum")
    ),
    "none": lambda _node: Nothing(),
    "any": lambda node: Anything(node["why"]),
}
