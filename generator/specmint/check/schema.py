"""Spec files against the JSON Schema, with its errors in our words."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
import json
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError

from specmint.check.words import kind_of, listed, meant_or_list, shown
from specmint.load import Path, Read, Spec
from specmint.problems import Problem

SCHEMA = "spec.schema.json"
_KINDS = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def read_schema() -> str:
    """Give the JSON Schema of spec files as it ships."""
    return files("specmint").joinpath(SCHEMA).read_text("utf-8")


def check_schema(spec: Spec) -> Iterator[tuple[Path, Problem]]:
    """Find what has the wrong shape, with the path in its file."""
    validator = _validator()
    for read in spec.files:
        if not isinstance(read.data, dict):
            continue
        for error in validator.iter_errors(read.data):
            path = tuple(error.absolute_path)
            for problem in _explain(spec, read, error):
                yield _in_spec(read, path), problem


def _in_spec(read: Read, path: Path) -> Path:
    """Turn the path in a file into the path in the spec's data."""
    if path[:1] == ("group",):
        return ("groups", read.stem, *path[1:])
    return path


@cache
def _validator() -> Any:
    return jsonschema.Draft202012Validator(json.loads(read_schema()))


def _explain(spec: Spec, read: Read, error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(spec, read, error)
        return
    place = spec.place_in(read, path)
    if "propertyNames" in error.absolute_schema_path:
        place = spec.place_in(read, (*path, error.instance), of_key=True)
    code, message, hint = _words(error)
    yield Problem(place, code, message, hint)


def _unknown_keys(spec: Spec, read: Read, error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    known = error.schema["properties"]
    if not path:
        return  # the loader has said that the section is in the wrong file
    for key in error.instance:
        if key not in known:
            place = spec.place_in(read, (*path, key), of_key=True)
            message = f"there is no key `{key}` here"
            hint = meant_or_list(key, known)
            yield Problem(place, "unknown-key", message, hint)


def _words(error: ValidationError) -> tuple[str, str, str]:
    """Say what is wrong, as code, message and hint."""
    limit, value = error.validator_value, error.instance
    match error.validator:
        case "required":
            missing = [key for key in limit if key not in value]
            return "missing-key", f"there is no {listed(missing)} here", "add it"
        case "type":
            return "wrong-kind", f"this is {kind_of(value)}", f"give {_kinds(limit)}"
        case "enum" | "const":
            words = [
                str(word) for word in (limit if isinstance(limit, list) else [limit])
            ]
            hint = meant_or_list(str(value), words)
            return "unknown-word", f"{shown(value)} is not known here", hint
        case "pattern":
            form = error.schema.get("x-form") or f"it matches `{limit}`"
            return "bad-form", f"{shown(value)} does not have the right form", form
        case "minItems" | "minProperties" | "minLength":
            return (
                "empty",
                f"{kind_of(value)} here is not empty",
                "fill it or leave it out",
            )
        case "minimum" | "maximum" | "maxLength" | "maxProperties":
            return "out-of-range", f"{shown(value)} is out of range", _range(error)
        case "uniqueItems":
            return "repeated-item", "an item stands here twice", "remove one"
    return "bad-form", f"{shown(value)} is not allowed here", ""


def _kinds(limit: str | Sequence[str]) -> str:
    kinds = [limit] if isinstance(limit, str) else limit
    return " or ".join(_KINDS[kind] for kind in kinds)


def _range(error: ValidationError) -> str:
    word = "at least" if error.validator == "minimum" else "at most"
    return f"give {word} {error.validator_value}"
