"""The ways from a value to those that it is made of."""

from collections.abc import Callable, Iterator

from specmint.model import Api, Choice, List, Map, Record, Ref, Tuple, Type, Union, Use

Way = tuple[str, ...]
ANY = "*"  # every index of a list, and every key of a map
KEYS = "#"  # the keys of a map themselves
MOST = 100  # ways; types that hold others twice, time and again, have any number


def inside(kind: Type | Choice) -> Iterator[tuple[Way, Use]]:
    """Give the uses that a type is made of, each with its step; a case has none."""
    match kind:
        case List() | Map():
            yield (ANY,), kind.items
        case Tuple():
            yield from (((ANY,), use) for use in (*kind.items, kind.rest) if use)
        case Record():
            yield from (((field.name,), field.use) for field in kind.fields)
        case Union():
            yield from (((field.name,), field.use) for field in kind.include)
            uses = (*(use for _, use in kind.cases), kind.otherwise)
            yield from (((), use) for use in uses if use)
        case Choice():
            uses = (*(use for _, use in kind.cases), kind.otherwise, kind.missing)
            yield from (((), use) for use in uses if use)


def leading(api: Api, whole: Use, is_sought: Callable[[Use], bool]) -> frozenset[str]:
    """Name the types below a use that lead to what is sought: all ways would be too many."""
    back, ready, seen = dict[str, set[str]](), list[str](), set[str]()
    waiting = [one.type.name for one in near(whole) if isinstance(one.type, Ref)]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for one in near(Use(api.types[name].type)):
            ready += [name] if is_sought(one) else []
            if isinstance(one.type, Ref):
                back.setdefault(one.type.name, set()).add(name)
                waiting.append(one.type.name)
    found = set[str]()
    while ready:
        name = ready.pop()
        if name not in found:
            found.add(name)
            ready += back.get(name, ())
    return frozenset(found)


def near(whole: Use) -> Iterator[Use]:
    """Give a use and what it is made of, up to the next names."""
    waiting = [whole]
    while waiting:
        use = waiting.pop()
        yield use
        if not isinstance(use.type, Ref):
            keys = [use.type.keys] if isinstance(use.type, Map) else []
            waiting += reversed([*keys, *(one for _, one in inside(use.type))])
