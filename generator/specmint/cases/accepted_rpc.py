"""Calls of JSON-RPC that a server takes besides: dialects, paths, containers, ids, names."""

from collections.abc import Iterator
from typing import Any

from specmint.cases.other import Like, Other, other_values, set_apart
from specmint.cases.parts import Json, Object
from specmint.cases.requests import named_values, placed_values
from specmint.cases.values import Values
from specmint.model import Api, Dialect, Rpc

_IDS: tuple[Json, ...] = ("the-id", 0, -7)


def other_calls(
    api: Api, like: Like, more: Rpc, values: Values, *, is_first: bool
) -> Iterator[Other]:
    for name, why, call in _bodies(api, like, more):
        yield Other(name, why, {**like.request, "json": call}, auth=like.binding.auth)
    for number, path in enumerate(like.binding.also):
        bare = path.partition("[")[0] or "/"
        name = f"path-{number + 1}"
        why = "The call may be made at a further path."
        yield Other(name, why, {**like.request, "path": bare}, auth=like.binding.auth)
    if is_first:
        yield from _of_transport(like, more)
    if like.method.name == _first_at(api, like.binding.path):
        yield from _scoped(api, like, values)


def _bodies(api: Api, like: Like, more: Rpc) -> Iterator[tuple[str, str, Object]]:
    """Give the parameters in another container, or one of them said otherwise."""
    call = like.request["json"]
    placed = list(placed_values(api, like.method, like.binding, like.example))
    named = named_values(like.method, like.example, placed)
    if more.params == "either" and named:
        whole = {**call, "params": named}
        yield "by-name", "Parameters may come by their names.", whole
    params = like.binding.params
    is_clear = all(set_apart(like.binding, one) == one.also for one in params)
    if more.positions and len(named) > 1 and is_clear:
        first, *_ = [one.name for one in params if not one.absent]
        if first in named:
            rest = {key: value for key, value in named.items() if key != first}
            mixed = {more.positions: [named[first]], **rest}
            whole = {**call, "params": mixed}
            yield "by-position-and-name", "The first ones may come by position.", whole
    for name, why, changed in other_values(api, like, named):
        yield name, why, {**call, "params": _contained(like, more, changed)}


def _contained(like: Like, more: Rpc, named: Object) -> Json:
    """By position a name does not count, so what is only named otherwise is named."""
    known = {one.name for one in like.binding.params}
    if more.params == "named" or not named.keys() <= known:
        return named
    order = [one.name for one in like.binding.params if one.name in named]
    all_names = [one.name for one in like.binding.params if not one.absent]
    is_whole = order == all_names[: len(order)]
    return [named[name] for name in order] if is_whole else named


# -- what is the same for all methods ----------------------------------------------


def _of_transport(like: Like, more: Rpc) -> Iterator[Other]:
    base, call, auth = like.request, like.request["json"], like.binding.auth
    reply = like.case["reply"]
    for number, own in enumerate(_IDS):
        body = {**call, "id": own}
        answer = {**reply, "json": {**reply["json"], "id": own}}
        name, why = f"id-{number + 1}", "An id comes back as it was sent."
        yield Other(name, why, {**base, "json": body}, answer, auth)
    for kind in more.content_types:
        if kind != base["headers"]["Content-Type"]:
            headers = {**base["headers"], "Content-Type": kind}
            yield Other(
                f"as-{kind}",
                "The content type may be another.",
                {**base, "headers": headers},
                auth=auth,
            )
    for dialect in more.dialects:
        yield from _in_dialect(like, more, dialect)


def _first_at(api: Api, path: str) -> str:
    """Name the first method at a path that shows how it goes well."""
    return next(
        (
            method.name
            for method in api.methods
            if any(
                (one.transport, one.path) == ("rpc", path) for one in method.bindings
            )
            and any(not one.raises for one in method.examples)
        ),
        "",
    )


def _scoped(api: Api, like: Like, values: Values) -> Iterator[Other]:
    """Fill the parts of the path that may be left out."""
    for field in api.transport("rpc").scope:
        segment = f"{{{field.name}}}"
        if segment in like.binding.path:
            own = [one for one in values.of(field.use) if _is_plain(one)]
            path = like.binding.path.replace(segment, (own or [field.name])[0])
            path = path.replace("[", "").replace("]", "")
            yield Other(
                f"with-{field.name}",
                "A part of the path may be left out, and here it is there.",
                {**like.request, "path": path},
                auth=like.binding.auth,
            )


def _is_plain(value: Json) -> bool:
    """Whether a text stands in a path as it is."""
    return isinstance(value, str) and value.replace("_", "").isalnum()


def _in_dialect(like: Like, more: Rpc, dialect: Dialect) -> Iterator[Other]:
    """Speak each form of a dialect; the reply is in the same."""
    base, auth = like.request, like.binding.auth
    texts = dict(dialect.when).get("jsonrpc", ())
    is_spoken = dialect.name == more.speak
    forms: list[Any] = [
        text
        for text in texts
        if not (is_spoken and text == base["json"].get("jsonrpc"))
    ]
    if not texts:
        forms = [None, "1.0"]
    for text in forms:
        call = {key: value for key, value in base["json"].items() if key != "jsonrpc"}
        call = call if text is None else {"jsonrpc": text, **call}
        name = f"{dialect.name}-{text or 'absent'}"
        yield Other(
            f"dialect-{name}",
            "A dialect is told by `jsonrpc`, or by its absence.",
            {**base, "json": call},
            _reply(like.case["reply"], dialect, call),
            auth,
        )


def _reply(own: Object, dialect: Dialect, call: Object) -> Object:
    body = own["json"]
    made: Object = {}
    for name, when in dialect.members:
        if name == "jsonrpc":
            made[name] = dialect.version
        elif name == "id":
            made[name] = call.get("id")
        elif name == "result" and when in {"always", "ok"}:
            made[name] = body.get("result")
        elif name == "error" and when == "always":
            made[name] = None
    return {"status": dialect.ok, "json": made}
