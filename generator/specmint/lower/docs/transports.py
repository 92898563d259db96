"""The page of transports: addresses, dialects, envelopes and limits."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import json_line
from specmint.lower.docs.facts import (
    TRANSPORT_NAMES,
    FactsView,
    brief,
    ended,
    view_facts,
)
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import FieldRow, field_rows
from specmint.model import (
    Api,
    Dialect,
    Envelope,
    Http,
    Limits,
    Rpc,
    Transport,
    Ws,
)
from specmint.text import (
    Inline,
    Prose,
    code,
    inline,
    joined,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class TransportView:
    heading: Inline
    doc: Prose
    lines: tuple[Inline, ...]
    scope: tuple[FieldRow, ...]
    dialects: tuple["DialectView", ...]
    rules: tuple[Inline, ...]
    errors: Inline
    facts: FactsView


@dataclass(frozen=True, slots=True)
class DialectView:
    heading: Inline
    doc: Prose
    lines: tuple[Inline, ...]
    facts: FactsView


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    heading: Inline
    doc: Prose
    lines: tuple[Inline, ...]
    beside: tuple[FieldRow, ...]
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
        envelopes=tuple(_envelope(api, one, links) for one in api.envelopes),
    )


def _transport(api: Api, transport: Transport, links: Links) -> TransportView:
    dialects = transport.more.dialects if isinstance(transport.more, Rpc) else ()
    return TransportView(
        heading=words(TRANSPORT_NAMES[transport.name]),
        doc=prose(transport.facts.doc),
        lines=tuple(_transport_lines(transport)),
        scope=field_rows(transport.scope, links),
        dialects=tuple(_dialect(api, one) for one in dialects),
        rules=tuple(map(inline, transport.rules)),
        errors=joined(", ", map(links.error, transport.errors)),
        facts=view_facts(api, transport.facts),
    )


def _transport_lines(transport: Transport) -> Iterable[Inline]:
    yield Inline(f"**Address:** {code(transport.host)}")
    for host in transport.hosts:
        about = f" {brief(host.facts)}".rstrip()
        yield Inline(f"**Address, {words(host.name)}:** {code(host.host)}{about}")
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
    for name, seconds in transport.timeouts.items():
        yield Inline(f"**Time-out, {words(name)}:** {seconds} seconds")


def _rpc_lines(rpc: Rpc) -> Iterable[Inline]:
    yield Inline(f"**Verbs:** {joined(', ', map(code, rpc.verbs))}")
    yield Inline(f"**Parameters:** {rpc.params}; a gap is filled by {code(rpc.gap)}")
    yield Inline(f"**Content type:** {code(rpc.content_type)}")
    if set(rpc.content_types) - {rpc.content_type}:
        yield Inline(f"**Also taken:** {joined(', ', map(code, rpc.content_types))}")
    if rpc.ids:
        yield Inline(f"**Ids:** {inline(rpc.ids)}")
    if rpc.speak:
        yield Inline(f"**A client speaks:** {code(rpc.speak)}")
    batch = rpc.batch
    if not batch.allowed:
        yield Inline("**Batches:** not taken")
    else:
        most = f"at most {batch.most} calls" if batch.most else "taken"
        parts = [f"**Batches:** {most}"]
        parts += [f"More: {inline(batch.over)}"] if batch.over else []
        parts += [f"An empty one: {inline(batch.empty)}"] if batch.empty else []
        parts += [str(inline(batch.doc))] if batch.doc else []
        yield Inline(" ".join(ended(part) for part in parts))
    if isinstance(rpc.notifications, tuple):
        yield Inline(f"**Notifications:** {joined(', ', map(code, rpc.notifications))}")
    else:
        yield Inline(f"**Notifications:** {'taken' if rpc.notifications else 'none'}")


def _http_lines(http: Http) -> Iterable[Inline]:
    places = (Inline(f"{code(verb)} in the {place}") for verb, place in http.params)
    yield Inline(f"**Parameters:** {joined(', ', places)}")
    yield Inline(f"**Content type:** {code(http.content_type)}")
    for place, rules in http.wire:
        said = (
            Inline(f"{kind} as {code(str(wire))}")
            for kind, wire in rules
            if isinstance(wire, str)
        )
        if listed := joined(", ", said):
            yield Inline(f"**In the {place}:** {listed}")
    yield Inline(
        f"**Statuses of success:** {joined(', ', (code(str(ok)) for ok in http.ok))}"
    )
    if http.slash == "optional":
        yield Inline("**Final slash:** optional")


def _ws_lines(ws: Ws) -> Iterable[Inline]:
    yield Inline(f"**Call:** {code(json_line(dict(ws.call)))}")
    yield Inline(
        f"**Reply:** {code(json_line(dict(ws.reply_when)))}, its id at {code(ws.reply_id)}"
    )
    if ws.foreign == "ignore":
        yield Inline("**Replies to other clients** arrive too, and are ignored")
    for text in ws.silence:
        yield Inline(f"**No answer:** {inline(text)}")
    for text in ws.closes:
        yield Inline(f"**Closes the connection:** {inline(text)}")


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


def _dialect(api: Api, dialect: Dialect) -> DialectView:
    return DialectView(
        heading=code(dialect.name),
        doc=prose(dialect.facts.doc),
        lines=tuple(_dialect_lines(dialect)),
        facts=view_facts(api, dialect.facts),
    )


def _dialect_lines(dialect: Dialect) -> Iterable[Inline]:
    for member, texts in dialect.when:
        said = (Inline("absent") if text is None else code(text) for text in texts)
        yield Inline(f"**When** {code(member)} is {joined(' or ', said)}")
    for member, when in dialect.members:
        yield Inline(f"**Reply's member** {code(member)}: {when}")
    yield Inline(f"**Without an id:** {dialect.without_id}")
    statuses = [f"success {dialect.ok}", f"batch {dialect.batch}"]
    if dialect.empty_batch is not None:
        statuses.append(f"empty batch {dialect.empty_batch}")
    if dialect.notification is not None:
        statuses.append(f"notification {dialect.notification}")
    statuses += [f"{code(str(c))} {status}" for c, status in dialect.error_by_code]
    statuses.append(
        f"{'other ' if dialect.error_by_code else ''}errors {dialect.error}"
    )
    yield Inline(f"**HTTP status:** {', '.join(statuses)}")


def _envelope(api: Api, envelope: Envelope, links: Links) -> EnvelopeView:
    return EnvelopeView(
        heading=code(envelope.name),
        doc=prose(envelope.facts.doc),
        lines=tuple(_envelope_lines(envelope)),
        beside=field_rows((one.field for one in envelope.beside), links),
        facts=view_facts(api, envelope.facts),
    )


def _envelope_lines(envelope: Envelope) -> Iterable[Inline]:
    if envelope.around:
        yield Inline(
            f"**Around** the envelope {code(envelope.around)}, at {code(envelope.ok_at)}"
        )
    for member, value in envelope.ok:
        yield Inline(f"**Success:** {code(member)} is {code(str(value))}")
    if envelope.result:
        absent = (
            "; absent where there is none" if envelope.result_absent == "none" else ""
        )
        yield Inline(f"**Result** at {code(envelope.result)}{absent}")
    if envelope.wrap:
        yield Inline("**A single value** is wrapped in a list")
    for member, texts in envelope.failed.when:
        said = joined(" or ", (code(str(text)) for text in texts))
        yield Inline(f"**Failure:** {code(member)} is {said}")
    for name in ("texts", "message", "token", "code", "status"):
        if at := getattr(envelope.failed, name):
            yield Inline(f"**Error's {name}** at {code(at)}")
    if envelope.without:
        yield Inline(
            f"**Without it:** the query {code(envelope.without)} drops the envelope"
        )
