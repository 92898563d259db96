"""The values that examples have of each type, which other values are made from."""

from collections.abc import Iterator, Mapping

from specmint.model import (
    Api,
    Choice,
    Json,
    List,
    Map,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)

Pool = Mapping[str, tuple[Json, ...]]


def make_pool(api: Api) -> Pool:
    """Collect values in their wire forms, by the names of their types."""
    found: dict[str, list[Json]] = {}
    for method in api.methods:
        for example in method.examples:
            pairs = [
                (param.use, example.params[param.name])
                for param in method.params
                if param.name in example.params
            ]
            if method.result and example.result is not None:
                pairs.append((method.result, example.result.value))
            for use, value in pairs:
                for name, part in _parts(api, use, value):
                    if part not in found.setdefault(name, []):
                        found[name].append(part)
    return {name: tuple(values) for name, values in found.items()}


def _parts(api: Api, use: Use, value: Json) -> Iterator[tuple[str, Json]]:
    """Give the named types that a value is made of, each with its own value."""
    if value is None:
        return
    kind = use.type
    if isinstance(kind, Ref):
        if use.wire is None:
            yield kind.name, value
        kind = api.types[kind.name].type
    if not isinstance(kind, Choice):
        yield from _inside(api, kind, value)


def _inside(api: Api, kind: Type, value: Json) -> Iterator[tuple[str, Json]]:
    match kind, value:
        case Record(fields=fields), dict():
            for one in fields:
                if one.name in value:
                    yield from _parts(api, one.use, value[one.name])
        case List(items=items), list():
            for item in value:
                yield from _parts(api, items, item)
        case Map(items=items), dict():
            for item in value.values():
                yield from _parts(api, items, item)
        case Tuple(items=items), list():
            for use, item in zip(items, value, strict=False):
                yield from _parts(api, use, item)
        case Union(), _:
            return
