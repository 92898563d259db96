"""How answers are wrapped, as constants in code."""

from collections.abc import Iterator

from specmint.layout import lay_out
from specmint.lower.python.names import make_names
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Envelope, Ws
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal


def envelopes(api: Api) -> Iterator[Python]:
    """Write the envelopes of REST; the transport's own has no name."""
    transport = next((one for one in api.transports if one.name == "http"), None)
    if transport is None:
        return
    used = {
        b.envelope for m in api.methods for b in m.bindings if b.transport == "http"
    }
    pairs = []
    for one in api.envelopes:
        if one.name in used | {transport.envelope}:
            name = "" if one.name == transport.envelope else one.name
            pairs.append(f"{literal(name)}: {_envelope(api, one, 'http')}")
    yield Python(
        lay_out(
            f"_ENVELOPES: Final[dict[str, Envelope]] = {{{', '.join(pairs)}}}", WIDTH
        )
    )


def _envelope(api: Api, one: Envelope, transport: str) -> str:
    shapes = Shapes(api, make_names(api), {}, "t.")
    args = [f"ok={literal(dict(one.ok))}"] if one.ok else []
    args += [f"result={literal(one.result)}"] if one.result else []
    args += ["may_lack=True"] if one.result_absent == "none" else []
    args += ["wraps=True"] if one.wrap == "list" else []
    failed = one.failed
    args += [f"failed={literal(dict(failed.when))}"] if failed.when else []
    for name in ("texts", "message", "token", "code", "status"):
        if value := getattr(failed, name):
            args.append(f"{name}={literal(value)}")
    beside = [
        f"{literal(b.field.name)}: {shapes.of(b.field.use).codec}"
        for b in one.beside
        if b.over in {"", transport}
    ]
    args += [f"beside={{{', '.join(beside)}}}"] if beside else []
    return f"Envelope({', '.join(args)})"


def frame(api: Api) -> Iterator[Python]:
    """Write the frame of a WebSocket, with the envelope inside."""
    transport = next((one for one in api.transports if one.name == "ws"), None)
    if transport is None:
        return
    ws = transport.more
    assert isinstance(ws, Ws)
    found = {one.name: one for one in api.envelopes}
    outer = found.get(transport.envelope)
    inner = found.get(outer.around, outer) if outer else None
    args = [
        f"call={literal(dict(ws.call))}",
        f"reply_when={literal(dict(ws.reply_when))}",
    ]
    args.append(f"reply_id={literal(ws.reply_id)}")
    if outer is not None and outer.around:
        args += [
            f"ok_at={literal(outer.ok_at)}",
            f"texts={literal(outer.failed.texts)}",
        ]
    if inner is not None:
        args.append(f"envelope={_envelope(api, inner, 'ws')}")
    yield Python(lay_out(f"_FRAME: Final = Frame({', '.join(args)})", WIDTH))
