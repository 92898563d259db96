"""What a keyword of the JSON Schema that fails means, in our words."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from specmint.check.kinds import BUILTIN
from specmint.check.words import kind_of, listed, meant, meant_or_list, shown

Words = tuple[str, str, str]  # code, message, hint
_INLINE = frozenset(["bytes", "timestamp", "duration", "list", "map", "tuple"])
_NAMED = frozenset(["record", "union", "enum"])
_KINDS = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def unknown_key(key: str, known: Collection[str]) -> Words:
    return (
        "unknown-key",
        f"there is no key {shown(key)} here",
        meant_or_list(key, known),
    )


def _missing(value: Any, limit: Any, _error: Any) -> Words:
    missing = [key for key in limit if key not in value]
    return "missing-key", f"there is no {listed(missing)} here", "add it"


def _wrong_kind(value: Any, limit: Any, _error: Any) -> Words:
    kinds = [limit] if isinstance(limit, str) else limit
    hint = f"give {' or '.join(_KINDS[kind] for kind in kinds)}"
    if "string" in kinds and isinstance(value, bool | int | Decimal):
        written = str(value).lower() if isinstance(value, bool) else value
        hint = f'quote it: "{written}"'
    return "wrong-kind", f"this is {kind_of(value)}", hint


def _unknown_word(value: Any, limit: Any, _error: Any) -> Words:
    words = [str(word) for word in (limit if isinstance(limit, list) else [limit])]
    hint = meant_or_list(str(value), words)
    if str(value) in _NAMED and set(words) >= _INLINE:
        hint = f"give the {value} a name under `types:`, and write `type:` and the name"
    elif "list" in words and str(value)[:1].isupper():
        hint = f"write `type: {value}`"
    return "unknown-word", f"{shown(value)} is not known here", hint


def _bad_form(value: Any, limit: Any, error: Any) -> Words:
    hint = error.schema.get("x-form") or f"it matches `{limit}`"
    if "integer|decimal" in limit and (close := meant(str(value), BUILTIN)):
        return "unknown-type", f"there is no type {shown(value)}", close
    if str(value) in _INLINE | _NAMED:
        hint = f"write `is: {value}`" if str(value) in _INLINE else "write its name"
    return "bad-form", f"{shown(value)} does not have the right form", hint


def _empty(value: Any, limit: Any, _error: Any) -> Words:
    if limit > 1:
        return "empty", f"{kind_of(value)} here has at least {limit} items", "add one"
    return "empty", f"{kind_of(value)} here is not empty", "fill it or leave it out"


def _too_small(value: Any, limit: Any, _error: Any) -> Words:
    return "out-of-range", f"{shown(value)} is out of range", f"give at least {limit}"


def _too_large(value: Any, limit: Any, _error: Any) -> Words:
    return "out-of-range", f"{shown(value)} is out of range", f"give at most {limit}"


def _too_long(value: Any, limit: Any, _error: Any) -> Words:
    message = f"{shown(value)} is too long"
    return "out-of-range", message, f"give at most {limit} characters"


def _too_many(_value: Any, limit: Any, _error: Any) -> Words:
    return "out-of-range", "there are too many here", f"give at most {limit}"


def _twice(_value: Any, _limit: Any, _error: Any) -> Words:
    return "repeated-item", "this stands in the list already", "remove one"


SHAPE_WORDS: Mapping[str, Callable[[Any, Any, Any], Words]] = {
    "required": _missing,
    "type": _wrong_kind,
    "enum": _unknown_word,
    "const": _unknown_word,
    "pattern": _bad_form,
    "minItems": _empty,
    "minProperties": _empty,
    "minLength": _empty,
    "minimum": _too_small,
    "maximum": _too_large,
    "maxLength": _too_long,
    "maxProperties": _too_many,
    "uniqueItems": _twice,
}
