"""Records put together of what may stand at each of their members."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from specmint.cases.parts import Json, Object
from specmint.cases.patterns import LONGEST
from specmint.model import Choice, Field, Record, Use
from specmint.wire import Level, wire_text

_MOST_NODES = 4_000

Of = Callable[[Use, Level], list[Json]]


class Plan:
    """What may stand at each member of a record."""

    def __init__(self, of: Of, record: Record, fixed: Mapping[str, str]) -> None:
        self._of, self._record, self._fixed = of, record, fixed
        self.columns = {
            one.name: of(one.use, Level())
            for one in record.fields
            if not isinstance(one.use.type, Choice)
        }
        for one in record.fields:
            self.columns.setdefault(one.name, [])
        self.most = max(map(len, self.columns.values()), default=0)

    def deciding(self) -> Iterator[tuple[str, str]]:
        """Give what decides whether a member is there, or which shape it has."""
        names = self.columns.keys()
        for one in self._record.fields:
            for by, texts in one.only_when:
                yield from ((by, text) for text in texts if by in names)
            if isinstance(one.use.type, Choice) and one.use.type.by in names:
                yield from ((one.use.type.by, key) for key, _ in one.use.type.cases)

    def row(
        self,
        names: Iterable[str],
        number: int,
        fixed: Mapping[str, str] | None = None,
        *,
        also: bool = False,
    ) -> Object:
        """Put a record together of the values with this number, where there are so many."""
        fixed = self._fixed if fixed is None else fixed
        wanted, made = {*names, *fixed}, dict[str, Json]()
        for one in self._record.fields:
            column = self.columns[one.name]
            if one.name in fixed:
                made[one.name] = _spelled(fixed[one.name], column)
            elif one.name in wanted and column:
                made[one.name] = column[number if number < len(column) else 0]
        level = Level(made, {one.name: one for one in self._record.fields})
        for one in self._record.fields:
            if isinstance(one.use.type, Choice) and one.name in wanted:
                found = self._of(one.use, level)
                made |= {one.name: found[0]} if found else {}
        for one in self._record.fields:
            if not _is_due(one, made):
                made.pop(one.name, None)
        return {
            (one.also[0] if also and one.also else one.name): made[one.name]
            for one in self._record.fields
            if one.name in made
        }


def may_lack(field: Field) -> bool:
    return bool(field.optional or field.default or field.facts.comes_and_goes)


def _is_due(field: Field, made: Mapping[str, Json]) -> bool:
    return all(
        by in made and wire_text(made[by]) in texts for by, texts in field.only_when
    )


def _spelled(text: str, column: list[Json]) -> Json:
    """Give the value that has a text on the wire."""
    for value in [*column, text, True, False, None]:
        if wire_text(value) == text:
            return value
    with suppress(ValueError):
        return int(text)
    return text


def is_short(value: Json) -> bool:
    """Whether a value can be shown: what is in it many times over may fill the memory."""
    waiting, letters, nodes = [value], 0, 0
    while waiting:
        one = waiting.pop()
        nodes += 1
        if isinstance(one, dict):
            letters += sum(map(len, one))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            letters += len(one)
        if nodes > _MOST_NODES or letters > LONGEST:
            return False
    return True
