"""The views of a TypeScript client, module by module."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.cases import Traffic
from specmint.lower.prose import ended, flat
from specmint.lower.typescript.calls import view_calls
from specmint.lower.typescript.client import view_client
from specmint.lower.typescript.connect import make_connect, view_connect
from specmint.lower.typescript.errors import view_errors
from specmint.lower.typescript.hooks import view_hooks
from specmint.lower.typescript.imports import import_line
from specmint.lower.typescript.names import make_names
from specmint.lower.typescript.sent import view_pushes
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.types import tell_unit, view_types
from specmint.lower.units import unit_classes
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets.typescript import RUNTIME, WIDTH, template
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag


@dataclass(frozen=True, slots=True)
class PackageView:
    origin: TypeScript
    doc: JsDoc
    exports: tuple[TypeScript, ...]


def make_shapes(api: Api, prefix: str = "t.") -> Shapes:
    """Make the shapes of an API for modules that import its types."""
    names = make_names(api)
    return Shapes(api, names, unit_classes(api, names.types, tell_unit), prefix)


def plan_files(api: Api, _traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan every file of one API's TypeScript client."""
    outside, origin = make_shapes(api), TypeScript(f"specs/{api.name}")
    views: dict[str, object] = {
        "index.ts": _package(api, outside, origin),
        "calls.ts": view_calls(api, outside, origin),
        "client.ts": view_client(api, outside, origin),
        "connect.ts": view_connect(api, outside, origin),
        "errors.ts": view_errors(api, outside, origin),
        "types.ts": view_types(api, make_shapes(api, ""), origin),
    }
    if api.pushes:
        views["pushes.ts"] = view_pushes(api, outside, origin)
    if api.webhooks:
        views["webhooks.ts"] = view_hooks(api, outside, origin)
    made = [FilePlan(path, template(path), view) for path, view in views.items()]
    copied = [
        FilePlan(f"runtime/{path}", f"{RUNTIME}/{path}") for path in runtime_files(api)
    ]
    return (*made, FilePlan("package.json", f"{RUNTIME}/package.json"), *copied)


def runtime_files(api: Api) -> list[str]:
    """List the files that are the same for all APIs, as far as this one needs them."""
    kinds = {transport.name for transport in api.transports}
    files = ["core.ts", "decimal.ts", "http.ts", "json.ts", "routes.ts", "wire.ts"]
    files += ["rpc.ts"] if "rpc" in kinds else []
    files += ["rest.ts"] if kinds & {"http", "ws"} else []
    files += ["ws.ts"] if "ws" in kinds else []
    signs = any(one.kind == "hmac" for one in api.auth)
    files += ["sign.ts"] if signs or api.webhooks else []
    files += ["hooks.ts"] if api.webhooks else []
    return files


def _package(api: Api, shapes: Shapes, origin: TypeScript) -> PackageView:
    about = [f"A client of {api.title}.", ended(flat(api.summary)), tag("module")]
    lines = tuple(map(TypeScript, _exports(api, shapes)))
    return PackageView(origin, js_doc(about, WIDTH), lines)


def _exports(api: Api, shapes: Shapes) -> Iterator[str]:
    """Export what a package gives by its own name from where it is."""
    kinds = {transport.name for transport in api.transports}
    connect = make_connect(api, shapes)
    yield 'export * as calls from "./calls.ts";'
    yield f'export {{ {shapes.names.client}Client }} from "./client.ts";'
    yield f'export {{ {connect.name}, type {connect.settings} }} from "./connect.ts";'
    yield 'export * as errors from "./errors.ts";'
    core = ["ApiError", "type Budget", "type Call", "DeadlineError", "type Event"]
    core += ["type NonceStore", "type Options", "type Reply", "type Settings"]
    core += ["type Slot"] if "rpc" in kinds else []
    core += ["TransportError", "UnsupportedError"]
    core += ["unknownMethod"] if kinds & {"rpc", "ws"} else []
    yield _export("./runtime/core.ts", core)
    yield _export("./runtime/decimal.ts", ["Decimal"])
    if api.webhooks:
        yield _export("./runtime/hooks.ts", ["SignatureError"])
    yield _export("./runtime/http.ts", ["type Secret"])
    yield _export(
        "./runtime/json.ts", ["DecodeError", "type Json", "JsonNumber", "Misfit"]
    )
    if "http" in kinds:
        yield _export("./runtime/rest.ts", ["unknownPath"])
    yield _export("./runtime/wire.ts", ["fromHex", "other", "toHex"])
    if "ws" in kinds:
        yield _export("./runtime/ws.ts", ["type Change", "type Listening"])
    yield 'export * as types from "./types.ts";'
    if api.webhooks:
        yield 'export * as webhooks from "./webhooks.ts";'


def _export(module: str, names: list[str]) -> str:
    return import_line(module, names).replace("import", "export", 1)
