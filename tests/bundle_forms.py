"""The wire forms of values without parts, for who reads a bundle from docs/bundle.md alone."""

import base64
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
import re
from typing import Any

Json = Any
MISSING = object()
_INTEGER = {"text": r"-?(0|[1-9][0-9]*)", "hex": r"-?0x(0|[1-9a-f][0-9a-f]*)"}
_DECIMAL = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"
_BYTES = {"hex": r"([0-9a-f]{2})*", "0x-hex": r"0x([0-9a-f]{2})*"}
_BOOLEAN: dict[str, list[Json]] = {
    "json": [True, False],
    "zero-one": [1, 0],
    "hex": ["0x1", "0x0"],
    "yes-no": ["Y", "N"],
}


def fits_form(kind: Json, value: Json, *, is_text: bool) -> bool:
    """Whether a value has the wire form of a type without parts."""
    is_number = kind["is"] in {"integer", "decimal"} or kind.get("of") == "integer"
    wire = kind.get("wire", "number" if is_number else "json")
    if kind["is"] == "string" or (kind["is"] == "enum" and not is_number):
        return isinstance(value, str)
    if isinstance(wire, dict) and "layout" in wire:
        return fits_layout(wire["layout"], value)
    if kind["is"] == "boolean":
        known = (
            [*wire["truthy"], *wire["falsy"]] if "truthy" in wire else _BOOLEAN[wire]
        )
        known = [wire_text(one) for one in known] if is_text else known
        return any(value == one and type(value) is type(one) for one in known)
    if kind["is"] == "bytes":
        return fits_bytes(wire, value)
    return fits_number(
        kind, wire["as"] if isinstance(wire, dict) else wire, value, is_text
    )


def fits_bytes(wire: str, value: Json) -> bool:
    return fits_base64(value) if wire == "base64" else fits(_BYTES[wire], value)


def fits_number(kind: Json, form: str, value: Json, is_text: bool) -> bool:
    if form == "number" and not is_text:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return is_whole or (kind["is"] == "decimal" and isinstance(value, Decimal))
    is_decimal = kind["is"] == "decimal"
    return fits(_DECIMAL if is_decimal else _INTEGER.get(form, _INTEGER["text"]), value)


def fits(pattern: str, value: Json) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def fits_layout(layout: str, value: Json) -> bool:
    try:
        return bool(datetime.strptime(value, layout).strftime(layout) == value)
    except (TypeError, ValueError):
        return False


def fits_base64(value: Json) -> bool:
    try:
        return bool(base64.b64encode(base64.b64decode(value)).decode() == value)
    except (TypeError, ValueError):
        return False


def meaning_of(kind: Json, value: Json) -> Json:
    """What a value without parts means, as far as bounds look at it."""
    if kind["is"] == "decimal":
        return Decimal(value)
    if kind["is"] == "bytes":
        is_base64 = kind["wire"] == "base64"
        return (
            base64.b64decode(value)
            if is_base64
            else bytes.fromhex(value.removeprefix("0x"))
        )
    if kind["is"] in {"integer", "duration"} or kind.get("of") == "integer":
        return int(value, 0) if isinstance(value, str) else value
    return value


def holds(text: str, meaning: Json) -> bool:
    """Whether a value of an enum, or a range of them, has this meaning."""
    if isinstance(meaning, str):
        return text == meaning
    low, _, high = text.partition("..")
    return int(low) <= int(meaning) <= int(high or low)


def in_range(kind: Json, meaning: Json) -> Iterator[str]:
    """Check a meaning against the bounds and the values of its type."""
    low, high = kind.get("minimum"), kind.get("maximum")
    if (low is not None and meaning < low) or (high is not None and meaning > high):
        yield f"{meaning!r} is not {low} to {high}"
    if kind["is"] in {"string", "bytes"}:
        length = kind.get("length")
        least, most = kind.get("min_length", length), kind.get("max_length", length)
        yield from bounds(len(meaning), least, most)
    is_closed = kind["is"] == "enum" and not kind.get("open")
    if is_closed and not any(holds(text, meaning) for text in kind["values"]):
        yield f"{meaning!r} is none of the enum's values"


def bounds(length: int, least: int | None, most: int | None) -> Iterator[str]:
    if (least is not None and length < least) or (most is not None and length > most):
        yield f"it has {length} items, which is not {least} to {most}"


def wire_text(value: Json) -> str | None:
    """Give the text that case keys and conditions are written in."""
    if value is MISSING or isinstance(value, list | dict):
        return None
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return format(value, "f") if isinstance(value, Decimal) else str(value)
