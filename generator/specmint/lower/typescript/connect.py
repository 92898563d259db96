"""How a client is put together: credentials, scope, dialect, and what carries its calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specmint.lower.prose import ended, flat
from specmint.lower.typescript.carriers import carrier_lines, rpc_of
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import lay_out, opened
from specmint.lower.typescript.names import setting_names
from specmint.lower.typescript.schemes import (
    Credential,
    credentials,
    scheme_rows,
)
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import MemberView
from specmint.lower.typescript.wrapping import envelope_rows, frame
from specmint.model import Api
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag, ts_key, ts_literal


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
    has_scope: bool
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
    lines = tuple(TypeScript(line) for line in carrier_lines(api))
    members = tuple(_members(api))
    base = _base(api)
    code = [*constants, *lines, *(one.declaration for one in members)]
    words = [*code, base, "Core Settings"]
    imported = [*imports(words), *_own_imports(code)]
    about = f"How a client of {api.title} connects, without its methods."
    more = (
        "A program that is bundled may send calls by a connection alone, and then holds"
        " no other calls: `connection.send(calls.x())`."
    )
    return ConnectView(
        origin=origin,
        doc=js_doc([about, more, tag("module")], WIDTH),
        imports=tuple(imported),
        constants=constants,
        settings=TypeScript(connect.settings),
        settings_doc=js_doc(["What a client takes besides its address."], WIDTH),
        members=members,
        name=TypeScript(connect.name),
        base=TypeScript(base),
        class_doc=js_doc([_address_doc(api)], WIDTH),
        has_settings=bool(members),
        has_scope=connect.has_scope,
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
    names = setting_names(api)
    return [names[name] for name in dict.fromkeys(fields)]


def _members(api: Api) -> Iterator[MemberView]:
    for one in credentials(api):
        yield _member(one)
    names = setting_names(api)
    fields = (field for transport in api.transports for field in transport.scope)
    for field in {field.name: field for field in fields}.values():
        doc = ended(field.facts.doc) or "The scope of all calls."
        yield _member(Credential(names[field.name], "string", doc))
    rpc = rpc_of(api)
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


def _constants(api: Api, shapes: Shapes) -> Iterator[str]:
    rpc = rpc_of(api)
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
    inner = f"{{ {', '.join(rows)} }}" if rows else "{}"
    line = opened(f"const {name}{hint} = {inner};")
    return f"{line.removesuffix(';')}{tail};"
