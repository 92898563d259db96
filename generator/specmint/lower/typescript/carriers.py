"""The lines that make what carries the calls of a client."""

from collections.abc import Iterator

from specmint.lower import signing
from specmint.lower.typescript.layout import lay_out, opened
from specmint.lower.typescript.names import setting_names
from specmint.lower.typescript.schemes import plain_auth, setting, signer_lines
from specmint.lower.ways import boolean_rules, prefix, shared_headers
from specmint.model import Api, Rpc, Transport, Words
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import ts_key, ts_literal


def rpc_of(api: Api) -> Rpc | None:
    return next((t.more for t in api.transports if isinstance(t.more, Rpc)), None)


def carrier_lines(api: Api) -> Iterator[str]:
    """Write the lines that make the carrier."""
    names = {transport.name: transport for transport in api.transports}
    args = ["address"]
    if own := prefix(api.transports[0]):
        args.append(str(ts_literal(own)))
    yield f"const where = parseAddress({', '.join(args)});"
    if "ws" in names:
        made = f"new Core({_ws(names['ws'], api)}, settings)"
        if {*names} == {"ws"}:
            yield lay_out(f"return {made};", WIDTH - 2)
            return
        inner = lay_out(f"return {made};", WIDTH - 4).replace("\n", "\n  ")
        yield f'if (where.scheme.startsWith("ws")) {{\n  {inner}\n}}'
    yield "const http = new Http(where, settings);"
    plain = plain_auth(api)
    if any(signing.bound(api)):
        yield from signer_lines(api, plain)
        auth = "auth"
    else:
        auth = f'{{ "": {plain} }}' if plain != "new Auth()" else "{}"
    carriers = []
    if "rpc" in names:
        yield _shown("calling", _rpc_carrier(api, names["rpc"], plain))
        carriers.append("calling")
    if "http" in names:
        yield _shown("resting", _rest_carrier(api, names["http"], auth))
        carriers.append("resting")
    if len(carriers) == 1:
        yield f"return new Core({carriers[0]}, settings);"
    else:
        yield "return new Core(new Several(calling, resting), settings);"


def _shown(name: str, call: str) -> str:
    return opened(f"const {name} = {call};", WIDTH - 2)


def _rpc_carrier(api: Api, transport: Transport, auth: str) -> str:
    rpc = transport.more
    assert isinstance(rpc, Rpc)
    by = {"named": '"name"', "positional": '"position"'}
    by["either"] = 'settings.by ?? "position"'
    facts = [f"path: {ts_literal(transport.path)}", f"dialect: {_dialect(rpc)}"]
    facts += [f"by: {by[rpc.params]}", f"gap: {ts_literal(rpc.gap)}"]
    if rpc.content_type != "application/json":
        facts.append(f"contentType: {ts_literal(rpc.content_type)}")
    facts += [*_scope(api, transport), *_headers(transport)]
    facts += [f"most: {rpc.batch.most}"] if rpc.batch.most is not None else []
    return f"new RpcCarrier(http, {auth}, ERRORS, settings, {{ {', '.join(facts)} }})"


def _dialect(rpc: Rpc) -> str:
    if not rpc.dialects:
        return '{ version: "2.0", notifies: true }'
    one = ts_literal(rpc.speak or rpc.dialects[0].name)
    if len(rpc.dialects) == 1:
        return f"DIALECTS[{one}]"
    return f"DIALECTS[settings.dialect ?? {one}]"


def _scope(api: Api, transport: Transport) -> list[str]:
    names = setting_names(api)
    pairs = [
        f"{ts_key(field.name)}: settings.{names[field.name]}"
        for field in transport.scope
    ]
    return [f"scope: {{ {', '.join(pairs)} }}"] if pairs else []


def _headers(transport: Transport) -> list[str]:
    fixed = shared_headers(transport)
    return [f"headers: {ts_literal(fixed)}"] if fixed else []


def _rest_carrier(api: Api, transport: Transport, auth: str) -> str:
    facts = ["envelopes: ENVELOPES", f"defaultHost: {ts_literal(transport.host)}"]
    rules = []
    for place, rule in boolean_rules(api):
        if isinstance(rule, Words):
            true, false = ts_literal(rule.truthy[:1]), ts_literal(rule.falsy[:1])
            rules.append(f"{place}: truth({true}, {false})")
        elif rule == "zero-one":
            rules.append(f"{place}: ZERO_ONE")
    facts += [f"booleans: {{ {', '.join(rules)} }}"] if rules else []
    facts += [*_scope(api, transport), *_headers(transport)]
    return f"new RestCarrier(http, {auth}, ERRORS, {{ {', '.join(facts)} }})"


def _ws(transport: Transport, api: Api) -> str:
    scheme = next((one for one in api.auth if one.name in transport.auth), None)
    facts = [f"path: {ts_literal(transport.path or '/')}", "frame: FRAME"]
    if scheme is not None:
        facts.append(f"query: {ts_literal(scheme.member)}")
        facts.append(f"secret: {setting(api, scheme.value)}")
    return f"new WsCarrier(where, ERRORS, settings, {{ {', '.join(facts)} }})"
