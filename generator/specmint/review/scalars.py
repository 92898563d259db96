"""Gaps between values without parts: numbers, texts, bytes, times, enums."""

from dataclasses import replace
from typing import Any

from specmint.model import (
    Anything,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Integer,
    Layout,
    Lookup,
    Sibling,
    String,
    Timestamp,
    Type,
    Wire,
    Words,
)
from specmint.review.gaps import Gap, Gaps, Path
from specmint.review.patterns import language_of
from specmint.review.shown import (
    show,
    show_range,
    show_scale,
    show_unit,
    show_wire,
)
from specmint.review.texts import (
    ends,
    enum_gaps,
    length_gaps,
    text_gaps,
    wire_gaps,
    words_in_text,
)

_IN_TEXT: dict[Any, Wire] = {
    "number": "text",
    "json": Words(("true",), ("false",)),
    "zero-one": Words(("1",), ("0",)),
}
_COUNTS = (Integer, Timestamp, Duration, Enum)


def scalar_gaps(
    first: Type | Choice, second: Type | Choice, path: Path, *, in_text: bool = False
) -> Gaps:
    """Find the gaps between two types without parts, or of kinds that never meet."""
    if in_text:
        first, second = as_text(first), as_text(second)
    match first, second:
        case (Integer(), Integer()) | (Decimal(), Decimal()):
            yield from _number_gaps(first, second, path)
        case (Boolean(), Boolean()):
            yield from _boolean_gaps(first, second, path)
        case (String(), String()):
            yield from _unit_gaps(first, second, path)
            yield from text_gaps(first, second, path)
        case (Bytes(), Bytes()):
            yield from wire_gaps(first, second, path)
            yield from length_gaps(first, second, path)
        case (Timestamp(), Timestamp()) | (Duration(), Duration()):
            yield from _time_gaps(first, second, path)
        case (Enum(), Enum()) if first.of == second.of:
            yield from enum_gaps(first, second, path)
        case _ if type(first) is not type(second):
            yield from _across(first, second, path)
        case (Enum(), Enum()):
            yield Gap(path, "kind", show(first), show(second))


def as_text(kind: Type | Choice) -> Type | Choice:
    """Give a type as it travels in a path, a query, a form or a header."""
    form: Any = getattr(kind, "wire", None)
    if isinstance(kind, Timestamp | Duration):
        is_number = isinstance(form, Counted) and form.form == "number"
        return replace(kind, wire=Counted(form.unit, "text")) if is_number else kind
    if isinstance(kind, Integer | Decimal | Boolean):
        accepts = tuple(_IN_TEXT.get(one, one) for one in kind.accepts)
        return replace(kind, wire=_IN_TEXT.get(form, form), accepts=accepts)
    if isinstance(kind, Enum) and kind.of == "integer":
        return replace(kind, wire=_IN_TEXT.get(form, form))
    return kind


def _across(first: Type | Choice, second: Type | Choice, path: Path) -> Gaps:
    """Kinds that differ: some are read all the same, as something else."""
    if _counts_alike(first, second):
        yield Gap(path, "meaning", show(first), show(second))
        yield from _range_gaps(first, second, path)
        if isinstance(second, Enum):
            yield from enum_gaps(first, second, path)
    elif isinstance(first, Enum) and isinstance(second, String):
        yield Gap(path, "meaning", show(first), show(second))
        yield from words_in_text(first, second, path)
    elif isinstance(first, String) and isinstance(second, Enum) and _is_words(second):
        yield Gap(path, "meaning", show(first), show(second))
    elif isinstance(second, String) and (language := language_of(first)) is not None:
        yield Gap(path, "meaning", show(first), show(second))
        yield from text_gaps(String(pattern=language), second, path)
    elif not isinstance(second, Anything):
        yield Gap(path, "kind", show(first), show(second))


def _is_words(enum: Enum) -> bool:
    return enum.of == "string" and enum.open


def _counts_alike(first: Type | Choice, second: Type | Choice) -> bool:
    """Whether both are whole numbers in the same form, or the second has fractions."""
    if not isinstance(first, _COUNTS) or not isinstance(second, (*_COUNTS, Decimal)):
        return False
    if isinstance(second, Enum) and (second.of != "integer" or not second.open):
        return False
    form = _count_form(first)
    return form in {"number", "text", "hex"} and form == _count_form(second)


def _count_form(kind: Any) -> Any:
    if isinstance(kind, Enum) and kind.of != "integer":
        return None
    return kind.wire.form if isinstance(kind.wire, Counted) else kind.wire


# -- numbers and times ---------------------------------------------------------


def _number_gaps(first: Any, second: Any, path: Path) -> Gaps:
    yield from wire_gaps(first, second, path)
    yield from _unit_gaps(first, second, path)
    if isinstance(first, Decimal):
        yield from _digit_gaps(first.scale, second.scale, path)
    elif first.scale != second.scale and None not in (first.scale, second.scale):
        shown = show_scale(first.scale), show_scale(second.scale)
        yield Gap(path, "scale", *shown)
    yield from _range_gaps(first, second, path)


def _digit_gaps(
    first: int | Lookup | None, second: int | Lookup | None, path: Path
) -> Gaps:
    if second is None or first == second:
        return
    if isinstance(first, int) and isinstance(second, int) and first <= second:
        return
    yield Gap(path, "digits", show_scale(first), show_scale(second))


def _range_gaps(first: Any, second: Any, path: Path) -> Gaps:
    low, high = _bounds(first)
    least, most = _bounds(second)
    is_below = least is not None and (low is None or low < least)
    is_above = most is not None and (high is None or high > most)
    if is_below or is_above:
        yield Gap(path, "range", show_range(low, high), show_range(least, most))


def _bounds(kind: Any) -> tuple[Any, Any]:
    if isinstance(kind, Enum) and not kind.open and kind.of == "integer":
        ranges = [ends(value.text) for value in kind.values]
        return min(low for low, _ in ranges), max(high for _, high in ranges)
    return getattr(kind, "minimum", None), getattr(kind, "maximum", None)


def _time_gaps(first: Any, second: Any, path: Path) -> Gaps:
    one, other = first.wire, second.wire
    if isinstance(one, Layout) or isinstance(other, Layout):
        if one != other:
            yield Gap(path, "wire", show_wire(one), show_wire(other))
    else:
        if one.form != other.form:
            yield Gap(path, "wire", show_wire(one), show_wire(other))
        if one.unit != other.unit:
            yield Gap(path, "unit", one.unit, other.unit)
    yield from _range_gaps(first, second, path)


def _unit_gaps(first: Any, second: Any, path: Path) -> Gaps:
    """A unit that one side leaves unsaid may be the same."""
    one, other = first.unit, second.unit
    if one != other and one and other:
        is_sure = not isinstance(one, Sibling) and not isinstance(other, Sibling)
        yield Gap(path, "unit", show_unit(one), show_unit(other), is_sure)


def _boolean_gaps(first: Boolean, second: Boolean, path: Path) -> Gaps:
    one, other = first.wire, second.wire
    if one != other and not _is_among(one, other):
        yield from wire_gaps(first, second, path)


def _is_among(one: Wire, other: Wire) -> bool:
    """Whether the words of one are among those of the other, and mean the same."""
    if not isinstance(one, Words) or not isinstance(other, Words):
        return False
    return set(one.truthy) <= set(other.truthy) and set(one.falsy) <= set(other.falsy)
