"""The order of types: each after those that it is made of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from specmint.model import (
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


def in_order(
    api: Api, givers: Mapping[str, str]
) -> tuple[list[str], dict[str, set[str]]]:
    """Put each type after those it is made of; give what has to look ahead.

    `givers` names the type that a type's unit comes from, where it has one.
    """
    order: list[str] = []
    cyclic: dict[str, set[str]] = {}
    state: dict[str, str] = {}

    def visit(name: str) -> None:
        state[name] = "open"
        giver = givers.get(name, name)
        first = [giver] if giver != name else []
        kind = api.types[name].type
        if isinstance(kind, Record):
            kind = with_included(api, name, kind)
        for needed in (*first, *_needs(kind)):
            if state.get(needed) == "open":
                cyclic.setdefault(name, set()).add(needed)
            elif needed not in state:
                visit(needed)
        state[name] = "done"
        order.append(name)

    for name in api.types:
        if name not in state:
            visit(name)
    return order, cyclic


def _needs(kind: Type) -> Iterator[str]:
    for use in _uses(kind):
        match use.type:
            case Ref(name=name):
                yield name
            case Choice():
                for inner in _choice_uses(use.type):
                    yield from _needs_of(inner)
            case _:
                yield from _needs(use.type)


def _needs_of(use: Use) -> Iterator[str]:
    if isinstance(use.type, Ref):
        yield use.type.name
    elif not isinstance(use.type, Choice):
        yield from _needs(use.type)


def _choice_uses(choice: Choice) -> Iterable[Use]:
    cases = [use for _, use in choice.cases]
    return [*cases, *filter(None, (choice.otherwise, choice.missing))]


def _uses(kind: Type) -> list[Use]:
    """List the uses that a type is made of."""
    match kind:
        case List():
            return [kind.items]
        case Map():
            return [kind.items]
        case Tuple():
            return [*kind.items, *([kind.rest] if kind.rest else [])]
        case Record():
            fields = [field.use for field in kind.fields]
            bases = [Use(Ref(name)) for name in kind.include]
            return [*bases, *fields, *([kind.rest] if kind.rest else [])]
        case Union():
            cases = [use for _, use in kind.cases]
            included = [field.use for field in kind.include]
            return [*cases, *included, *([kind.otherwise] if kind.otherwise else [])]
    return []


def with_included(api: Api, name: str, record: Record) -> Record:
    """Give a case the members that its union puts into every one."""
    for one in api.types.values():
        if isinstance(one.type, Union) and any(
            use.type == Ref(name) for _, use in one.type.cases
        ):
            fields = {
                field.name: field for field in (*one.type.include, *record.fields)
            }
            record = replace(record, fields=tuple(fields.values()))
    return record
