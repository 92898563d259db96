# ruff: noqa
"""Values that are taken in more forms than the one they are sent in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ._wire import Codec, Json, Misfit, codec_of, is_object

if TYPE_CHECKING:
    from ._wire import Shape

T = TypeVar("T")


class Either(Codec[T]):
    """Read in the first of some forms that fits, and written in the first of all."""

    __slots__ = ("_first", "_others")

    def __init__(self, first: Shape[T], *others: Shape[T]) -> None:
        self._first = codec_of(first)
        self._others = tuple(map(codec_of, others))

    def may_be_list(self) -> bool:
        return any(one.may_be_list() for one in (self._first, *self._others))

    def read(self, value: Json) -> T:
        try:
            return self._first.read(value)
        except Misfit as misfit:
            told = misfit
        for one in self._others:
            try:
                return one.read(value)
            except Misfit:
                pass
        raise told

    def write(self, value: object) -> Json:
        return self._first.write(value)


class Members(Codec[T]):
    """A record of which some members come in more forms."""

    __slots__ = ("_forms", "_record")

    def __init__(self, record: Shape[T], forms: Mapping[str, Shape[Any]]) -> None:
        self._record = codec_of(record)
        self._forms = {name: codec_of(form) for name, form in forms.items()}

    def read(self, value: Json) -> T:
        if is_object(value):
            value = {name: self._sent(name, one) for name, one in value.items()}
        return self._record.read(value)

    def _sent(self, name: str, value: Json) -> Json:
        """Give a member in the form that the record knows."""
        form = self._forms.get(name)
        try:
            return value if form is None else form.write(form.read(value))
        except Misfit:
            return value  # the record says what is wrong with it

    def write(self, value: object) -> Json:
        return self._record.write(value)
