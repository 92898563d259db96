"""The page of transports: addresses, envelopes and limits."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import json_line
from specmint.lower.docs.dialects import view_dialect
from specmint.lower.docs.envelopes import EnvelopeView, view_envelope
from specmint.lower.docs.facts import (
    PLACES,
    TRANSPORT_NAMES,
    FactsView,
    SectionView,
    brief,
    ended,
    notes,
    view_rest,
)
from specmint.lower.docs.forms import accept_words, wire_form_words
from specmint.lower.docs.links import Links
from specmint.lower.docs.refusals import RefusalView, view_refusals
from specmint.lower.docs.shapes import FieldsView, view_fields
from specmint.model import (
    Api,
    Http,
    Limits,
    Printed,
    Replies,
    Rpc,
    Transport,
    Ws,
)
from specmint.naming import slug
from specmint.text import (
    Attribute,
    Inline,
    Prose,
    attribute,
    code,
    inline,
    joined,
    prose,
    words,
)

_BY = {
    "named": "by name",
    "positional": "by position",
    "either": "by position or by name",
}
_GAPS = {
    "null": "a position before the last may be null",
    "default": "a position before the last may hold its default",
    "error": "no position before the last may be left out",
}
_REPLIES = {
    "caller": "to the connection that called",
    "everyone": "to every connection",
}


@dataclass(frozen=True, slots=True)
class TransportView:
    heading: Inline
    anchor: Attribute
    doc: Prose
    lines: tuple[Inline, ...]
    scope: FieldsView
    dialects: tuple[SectionView, ...]
    rules: tuple[Inline, ...]
    errors: Inline
    refusals: tuple[RefusalView, ...]
    facts: FactsView


@dataclass(frozen=True, slots=True)
class TransportsView:
    title: Inline
    transports: tuple[TransportView, ...]
    envelopes: tuple[EnvelopeView, ...]


def view_transports(api: Api, links: Links) -> TransportsView:
    return TransportsView(
        title=words(api.title),
        transports=tuple(_transport(api, one, links) for one in api.transports),
        envelopes=tuple(view_envelope(api, one, links) for one in api.envelopes),
    )


def _transport(api: Api, transport: Transport, links: Links) -> TransportView:
    dialects = transport.more.dialects if isinstance(transport.more, Rpc) else ()
    name = TRANSPORT_NAMES[transport.name]
    return TransportView(
        heading=words(name),
        anchor=attribute(slug(name)),
        doc=prose(transport.facts.doc),
        lines=(*_transport_lines(transport), *notes(transport.facts)),
        scope=view_fields(transport.scope, links),
        dialects=tuple(view_dialect(api, one) for one in dialects),
        rules=tuple(map(inline, transport.rules)),
        errors=joined(", ", map(links.error, transport.errors)),
        refusals=view_refusals(transport, links),
        facts=view_rest(api, transport.facts),
    )


def _transport_lines(transport: Transport) -> Iterable[Inline]:
    yield Inline(f"**Address:** {code(transport.host)}")
    for host in transport.hosts:
        named = f"**Address, {words(host.name)}:** {code(host.host)}."
        yield Inline(f"{named} {brief(host.facts)}".rstrip())
    if transport.path:
        yield Inline(f"**Path:** {code(transport.path)}")
    more = transport.more
    if isinstance(more, Rpc):
        yield from _rpc_lines(more)
    elif isinstance(more, Http):
        yield from _http_lines(more)
    else:
        yield from _ws_lines(more)
    for header in transport.headers:
        need = "required" if header.required else "optional"
        value = f" {code(header.value)}" if header.value else ""
        about = f" {inline(header.doc)}" if header.doc else ""
        yield Inline(f"**Header** {code(header.name)}{value}, {need}.{about}")
    if transport.tls:
        yield Inline(f"**TLS:** {inline(transport.tls)}")
    yield from _limit_lines(transport.limits)
    yield from _printed_lines(transport.printed)
    if transport.reply_headers:
        headers = (code(f"{name}: {value}") for name, value in transport.reply_headers)
        yield Inline(f"**Replies have the headers** {joined(', ', headers)}")
    for name, seconds in transport.timeouts.items():
        yield Inline(f"**Time-out, {words(name)}:** {seconds} seconds")


def _printed_lines(printed: Printed) -> Iterable[Inline]:
    if printed == Printed():
        return
    blanks = "no blanks" if printed.indent is None else f"an indent of {printed.indent}"
    more = ["members in the order of their names"] if printed.sort else []
    more += ["a newline at the end"] if printed.newline else []
    said = " and ".join([", ".join([blanks, *more][:-1]), *more[-1:]])
    yield Inline(f"**Replies are printed** with {said if more else blanks}")


def _rpc_lines(rpc: Rpc) -> Iterable[Inline]:
    yield Inline(f"**Verbs:** {joined(', ', map(code, rpc.verbs))}")
    gap = "" if rpc.params == "named" else f"; {_GAPS[rpc.gap]}"
    yield Inline(f"**Parameters:** {_BY[rpc.params]}{gap}")
    if rpc.nulls == "missing":
        yield Inline("**Null** for an optional parameter leaves it out")
    if rpc.positions:
        positions = f"the member {code(rpc.positions)} of named parameters"
        yield Inline(f"**By position beside names:** {positions}")
    yield Inline(f"**Content type:** {code(rpc.content_type)}")
    if others := [one for one in rpc.content_types if one != rpc.content_type]:
        yield Inline(f"**Content types also taken:** {joined(', ', map(code, others))}")
    if rpc.strict:
        told = "members that JSON-RPC does not have are refused, and odd ids"
        yield Inline(f"**Strict:** {told}")
    if rpc.ids:
        yield Inline(f"**Ids:** {inline(rpc.ids)}")
    if rpc.speak:
        yield Inline(f"**A client speaks** the dialect {code(rpc.speak)}")
    batch = rpc.batch
    if not batch.allowed:
        yield Inline("**Batches:** not taken")
    else:
        most = f"at most {batch.most} calls" if batch.most else "taken"
        parts = [f"**Batches:** {most}"]
        parts += ["The calls run at the same time"] if batch.runs == "at-once" else []
        parts += [f"More: {inline(batch.over)}"] if batch.over else []
        parts += [f"An empty one: {inline(batch.empty)}"] if batch.empty else []
        parts += [str(inline(batch.doc))] if batch.doc else []
        yield Inline(" ".join(ended(part) for part in parts))
    if isinstance(rpc.notifications, tuple):
        yield Inline(f"**Notifications:** {joined(', ', map(code, rpc.notifications))}")
    else:
        yield Inline(f"**Notifications:** {'taken' if rpc.notifications else 'none'}")


def _http_lines(http: Http) -> Iterable[Inline]:
    places = (
        Inline(f"of {code(v)} in the {PLACES[place]}") for v, place in http.params
    )
    yield Inline(f"**Parameters:** {joined(', ', places)}")
    for verb, others in http.also:
        taken = f"{joined(', ', map(code, others))} in place of {code(verb)}"
        told = "parameters come in the place of either"
        yield Inline(f"**A server also takes** {taken}; {told}")
    yield Inline(f"**Content type:** {code(http.content_type)}")
    yield from _form_lines(http)
    yield Inline(
        f"**Statuses of success:** {joined(', ', (code(str(ok)) for ok in http.ok))}"
    )
    if http.slash == "optional":
        yield Inline("**Final slash:** optional")


def _form_lines(more: Http | Ws) -> Iterable[Inline]:
    """Say how kinds of values travel that say nothing themselves, by place."""
    wires, accepts = dict(more.wire), dict(more.accepts)
    for place in dict.fromkeys([*wires, *accepts]):
        said = [
            Inline(f"{kind} {wire_form_words(wire)}")
            for kind, wire in wires.get(place, ())
        ]
        said += [
            Inline(f"{kind} {word}")
            for kind, forms in accepts.get(place, ())
            for word in accept_words(forms)
        ]
        where = "parameters" if isinstance(more, Ws) else PLACES[place]
        yield Inline(f"**In the {where}:** {joined('; ', said)}")


def _ws_lines(ws: Ws) -> Iterable[Inline]:
    yield Inline(f"**Call:** {code(json_line(dict(ws.call)))}")
    yield Inline(
        f"**Reply:** {code(json_line(dict(ws.reply_when)))}, its id at {code(ws.reply_id)}"
    )
    yield from _form_lines(ws)
    yield from _reply_lines(ws)
    if ws.foreign == "ignore":
        yield Inline("**Replies to other clients** arrive too, and are ignored")
    for text in ws.silence:
        yield Inline(f"**No answer:** {inline(text)}")
    for text in ws.closes:
        yield Inline(f"**Closes the connection:** {inline(text)}")


def _reply_lines(ws: Ws) -> Iterable[Inline]:
    if ws.replies != Replies():
        said = _REPLIES[ws.replies.actual]
        if ws.replies.documented:
            said += f"; by the document {_REPLIES[ws.replies.documented]}"
        yield Inline(f"**A reply goes** {said}")
    if ws.greets:
        payload = code(json_line(ws.greets.payload))
        first = f"**First on every connection:** the push {code(ws.greets.push)}"
        told = f"{first} with {payload}. {brief(ws.greets.facts)}"
        yield Inline(told.rstrip())


def _limit_lines(limits: Limits) -> Iterable[Inline]:
    units = {"body": "bytes", "batch": "calls", "depth": "levels", "time": "seconds"}
    for name in ("body", "batch", "depth", "time", "sessions"):
        if (limit := getattr(limits, name)) is not None:
            yield Inline(f"**Limit, {name}:** {limit:,} {units.get(name, '')}".rstrip())
    if limits.rate:
        rate = f"{limits.rate.calls} calls per {limits.rate.per} seconds"
        yield Inline(f"**Limit, rate:** {rate}. {inline(limits.rate.doc)}".rstrip())
    if limits.doc:
        yield inline(limits.doc)
