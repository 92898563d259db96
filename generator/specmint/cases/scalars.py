"""A few meanings of each type without parts: its words, and what lies on its bounds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal as Exact
from typing import Any

from specmint.cases.parts import Json
from specmint.cases.patterns import LONGEST, excluded, texts_of
from specmint.model import (
    Boolean,
    Bytes,
    Counted,
    Decimal,
    Duration,
    Enum,
    Integer,
    Layout,
    Nothing,
    String,
    Timestamp,
    Type,
    Use,
    Words,
)

LARGE = (1 << 53) - 1  # the largest that every language reads without a word
NOW = 1_364_879_059  # 2013-04-02 05:04:19
ODD_WORD, ODD_NUMBER = "odd …", 99_991
_PER_SECOND = {"s": 1, "ms": 1000, "us": 1_000_000}
_TEXT = 'Zoë "≠" \\ \n/💡'
Scalar = (
    String | Integer | Decimal | Boolean | Bytes | Timestamp | Duration | Enum | Nothing
)


def meanings(kind: Scalar, use: Use) -> Iterator[Any]:
    """Give meanings that should fit, the plainest first; whoever asks tries them."""
    match kind:
        case Integer():
            yield from _integers(*_bounds(kind, use))
        case Decimal():
            yield from _decimals(kind, use)
        case Duration():
            yield from _integers(*_bounds(kind, use))
        case Timestamp():
            wire: Any = use.wire or kind.wire
            yield NOW * _PER_SECOND[wire.unit]
            if isinstance(wire, Counted):
                yield 0
        case Boolean():
            yield from (True, False)
        case String():
            yield from _texts(kind)
        case Bytes():
            yield from (
                bytes(-at % 256 for at in range(1, count + 1))
                for count in _lengths(kind)
            )
        case Enum():
            yield from _words(kind)
        case Nothing():
            yield None


def outside(kind: Type, use: Use) -> Iterator[Any]:
    """Give meanings that are of the kind, and just outside of a rule."""
    match kind:
        case Integer() | Decimal() | Duration():
            low, high = _bounds(kind, use)
            step = _smallest(kind, use)
            yield from () if low is None else (low - step,)
            yield from () if high is None else (high + step,)
        case String():
            yield from ("x" * count for count in _off_lengths(kind))
            if kind.pattern:
                for text in list(texts_of(kind.pattern))[:1]:
                    yield from (f"{text}\u2026", text[:-1], f" {text}")
                yield from excluded(kind.pattern)
        case Bytes():
            yield from (bytes(n) for n in _off_lengths(kind))


def forms_beside(kind: Type, use: Use) -> tuple[Json, ...]:
    """Give JSON that no form of a kind without parts has."""
    wire: Any = use.wire or getattr(kind, "wire", "json")
    numbers: dict[Any, tuple[Json, ...]] = {
        "number": ("1", True, Exact("1.5"), [1]),
        "text": (1, "1.5", "01", "+1", "", "0x1", "1 ", None),
        "hex": (1, "1", "0x01", "0xA", "0x", "0X1", ""),
    }
    match kind:
        case Integer():
            return numbers.get(wire, ())
        case Decimal():
            more: tuple[Json, ...] = (
                ("1", True, {}) if wire == "number" else (1, "1.", ".5", "1,5", "")
            )
            return (*more, None)
        case Timestamp() | Duration():
            if isinstance(wire, Layout):
                return (NOW, "", "odd", "2013-13-02 05:04:19", "2013-4-2 5:04:19")
            return numbers[wire.form]
        case Boolean():
            return _beside_boolean(wire)
        case String():
            return (1, True, None, [], {})
        case Bytes():
            return _beside_bytes(wire)
        case Enum(of="integer"):
            return numbers.get(wire, (True, "odd"))
        case Enum():
            return (1, None, "", ODD_WORD)
        case Nothing():
            return (0, "", False, {})
    return ()


def _beside_boolean(wire: Any) -> tuple[Json, ...]:
    if isinstance(wire, Words):
        return ("odd", 2, None)
    forms: dict[Any, tuple[Json, ...]] = {
        "json": (0, 1, "true", "", None),
        "zero-one": (True, False, 2, "1", None),
        "hex": (1, True, "0x2", "1", ""),
        "yes-no": (True, "y", "yes", "", None),
    }
    return forms.get(wire, ())


def _beside_bytes(wire: Any) -> tuple[Json, ...]:
    match wire:
        case "base64":
            return (1, "=", "YQ", "Y Q=", None)
        case "0x-hex":
            return (1, "00", "0x0", "0xzz", None)
    return (1, "0", "zz", "0x00", None)


# -- numbers -----------------------------------------------------------------------


def _bounds(kind: Any, use: Use) -> tuple[Any, Any]:
    low = kind.minimum if use.minimum is None else use.minimum
    return low, kind.maximum if use.maximum is None else use.maximum


def _integers(low: Any, high: Any) -> Iterator[int]:
    least = 0 if low is None else int(low)
    yield least if high is None else min(least + 7, int(high))
    yield least
    yield LARGE if high is None else int(high)
    if low is None:
        yield -10


def _decimals(kind: Decimal, use: Use) -> Iterator[Exact]:
    low, high = _bounds(kind, use)
    step = _smallest(kind, use)
    yield from (Exact("1.5"), step, Exact("20"), Exact("-0.25"), Exact(0))
    yield from (Exact(one) for one in (low, high) if one is not None)
    yield Exact(LARGE) + step


def _smallest(kind: Any, use: Use) -> Any:
    if not isinstance(kind, Decimal):
        return 1
    scale = kind.scale if use.scale is None else use.scale
    return Exact(1).scaleb(-scale if isinstance(scale, int) else -8)


# -- texts -------------------------------------------------------------------------


def _texts(kind: String) -> Iterator[str]:
    if kind.pattern:
        yield from texts_of(kind.pattern)
        return
    least, most = kind.min_length or 0, kind.max_length
    if least <= LONGEST:
        yield ("text" + "x" * least)[: most if most is not None else None]
        yield "x" * least
    if most is None:
        yield _TEXT
    elif most <= LONGEST:
        yield "y" * most


def _words(kind: Enum) -> Iterator[Any]:
    for one in kind.values:
        is_number = kind.of == "integer"
        yield from map(int, one.text.split("..")) if is_number else (one.text,)
    if kind.open:
        yield ODD_NUMBER if kind.of == "integer" else ODD_WORD


def _lengths(kind: Bytes) -> Iterator[int]:
    least, most = kind.min_length or 0, kind.max_length
    counts = [max(least, min(4, most or 4)), least, least if most is None else most]
    if kind.length is not None:
        counts = [kind.length]
    yield from (count for count in dict.fromkeys(counts) if count <= LONGEST)


def _off_lengths(kind: String | Bytes) -> Iterator[int]:
    counts = [kind.min_length - 1] if kind.min_length else []
    counts += [] if kind.max_length is None else [kind.max_length + 1]
    if isinstance(kind, Bytes) and kind.length is not None:
        counts = [kind.length - 1, kind.length + 1]
    yield from (count for count in counts if 0 <= count <= LONGEST)


def moment(layout: str) -> str:
    return datetime.fromtimestamp(NOW, UTC).strftime(layout)
