"""The rules of types where they are used, or declared: keys that fit, wire forms."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from specmint.check.forms import ACCEPTING, accept_slips, wire_slips
from specmint.check.index import Index
from specmint.check.kinds import kind_of_use, wire_of
from specmint.check.patterns import check_pattern
from specmint.check.slip import Slip
from specmint.check.walk import Found, Node
from specmint.check.words import listed, shown
from specmint.load import Path

_SCALAR = ("wire", "accepts", "refuse")
_NUMBER = ("unit", "scale", "minimum", "maximum")
_LENGTH = ("min_length", "max_length")
# The keys that a use may have beside its facts, by the kind of its type.
_OWN: Mapping[str, frozenset[str]] = {
    "integer": frozenset([*_SCALAR, *_NUMBER]),
    "decimal": frozenset([*_SCALAR, *_NUMBER]),
    "boolean": frozenset(["wire", "accepts"]),
    "string": frozenset(["pattern", "unit", "refuse", *_LENGTH]),
    "bytes": frozenset(["wire", "length", "refuse", *_LENGTH]),
    "timestamp": frozenset(["wire", "refuse"]),
    "duration": frozenset(["wire", "minimum", "maximum", "refuse"]),
    "list": frozenset(["wire", "items", "min_items", "max_items"]),
    "map": frozenset(["keys", "items"]),
    "tuple": frozenset(["items", "rest"]),
    "any": frozenset(["why"]),
    "none": frozenset(),
    "by": frozenset(["cases", "otherwise", "missing"]),
}
_ALL_OWN = frozenset().union(*_OWN.values())
# What a use of a named type may say in the type's place.
_OVERRIDES: Mapping[str, frozenset[str]] = {
    "integer": frozenset([*_SCALAR, *_NUMBER]),
    "decimal": frozenset([*_SCALAR, *_NUMBER]),
    "boolean": frozenset(["wire", "accepts"]),
    "bytes": frozenset(["wire", "refuse"]),
    "timestamp": frozenset(["wire", "refuse"]),
    "duration": frozenset(["wire", "minimum", "maximum", "refuse"]),
    "enum": frozenset(["wire", "refuse"]),
    "string": frozenset(["unit", "refuse"]),
    "any": frozenset(["why"]),
}
_WIRE_ONLY = frozenset(["wire"])
_MEMBERS = frozenset(["field", "param", "scope", "beside"])
# Which roles a use may have so that it can be missing, or come in a request.
_ROLES: Mapping[str, frozenset[str]] = {
    "optional": _MEMBERS | {"place", "data"},
    "default": frozenset(["field", "param", "scope"]),
    "only_when": frozenset(["field", "param", "beside"]),
    "also": frozenset(["field", "param"]),
    "accepts": frozenset(["field", "param", "place", "items", "rest", "case"]),
}
_RANGES = (
    ("minimum", "maximum"),
    ("min_length", "max_length"),
    ("min_items", "max_items"),
)


def check_uses(index: Index) -> Iterator[Slip]:
    """Find the uses and types with keys that do not fit them, or each other."""
    for name, node in index.types.items():
        yield from wire_slips(("types", name), node["is"], node)
        yield from accept_slips(("types", name), node["is"], node, node.get("wire"))
        yield from _value(("types", name), node["is"], node)
    for found in index.mappings:
        yield from _use(found, index)


def _use(found: Found, index: Index) -> Iterator[Slip]:
    path, says = found.path, found.says
    ways = [key for key in ("type", "is", "by") if key in says]
    if len(ways) != 1:
        message = "a use has one of `type`, `is` and `by`"
        yield Slip(path, "use-shape", message, of_key=True)
        return
    kind = kind_of_use(index.types, says)
    if kind:
        yield from _keys(path, says, ways[0], kind)
        yield from _missing(path, says, ways[0], kind)
        if ways == ["type"] or "wire" in _OWN[kind]:
            yield from wire_slips(path, kind, says)
            if kind in ACCEPTING:
                usual = wire_of(index.types, says)
                yield from accept_slips(path, kind, says, usual)
        yield from _value(path, kind, says)
    for key, roles in _ROLES.items():
        if key in says and found.role not in roles:
            message = f"`{key}` means nothing here"
            hint = "only members, parameters and places of a tuple can be missing"
            if key == "accepts":
                hint = "it is about what comes in requests"
            yield Slip((*path, key), "unfit-key", message, hint, of_key=True)


def _keys(path: Path, says: Node, way: str, kind: str) -> Iterator[Slip]:
    allowed = _OVERRIDES.get(kind, _WIRE_ONLY) if way == "type" else _OWN[kind]
    for key in says:
        if key not in _ALL_OWN or key in allowed:
            continue
        what = f"a use of {shown(says['type'])}" if way == "type" else f"`{kind}`"
        hint = f"it takes {listed(sorted(allowed))}" if allowed else ""
        if says.get(way) == kind and key in _OWN.get(kind, ()):
            hint = f"write `is: {kind}`"
        yield Slip(
            (*path, key), "unfit-key", f"{what} takes no `{key}`", hint, of_key=True
        )


def _missing(path: Path, says: Node, way: str, kind: str) -> Iterator[Slip]:
    needs = {"by": "cases", "list": "items", "map": "items", "tuple": "items"}
    needs |= {"timestamp": "wire", "duration": "wire"}
    key = needs.get(kind, "") if way != "type" else ""
    if key and key not in says:
        yield Slip(
            path, "missing-key", f"there is no `{key}` here", "add it", of_key=True
        )
    if kind == "any" and "why" not in says and says.get(way) == "any":
        hint = "say where its shape was looked for"
        yield Slip(path, "any-without-why", "`any` needs `why`", hint, of_key=True)


def _value(path: Path, kind: str, node: Node) -> Iterator[Slip]:
    if "pattern" in node:
        yield from check_pattern((*path, "pattern"), node["pattern"])
    for low, high in _RANGES:
        if low in node and high in node and node[low] > node[high]:
            yield Slip((*path, high), "empty-range", f"`{high}` is below `{low}`")
    for key in ("minimum", "maximum"):
        if kind != "decimal" and isinstance(node.get(key), Decimal):
            message = f"`{kind}` has whole numbers only"
            yield Slip((*path, key), "wrong-kind", message)
    if "length" in node and {"min_length", "max_length"} & node.keys():
        message = "`length` says it all"
        yield Slip((*path, "length"), "unfit-key", message, of_key=True)
    if isinstance(node.get("items"), list):
        yield from _places((*path, "items"), kind, node["items"])
    elif kind == "tuple" and "items" in node:
        yield Slip((*path, "items"), "wrong-kind", "a tuple lists its `items`")


def _places(at: Path, kind: str, items: list[Any]) -> Iterator[Slip]:
    if kind != "tuple":
        yield Slip(at, "wrong-kind", "only a tuple has a list of `items`")
        return
    can_be_missing = False
    for number, use in enumerate(items):
        is_optional = isinstance(use, dict) and bool(use.get("optional"))
        if can_be_missing and not is_optional:
            message = "a place that must be there follows one that may be missing"
            yield Slip((*at, number), "optional-place", message, "add `optional: true`")
        can_be_missing = can_be_missing or is_optional
