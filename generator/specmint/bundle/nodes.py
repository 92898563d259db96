"""Nodes of the model as JSON: what is empty or usual is left out."""

from dataclasses import fields, is_dataclass
from functools import cache, singledispatch
from typing import Any

from specmint.model import Default, Facts

Json = Any
# Members that are pairs in the model, which is frozen, and objects in JSON.
_PAIRED = frozenset(
    [
        "since",
        "until",
        "together",
        "members",
        "when",
        "reply_when",
        "call",
        "also_send",
        "error_by_code",
        "params",
        "ok",
        "http_status",
        "headers",
        "cases",
        "only_when",
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


def plain(value: Any, *without: str) -> dict[str, Json]:
    """Turn a dataclass into an object of the members that say something."""
    made: dict[str, Json] = {}
    for name, usual in _members(type(value)):  # type: ignore[arg-type]
        member = getattr(value, name)
        if name in without or member == usual or member in (None, "", ()):
            continue
        if isinstance(member, Facts):
            made |= plain(member)
        elif name in _PAIRED and _is_paired(member):
            made[name] = {str(key): node(item) for key, item in member}
        else:
            made[name] = node(member)
    return made


def _is_paired(member: Any) -> bool:
    return isinstance(member, tuple) and isinstance(member[0], tuple)


@cache
def _members(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))
