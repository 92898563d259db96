"""How a client is put together: credentials, scope, dialect, and what carries its calls."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.python.imports import WIRE
from specmint.lower.python.prose import ended, flat
from specmint.lower.python.routes import boolean_rules
from specmint.lower.python.schemes import (
    auth_lines,
    credential_name,
    credential_params,
    schemes,
)
from specmint.lower.python.wrapping import envelopes, frame
from specmint.model import Api, Rpc, Transport
from specmint.naming import snake, split
from specmint.targets.python_client import WIDTH, package
from specmint.text import Python, literal

_MODULES = {
    "._core": ["AsyncClient", "Carrier", "Client", "Core", "Method", "Options"]
    + ["Settings", "sends", "sends_async"],
    "._http": ["Auth", "HttpTransport", "basic", "parse_address", "secret_header"]
    + ["secret_of"],
    "._push": ["AsyncListening", "AsyncWsClient", "Change", "Listening", "Push"]
    + ["StreamOf", "WsClient"],
    "._rest": ["Envelope", "RestCarrier"],
    "._rpc": ["AsyncRpcClient", "By", "Dialect", "RpcCarrier", "RpcClient", "scoped"],
    "._sign": ["Fresh", "Scheme", "signers"],
    "._wire": sorted(WIRE),
    "._ws": ["Frame", "WsCarrier"],
    ".errors": ["ERRORS"],
}


@dataclass(frozen=True, slots=True)
class Connect:
    """The parameters of a client, and the lines that make its carrier of them."""

    base: str
    params: tuple[str, ...]  # as a constructor declares them
    plain_params: tuple[str, ...]  # as `_connect` declares them
    args: tuple[str, ...]
    docs: tuple[tuple[str, str], ...]
    scope_params: tuple[str, ...]
    with_scope: str
    ws_address: str
    constants: tuple[Python, ...]
    body: tuple[Python, ...]

    def modules(self, words: set[str]) -> Iterable[tuple[str, set[str]]]:
        for module, names in _MODULES.items():
            if found := words & set(names):
                yield module, found


@dataclass(frozen=True, slots=True)
class _Param:
    name: str
    kind: str
    default: str
    doc: str


def make_connect(api: Api) -> Connect:
    first = api.transports[0]
    address = _Param("address", "str", str(literal(first.host)), _address_doc(api))
    own = [
        *(_Param(*one) for one in credential_params(api)),
        *_scope(api),
        *_rpc_params(api),
    ]
    shared = [
        _Param("timeout", "float | None", "30.0", "Seconds that the service may be silent."),
        _Param("deadline", "float | None", "None", "Seconds for a whole call with all its attempts."),
        _Param("resends", "int", "2", "How often a call may be sent again where that is safe."),
    ]
    last = _Param("settings", "Settings", "Settings()", "What seldom has to be said: proxy, TLS, tracing, ids.")
    everything = [address, *own, *shared, last]
    declared = [f"{p.name}: {p.kind} = {p.default}" for p in everything]
    inner = [address, *own, last]
    scope = _scope(api)
    filled = ", ".join(f"{p.name}={p.name}" for p in scope)
    return Connect(
        base=_base(api),
        params=(declared[0], "*", *declared[1:]),
        plain_params=tuple(f"{p.name}: {p.kind}" for p in inner),
        args=tuple(p.name for p in inner),
        docs=tuple((p.name, p.doc) for p in everything),
        scope_params=tuple(f"{p.name}: {p.kind} = UNSET" for p in scope),
        with_scope=f"return scoped(self, {filled})",
        ws_address=_ws_address(api),
        constants=tuple(_constants(api)),
        body=tuple(_body(api)),
    )


def _ws_address(api: Api) -> str:
    hosts = [one.host for one in api.transports if one.name == "ws"]
    return f"_ws_address = {literal(hosts[0])}" if hosts else ""


def _base(api: Api) -> str:
    kinds = {transport.name for transport in api.transports}
    return "WsClient" if "ws" in kinds else "RpcClient" if "rpc" in kinds else "Client"


def _address_doc(api: Api) -> str:
    told = [f"`{one.host}`" for transport in api.transports for one in (transport, *transport.hosts)]
    return f"Scheme, host and port, such as {', '.join(dict.fromkeys(told))}."


def _rpc(api: Api) -> Rpc | None:
    return next((t.more for t in api.transports if isinstance(t.more, Rpc)), None)


def _scope(api: Api) -> list[_Param]:
    fields = [field for transport in api.transports for field in transport.scope]
    return [
        _Param(snake(split(f.name)), "str | Unset", "UNSET", ended(f.facts.doc) or "The scope of all calls.")
        for f in fields
    ]


def _rpc_params(api: Api) -> list[_Param]:
    rpc = _rpc(api)
    if rpc is None:
        return []
    made = []
    if len(rpc.dialects) > 1:
        words = ", ".join(str(literal(one.name)) for one in rpc.dialects)
        made.append(
            _Param("dialect", f"Literal[{words}]", str(literal(rpc.speak)), "The form of JSON-RPC to speak.")
        )
    if rpc.params == "either":
        made.append(_Param("by", "By", '"position"', "Whether parameters go by position or by name."))
    return made


def _constants(api: Api) -> Iterable[Python]:
    if rpc := _rpc(api):
        pairs = []
        for one in rpc.dialects:
            args = [str(literal(one.request_version))] if one.request_version else []
            args += ["notifies=True"] if one.without_id == "notification" else []
            pairs.append(f"{literal(one.name)}: Dialect({', '.join(args)})")
        yield Python(lay_out(f"_DIALECTS: Final = {{{', '.join(pairs)}}}", WIDTH))
    yield from envelopes(api)
    yield from frame(api)
    yield from schemes(api)


def _body(api: Api) -> Iterable[Python]:
    """Write the lines that make the carrier."""
    names = {transport.name: transport for transport in api.transports}
    main = api.transports[0]
    prefix = _prefix(main)
    args = ["address", *([str(literal(prefix))] if prefix else [])]
    has_basic = any(one.kind == "basic" for one in api.auth)
    rest = "user, word" if has_basic else "*_"
    yield Python(f"where, {rest} = parse_address({', '.join(args)})")
    yield Python("transport = settings.transport or HttpTransport(settings)")
    yield from auth_lines(api)
    if "ws" in names:
        yield Python('if where.scheme in {"ws", "wss"}:')
        line = f"socket = {_ws(names['ws'], api)}"
        yield Python(f"    {lay_out(line, WIDTH - 8)}".replace("\n", "\n    "))
        yield Python("    return Core(socket, settings)")
    if "rpc" in names:
        yield Python(_rpc_carrier(names["rpc"]))
    else:
        yield Python(_rest_carrier(api, names["http"]))
    yield Python("return Core(carrier, settings)")


def _prefix(transport: Transport) -> str:
    """Give the part of all paths that an address may already end in."""
    prefix = getattr(transport.more, "prefix", "")
    if isinstance(transport.more, Rpc):
        prefix = transport.path.partition("[")[0].partition("{")[0].rstrip("/")
    return prefix


def _rpc_carrier(transport: Transport) -> str:
    rpc = transport.more
    assert isinstance(rpc, Rpc)
    dialect = "dialect" if len(rpc.dialects) > 1 else literal(rpc.dialects[0].name)
    by = {"either": "by", "named": '"name"', "positional": '"position"'}[rpc.params]
    args = ["where", "transport", "auth", "ERRORS", "settings"]
    args += [f"path={literal(transport.path)}", f"dialect=_DIALECTS[{dialect}]"]
    args += [f"by={by}", f"gap={literal(rpc.gap)}"]
    if rpc.content_type != "application/json":
        args.append(f"content_type={literal(rpc.content_type)}")
    if transport.scope:
        names = [snake(split(field.name)) for field in transport.scope]
        pairs = [f'"{f.name}": {n}' for f, n in zip(transport.scope, names, strict=True)]
        args.append(f"scope={{{', '.join(pairs)}}}")
    if rpc.batch.most is not None:
        args.append(f"most={rpc.batch.most}")
    return lay_out(f"carrier = RpcCarrier({', '.join(args)})", WIDTH - 4)


def _rest_carrier(api: Api, transport: Transport) -> str:
    args = ["where", "transport", "auth", "ERRORS", "settings"]
    args += ["envelopes=_ENVELOPES", f"default_host={literal(transport.host)}"]
    args += [f"user_agent={literal(package(api.name))}"]
    if rules := boolean_rules(api):
        args.append(f"booleans={rules}")
    return lay_out(f"carrier = RestCarrier({', '.join(args)})", WIDTH - 4)


def _ws(transport: Transport, api: Api) -> str:
    scheme = next((one for one in api.auth if one.name in transport.auth), None)
    args = ["where", "ERRORS", "settings", f"path={literal(transport.path or '/')}"]
    args += ["frame=_FRAME", f"user_agent={literal(package(api.name))}"]
    if scheme is not None:
        name = credential_name(scheme.value)
        args.append(f"query={literal(scheme.member)}")
        args.append(f"secret=secret_of({name}, {name}_file)")
    return f"WsCarrier({', '.join(args)})"


def about(text: str) -> str:
    return ended(flat(text))
