"""The errors of a method: its own, and those that answer values of its parameters."""

from collections.abc import Iterator

from specmint.model import (
    Api,
    Choice,
    List,
    Map,
    Method,
    Raise,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)


def errors_of(api: Api, method: Method) -> tuple[Raise, ...]:
    """List all errors of a method; what its types refuse with follows, if it is new."""
    own = {one.error for one in method.errors}
    params: dict[str, list[str]] = {}
    for param in method.params:
        for error in dict.fromkeys(_refused_with(api, param.use)):
            params.setdefault(error, []).append(f"`{param.name}`")
    more = (
        Raise(error, f"{_listed(names)} breaks a rule of its type")
        for error, names in params.items()
        if error not in own
    )
    return (*method.errors, *more)


def _listed(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _refused_with(api: Api, whole: Use) -> Iterator[str]:
    waiting, seen = [whole], set[str]()
    while waiting:
        use = waiting.pop()
        refuse, kind = api.refuse(use), use.type
        if refuse is not None:
            yield refuse.error
        if isinstance(kind, Ref):
            if kind.name in seen:
                continue
            seen.add(kind.name)
            kind = api.types[kind.name].type
        waiting += reversed([*_inner(kind)])


def _inner(kind: Type | Choice) -> Iterator[Use]:
    match kind:
        case List():
            yield kind.items
        case Map():
            yield from (kind.keys, kind.items)
        case Tuple():
            yield from (use for use in (*kind.items, kind.rest) if use)
        case Record():
            yield from (field.use for field in kind.fields)
        case Union():
            yield from (field.use for field in kind.include)
            yield from (
                use for use in (*dict(kind.cases).values(), kind.otherwise) if use
            )
        case Choice():
            uses = (*dict(kind.cases).values(), kind.otherwise, kind.missing)
            yield from (use for use in uses if use)
