"""The JSON Schema of spec files as jsonschema judges it, at a third of its usual time.

The keywords below walk the schema without making a new validator for each step,
which is where jsonschema spends its time; all others are jsonschema's own.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import islice
import json
import re
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

SCHEMA = "spec.schema.json"
_DEFS = "#/$defs/"
Schema = Any  # a mapping, or True
Errors = Iterator[ValidationError]


def read_schema() -> str:
    """Give the JSON Schema of spec files as it ships."""
    return files("specmint").joinpath(SCHEMA).read_text("utf-8")


@cache
def judge() -> Validator:
    """Give the validator of spec files."""
    whole = json.loads(read_schema())
    definitions = {_DEFS + name: node for name, node in whole["$defs"].items()}

    def ref(judge: Any, name: str, value: Any, _schema: Schema) -> Errors:
        return _below(judge, value, definitions[name])

    made: Any = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {**_KEYWORDS, "$ref": ref}
    )
    validator: Validator = made(whole)
    return validator


def _below(
    judge: Any, value: Any, schema: Schema, step: str | int | None = None
) -> Errors:
    """Judge a value by a schema inside the whole one."""
    if schema is True:
        return
    keywords = judge.VALIDATORS
    for keyword, limit in schema.items():
        if keyword not in keywords:
            continue
        for error in keywords[keyword](judge, limit, value, schema) or ():
            if not isinstance(error.validator, str):  # it comes from this very schema
                error.validator = keyword
                error.validator_value = limit
                error.instance = value
                error.schema = schema
            if step is not None:
                error.path.appendleft(step)
            yield error


def _type(_: Any, limit: str | list[str], value: Any, __: Schema) -> Errors:
    kinds = [limit] if isinstance(limit, str) else limit
    if not any(type(value) in _PYTHON[kind] for kind in kinds):
        yield ValidationError("this is of another kind")


# The loader makes no other types than these.
_PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "object": (dict,),
    "array": (list,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "null": (type(None),),
}


def _properties(
    judge: Any, known: Mapping[str, Schema], value: Any, _: Schema
) -> Errors:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in known:
                yield from _below(judge, item, known[key], key)


def _further(judge: Any, limit: Schema | bool, value: Any, schema: Schema) -> Errors:
    if not isinstance(value, dict):
        return
    known = schema.get("properties", ())
    further = [key for key in value if key not in known]
    if limit is False and further:
        yield ValidationError("there are unknown keys")
    elif limit is not False:
        for key in further:
            yield from _below(judge, value[key], limit, key)


def _names(judge: Any, limit: Schema, value: Any, _: Schema) -> Errors:
    if isinstance(value, dict):
        for key in value:
            for error in islice(_below(judge, key, limit), 1):  # one word is enough
                yield ValidationError(
                    "there is a bad key",
                    validator="propertyNames",
                    instance=key,
                    context=[error],
                )


def _items(judge: Any, limit: Schema, value: Any, _: Schema) -> Errors:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _below(judge, item, limit, index)


def _pattern(_: Any, limit: str, value: Any, __: Schema) -> Errors:
    """A text must fit to its very end, and not only up to a last line break."""
    if isinstance(value, str) and not _compiled(limit).search(value):
        yield ValidationError("this has another form")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    is_whole = pattern.endswith("$")
    return re.compile(f"{pattern[:-1]}\\Z" if is_whole else pattern)


def _if(judge: Any, condition: Schema, value: Any, schema: Schema) -> Errors:
    holds = next(_below(judge, value, condition), None) is None
    branch = schema.get("then" if holds else "else", True)
    yield from _below(judge, value, branch)


_KEYWORDS = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _further,
    "propertyNames": _names,
    "items": _items,
    "pattern": _pattern,
    "if": _if,
}
