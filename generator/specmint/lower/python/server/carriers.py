"""The lines of `create_app`, which make what carries calls."""

from collections.abc import Iterator

from specmint.layout import lay_out
from specmint.lower.python.server.access import (
    basic_lines,
    check_lines,
    guard_lines,
    query_lines,
)
from specmint.lower.python.server.pushes import push_name
from specmint.lower.python.server.refusals import table_name
from specmint.lower.python.server.taking import boolean_accepts
from specmint.lower.python.server.wrapping import booleans, pages
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Http, Printed, Rpc, Transport, Ws
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal


def carrier_lines(api: Api, shapes: Shapes) -> Iterator[Python]:
    """Write the lines that make the application."""
    kinds = [transport.name for transport in api.transports]
    yield from guard_lines(api)
    for transport in api.transports:
        match transport.more:
            case Rpc():
                yield from basic_lines(api, transport)
                yield _made("rpc", "RpcCarrier", _rpc(transport, transport.more, api))
            case Http():
                yield from check_lines(api, transport)
                yield _made("rest", "RestCarrier", _rest(api, shapes, transport))
            case Ws():
                yield from query_lines(api, transport)
                yield _made("sockets", "WsCarrier", _ws(api, transport))
    args = ["handler"]
    http = [name for kind, name in (("rpc", "rpc"), ("http", "rest")) if kind in kinds]
    args += [f"http=[{', '.join(http)}]"] if http else []
    args += ["ws=sockets"] if "ws" in kinds else []
    args += ["limits=limits", "hooks=hooks"]
    if not api.pushes:
        yield Python(lay_out(f"return App({', '.join(args)})", WIDTH - 4))
        return
    yield _made("app", f"{shapes.names.client}App", args)
    yield Python(f"app.pushes = {shapes.names.client}Pushes(sockets)")
    yield Python("return app")


def _made(name: str, kind: str, args: list[str]) -> Python:
    return Python(lay_out(f"{name} = {kind}({', '.join(args)})", WIDTH - 4))


def _shared(transport: Transport) -> list[str]:
    return ["METHODS", "handler", table_name(transport), "limits", "hooks"]


def _rpc(transport: Transport, rpc: Rpc, api: Api) -> list[str]:
    args = [*_shared(transport), f"path={literal(transport.path)}"]
    speaks = rpc.speak or (rpc.dialects[0].name if rpc.dialects else "2.0")
    known = "spoken(_DIALECTS, dialects)" if len(rpc.dialects) > 1 else "_DIALECTS"
    args += [f"dialects={known}", f"speaks={literal(speaks)}"]
    args += [f"verbs={literal(rpc.verbs)}"] if rpc.verbs != ("POST",) else []
    match rpc.notifications:
        case bool() as runs:
            args += [] if runs else ["notifications=False"]
        case names:
            args.append(f"notifications={literal(names)}")
    args += ['nulls="missing"'] if rpc.nulls == "missing" else []
    args += [f"positions={literal(rpc.positions)}"] if rpc.positions else []
    args += ["is_strict=True"] if rpc.strict else []
    args += ["is_parallel=True"] if rpc.batch.runs == "at-once" else []
    if any(one.name in transport.auth and one.kind == "basic" for one in api.auth):
        args.append("auth=basic")
    args += _content_type(rpc.content_type)
    args += _headers(transport)
    args += ['end="\\n"'] if transport.printed.newline else []
    return args + (["openrpc=openrpc"] if may_describe(api) else [])


def may_describe(api: Api) -> bool:
    """Whether a server may answer `rpc.discover`: no method of its own does."""
    bindings = [binding for one in api.methods for binding in one.bindings]
    is_taken = any(one.method == "rpc.discover" for one in bindings)
    return any(isinstance(one.more, Rpc) for one in api.transports) and not is_taken


def _content_type(kind: str) -> list[str]:
    return [] if kind == "application/json" else [f"content_type={literal(kind)}"]


def _headers(transport: Transport) -> list[str]:
    told = transport.reply_headers
    return [f"headers={literal(told)}"] if told else []


def _rest(api: Api, shapes: Shapes, transport: Transport) -> list[str]:
    http = transport.more
    assert isinstance(http, Http)
    args = [*_shared(transport), "envelopes=_ENVELOPES", "auth=checks"]
    rules = ", ".join(f"{literal(k)}: {v}" for k, v in booleans(http).items())
    args += [f"booleans={{{rules}}}"] if rules else []
    args += _printed(transport.printed)
    args += _content_type(http.content_type)
    args += _headers(transport)
    needs = [one.name for one in transport.headers if one.required]
    args += [f"needs={literal(needs)}"] if needs else []
    if http.also:
        args.append(f"also_verbs={literal(_also_verbs(http))}")
    args += [f"prefix={literal(http.prefix)}"] if http.prefix else []
    args += ["is_slash_optional=True"] if http.slash == "optional" else []
    args += [f"error_status={http.error}"] if http.error not in {None, 500} else []
    shown = pages(api, dict(shapes.names.errors))
    args += ["reads_all_bodies=True", f"pages={shown}"] if shown else []
    return args


def _also_verbs(http: Http) -> dict[str, dict[str, str]]:
    """Give the verbs that are taken for another, and the places of their parameters."""
    places = dict(http.params)
    return {
        verb: {other: places.get(other, "query") for other in others}
        for verb, others in http.also
    }


def _printed(printed: Printed) -> list[str]:
    told = {
        "indent": printed.indent,
        "sort": printed.sort or None,
        "newline": printed.newline or None,
    }
    args = [f"{name}={fact}" for name, fact in told.items() if fact is not None]
    return [f"printed=Printed({', '.join(args)})"] if args else []


def _ws(api: Api, transport: Transport) -> list[str]:
    ws = transport.more
    assert isinstance(ws, Ws)
    args = [*_shared(transport), "frame=_FRAME"]
    if boolean_accepts(ws, "json"):
        args.append(f"booleans={booleans(ws)['json']}")
    if any(one.name in transport.auth and one.kind == "query" for one in api.auth):
        args.append("query=query")
    if ws.greets:
        args.append(
            f"greeting=({push_name(ws.greets.push)}, {literal(ws.greets.payload)})"
        )
    args += ["streams=_STREAMS"] if api.streams else []
    if ws.replies.actual == "everyone":
        is_told = ws.replies.documented in {"", "everyone"}
        args.append("everyone=True" if is_told else 'everyone=follow == "actual"')
    for name, answer in (("silent", "silence"), ("closes", "close")):
        kinds = tuple(one.kind for one in transport.refuse if one.answer == answer)
        args += [f"{name}={literal(kinds)}"] if kinds else []
    args += _printed(transport.printed)
    return args
