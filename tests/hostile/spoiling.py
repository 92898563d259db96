"""Puts hostile texts into the sample: each into a place of its own, or names everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
import re

from specmint.check.kinds import BUILTIN

from hostile.places import Node, Path, Place
from hostile.sample import all_places, sample

# Where the schema lets a spec choose a word, and the program knows them all.
_WORDS = frozenset(
    [
        "acceptRules.*",
        "acceptRules.*.*",
        "auth.message[]",
        "httpTransport.also.*",
        "httpTransport.params.*",
        "unionType.kinds.*",
        "wire",
        "wireRules.*",
        "wireRules.*.*",
    ]
)
_KEPT = {("typeName", name) for name in BUILTIN} | {("file.tables.*.*", "otherwise")}
# Where `$name` and `{name}` are names that the program gives.
_OWN = frozenset(["refusal.message", "wsTransport.call.*"])


@dataclass(frozen=True, order=True)
class Spot:
    """Where one text goes: a single place, or all places that have the same name."""

    said: str  # what the sample says there
    places: tuple[Place, ...]
    is_name: bool

    def __str__(self) -> str:
        return f"{self.places[0].location} `{self.said}` in {self.places[0]}"

    @property
    def locations(self) -> frozenset[str]:
        return frozenset(place.location for place in self.places)


@cache
def spots() -> tuple[Spot, ...]:
    """List all spots of the sample; a name is one that some mapping has as a key."""
    said: dict[str, list[Place]] = {}
    for place in all_places():
        if place.location in _WORDS or (place.location, _text(place)) in _KEPT:
            continue
        said.setdefault(_text(place), []).append(place)
    found: list[Spot] = []
    inner = [text for text in said if any(sign in text for sign in "$.}>")]
    for text, group in said.items():
        if any(place.is_key for place in group):
            within = (said[other] for other in inner if _holds(other, text))
            found.append(Spot(text, tuple(chain(group, *within)), True))
        else:
            found += [Spot(text, (place,), False) for place in group]
    return tuple(found)


def _holds(text: str, name: str) -> bool:
    """Whether a text has a name in it: `$name`, `{name}`, `a.name`, `?P<name>`."""
    return (
        name != text
        and bool(name)
        and name in text
        and _inside([name]).search(text) is not None
    )


def _inside(names: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, filter(None, names)), key=len, reverse=True))
    return re.compile(
        rf"(?:(?<=[{{$.])|(?<=\?P<)|^)(?:{words})(?=[}}.>]|$)" if words else r"(?!)"
    )


def _text(place: Place) -> str:
    if place.is_key:
        return str(place.path[-1])
    node: Node = sample()[place.file]
    for step in place.path:
        node = node[step]
    return str(node)


def spoiled(texts: Mapping[Spot, str]) -> dict[str, Node]:
    """Give the sample's files with these texts in place of its own."""
    names = {spot.said: text for spot, text in texts.items() if spot.is_name}
    lone = {spot.places[0]: text for spot, text in texts.items() if not spot.is_name}
    values = {(place.file, place.path): text for place, text in lone.items()}
    free = {
        (place.file, place.path, place.is_key)
        for spot in spots()
        for place in spot.places
        if place.location not in _OWN
    }
    inside = _inside(names)

    def renamed(found: re.Match[str]) -> str:
        return names[found.group()]

    def made(file: str, node: Node, path: Path) -> Node:
        if isinstance(node, dict):
            return {
                (
                    names.get(key, key) if (file, (*path, key), True) in free else key
                ): made(file, item, (*path, key))
                for key, item in node.items()
            }
        if isinstance(node, list):
            return [made(file, item, (*path, n)) for n, item in enumerate(node)]
        if isinstance(node, str) and (file, path, False) in free:
            return (
                values.get((file, path)) or names.get(node) or inside.sub(renamed, node)
            )
        return node

    return {file: made(file, tree, ()) for file, tree in sample().items()}
