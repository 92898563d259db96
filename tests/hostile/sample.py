"""The spec that hostile texts are put into: every construct, and all facts on each node."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from bent import trees
from samples import COMPLETE

from hostile.places import Node, Place, nodes, places

_ERRATUM = {"documented": "It is one.", "actual": "It is two.", "evidence": "Seen."}
# What any node may say, and what it says here where the complete sample leaves it out.
_FACTS: Mapping[str, Any] = {
    "doc": "Some words.",
    "source": {"document": "page", "section": "Parcels", "note": "Read in full."},
    "errata": [_ERRATUM],
    "deprecated": "It is old.",
    "requires": ["a thing"],
}


@cache
def sample() -> Mapping[str, Node]:
    """Give the files of the spec as data, by their paths."""
    files = trees(COMPLETE)
    listen = files["methods/others.yaml"]["methods"]["listen"]
    listen["ws"] = {"method": "listen", "host": "test", "envelope": "frame"}
    for tree in files.values():
        _drop_traffic(tree)
        _tell(tree)
    return files


def _drop_traffic(tree: Node) -> None:
    """Leave out literal traffic, which would hold names that are changed elsewhere."""
    for found in list(nodes(tree)):
        if isinstance(found.value, dict):
            for key in ("exchange", "frame", "body"):
                if "examples" in found.path:
                    found.value.pop(key, None)
    for error in tree.get("errors", {}).values():
        error.pop("examples", None)
        error["unobserved"] = "Nobody has seen one."


@cache
def all_places() -> tuple[Place, ...]:
    return tuple(_all_places())


def _all_places() -> Iterator[Place]:
    for name, tree in sample().items():
        yield from places(name, tree)


def _tell(tree: Node) -> None:
    """Write uses out as mappings, and say all facts of all that may have them."""
    for found in list(nodes(tree)):
        if found.location == "use" and isinstance(found.value, str):
            _put(tree, found.path, {"type": found.value})
    for found in list(nodes(tree)):
        known = found.schema.get("properties", {})
        if (
            isinstance(found.value, dict)
            and found.path
            and "examples" not in found.path
        ):
            for fact in _FACTS.keys() & known.keys() - found.value.keys():
                found.value[fact] = deepcopy(_FACTS[fact])


def _put(tree: Node, path: tuple[str | int, ...], value: Node) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = value
