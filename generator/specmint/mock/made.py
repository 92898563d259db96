"""Values that are made up by their types: the same for the same seed."""

from base64 import b64encode
from random import Random
from typing import Any

from specmint.model import (
    Anything,
    Api,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    Json,
    Layout,
    List,
    Map,
    Nothing,
    Record,
    Ref,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Words,
)
from specmint.pool import Pool
from specmint.wire import Level

_MOST_DEEP = 6
_MOST_ITEMS = 10_000  # in one value, so that lists in lists do not explode
_MOST_BYTES = 1 << 16
_NOW = 1_750_000_000
_PER_SECOND = {"s": 1, "ms": 1000, "us": 1_000_000}


class Maker:
    """Makes values in their wire forms; those of the examples come first."""

    def __init__(self, api: Api, pool: Pool, random: Random) -> None:
        self._api, self._pool, self._random = api, pool, random
        self._left = _MOST_ITEMS

    def make(self, use: Use, level: Level, deep: int = 0) -> Json:
        """Make a value; `level` holds what may decide its shape."""
        kind = use.type
        self._left = self._left if deep else _MOST_ITEMS
        if isinstance(kind, Choice):
            return self._chosen(kind, level, deep)
        if isinstance(kind, Ref):
            found = self._pool.get(kind.name, ())
            named = self._api.types[kind.name].type
            # A record is put together anew, so that no two are the same.
            if found and use.wire is None and not isinstance(named, Record):
                return self._random.choice(found)
            kind = named
        if use.nullable and deep > _MOST_DEEP:
            return None
        return self._of(kind, use, level, deep)

    def _chosen(self, kind: Choice, level: Level, deep: int) -> Json:
        text = level.values.get(kind.by)
        key = (
            {True: "true", False: "false"}.get(text, str(text))
            if isinstance(text, bool)
            else str(text)
        )
        use = (
            dict(kind.cases).get(key)
            or (kind.missing if text is None else None)
            or kind.otherwise
        )
        return self.make(use or kind.cases[0][1], level, deep)

    def _of(self, kind: Type, use: Use, level: Level, deep: int) -> Json:
        wire: Any = use.wire or getattr(kind, "wire", None)
        match kind:
            case Integer() | Decimal():
                return self._number(kind, use, wire)
            case Timestamp() | Duration():
                return self._time(kind, wire)
            case Boolean():
                return _boolean(wire, is_true=self._random.random() < 0.5)
            case String():
                return f"text {self._random.randrange(1000)}"
            case Bytes():
                return self._bytes(kind, wire)
            case Enum():
                return self._word(kind, wire)
            case Nothing() | Anything():
                return None
        return self._composed(kind, level, deep)

    def _composed(self, kind: Type, level: Level, deep: int) -> Json:
        match kind:
            case List(items=items):
                least = kind.min_items or (0 if deep > _MOST_DEEP else 1)
                least = min(least, self._left)
                self._left -= least
                return [self.make(items, level, deep + 1) for _ in range(least)]
            case Map(items=items, keys=keys):
                key = self.make(keys, level, deep + 1)
                return (
                    {}
                    if deep > _MOST_DEEP
                    else {str(key): self.make(items, level, deep + 1)}
                )
            case Tuple(items=items):
                return [self.make(one, level, deep + 1) for one in items]
            case Union():
                key, use = self._random.choice(kind.cases)
                value = self.make(use, level, deep + 1)
                return (
                    value | {kind.tag: key}
                    if kind.tag and isinstance(value, dict)
                    else value
                )
            case Record():
                return self._record(kind, deep)
        raise AssertionError(kind)

    def _record(self, kind: Record, deep: int) -> Json:
        values: dict[str, Json] = {}
        level = Level(values, {one.name: one for one in kind.fields})
        late = [one for one in kind.fields if _looks_aside(one)]
        for one in [*(f for f in kind.fields if f not in late), *late]:
            if self._is_there(one, values, deep) and not _is_other(kind, one.name):
                values[one.name] = self.make(one.use, level, deep + 1)
        return {one.name: values[one.name] for one in kind.fields if one.name in values}

    def _is_there(self, field: Field, values: dict[str, Json], deep: int) -> bool:
        if field.only_when:
            return all(str(values.get(by)) in texts for by, texts in field.only_when)
        return not field.may_be_missing or deep < _MOST_DEEP

    # -- scalars -------------------------------------------------------------------

    def _number(self, kind: Integer | Decimal, use: Use, wire: Any) -> Json:
        low = use.minimum if use.minimum is not None else kind.minimum
        high = use.maximum if use.maximum is not None else kind.maximum
        least = int(low if low is not None else 0)
        most = int(high if high is not None else least + 1000)
        number = self._random.randint(least, max(least, most))
        return {"text": str(number), "hex": hex(number)}.get(wire, number)

    def _time(self, kind: Timestamp | Duration, wire: Any) -> Json:
        if isinstance(wire, Layout):
            return "2013-09-29 00:00:00" if "%H" in wire.layout else "2013-09-29"
        assert isinstance(wire, Counted)
        start = _NOW if isinstance(kind, Timestamp) else 1
        count = (start + self._random.randrange(60)) * _PER_SECOND[wire.unit]
        return {"text": str(count), "hex": hex(count)}.get(wire.form, count)

    def _bytes(self, kind: Bytes, wire: Any) -> Json:
        wanted = kind.length or kind.min_length or 8
        data = self._random.randbytes(min(wanted, _MOST_BYTES))
        if wire == "base64":
            return b64encode(data).decode()
        return f"0x{data.hex()}" if wire == "0x-hex" else data.hex()

    def _word(self, kind: Enum, wire: Any) -> Json:
        text = self._random.choice(kind.values).text
        if kind.of != "integer":
            return text
        number = int(text.partition("..")[0])
        return {"text": str(number), "hex": hex(number)}.get(wire, number)


def _boolean(wire: Any, *, is_true: bool) -> Json:
    if isinstance(wire, Words):
        return (wire.truthy if is_true else wire.falsy)[0]
    forms: dict[Any, tuple[Json, Json]] = {
        "zero-one": (0, 1),
        "hex": ("0x0", "0x1"),
        "yes-no": ("N", "Y"),
    }
    return forms.get(wire, (False, True))[is_true]


def _looks_aside(field: Field) -> bool:
    return bool(field.only_when) or isinstance(field.use.type, Choice)


def _is_other(kind: Record, name: str) -> bool:
    """Whether a member belongs to a group that another one excludes."""
    others = {one for group in kind.exactly_one_of[1:] for one in group}
    return name in others - set(kind.exactly_one_of[0] if kind.exactly_one_of else ())
