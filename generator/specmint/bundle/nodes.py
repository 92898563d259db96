"""Nodes of the model as JSON: what is usual is left out, nothing else."""

from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache, singledispatch
from typing import Any

from specmint.model import Default, Facts

Json = Any
Object = dict[str, Json]
# Members that are pairs in the model, which is frozen, and objects in JSON.
_PAIRED = frozenset(
    [
        "also_send",
        "cases",
        "headers",
        "http_status",
        "members",
        "ok",
        "only_when",
        "params",
        "sections",
        "since",
        "together",
        "until",
        "when",
    ]
)


@singledispatch
def node(value: Any) -> Json:
    """Turn any part of the model into JSON; other modules say how for their kinds."""
    if isinstance(value, tuple):
        return [node(item) for item in value]
    return plain(value) if is_dataclass(value) else value


@node.register
def _(box: Default) -> Json:
    return box.value


def plain(value: Any, *without: str) -> Object:
    """Turn a dataclass into an object, without the members that are as usual."""
    made: Object = {}
    for name, usual in _members(type(value)):  # type: ignore[arg-type]
        member = getattr(value, name)
        if name in without or member == usual:
            continue
        if isinstance(member, Facts):
            made |= plain(member)
        elif name in _PAIRED and _is_paired(member):
            made[name] = paired(member)
        else:
            made[name] = node(member)
    return made


def named(nodes: Iterable[Any]) -> Object:
    """Turn dataclasses that have a name into one object, by name and in order."""
    made = {one.name: node(one) for one in nodes}
    for one in made.values():
        del one["name"]
    return made


def paired(pairs: Iterable[tuple[Any, Any]]) -> Object:
    return {str(key): node(item) for key, item in pairs}


def _is_paired(member: Any) -> bool:
    return isinstance(member, tuple) and all(isinstance(one, tuple) for one in member)


@cache
def _members(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, _usual(field)) for field in fields(kind))


def _usual(field: Field[Any]) -> Any:
    """What the model assumes; MISSING, which nothing equals, where it must be told."""
    if field.default_factory is MISSING:
        return field.default
    return field.default_factory()
