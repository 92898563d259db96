"""Specs bent at random, always in the same way for the same seed."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
import random
from typing import Any

from specmint.load import read_yaml

Node = Any
Step = tuple[Any, Any]  # a collection and one of its keys

_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 10**30, Decimal("0.5"), "", "x", "any", "record"),
    *("$x", "{x}", "a.b", "__proto__", "../x", "\x00", "`", [], {}, ["x"], {"x": "y"}),
)


def steps(node: Node) -> Iterator[Step]:
    """Walk all places of a tree, as collections and keys."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, item in list(items):
        yield node, key
        if isinstance(item, dict | list):
            yield from steps(item)


def bend(tree: Node, chance: random.Random) -> Node:
    """Give a copy that differs in one to three places."""
    tree = deepcopy(tree)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        places = list(steps(tree))
        if places:
            chance.choice(_WAYS)(chance, *chance.choice(places), places)
    return tree


def _delete(
    _chance: random.Random, around: Node, key: Any, _places: list[Step]
) -> None:
    del around[key]


def _retype(chance: random.Random, around: Node, key: Any, _places: list[Step]) -> None:
    around[key] = chance.choice(_VALUES)


def _alike(chance: random.Random, around: Node, key: Any, places: list[Step]) -> Step:
    """Choose another place that could well stand here: the key or the kind is the same."""
    kind = type(around[key])
    alike = [
        place for place in places if place[1] == key or type(place[0][place[1]]) is kind
    ]
    return chance.choice(chance.choice((alike, alike, places)))


def _splice(chance: random.Random, around: Node, key: Any, places: list[Step]) -> None:
    other, its_key = _alike(chance, around, key, places)
    around[key] = deepcopy(other[its_key])


def _swap(chance: random.Random, around: Node, key: Any, places: list[Step]) -> None:
    other, its_key = _alike(chance, around, key, places)
    mine, others = deepcopy(around[key]), deepcopy(other[its_key])
    around[key], other[its_key] = others, mine


def _rename(chance: random.Random, around: Node, key: Any, places: list[Step]) -> None:
    if isinstance(around, list):
        around.reverse()
        return
    names = [its_key for _, its_key in places if isinstance(its_key, str)]
    name = chance.choice((chance.choice(names), "x", "__proto__", "Class", "a`b", ""))
    whole = {name if known == key else known: item for known, item in around.items()}
    around.clear()
    around.update(whole)


def _double(chance: random.Random, around: Node, key: Any, places: list[Step]) -> None:
    if isinstance(around, list):
        around.append(deepcopy(around[key]))
        return
    names = [its_key for _, its_key in places if isinstance(its_key, str)]
    around.setdefault(chance.choice(names), deepcopy(around[key]))


_WAYS: tuple[Callable[..., None], ...] = (
    *(_delete, _retype, _splice, _splice, _splice, _swap, _swap, _rename, _double),
)


def trees(folder: Path) -> dict[str, Node]:
    """Read all files of a spec's folder, by their paths in it."""
    return {
        file.relative_to(folder).as_posix(): read_yaml("", file.read_bytes()).data
        for file in sorted(folder.rglob("*.yaml"))
    }
