"""All places of a spec where text stands, found by walking the JSON Schema of specs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
import json
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from specmint.check import read_schema

Node = Any
Path = tuple[str | int, ...]

_DEFS = "#/$defs/"


@dataclass(frozen=True, order=True)
class Place:
    """One text of a spec: in which file, where in it, and where the schema says so."""

    file: str
    path: Path
    is_key: bool
    location: str

    def __str__(self) -> str:
        inner = ".".join(map(str, self.path))
        return f"{self.file}: {inner}{' (key)' if self.is_key else ''}"


class Found(NamedTuple):
    """A value, the part of the schema that it meets, and where the two stand."""

    schema: Node
    value: Node
    path: Path
    location: str


@cache
def schema() -> Node:
    return json.loads(read_schema())


def nodes(value: Node, path: Path = (), at: str = "file") -> Iterator[Found]:
    """Walk a file's data beside the schema."""
    yield from _walk(schema(), value, path, at)


def places(file: str, tree: Node) -> Iterator[Place]:
    """List the texts of a file: values, and keys that the spec may choose."""
    for found in nodes(tree):
        if isinstance(found.value, str) and not {"enum", "const"} & found.schema.keys():
            yield Place(file, found.path, False, found.location)
        if isinstance(found.value, dict):
            known = found.schema.get("properties", {})
            for key in found.value.keys() - known.keys():
                yield Place(file, (*found.path, key), True, f"{found.location}.*")


def _walk(node: Node, value: Node, path: Path, location: str) -> Iterator[Found]:
    node, location = resolved(node, value, location)
    yield Found(node, value, path, location)
    if isinstance(value, list):
        for index, item in enumerate(value):
            below = node.get("items", {})
            yield from _walk(below, item, (*path, index), f"{location}[]")
    if isinstance(value, dict):
        known = node.get("properties", {})
        further = node.get("additionalProperties", {})
        for key, item in list(value.items()):
            name = key if key in known else "*"
            below = known.get(key, further)
            yield from _walk(below, item, (*path, key), f"{location}.{name}")


def resolved(node: Node, value: Node, location: str) -> tuple[Node, str]:
    """Follow references, and choose the branch that a value takes."""
    node = node if isinstance(node, dict) else {}
    while "$ref" in node or "if" in node:
        if "$ref" in node:
            location = node["$ref"].removeprefix(_DEFS)
            node = _joined(schema()["$defs"][location], _without(node, "$ref"))
        else:
            holds = Draft202012Validator(node["if"]).is_valid(value)
            branch = node.get("then" if holds else "else", {})
            node = _joined(_without(node, "if", "then", "else"), branch)
    return node, location


def _joined(one: Node, other: Node) -> Node:
    known = {**one.get("properties", {}), **other.get("properties", {})}
    return {**one, **other, **({"properties": known} if known else {})}


def _without(node: Node, *keys: str) -> Node:
    return {key: value for key, value in node.items() if key not in keys}


def declared() -> frozenset[str]:
    """List the locations where the schema takes any text, whatever a sample holds."""
    found: set[str] = set()
    for name, node in {"file": schema(), **schema()["$defs"]}.items():
        _declare(node, name, found)
    return frozenset(found)


def _declare(node: Node, location: str, found: set[str]) -> None:
    if not isinstance(node, dict):
        return
    kinds = node.get("type", ())
    if "string" in ([kinds] if isinstance(kinds, str) else kinds):
        found |= {location} if "enum" not in node else set()
    for key, below in node.get("properties", {}).items():
        _declare_below(below, f"{location}.{key}", found)
    if isinstance(further := node.get("additionalProperties"), dict):
        found.add(f"{location}.*")
        _declare_below(further, f"{location}.*", found)
    _declare_below(node.get("items"), f"{location}[]", found)
    for branch in ("then", "else"):
        _declare_below(node.get(branch), location, found)


def _declare_below(node: Node, location: str, found: set[str]) -> None:
    if isinstance(node, dict) and "$ref" not in node:
        _declare(node, location, found)
