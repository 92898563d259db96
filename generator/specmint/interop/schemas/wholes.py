"""`allOf` of documents that others wrote: what cannot be an include is laid together."""

from typing import Any

from specmint.interop.schemas.apart import resolved
from specmint.interop.schemas.context import Reading, follow

Json = Any
Object = dict[str, Json]
_NOTES = frozenset(
    [
        "description",
        "title",
        "example",
        "examples",
        "deprecated",
        "default",
        "nullable",
        "readOnly",
        "writeOnly",
    ]
)


def laid_together(reading: Reading, parts: list[Json], schema: Object) -> Object | None:
    """Give one schema where the parts are not records with members of their own each."""
    told = [one for one in parts if isinstance(one, dict) and one.keys() - _NOTES]
    if len(told) == 1:
        return dict(told[0])
    if all(map(_is_record_or_ref, told)):
        whole = [resolved(reading, one) for one in told]
        names = [name for one in whole for name in one.get("properties", {})]
        refs = [one for one in told if "$ref" in one]
        is_plain = all(
            "properties" in one and "allOf" not in follow_once(reading, ref)
            for one, ref in zip(whole, told, strict=True)
        )
        needed = {
            name
            for one in told
            if "$ref" not in one
            for name in one.get("required", ())
        }
        own = {
            name
            for one in told
            if "$ref" not in one
            for name in one.get("properties", {})
        }
        if refs and is_plain and len(names) == len(set(names)) and needed <= own:
            return None
    made = resolved(
        reading,
        {**{k: v for k, v in schema.items() if k not in _NOTES}, "allOf": parts},
    )
    if "properties" not in made and not made.get("type"):
        reading.remark("dropped", "parts that must all hold are not read")
    made["required"] = list(dict.fromkeys(made.get("required", ())))
    return made


def _is_record_or_ref(schema: Object) -> bool:
    return (
        "$ref" in schema
        or "properties" in schema
        or schema.keys() <= {"type", "required", *_NOTES}
    )


def follow_once(reading: Reading, schema: Object) -> Object:
    if "$ref" not in schema:
        return {}
    found = follow(reading.document, schema["$ref"])
    return found if isinstance(found, dict) else {}
