"""Arguments said otherwise: by their further names, and in the forms that are accepted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from specmint.cases.parts import Json, Object
from specmint.model import Api, Binding, BoundParam, Example, Method, Texts, Use
from specmint.wire import (
    Context,
    Level,
    Misfit,
    accepted,
    decode,
    encode,
    to_text,
    travels_as_text,
    write_json,
)


@dataclass(frozen=True, slots=True)
class Like:
    """A method over a transport with its example, its case, and its request as we make it."""

    method: Method
    binding: Binding
    example: Example
    case: Object
    request: Object  # without credentials


@dataclass(frozen=True, slots=True)
class Other:
    """Another request for the same, and the reply where that differs."""

    name: str
    why: str
    request: Object
    reply: Object | None = None
    auth: Texts | None = None


def other_values(
    api: Api, like: Like, named: Mapping[str, Json]
) -> Iterator[tuple[str, str, Object]]:
    """Give named arguments with one said otherwise: its name, or its form."""
    for bound in like.binding.params:
        if bound.absent or bound.name not in named:
            continue
        value = named[bound.name]
        for also in set_apart(like.binding, bound):
            made = {(also if k == bound.name else k): v for k, v in named.items()}
            yield f"{bound.name}-as-{also}", "A parameter has further names.", made
        for number, form in enumerate(other_forms(api, like, bound, value)):
            ordinal = "" if number == 0 else f"-{number + 1}"
            why = "A parameter is taken in a further form."
            name = f"{bound.name}-in-another-form{ordinal}"
            yield name, why, {**named, bound.name: form}


def set_apart(binding: Binding, bound: BoundParam) -> Texts:
    """Give the further names of a parameter that no other parameter has."""
    names = {one.name for one in binding.params}
    return tuple(one for one in bound.also if one not in names)


def other_forms(api: Api, like: Like, bound: BoundParam, value: Json) -> list[Json]:
    """Give the value of a parameter in each form that is accepted besides."""
    use = next(one.use for one in like.method.params if one.name == bound.param)
    rules = getattr(api.transport(like.binding.transport).more, "accepts", ())
    level = Level(like.example.params, {one.name: one for one in like.method.params})
    context = Context(level, level)
    own = like.example.params.get(bound.param)
    meaning, misfits = decode(api, use, own, context)
    if misfits or meaning is None:
        return []
    found: list[Json] = []
    for form in accepted(api, use, bound, rules):
        made, misfits = _written(api, replace(use, wire=form), meaning, bound, context)
        if not misfits and write_json(made) != write_json(value):
            found.append(made)
    return found


def _written(
    api: Api, use: Use, meaning: Json, bound: BoundParam, context: Context
) -> tuple[Json, tuple[Misfit, ...]]:
    write = to_text if travels_as_text(bound) else encode
    return write(api, use, meaning, context)
