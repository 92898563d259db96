"""Pushes and streams: what a service sends by itself, as methods of a client."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, source_words
from specmint.lower.python.names import name_in, param_names
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Push, Stream
from specmint.targets.python_client import PARAMS_TAKEN, WIDTH, constant_name
from specmint.text.python import Docstring, Python, docstring, literal

_TAKEN = PARAMS_TAKEN | {"include_existing"}


@dataclass(frozen=True, slots=True)
class SentView:
    overloads: tuple[Python, ...]
    signature: Python
    doc: Docstring
    body: Python


def view_sent(api: Api, shapes: Shapes, *, is_async: bool) -> tuple[SentView, ...]:
    """Write a method for each push and each stream."""
    listening = "AsyncListening" if is_async else "Listening"
    return (
        *(_push(api, shapes, push, listening) for push in api.pushes),
        *(_stream(api, shapes, stream, listening) for stream in api.streams),
    )


def sent_constants(api: Api, shapes: Shapes) -> Iterator[Python]:
    """Write the facts of pushes and streams."""
    for push in api.pushes:
        args = [str(literal(push.name)), str(literal(dict(push.when)))]
        args += [str(literal(push.at)), shapes.of(push.payload).codec]
        yield Python(lay_out(f"{_name(push)}: Final = Push({', '.join(args)})", WIDTH))
    for stream in api.streams:
        push = next(one for one in api.pushes if one.name == stream.push)
        made = [stream.start, stream.stop, *([stream.once] if stream.once else [])]
        args = [_name(push), str(literal(stream.key_member))]
        data = name_in(api, push.payload, stream.data) if stream.data else ""
        args.append(str(literal(data)))
        args += [f"calls.{shapes.names.methods[name]}" for name in made]
        yield Python(
            lay_out(f"{_name(stream)}: Final = StreamOf({', '.join(args)})", WIDTH)
        )


def _key(api: Api, stream: Stream) -> str:
    """Name the key as the method does that starts the stream."""
    method = next(one for one in api.methods if one.name == stream.start)
    return param_names(method.params, _TAKEN)[stream.key_param]


def _name(one: Push | Stream) -> str:
    kind = "PUSH" if isinstance(one, Push) else "STREAM"
    return f"_{constant_name(one.name)}_{kind}"


def _push(api: Api, shapes: Shapes, push: Push, listening: str) -> SentView:
    name = shapes.names.pushes[push.name]
    result = f"{listening}[{shapes.of(push.payload).annotation}]"
    says = [ended(push.summary), ended(push.facts.doc), source_words(api, push.facts)]
    return SentView(
        overloads=(),
        signature=Python(lay_out(f"def {name}(self) -> {result}:", WIDTH - 4)),
        doc=docstring([joined(says)], WIDTH - 8),
        body=Python(f"return self.pushes({_name(push)})"),
    )


def _stream(api: Api, shapes: Shapes, stream: Stream, listening: str) -> SentView:
    name = shapes.names.streams[stream.name]
    keys = [_key(api, stream)] if stream.key_param else []
    push = next(one for one in api.pushes if one.name == stream.push)
    payload = shapes.of(push.payload).annotation
    data = "Any" if stream.data else payload

    def signature(kind: str, data: str, default: str, end: str) -> str:
        params = ["self", *(f"{key}: {kind}" for key in keys), "*"]
        params.append(f"include_existing: bool = {default}")
        result = f"{listening}[Change[{payload}, {data}]]"
        return f"def {name}({', '.join(params)}) -> {result}:{end}"

    overloads = [
        signature(f"Literal[{literal(word)}]", shapes.of(use).annotation, "...", " ...")
        for word, use in stream.cases
    ]
    overloads += [signature("str", data, "...", " ...")] if overloads else []
    args = [_name(stream), *keys, "include_existing=include_existing"]
    says = [ended(stream.summary), ended(stream.facts.doc)]
    more = "With `include_existing` what is there already comes first."
    return SentView(
        overloads=tuple(
            Python(f"@overload\n{lay_out(one, WIDTH - 4)}") for one in overloads
        ),
        signature=Python(lay_out(signature("str", data, "False", ""), WIDTH - 4)),
        doc=docstring(
            [joined([*says, more, source_words(api, stream.facts)])], WIDTH - 8
        ),
        body=Python(lay_out(f"return self._stream({', '.join(args)})", WIDTH - 8)),
    )
