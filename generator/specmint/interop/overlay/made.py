"""Values of types on the wire, made of samples."""

from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = Any
Object = dict[str, Json]
_BEYOND = ("until", "only")  # what not every node has
_OPTIONAL = ("optional", "default", "only_when", "since", *_BEYOND)
_PLAIN: Object = {
    "integer": 1,
    "decimal": Decimal("0.5"),
    "boolean": True,
    "string": "text",
    "bytes": "00",
    "timestamp": 1700000000,
    "duration": 60,
    "none": None,
}


@dataclass(slots=True)
class Samples:
    """Values by type, by name or by both, and which of them were of use."""

    data: Object
    values: Object
    leave_out: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)  # types that are being made

    def find(self, *keys: str) -> Json:
        """Give the sample of the first of these keys that has one, in a list, or none."""
        for key in keys:
            if key in self.values:
                self.used.add(key)
                return [deepcopy(self.values[key])]
        return []

    def leaves_out(self, whole: str, name: str) -> bool:
        found = {f"{whole}.{name}", name} & self.leave_out
        self.left |= found
        return bool(found)


def value_of(samples: Samples, use: Json, name: str, whole: str) -> Json:
    """Make a value of a use: that of its place, of its name, or of its type."""
    node: Object = {"type": use} if isinstance(use, str) else use
    named = node.get("type", "")
    if told := samples.find(f"{whole}.{name}", name, named):
        return told[0]
    if "by" in node:
        return value_of(samples, _first(node["cases"]), name, whole)
    if named in samples.data["types"]:
        samples.open.append(named)
        made = _made(samples, samples.data["types"][named], name, named)
        samples.open.pop()
        return made
    return _made(samples, node, name, whole)


def _made(samples: Samples, node: Object, name: str, whole: str) -> Json:
    kind = node.get("is") or node["type"]
    match kind:
        case "record":
            return members(samples, fields_of(samples.data, node), whole, is_whole=True)
        case "list":
            is_round = _type_of(node["items"]) in samples.open
            return [] if is_round else [value_of(samples, node["items"], name, whole)]
        case "map":
            [key] = samples.find(f"{whole}.{name} key", _type_of(node.get("keys"))) or [
                "name"
            ]
            return {key: value_of(samples, node["items"], name, whole)}
        case "tuple":
            return [value_of(samples, one, name, whole) for one in node["items"]]
        case "union":
            cases: Object = node.get("kinds") or node.get("has") or node["cases"]
            return value_of(samples, _first(cases), name, whole)
        case "enum":
            first = next(iter(node["values"]))
            return int(first) if node.get("of") == "integer" else first
        case "integer" | "decimal" if "minimum" in node:
            return max(node["minimum"], _PLAIN[kind])
    return {} if kind == "any" else _PLAIN[kind]


def _first(cases: Object) -> Json:
    return next(iter(cases.values()))


def _type_of(use: Json) -> str:
    return use if isinstance(use, str) else str((use or {}).get("type", ""))


def fields_of(data: Object, node: Object) -> Object:
    """Give the fields of a record, those that it includes first."""
    made: Object = {}
    for name in node.get("include", ()):
        made |= fields_of(data, data["types"][name])
    made |= node.get("fields", {})
    return made


def members(samples: Samples, uses: Object, whole: str, *, is_whole: bool) -> Object:
    """Make the members of a record, or parameters: those that must be, or all."""
    made: Object = {}
    for name, use in uses.items():
        node = use if isinstance(use, dict) else {"type": use}
        may_lack = any(key in node for key in _OPTIONAL)
        if may_lack and (not is_whole or _type_of(node) in samples.open):
            continue
        if any(key in node for key in _BEYOND) or samples.leaves_out(whole, name):
            continue
        made[name] = value_of(samples, use, name, whole)
    return made


def case_key(text: str) -> Json:
    """Give the value of a parameter whose text on the wire decides a case."""
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.lstrip("-").isdigit() else text
