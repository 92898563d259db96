# ruff: noqa
"""What values mean and how they travel: exact JSON, codecs, and records.

A codec turns the JSON of one type into its meaning and back, digit for digit.
Amounts are `int` or `Decimal` and never pass through a binary float.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
import gc
import json
from json.encoder import encode_basestring_ascii
import re
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    Optional,
    TypeGuard,
    TypeVar,
    cast,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias
    from typing_extensions import dataclass_transform as dataclass_transform
else:

    def dataclass_transform(**_: object) -> Any:
        """Only type-checkers look at it."""
        return lambda decorated: decorated


Json: TypeAlias = Any
"""What JSON holds: dict, list, str, bool, int, Decimal (with all digits) or None."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
I = TypeVar("I", bound=int)  # noqa: E741
D = TypeVar("D", bound=Decimal)
N = TypeVar("N", bound=IntEnum)


class Unset(Enum):
    """The type of UNSET."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Not given, or not there; None is what travels as null."""


class DecodeError(Exception):
    """A reply that is not what its type says. `path` leads to the value."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        where = "".join(f"[{step!r}]" for step in self.path)
        return f"{where}: {self.message}" if where else self.message


class Misfit(ValueError):
    """One value does not fit its type; its text says why."""


# -- exact JSON --------------------------------------------------------------------


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


decoder: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)
_LITERALS = {True: "true", False: "false", None: "null"}
_MOST_DIGITS = 1000


def loads(text: str | bytes) -> Json:
    """Read JSON with every digit kept: fractions are Decimal. Raises DecodeError."""
    is_collecting = gc.isenabled()
    gc.disable()  # see `Codec.decode`
    try:
        return decoder.decode(text if isinstance(text, str) else text.decode())
    except RecursionError:
        raise DecodeError("it is nested too deeply") from None
    except ValueError as error:
        raise DecodeError(f"it is not JSON: {error}") from None
    except ArithmeticError:
        raise DecodeError("a number has too large an exponent") from None
    finally:
        if is_collecting:
            gc.enable()


def dumps(value: Json) -> str:
    """Write JSON with every digit kept, without blanks, in ASCII."""
    if type(value) is str:
        return encode_basestring_ascii(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Json]", value).items()
        members = [f"{encode_basestring_ascii(k)}:{dumps(v)}" for k, v in pairs]
        return f"{{{','.join(members)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(dumps, cast('Sequence[Json]', value)))}]"
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or type(value) is bool:
        return _LITERALS[value]
    if isinstance(value, (int, str)):  # a subclass, such as an enum
        return dumps(value + 0 if isinstance(value, int) else "".join(value))
    raise Misfit(f"{type(value).__name__} has no exact JSON; a float never has")


def plain(value: Decimal) -> str:
    """Write plain notation; `1E999999999` would fill the memory."""
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise Misfit(f"{value} has no plain notation")
    return format(value, "f")


def is_list(value: object) -> TypeGuard[list[Json]]:
    return type(value) is list


def is_object(value: object) -> TypeGuard[dict[str, Json]]:
    return type(value) is dict


def shown(value: object) -> str:
    """Show a value in a message, on one line and shortened."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def plain_text(value: Json) -> str:
    """Give the text of a value where there is no JSON; what has parts is its JSON."""
    return value if isinstance(value, str) else dumps(value)


# -- codecs ------------------------------------------------------------------------


Parts: TypeAlias = "Iterable[tuple[tuple[str | int, ...], Codec[Any], Json]]"


class Codec(Generic[T_co]):
    """One type: `decode` reads its JSON, `encode` writes it."""

    __slots__ = ()

    same: ClassVar[type | None] = None
    """A value of just this class is its own meaning."""

    def decode(self, value: Json) -> T_co:
        """Give what a JSON value means. Raises DecodeError with the place."""
        # A large reply makes many objects and no garbage; looking for some again and
        # again on the way costs as much as all the rest.
        is_collecting = gc.isenabled()
        gc.disable()
        try:
            return self.read(value)
        except Misfit as misfit:
            path, message = self.slip(value) or ((), str(misfit))
        except RecursionError:
            path, message = (), "it is nested too deeply"
        finally:
            if is_collecting:
                gc.enable()
        raise DecodeError(message, path)

    def encode(self, value: Any) -> Json:
        """Give the JSON of a meaning. Raises ValueError for what does not fit."""
        return self.write(value)

    def read(self, value: Json) -> T_co:
        raise NotImplementedError

    def write(self, value: Any) -> Json:
        raise NotImplementedError

    def from_text(self, text: str) -> T_co:
        """Read a value where there is no JSON, as in a form."""
        try:
            return self.read(text)
        except Misfit as misfit:
            try:
                return self.read(loads(text))
            except (Misfit, DecodeError):
                raise misfit from None

    def from_form(self, fields: dict[str, str]) -> T_co:
        """Read the fields of a form, which are all texts."""
        raise DecodeError(f"{len(fields)} fields of a form mean nothing here")

    def may_be_list(self) -> bool:
        """Whether a list of JSON may have this type."""
        return False

    def parts(self, value: Json) -> Parts:  # noqa: ARG002
        """Give what a value is made of: the way to it, its codec, and itself."""
        return ()

    def slip(
        self, value: Json, path: tuple[str | int, ...] = ()
    ) -> tuple[tuple[str | int, ...], str] | None:
        """Find the first place that does not fit; slow, for messages."""
        try:
            for way, codec, part in self.parts(value):
                if found := codec.slip(part, (*path, *way)):
                    return found
            self.read(value)
        except Misfit as misfit:
            return path, str(misfit)
        return None

    def refuse(self, value: object, what: str) -> Misfit:
        return Misfit(f"{shown(value)} is not {what}")


if TYPE_CHECKING:
    Shape: TypeAlias = "Codec[T] | type[T]"


def codec_of(shape: Shape[T]) -> Codec[T]:
    """A record's class stands for its codec."""
    return shape.codec if isinstance(shape, RecordType) else cast("Codec[T]", shape)


class Anything(Codec[Json]):
    """Whatever JSON holds, with its digits."""

    __slots__ = ()

    def may_be_list(self) -> bool:
        return True

    def read(self, value: Json) -> Json:
        return value

    write = read


class Nothing(Codec[None]):
    """Null, and nothing else."""

    __slots__ = ()

    def read(self, value: Json) -> None:
        if value is not None:
            raise self.refuse(value, "null")

    write = read


class Text(Codec[str]):
    """A text."""

    __slots__ = ()
    same = str

    def read(self, value: Json) -> str:
        if type(value) is not str:
            raise self.refuse(value, "text")
        return value

    def write(self, value: object) -> str:
        if not isinstance(value, str):  # it may be a secret, so it is not shown
            raise Misfit(f"{type(value).__name__} is not text")
        return value


_WHOLE = r"-?(?:0|[1-9][0-9]{0,999})"
_HEX = r"-?0x(?:0|[1-9a-f][0-9a-f]{0,999})"
_FRACTION = r"-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,999})?(?:[eE][-+]?[0-9]{1,3})?"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Number(Codec[T]):
    """What whole numbers and decimal fractions share: a form and a scale."""

    __slots__ = ("form", "scale")

    def __init__(
        self,
        make: Callable[..., T],  # noqa: ARG002 - tells type-checkers the unit
        form: str = "number",
        *,
        scale: int | Mapping[str, int] | None = None,
    ) -> None:
        self.form, self.scale = form, scale

    def digits_below(self, key: str | None) -> int:
        """Say how many digits the smallest unit is below the major one."""
        if isinstance(self.scale, int):
            return self.scale
        rows = self.scale or {}
        if key is None or (key not in rows and "otherwise" not in rows):
            raise Misfit(f"no scale is known for {key!r}")
        return rows[key if key in rows else "otherwise"]


class Integer(Number[I]):
    """A whole number of any size: a JSON number, text, or `0x` hex."""

    __slots__ = ()
    same = int

    def read(self, value: Json) -> I:
        if self.form == "number":
            if type(value) is int:
                return cast("I", value)
        elif type(value) is str:
            if self.form == "text" and re.fullmatch(_WHOLE, value):
                return cast("I", int(value))
            if self.form == "hex" and re.fullmatch(_HEX, value):
                return cast("I", int(value, 16))
        raise self.refuse(value, f"a whole number as {self.form}")

    def write(self, value: object) -> int | str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(value, "a whole number")
        if self.form == "number":
            return int(value)
        return hex(value) if self.form == "hex" else str(int(value))

    def to_decimal(self, value: I, key: str | None = None) -> Decimal:
        """Convert minor units to the major unit, exactly. `key` picks a table's row."""
        return shift(Decimal(value), -self.digits_below(key))

    def from_decimal(self, value: Decimal | str | int, key: str | None = None) -> I:
        """Convert the major unit to minor ones; surplus digits raise ValueError."""
        return cast("I", whole(shift(exact(value), self.digits_below(key)), value))


class Fraction(Number[D]):
    """An exact decimal fraction, as a JSON number or as text."""

    __slots__ = ()
    same = Decimal

    def read(self, value: Json) -> D:
        if self.form == "number":
            if type(value) is Decimal or type(value) is int:
                return cast("D", Decimal(value))
        elif type(value) is str and re.fullmatch(_FRACTION, value):
            return cast("D", Decimal(value))
        raise self.refuse(value, f"a decimal fraction as {self.form}")

    def write(self, value: object) -> Decimal | int | str:
        if not isinstance(value, (Decimal, int)) or isinstance(value, bool):
            raise self.refuse(value, "a Decimal")
        number = Decimal(value)
        digits = plain(number)
        if isinstance(self.scale, int):
            whole(shift(number, self.scale), value)
        if self.form == "text":
            return digits
        return number if "." in digits else int(number)

    def to_minor(self, value: D) -> int:
        """Count in the smallest unit, exactly: 1.5 BTC are 150000000."""
        return whole(shift(exact(value), self.digits_below(None)), value)

    def from_minor(self, count: int) -> D:
        """Convert a count of the smallest unit, exactly."""
        return cast("D", shift(Decimal(count), -self.digits_below(None)))


def exact(value: Decimal | str | int) -> Decimal:
    """Take a number that is exact; a float never is."""
    if isinstance(value, str) and not re.fullmatch(_FRACTION, value):
        raise Misfit(f"{shown(value)} is not a decimal fraction")
    if type(value) is bool or type(value) is float:
        raise Misfit(f"{shown(value)} is not exact; give a Decimal, a text or an int")
    return Decimal(value)


def shift(value: Decimal, places: int) -> Decimal:
    """Move the point without the rounding that arithmetic may do."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise Misfit(f"{value} is no number")
    return Decimal((sign, digits, exponent + places))


def whole(value: Decimal, meant: object = None) -> int:
    """Give a whole number; what stands after the point must be zeros."""
    digits = plain(value)
    before, _, after = digits.partition(".")
    if after.strip("0"):
        named = digits if meant is None else shown(meant)
        raise Misfit(f"{named} has more digits after the point than its unit")
    return int(before)


class Counted(Integer[I]):
    """A moment since 1970 or a length of time, counted in `s`, `ms` or `us`."""

    __slots__ = ("unit",)

    def __init__(
        self, make: Callable[..., I], form: str = "number", *, unit: str
    ) -> None:
        super().__init__(make, form)
        self.unit = timedelta(microseconds={"s": 1_000_000, "ms": 1_000, "us": 1}[unit])

    def to_datetime(self, value: I) -> datetime:
        """Give the moment in UTC."""
        return _EPOCH + self.to_timedelta(value)

    def from_datetime(self, moment: datetime) -> I:
        """Count the units up to an aware moment; a smaller rest raises ValueError."""
        if moment.tzinfo is None:
            raise Misfit("a moment needs a time zone, such as timezone.utc")
        return self.from_timedelta(moment - _EPOCH)

    def to_timedelta(self, value: I) -> timedelta:
        return value * self.unit

    def from_timedelta(self, length: timedelta) -> I:
        count, rest = divmod(length, self.unit)
        if rest:
            raise Misfit(f"{length} is no whole number of {self.unit}")
        return cast("I", count)


class Dated(Counted[I]):
    """A moment as a text in UTC, such as `2013-04-02 05:04:19`."""

    __slots__ = ("layout",)

    def __init__(self, make: Callable[..., I], layout: str, *, unit: str) -> None:
        super().__init__(make, "date", unit=unit)
        self.layout = layout

    def read(self, value: Json) -> I:
        try:
            moment = datetime.strptime(value, self.layout)
            if moment.strftime(self.layout) == value:
                return self.from_datetime(moment.replace(tzinfo=timezone.utc))
        except (TypeError, ValueError):
            pass
        raise self.refuse(value, f"a moment as `{self.layout}`")

    def write(self, value: object) -> str:
        count = cast("I", INTEGER.write(value))
        try:
            text = self.to_datetime(count).strftime(self.layout)
            if self.read(text) == value:
                return text
        except (OverflowError, Misfit):
            pass
        raise self.refuse(value, f"a moment that `{self.layout}` can write")


class Boolean(Codec[bool]):
    """True or false; the first of each list is sent, all of them are read."""

    __slots__ = ("_false", "_true")

    def __init__(self, true: tuple[Json, ...], false: tuple[Json, ...]) -> None:
        self._true, self._false = true, false

    def read(self, value: Json) -> bool:
        for meaning, forms in ((True, self._true), (False, self._false)):
            # 1 == True in Python, so the classes must agree too.
            if any(type(value) is type(form) and value == form for form in forms):
                return meaning
        raise self.refuse(value, "a boolean")

    def write(self, value: object) -> Json:
        if not isinstance(value, bool):
            raise self.refuse(value, "True or False")
        return (self._true if value else self._false)[0]


class PlainBoolean(Boolean):
    """JSON's own true and false."""

    __slots__ = ()
    same = bool


class Octets(Codec[bytes]):
    """Bytes as `hex`, `0x-hex` or `base64`."""

    __slots__ = ("form",)

    def __init__(self, form: str = "hex") -> None:
        self.form = form

    def read(self, value: Json) -> bytes:
        try:
            if self.form == "base64":
                return base64.b64decode(value, validate=True)
            if self.form == "hex":
                return binascii.unhexlify(value)
            if value.startswith("0x"):
                return binascii.unhexlify(value[2:])
        except (AttributeError, TypeError, ValueError):
            pass
        raise self.refuse(value, f"bytes as {self.form}")

    def write(self, value: object) -> str:
        if not isinstance(value, (bytes, bytearray)):
            raise self.refuse(value, "bytes")
        if self.form == "base64":
            return base64.b64encode(value).decode()
        return f"0x{value.hex()}" if self.form == "0x-hex" else value.hex()


class Words(Codec[Any]):
    """One of some words; what is sent is the caller's, and the service's to judge."""

    __slots__ = ("_words",)

    def __init__(self, *words: str) -> None:
        self._words = frozenset(words)

    def read(self, value: Json) -> str:
        if type(value) is not str or value not in self._words:
            raise self.refuse(value, f"one of {', '.join(sorted(self._words))}")
        return value

    def write(self, value: object) -> str:
        return TEXT.write(value)


class OpenNumber(IntEnum):
    """Named numbers among which others may come; those are called by their number."""

    @classmethod
    def _missing_(cls, value: object) -> OpenNumber | None:
        if type(value) is not int:
            return None
        made = int.__new__(cls, value)
        made._name_, made._value_ = f"N{value}", value
        return made


class Numbered(Codec[N]):
    """One of some whole numbers with names."""

    __slots__ = ("_kind", "_number")

    def __init__(self, kind: type[N], form: str = "number") -> None:
        self._kind = kind
        self._number: Integer[int] = Integer(int, form)

    def read(self, value: Json) -> N:
        try:
            return self._kind(self._number.read(value))
        except ValueError as error:
            raise Misfit(str(error)) from None

    def write(self, value: object) -> Json:
        return self._number.write(value)


# -- types with parts --------------------------------------------------------------


class Nullable(Codec[Optional[T]]):
    """A type, or null."""

    __slots__ = ("inner",)

    def __init__(self, inner: Shape[T]) -> None:
        self.inner = codec_of(inner)

    def may_be_list(self) -> bool:
        return self.inner.may_be_list()

    def read(self, value: Json) -> T | None:
        return None if value is None else self.inner.read(value)

    def write(self, value: object) -> Json:
        return None if value is None else self.inner.write(value)

    def parts(self, value: Json) -> Parts:
        return () if value is None else (((), self.inner, value),)


class Later(Codec[T]):
    """A type that is defined further down, or in terms of itself."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[], Shape[T]]) -> None:
        self._find = find

    def may_be_list(self) -> bool:
        return True

    def read(self, value: Json) -> T:
        return codec_of(self._find()).read(value)

    def write(self, value: object) -> Json:
        return codec_of(self._find()).write(value)

    def parts(self, value: Json) -> Parts:
        return (((), codec_of(self._find()), value),)


class ListOf(Codec[Sequence[T]]):
    """Values of one type; read as a tuple, which nobody can change."""

    __slots__ = ("item",)

    def __init__(self, item: Shape[T]) -> None:
        self.item = codec_of(item)

    def may_be_list(self) -> bool:
        return True

    def read(self, value: Json) -> Sequence[T]:
        if not is_list(value):
            raise self.refuse(value, "a list")
        same = self.item.same
        if same and not converts(self.item) and {same}.issuperset(map(type, value)):
            return tuple(value)
        return tuple(map(self.item.read, value))

    def write(self, value: object) -> Json:
        return [self.item.write(item) for item in in_order(value)]

    def parts(self, value: Json) -> Parts:
        items = value if is_list(value) else []
        return (((index,), self.item, item) for index, item in enumerate(items))


def in_order(value: object) -> Sequence[Any]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise Misfit(f"{shown(value)} is not a list")
    return tuple(item for item in cast("Iterable[Any]", value))


class Repeated(ListOf[T]):
    """Values under one name that is repeated in a query or a form."""

    __slots__ = ()

    def write(self, value: object) -> Json:
        return tuple(map(self.item.write, in_order(value)))


class CommaList(ListOf[T]):
    """Values between commas, in one text."""

    __slots__ = ()

    def read(self, value: Json) -> Sequence[T]:
        if type(value) is not str:
            raise self.refuse(value, "text with commas")
        return tuple(map(self.item.from_text, value.split(","))) if value else ()

    def write(self, value: object) -> str:
        items = [plain_text(self.item.write(item)) for item in in_order(value)]
        if any("," in item for item in items) or items == [""]:
            raise Misfit("an item with a comma, or an empty one alone, has no place")
        return ",".join(items)

    def parts(self, value: Json) -> Parts:  # noqa: ARG002
        return ()


class MapOf(Codec[Mapping[str, T]]):
    """Text to values of one type."""

    __slots__ = ("item",)

    def __init__(self, item: Shape[T]) -> None:
        self.item = codec_of(item)

    def read(self, value: Json) -> Mapping[str, T]:
        if not is_object(value):
            raise self.refuse(value, "an object")
        read = self.item.read
        return {key: read(item) for key, item in value.items()}

    def write(self, value: object) -> Json:
        if not isinstance(value, Mapping):
            raise self.refuse(value, "a mapping")
        pairs = cast("Mapping[str, Any]", value).items()
        return {TEXT.write(key): self.item.write(item) for key, item in pairs}

    def parts(self, value: Json) -> Parts:
        pairs = value.items() if is_object(value) else ()
        return (((key,), self.item, item) for key, item in pairs)


class TupleOf(Codec[Any]):
    """A list whose places differ; from `least` on they may be missing."""

    __slots__ = ("_items", "_least", "_rest")

    def __init__(
        self, *items: Shape[Any], least: int, rest: Shape[Any] | None = None
    ) -> None:
        self._items = tuple(codec_of(item) for item in items)
        self._least = least
        self._rest = None if rest is None else codec_of(rest)

    def may_be_list(self) -> bool:
        return True

    def read(self, value: Json) -> tuple[Any, ...]:
        if not is_list(value):
            raise self.refuse(value, "a list")
        return tuple(codec.read(item) for _, codec, item in self.parts(value))

    def write(self, value: object) -> Json:
        items = list(in_order(value))
        return [codec.write(item) for _, codec, item in self.parts(items)]

    def parts(self, value: Json) -> Parts:
        if not is_list(value):
            return
        known, rest = len(self._items), self._rest
        if len(value) < self._least or (rest is None and len(value) > known):
            raise Misfit(f"it has {len(value)} items, and not {known}")
        for index, item in enumerate(value):
            codec = self._items[index] if index < known else rest or ANYTHING
            yield (index,), codec, item


class OneOf(Codec[Any]):
    """A union: `pick` names the case of a JSON value."""

    __slots__ = ("cases", "otherwise")

    def __init__(
        self, cases: Mapping[str, Shape[Any]], otherwise: Shape[Any] | None = None
    ) -> None:
        self.cases = {key: codec_of(case) for key, case in cases.items()}
        self.otherwise = None if otherwise is None else codec_of(otherwise)

    def shapes(self) -> list[Codec[Any]]:
        """List all cases, the last resort last."""
        last = [] if self.otherwise is None else [self.otherwise]
        return [*self.cases.values(), *last]

    def pick(self, value: Json) -> str | None:
        raise NotImplementedError

    def case(self, value: Json) -> Codec[Any]:
        key = self.pick(value)
        case = self.otherwise if key is None else self.cases[key]
        if case is None:
            raise self.refuse(value, f"one of {', '.join(self.cases)}")
        return case

    def may_be_list(self) -> bool:
        return any(case.may_be_list() for case in self.shapes())

    def read(self, value: Json) -> Any:
        return self.case(value).read(value)

    def write(self, value: object) -> Json:
        """Take the first case whose JSON would be read as that case again."""
        misfits: list[Misfit] = []
        for case in self.shapes():
            try:
                written = case.write(value)
                if self.case(written) is case:
                    return written
            except Misfit as misfit:
                misfits.append(misfit)
        raise (
            misfits[0]
            if len(misfits) == 1
            else self.refuse(value, f"one of {', '.join(self.cases)}")
        )

    def from_form(self, fields: dict[str, str]) -> Any:
        return self.case(fields).from_form(fields)

    def parts(self, value: Json) -> Parts:
        return (((), self.case(value), value),)


class ByTag(OneOf):
    """Chosen by the text of a member."""

    __slots__ = ("_tag",)

    def __init__(
        self,
        tag: str,
        cases: Mapping[str, Shape[Any]],
        otherwise: Shape[Any] | None = None,
    ) -> None:
        super().__init__(cases, otherwise)
        self._tag = tag

    def pick(self, value: Json) -> str | None:
        if not is_object(value) or self._tag not in value:
            return None
        text = plain_text(value[self._tag])
        return text if text in self.cases else None


class ByMember(OneOf):
    """Chosen by the first member that is there."""

    __slots__ = ()

    def pick(self, value: Json) -> str | None:
        if not is_object(value):
            return None
        return next((key for key in self.cases if key in value), None)

    def read(self, value: Json) -> Any:
        """Do the same as for other unions, without a detour: blocks are full of these."""
        if type(value) is dict:
            for key in self.cases:
                if key in value:
                    return self.cases[key].read(value)
            if self.otherwise:
                return self.otherwise.read(value)
        raise Misfit(f"it is none of {', '.join(self.cases)}")


class ByKind(OneOf):
    """Chosen by the kind of the JSON value, the narrowest first."""

    __slots__ = ()

    def pick(self, value: Json) -> str | None:
        kinds = next((k for kind, k in _KINDS if type(value) is kind), ())
        return next((kind for kind in kinds if kind in self.cases), None)


_KINDS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (bool, ("boolean",)),
    (str, ("string",)),
    (int, ("integer", "number")),
    (Decimal, ("number",)),
    (list, ("list",)),
    (dict, ("object",)),
    (type(None), ("null",)),
)


class Beside:
    """A shape that a value elsewhere decides, by its wire text."""

    __slots__ = ("by", "cases", "missing", "otherwise")

    def __init__(
        self,
        by: str,
        cases: Mapping[str, Shape[Any]],
        *,
        otherwise: Shape[Any] | None = None,
        missing: Shape[Any] | None = None,
    ) -> None:
        self.by, self.cases = by, cases
        self.otherwise, self.missing = otherwise, missing

    def shapes(self) -> list[Shape[Any]]:
        """List all shapes that may be there."""
        others = [one for one in (self.otherwise, self.missing) if one is not None]
        return [*self.cases.values(), *others]

    def codec(self, siblings: Mapping[str, Json]) -> Codec[Any]:
        """Give the type that the deciding value picks."""
        value = siblings.get(self.by)
        if value is None and "null" not in self.cases:
            found = self.missing or self.otherwise
        else:
            found = self.cases.get(plain_text(value), self.otherwise)
        if found is None:
            raise Misfit(f"`{self.by}` is {shown(value)}, which decides no shape")
        return codec_of(found)


# -- records -----------------------------------------------------------------------


NO_EXTRA: Final[Mapping[str, Json]] = MappingProxyType({})


class Member:
    """A member of a record: its codec, its names, and whether it may be missing."""

    __slots__ = ("also", "is_optional", "is_secret", "name", "shape", "wire")

    def __init__(
        self,
        shape: object,
        wire: str,
        also: tuple[str, ...],
        optional: bool,
        secret: bool,
    ) -> None:
        self.name, self.wire, self.also = "", wire, also
        self.shape, self.is_optional, self.is_secret = shape, optional, secret

    def codec(self, siblings: Mapping[str, Json]) -> Codec[Any]:
        if isinstance(self.shape, Beside):
            return self.shape.codec(siblings)
        return codec_of(cast("Shape[Any]", self.shape))


def member(
    shape: Shape[T], wire: str = "", *, also: tuple[str, ...] = (), secret: bool = False
) -> T:
    """Declare a member that is always there."""
    return cast("T", Member(shape, wire, also, False, secret))


def maybe(
    shape: Shape[T],
    wire: str = "",
    *,
    also: tuple[str, ...] = (),
    secret: bool = False,
    default: Unset = UNSET,  # noqa: ARG001 - tells type-checkers that it may be left out
) -> T | Unset:
    """Declare a member that may be missing, and then is UNSET."""
    return cast("T", Member(shape, wire, also, True, secret))


def member_by(shape: Beside, wire: str = "", *, secret: bool = False) -> Any:
    """Declare a member whose shape a sibling decides."""
    return Member(shape, wire, (), False, secret)


def maybe_by(
    shape: Beside,
    wire: str = "",
    *,
    secret: bool = False,
    default: Unset = UNSET,  # noqa: ARG001 - tells type-checkers that it may be left out
) -> Any:
    """Declare a member whose shape a sibling decides, and which may be missing."""
    return Member(shape, wire, (), True, secret)


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(member, maybe, member_by, maybe_by),
)
class RecordType(type):
    """Turns the members that a class declares into slots and a codec."""

    members: tuple[Member, ...]
    codec: Codec[Any]
    rest: Codec[Any] | None

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        space: dict[str, Any],
        rest: Shape[Any] | None = None,
    ) -> RecordType:
        members = {n: m for n, m in space.items() if type(m) is Member}
        for own, one in members.items():
            del space[own]
            one.name = own
            one.wire = one.wire or own
        space["__slots__"] = tuple(members) if bases else ("extra",)
        made = super().__new__(mcs, name, bases, space)
        made.members = tuple(members.values())
        if bases:
            made.members = (*cast("RecordType", bases[0]).members, *made.members)
            made.codec = RecordCodec(cast("type[Record]", made))
            made.rest = None if rest is None else codec_of(rest)
        return made

    def decode(cls: type[T], value: Json) -> T:
        """Give the record that a JSON object means. Raises DecodeError with the place."""
        return cast("T", cast("RecordType", cls).codec.decode(value))


class Record(metaclass=RecordType):
    """A JSON object with named members; equal if all members are.

    `extra` holds the members that came and that this client does not know.
    """

    if TYPE_CHECKING:
        extra: Mapping[str, Json] = NO_EXTRA

    def __init__(self, **members: Any) -> None:
        given = dict(members)
        for one in type(self).members:
            value = given.pop(one.name, UNSET)
            if value is UNSET and not one.is_optional:
                raise TypeError(f"{type(self).__name__} needs `{one.name}`")
            object.__setattr__(self, one.name, value)
        extra = given.pop("extra", NO_EXTRA)
        if given:
            raise TypeError(f"{type(self).__name__} has no `{next(iter(given))}`")
        object.__setattr__(self, "extra", extra)

    def encode(self) -> Json:
        """Give the JSON object. Raises ValueError for what does not fit."""
        return type(self).codec.encode(self)

    def __replace__(self: R, **changes: Any) -> R:
        return type(self)(**(_values(self) | {"extra": self.extra} | changes))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(_frozen(self) == _frozen(other))  # a list is as good as a tuple

    def __hash__(self) -> int:
        return hash(_frozen(self))

    def __repr__(self) -> str:
        shown_members = [
            f"{one.name}={'***' if one.is_secret else readable(getattr(self, one.name))}"
            for one in type(self).members
            if getattr(self, one.name) is not UNSET
        ]
        if self.extra:
            shown_members.append(f"extra={self.extra!r}")
        return f"{type(self).__name__}({', '.join(shown_members)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), _values(self), dict(self.extra))


# A bound in quotes would be compiled when it is imported, which is slow.
R = TypeVar("R", bound=Record)


def readable(value: object) -> str:
    """Show a value; an amount in plain notation, never as 1E-8."""
    if isinstance(value, Decimal) and abs(value.adjusted()) < _MOST_DIGITS:
        return f"Decimal('{value:f}')"
    return repr(value)


def _values(record: Record) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in type(record).members}


def _rebuilt(kind: type[R], values: dict[str, Any], extra: dict[str, Json]) -> R:
    return kind(**values, extra=extra)


def _frozen(value: Any) -> Any:
    """Make a value that can be hashed, and that is equal where the value is."""
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value).items()
        return frozenset((key, _frozen(item)) for key, item in pairs)
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(item) for item in cast("Sequence[Any]", value))
    if isinstance(value, Record):
        members = (getattr(value, one.name) for one in type(value).members)
        return type(value), *map(_frozen, members), _frozen(value.extra)
    return value


class RecordCodec(Codec[R]):
    """The codec of a record; its reader is put together at the first use."""

    __slots__ = ("kind", "read")

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind
        object.__setattr__(self, "read", self._first_read)

    def _first_read(self, value: Json) -> R:
        read = _make_reader(self.kind)
        object.__setattr__(self, "read", read)
        return read(value)

    def write(self, value: object) -> Json:
        if not isinstance(value, self.kind):
            raise self.refuse(value, f"a {self.kind.__name__}")
        own, written = type(value).members, dict[str, Json]()
        # A shape that a sibling decides looks at the sibling's wire form.
        for one in sorted(own, key=lambda one: type(one.shape) is Beside):
            meaning = getattr(value, one.name)
            if meaning is not UNSET:
                try:
                    written[one.wire] = one.codec(written).write(meaning)
                except Misfit as misfit:
                    raise Misfit(f"`{one.name}`: {misfit}") from None
        rest = type(value).rest or ANYTHING
        extra = {key: rest.write(item) for key, item in value.extra.items()}
        return {m.wire: written[m.wire] for m in own if m.wire in written} | extra

    def from_form(self, fields: dict[str, str]) -> R:
        values = _by_own_name(self.kind, fields)
        left, members = dict(values), dict[str, Any]()
        for one in self.kind.members:
            if one.wire in left:
                text = left.pop(one.wire)
                members[one.name] = _field(one.codec(values), one.wire, text)
            elif not one.is_optional:
                raise DecodeError(f"`{one.wire}` is missing")
        rest = self.kind.rest or TEXT
        extra = {name: _field(rest, name, text) for name, text in left.items()}
        return self.kind(**members, extra=extra)

    def parts(self, value: Json) -> Parts:
        if is_object(value):
            values = _by_own_name(self.kind, value)
            for one in self.kind.members:
                if one.wire in values:
                    yield (one.wire,), one.codec(values), values[one.wire]


def _field(codec: Codec[T], name: str, text: str) -> T:
    """Read one field of a form. Raises DecodeError with its name."""
    try:
        return codec.from_text(text)
    except Misfit as misfit:
        raise DecodeError(str(misfit), (name,)) from None


def _by_own_name(kind: type[Record], values: dict[str, Json]) -> dict[str, Json]:
    """Call members that came under a further name by their own."""
    own = {also: one.wire for one in kind.members for also in one.also}
    if own.keys().isdisjoint(values):
        return values
    return {
        mine if (mine := own.get(key, key)) not in values else key: value
        for key, value in values.items()
    }


def _make_reader(kind: type[R]) -> Callable[[Json], R]:
    """Write out the straight line that reads one record, and compile it.

    The members are known, so nothing is looked up or looped over: it is what one
    would write by hand. Only names of members and of codecs stand in the code.
    """
    names: dict[str, Any] = {
        "new": object.__new__,
        "kind": kind,
        "known": frozenset(one.wire for one in kind.members),
        "rest": kind.rest or ANYTHING,
        "own_names": _by_own_name,
        "NO_EXTRA": NO_EXTRA,
        "UNSET": UNSET,
        "Misfit": Misfit,
        "misread": _misread,
        "Decimal": Decimal,
        "unhexlify": binascii.unhexlify,
    }
    required = sum(not one.is_optional for one in kind.members)
    again = any(one.also for one in kind.members)
    lines = [
        "def read(value):",
        # A required member shows whether it is an object at all.
        ("" if required else " if type(value) is not dict: raise misread(value)"),
        " value = own_names(kind, value)" if again else "",
        " self = new(kind)",
        f" seen = {required}",
        " try:",
        "  pass",
    ]
    for index, one in enumerate(kind.members):
        lines += _read_member(one, f"codec{index}", names)
    lines += [
        " except KeyError as error: raise Misfit(f'{error} is missing') from None",
        " except (TypeError, ValueError) as error:",
        "  raise misread(value, str(error)) from None",
        " self.extra = NO_EXTRA if seen == len(value) else {",
        "  k: rest.read(value[k]) for k in value if k not in known}",
        " return self",
    ]
    exec("\n".join(lines), names)
    return cast("Callable[[Json], R]", names["read"])


def _misread(value: Json, told: str = "") -> Misfit:
    """Say why a record could not be read; what is no object has no members to blame."""
    return Misfit(told if is_object(value) else f"{shown(value)} is not an object")


def _read_member(one: Member, slot: str, names: dict[str, Any]) -> list[str]:
    """The lines that read one member."""
    wire, own = repr(one.wire), f"self.{one.name}"
    if isinstance(one.shape, Beside):
        names[slot] = one.shape
        read = [f"{own} = {slot}.codec(value).read(value[{wire}])"]
    else:
        codec = one.codec(names)
        inner = codec.inner if isinstance(codec, Nullable) else codec
        names[slot] = inner
        tests = ["item is not None"] if inner is not codec else []
        if inner.same and not converts(inner):
            tests.append(f"type(item) is not {inner.same.__name__}")
        test = f"if {' and '.join(tests)}: " if tests else ""
        line = f"{test}{own} = {_read_value(inner, slot, names)}"
        read = [f"{f'{own} = ' if test else ''}item = value[{wire}]", line]
    if not one.is_optional:
        return [f"  {line}" for line in read]
    present = [f"   {line}" for line in ("seen += 1", *read)]
    return [f"  if {wire} in value:", *present, f"  else: {own} = UNSET"]


def _read_value(codec: Codec[Any], slot: str, names: dict[str, Any]) -> str:
    """The expression that reads `item`."""
    if isinstance(codec, Octets) and codec.form == "hex":
        return "unhexlify(item)"
    if type(codec) is not ListOf:
        return f"{slot}.read(item)"
    item = cast("ListOf[Any]", cast(object, codec)).item
    each, test = f"map({slot}.item.read, item)", "type(item) is list"
    if item.same and not converts(item):
        names[f"{slot}_kinds"] = {item.same}
        each, test = "item", f"{test} and {slot}_kinds.issuperset(map(type, item))"
    elif isinstance(item, Octets) and item.form == "hex":
        each = "map(unhexlify, item)"
    return f"tuple({each}) if {test} else {slot}.read(item)"


def converts(codec: Codec[Any]) -> bool:
    """Whether even a value of the meaning's class is another on the wire."""
    return isinstance(codec, Number) and codec.form != "number"


ANYTHING: Final = Anything()
NOTHING: Final = Nothing()
TEXT: Final = Text()
INTEGER: Final[Integer[int]] = Integer(int)
DECIMAL: Final[Fraction[Decimal]] = Fraction(Decimal)
BOOLEAN: Final = PlainBoolean((True,), (False,))
ZERO_ONE: Final = Boolean((1,), (0,))
