"""Requests of REST that a server takes besides: paths, verbs, slashes, names, signatures."""

from collections.abc import Iterator
from urllib.parse import quote

from specmint.cases.other import Like, Other, other_forms, set_apart
from specmint.cases.parts import FORM, Json, Object
from specmint.cases.requests import placed_values
from specmint.model import Api, BoundParam, Http


def other_requests(
    api: Api, like: Like, more: Http, *, is_first: bool
) -> Iterator[Other]:
    for name, why, request in _changed(api, like, more, is_first=is_first):
        yield Other(name, why, request, auth=like.binding.auth)


def _changed(
    api: Api, like: Like, more: Http, *, is_first: bool
) -> Iterator[tuple[str, str, Object]]:
    base, binding = like.request, like.binding
    for number, path in enumerate(binding.also):
        ordinal = "" if number == 0 else f"-{number + 1}"
        yield f"another-path{ordinal}", "The method has further paths.", _at(
            api, like, path
        )
    if more.slash == "optional" and base["path"] != "/":
        path = base["path"]
        other = path[:-1] if path.endswith("/") else f"{path}/"
        yield "other-slash", "The slash at the end does not count.", {
            **base,
            "path": other,
        }
    for verb in dict(more.also).get(binding.verb, ()):
        made = {**base, "verb": verb, "query": [], "form": base["query"]}
        made["headers"] = {**base["headers"], "Content-Type": FORM}
        yield f"by-{verb}", "A further verb takes the query as a form.", made
    for bound in binding.params:
        if not bound.absent and bound.param in like.example.params:
            yield from _said(api, like, bound)
    _ = is_first


def _at(api: Api, like: Like, path: str) -> Object:
    """Put the arguments into another path; a verb may stand before it."""
    verb, space, rest = path.partition(" ")
    template = rest if space else path
    for bound, value in placed_values(api, like.method, like.binding, like.example):
        if bound.place == "path":
            text = quote(str(value), safe="")
            for name in (bound.name, bound.param):
                template = template.replace(f"{{{name}}}", text)
    made = {**like.request, "path": template.partition("?")[0]}
    return {**made, "verb": verb} if space else made


def _said(api: Api, like: Like, bound: BoundParam) -> Iterator[tuple[str, str, Object]]:
    base, place = like.request, bound.place
    if place not in {"json", "query", "form"}:
        return
    for also in set_apart(like.binding, bound):
        request = _renamed(base, place, bound.name, also)
        if request is not None:
            yield f"{bound.name}-as-{also}", "A parameter has further names.", request
    value = _value(base, place, bound.name)
    for number, form in enumerate(other_forms(api, like, bound, value)):
        request = _put(base, place, bound.name, form)
        if request is not None:
            name = (
                f"{bound.name}-in-another-form{'' if number == 0 else f'-{number + 1}'}"
            )
            yield name, "A parameter is taken in a further form.", request


def _value(base: Object, place: str, name: str) -> Json:
    if place == "json":
        return base.get("json", {}).get(name)
    return next((v for n, v in base.get(place, []) if n == name), None)


def _renamed(base: Object, place: str, name: str, also: str) -> Object | None:
    match place:
        case "json":
            body = {(also if k == name else k): v for k, v in base["json"].items()}
            return {**base, "json": body}
        case "query" | "form":
            pairs = [[also if n == name else n, v] for n, v in base.get(place, [])]
            return {**base, place: pairs}
    return None


def _put(base: Object, place: str, name: str, value: Json) -> Object | None:
    match place:
        case "json":
            return {**base, "json": {**base["json"], name: value}}
        case "query" | "form":
            pairs = [[n, value if n == name else v] for n, v in base.get(place, [])]
            return {**base, place: pairs}
    return None
