"""Which imports a generated module needs, by the words that stand in its code."""

from collections.abc import Iterable, Mapping

from specmint.lower.typescript.views import words_of
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import TypeScript

_RUNTIME: Mapping[str, tuple[str, ...]] = {
    "./runtime/core.ts": (
        "ApiError",
        "type Call",
        "Client",
        "Core",
        "type Event",
        "ErrorTable",
        "type Maker",
        "type Options",
        "type Settings",
        "method",
        "Several",
        "overloaded",
        "param",
    ),
    "./runtime/decimal.ts": ("type Decimal",),
    "./runtime/http.ts": (
        "Auth",
        "Http",
        "basic",
        "parseAddress",
        "type Secret",
        "secretHeader",
    ),
    "./runtime/json.ts": ("type Json", "JsonNumber"),
    "./runtime/rest.ts": ("type Envelope", "RestCarrier"),
    "./runtime/rpc.ts": ("type By", "type Dialect", "RpcCarrier", "RpcClient"),
    "./runtime/sign.ts": ("type Scheme", "signers"),
    "./runtime/hooks.ts": ("Webhook",),
    "./runtime/wire.ts": (
        "ANYTHING",
        "BOOLEAN",
        "type Codec",
        "DECIMAL",
        "type In",
        "NOTHING",
        "NUMBER",
        "type Open",
        "type OtherNumber",
        "type OtherWord",
        "TEXT",
        "ZERO_ONE",
        "beside",
        "byKind",
        "byMember",
        "byTag",
        "commas",
        "counted",
        "dated",
        "fraction",
        "integer",
        "later",
        "list",
        "map",
        "maybe",
        "must",
        "nullable",
        "numbered",
        "octets",
        "openNumbered",
        "openWords",
        "record",
        "repeated",
        "truth",
        "tuple",
        "whole",
        "words",
    ),
    "./runtime/ws.ts": (
        "type Change",
        "type Frame",
        "type ListenOptions",
        "type Listening",
        "Push",
        "type StreamFacts",
        "WsCarrier",
        "WsClient",
    ),
}


def imports(
    code: Iterable[str], own: Iterable[str] = (), only: Iterable[str] = ()
) -> tuple[TypeScript, ...]:
    """Write the imports of a module; what it names itself is not imported."""
    words = words_of(code) - set(own)
    lines = []
    for module, names in _RUNTIME.items():
        if only and module not in only:
            continue
        found = [name for name in names if name.removeprefix("type ") in words]
        if found:
            lines.append(TypeScript(import_line(module, found)))
    return tuple(lines)


def import_line(module: str, names: list[str]) -> str:
    if all(name.startswith("type ") for name in names):
        names = [name.removeprefix("type ") for name in names]
        head = "import type"
    else:
        head = "import"
    line = f'{head} {{ {", ".join(names)} }} from "{module}";'
    if len(line) <= WIDTH:
        return line
    listed = "".join(f"  {name},\n" for name in names)
    return f'{head} {{\n{listed}}} from "{module}";'
