"""An API without the rules that codecs leave to the service: patterns, bounds, conditions."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from specmint.model import Api, Field, NamedType

_RULES = {
    "pattern": "",
    "minimum": None,
    "maximum": None,
    "length": None,
    "min_length": None,
    "max_length": None,
    "min_items": None,
    "max_items": None,
    "exactly_one_of": (),
    "together": (),
}


def loosened(api: Api) -> Api:
    """Give the same types, of which only the forms are left."""
    types = {
        name: NamedType(name, loose(one.type), one.facts)
        for name, one in api.types.items()
    }
    return replace(api, types=types)


def loose(value: Any) -> Any:
    """Give a type, or whatever holds some, without their rules."""
    if isinstance(value, tuple):
        return tuple(map(loose, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {
        one.name: _RULES[one.name] if one.name in _RULES else loose(found)
        for one in fields(value)
        if (found := getattr(value, one.name)) is not None and one.name != "facts"
    }
    if isinstance(value, Field) and value.only_when:
        changes |= {"only_when": (), "optional": True}
    return replace(value, **changes)
