"""Whether two values are the same, and where they first differ."""

from collections.abc import Callable
from decimal import Decimal as Exact
from typing import Any

from specmint.model import Json
from specmint.prove.case import Path
from specmint.wire import Meaning


def difference(left: Json, right: Json) -> Path | None:
    """Find where two JSON values, or meanings, differ; the digits of numbers count."""
    return _first(left, right, _is_same)


def unmeant(meaning: Meaning, means: Json) -> Path | None:
    """Find where a meaning differs from one that a person wrote down."""
    return _first(meaning, means, _is_meant)


def _first(left: Any, right: Any, agree: Callable[[Any, Any], bool]) -> Path | None:
    if isinstance(left, dict) and isinstance(right, dict):
        if odd := left.keys() ^ right.keys():
            return (min(odd, key=str),)
        pairs = [(key, item, right[key]) for key, item in left.items()]
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return (min(len(left), len(right)),)
        pairs = list(zip(range(len(left)), left, right, strict=True))
    else:
        return None if agree(left, right) else ()
    for key, one, other in pairs:
        inner = _first(one, other, agree)
        if inner is not None:
            return (key, *inner)
    return None


def _is_same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, Exact) and isinstance(right, Exact):
        return left.as_tuple() == right.as_tuple()
    return bool(left == right)


def _is_meant(meaning: Meaning, means: Json) -> bool:
    if isinstance(meaning, bytes):
        return bool(meaning.hex() == means)
    if isinstance(meaning, Exact):
        return type(means) in {int, Exact} and bool(meaning == means)
    return _is_same(meaning, means)


def by_hand(meaning: Meaning, means: Json) -> Meaning:
    """Give the meaning with the digits that a person wrote; the two agree otherwise."""
    match meaning:
        case bytes():
            return meaning
        case Exact():
            return Exact(means)
        case dict():
            return {key: by_hand(item, means[key]) for key, item in meaning.items()}
        case list():
            return [by_hand(*pair) for pair in zip(meaning, means, strict=True)]
    return means


def value_at(value: Any, path: Path) -> Any:
    """Go down a path as far as it leads."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
