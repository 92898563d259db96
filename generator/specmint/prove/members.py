"""The parameters that a request carries against those of its example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from specmint.model import Binding, BoundParam, Http, Json, Rpc, Ws
from specmint.prove.case import Case, meant
from specmint.prove.compare import difference
from specmint.wire import (
    accepted,
    decode,
    from_text,
    shown,
    travelling,
    travels_as_text,
    wire_text,
)

Carrier = Rpc | Http | Ws
Said = tuple[str, str]  # a message and a hint


@dataclass(frozen=True, slots=True)
class Given:
    """One value of a request; `text` is set where it is no JSON."""

    place: str
    name: str
    value: Json


def given_slips(
    case: Case, binding: Binding, more: Carrier, given: list[Given]
) -> Iterator[Said]:
    """Compare values by name; an example that raises may leave out and add some."""
    found: set[str] = set()
    for item in given:
        bound = find(binding, item.place, item.name)
        if bound is not None:
            found.add(bound.param)
            yield from value_slips(case, bound, more, item.value)
        elif case.example.raises is None:
            message = f"`{item.name}` is no parameter here ({item.place})"
            yield message, meant(item.name, names(binding, item.place))
    if case.example.raises is None:
        yield from _lacking(case, binding, found)


def _lacking(case: Case, binding: Binding, found: set[str]) -> Iterator[Said]:
    absent = {bound.param for bound in binding.params if bound.absent}
    for name in case.example.params:
        if name not in found and name not in absent and name in case.call.fields:
            yield f"it lacks the example's parameter `{name}`", ""


def find(binding: Binding, place: str, name: str) -> BoundParam | None:
    """Find the parameter that travels under a name at a place."""
    for bound in binding.params:
        is_named = name == bound.name or name in bound.also
        if place == "path" and (is_named or name == bound.param):
            return bound  # a further call may have in its path what else is elsewhere
        if is_named and bound.place == place and not bound.absent:
            return bound
    return None


def names(binding: Binding, place: str) -> list[str]:
    return [
        name
        for bound in binding.params
        if bound.place == place and not bound.absent
        for name in (bound.name, *bound.also)
    ]


def value_slips(
    case: Case, bound: BoundParam, more: Carrier, value: Json
) -> Iterator[Said]:
    """Compare one value with the example's."""
    params = case.example.params
    if bound.param not in params:
        if case.example.raises is None:
            yield f"it has `{bound.name}`, and the example does not", ""
    elif not _agree(case, bound, more, value):
        expected = shown(params[bound.param])
        yield f"`{bound.name}` is {shown(value)}, and the example has {expected}", ""


def _agree(case: Case, bound: BoundParam, more: Carrier, value: Json) -> bool:
    api, expected = case.bench.api, case.example.params[bound.param]
    is_text = travels_as_text(bound)
    if not is_text and difference(value, expected) is None:
        return True
    use = case.call.fields[bound.param].use
    way = travelling(api, use, bound, getattr(more, "wire", ()))
    way = replace(way, accepts=accepted(api, use, bound, getattr(more, "accepts", ())))
    read = from_text if is_text else decode
    context = replace(case.context, is_request=True)
    meaning, misfits = read(api, way, value, context)
    if bound.param not in case.meanings:  # what the example shows is a wrong value
        return is_text and value == wire_text(expected)
    return not misfits and difference(meaning, case.meanings[bound.param]) is None


def by_name(place: str, values: Mapping[str, Json]) -> list[Given]:
    return [Given(place, name, value) for name, value in values.items()]
