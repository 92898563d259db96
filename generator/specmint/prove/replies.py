"""Literal replies against the example's result or error."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.model import Api, Envelope, Error, Example, Field, Json, Raised, Rpc, Ws
from specmint.prove.case import Bench, at
from specmint.prove.compare import difference, value_at
from specmint.prove.envelopes import (
    Opened,
    dig,
    is_any,
    odd_member,
    open_reply,
    open_rpc,
)
from specmint.prove.raises import fits_code, parts_of
from specmint.prove.traffic import Reply
from specmint.wire import ABSENT, Context, decode, shown

_LEAST_FAILURE = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply answers, and how it is wrapped."""

    bench: Bench
    example: Example
    transport: str
    envelope: str
    ok: tuple[int, ...] = ()
    request: Json = None  # the JSON of the request, where it has one

    @property
    def api(self) -> Api:
        return self.bench.api


def reply_slips(answer: Answer, reply: Reply, body: Json) -> Iterator[str]:
    """Compare a reply whose body is JSON."""
    raised = answer.example.raises
    more = answer.api.transport(answer.transport).more
    if isinstance(more, Rpc):
        opened = open_rpc(body)
    else:
        opened = open_reply(
            answer.api, answer.envelope, body, raises=raised is not None
        )
    if isinstance(more, Ws):
        yield from _frame(answer, more, body)
    if opened is None:
        return
    if raised is not None:
        if reply.status is not None and reply.status >= _LEAST_FAILURE:
            opened = replace(opened, has_failed=True)
        yield from _status(answer, raised, reply)
        yield from _error(answer, raised, opened)
        return
    if reply.status is not None and answer.ok and reply.status not in answer.ok:
        yield f"the status {reply.status} is none of success"
    yield from _result(answer, opened)


def explains(answer: Answer, reply: Reply) -> bool:
    """Whether an error may come with a body that is no JSON."""
    raised = answer.example.raises
    error = answer.api.errors.get(raised.error) if raised else None
    if raised is None or error is None:
        return False
    match = error.match
    has_only_status = match.status is not None and not (match.text or match.message)
    return has_only_status or (raised.message or match.message) == reply.body.strip()


# -- errors --------------------------------------------------------------------


def _status(answer: Answer, raised: Raised, reply: Reply) -> Iterator[str]:
    error = answer.api.errors.get(raised.error)
    wanted = raised.status or (error.match.status if error else None)
    if None not in {wanted, reply.status} and wanted != reply.status:
        yield f"its status is {reply.status}, and the error's is {wanted}"


def _error(answer: Answer, raised: Raised, opened: Opened) -> Iterator[str]:
    error = answer.api.errors.get(raised.error)
    if error is None:
        return
    if not opened.has_failed:
        yield f"it is no error, and the example raises `{raised.error}`"
        return
    yield from _code(error, raised, opened)
    yield from _message(answer, error, raised, opened)
    if raised.data is not None and opened.data is not ABSENT:
        odd = difference(opened.data, raised.data.value)
        if odd is not None:
            yield at(odd, "its data is not the example's")


def _code(error: Error, raised: Raised, opened: Opened) -> Iterator[str]:
    if isinstance(raised.code, str):
        if opened.token not in {ABSENT, raised.code}:
            yield f"its word is {shown(opened.token)}, not `{raised.code}`"
        return
    if opened.code is ABSENT:
        return
    wanted = raised.code if raised.code is not None else error.match.code
    if wanted is not None and difference(opened.code, wanted) is not None:
        yield f"its code is {shown(opened.code)}, not {wanted}"
    elif not isinstance(opened.code, int) or not fits_code(error.match, opened.code):
        yield f"its code {shown(opened.code)} is not the error's"


def _message(
    answer: Answer, error: Error, raised: Raised, opened: Opened
) -> Iterator[str]:
    if raised.message is not None:
        if opened.texts and raised.message not in opened.texts:
            yield f"it says {shown(opened.texts[0])}, not {shown(raised.message)}"
        return
    match = error.match
    for text in opened.texts:
        fits_message = match.message in {None, text}
        if fits_message and parts_of(answer.bench, match, str(text)) is not None:
            return
    if opened.texts and (match.message or match.text):
        yield f"it says {shown(opened.texts[0])}, which is not the error's text"


# -- results -------------------------------------------------------------------


def _result(answer: Answer, opened: Opened) -> Iterator[str]:
    if opened.has_failed:
        told = shown(opened.texts[0]) if opened.texts else "an error"
        yield f"it is {told}, and the example raises nothing"
        return
    envelope = opened.envelope
    if envelope is not None and (odd := odd_member(envelope, opened.level)):
        yield f"`{odd}` is not that of a reply which went well"
    wanted = answer.example.result.value if answer.example.result else None
    if opened.result is ABSENT:
        if not _may_lack(envelope, wanted):
            yield "it has no result"
    elif not (answer.example.result is None and opened.result in (None, [], {})):
        is_wrapped = envelope is not None and envelope.wrap == "list"
        yield from _value(opened.result, wanted, is_wrapped=is_wrapped)
    yield from _beside(answer, opened)


def _may_lack(envelope: Envelope | None, wanted: Json) -> bool:
    """Whether a reply may be without the result; some envelopes drop empty ones."""
    if envelope is None:
        return wanted is None
    return envelope.result_absent == "none" and wanted in (None, [], {}, "")


def _value(value: Json, wanted: Json, *, is_wrapped: bool) -> Iterator[str]:
    if is_wrapped and not isinstance(wanted, (list, dict)):
        wanted = [wanted]
    odd = difference(value, wanted)
    if odd is not None:
        found, told = shown(value_at(value, odd)), shown(value_at(wanted, odd))
        yield at(odd, f"the result is {found}, and the example has {told}")


def _beside(answer: Answer, opened: Opened) -> Iterator[str]:
    level = opened.level if isinstance(opened.level, dict) else {}
    for name, value in answer.example.beside.items():
        if difference(level.get(name, ABSENT), value) is not None:
            yield f"`{name}` beside the result is not the example's {shown(value)}"
    for beside in opened.envelope.beside if opened.envelope else ():
        if beside.over in {"", answer.transport}:
            yield from _enveloped(answer, beside.field, level)


def _enveloped(answer: Answer, field: Field, level: dict[str, Json]) -> Iterator[str]:
    """What the envelope itself puts beside a result fits its type."""
    if field.name in level:
        context = Context(memory=answer.bench.memory)
        for misfit in decode(answer.api, field.use, level[field.name], context)[1]:
            yield at((field.name, *misfit.path), misfit.message)


def _frame(answer: Answer, ws: Ws, body: Json) -> Iterator[str]:
    """A frame is a reply, and to this call."""
    for path, text in ws.reply_when:
        if not is_any(dig(body, path), (text,)):
            yield f"`{path}` is not `{text}`, so it is no reply"
    key = next((name for name, template in ws.call if template == "$id"), None)
    sent = (
        answer.request.get(key, ABSENT) if isinstance(answer.request, dict) else ABSENT
    )
    if sent is not ABSENT and difference(dig(body, ws.reply_id), sent) is not None:
        yield f"`{ws.reply_id}` is not the call's {shown(sent)}"
