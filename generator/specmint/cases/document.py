"""The wire cases of one API as one JSON document: a contract that other projects can use."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.cases.meanings import call_part, sees_part
from specmint.cases.messages import Message, Traffic, make_message
from specmint.cases.parts import (
    FORM,
    Json,
    Object,
    body_part,
    dig,
    put,
    split_status,
    target_part,
)
from specmint.cases.replies import status_of
from specmint.cases.signing import FIRST, made_up, scheme_of, shown
from specmint.model import (
    Api,
    Binding,
    Dialect,
    Erratum,
    Error,
    Example,
    Http,
    Method,
    Rpc,
    Transport,
    Ws,
)
from specmint.wire import write_json

VERSION = 1
AGENT = "specmint"


def wire_cases(api: Api, traffic: Traffic) -> Object:
    """Write every example over every transport as a case."""
    return {
        "wire": VERSION,
        "api": api.name,
        "title": api.title,
        "credentials": dict(made_up(api)),
        "frames": frames_of(api),
        "cases": list(_cases(api, traffic)),
        "refused": [],
    }


def frames_of(api: Api) -> Object:
    """Say by transport what stands around calls and answers, and may differ.

    That is the place of the id, how many outer levels may have their members in any
    order, and what nobody can foresee.
    """
    return {one.name: _frame(api, one) for one in api.transports}


def _frame(api: Api, transport: Transport) -> Object:
    request, reply = dict[str, Json](), dict[str, Json]()
    match transport.more:
        case Rpc():
            request, reply = {"id": "id", "levels": 1}, {"id": "id", "levels": 1}
        case Ws(call=call, reply_id=reply_id):
            own = next((key for key, value in call if value == "$id"), "")
            request, reply = {"id": own, "levels": 1}, {"id": reply_id, "levels": 3}
        case Http():
            reply = {"levels": 1} if any(e.ok for e in api.envelopes) else {}
    names = [
        beside.field.name
        for envelope in api.envelopes
        for beside in envelope.beside
        if transport.name == beside.over
    ]
    reply |= {"varies": names} if names else {}
    return {"request": request, "reply": reply}


def _cases(api: Api, traffic: Traffic) -> Iterator[Object]:
    for number, ((method, example, over), message) in enumerate(traffic.items()):
        known = next(one for one in api.methods if one.name == method)
        binding = next(one for one in known.bindings if one.transport == over)
        one = next(one for one in known.examples if one.name == example)
        yield case_of(api, known, binding, one, message, FIRST + number)


def case_of(
    api: Api,
    method: Method,
    binding: Binding,
    example: Example,
    message: Message,
    number: int,
) -> Object:
    """Write one example over one transport; a signature has a nonce of this number."""
    request = request_part(api, binding, message)
    literal = next(
        (one for one in example.exchange if one.transport == binding.transport), None
    )
    reply = reply_part(api, binding, example, message)
    if literal is None or not literal.reply.strip():
        reply = _same_id(api, binding.transport, request, reply)
    made: Object = {
        "name": f"{method.name}/{example.name}",
        "method": method.name,
        "over": binding.transport,
        "origin": example.origin,
    }
    if literal is not None:
        shows = [n for n in ("request", "reply") if getattr(literal, n).strip()]
        made["literal"] = shows
        if _is_reordered(
            binding.transport, request, _made(api, method, binding, example)
        ):
            made["any_order"] = True
    made["call"] = call_part(api, method, example)
    made["request"] = shown(api, scheme_of(api, binding.auth), request, number)
    made["reply"] = reply
    made["sees"] = sees_part(api, method, binding, example, reply)
    errata = list(_errata(binding, example))
    return {**made, "errata": errata} if errata else made


def _made(api: Api, method: Method, binding: Binding, example: Example) -> Object:
    """Make the request of an example as if the document did not show it."""
    bare = replace(example, exchange=())
    return request_part(api, binding, make_message(api, method, binding, bare))


def _is_reordered(over: str, literal: Object, made: Object) -> bool:
    """Whether the document names the same things in an order of its own."""
    pairs, own_pairs = ([r.get("query"), r.get("form")] for r in (literal, made))
    params, own_params = (_params(over, request) for request in (literal, made))
    if (pairs, write_json(params)) == (own_pairs, write_json(own_params)):
        return False
    is_alike = [sorted(one or []) for one in pairs] == [
        sorted(one or []) for one in own_pairs
    ]
    return is_alike and bool(params == own_params)


def _params(over: str, request: Object) -> Json:
    """Give what a call is given; over a WebSocket it is all of its frame that has parts."""
    body = request.get("json")
    if over == "http" or not isinstance(body, dict):
        return body
    return [item for item in body.values() if isinstance(item, dict | list)]


def _errata(binding: Binding, example: Example) -> Iterator[Object]:
    """Give what the document has otherwise in this exchange."""
    errata: list[Erratum] = [*example.errata, *binding.facts.errata]
    errata += [one for bound in binding.params for one in bound.errata]
    for one in errata:
        if one.over in {"", binding.transport}:
            yield {"documented": one.documented, "actual": one.actual}


# -- requests ----------------------------------------------------------------------


def request_part(api: Api, binding: Binding, message: Message) -> Object:
    """Take the request apart; a WebSocket's has the handshake's path and query."""
    if binding.transport == "ws":
        path = api.transport("ws").path or "/"
        return {"path": path, "query": [], "headers": {}, **body_part(message.request)}
    headers = dict(message.headers)
    body = message.request if binding.transport == "rpc" else message.body
    if binding.transport == "http" and body and "Content-Type" not in headers:
        headers["Content-Type"] = "application/json" if body[:1] in "{[" else FORM
    needed = [one.name for one in binding.headers if one.required and not one.value]
    headers |= {name: AGENT for name in needed if name not in headers}
    return {
        "verb": message.verb,
        **target_part(message.target),
        "headers": headers,
        **body_part(body, headers.get("Content-Type", "")),
    }


# -- replies -----------------------------------------------------------------------


def reply_part(
    api: Api, binding: Binding, example: Example, message: Message
) -> Object:
    """Take the reply apart; over a WebSocket it has no status."""
    if binding.transport == "ws":
        return body_part(message.reply)
    status, text = split_status(message.reply)
    body = body_part(text)
    if status is None and binding.transport == "rpc":
        code = dig(body.get("json"), "error.code")
        status = rpc_status(api, code, raised_by(api, example))
    elif status is None:
        status = status_of(api, binding, example)
    return {"status": status, **body}


def spoken(api: Api) -> Dialect:
    """Give the dialect that a client speaks."""
    more = api.transport("rpc").more
    assert isinstance(more, Rpc)
    return next((one for one in more.dialects if one.name == more.speak), Dialect(""))


def raised_by(api: Api, example: Example) -> Error | None:
    return api.errors[example.raises.error] if example.raises else None


def rpc_status(
    api: Api, code: Json, error: Error | None = None, dialect: Dialect | None = None
) -> int:
    """Give the HTTP status of a reply with this code, or of one that went well."""
    speak = dialect or spoken(api)
    if code is None:
        return speak.ok
    own = error.http_status if error else None
    if isinstance(own, int):
        return own
    if own and speak.name in dict(own):
        return dict(own)[speak.name]
    return dict(speak.error_by_code).get(code, speak.error)


def _same_id(api: Api, over: str, request: Object, reply: Object) -> Object:
    """Put the id of the request, or null, into a reply that was made up."""
    frame = _frame(api, api.transport(over))
    if "id" not in frame["request"] or not isinstance(reply.get("json"), dict):
        return reply
    own = dig(request.get("json"), frame["request"]["id"])
    put(reply["json"], frame["reply"]["id"], own)
    return reply
