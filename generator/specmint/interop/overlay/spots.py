"""Every place in the data of a spec where a type is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = Any
Object = dict[str, Json]
_ONE = ("items", "keys", "rest", "otherwise", "missing")
_MANY = ("fields", "cases", "kinds", "has")


@dataclass(frozen=True, slots=True)
class Spot:
    """A use of a type: what holds it and where, its name, and the whole it is part of.

    What is in a list or a map has the name of that.
    """

    holder: Json
    key: Any
    name: str
    whole: str

    @property
    def use(self) -> Json:
        return self.holder[self.key]

    @property
    def node(self) -> Object:
        told = self.use
        return {"type": told} if isinstance(told, str) else told

    def put(self, use: Json) -> None:
        plain = isinstance(use, dict) and use.keys() == {"type"}
        self.holder[self.key] = use["type"] if plain else use


def spots(data: Object) -> Iterator[Spot]:
    for name, node in data["types"].items():
        yield from _inside(node, "", name)
    for name, node in data["methods"].items():
        for param in node.get("params", {}):
            yield from _from(Spot(node["params"], param, param, name))
        if "result" in node:
            yield from _from(Spot(node, "result", "result", name))


def _from(spot: Spot) -> Iterator[Spot]:
    yield spot
    if isinstance(spot.use, dict):
        yield from _inside(spot.use, spot.name, spot.whole)


def _inside(node: Object, name: str, whole: str) -> Iterator[Spot]:
    for key in _MANY:
        for inner in node.get(key, ()):
            told = inner if key == "fields" else name
            yield from _from(Spot(node[key], inner, told, whole))
    for key in _ONE:
        if isinstance(node.get(key), list):
            for place in range(len(node[key])):
                yield from _from(Spot(node[key], place, name, whole))
        elif key in node:
            yield from _from(Spot(node, key, name, whole))
