"""A spec without what nothing in it uses."""

from collections.abc import Iterable
from typing import Any

Json = Any
Object = dict[str, Json]
_USERS = ("methods", "errors", "webhooks", "pushes", "envelopes")


def prune(data: Object) -> list[str]:
    """Take out unused types, whose names it gives, and what else nothing uses."""
    _prune_groups(data)
    _prune_auth(data)
    return prune_types(data, [data.get(key, {}) for key in _USERS])


def prune_types(
    data: Object, users: Iterable[Json], kept: Iterable[str] = ()
) -> list[str]:
    """Take out the types that no user leads to and nobody keeps; give their names."""
    types = data["types"]
    used: set[str] = set()
    todo = [*users, *kept]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            todo += node.values()
        elif isinstance(node, list):
            todo += node
        elif isinstance(node, str) and node in types and node not in used:
            used.add(node)
            todo.append(types[node])
    left = [name for name in types if name not in used]
    for name in left:
        del types[name]
    return left


def _prune_groups(data: Object) -> None:
    used = {node["group"] for node in data["methods"].values()}
    data["groups"] = {key: one for key, one in data["groups"].items() if key in used}


def _prune_auth(data: Object) -> None:
    """Keep the schemes that something names, and the credentials that these send."""
    users = [*data["transports"].values()]
    users += [
        node[way]
        for node in data["methods"].values()
        for way in data["transports"]
        if isinstance(node.get(way), dict)
    ]
    named = {name for one in users for name in one.get("auth", ())}
    auth = {key: one for key, one in data.get("auth", {}).items() if key in named}
    sent = {
        value.removeprefix("$")
        for one in auth.values()
        for value in one.values()
        if isinstance(value, str) and value.startswith("$")
    }
    told = data.get("credentials", {})
    left = {key: one for key, one in told.items() if key in sent}
    for section, nodes in (("auth", auth), ("credentials", left)):
        data.pop(section, None)
        data.update({section: nodes} if nodes else {})
