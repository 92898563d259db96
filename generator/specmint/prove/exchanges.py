"""Literal exchanges against the example that they show."""

from collections.abc import Iterable, Iterator

from specmint.model import Binding, Example, Exchange, Http, Json
from specmint.prove.case import Bench, Case, Slip
from specmint.prove.replies import Answer, explains, reply_slips
from specmint.prove.requests import request_slips
from specmint.prove.traffic import Request, read_json, split_reply, split_request

_CODE = "example-exchange"


def exchange_slips(case: Case) -> Iterator[Slip]:
    """Check the traffic; what an erratum explains may differ from the example."""
    for exchange in case.example.exchange:
        binding = case.call.bindings.get(exchange.transport)
        if binding is None:
            continue
        slips = _one(case, exchange, binding)
        is_explained = _is_explained(case.example, binding)
        yield from unexplained(slips) if is_explained else slips


def unexplained(slips: Iterable[Slip]) -> Iterator[Slip]:
    """Leave out what an erratum explains."""
    return (slip for slip in slips if not slip.is_mismatch)


def _is_explained(example: Example, binding: Binding) -> bool:
    errata = [*example.errata, *binding.facts.errata]
    errata += [erratum for bound in binding.params for erratum in bound.errata]
    return any(erratum.over in {"", binding.transport} for erratum in errata)


def _one(case: Case, exchange: Exchange, binding: Binding) -> Iterator[Slip]:
    path = ("exchange", exchange.transport, "request")
    request, wrong = _read(case.bench, exchange)
    if wrong and case.example.raises is None:
        yield Slip(path, _CODE, wrong)
    elif exchange.request and not wrong:
        for message, hint in request_slips(case, binding, request):
            yield Slip(path, _CODE, message, hint, is_mismatch=True)
    is_bare = isinstance(request, Request) and _is_bare(case.bench, binding, request)
    answer = Answer(
        bench=case.bench,
        example=case.example,
        transport=exchange.transport,
        envelope="" if is_bare else binding.envelope,
        ok=binding.ok,
        request=request,
    )
    yield from answer_slips(answer, exchange.reply)


def _read(bench: Bench, exchange: Exchange) -> tuple[Json | Request, str]:
    """Read a request as far as its transport needs; say what is wrong with it."""
    if not exchange.request:
        return None, ""
    if not isinstance(bench.api.transport(exchange.transport).more, Http):
        return read_json(exchange.request)
    request = split_request(exchange.request)
    return request, "" if request else "its first line is not `VERB /path`"


def _is_bare(bench: Bench, binding: Binding, request: Request) -> bool:
    """Whether the query drops the envelope."""
    words = {
        envelope.without
        for envelope in bench.api.envelopes
        if envelope.name == binding.envelope and envelope.without
    }
    return any(name in words for name, _ in request.query)


def answer_slips(answer: Answer, text: str) -> Iterator[Slip]:
    """Check a reply, also of an example that belongs to no method."""
    if not text:
        return
    path = ("exchange", answer.transport, "reply")
    reply = split_reply(text)
    body, wrong = read_json(reply.body) if reply.body.strip() else (None, "")
    if wrong:
        if not explains(answer, reply):
            yield Slip(path, _CODE, wrong)
        return
    for message in reply_slips(answer, reply, body):
        yield Slip(path, _CODE, message, is_mismatch=True)
