"""The lines that make what carries the calls of a client."""

from collections.abc import Iterable

from specmint.layout import lay_out
from specmint.lower.python.routes import boolean_rules
from specmint.lower.python.schemes import auth_lines, credential_name
from specmint.model import Api, Rpc, Transport
from specmint.naming import snake, split
from specmint.targets.python_client import WIDTH, package
from specmint.text import Python, literal


def carrier_lines(api: Api) -> Iterable[Python]:
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
    args += [f"path={literal(transport.path)}", f"dialect=choose(_DIALECTS, {dialect})"]
    args += [f"by={by}", f"gap={literal(rpc.gap)}"]
    if rpc.content_type != "application/json":
        args.append(f"content_type={literal(rpc.content_type)}")
    if transport.scope:
        names = [snake(split(field.name)) for field in transport.scope]
        pairs = [
            f'"{f.name}": {n}' for f, n in zip(transport.scope, names, strict=True)
        ]
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
