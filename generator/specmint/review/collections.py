"""Gaps between lists, maps and tuples."""

from specmint.model import List, Map, Tuple, Use
from specmint.review.gaps import Gap, Gaps, Path, Relation
from specmint.review.records import Compare
from specmint.review.shown import show_range, show_wire


def list_gaps(
    relation: Relation, gaps: Compare, first: List, second: List, path: Path
) -> Gaps:
    inner = relation
    if first.wire != second.wire:
        yield Gap(path, "wire", show_wire(first.wire), show_wire(second.wire))
    elif first.wire == "comma":
        inner = relation.as_text()
    elif first.wire == "json":
        inner = relation.as_json()
    low, high, least, most = *_counts(first), *_counts(second)
    if low < least or (most is not None and (high is None or high > most)):
        yield Gap(path, "count", _items(low, high), _items(least, most))
    yield from gaps(inner, first.items, second.items, (*path, "items"))


def _items(low: int, high: int | None) -> str:
    return show_range(low or None if high is None else low, high)


def _counts(kind: List) -> tuple[int, int | None]:
    return kind.min_items or 0, kind.max_items


def map_gaps(
    relation: Relation, gaps: Compare, first: Map, second: Map, path: Path
) -> Gaps:
    yield from gaps(relation.as_text(), first.keys, second.keys, (*path, "keys"))
    yield from gaps(relation.as_json(), first.items, second.items, (*path, "items"))


def tuple_gaps(
    relation: Relation, gaps: Compare, first: Tuple, second: Tuple, path: Path
) -> Gaps:
    """Compare places by number; further ones have the type of the rest."""
    relation = relation.as_json()
    if first.least < second.least:
        place = (*path, str(first.least))
        yield Gap(place, "place", _places(first), _places(second))
    for index in range(max(len(first.items), len(second.items))):
        one, other = _at(first, index), _at(second, index)
        place = (*path, str(index))
        if one is not None and other is None:
            yield Gap(place, "place", _places(first), _places(second))
        elif one is not None and other is not None:
            yield from gaps(relation, one, other, place)
    if first.rest is not None and second.rest is None:
        yield Gap((*path, "rest"), "place", _places(first), _places(second))
    elif first.rest is not None and second.rest is not None:
        yield from gaps(relation, first.rest, second.rest, (*path, "rest"))


def _places(kind: Tuple) -> str:
    most = None if kind.rest else len(kind.items)
    return f"{show_range(kind.least, most)} places"


def _at(kind: Tuple, index: int) -> Use | None:
    return kind.items[index] if index < len(kind.items) else kind.rest
