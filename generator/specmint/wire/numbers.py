"""Whole numbers and decimal fractions: exact, and written in one way only."""

from decimal import Decimal as Exact
import re
from typing import TypeGuard

from specmint.model import Json, Wire
from specmint.wire.around import Unfit, shown

_DIGITS = re.compile(r"-?(?:0|[1-9][0-9]*)")
_HEX = re.compile(r"-?0x(?:0|[1-9a-f][0-9a-f]*)")
# Services write small fractions with an exponent too; it is read, and never written.
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,4})?")
_MOST_DIGITS = 1000


def read_integer(form: Wire, value: Json) -> int:
    if form == "number":
        if type(value) is int:
            return value
    elif _is_short_text(value):
        if form == "text" and _DIGITS.fullmatch(value):
            return int(value)
        if form == "hex" and _HEX.fullmatch(value):
            return int(value, 16)
    raise Unfit(f"{shown(value)} is not a whole number as {form}")


def _is_short_text(value: Json) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= _MOST_DIGITS


def write_integer(form: Wire, meaning: int) -> Json:
    if form == "number":
        return meaning
    return hex(meaning) if form == "hex" else str(meaning)


def read_decimal(form: Wire, value: Json) -> Exact:
    if form == "number":
        if type(value) is int or (isinstance(value, Exact) and _is_bounded(value)):
            return Exact(value)
    elif _is_short_text(value) and _FRACTION.fullmatch(value):
        meaning = Exact(value)
        if _is_bounded(meaning):
            return meaning
    raise Unfit(f"{shown(value)} is not a decimal fraction as {form}")


def _is_bounded(value: Exact) -> bool:
    """Whether plain notation can write it; `1e999999999` would fill the memory."""
    return value.is_finite() and (
        abs(value.adjusted()) < _MOST_DIGITS and _fraction(value) < _MOST_DIGITS
    )


def write_decimal(form: Wire, meaning: Exact) -> Json:
    """Write plain notation with the digits that are there, as JSON or as text."""
    if not _is_bounded(meaning):
        raise Unfit(f"{meaning} has no plain notation")
    if form == "text":
        return format(meaning, "f")
    return meaning if _fraction(meaning) else int(meaning)


def _fraction(value: Exact) -> int:
    """Count the digits after the point."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def check_scale(value: Exact, scale: int) -> None:
    """Refuse digits after the point beyond the scale, unless they are zeros."""
    surplus = _fraction(value) - scale
    if surplus > 0 and any(value.as_tuple().digits[-surplus:]):
        raise Unfit(f"{shown(value)} has more than {scale} digits after the point")


def check_range(
    value: Exact | int, minimum: Exact | int | None, maximum: Exact | int | None
) -> None:
    if minimum is not None and value < minimum:
        raise Unfit(f"{shown(value)} is below {minimum:f}")
    if maximum is not None and value > maximum:
        raise Unfit(f"{shown(value)} is above {maximum:f}")
