"""Values of each named type: what fits and what it means, what is none, what breaks a rule."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.cases.facts import type_facts
from specmint.cases.loose import loose, loosened
from specmint.cases.meanings import plain
from specmint.cases.parts import Json, Object
from specmint.cases.scalars import ODD_WORD, forms_beside, outside
from specmint.cases.values import Values
from specmint.layout import json_line
from specmint.model import (
    Anything,
    Api,
    Choice,
    Field,
    List,
    Map,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.wire import Context, decode, encode, resolve, write_json

_ODD: tuple[Json, ...] = ({"odd": 1}, ["odd", 1], ODD_WORD, 5, True)


def type_cases(api: Api, values: Values) -> Iterator[Object]:
    """Write the values of every type; what is whole only in its union is shown there."""
    parts, forms = set(_parts(api)), loosened(api)
    for name in api.types:
        if name in parts:
            continue
        use = Use(Ref(name))
        fits = [_fit(api, use, value, values) for value in values.of_type(name)]
        if not fits:
            continue
        kind = api.types[name].type
        none, rules = list[Object](), list[Json]()
        first, alone = fits[0]["json"], _alone(api, kind)
        for bent in _bent(api, kind, first):
            if field := alone.get(_member(bent)):
                # Looking at all other members each time would take their square.
                own = Use(Record((field,)))
                value = applied(
                    {k: first[k] for k in (field.name,) if k in first}, bent
                )
            else:
                own, value = use, applied(first, bent)
            if decode(forms, replace(own, type=loose(own.type)), value)[1]:
                none.append(bent)
            elif not values.fits(own, value):
                rules.append(applied(first, bent))
        rules += [one for one in _beyond(api, kind) if not values.fits(use, one)]
        made: Object = {"type": name, "fits": fits, "misfits": none}
        made |= {"outside": rules} if rules else {}
        yield made | type_facts(api, kind)


def _parts(api: Api) -> Iterator[str]:
    """Name the types that lack what their union puts into them."""
    for one in api.types.values():
        if isinstance(one.type, Union) and one.type.include:
            for _, use in one.type.cases:
                if isinstance(use.type, Ref):
                    yield use.type.name


def _fit(api: Api, use: Use, value: Json, values: Values) -> Object:
    context = Context(memory=values.memory)
    meaning, _ = decode(api, use, value, context)
    back, misfits = encode(api, use, meaning, context)
    made, meant = {"json": value}, plain(meaning)
    if json_line(meant) != json_line(value):
        made["means"] = meant
    if not misfits and write_json(back) != write_json(value):
        made["writes"] = back
    return made


def applied(value: Json, bent: Object) -> Json:
    """Change the first value of a type as a misfit says."""
    if "json" in bent:
        return bent["json"]
    if "lacks" in bent:
        return {key: item for key, item in value.items() if key != bent["lacks"]}
    return {**value, **bent["puts"]}


def _member(bent: Object) -> str:
    """Name the member that is changed."""
    return str(bent.get("lacks") or next(iter(bent.get("puts", ())), ""))


def _alone(api: Api, kind: Type) -> dict[str, Field]:
    """Give the members of a record that look at no other, and that no other looks at."""
    if not isinstance(kind, Record) or kind.exactly_one_of or kind.together:
        return {}
    looked_at = {by for one in kind.fields for by, _ in one.only_when}
    fields = dict[str, Field]()
    for one in kind.fields:
        found = resolve(api, one.use)
        if isinstance(found, Choice):
            looked_at.add(found.by)
        elif not one.only_when:
            fields[one.name] = one
    return {name: one for name, one in fields.items() if name not in looked_at}


def _each(*values: Json) -> Iterator[Object]:
    return ({"json": value} for value in values)


def _bent(api: Api, kind: Type, value: Json) -> Iterator[Object]:
    """Say what is no value of a type: JSON, or a change of a record."""
    match kind:
        case Record():
            yield from _each(None, 5, [], "odd")
            yield from _bent_record(api, kind, value)
        case Union():
            yield from _each(*_ODD, None)
            if kind.tag and isinstance(value, dict):
                yield {"puts": {kind.tag: ODD_WORD}}
                yield {"lacks": kind.tag}
        case List():
            is_text = isinstance(value, str)
            yield from _each(1 if is_text else "odd", {}, None)
            yield from ({"json": [one]} for one in _beside(api, kind.items)[:2])
        case Map():
            yield from _each([], "odd", None)
            yield from ({"json": {"key": one}} for one in _beside(api, kind.items)[:2])
        case Tuple():
            whole = value if isinstance(value, list) else []
            yield from _each({}, "odd", [], None)
            yield {"json": whole[: kind.least - 1]}
            yield {"json": [*whole, *[ODD_WORD] * (len(kind.items) + 1)]}
        case Anything():
            return
        case _:
            yield from _each(*forms_beside(kind, Use(kind)))


def _bent_record(api: Api, record: Record, value: Json) -> Iterator[Object]:
    for one in record.fields:
        if one.name in value:
            yield {"lacks": one.name}
            yield from ({"puts": {one.name: odd}} for odd in _beside(api, one.use)[:2])
            yield from _bent_choice(api, one, value)
    if record.rest is not None:
        for odd in _beside(api, record.rest)[:1]:
            yield {"puts": {"x_unknown": odd}}


def _bent_choice(api: Api, field: Field, value: Json) -> Iterator[Object]:
    """Let another member decide for each shape, and put a value of no such shape there."""
    choice = resolve(api, field.use)
    if isinstance(choice, Choice) and isinstance(value.get(choice.by), str):
        for word, use in choice.cases:
            for odd in _beside(api, use)[:1]:
                yield {"puts": {choice.by: word, field.name: odd}}


def _beside(api: Api, use: Use) -> list[Json]:
    """Give values of another kind than a use has."""
    kind = resolve(api, use)
    null: list[Json] = [] if use.nullable else [None]
    match kind:
        case Anything():
            return []
        case Record() | Map():
            return [5, *null]
        case List() | Tuple():
            return [5, *null]
        case Union():
            return [*_ODD[:2], *null]
    found = [one for one in forms_beside(kind, use) if one is not None]  # type: ignore[arg-type]
    return [*found[:1], *null]


def _beyond(api: Api, kind: Type) -> Iterator[Json]:
    """Give JSON of the right kind that breaks a rule, such as a pattern or a bound."""
    form = loose(kind)
    for meaning in outside(kind, Use(kind)):
        yield encode(api, Use(form), meaning)[0]
