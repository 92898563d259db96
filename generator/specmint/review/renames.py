"""Names that changed while what they name did not: same shape and place, or an alias."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any, TypeVar

from specmint.model import NO_FACTS, Api, Facts, Field, Method, NamedType, Ref, Value

T = TypeVar("T")


def pair_types(base: Api, head: Api) -> Mapping[str, str]:
    """Pair the names of types, renamed ones too; a shape must be the only one like it."""
    types = {name: name for name in base.types if name in head.types}
    gone = [base.types[name] for name in base.types if name not in head.types]
    come = [head.types[name] for name in head.types if name not in base.types]
    while gone and come:
        old = partial(_type_shape, names=dict(types))
        found = pair_alike(gone, come, old, partial(_type_shape, names={}))
        if not found:
            break
        types |= {one.name: other.name for one, other in found}
        gone = [one for one in gone if one.name not in types]
        come = [one for one in come if one.name not in set(types.values())]
    return types


def pair_alike(
    gone: Iterable[T],
    come: Iterable[T],
    old_shape: Callable[[T], Hashable],
    new_shape: Callable[[T], Hashable],
) -> list[tuple[T, T]]:
    """Pair what went with what came where both are the only ones of their shape."""
    old, new = _by_shape(gone, old_shape), _by_shape(come, new_shape)
    return [
        (ones[0], new[shape][0])
        for shape, ones in old.items()
        if len(ones) == 1 and len(new.get(shape, ())) == 1
    ]


def _by_shape(
    ones: Iterable[T], shape: Callable[[T], Hashable]
) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = {}
    for one in ones:
        found.setdefault(shape(one), []).append(one)
    return found


def _type_shape(named: NamedType, names: Mapping[str, str]) -> Hashable:
    return bare(named.type, {**names, named.name: "itself"})


def bare(node: Any, names: Mapping[str, str]) -> Hashable:
    """Give a node without its facts, and with types called as in the head."""
    match node:
        case Facts():
            return None
        case Ref():
            return "ref", names.get(node.name, node.name)
        case Value():
            return node.text, node.name
        case tuple():
            return tuple(bare(one, names) for one in node)
    if is_dataclass(node):
        parts = (bare(getattr(node, one.name), names) for one in fields(node))
        return type(node).__name__, tuple(parts)
    return repr(node) if isinstance(node, dict | list) else node


def pair_fields(
    base: tuple[Field, ...], head: tuple[Field, ...], types: Mapping[str, str]
) -> list[tuple[Field, Field]]:
    """Pair members and parameters that are called otherwise now, and nothing else."""
    old = {field.name: field for field in base}
    new = {field.name: field for field in head}
    gone = [field for field in base if field.name not in new]
    come = [field for field in head if field.name not in old]
    found = [(one, other) for one in gone for other in come if one.name in other.also]
    left = [one for one in gone if one not in [old for old, _ in found]]
    free = [one for one in come if one not in [new for _, new in found]]
    places = {field.name: place for place, field in enumerate(base)}
    others = {field.name: place for place, field in enumerate(head)}
    same_length = len(base) == len(head)
    for one in left:
        for other in free:
            is_there = same_length and places[one.name] == others[other.name]
            if is_there and _field_shape(one, types) == _field_shape(other, {}):
                found.append((one, other))
    return found


def _field_shape(field: Field, types: Mapping[str, str]) -> Hashable:
    return bare(replace(field, name="", also=()), types)


def pair_methods(
    gone: list[Method], come: list[Method], types: Mapping[str, str]
) -> list[tuple[Method, Method]]:
    """Pair methods with the same call, then those of the same shape in their group."""
    found = pair_alike(gone, come, _calls, _calls)
    left = [one for one in gone if one not in [old for old, _ in found]]
    free = [one for one in come if one not in [new for _, new in found]]
    for one in left:
        for other in free:
            if set(_calls(one)) & set(_also(other)):
                found.append((one, other))
    left = [one for one in left if one not in [old for old, _ in found]]
    free = [one for one in free if one not in [new for _, new in found]]
    return found + pair_alike(
        left,
        free,
        lambda one: _method_shape(one, types),
        lambda one: _method_shape(one, {}),
    )


def _calls(method: Method) -> tuple[tuple[str, str], ...]:
    """What goes over the wire to call it."""
    return tuple(
        (one.transport, one.method or f"{one.verb} {one.path}")
        for one in method.bindings
    )


def _also(method: Method) -> list[tuple[str, str]]:
    return [
        (one.transport, call if " " in call else f"{one.verb} {call}".strip())
        for one in method.bindings
        for call in one.also
    ]


def _method_shape(method: Method, types: Mapping[str, str]) -> Hashable:
    """All that makes a method, but for its name and words; a bare one is like too many."""
    bindings = tuple(
        replace(one, method="", path="", also=(), facts=NO_FACTS)
        for one in method.bindings
    )
    if not method.params and method.result is None:
        return method.name
    parts = method.group, method.effect, bindings, method.params, method.result
    return bare(parts, types)
