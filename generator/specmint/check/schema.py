"""Spec files against the JSON Schema, with its errors in our words."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from jsonschema import ValidationError

from specmint.check.judge import judge
from specmint.check.shape import SHAPE_WORDS, Words, unknown_key
from specmint.load import Path, Read, Spec
from specmint.problems import Place, Problem


class Misshape(NamedTuple):
    """What has the wrong shape: its path in the spec's data, and where its key stands."""

    path: Path
    key: Place
    problem: Problem


def check_schema(spec: Spec) -> Iterator[Misshape]:
    """Find what has the wrong shape."""
    for read in spec.files:
        errors = judge().iter_errors(read.data) if isinstance(read.data, dict) else ()
        for error in errors:
            yield from _problems(read, error)


def _problems(read: Read, error: ValidationError) -> Iterator[Misshape]:
    for path, words, of_key in _found(tuple(error.absolute_path), error):
        is_group = path[:1] == ("group",)
        inner = ("groups", read.stem, *path[1:]) if is_group else path
        place = read.place(path, of_key=of_key)
        yield Misshape(inner, read.place(path, of_key=True), Problem(place, *words))


def _found(path: Path, error: Any) -> Iterator[tuple[Path, Words, bool]]:
    """Say what is wrong, where, and whether it is the key that is."""
    value, limit = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties":
            # The loader has said what is wrong with the keys of a whole file.
            for key in _unknown(error) if path else ():
                yield (*path, key), unknown_key(key, error.schema["properties"]), True
        case "propertyNames":
            [inner] = error.context
            words = SHAPE_WORDS[inner.validator](value, inner.validator_value, inner)
            yield (*path, value), words, True
        case "uniqueItems":
            index = next(i for i, item in enumerate(value) if item in value[:i])
            yield (*path, index), SHAPE_WORDS["uniqueItems"](value, limit, error), False
        case "required":
            yield path, SHAPE_WORDS["required"](value, limit, error), True
        case keyword:
            yield path, SHAPE_WORDS[keyword](value, limit, error), False


def _unknown(error: Any) -> list[str]:
    return [key for key in error.instance if key not in error.schema["properties"]]
