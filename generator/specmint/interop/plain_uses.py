"""Uses and types as people write them: without natural wire forms, a name alone as text."""

from collections.abc import Mapping
from typing import Any

Json = Any
Object = dict[str, Json]
_NATURAL = {
    "integer": "number",
    "decimal": "number",
    "boolean": "json",
    "bytes": "hex",
    "list": "json",
    "map": "json",
}
_ONE = ("keys", "rest", "otherwise", "missing")
_MANY = ("fields", "cases", "kinds", "has")


def plain_uses(uses: Mapping[str, Json]) -> Object:
    return {name: plain_use(one) for name, one in uses.items()}


def plain_use(node: Json) -> Json:
    """Leave out of a use, and of what is in it, what is as usual."""
    if not isinstance(node, dict):
        return node
    made = {key: _part(key, value) for key, value in node.items()}
    kind = made.get("is")
    natural = _NATURAL.get(str(kind))
    if kind == "enum":
        natural = "number" if made.get("of") == "integer" else "json"
        if made.get("of") == "string":
            del made["of"]
    if made.get("wire") == natural:
        made.pop("wire", None)
    if kind == "map" and made.get("keys") == "string":
        del made["keys"]
    return made["type"] if made.keys() == {"type"} else made


def _part(key: str, value: Json) -> Json:
    if key in _MANY:
        return plain_uses(value)
    if key == "items":
        return (
            [plain_use(one) for one in value]
            if isinstance(value, list)
            else plain_use(value)
        )
    return plain_use(value) if key in _ONE else value
