"""How a client is put together: credentials, scope, dialect, and what carries its calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specmint.lower import signing
from specmint.lower.prose import ended, flat
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import lay_out, opened
from specmint.lower.typescript.schemes import (
    Credential,
    credentials,
    plain_auth,
    scheme_rows,
    signer_lines,
)
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import MemberView
from specmint.lower.typescript.wrapping import envelope_rows, frame
from specmint.lower.ways import boolean_rules, prefix, shared_headers
from specmint.model import Api, Rpc, Transport, Words
from specmint.targets.typescript_client import WIDTH, member_name
from specmint.text import JsDoc, TypeScript, js_doc, ts_key, ts_literal


@dataclass(frozen=True, slots=True)
class Connect:
    """What the module of a client needs to know of how it connects."""

    name: str
    settings: str
    doc: str
    has_scope: bool
    scope_type: str


@dataclass(frozen=True, slots=True)
class ConnectView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    constants: tuple[TypeScript, ...]
    settings: TypeScript
    settings_doc: JsDoc
    members: tuple[MemberView, ...]
    name: TypeScript
    base: TypeScript
    class_doc: JsDoc
    has_settings: bool
    constructor: TypeScript
    lines: tuple[TypeScript, ...]


def make_connect(api: Api, shapes: Shapes) -> Connect:
    own = shapes.names.client
    scope = " & ".join(
        [f"{{ readonly {name}?: string | undefined }}" for name in _scope_names(api)]
    )
    return Connect(
        name=f"{own}Connection",
        settings=f"{own}Settings",
        doc=f"{ended(api.title)} {ended(flat(api.summary))}",
        has_scope=bool(scope),
        scope_type=scope,
    )


def view_connect(api: Api, shapes: Shapes, origin: TypeScript) -> ConnectView:
    connect = make_connect(api, shapes)
    constants = tuple(TypeScript(line) for line in _constants(api, shapes))
    lines = tuple(TypeScript(line) for line in _lines(api))
    members = tuple(_members(api))
    base = _base(api)
    code = [*constants, *lines, *(one.declaration for one in members)]
    words = [*code, base, "Core Settings hide"]
    imported = [*imports(words), *_own_imports(code)]
    about = f"How a client of {api.title} connects, without its methods."
    more = (
        "A program that is bundled may send calls by a connection alone, and then holds"
        " no other calls: `connection.send(calls.x())`."
    )
    return ConnectView(
        origin=origin,
        doc=js_doc([about, more, "@module"], WIDTH),
        imports=tuple(imported),
        constants=constants,
        settings=TypeScript(connect.settings),
        settings_doc=js_doc(["What a client takes besides its address."], WIDTH),
        members=members,
        name=TypeScript(connect.name),
        base=TypeScript(base),
        class_doc=js_doc([_address_doc(api)], WIDTH),
        has_settings=bool(members),
        constructor=TypeScript(_constructor(api, connect.settings)),
        lines=lines,
    )


def _constructor(api: Api, settings: str) -> str:
    address = f"address = {ts_literal(api.transports[0].host)}"
    return lay_out(f"constructor({address}, settings: {settings} = {{}}) {{", WIDTH - 2)


def _own_imports(code: Sequence[str]) -> Iterator[TypeScript]:
    yield TypeScript('import { ERRORS } from "./errors.ts";')
    if any("t." in part for part in code if "client." not in part):
        yield TypeScript('import * as t from "./types.ts";')


def _base(api: Api) -> str:
    kinds = {transport.name for transport in api.transports}
    return "WsClient" if "ws" in kinds else "RpcClient" if "rpc" in kinds else "Client"


def _address_doc(api: Api) -> str:
    told = []
    for transport in api.transports:
        told += [f"`{transport.host}`", *(f"`{one.host}`" for one in transport.hosts)]
    listed = ", ".join(dict.fromkeys(told))
    return f"Sends calls to an address: scheme, host and port, such as {listed}."


def _scope_names(api: Api) -> list[str]:
    fields = [field.name for transport in api.transports for field in transport.scope]
    return [member_name(name) for name in dict.fromkeys(fields)]


def _members(api: Api) -> Iterator[MemberView]:
    for one in credentials(api):
        yield _member(one)
    for transport in api.transports:
        for field in transport.scope:
            doc = ended(field.facts.doc) or "The scope of all calls."
            yield _member(Credential(member_name(field.name), "string", doc))
    rpc = _rpc(api)
    if rpc is None:
        return
    if len(rpc.dialects) > 1:
        words = " | ".join(str(ts_literal(one.name)) for one in rpc.dialects)
        told = f"The form of JSON-RPC to speak; {ts_literal(rpc.speak)}."
        yield _member(Credential("dialect", words, told))
    if rpc.params == "either":
        told = 'Whether parameters go by position or by name; "position".'
        yield _member(Credential("by", "By", told))


def _member(one: Credential) -> MemberView:
    return MemberView(
        TypeScript(f"readonly {one.name}?: {one.kind} | undefined;"),
        js_doc([one.doc], WIDTH - 2),
    )


def _rpc(api: Api) -> Rpc | None:
    return next((t.more for t in api.transports if isinstance(t.more, Rpc)), None)


def _constants(api: Api, shapes: Shapes) -> Iterator[str]:
    rpc = _rpc(api)
    if rpc and rpc.dialects:
        rows = []
        for one in rpc.dialects:
            facts = (
                [f"version: {ts_literal(one.request_version)}"]
                if one.request_version
                else []
            )
            facts += ["notifies: true"] if one.without_id == "notification" else []
            made = f"{{ {', '.join(facts)} }}" if facts else "{}"
            rows.append(f"{ts_key(one.name)}: {made}")
        yield _constant("DIALECTS", "", rows, " satisfies Record<string, Dialect>")
    if any(one.name == "http" for one in api.transports):
        rows = list(envelope_rows(api, shapes))
        yield _constant("ENVELOPES", ": Readonly<Record<string, Envelope>>", rows)
    if any(one.name == "ws" for one in api.transports):
        yield opened(f"const FRAME: Frame = {frame(api, shapes)};")
    if rows := list(scheme_rows(api)):
        yield _constant("SCHEMES", "", rows, " satisfies Record<string, Scheme>")


def _constant(name: str, hint: str, rows: list[str], tail: str = "") -> str:
    line = opened(f"const {name}{hint} = {{ {', '.join(rows)} }};")
    return f"{line.removesuffix(';')}{tail};"


# -- the carrier -------------------------------------------------------------------


def _lines(api: Api) -> Iterator[str]:
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
        yield _shown("calling", _rpc_carrier(names["rpc"], plain))
        carriers.append("calling")
    if "http" in names:
        yield _shown("resting", _rest_carrier(api, names["http"], auth))
        carriers.append("resting")
    if len(carriers) == 1:
        yield f"return new Core({carriers[0]}, settings);"
    else:
        yield "return new Core(new Several(calling, resting), settings);"


def _shown(name: str, call: str) -> str:
    return opened(f"const {name} = {call};")


def _rpc_carrier(transport: Transport, auth: str) -> str:
    rpc = transport.more
    assert isinstance(rpc, Rpc)
    by = {"named": '"name"', "positional": '"position"'}
    by["either"] = 'settings.by ?? "position"'
    facts = [f"path: {ts_literal(transport.path)}", f"dialect: {_dialect(rpc)}"]
    facts += [f"by: {by[rpc.params]}", f"gap: {ts_literal(rpc.gap)}"]
    if rpc.content_type != "application/json":
        facts.append(f"contentType: {ts_literal(rpc.content_type)}")
    facts += [*_scope(transport), *_headers(transport)]
    facts += [f"most: {rpc.batch.most}"] if rpc.batch.most is not None else []
    return f"new RpcCarrier(http, {auth}, ERRORS, settings, {{ {', '.join(facts)} }})"


def _dialect(rpc: Rpc) -> str:
    if not rpc.dialects:
        return '{ version: "2.0", notifies: true }'
    one = ts_literal(rpc.speak or rpc.dialects[0].name)
    if len(rpc.dialects) == 1:
        return f"DIALECTS[{one}]"
    return f"DIALECTS[settings.dialect ?? {one}]"


def _scope(transport: Transport) -> list[str]:
    pairs = [
        f"{ts_key(field.name)}: settings.{member_name(field.name)}"
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
    facts += [*_scope(transport), *_headers(transport)]
    return f"new RestCarrier(http, {auth}, ERRORS, {{ {', '.join(facts)} }})"


def _ws(transport: Transport, api: Api) -> str:
    scheme = next((one for one in api.auth if one.name in transport.auth), None)
    facts = [f"path: {ts_literal(transport.path or '/')}", "frame: FRAME"]
    if scheme is not None:
        facts.append(f"query: {ts_literal(scheme.member)}")
        facts.append(f"secret: settings.{member_name(scheme.value.removeprefix('$'))}")
    return f"new WsCarrier(where, ERRORS, settings, {{ {', '.join(facts)} }})"
