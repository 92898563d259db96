"""Dialects, envelopes and frames of an application, as constants in code."""

from collections.abc import Iterator

from specmint.layout import lay_out
from specmint.lower.python.scalars import boolean_codec
from specmint.lower.python.server.taking import boolean_accepts
from specmint.lower.units import time_taken
from specmint.lower.ways import TEXT_PLACES, boolean_rule
from specmint.model import (
    Api,
    Dialect,
    Envelope,
    Error,
    Http,
    Rpc,
    Texts,
    Transport,
    Wire,
    Wires,
    Words,
    Ws,
)
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal

_STANDARD = {"jsonrpc": "always", "result": "ok", "error": "failed", "id": "always"}
_TRUE: dict[Wire, Texts] = {
    "zero-one": ("1",),
    "hex": ("0x1",),
    "yes-no": ("Y",),
}
_STATUSES = {
    "ok": 200,
    "batch": 200,
    "empty_batch": 200,
    "notification": 204,
    "error": 200,
}


def dialects(rpc: Rpc) -> Iterator[Python]:
    """Write all forms of JSON-RPC; without any it is that of JSON-RPC 2.0."""
    made = [_dialect(one) for one in rpc.dialects] or ['Dialect("2.0")']
    line = f"_DIALECTS: Final = [{', '.join(made)}]"
    yield Python(lay_out(line, WIDTH))


def _dialect(one: Dialect) -> str:
    members = {name: there for name, there in one.members if there != "never"}
    args = [str(literal(one.name))]
    args += [f"when={literal(dict(one.when)['jsonrpc'])}"] if one.when else []
    args += (
        [f"members={literal(members)}"]
        if list(members.items()) != [*_STANDARD.items()]
        else []
    )
    args += (
        [f"version={literal(one.version)}"] if one.version not in {"", "2.0"} else []
    )
    if one.without_id != "notification":
        args.append(f"without_id={literal(one.without_id)}")
    args += [f"params={literal(one.params)}"] if len(one.params) == 1 else []
    told = {name: getattr(one, name) for name in _STATUSES}
    statuses = [
        f"{name}={status}"
        for name, status in told.items()
        if status is not None and status != _STATUSES[name]
    ]
    if one.error_by_code:
        statuses.append(
            f"codes={{{', '.join(f'{c}: {s}' for c, s in one.error_by_code)}}}"
        )
    args += [f"statuses=Statuses({', '.join(statuses)})"] if statuses else []
    return f"Dialect({', '.join(args)})"


def envelopes(api: Api, transport: Transport) -> Iterator[Python]:
    """Write the envelopes of REST; the transport's own has no name."""
    used = {
        b.envelope for m in api.methods for b in m.bindings if b.transport == "http"
    }
    pairs = []
    for one in api.envelopes:
        if one.name in used | {transport.envelope}:
            name = "" if one.name == transport.envelope else one.name
            pairs.append(f"{literal(name)}: {_envelope(api, one, 'http')}")
    line = f"_ENVELOPES: Final[dict[str, Envelope]] = {{{', '.join(pairs)}}}"
    yield Python(lay_out(line, WIDTH))


def _envelope(api: Api, one: Envelope, transport: str) -> str:
    failed = one.failed
    told = {
        "ok": dict(one.ok),
        "result": one.result,
        "may_lack": one.result_absent == "none",
        "wraps": one.wrap == "list",
        "failed": dict(failed.when),
        "texts": failed.texts,
        "message": failed.message,
        "token": failed.token,
        "code": failed.code,
        "status": failed.status,
        "seconds": time_taken(api, one, transport),
        "without": one.without,
    }
    args = [f"{name}={literal(fact)}" for name, fact in told.items() if fact]
    return f"Envelope({', '.join(args)})"


def frame(api: Api, transport: Transport) -> Iterator[Python]:
    """Write the frame of a WebSocket, with the envelope inside."""
    ws = transport.more
    assert isinstance(ws, Ws)
    found = {one.name: one for one in api.envelopes}
    outer = found.get(transport.envelope)
    inner = found.get(outer.around, outer) if outer else None
    args = [f"call={literal(dict(ws.call))}"]
    args.append(f"reply_when={literal(dict(ws.reply_when))}")
    args.append(f"reply_id={literal(ws.reply_id)}")
    is_nested = outer is not None and outer.around
    args.append(f"ok_at={literal(outer.ok_at if outer and is_nested else '')}")
    if outer is not None and is_nested:
        args.append(f"texts={literal(outer.failed.texts)}")
    if inner is not None:
        args.append(f"envelope={_envelope(api, inner, 'ws')}")
    yield Python(lay_out(f"_FRAME: Final = Frame({', '.join(args)})", WIDTH))


def booleans(more: Http | Ws) -> dict[str, str]:
    """Give the codecs of plain booleans by place; of some words all others mean false."""
    made = {
        place: _boolean(boolean_rule(more.wire, place), boolean_accepts(more, place))
        for place in sorted([*TEXT_PLACES, "json"])
    }
    return {place: codec for place, codec in made.items() if codec != "BOOLEAN"}


def _boolean(rule: Wire | None, accepts: Wires) -> str:
    forms = [rule or "json", *accepts]
    if any(isinstance(form, Words) for form in forms):
        words = dict.fromkeys(word for form in forms for word in _true(form))
        return f"Loose({', '.join(str(literal(word)) for word in words)})"
    codecs = ", ".join(map(boolean_codec, forms))
    return f"Either({codecs})" if accepts else codecs


def _true(form: Wire) -> Texts:
    return form.truthy if isinstance(form, Words) else _TRUE.get(form, ())


def pages(api: Api, names: dict[str, str]) -> str:
    """Write the errors whose answer is no JSON, byte for byte as it was seen."""
    pairs = [
        f"errors.{names[error.name]}: Page({literal(body)})"
        for error in api.errors.values()
        if (body := _page(error))
    ]
    return f"{{{', '.join(pairs)}}}" if pairs else ""


def _page(error: Error) -> str:
    for example in error.examples:
        for exchange in example.exchange:
            body = exchange.reply.partition("\n\n")[2].strip()
            if exchange.transport == "http" and body.startswith("<"):
                return body
    return ""
