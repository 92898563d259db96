"""Enums: their values are native, and what each means stands beside, in their order."""

from typing import Any

from specmint.interop.remainder import PREFIX
from specmint.interop.schemas.context import Reading
from specmint.interop.schemas.scalars import write_scalar
from specmint.interop.schemas.unions import is_open_enum

Json = Any
Object = dict[str, Json]


def write_enum(node: Object) -> Object:
    """Write the values; what each means stands beside, in their order."""
    of, wire = node.get("of", "string"), node.get("wire")
    values = {
        text: {"doc": one} if isinstance(one, str) else one
        for text, one in node["values"].items()
    }
    base = write_scalar({"is": of, **({"wire": wire} if wire else {})})
    base = {key: one for key, one in base.items() if not key.startswith(PREFIX)}
    guides: Object = {PREFIX + "wire": wire} if wire else {}
    if of == "integer" and any(".." in text for text in values):
        return base | guides | {PREFIX + "is": "enum", PREFIX + "values": values}
    listed = {**base, "enum": [_literal(text, of, wire) for text in values]}
    listed.pop("pattern", None)
    if any(values.values()):
        guides[PREFIX + "values"] = list(values.values())
    if node.get("open"):
        return {"anyOf": [listed, base], **guides}
    return listed | guides


def _literal(text: str, of: str, wire: str | None) -> Json:
    if of == "string":
        return text
    return {"text": text, "hex": hex(int(text))}.get(wire or "", int(text))


def read_enum(reading: Reading, schema: Object) -> Object:
    """Read the values, with what their extension says of each."""
    wire = schema.get(PREFIX + "wire")
    told = schema.get(PREFIX + "values", ())
    base = schema["anyOf"][0] if is_open_enum(schema) else schema
    more: Object = {"wire": wire} if wire else {}
    more |= {"open": True} if is_open_enum(schema) else {}
    if isinstance(told, dict):
        return {"is": "enum", "of": "integer", "values": told, **more}
    literals = base["enum"] if "enum" in base else [base["const"]]
    is_number = bool(wire) or all(type(one) is int for one in literals)
    texts = [str(int(one, 0)) if wire else str(one) for one in literals]
    nodes = [*told, *[{} for _ in texts[len(told) :]]]
    if len(told) > len(texts):
        reading.remark(
            "dropped", f"it has {len(texts)} values, and facts of {len(told)}"
        )
    if reading.is_foreign and is_number:
        nodes = [_numbered(text) for text in texts]
    values = dict(zip(texts, nodes, strict=False))
    of: Object = {"of": "integer"} if is_number else {}
    return {"is": "enum", **of, "values": values, **more}


def _numbered(text: str) -> Object:
    """A number has no name by itself."""
    return {"name": f"MINUS_{text[1:]}" if text.startswith("-") else f"VALUE_{text}"}
