"""How much of an API its wire cases show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specmint.cases.meanings import context_of
from specmint.cases.parts import Json, Object
from specmint.model import (
    Api,
    Choice,
    Example,
    List,
    Map,
    Method,
    Push,
    Record,
    Ref,
    Tuple,
    Union,
    Use,
    Webhook,
    answers,
)
from specmint.wire import Context, Memory, decode, resolve


@dataclass(frozen=True, slots=True)
class Row:
    """What there is of one kind, and what of it no case shows."""

    what: str
    whole: int
    lacking: tuple[str, ...]
    excused: tuple[str, ...] = ()  # of those, what the spec calls unobserved


def covered(api: Api, document: Object) -> tuple[Row, ...]:
    """Hold methods, errors, types and refusals against the cases, by transport."""
    return (
        *_methods(api, document),
        _errors(api, document),
        _types(api),
        *_kinds(api, document),
    )


def _methods(api: Api, document: Object) -> Iterator[Row]:
    called = {(one["method"], one["over"]) for one in document["cases"]}
    for transport in api.transports:
        over = transport.name
        names = [
            m.name for m in api.methods if any(b.transport == over for b in m.bindings)
        ]
        lacking = [name for name in names if (name, over) not in called]
        yield Row(f"methods over {over}", len(names), tuple(lacking))


def _errors(api: Api, document: Object) -> Row:
    seen = {
        one["sees"]["error"]["name"]
        for one in [*document["cases"], *document["errors"]]
        if "error" in one["sees"]
    }
    seen |= {one["error"] for one in document["refused"] if "error" in one}
    lacking = tuple(name for name in api.errors if name not in seen)
    excused = tuple(name for name in lacking if api.errors[name].facts.unobserved)
    return Row("errors", len(api.errors), lacking, excused)


def _kinds(api: Api, document: Object) -> Iterator[Row]:
    for transport in api.transports:
        known = list(answers(transport.refuse, transport.name))
        tried = {
            one["kind"] for one in document["refused"] if one["over"] == transport.name
        }
        lacking = tuple(kind for kind in known if kind not in tried)
        yield Row(f"kinds of refusals over {transport.name}", len(known), lacking)


# -- types -------------------------------------------------------------------------


def _types(api: Api) -> Row:
    """Name the types that no value of a method's example is of."""
    met, memory = set[str](), Memory()
    for method in api.methods:
        for example in method.examples:
            _meet_example(api, method, example, memory, met)
    senders: tuple[Push | Webhook, ...] = (*api.webhooks, *api.pushes)
    for sent in senders:
        for one in sent.examples:
            if one.payload is not None and sent.payload is not None:
                _meet(api, sent.payload, one.payload.value, Context(memory=memory), met)
    _meet_errors(api, met)
    for scope in api.transports:
        met |= set(_named(field.use for field in scope.scope))
    met |= set(_named(one.use for one in api.credentials if one.use))
    return Row("types", len(api.types), tuple(n for n in api.types if n not in met))


def _meet_example(
    api: Api, method: Method, example: Example, memory: Memory, met: set[str]
) -> None:
    context = context_of(method, example, memory)
    for param in method.params:
        if param.name in example.params:
            _meet(api, param.use, example.params[param.name], context, met)
    if example.result is not None and method.result is not None:
        _meet(api, method.result, example.result.value, context, met)
    for field in method.beside:
        if field.name in example.beside:
            _meet(api, field.use, example.beside[field.name], context, met)
    error = api.errors[example.raises.error] if example.raises else None
    if error and error.data and example.raises and example.raises.data is not None:
        _meet(api, error.data, example.raises.data.value, context, met)


def _meet_errors(api: Api, met: set[str]) -> None:
    """What an envelope or an error carries is there whenever it is."""
    for envelope in api.envelopes:
        met |= set(_named(one.field.use for one in envelope.beside))
    for error in api.errors.values():
        if not error.facts.unobserved:
            met |= set(_named(part.use for part in error.parts))


def _named(uses: Iterable[Use]) -> Iterator[str]:
    return (use.type.name for use in uses if isinstance(use.type, Ref))


def _meet(api: Api, use: Use, value: Json, context: Context, met: set[str]) -> None:
    """Note the named types of a value and of its parts."""
    if isinstance(use.type, Ref):
        met.add(use.type.name)
    if value is None and use.nullable:
        return
    kind = resolve(api, use)
    for inner, part in _parts(kind, value):
        if isinstance(kind, Choice | Union) and decode(api, inner, part, context)[1]:
            continue
        _meet(api, inner, part, context, met)


def _parts(kind: object, value: Json) -> Iterator[tuple[Use, Json]]:
    """Give the parts of a value with their uses; of a choice, the value as each case."""
    match kind:
        case Choice():
            others = [one for one in (kind.otherwise, kind.missing) if one]
            yield from ((use, value) for use in (*dict(kind.cases).values(), *others))
        case Union():
            others = [kind.otherwise] if kind.otherwise else []
            yield from ((use, value) for use in (*dict(kind.cases).values(), *others))
        case List() if isinstance(value, list):
            yield from ((kind.items, item) for item in value)
        case Map() if isinstance(value, dict):
            yield from ((kind.keys, key) for key in value)
            yield from ((kind.items, item) for item in value.values())
        case Tuple() if isinstance(value, list):
            uses = [*kind.items, *[kind.rest] * len(value)]
            yield from ((u, v) for u, v in zip(uses, value, strict=False) if u)
        case Record() if isinstance(value, dict):
            for field in kind.fields:
                for name in (field.name, *field.also):
                    if name in value:
                        yield field.use, value[name]
