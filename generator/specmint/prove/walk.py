"""Where an API uses types, without looking at any value."""

from collections.abc import Iterable, Iterator

from specmint.model import (
    Anything,
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
from specmint.prove.case import Path
from specmint.wire import form_name

Named = tuple[str, Use]


def below(kind: Ref | Type | Choice) -> Iterator[Named]:
    """Give the uses that a type or a choice is made of, with what to call them."""
    match kind:
        case List() | Map():
            yield "items", kind.items
            if isinstance(kind, Map):
                yield "keys", kind.keys
        case Tuple():
            yield from ((str(index), use) for index, use in enumerate(kind.items))
        case Record():
            yield from _fields(kind.fields)
        case Choice() | Union():
            yield from kind.cases
            if isinstance(kind, Union):
                yield from _fields(kind.include)
            else:
                yield from _maybe("missing", kind.missing)
            yield from _maybe("otherwise", kind.otherwise)
        case _:
            return
    if isinstance(kind, (Tuple, Record)):
        yield from _maybe("rest", kind.rest)


def _fields(fields: Iterable[Field]) -> Iterator[Named]:
    yield from ((field.name, field.use) for field in fields)


def _maybe(name: str, use: Use | None) -> Iterator[Named]:
    if use is not None:
        yield name, use


def anything(api: Api) -> Iterator[str]:
    """Name the places where anything goes, each once."""
    for name, named in api.types.items():
        if isinstance(named.type, Anything):
            yield name
        included = _included(api, named.type)
        own = (
            (inner, use) for inner, use in below(named.type) if inner not in included
        )
        yield from _anything_in(name, own)
    for method in api.methods:
        yield from _anything_in(method.name, _of_method(method))
    for error in api.errors.values():
        yield from _anything_in(error.name, _maybe("data", error.data))
    for push in api.pushes:
        yield from _anything_in(push.name, [("payload", push.payload)])
    for webhook in api.webhooks:
        yield from _anything_in(webhook.name, [("payload", webhook.payload)])
    for stream in api.streams:
        yield from _anything_in(stream.name, stream.cases)


def _anything_in(place: str, uses: Iterable[Named]) -> Iterator[str]:
    for name, use in uses:
        inner = f"{place}.{name}"
        if isinstance(use.type, Anything):
            yield inner
        else:
            yield from _anything_in(inner, below(use.type))


def _of_method(method: Method) -> Iterator[Named]:
    yield from _fields(method.params)
    yield from _maybe("result", method.result)
    yield from _fields(method.beside)


def _included(api: Api, kind: Type) -> frozenset[str]:
    """Name the fields of a record that other records declare."""
    if not isinstance(kind, Record):
        return frozenset()
    return frozenset(
        field.name
        for name in kind.include
        if isinstance(record := api.types[name].type, Record)
        for field in record.fields
    )


def forms_in_use(api: Api) -> dict[str, Path]:
    """Give each wire form of parameters and results, and where it is used first."""
    forms: dict[str, Path] = {}
    visited: set[str] = set()
    for path, use in _of_calls(api):
        for form in _forms(api, use, visited):
            forms.setdefault(form, path)
    return forms


def _of_calls(api: Api) -> Iterator[tuple[Path, Use]]:
    for method in api.methods:
        path = ("methods", method.name)
        for param in method.params:
            yield (*path, "params", param.name), param.use
        if method.result is not None:
            yield (*path, "result"), method.result


def _forms(api: Api, whole: Use, visited: set[str]) -> Iterator[str]:
    """Name the forms of a use and of all that is below it; nothing recurses."""
    waiting = [whole]
    while waiting:
        use = waiting.pop()
        kind: Ref | Type | Choice = use.type
        is_new = True
        if isinstance(kind, Ref):
            # The use may have a form of its own, so only what is below is done once.
            is_new = kind.name not in visited
            visited.add(kind.name)
            kind = api.types[kind.name].type
        if name := form_name(kind, use):
            yield name
        if is_new:
            waiting += reversed([inner for _, inner in below(kind)])
