"""The module of calls: for each method what it takes, what it is, and what it gives."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.lower.choices import decides
from specmint.lower.prose import (
    document_words,
    ended,
    flat,
    joined,
    releases,
    source_words,
    use_words,
)
from specmint.lower.raised import errors_of
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import opened, typed
from specmint.lower.typescript.overloads import Overload, overloads
from specmint.lower.typescript.params import Param, make_params, params_type
from specmint.lower.typescript.routes import routes
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import MemberView
from specmint.lower.ways import fills, waiting
from specmint.model import Api, Choice, Method, Rpc
from specmint.targets.typescript import WIDTH
from specmint.text import Inline, code
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag, ts_key, ts_literal


@dataclass(frozen=True, slots=True)
class CallView:
    heading: Inline  # by which `specmint explain` finds it
    params_doc: JsDoc
    params_heading: TypeScript  # empty where there are none
    params: tuple[MemberView, ...]
    params_type: TypeScript  # where a parameter decides the shape of another one
    maker: tuple[
        TypeScript, ...
    ]  # the signatures, where a parameter decides the result
    maker_heading: TypeScript
    doc: JsDoc
    declaration: TypeScript


@dataclass(frozen=True, slots=True)
class CallsView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    calls: tuple[CallView, ...]


def view_calls(api: Api, shapes: Shapes, origin: TypeScript) -> CallsView:
    calls = tuple(_call(api, shapes, method) for method in api.methods)
    parts: list[str] = []
    for call in calls:
        parts += [call.params_heading, call.params_type, call.declaration, *call.maker]
        parts += [member.declaration for member in call.params]
    lines = [*imports(parts, shapes.names.methods.values())]
    lines += [TypeScript('import * as t from "./types.ts";')]
    about = f"The calls of {api.title}: what each means, and how it travels."
    more = "A call does nothing until a client sends it: `client.send(calls.x())`."
    return CallsView(
        origin=origin,
        doc=js_doc([about, more, document_words(api), tag("module")], WIDTH),
        imports=tuple(lines),
        calls=calls,
    )


def _call(api: Api, shapes: Shapes, method: Method) -> CallView:
    params = make_params(shapes, method)
    name = shapes.names.methods[method.name]
    kind = params_name(name)
    made = params_type(shapes, method, params, kind)
    variants = overloads(shapes, method, params, kind)
    return CallView(
        heading=code(method.name),
        params_doc=js_doc([f"What `{name}` takes."], WIDTH),
        params_heading=TypeScript(made.heading),
        params=made.members,
        params_type=TypeScript(made.union),
        maker=tuple(_signature(one) for one in variants),
        maker_heading=TypeScript(f"interface {kind.removesuffix('Params')}Maker"),
        doc=js_doc([ended(method.summary)], WIDTH),
        declaration=TypeScript(_declaration(api, shapes, method, params, name)),
    )


def params_name(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}Params"


def _signature(one: Overload) -> TypeScript:
    sign = "?" if one.is_optional else ""
    line = f"(params{sign}: {one.params}): Call<{one.result}>;"
    if len(line) <= WIDTH - 2:
        return TypeScript(line)
    inner = typed(f"  params{sign}:", one.params, ",", WIDTH - 2)
    return TypeScript(f"(\n{inner}\n): Call<{one.result}>;")


# -- what a call says --------------------------------------------------------------


def says(api: Api, shapes: Shapes, method: Method) -> Iterator[str]:
    """Say what a method means, what it gives, and what may go wrong."""
    yield ended(method.summary)
    more = [*map(ended, method.warnings), releases(method.facts), *_bonds(method)]
    yield joined(more)
    if method.result and (text := use_words(method.result)):
        yield tag("returns", text)
    names = dict.fromkeys(raised.error for raised in errors_of(api, method))
    if names:
        listed = ", ".join(shapes.names.errors[name] for name in names)
        yield tag("throws", f"{listed}.")
    yield tag("remarks", joined([_effect(method), source_words(api, method.facts)]))


def _bonds(method: Method) -> Iterator[str]:
    if method.exactly_one_of:
        groups = " or ".join(" with ".join(group) for group in method.exactly_one_of)
        yield f"Exactly one of {groups} is given."
    for name, needs in method.together:
        yield f"{name} needs {' and '.join(needs)}."


def _effect(method: Method) -> str:
    if method.consumes:
        return "Effect: once, since what it gives is gone afterwards."
    return ended(f"Effect: {method.effect}. {flat(method.effect_doc)}".rstrip(". "))


# -- what a call is ----------------------------------------------------------------


def _declaration(
    api: Api, shapes: Shapes, method: Method, params: tuple[Param, ...], name: str
) -> str:
    result = shapes.of(method.result)
    kind = params_name(name)
    taken = kind if params else "undefined"
    head = f"export const {name} = method<{taken}, {result.annotation}>("
    by = decides(method)
    if by and method.result and isinstance(method.result.type, Choice):
        maker = f"{kind.removesuffix('Params')}Maker"
        head = f"export const {name} = overloaded<{maker}>("
    elif len(head) > WIDTH:
        head = (
            f"export const {name} = method<\n  {taken},\n"
            f"  {_argument(result.annotation)}\n>("
        )
    facts = ", ".join(_facts(api, shapes, method, params))
    start, _, last = head.rpartition("\n")
    line = opened(f"{last}{{ {facts} }});")
    return f"{start}\n{line}" if start else line


def _argument(annotation: str) -> str:
    line = typed("", annotation, "", WIDTH - 2).strip()
    return line if "\n" not in line else line.replace("\n", "\n  ")


def _facts(
    api: Api, shapes: Shapes, method: Method, params: tuple[Param, ...]
) -> Iterator[str]:
    rpc = next((t.more for t in api.transports if isinstance(t.more, Rpc)), None)
    has_gap = rpc is not None and rpc.gap == "default"
    filled = fills(method, has_gap=has_gap)
    yield f"name: {ts_literal(method.name)}"
    yield f"effect: {ts_literal('once' if method.consumes else method.effect)}"
    if params:
        rows = [_param(one, filled.get(one.field.name)) for one in params]
        yield f"params: {{ {', '.join(rows)} }}"
    yield f"result: {shapes.of(method.result).codec}"
    if method.beside:
        rows = [f"{ts_key(f.name)}: {shapes.of(f.use).codec}" for f in method.beside]
        yield f"beside: {{ {', '.join(rows)} }}"
    if method.waits == "always":
        yield "waits: () => Infinity"
    elif method.waits:
        yield f"waits: {_waits(api, method, params)}"
    yield from routes(api, shapes, method)


def _param(one: Param, fill: object) -> str:
    more = [] if one.name == one.field.name else [f"name: {ts_literal(one.field.name)}"]
    more += [] if fill is None else [f"fill: {ts_literal(fill)}"]
    codec = one.shape.codec
    made = f"param({codec}, {{ {', '.join(more)} }})" if more else codec
    return f"{ts_key(one.name)}: {made}"


def _waits(api: Api, method: Method, params: tuple[Param, ...]) -> str:
    """Say for how many milliseconds the service may be silent."""
    field, most, per = waiting(api, method)
    param = next(one for one in params if one.field.name == field.name)
    default = "Infinity" if most is None else str(most)
    value = f"({{ {param.name} }}) => ({param.name} ?? {default})"
    factor = {1: " * 1000", 1000: "", 1_000_000: " / 1000"}[per]
    if not factor:
        return f"({{ {param.name} }}) => {param.name} ?? {default}"
    return f"{value}{factor}"
