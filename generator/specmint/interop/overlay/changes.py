"""Nodes that an overlay changes, takes away or adds."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.overlay.misses import Miss, Path

Json = Any
Object = dict[str, Json]
_SHAPE = frozenset(
    [
        *("is", "type", "by", "wire", "accepts", "pattern", "unit", "scale", "secret"),
        "refuse",
        *("length", "min_length", "max_length", "minimum", "maximum"),
        *("items", "keys", "rest", "fields", "include", "min_items", "max_items"),
        *("kinds", "has", "tag", "cases", "otherwise", "missing"),
        *("values", "of", "open", "why"),
    ]
)
_NAMES = frozenset(
    [
        *("types", "fields", "methods", "params", "errors", "groups"),
        *("transports", "documents", "credentials", "auth"),
    ]
)


def change(node: Object, patch: Object, path: Path) -> Iterator[Miss]:
    """What has a name must be there; what is said of it may be new."""
    for key, value in patch.items():
        here = (*path, key)
        if not isinstance(value, dict):
            node[key] = value
        elif key not in node and {path[-1], key} & _NAMES:
            yield Miss(here, f"there is no `{key}` any more")
        elif key not in node:
            node[key] = value
        else:
            if isinstance(node[key], str):
                node[key] = {"type": node[key]}
            if isinstance(node[key], dict):
                rest = _shaped(node[key], value, here)
                yield from change(node[key], rest, here)
            else:
                node[key] = value


def _shaped(node: Object, patch: Object, path: Path) -> Object:
    """A shape that is said anew replaces the old one; give what else is said."""
    is_new = any(isinstance(patch.get(key), str) for key in ("is", "type", "by"))
    if path[-1] in _NAMES or not is_new:
        return patch
    for key in _SHAPE & node.keys():
        del node[key]
    node |= {key: one for key, one in patch.items() if key in _SHAPE}
    return {key: one for key, one in patch.items() if key not in _SHAPE}


def add(node: Object, patch: Object, path: Path) -> Iterator[Miss]:
    for key, value in patch.items():
        here = (*path, key)
        if key not in node:
            node[key] = value
        elif isinstance(node[key], dict) and isinstance(value, dict):
            yield from add(node[key], value, here)
        else:
            yield Miss(here, f"`{key}` is there already; put it under `change`")


def remove(data: Object, paths: list[Json], path: Path) -> Iterator[Miss]:
    for index, steps in enumerate(paths):
        yield from _remove(data, steps, (*path, index))


def _remove(data: Object, steps: Json, path: Path) -> Iterator[Miss]:
    node: Json = data
    for step in steps[:-1] if isinstance(steps, list) else ():
        node = node.get(step) if isinstance(node, dict) else None
    if not isinstance(steps, list) or not isinstance(node, dict) or not steps:
        yield Miss(
            path, "a path of names leads to what is removed, and to nothing here"
        )
    elif node.pop(steps[-1], None) is None:
        yield Miss(path, f"there is no `{steps[-1]}` any more")
