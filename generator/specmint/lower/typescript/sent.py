"""Pushes and streams: what a service sends by itself, as methods of a client."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.lower.prose import ended, joined, source_words
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import lay_out, opened
from specmint.lower.typescript.names import member_names, name_in
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import MethodView
from specmint.model import Api, Field, Push, Record, Stream
from specmint.targets.typescript import METHODS_TAKEN, WIDTH, constant_name
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag, ts_literal
from specmint.wire import resolve

_USED = tuple(f"./runtime/{name}.ts" for name in ("decimal", "json", "wire", "ws"))
"""What facts of pushes are made with; other words are names that a spec gives."""


@dataclass(frozen=True, slots=True)
class PushesView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    constants: tuple[TypeScript, ...]


def view_sent(api: Api, shapes: Shapes) -> tuple[MethodView, ...]:
    """Write a method for each push and each stream."""
    return (
        *(_push(api, shapes, push) for push in api.pushes),
        *(_stream(api, shapes, stream) for stream in api.streams),
    )


def view_pushes(api: Api, shapes: Shapes, origin: TypeScript) -> PushesView:
    """Write the facts of pushes and streams."""
    constants = tuple(TypeScript(line) for line in _constants(api, shapes))
    lines = list(imports(constants, only=_USED))
    if api.streams:
        lines.append(TypeScript('import * as calls from "./calls.ts";'))
    if any("t." in one for one in constants):
        lines.append(TypeScript('import * as t from "./types.ts";'))
    about = f"What {api.title} pushes over a WebSocket, and what starts and stops it."
    return PushesView(
        origin, js_doc([about, tag("module")], WIDTH), tuple(lines), constants
    )


def _constants(api: Api, shapes: Shapes) -> Iterator[str]:
    for push in api.pushes:
        args = [str(ts_literal(push.name)), str(ts_literal(dict(push.when)))]
        args += [str(ts_literal(push.at)), shapes.of(push.payload).codec]
        yield lay_out(f"export const {_name(push)} = new Push({', '.join(args)});")
    for stream in api.streams:
        push = next(one for one in api.pushes if one.name == stream.push)
        facts = [f"push: {_name(push)}"]
        if stream.key_param:
            pair = str(ts_literal([stream.key_param, stream.key_member]))
            facts.append(f"key: {pair}")
        if stream.data:
            facts.append(f"data: {ts_literal(name_in(api, push.payload, stream.data))}")
        key, kind = _key(api, stream), _key_type(api, shapes, stream)
        own = _given(api, stream)
        given = key if own == key else f"{own}: {key}"
        takes, gives = (f"{key}: {kind}", f"{{ {given} }}") if key else ("", "")
        for role in ("start", "stop", "once"):
            if name := getattr(stream, role):
                call = f"calls.{shapes.names.methods[name]}({gives})"
                facts.append(f"{role}: ({takes}) => {call}")
        payload = shapes.of(push.payload).annotation
        yield opened(
            f"export const {_name(stream)}: StreamFacts<{payload}, {kind}> = {{ {', '.join(facts)} }};"
        )


def _key(api: Api, stream: Stream) -> str:
    """Name the key as a variable, which may not be called as a member may."""
    name = _given(api, stream)
    return f"{name}_" if name in METHODS_TAKEN else name


def _given(api: Api, stream: Stream) -> str:
    """Name the key as the methods do that start and stop; nothing where there is none."""
    if not stream.key_param:
        return ""
    method = next(one for one in api.methods if one.name == stream.start)
    return member_names(method.params)[stream.key_param]


def _key_type(api: Api, shapes: Shapes, stream: Stream) -> str:
    """Give the type of the key, as the methods take it that start and stop."""
    if not stream.key_param:
        return "undefined"
    method = next(one for one in api.methods if one.name == stream.start)
    field = next(one for one in method.params if one.name == stream.key_param)
    return shapes.of(field.use).annotation


def _fields(api: Api, push: Push) -> tuple[Field, ...]:
    """Give the members of a payload; none where it is no record."""
    kind = resolve(api, push.payload)
    return kind.fields if isinstance(kind, Record) else ()


def _data_type(api: Api, shapes: Shapes, stream: Stream, push: Push) -> str:
    """Give the type of the data where no case says more."""
    if stream.cases:
        return "unknown"
    if not stream.data:
        return shapes.of(push.payload).annotation
    uses = [one.use for one in _fields(api, push) if one.name == stream.data]
    return shapes.of(uses[0]).annotation if uses else "unknown"


def _name(one: Push | Stream) -> str:
    kind = "PUSH" if isinstance(one, Push) else "STREAM"
    return f"{constant_name(one.name)}_{kind}"


def _push(api: Api, shapes: Shapes, push: Push) -> MethodView:
    name = shapes.names.pushes[push.name]
    result = f"Listening<{shapes.of(push.payload).annotation}>"
    says = [ended(push.summary), ended(push.facts.doc), source_words(api, push.facts)]
    return MethodView(
        overloads=(),
        doc=js_doc([joined(says)], WIDTH - 2),
        signature=TypeScript(_signature(name, ["options?: Options"], result, " {")),
        body=TypeScript(f"return this.pushes(pushes.{_name(push)}, options);"),
    )


def _stream(api: Api, shapes: Shapes, stream: Stream) -> MethodView:
    name, key = shapes.names.streams[stream.name], _key(api, stream)
    push = next(one for one in api.pushes if one.name == stream.push)
    payload = shapes.of(push.payload).annotation

    def signature(kind: str, data: str, end: str) -> str:
        result = f"Listening<Change<{payload}, {data}>>"
        params = [f"{key}: {kind}"] if key else []
        return _signature(name, [*params, "options?: ListenOptions"], result, end)

    words: dict[str, list[str]] = {}
    for word, use in stream.cases:
        words.setdefault(shapes.of(use).annotation, []).append(str(ts_literal(word)))
    overloads = [signature(" | ".join(own), data, ";") for data, own in words.items()]
    kind, data = _key_type(api, shapes, stream), _data_type(api, shapes, stream, push)
    if overloads:
        overloads.append(signature(kind, data, ";"))
    says = [ended(stream.summary), ended(stream.facts.doc)]
    if stream.once:
        says.append("With `includeExisting` what is there already comes first.")
    given = f"pushes.{_name(stream)}, {key or 'undefined'}, options"
    return MethodView(
        overloads=tuple(map(TypeScript, overloads)),
        doc=js_doc([joined([*says, source_words(api, stream.facts)])], WIDTH - 2),
        signature=TypeScript(signature(kind, data, " {")),
        body=TypeScript(f"return this.stream({given});"),
    )


def _signature(name: str, params: list[str], result: str, end: str) -> str:
    line = f"{name}({', '.join(params)}): {result}{end}"
    if len(line) <= WIDTH - 2:
        return line
    return "\n".join(
        [f"{name}(", *(f"  {one}," for one in params), f"): {result}{end}"]
    )
