"""Who sends each named type: clients, servers or both; webhooks and pushes turn round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from specmint.model import (
    Api,
    Choice,
    Field,
    List,
    Map,
    Method,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.review.change import CLIENT, SERVER, Names, Reach


@dataclass(frozen=True, slots=True)
class _Met:
    """What has been met on the way; dictionaries keep the order."""

    senders: dict[str, dict[str, None]] = field(default_factory=dict)
    methods: dict[str, dict[str, None]] = field(default_factory=dict)


def find_reach(api: Api) -> Mapping[str, Reach]:
    """Find what every named type is used for."""
    inner = {name: set(_names(known.type)) for name, known in api.types.items()}
    met = _Met()
    for sender, method, use in _uses(api):
        left = list(_in_use(use))
        seen: set[str] = set()
        while left:
            name = left.pop()
            if name in seen or name not in inner:
                continue
            seen.add(name)
            met.senders.setdefault(name, {})[sender] = None
            if method:
                met.methods.setdefault(name, {})[method] = None
            left += inner[name]
    return {
        name: Reach(
            _ordered(met.senders.get(name, {})), tuple(met.methods.get(name, ()))
        )
        for name in api.types
    }


def unknown_types(api: Api) -> list[str]:
    """List names of types that are used and not there; a checked spec has none."""
    used = {name for _, _, use in _uses(api) for name in _in_use(use)}
    used |= {name for known in api.types.values() for name in _names(known.type)}
    return sorted(used - api.types.keys())


def _ordered(senders: dict[str, None]) -> Names:
    return tuple(one for one in (CLIENT, SERVER) if one in senders)


def _uses(api: Api) -> Iterator[tuple[str, str, Use]]:
    """Walk all uses outside of types, with who sends them and in which method."""
    for method in api.methods:
        yield from (
            (sender, method.name, use) for sender, use in _in_method(api, method)
        )
    for one in api.errors.values():
        uses = [part.use for part in one.parts] + ([one.data] if one.data else [])
        raising = [
            m.name for m in api.methods if one.name in {r.error for r in m.errors}
        ]
        yield from ((SERVER, name, use) for use in uses for name in raising or [""])
    for transport in api.transports:
        yield from ((CLIENT, "", scope.use) for scope in transport.scope)
    for envelope in api.envelopes:
        yield from ((SERVER, "", one.field.use) for one in envelope.beside)
    for credential in api.credentials:
        if credential.use is not None:
            yield CLIENT, "", credential.use
    payloads = [one.payload for one in api.webhooks] + [
        one.payload for one in api.pushes
    ]
    yield from ((SERVER, "", payload) for payload in payloads)
    for stream in api.streams:
        yield from ((SERVER, stream.start, use) for _, use in stream.cases)


def _in_method(api: Api, method: Method) -> Iterator[tuple[str, Use]]:
    yield from ((CLIENT, param.use) for param in method.params)
    for binding in method.bindings:
        for bound in binding.params:
            if bound.type in api.types:
                yield CLIENT, Use(Ref(bound.type))
    if method.result is not None:
        yield SERVER, method.result
    yield from ((SERVER, one.use) for one in method.beside)


def _in_use(use: Use) -> Iterator[str]:
    match use.type:
        case Ref():
            yield use.type.name
        case Choice():
            yield from _cases(use.type)
        case _:
            yield from _names(use.type)


def _cases(kind: Choice | Union) -> Iterator[str]:
    last = (kind.otherwise, getattr(kind, "missing", None))
    for use in (*(use for _, use in kind.cases), *last):
        if use is not None:
            yield from _in_use(use)


def _names(kind: Type) -> Iterator[str]:
    """Name the types that stand in another one, or that it includes."""
    match kind:
        case List():
            yield from _in_use(kind.items)
        case Map():
            yield from _in_use(kind.keys)
            yield from _in_use(kind.items)
        case Tuple():
            for use in (*kind.items, *([kind.rest] if kind.rest else [])):
                yield from _in_use(use)
        case Record():
            yield from kind.include
            yield from _in_fields(kind.fields)
            if kind.rest is not None:
                yield from _in_use(kind.rest)
        case Union():
            yield from _in_fields(kind.include)
            yield from _cases(kind)


def _in_fields(fields: tuple[Field, ...]) -> Iterator[str]:
    for one in fields:
        yield from _in_use(one.use)


def join_reach(
    base: Mapping[str, Reach], head: Mapping[str, Reach], types: Mapping[str, str]
) -> Mapping[str, Reach]:
    """Give, by base names, who sends a type on both sides of the change."""
    return {old: _both(base[old], head[new]) for old, new in types.items()}


def _both(base: Reach, head: Reach) -> Reach:
    senders = tuple(one for one in base.senders if one in head.senders)
    return Reach(senders, tuple(one for one in base.methods if one in head.methods))
