"""How answers are wrapped, as constants in code."""

from collections.abc import Iterator

from specmint.lower.typescript.shapes import Shapes
from specmint.model import Api, Envelope, Ws
from specmint.text.typescript import ts_key, ts_literal


def envelope_rows(api: Api, shapes: Shapes) -> Iterator[str]:
    """Write the envelopes of REST; the transport's own has no name."""
    usual = api.transport("http").envelope
    bindings = [b for m in api.methods for b in m.bindings if b.transport == "http"]
    used = {usual, *(binding.envelope for binding in bindings)}
    for one in api.envelopes:
        if one.name in used:
            name = ts_key("" if one.name == usual else one.name)
            yield f"{name}: {envelope(shapes, one, 'http')}"


def envelope(shapes: Shapes, one: Envelope, transport: str) -> str:
    facts = [f"ok: {ts_literal(dict(one.ok))}"] if one.ok else []
    facts += [f"result: {ts_literal(one.result)}"] if one.result else []
    facts += ["mayLack: true"] if one.result_absent == "none" else []
    facts += ["wraps: true"] if one.wrap == "list" else []
    failed = one.failed
    facts += [f"failed: {ts_literal(dict(failed.when))}"] if failed.when else []
    for name in ("texts", "message", "token", "code", "status"):
        if value := getattr(failed, name):
            facts.append(f"{name}: {ts_literal(value)}")
    beside = [
        f"{ts_key(b.field.name)}: {shapes.of(b.field.use).codec}"
        for b in one.beside
        if b.over in {"", transport}
    ]
    facts += [f"beside: {{ {', '.join(beside)} }}"] if beside else []
    return f"{{ {', '.join(facts)} }}" if facts else "{}"


def frame(api: Api, shapes: Shapes) -> str:
    """Write the frame of a WebSocket, with the envelope inside."""
    transport = api.transport("ws")
    ws = transport.more
    assert isinstance(ws, Ws)
    found = {one.name: one for one in api.envelopes}
    outer = found.get(transport.envelope)
    inner = found.get(outer.around, outer) if outer else None
    facts = [
        f"call: {ts_literal(dict(ws.call))}",
        f"replyWhen: {ts_literal(dict(ws.reply_when))}",
        f"replyId: {ts_literal(ws.reply_id)}",
    ]
    if outer is not None and outer.around:
        facts += [
            f"okAt: {ts_literal(outer.ok_at)}",
            f"texts: {ts_literal(outer.failed.texts)}",
        ]
    if inner is not None:
        facts.append(f"envelope: {envelope(shapes, inner, 'ws')}")
    return f"{{ {', '.join(facts)} }}"
