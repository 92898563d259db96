"""Literal HTTP requests: the call's line, its query, its headers and its body."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.model import Binding, BoundParam, Http, List
from specmint.prove.case import Case
from specmint.prove.members import Given, Said, by_name, find, given_slips
from specmint.prove.traffic import (
    Pairs,
    Request,
    pairs_of,
    path_pattern,
    placeholders,
    read_json,
    unquoted,
)
from specmint.wire import resolve, travelling


def rest_slips(
    case: Case, binding: Binding, http: Http, request: Request
) -> Iterator[Said]:
    """Compare a request over HTTP with the example's parameters."""
    placed = _in_path(case, binding, http, request)
    if placed is None:
        calls = " or ".join(f"`{verb} {path}`" for verb, path in _calls(binding))
        yield f"`{request.verb} {request.path}` is not {calls}", ""
        return
    as_called = _as_called(binding, http, request.verb)
    given = [
        *(item for item in placed if find(binding, "path", item.name)),
        *_in_query(case, as_called, http, request),
        *_in_headers(as_called, request),
    ]
    body = _in_body(case, as_called, http, request)
    if isinstance(body, str):
        yield body, ""
        return
    yield from given_slips(case, as_called, http, [*given, *body])


def _calls(binding: Binding) -> list[tuple[str, str]]:
    """List the calls that a server takes, the one that clients make first."""
    others = [
        (binding.verb, call) if call.startswith("/") else tuple(call.split(" ", 1))
        for call in binding.also
    ]
    return [(binding.verb, binding.path), *((verb, path) for verb, path in others)]


def _in_path(
    case: Case, binding: Binding, http: Http, request: Request
) -> list[Given] | None:
    """Take the values out of the path, if it is one of the binding's."""
    for verb, path in _calls(binding):
        slash = "/?" if http.slash == "optional" else ""
        pattern = f"{path_pattern(path.rstrip('/') if slash else path)}{slash}"
        found = case.bench.memory.pattern(pattern).fullmatch(request.path)
        if verb == request.verb and found is not None:
            pairs = zip(placeholders(path), found.groups(), strict=True)
            return [Given("path", name, unquoted(text)) for name, text in pairs if text]
    return None


def _as_called(binding: Binding, http: Http, verb: str) -> Binding:
    """Move parameters to where another verb of the same call has them."""
    if verb == binding.verb:
        return binding
    usual, here = _usual_place(http, binding.verb), _usual_place(http, verb)
    params = tuple(
        replace(bound, place=here) if bound.place == usual else bound
        for bound in binding.params
    )
    return replace(binding, params=params, verb=verb)


def _usual_place(http: Http, verb: str) -> str:
    return dict(http.params).get(verb, "query" if verb == "GET" else "json")


def _in_query(
    case: Case, binding: Binding, http: Http, request: Request
) -> list[Given]:
    fixed = pairs_of(binding.query)
    words = {envelope.without for envelope in case.bench.api.envelopes}
    pairs = tuple(
        pair
        for pair in request.query
        if pair not in fixed and pair[0] not in words | case.bench.hidden
    )
    return _texts(case, binding, http, ("query", pairs))


def _texts(
    case: Case, binding: Binding, http: Http, where: tuple[str, Pairs]
) -> list[Given]:
    """Bring members that are repeated together, where the parameter is such a list."""
    place, pairs = where
    values: dict[str, list[str]] = {}
    for name, text in pairs:
        values.setdefault(name, []).append(text)
    given = []
    for name, texts in values.items():
        bound = find(binding, place, name)
        if bound is not None and _is_repeated(case, bound, http):
            given.append(Given(place, name, texts))
        else:
            given += [Given(place, name, text) for text in texts]
    return given


def _is_repeated(case: Case, bound: BoundParam, http: Http) -> bool:
    api, use = case.bench.api, case.call.fields[bound.param].use
    way = travelling(api, use, bound, http.wire)
    kind = resolve(api, way)
    return isinstance(kind, List) and (way.wire or kind.wire) == "repeated"


def _in_headers(binding: Binding, request: Request) -> list[Given]:
    return [
        Given("header", bound.name, request.headers[bound.name.lower()])
        for bound in binding.params
        if bound.place == "header" and bound.name.lower() in request.headers
    ]


def _in_body(
    case: Case, binding: Binding, http: Http, request: Request
) -> list[Given] | str:
    """Take the values out of the body, or say why that cannot be done."""
    text = request.body.strip()
    if not text:
        return []
    if _body_form(binding, http) == "form":
        pairs = tuple(p for p in pairs_of(text) if p[0] not in case.bench.hidden)
        return _texts(case, binding, http, ("form", pairs))
    body, wrong = read_json(text)
    if wrong:
        return f"its body: {wrong}"
    whole = next((bound for bound in binding.params if bound.place == "body"), None)
    if whole is not None:
        return [Given("body", whole.name, body)]
    if not isinstance(body, dict):
        return "its body is no object"
    return by_name("json", body)


def _body_form(binding: Binding, http: Http) -> str:
    if binding.body:
        return binding.body
    places = {bound.place for bound in binding.params}
    if places & {"form", "json", "body"}:
        return "form" if "form" in places else "json"
    return _usual_place(http, binding.verb)
