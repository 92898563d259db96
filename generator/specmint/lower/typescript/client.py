"""The module of the client: its methods, each a line over its call."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.lower.typescript.calls import params_name, says
from specmint.lower.typescript.connect import Connect, make_connect
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import typed
from specmint.lower.typescript.overloads import Overload, overloads
from specmint.lower.typescript.params import make_params
from specmint.lower.typescript.sent import view_sent
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import MethodView
from specmint.model import Api, Method
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag


@dataclass(frozen=True, slots=True)
class ClientView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    class_doc: JsDoc
    name: TypeScript
    base: TypeScript
    has_scope: bool
    settings: TypeScript
    scope: TypeScript
    methods: tuple[MethodView, ...]


def view_client(api: Api, shapes: Shapes, origin: TypeScript) -> ClientView:
    connect = make_connect(api, shapes)
    methods = [_method(api, shapes, method) for method in api.methods]
    methods += view_sent(api, shapes)
    code: list[str] = ["Options"]
    for one in methods:
        code += [*one.overloads, one.signature]
    lines = list(imports(code, shapes.names.methods.values()))
    lines += [TypeScript(line) for line in _own_imports(api, connect, code)]
    about = f"The client of {api.title}."
    more = "What a method is stands in `calls.ts`, and how the client connects in `connect.ts`."
    return ClientView(
        origin=origin,
        doc=js_doc([about, more, tag("module")], WIDTH),
        imports=tuple(lines),
        class_doc=js_doc([connect.doc], WIDTH),
        name=TypeScript(f"{shapes.names.client}Client"),
        base=TypeScript(connect.name),
        has_scope=connect.has_scope,
        settings=TypeScript(connect.settings),
        scope=TypeScript(connect.scope_type),
        methods=tuple(
            replace(one, has_gap=connect.has_scope or index > 0)
            for index, one in enumerate(methods)
        ),
    )


def _own_imports(api: Api, connect: Connect, code: list[str]) -> Iterator[str]:
    yield 'import * as calls from "./calls.ts";'
    yield f'import {{ {connect.name} }} from "./connect.ts";'
    if api.pushes:
        yield 'import * as pushes from "./pushes.ts";'
    if any("t." in part for part in code):
        yield 'import type * as t from "./types.ts";'


def _method(api: Api, shapes: Shapes, method: Method) -> MethodView:
    name = shapes.names.methods[method.name]
    params = make_params(shapes, method)
    kind = f"calls.{params_name(name)}"
    variants = overloads(shapes, method, params, kind)
    result = shapes.of(method.result).annotation
    if params:
        is_optional = not any(param.is_required for param in params)
        general = Overload(kind, result, is_optional)
        args = "params"
    else:
        general, args = Overload("", result, is_optional=True), ""
    return MethodView(
        overloads=tuple(TypeScript(_signature(name, one, ";")) for one in variants),
        doc=js_doc(list(says(api, shapes, method)), WIDTH - 2),
        signature=TypeScript(_signature(name, general, " {")),
        body=TypeScript(f"return this.send(calls.{name}({args}), options);"),
    )


def _signature(name: str, one: Overload, end: str) -> str:
    sign = "?" if one.is_optional else ""
    params = [f"params{sign}: {one.params}"] if one.params else []
    params.append("options?: Options")
    line = f"{name}({', '.join(params)}): Promise<{one.result}>{end}"
    if len(line) <= WIDTH - 2:
        return line
    inner = [
        typed(
            "  " + param.partition(": ")[0] + ":",
            param.partition(": ")[2],
            ",",
            WIDTH - 2,
        )
        for param in params
    ]
    last = f"): Promise<{one.result}>{end}"
    if len(last) > WIDTH - 2:
        last = typed("):", f"Promise<{one.result}>", end, WIDTH - 2)
    if len(f"{name}({', '.join(params)}): Promise<") <= WIDTH - 2 and "\n" in last:
        last = typed("):", f"Promise<{one.result}>", end, 1)
        return f"{name}({', '.join(params)}{last}"
    return "\n".join([f"{name}(", *inner, last])
