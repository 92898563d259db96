"""Requests that no client of ours sends, and that a server must take as one it knows.

Each is like a case: the handler is given the same, and does the same.
"""

from collections.abc import Iterator
from copy import deepcopy

from specmint.cases.accepted_rest import other_requests
from specmint.cases.accepted_rpc import other_calls
from specmint.cases.frames import put_id
from specmint.cases.messages import make_message
from specmint.cases.other import Like, Other, other_values
from specmint.cases.parts import Object
from specmint.cases.requests import named_values, placed_values
from specmint.cases.sending import bare_of, request_part
from specmint.cases.signing import scheme_of, shown
from specmint.cases.values import Values
from specmint.model import Api, Http, Method, Rpc, Ws


def accepted_cases(
    api: Api, more: Api, cases: list[Object], values: Values, number: int
) -> Iterator[Object]:
    """Write every other request of every method; nonces begin with this number.

    `more` has what no example shows in the place of examples.
    """
    known = {(one["name"], one["over"]): one for one in cases}
    for like in _likes(api, more, known):
        for other in _others(api, like, values):
            made: Object = {
                "name": f"{like.method.name}/{other.name}",
                "like": like.case["name"],
                "why": other.why,
                "over": like.binding.transport,
            }
            request = other.request
            if other.auth is not None:
                request = shown(api, scheme_of(api, other.auth), request, number)
                number += 1
            made["request"] = request
            reply = other.reply or _reply(api, like, request)
            if reply != like.case["reply"]:
                made["reply"] = reply
            yield made


def _reply(api: Api, like: Like, request: Object) -> Object:
    """Give the reply of the case with the id of the request at hand."""
    return put_id(api, like.binding.transport, request, deepcopy(like.case["reply"]))


def _likes(api: Api, more: Api, known: dict[tuple[str, str], Object]) -> Iterator[Like]:
    """Give for each method and transport the case with the most arguments."""
    for method, own in zip(api.methods, more.methods, strict=True):
        for binding in method.bindings:
            over = binding.transport
            good = [
                (example, known[f"{method.name}/{example.name}", over])
                for example in (*method.examples, *own.examples)
                if not example.raises
                and (f"{method.name}/{example.name}", over) in known
            ]
            if good:
                example, case = max(good, key=lambda one: len(one[0].params))
                bare = bare_of(example)
                message = make_message(api, method, binding, bare)
                request = request_part(api, binding, message)
                yield Like(method, binding, bare, case, request)


def _others(api: Api, like: Like, values: Values) -> Iterator[Other]:
    more = api.transport(like.binding.transport).more
    is_first = _is_first(api, like.method, like.binding.transport)
    match more:
        case Rpc():
            yield from other_calls(api, like, more, values, is_first=is_first)
        case Http():
            yield from other_requests(api, like, more, is_first=is_first)
        case Ws():
            yield from _other_frames(api, like, more)


def _is_first(api: Api, method: Method, over: str) -> bool:
    names = (
        m.name
        for m in api.methods
        if any(b.transport == over for b in m.bindings)
        and any(not e.raises for e in m.examples)
    )
    return method.name == next(names, "")  # an imported spec may show nothing


def _other_frames(api: Api, like: Like, more: Ws) -> Iterator[Other]:
    keys = {value: key for key, value in more.call if isinstance(value, str)}
    placed = list(placed_values(api, like.method, like.binding, like.example))
    named = named_values(like.method, like.example, placed)
    for name, why, changed in other_values(api, like, named):
        frame = {**like.request["json"], keys["$params"]: changed}
        request = {**like.request, "json": frame}
        yield Other(name, why, request, auth=like.binding.auth)
