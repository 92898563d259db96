"""The wire cases of one API as one JSON document: a contract that other projects can use."""

from collections.abc import Iterator

from specmint.cases.accepted import accepted_cases
from specmint.cases.facts import error_facts, method_facts
from specmint.cases.frames import frames_of, put_id, raised_by, rpc_status
from specmint.cases.meanings import call_part, sees_part
from specmint.cases.messages import Message, Traffic, make_traffic
from specmint.cases.parts import (
    Json,
    Object,
    body_part,
    dig,
    split_status,
)
from specmint.cases.refused import refused_cases
from specmint.cases.replies import status_of
from specmint.cases.sending import made_request, request_part
from specmint.cases.sent import push_cases, webhook_cases
from specmint.cases.signing import FIRST, made_up, scheme_of, shown
from specmint.cases.strays import stray_cases
from specmint.cases.types import type_cases
from specmint.cases.values import Values
from specmint.cases.variants import with_variants
from specmint.model import (
    Api,
    Binding,
    Erratum,
    Example,
    Method,
)
from specmint.pool import make_pool
from specmint.wire import write_json

VERSION = 1


def wire_cases(api: Api, traffic: Traffic) -> Object:
    """Write every example over every transport as a case, and what no example shows."""
    values = Values(api, make_pool(api))
    more = with_variants(api, values)
    cases = [*_cases(api, traffic, FIRST)]
    cases += _cases(more, make_traffic(more), FIRST + len(cases))
    accepted = list(accepted_cases(api, more, cases, values, FIRST + len(cases)))
    number = FIRST + len(cases) + len(accepted)
    return {
        "wire": VERSION,
        "api": api.name,
        "title": api.title,
        "credentials": dict(made_up(api)),
        "frames": frames_of(api),
        "cases": cases,
        "errors": list(stray_cases(api)),
        "accepted": accepted,
        "refused": list(refused_cases(api, number)),
        "pushes": list(push_cases(api, values)),
        "webhooks": list(webhook_cases(api, values)),
        "types": list(type_cases(api, values)),
        "methods": list(method_facts(api)),
        "kinds": list(error_facts(api, values)),
        "tables": {name: dict(rows) for name, rows in api.tables.items()},
    }


def _cases(api: Api, traffic: Traffic, first: int) -> Iterator[Object]:
    """Write the cases of these messages; nonces begin with the first number."""
    methods = {one.name: one for one in api.methods}
    for number, ((name, title, over), message) in enumerate(traffic.items(), first):
        method = methods[name]
        binding = next(one for one in method.bindings if one.transport == over)
        example = next(one for one in method.examples if one.name == title)
        yield case_of(api, method, binding, example, message, number)


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
        reply = put_id(api, binding.transport, request, reply)
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
            binding.transport, request, made_request(api, method, binding, example)
        ):
            made["any_order"] = True
    made["call"] = call_part(api, method, example)
    made["request"] = shown(api, scheme_of(api, binding.auth), request, number)
    made["reply"] = reply
    made["sees"] = sees_part(api, method, binding, example, reply)
    errata = list(_errata(binding, example))
    return {**made, "errata": errata} if errata else made


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
