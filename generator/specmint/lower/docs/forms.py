"""How numbers, texts and times are limited and how they travel, in words."""

from collections.abc import Iterable

from specmint.layout import json_line
from specmint.model import (
    Bytes,
    Counted,
    Decimal,
    Integer,
    Layout,
    Lookup,
    Sibling,
    String,
    Wire,
    Wires,
    Words,
)
from specmint.text import Inline, code, joined, words

_FORMS = {
    "number": "a JSON number",
    "text": "text",
    "hex": "hex text",
    "0x-hex": "hex text after `0x`",
    "base64": "base64 text",
    "zero-one": "1 or 0",
    "yes-no": "`Y` or `N`",
    "comma": "text with commas",
    "repeated": "one member for each item",
    "json": "JSON",
}
_UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds"}
USUAL = {"number", "json"}


def number_words(kind: Integer | Decimal) -> Iterable[Inline]:
    yield Inline("integer" if isinstance(kind, Integer) else "decimal")
    yield from wire_words(kind.wire)
    yield from accept_words(kind.accepts)
    yield from unit_words(kind.unit)
    yield from scale_words(kind.scale)
    yield from range_words(kind.minimum, kind.maximum)


def string_words(kind: String) -> Iterable[Inline]:
    if kind.pattern:
        yield Inline(f"matches {code(kind.pattern)}")
    yield from _length_words(kind.min_length, kind.max_length, "characters")
    yield from unit_words(kind.unit)


def bytes_words(kind: Bytes) -> Iterable[Inline]:
    yield Inline(_FORMS[str(kind.wire)])
    if kind.length is not None:
        yield Inline(f"{kind.length} bytes long")
    yield from _length_words(kind.min_length, kind.max_length, "bytes")


def _length_words(least: int | None, most: int | None, what: str) -> Iterable[Inline]:
    if least is not None:
        yield Inline(f"at least {least} {what}")
    if most is not None:
        yield Inline(f"at most {most} {what}")


def wire_words(wire: Wire | None) -> list[Inline]:
    if wire is None or wire in USUAL:
        return []
    return [wire_form_words(wire)]


def wire_form_words(wire: Wire) -> Inline:
    """Say how a value travels."""
    if isinstance(wire, Words):
        truthy, falsy = (joined(", ", map(code, t)) for t in (wire.truthy, wire.falsy))
        return Inline(f"true as {truthy} and false as {falsy}")
    if isinstance(wire, str):
        return Inline(f"as {_FORMS[wire]}")
    return Inline(time_words(wire).strip())


def accept_words(accepts: Wires) -> list[Inline]:
    """Say which further forms a server takes in requests."""
    if not accepts:
        return []
    return [Inline(f"also taken as {joined(', or as ', map(_accepted, accepts))}")]


def _accepted(form: Wire) -> Inline:
    if isinstance(form, Words):
        truthy, falsy = (joined(", ", map(code, t)) for t in (form.truthy, form.falsy))
        return Inline(f"{truthy} for true and {falsy} for false")
    return Inline(_FORMS[str(form)])


def time_words(wire: Wire, since: str = "") -> str:
    if isinstance(wire, Counted):
        form = "" if wire.form in USUAL else f", as {_FORMS[wire.form]}"
        return f" in {_UNITS[wire.unit]}{since}{form}"
    if isinstance(wire, Layout):
        return f" as text, {code(wire.layout)} in UTC"
    return ""


def unit_words(unit: str | Sibling) -> list[Inline]:
    if isinstance(unit, Sibling):
        return [Inline(f"in the unit that {code(unit.by)} names")]
    return [Inline(f"in {words(unit)}")] if unit else []


def scale_words(scale: int | Lookup | None) -> list[Inline]:
    if scale is None:
        return []
    if isinstance(scale, Lookup):
        return [Inline(f"scaled by {code(scale.table)} of {code(scale.by)}")]
    return [Inline(f"{scale} decimal places")]


def range_words(least: object, most: object) -> list[Inline]:
    said = []
    if least is not None:
        said.append(Inline(f"at least {json_line(least)}"))
    if most is not None:
        said.append(Inline(f"at most {json_line(most)}"))
    return said
