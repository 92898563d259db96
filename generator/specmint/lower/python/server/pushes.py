"""What an application says by itself: a method for each push, and the streams."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, source_words
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Push
from specmint.naming import distinct
from specmint.targets.python_client import WIDTH, constant_name, method_name
from specmint.targets.python_server import METHODS_TAKEN
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class PushView:
    signature: Python
    doc: Docstring
    body: Python


def push_views(api: Api, shapes: Shapes) -> tuple[PushView, ...]:
    names = distinct((method_name(push.name) for push in api.pushes), METHODS_TAKEN)
    return tuple(
        _view(api, shapes, push, name)
        for push, name in zip(api.pushes, names, strict=True)
    )


def _view(api: Api, shapes: Shapes, push: Push, name: str) -> PushView:
    kind = shapes.of(push.payload).annotation
    line = f"def {name}(self, payload: {kind}, to: object = None)" " -> None:"
    says = [ended(push.summary), ended(push.facts.doc), source_words(api, push.facts)]
    return PushView(
        signature=Python(lay_out(line, WIDTH - 4)),
        doc=docstring([joined(says)], WIDTH - 8),
        body=Python(f"self._push({push_name(push.name)}, payload, to)"),
    )


def push_constants(api: Api, shapes: Shapes) -> Iterator[Python]:
    """Write the facts of pushes and streams."""
    for push in api.pushes:
        payload = shapes.of(push.payload)
        args = [str(literal(push.name)), str(literal(dict(push.when)))]
        args += [str(literal(push.at)), payload.codec]
        line = f"{push_name(push.name)}: Final[Push[{payload.annotation}]] = Push({', '.join(args)})"
        yield Python(lay_out(line, WIDTH))
    made = []
    for stream in api.streams:
        args = [push_name(stream.push)]
        words = [stream.key_member, stream.key_param, stream.start, stream.stop]
        args += [str(literal(word)) for word in (*words, *filter(None, [stream.once]))]
        made.append(f"StreamOf({', '.join(args)})")
    if made:
        yield Python(lay_out(f"_STREAMS: Final = [{', '.join(made)}]", WIDTH))


def push_name(name: str) -> str:
    return f"_{constant_name(name)}_PUSH"
