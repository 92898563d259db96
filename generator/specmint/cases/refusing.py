"""What a server answers when it refuses a request by itself, from the spec alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import re

from specmint.cases.frames import put_id, rpc_status, spoken
from specmint.cases.meanings import envelopes
from specmint.cases.parts import Json, Object, body_part, put, split_status
from specmint.model import (
    KINDS,
    Api,
    Auth,
    Envelope,
    Error,
    Http,
    Refuse,
    Rpc,
    Texts,
    answers,
)

_PART = re.compile(r"\{(\w+)\}")
Facts = Mapping[str, str | int]
Bend = Callable[[Api, Auth, Object, int], Object]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A request that has something wrong with it, and what is known of that."""

    kind: str
    name: str
    request: Object
    facts: Facts = field(default_factory=dict)
    method: str = ""
    envelope: str | None = None  # that of the method, once it is known
    has_id: bool = True  # whether the id can be read
    is_listed: bool = False  # whether the answer stands in that of a batch
    after: Object | None = None
    why: str = ""
    said: Json = None  # what its text is as JSON, where that has no such JSON
    auth: Texts | None = None  # what shows who calls; None where that is the matter
    bend: Bend | None = None  # spoils the signature
    handler: str = ""  # what is wrong with the handler, where the request is right
    refuse: Refuse | None = None  # what answers it, whatever the transport says


def refused_case(api: Api, over: str, wrong: Wrong) -> Object | None:
    """Write a case; None where the spec does not say what the answer is."""
    usual = answers(api.transport(over).refuse, over).get(wrong.kind)
    refuse = wrong.refuse or usual
    if refuse is None:
        return None
    answer = _answer(api, over, refuse, wrong)
    if answer is None:
        return None
    made: Object = {"name": wrong.name, "kind": wrong.kind}
    made["why"] = wrong.why or KINDS[wrong.kind].why
    made |= {"method": wrong.method} if wrong.method else {}
    made["over"] = over
    made |= {"after": wrong.after} if wrong.after else {}
    made |= {"handler": wrong.handler} if wrong.handler else {}
    made |= {"request": wrong.request, **answer}
    return {**made, "error": refuse.error} if refuse.error else made


def _answer(api: Api, over: str, refuse: Refuse, wrong: Wrong) -> Object | None:
    if refuse.answer != "error":
        return {"answer": refuse.answer}
    error = api.errors.get(refuse.error)
    write = {"rpc": _rpc, "http": _http, "ws": _ws}[over]
    return write(api, refuse, error, wrong)


def _told(refuse: Refuse, error: Error | None, facts: Facts) -> str:
    """Give the text with all that is known; `{parts}` that are not stay in it."""
    text = refuse.message
    if not text and error is not None:
        text = error.message or error.match.message or error.match.text or ""
    return _PART.sub(lambda found: str(facts.get(found[1], found[0])), text)


def _with_form(answer: Object, place: str, text: str) -> Object:
    """Say which text of a reply is known only in part."""
    if text and not _PART.search(text):
        return answer
    return {**answer, "forms": {place: text or "{message}"}}


# -- JSON-RPC ----------------------------------------------------------------------


def _rpc(api: Api, refuse: Refuse, error: Error | None, wrong: Wrong) -> Object | None:
    told = _told(refuse, error, wrong.facts)
    code = error.match.code if error else None
    if code is None:
        return _plain(refuse, error, told)
    speak = spoken(api)
    status = refuse.status or rpc_status(api, code, error)
    if wrong.kind == "empty_batch" and speak.empty_batch is not None:
        status = speak.empty_batch
    members = dict(speak.members)
    body: Object = {"jsonrpc": speak.version} if speak.version else {}
    body |= {"result": None} if members.get("result") == "always" else {}
    body |= {"error": {"code": code, "message": told}, "id": None}
    if wrong.is_listed:
        reply: Object = {"status": speak.batch, "json": [body]}
        return _with_form({"answer": "reply", "reply": reply}, "0.error.message", told)
    reply = {"status": status, "json": body}
    if wrong.has_id:
        said = {"json": wrong.said} if wrong.said else wrong.request
        put_id(api, "rpc", said, reply)
    return _with_form({"answer": "reply", "reply": reply}, "error.message", told)


def _plain(refuse: Refuse, error: Error | None, told: str) -> Object | None:
    """Answer in HTTP's own way: a status, and perhaps a text."""
    status = refuse.status or (error.match.status if error else None)
    if status is None:
        return None
    reply: Object = {"status": status, **({"text": told} if told else {})}
    answer = {"answer": "reply", "reply": reply}
    return _with_form(answer, "text", told) if told else answer


# -- REST --------------------------------------------------------------------------


def _http(api: Api, refuse: Refuse, error: Error | None, wrong: Wrong) -> Object | None:
    transport = api.transport("http")
    assert isinstance(transport.more, Http)
    status = refuse.status or (error and (error.match.status or error.http_status))
    if not isinstance(status, int):
        status = transport.more.error or 500
    page = _page(error) if error else None
    if page is not None:
        return {"answer": "reply", "reply": {"status": status, "text": page}}
    told = _told(refuse, error, wrong.facts)
    name = transport.envelope if wrong.envelope is None else wrong.envelope
    around = envelopes(api, name)
    body = _failure(around[0], error, told, status) if around else {}
    if not body:
        return _plain(refuse, error, told)
    place = around[0].failed.message or f"{around[0].failed.texts}.0"
    answer = {"answer": "reply", "reply": {"status": status, "json": body}}
    return _with_form(answer, place, told)


def _page(error: Error) -> str | None:
    """Give what stands in place of JSON, if the error is shown so."""
    for example in error.examples:
        for exchange in example.exchange:
            _, text = split_status(exchange.reply.strip())
            if exchange.transport == "http" and "text" in body_part(text):
                return text.strip()
    return None


def _failure(
    envelope: Envelope, error: Error | None, told: str, status: int | None
) -> Object:
    failed, made = envelope.failed, dict[str, Json]()
    for place, texts in failed.when:
        put(made, place, texts[0])
    known: list[tuple[str, Json]] = [
        (failed.texts, [told]),
        (failed.message, told),
        (failed.token, error.match.token if error else None),
        (failed.code, error.match.code if error else None),
        (failed.status, status),
    ]
    for place, value in known:
        if place and value is not None:
            put(made, place, value)
    return made


# -- WebSockets --------------------------------------------------------------------


def _ws(api: Api, refuse: Refuse, error: Error | None, wrong: Wrong) -> Object | None:
    """Write the frame; what no method sees is told on its outer level.

    A method that is not there answers like one that fails, which clients await, and so
    does an error of a type.
    """
    transport = api.transport("ws")
    more, around = transport.more, envelopes(api, transport.envelope)
    told = _told(refuse, error, wrong.facts)
    if isinstance(more, Rpc | Http) or not around:
        return None
    body: Object = dict(more.reply_when)
    put(body, more.reply_id, None)
    failed = around[0].failed
    place = failed.message or f"{failed.texts}.0"
    is_of_method = wrong.kind == "unimplemented" or wrong.refuse is not None
    if around[0].around and is_of_method:
        inner = around[1].failed
        put(body, around[0].ok_at, _failure(around[1], error, told, None))
        place = f"{around[0].ok_at}.{inner.message or f'{inner.texts}.0'}"
    elif around[0].around and failed.texts:
        put(body, failed.texts, [told])
    else:
        body |= _failure(around[0], error, told, None)
    reply = {"json": body}
    if wrong.has_id:
        put_id(api, "ws", wrong.request, reply)
    return _with_form({"answer": "reply", "reply": reply}, place, told)
