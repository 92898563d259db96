"""Types and uses of a bundle, as a spec writes them."""

from collections.abc import Iterable, Mapping
from typing import Any

Json = Any
Object = dict[str, Json]
_SELECTORS = {"tag": "cases", "kind": "kinds", "has": "has"}


def use(node: Json) -> Json:
    """Give a use: a type's name, or a mapping with the type's own keys in it."""
    if not isinstance(node, dict):
        return node
    if "type" not in node:
        return type_data(node)
    shape = use(node["type"])
    rest = {
        key: value for key, value in node.items() if key not in ("type", "required")
    }
    if isinstance(shape, dict):
        return {**shape, **rest}
    return {"type": shape, **rest}


def fields(node: Json) -> Object:
    """Give members by name, from a list or from an object."""
    if isinstance(node, dict):
        return {name: use(one) for name, one in node.items()}
    made = {one["name"]: use(one) for one in node}
    for one in made.values():
        del one["name"]
    return made


def type_data(node: Object) -> Object:
    """Give a type as a spec declares it."""
    match node.get("is"):
        case "record":
            made = {**node, "fields": fields(node["fields"])}
        case "union":
            made = _union(node)
        case "tuple":
            made = _tuple(node)
        case _:
            made = dict(node)
    for key in ("keys", "rest", "otherwise", "missing"):
        if made.get(key) is not None:
            made[key] = use(made[key])
    if made.get("is") != "tuple" and "items" in made:
        made["items"] = use(made["items"])
    if "by" in made and "is" not in made:
        made["cases"] = {key: use(one) for key, one in made["cases"].items()}
    return made


def _union(node: Object) -> Object:
    """The fields that a union puts into its cases have no name of a record any more."""
    made = {k: v for k, v in node.items() if k not in ("chosen_by", "cases", "include")}
    key = _SELECTORS[node["chosen_by"]]
    made[key] = {name: use(one) for name, one in node["cases"].items()}
    return made


def _tuple(node: Object) -> Object:
    """The places that may be missing are those behind the least."""
    least = node["least"]
    items = [
        one if index < least else _optional(one)
        for index, one in enumerate(use(item) for item in node["items"])
    ]
    return {**{k: v for k, v in node.items() if k != "least"}, "items": items}


def _optional(one: Json) -> Object:
    return {**({"type": one} if isinstance(one, str) else one), "optional": True}


def own_fields(types: Mapping[str, Object], node: Object) -> Object:
    """Leave out the fields that a record has from those that it includes."""
    if node.get("is") != "record" or not node.get("include"):
        return node
    lent = dict(_lent(types, node["include"]))
    own = {k: v for k, v in node["fields"].items() if lent.get(k) != v}
    return {**node, "fields": own}


def _lent(
    types: Mapping[str, Object], names: Iterable[str]
) -> Iterable[tuple[str, Json]]:
    """Give the fields of other records; those that these include are among them."""
    for name in names:
        yield from types.get(name, {}).get("fields", {}).items()


def union_fields(bundle: Object) -> Mapping[str, Object]:
    """Give by type the fields that a union puts into its cases."""
    return {
        name: fields(node["include"])
        for name, node in bundle["types"].items()
        if node.get("is") == "union" and node.get("include")
    }
