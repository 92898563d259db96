# ruff: noqa
"""Values that an error of their own answers when they break a rule of their type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
import re
from typing import TYPE_CHECKING, Any, TypeVar

from ._app import Refuse, Refused, is_of_kind
from ._wire import (
    TEXT,
    Codec,
    Json,
    MapOf,
    Misfit,
    RecordCodec,
    codec_of,
    shift,
    whole,
)

if TYPE_CHECKING:
    from ._wire import Shape

T = TypeVar("T")

_ANY, _KEYS = "*", "#"
Way = tuple[str, ...]


class Rule:
    """What a value must keep to, and what answers one that does not."""

    __slots__ = ("_high", "_least", "_low", "_most", "_pattern", "_scale", "refuse")

    def __init__(
        self,
        refuse: Refuse,
        *,
        pattern: str = "",
        least: int | None = None,
        most: int | None = None,
        low: int | str | None = None,
        high: int | str | None = None,
        scale: int | None = None,
    ) -> None:
        self.refuse = refuse
        self._pattern = re.compile(pattern) if pattern else None
        self._least, self._most = least, most
        self._low = None if low is None else Decimal(low)
        self._high = None if high is None else Decimal(high)
        self._scale = scale

    def read(self, codec: Codec[T], value: Json) -> T:
        """Read a value of the type. Raises Refused where it is of the right kind alone."""
        try:
            meaning = codec.read(value)
        except Misfit as misfit:
            if is_of_kind(codec, value):
                raise Refused(str(misfit), self.refuse, value) from None
            raise
        self.check(meaning, value)
        return meaning

    def check(self, meaning: object, value: Json) -> None:
        told = ""
        if isinstance(meaning, (str, bytes)):
            told = self._broken_text(meaning)
        elif isinstance(meaning, (int, Decimal)) and type(meaning) is not bool:
            told = self._broken_number(meaning)
        if told:
            raise Refused(told, self.refuse, value)

    def _broken_text(self, meaning: str | bytes) -> str:
        if self._pattern and isinstance(meaning, str):
            if not self._pattern.fullmatch(meaning):
                return f"it does not match `{self._pattern.pattern}`"
        if self._least is not None and len(meaning) < self._least:
            return f"its length is {len(meaning)}, and {self._least} is the least"
        if self._most is not None and len(meaning) > self._most:
            return f"its length is {len(meaning)}, and {self._most} is the most"
        return ""

    def _broken_number(self, meaning: int | Decimal) -> str:
        if self._low is not None and meaning < self._low:
            return f"it is below {self._low:f}"
        if self._high is not None and meaning > self._high:
            return f"it is above {self._high:f}"
        if self._scale is not None:
            try:
                whole(shift(Decimal(meaning), self._scale))
            except Misfit:
                return f"it has more than {self._scale} digits after the point"
        return ""


class Ruled(Codec[T]):
    """A type without parts, with its rule."""

    __slots__ = ("_rule", "inner")

    def __init__(self, inner: Shape[T], rule: Rule) -> None:
        self.inner, self._rule = codec_of(inner), rule

    def may_be_list(self) -> bool:
        return self.inner.may_be_list()

    def read(self, value: Json) -> T:
        return self._rule.read(self.inner, value)

    def from_text(self, text: str) -> T:
        meaning = self.inner.from_text(text)
        self._rule.check(meaning, text)
        return meaning

    def write(self, value: object) -> Json:
        return self.inner.write(value)


class RuledWithin(Codec[T]):
    """A value that is made of some with rules.

    These stand by the way there: names of members, `*` for each item of a list and each
    value of a map, and `#` for each key of a map.
    """

    __slots__ = ("_rules", "inner")

    def __init__(self, inner: Shape[T], rules: Mapping[Way, Sequence[Rule]]) -> None:
        self.inner, self._rules = codec_of(inner), rules

    def may_be_list(self) -> bool:
        return self.inner.may_be_list()

    def read(self, value: Json) -> T:
        for rule, codec, part in self._places(self.inner, value, ()):
            try:
                rule.read(codec, part)
            except Refused:
                raise
            except Misfit:
                pass  # it is of another kind, which is told with the way to it
        return self.inner.read(value)

    def write(self, value: object) -> Json:
        return self.inner.write(value)

    def _places(
        self, codec: Codec[Any], value: Json, way: Way
    ) -> Iterator[tuple[Rule, Codec[Any], Json]]:
        inner = list(_parts(codec, value))
        if not inner:
            yield from ((rule, codec, value) for rule in self._rules.get(way, ()))
        for steps, one, part in inner:
            if not steps:
                yield from self._places(one, part, way)
                continue
            if isinstance(codec, MapOf):
                keyed = self._rules.get((*way, _KEYS), ())
                yield from ((rule, TEXT, str(steps[0])) for rule in keyed)
            step = str(steps[0]) if isinstance(codec, RecordCodec) else _ANY
            yield from self._places(one, part, (*way, step))


def _parts(
    codec: Codec[Any], value: Json
) -> list[tuple[tuple[str | int, ...], Codec[Any], Json]]:
    try:
        return list(codec.parts(value))
    except Misfit:
        return []
