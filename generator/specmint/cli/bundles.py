"""Bundle files, read back into models."""

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from specmint.build import build_api
from specmint.build.types import build_fields
from specmint.bundle import (
    VERSION,
    missing_names,
    read_bundle_schema,
    to_data,
    union_fields,
)
from specmint.model import Api, NamedType, Union
from specmint.problems import Place, Problem, Refused
from specmint.review.reach import unknown_types
from specmint.wire import parse_json

_MOST_BYTES = 64 * 1024 * 1024


def read_bundle(path: Path) -> Api:
    """Read a bundle file, or refuse it with what is wrong."""
    document = _parse(path)
    if wrong := _wrong(document):
        raise _refused(path, wrong)
    api = _build(document)
    if unknown := unknown_types(api):
        raise _refused(path, f"it uses a type `{unknown[0]}` and does not have it")
    return api


def _parse(path: Path) -> Any:
    with path.open("rb") as opened:
        raw = opened.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise _refused(path, "it is larger than any bundle")
    try:
        return parse_json(raw.decode())
    except (ValueError, RecursionError) as error:
        raise _refused(path, f"it is not JSON: {error}") from None


def _wrong(document: Any) -> str:
    if not isinstance(document, dict) or "bundle" not in document:
        return "it is no bundle: `specmint bundle API` makes one"
    if document["bundle"] != VERSION:
        return f"its form is {document['bundle']}, and {VERSION} is read here"
    validator = Draft202012Validator(json.loads(read_bundle_schema()))
    error = best_match(validator.iter_errors(document))
    if error is not None:
        where = ".".join(map(str, error.absolute_path)) or "the document"
        return f"{where} does not fit the schema of bundles: {error.message[:120]}"
    missing = next(iter(missing_names(document)), "")
    return f"it names the {missing} and does not have it" if missing else ""


def _build(document: Any) -> Api:
    """Build the model; fields that a union puts into its cases are there already."""
    api = build_api(*to_data(document))
    included = union_fields(document)
    types = dict(api.types)
    for name, fields in included.items():
        known = types[name]
        assert isinstance(known.type, Union)
        union = replace(known.type, include=build_fields(fields))
        types[name] = NamedType(name, union, known.facts)
    return replace(api, types=types)


def _refused(path: Path, message: str) -> Refused:
    problem = Problem(Place(path.as_posix()), "bad-bundle", message)
    return Refused([problem], is_misuse=True)
