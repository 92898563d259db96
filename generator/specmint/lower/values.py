"""Values of examples as a language has them, read by their types."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from specmint.model import (
    Anything,
    Api,
    Choice,
    Decimal,
    Duration,
    Enum,
    Integer,
    Json,
    List,
    Lookup,
    Map,
    Record,
    Ref,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.wire import Context, Level, Meaning, Unfit, resolve
from specmint.wire.around import Work, begin
from specmint.wire.decode import chosen_case
from specmint.wire.records import by_own_name, case_use, choose, members_of
from specmint.wire.scalars import Scalar, read_scalar

_BOUNDS: dict[str, Any] = {"pattern": "", "min_length": None, "max_length": None}
_BOUNDS |= {"length": None, "minimum": None, "maximum": None}


@dataclass(frozen=True, slots=True)
class Plain:
    """A value without parts, or JSON as it is; `kind` is the class that counts it."""

    meaning: Meaning
    kind: str = ""
    type: Type | None = None  # what it is in the spec, where that is known


@dataclass(frozen=True, slots=True)
class Named:
    """A number with a name, as an enum has it."""

    kind: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list, or a tuple whose places differ."""

    items: tuple["Value", ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, or the members of a record if `kind` names one."""

    pairs: tuple[tuple[str, "Value"], ...]
    kind: str = ""
    extra: tuple[tuple[str, "Value"], ...] = ()
    secret: frozenset[str] = frozenset()


Value = Plain | Named | Items | Pairs


class Shape(Protocol):
    @property
    def annotation(self) -> str: ...


class Names(Protocol):
    @property
    def types(self) -> Mapping[str, str]: ...


class Language(Protocol):
    """What a language's shapes have that tells how its values are written."""

    @property
    def api(self) -> Api: ...

    @property
    def prefix(self) -> str: ...

    @property
    def names(self) -> Names: ...

    def definition(self, name: str) -> Shape: ...


@dataclass(frozen=True, slots=True)
class Values:
    """Reads values as a client does, which leaves their bounds to the service."""

    shapes: Language
    member_names: Callable[[Record], Mapping[str, str]]

    def read(self, use: Use, value: Json, context: Context) -> Value:
        """Give a value in the language. Raises Unfit where the client has none for it."""
        return self._read(begin(self.shapes.api, context), use, value)

    def _read(self, work: Work, use: Use, value: Json) -> Value:
        if value is None and use.nullable:
            return Plain(None)
        kind = resolve(self.shapes.api, use)
        match kind:
            case Choice():
                return self._read(work, choose(work, kind), value)
            case Anything():
                return Plain(value)
            case List():
                return Items(tuple(self._list(work, kind, use, value)), is_list=True)
            case Tuple():
                return Items(tuple(self._tuple(work, kind, value)), is_list=False)
            case Map():
                pairs = _as_object(value).items()
                return Pairs(
                    tuple((k, self._read(work, kind.items, v)) for k, v in pairs)
                )
            case Record():
                return self._record(work, kind, _name_of(use), _as_object(value))
            case Union():
                return self._union(work, kind, value)
        return self._plain(work, kind, use, value)

    # -- values without parts ------------------------------------------------------

    def _plain(self, work: Work, kind: Scalar, use: Use, value: Json) -> Value:
        try:
            meaning = read_scalar(work, kind, use, value)
        except Unfit:
            bare = replace(use, minimum=None, maximum=None)
            meaning = read_scalar(work, _unbounded(kind), bare, value)
        if isinstance(kind, Enum):
            return self._word(kind, _name_of(use), meaning)
        if use.scale is not None and isinstance(kind, Integer | Decimal):
            kind = replace(kind, scale=use.scale)
        return Plain(meaning, self._unit(kind, _name_of(use)), kind)

    def _word(self, kind: Enum, name: str, meaning: Meaning) -> Value:
        if kind.of != "integer":
            return Plain(meaning, type=kind)
        own = self._own(name)
        for value in kind.values:
            if value.text.partition("..")[0] == str(meaning):
                return Named(own, value.name or f"N{value.text}", meaning)
        return Plain(meaning, own)

    def _unit(self, kind: Type, name: str) -> str:
        """Name the class of what is counted in a unit of its own."""
        counts = isinstance(kind, Integer | Decimal | Timestamp | Duration)
        found = self.shapes.definition(name).annotation if counts and name else ""
        return found if found.startswith(self.shapes.prefix) else ""

    # -- values with parts ---------------------------------------------------------

    def _list(self, work: Work, kind: List, use: Use, value: Json) -> Iterator["Value"]:
        form = kind.wire if use.wire is None else use.wire
        if form == "comma" and isinstance(value, str):
            work, value = work.as_text(), value.split(",") if value else []
        elif form == "repeated" and isinstance(value, str):
            value = [value]
        for item in _as_list(value):
            yield self._read(work, kind.items, item)

    def _tuple(self, work: Work, kind: Tuple, value: Json) -> Iterator["Value"]:
        items = _as_list(value)
        if len(items) < kind.least or (not kind.rest and len(items) > len(kind.items)):
            raise Unfit(f"{len(items)} items are too few or too many")
        for index, item in enumerate(items):
            use = kind.items[index] if index < len(kind.items) else kind.rest
            assert use is not None
            yield self._read(work, use, item)

    def _record(
        self, work: Work, record: Record, name: str, value: dict[str, Json]
    ) -> Value:
        members, own = members_of(work, record), self.member_names(record)
        values = by_own_name(members, value)
        if lacking := [one for one in members.required if one not in values]:
            raise Unfit(f"`{lacking[0]}` is missing")
        inner = work.among(Level(values, members.fields))
        known = tuple(
            (own[field.name], self._read(inner, field.use, values[field.name]))
            for field in record.fields
            if field.name in values
        )
        extra = tuple(
            (key, self._read(inner, record.rest, item) if record.rest else Plain(item))
            for key, item in values.items()
            if key not in members.fields
        )
        hidden = (field for field in record.fields if self._is_secret(field.use))
        secret = frozenset(own[field.name] for field in hidden)
        return Pairs(known, self._own(name), extra, secret)

    def _is_secret(self, use: Use) -> bool:
        kind = resolve(self.shapes.api, use)
        return use.secret or bool(getattr(kind, "secret", False))

    def _union(self, work: Work, kind: Union, value: Json) -> Value:
        key = chosen_case(kind, value)
        use = kind.otherwise if key is None else dict(kind.cases)[key]
        if use is None:
            raise Unfit("it is no case of the union")
        inner = case_use(work, kind, key or "", use)
        record = resolve(self.shapes.api, inner)
        if isinstance(record, Record):  # with what the union puts into each case
            return self._record(work, record, _name_of(use), _as_object(value))
        return self._read(work, inner, value)

    def _own(self, name: str) -> str:
        return f"{self.shapes.prefix}{self.shapes.names.types[name]}"


def _name_of(use: Use) -> str:
    return use.type.name if isinstance(use.type, Ref) else ""


def _unbounded(kind: Scalar) -> Scalar:
    """Take away the bounds that a client leaves to the service."""
    names = [field.name for field in fields(kind) if field.name in _BOUNDS]
    names += ["scale"] if isinstance(getattr(kind, "scale", None), Lookup) else []
    return replace(kind, **{name: _BOUNDS.get(name) for name in names})  # type: ignore[arg-type]


def _as_object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise Unfit("it is not an object")
    return value


def _as_list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise Unfit("it is not a list")
    return value
