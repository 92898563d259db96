"""What a schema says beside its shape: words, unit, default and bounds."""

from typing import Any

from specmint.interop.remainder import WITHOUT
from specmint.interop.schemas.context import UNIT

Json = Any
Object = dict[str, Json]
_COUNTING = ("integer", "decimal", "string")


def unit_of(schema: Object, made: Object) -> Object:
    """Take the unit that an extension gives, such as `x-bitcoin-unit`."""
    units = [one for key, one in schema.items() if UNIT.fullmatch(key)]
    kind = made.get("is") or made.get("type")
    is_told = len(units) == 1 and isinstance(units[0], str)
    return {"unit": units[0]} if is_told and kind in _COUNTING else {}


def facts_of(schema: Object) -> Object:
    made: Object = {}
    if isinstance(schema.get("description"), str) and schema["description"].strip():
        made["doc"] = schema["description"]
    if schema.get("deprecated") is True:
        made["deprecated"] = "The description marks it as deprecated."
    return made


def default_of(schema: Json) -> Object:
    """Only what can be missing has a default."""
    if not isinstance(schema, dict) or "default" in schema.get(WITHOUT, ()):
        return {}
    return {"default": schema["default"]} if "default" in schema else {}


def bounds_of(schema: Object) -> Object:
    return {key: schema[key] for key in ("minimum", "maximum") if key in schema}
