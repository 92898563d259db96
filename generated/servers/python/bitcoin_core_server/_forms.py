# ruff: noqa
"""Values that are taken in more forms than the one they are sent in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ._wire import Codec, Json, Misfit, Record, RecordCodec, codec_of, is_list

if TYPE_CHECKING:
    from ._wire import Parts, Shape

T = TypeVar("T")

_ANY = "*"
Way = tuple[str, ...]


class Either(Codec[T]):
    """Read in the first of some forms that fits, and written in the first of all."""

    __slots__ = ("_others", "inner")

    def __init__(self, first: Shape[T], *others: Shape[T]) -> None:
        self.inner = codec_of(first)
        self._others = tuple(map(codec_of, others))

    def may_be_list(self) -> bool:
        return any(one.may_be_list() for one in (self.inner, *self._others))

    def read(self, value: Json) -> T:
        try:
            return self.inner.read(value)
        except Misfit as misfit:
            told = misfit
        for one in self._others:
            try:
                return one.read(value)
            except Misfit:
                pass
        raise told

    def write(self, value: object) -> Json:
        return self.inner.write(value)

    def slip(
        self, value: Json, path: tuple[str | int, ...] = ()
    ) -> tuple[tuple[str | int, ...], str] | None:
        return None if _fits(self, value) else self.inner.slip(value, path)


class Within(Codec[T]):
    """A value that is made of some that are taken in more forms.

    The further forms stand by the way there: names of members, and `*` for each item
    of a list and each value of a map.
    """

    __slots__ = ("_forms", "inner")

    def __init__(
        self, inner: Shape[T], forms: Mapping[Way, Sequence[Codec[Any]]]
    ) -> None:
        self.inner, self._forms = codec_of(inner), forms

    def may_be_list(self) -> bool:
        return self.inner.may_be_list()

    def read(self, value: Json) -> T:
        try:
            return self.inner.read(value)
        except Misfit:
            return self.inner.read(self._as_sent(value, self.inner, ()))

    def write(self, value: object) -> Json:
        return self.inner.write(value)

    def parts(self, value: Json) -> Parts:
        return (((), self.inner, self._as_sent(value, self.inner, ())),)

    def slip(
        self, value: Json, path: tuple[str | int, ...] = ()
    ) -> tuple[tuple[str | int, ...], str] | None:
        return self.inner.slip(self._as_sent(value, self.inner, ()), path)

    def _as_sent(self, value: Json, codec: Codec[Any], way: Way) -> Json:
        """Give a value in the forms that clients send, as far as it fits any."""
        if way in self._forms and not _fits(codec, value):
            value = _rewritten(value, codec, self._forms[way])
        changed: dict[str | int, Json] = {}
        for steps, inner, part in _parts(codec, value):
            if not steps:
                return self._as_sent(part, inner, way)
            step = str(steps[0]) if isinstance(codec, RecordCodec) else _ANY
            made = self._as_sent(part, inner, (*way, step))
            if made is not part:
                changed[steps[0]] = made
        if not changed:
            return value
        if is_list(value):
            return [changed.get(index, item) for index, item in enumerate(value)]
        return {**_renamed(value, codec), **changed}


def _renamed(value: Mapping[str, Json], codec: Codec[Any]) -> dict[str, Json]:
    """Call members that came under a further name by their own."""
    if not isinstance(codec, RecordCodec):
        return dict(value)
    kind: type[Record] = cast("RecordCodec[Any]", cast(object, codec)).kind
    own = {also: one.wire for one in kind.members for also in one.also}
    return {
        own[name] if own.get(name, name) not in value else name: part
        for name, part in value.items()
    }


def _parts(
    codec: Codec[Any], value: Json
) -> list[tuple[tuple[str | int, ...], Codec[Any], Json]]:
    try:
        return list(codec.parts(value))
    except Misfit:
        return []


def _fits(codec: Codec[Any], value: Json) -> bool:
    try:
        codec.read(value)
    except Misfit:
        return False
    return True


def _rewritten(value: Json, codec: Codec[Any], forms: Sequence[Codec[Any]]) -> Json:
    for form in forms:
        try:
            return codec.write(form.read(value))
        except Misfit:
            pass
    return value
