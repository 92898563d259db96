"""The lines that make what carries the calls of a client."""

from collections.abc import Iterable

from specmint.layout import lay_out
from specmint.lower.python.names import setting_names
from specmint.lower.python.routes import boolean_rules
from specmint.lower.python.schemes import auth_lines, credential_name, file_param
from specmint.lower.ways import prefix as prefix_of
from specmint.lower.ways import shared_headers
from specmint.model import Api, Rpc, Transport
from specmint.targets.python_client import WIDTH, package
from specmint.text.python import Python, literal


def carrier_lines(api: Api) -> Iterable[Python]:
    """Write the lines that make the carrier."""
    names = {transport.name: transport for transport in api.transports}
    main = api.transports[0]
    prefix = prefix_of(main)
    args = ["address", *([str(literal(prefix))] if prefix else [])]
    has_basic = any(one.kind == "basic" for one in api.auth)
    rest = "own_user, own_word" if has_basic else "*_"
    yield Python(f"where, {rest} = parse_address({', '.join(args)})")
    if {*names} == {"ws"}:
        line = f"carrier = {_ws(names['ws'], api)}"
        yield Python(lay_out(line, WIDTH - 4))
        yield Python("return Core(carrier, settings)")
        return
    yield Python("transport = settings.transport or HttpTransport(settings)")
    yield from auth_lines(api)
    if "ws" in names:
        yield Python('if where.scheme in {"ws", "wss"}:')
        line = f"socket = {_ws(names['ws'], api)}"
        yield Python(f"    {lay_out(line, WIDTH - 8)}".replace("\n", "\n    "))
        yield Python("    return Core(socket, settings)")
    has_both = {"rpc", "http"} <= names.keys()
    if has_both:
        calling = _rpc_carrier(api, names["rpc"], 'auth.get("", Auth())')
        yield Python(lay_out(f"calling = {calling}", WIDTH - 4))
        resting = _rest_carrier(api, names["http"])
        yield Python(lay_out(f"resting = {resting}", WIDTH - 4))
        yield Python("carrier = Several((Rpc, calling), (Rest, resting))")
    elif "rpc" in names:
        line = f"carrier = {_rpc_carrier(api, names['rpc'], 'auth')}"
        yield Python(lay_out(line, WIDTH - 4))
    else:
        line = f"carrier = {_rest_carrier(api, names['http'])}"
        yield Python(lay_out(line, WIDTH - 4))
    yield Python("return Core(carrier, settings)")


def _rpc_carrier(api: Api, transport: Transport, auth: str) -> str:
    rpc = transport.more
    assert isinstance(rpc, Rpc)
    by = {"either": "by", "named": '"name"', "positional": '"position"'}[rpc.params]
    args = ["where", "transport", auth, "ERRORS", "settings"]
    args += [f"path={literal(transport.path)}", f"dialect={_dialect(rpc)}"]
    args += [f"by={by}", f"gap={literal(rpc.gap)}"]
    if rpc.content_type != "application/json":
        args.append(f"content_type={literal(rpc.content_type)}")
    args += [*_scope(api, transport), *_headers(transport)]
    if rpc.batch.most is not None:
        args.append(f"most={rpc.batch.most}")
    return f"RpcCarrier({', '.join(args)})"


def _scope(api: Api, transport: Transport) -> list[str]:
    names = setting_names(api)
    pairs = [f"{literal(one.name)}: {names[one.name]}" for one in transport.scope]
    return [f"scope={{{', '.join(pairs)}}}"] if pairs else []


def _headers(transport: Transport) -> list[str]:
    """Give the headers that go with every request."""
    fixed = shared_headers(transport)
    return [f"headers={literal(fixed)}"] if fixed else []


def _dialect(rpc: Rpc) -> str:
    """Give the dialect to speak; without any it is that of JSON-RPC 2.0."""
    if not rpc.dialects:
        return 'Dialect("2.0", notifies=True)'
    one = literal(rpc.dialects[0].name)
    return f"choose(_DIALECTS, {'dialect' if len(rpc.dialects) > 1 else one})"


def _rest_carrier(api: Api, transport: Transport) -> str:
    args = ["where", "transport", "auth", "ERRORS", "settings"]
    args += ["envelopes=_ENVELOPES", f"default_host={literal(transport.host)}"]
    args += [f"user_agent={literal(package(api.name))}"]
    if rules := boolean_rules(api):
        args.append(f"booleans={rules}")
    args += [*_scope(api, transport), *_headers(transport)]
    return f"RestCarrier({', '.join(args)})"


def _ws(transport: Transport, api: Api) -> str:
    scheme = next((one for one in api.auth if one.name in transport.auth), None)
    args = ["where", "ERRORS", "settings", f"path={literal(transport.path or '/')}"]
    args += ["frame=_FRAME", f"user_agent={literal(package(api.name))}"]
    if scheme is not None:
        name = credential_name(api, scheme.value)
        args.append(f"query={literal(scheme.member)}")
        args.append(f"secret=secret_of({name}, {file_param(api, scheme.value)})")
    return f"WsCarrier({', '.join(args)})"
