"""A few values of each type in their wire forms: every word, branch and member once.

Whatever is made is tried by the oracle, and given only if it fits.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from specmint.cases.parts import Json
from specmint.cases.patterns import LONGEST
from specmint.cases.rows import Plan, is_short, may_lack
from specmint.cases.scalars import Scalar, meanings
from specmint.layout import json_line
from specmint.model import (
    Anything,
    Api,
    Choice,
    List,
    Map,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.pool import Pool
from specmint.wire import Context, Level, Memory, decode, encode, wire_text, write_json

_SCALARS = get_args(Scalar)
_ANYTHING = {"any": [1, "0.10", None, True]}
_UNKNOWN = {"x_unknown": {"a": [1, None]}}
_EMPTY = Level()
_MOST_DEEP = 40  # types inside of each other


class Values:
    """Makes values of an API's types; those of its examples come first."""

    def __init__(self, api: Api, pool: Pool) -> None:
        self._api, self._pool, self.memory = api, pool, Memory()
        self._first: dict[str, Json] = {}
        self._open = set[str]()  # names of types that are being made

    def fits(self, use: Use, value: Json, level: Level = _EMPTY) -> bool:
        return not decode(self._api, use, value, self._context(level))[1]

    def of_type(self, name: str) -> list[Json]:
        """Give values of a named type; types inside it are shown by one value each."""
        use = Use(Ref(name))
        kind = self._api.types[name].type
        made = self._made(kind, Use(kind), _EMPTY)
        shown = self._shown(name)[:2] if isinstance(kind, _SCALARS) else []
        return self._sound(use, [*shown, *made], _EMPTY)

    def _shown(self, name: str) -> list[Json]:
        """Give the values of examples, the shortest first."""
        return sorted(self._pool.get(name, ()), key=_length)

    def of(self, use: Use, level: Level = _EMPTY) -> list[Json]:
        """Give values of a use: of a named type only one, of others enough."""
        made: list[Json] = []
        if isinstance(use.type, Ref) and use.wire is None and _is_plain(use):
            made = list(self._of_name(use.type.name))
        elif isinstance(use.type, Ref):
            kind = self._api.types[use.type.name].type
            made = list(self._made(kind, use, level))[:3]
        elif isinstance(use.type, Choice):
            chosen = _chosen(use.type, level)
            made = self.of(chosen, level) if chosen else []
        else:
            made = list(self._made(use.type, use, level))
        return self._sound(use, [*made, *([None] if use.nullable else [])], level)

    def sent(self, use: Use, level: Level = _EMPTY) -> list[Json]:
        """Give values that are written just as they are read."""
        context, found = self._context(level), list[Json]()
        for value in self.of(use, level):
            meaning, _ = decode(self._api, use, value, context)
            back, misfits = encode(self._api, use, meaning, context)
            if not misfits and write_json(back) == write_json(value):
                found.append(value)
        return found

    def _context(self, level: Level) -> Context:
        return Context(level, level, self.memory)

    def _sound(self, use: Use, made: Iterable[Json], level: Level) -> list[Json]:
        """Keep what fits, once."""
        found: dict[str, Json] = {}
        for value in made:
            if is_short(value) and self.fits(use, value, level):
                found.setdefault(json_line(value), value)
        return list(found.values())

    def _of_name(self, name: str) -> Iterator[Json]:
        """Give the shortest value of a named type; none inside of itself or too deep."""
        is_free = name not in self._open and len(self._open) < _MOST_DEEP
        if name not in self._first and is_free:
            self._open.add(name)
            shown = self._sound(Use(Ref(name)), self._shown(name)[:3], _EMPTY)
            made = shown or sorted(self.of_type(name), key=_length)
            self._open.discard(name)
            if made:
                self._first[name] = made[0]
        if name in self._first:
            yield self._first[name]

    # -- kinds ---------------------------------------------------------------------

    def _made(self, kind: Type, use: Use, level: Level) -> Iterator[Json]:
        if isinstance(kind, _SCALARS):
            yield from self._scalars(kind, use)
            return
        match kind:
            case Anything():
                yield _ANYTHING
            case List():
                yield from self._lists(kind, use, level)
            case Map():
                yield from self._maps(kind, level)
            case Tuple():
                yield from self._tuples(kind, level)
            case Union():
                yield from self._unions(kind, level)
            case Record():
                yield from self._records(kind)

    def _scalars(self, kind: Any, use: Use) -> Iterator[Json]:
        for meaning in meanings(kind, use):
            value, misfits = encode(self._api, use, meaning)
            if not misfits:
                yield value

    def _lists(self, kind: List, use: Use, level: Level) -> Iterator[Json]:
        items, most = self.of(kind.items, level), kind.max_items
        form = kind.wire if use.wire is None else use.wire
        if (kind.min_items or 0) > LONGEST:
            return
        several = items[:most] or []
        while items and kind.min_items and len(several) < kind.min_items:
            several.append(items[0])
        for chosen in (several, several[: kind.min_items or 0]):
            if form == "json":
                yield chosen
                continue
            meant = [decode(self._api, kind.items, one)[0] for one in chosen]
            for kept in (meant, meant[:2]):
                value, misfits = encode(self._api, use, kept)
                if not misfits:
                    yield value
                    break

    def _maps(self, kind: Map, level: Level) -> Iterator[Json]:
        items = self.of(kind.items, level) or [None]
        keys = [str(key) for key in self.of(kind.keys, level)] or ["key"]
        yield {key: items[n % len(items)] for n, key in enumerate(keys)}
        yield {keys[0]: items[-1]}
        yield {}

    def _tuples(self, kind: Tuple, level: Level) -> Iterator[Json]:
        columns = [self.of(one, level) for one in kind.items]
        whole = [column[0] for column in columns if column]
        yield whole
        yield whole[: kind.least]
        yield from _rows(columns)
        if kind.rest is not None:
            yield [*whole, *self.of(kind.rest, level)]

    def _unions(self, kind: Union, level: Level) -> Iterator[Json]:
        for key, use in kind.cases:
            whole = _with_fields(self._api, kind, use)
            yield from self._cases(kind, key, whole, level)
        if kind.otherwise is not None:
            for value in self.of(kind.otherwise, level):
                yield {**value, **_UNKNOWN} if isinstance(value, dict) else value

    def _cases(self, kind: Union, key: str, use: Use, level: Level) -> Iterator[Json]:
        if kind.chosen_by != "tag":
            yield from self.of(use, level)
            return
        inner = (
            self._api.types[use.type.name].type
            if isinstance(use.type, Ref)
            else use.type
        )
        if not isinstance(inner, Record):
            return
        yield from list(self._records(inner, {kind.tag: key}))[:2]

    # -- records -------------------------------------------------------------------

    def _records(
        self, record: Record, fixed: Mapping[str, str] | None = None
    ) -> Iterator[Json]:
        """Give a whole record, a short one, one with nulls, then each further value."""
        fixed = fixed or {}
        plan = Plan(self.of, record, fixed)
        everything = [field.name for field in record.fields]
        required = [one.name for one in record.fields if not may_lack(one)]
        yield plan.row(everything, 0)
        yield plan.row(everything, -1)
        yield plan.row(required, 0)
        yield {**plan.row(required, 0), **_UNKNOWN}
        yield plan.row(required, 0, also=True)
        yield plan.row(everything, 0, also=True)
        for group in record.exactly_one_of:
            others = {n for one in record.exactly_one_of for n in one} - set(group)
            yield plan.row([n for n in everything if n not in others], 0)
        for by, text in plan.deciding():
            yield plan.row(everything, 0, {**fixed, by: text})
        for number in range(1, plan.most):
            more = [n for n in everything if len(plan.columns[n]) > number]
            yield plan.row([n for n in everything if n in {*required, *more}], number)


def _length(value: Json) -> int:
    return len(json_line(value))


def _is_plain(use: Use) -> bool:
    return use.minimum is None and use.maximum is None and use.scale is None


def _chosen(choice: Choice, level: Level) -> Use | None:
    value = level.values.get(choice.by.partition(".")[0])
    if "." in choice.by:
        return choice.otherwise or choice.cases[0][1]
    if value is None and choice.missing:
        return choice.missing
    return dict(choice.cases).get(wire_text(value) or "", choice.otherwise)


def _rows(columns: list[list[Json]]) -> Iterator[list[Json]]:
    most = max(map(len, columns), default=0)
    for number in range(1, most if all(columns) else 0):
        yield [column[number if number < len(column) else 0] for column in columns]


def _with_fields(api: Api, union: Union, use: Use) -> Use:
    """Give a case with the fields that the union puts into every one."""
    kind = api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    if not union.include or not isinstance(kind, Record):
        return use
    known = {one.name for one in kind.fields}
    more = tuple(one for one in union.include if one.name not in known)
    return Use(Record((*more, *kind.fields), rest=kind.rest))
