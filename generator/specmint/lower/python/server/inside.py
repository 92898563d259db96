"""The ways from a value to those that it is made of, as codecs of a server walk them."""

from collections.abc import Iterator

from specmint.model import Choice, List, Map, Record, Tuple, Type, Union, Use

Way = tuple[str, ...]
ANY = "*"  # every index of a list, and every key of a map
KEYS = "#"  # the keys of a map themselves


def inside(kind: Type | Choice) -> Iterator[tuple[Way, Use]]:
    """Give the uses that a type is made of, each with its step; a case has none."""
    match kind:
        case List() | Map():
            yield (ANY,), kind.items
        case Tuple():
            yield from (((ANY,), use) for use in (*kind.items, kind.rest) if use)
        case Record():
            yield from (((field.name,), field.use) for field in kind.fields)
        case Union():
            yield from (((field.name,), field.use) for field in kind.include)
            uses = (*(use for _, use in kind.cases), kind.otherwise)
            yield from (((), use) for use in uses if use)
        case Choice():
            uses = (*(use for _, use in kind.cases), kind.otherwise, kind.missing)
            yield from (((), use) for use in uses if use)
