"""Arguments of the right kind that break a rule, where a type says what answers them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from specmint.cases.loose import loose
from specmint.cases.parts import Json
from specmint.cases.scalars import ODD_WORD, Scalar, outside
from specmint.model import (
    Api,
    BoundParam,
    Bytes,
    Choice,
    Enum,
    Example,
    List,
    Map,
    Method,
    Record,
    Refuse,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.wire import (
    Context,
    chosen_case,
    decode,
    encode,
    resolve,
    travels_as_text,
    wire_text,
)

_SCALARS = get_args(Scalar)
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Spoiled:
    """An argument with a part that breaks a rule; `what` is the way to that part."""

    what: str
    value: Json
    refuse: Refuse
    odd: Json

    def way(self, name: str) -> str:
        """Name what is spoiled in the parameter of a name."""
        return "-".join(filter(None, [name, self.what, "outside"]))

    @property
    def facts(self) -> dict[str, str | int]:
        """Give the part as a refusal tells it, which shortens a long one."""
        text = wire_text(self.odd) or ""
        return {"value": text} if len(text) <= _MOST_SHOWN else {}


def spoiled(
    api: Api, method: Method, bound: BoundParam, example: Example
) -> Iterator[Spoiled]:
    """Spoil an argument, once for each part with an answer of its own.

    It is that of the example, or of another one where that has none.
    """
    use = next(one.use for one in method.params if one.name == bound.param)
    shown = [one.params for one in method.examples if one.raises is None]
    given = (one.get(bound.param) for one in (example.params, *shown))
    for one in _spoil(api, use, next(filter(None, given), None)):
        if not travels_as_text(bound):
            yield one
        elif not one.what:
            yield replace(one, value=wire_text(one.value))


def _spoil(api: Api, use: Use, value: Json) -> Iterator[Spoiled]:
    kind, refuse = resolve(api, use), api.refuse(use)
    if isinstance(kind, _SCALARS):
        odd = None if refuse is None else _odd(api, use, kind)
        if refuse is not None and odd is not None:
            yield Spoiled("", odd, refuse, odd)
    elif value:
        yield from _spoil_parts(api, kind, value)


def _spoil_parts(api: Api, kind: Type | Choice, value: Json) -> Iterator[Spoiled]:
    match kind:
        case List() if isinstance(value, list):
            for one in _spoil(api, kind.items, value[0]):
                yield _within("item", one, [one.value, *value[1:]])
        case Tuple() if isinstance(value, list):
            for index, use in enumerate(kind.items[: len(value)]):
                for one in _spoil(api, use, value[index]):
                    items = [*value[:index], one.value, *value[index + 1 :]]
                    yield _within(str(index), one, items)
        case Map() if isinstance(value, dict):
            yield from _spoil_map(api, kind, value)
        case Record() if isinstance(value, dict):
            for field in kind.fields:
                if field.name in value:
                    for one in _spoil(api, field.use, value[field.name]):
                        changed = {**value, field.name: one.value}
                        yield _within(field.name, one, changed)
        case Union():
            key = chosen_case(kind, value)
            case = kind.otherwise if key is None else dict(kind.cases)[key]
            if case is not None:
                yield from _spoil(api, case, value)


def _spoil_map(api: Api, kind: Map, value: dict[str, Json]) -> Iterator[Spoiled]:
    key, item = next(iter(value.items()))
    rest = {name: one for name, one in value.items() if name != key}
    for one in _spoil(api, kind.keys, key):
        yield _within("key", one, {one.value: item, **rest})
    for one in _spoil(api, kind.items, item):
        yield _within("value", one, {key: one.value, **rest})


def _within(step: str, one: Spoiled, value: Json) -> Spoiled:
    return replace(one, what=f"{step}-{one.what}".removesuffix("-"), value=value)


def _odd(api: Api, use: Use, kind: Scalar) -> Json:
    """Give JSON of the kind that breaks a rule of it, or None."""
    free = Use(loose(kind), wire=use.wire)
    found = [encode(api, free, meaning)[0] for meaning in outside(kind, use)]
    wire = getattr(kind, "wire", "json") if use.wire is None else use.wire
    form = getattr(wire, "form", wire)
    if isinstance(kind, Bytes | Enum) or form not in {"json", "number"}:
        found.append(ODD_WORD)
    context = Context(is_request=True)
    return next((one for one in found if decode(api, use, one, context)[1]), None)
