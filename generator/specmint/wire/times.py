"""Moments and lengths of time, which mean a whole number of their unit."""

from datetime import UTC, datetime, timedelta

from specmint.model import Counted, Json, Layout, Wire
from specmint.wire.around import Unfit, shown
from specmint.wire.numbers import read_integer, write_integer

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
    "us": timedelta(microseconds=1),
}


def read_time(form: Wire, value: Json) -> int:
    match form:
        case Counted():
            return read_integer(form.form, value)
        case Layout():
            return _read_layout(form, value)
    raise AssertionError(f"a time does not travel as {form}")


def write_time(form: Wire, meaning: int) -> Json:
    match form:
        case Counted():
            return write_integer(form.form, meaning)
        case Layout():
            return _write_layout(form, meaning)
    raise AssertionError(f"a time does not travel as {form}")


def _read_layout(form: Layout, value: Json) -> int:
    try:
        moment = datetime.strptime(value, form.layout).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        moment = None
    # strptime takes `2013-4-2` too, so what it read is written again.
    if moment is None or moment.strftime(form.layout) != value:
        raise Unfit(f"{shown(value)} is not a moment as `{form.layout}`")
    count, left = divmod(moment - _EPOCH, _UNITS[form.unit])
    if left:
        raise Unfit(f"{shown(value)} is no whole number of {form.unit}")
    return count


def _write_layout(form: Layout, meaning: int) -> str:
    try:
        text = (_EPOCH + meaning * _UNITS[form.unit]).strftime(form.layout)
        is_exact = _read_layout(form, text) == meaning
    except (OverflowError, Unfit):
        is_exact = False
    if not is_exact:
        raise Unfit(f"{meaning} {form.unit} cannot be written as `{form.layout}`")
    return text
