"""What a format cannot hold: written beside what it holds, and laid over it again.

A node of a document says natively all that its format can. What a reader does not get
back from that is the remainder; it stands in extensions of the same node, one for each
key of a spec. So no extension repeats what the format itself says.
"""

from collections.abc import Callable
from typing import Any

Json = Any
Object = dict[str, Json]
PREFIX = "x-specmint-"
WITHOUT = PREFIX + "without"  # keys that the format seems to say, and the spec does not
# What readers need to understand the native part, and is no key of a spec by itself.
GUIDES = frozenset(
    PREFIX + key
    for key in (
        *("without", "is", "wire", "by", "cases", "otherwise", "missing"),
        *("values", "parts", "name", "order", "wrapped", "items"),
        *("rpc", "http", "ws", "raising", "shown", "absent", "inherited"),
    )
)

NO_SCHEMA = frozenset([WITHOUT, PREFIX + "name"])  # guides of nodes that are no schemas


def overlay(native: Object, made: Object, guides: frozenset[str] = GUIDES) -> Object:
    """Lay the extensions of a native node over what was read of it."""
    said = {
        key.removeprefix(PREFIX): value
        for key, value in native.items()
        if key.startswith(PREFIX) and key not in guides
    }
    without = native.get(WITHOUT, ())
    return {key: one for key, one in (made | said).items() if key not in without}


def complete(native: Object, true: Object, read: Callable[[Object], Object]) -> Object:
    """Add to a native node what its reader does not get back from it."""
    for _round in range(2):  # what is added may change how the rest is read
        guess = read(native)
        native = native | {
            PREFIX + key: value
            for key, value in true.items()
            if key not in guess or not same(guess[key], value)
        }
    surplus: list[str] = []
    for _round in range(2):
        surplus += [key for key in read(native) if key not in true]
        native = native | ({WITHOUT: surplus} if surplus else {})
    return native


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON; 1 is not true, and order of names is nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same(value, other[key]) for key, value in one.items()
        )
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def in_order(made: Object, order: list[str]) -> Object:
    """Put names into an order; what it does not name follows its neighbour."""
    places: dict[str, tuple[int, int]] = {}
    last = -1
    known = {name: place for place, name in enumerate(order)}
    for index, name in enumerate(made):
        last = known.get(name, last)
        places[name] = (last, index)
    return {name: made[name] for name in sorted(made, key=places.__getitem__)}
