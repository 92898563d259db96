"""Which part of an API a format carries, and parts put together again."""

from collections.abc import Iterable
from typing import Any

Json = Any
Object = dict[str, Json]
WAYS = {"openrpc": "rpc", "openapi": "http", "asyncapi": "ws"}
_SENT = {"asyncapi": ("pushes", "streams"), "openapi": ("webhooks",)}


def formats_of(data: Object) -> list[str]:
    """List the formats that carry something of an API."""
    return [
        name
        for name, way in WAYS.items()
        if way in data["transports"]
        or any(data.get(key) for key in _SENT.get(name, ()))
    ]


def part_for(data: Object, name: str) -> Object:
    """Give the part of an API that one format carries."""
    way = WAYS[name]
    left = [other for other in data["transports"] if other != way]
    kept = _SENT.get(name, ())
    made = dict(data)
    made["transports"] = {
        other: one for other, one in data["transports"].items() if other == way
    }
    made["methods"] = {
        method: {key: one for key, one in node.items() if key not in left}
        for method, node in data["methods"].items()
        if way in node
    }
    for keys in _SENT.values():
        made |= {key: {} for key in keys if key not in kept}
    return made


def merged(parts: Iterable[Object]) -> Object:
    """Lay parts of one API together; what several have is the first one's."""
    first, *further = parts
    for part in further:
        first = _laid(first, part)
    return first


def _laid(one: Object, other: Object) -> Object:
    made = {**other, **one}
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(one.get(key), dict):
            made[key] = _names(one[key], value)
    methods = other.get("methods", {})
    made["methods"] = {
        name: {**methods.get(name, {}), **node}
        for name, node in made.get("methods", {}).items()
    }
    return made


def _names(one: Object, other: Object) -> Object:
    """Lay names together: those of the other alone stand behind their neighbours."""
    order = list(one)
    place = 0 if any(name in one for name in other) else len(order)
    for name in other:
        if name in one:
            place = order.index(name) + 1
        else:
            order.insert(place, name)
            place += 1
    return {name: one[name] if name in one else other[name] for name in order}
