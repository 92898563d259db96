"""What an application says by itself: a method for each push, and the streams."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.python.prose import ended, joined, source_words
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Json, Push, Ws
from specmint.targets.python_client import WIDTH, constant_name, method_name
from specmint.text import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class PushView:
    signature: Python
    doc: Docstring
    body: Python


def push_views(api: Api, shapes: Shapes) -> tuple[PushView, ...]:
    return tuple(_view(api, shapes, push) for push in api.pushes)


def _view(api: Api, shapes: Shapes, push: Push) -> PushView:
    kind = shapes.of(push.payload).annotation
    line = (
        f"def {method_name(push.name)}(self, payload: {kind}, to: object = None)"
        " -> None:"
    )
    says = [ended(push.summary), ended(push.facts.doc), source_words(api, push.facts)]
    return PushView(
        signature=Python(lay_out(line, WIDTH - 4)),
        doc=docstring([joined(says)], WIDTH - 8),
        body=Python(f"self._push({_name(push)}, payload, to)"),
    )


def push_constants(api: Api, shapes: Shapes) -> Iterator[Python]:
    """Write the facts of pushes and streams, and how a connection is greeted."""
    for push in api.pushes:
        payload = shapes.of(push.payload)
        args = [str(literal(push.name)), str(literal(dict(push.when)))]
        args += [str(literal(push.at)), payload.codec]
        line = f"{_name(push)}: Final[Push[{payload.annotation}]] = Push({', '.join(args)})"
        yield Python(lay_out(line, WIDTH))
    pushes = {push.name: push for push in api.pushes}
    made = []
    for stream in api.streams:
        args = [_name(pushes[stream.push])]
        words = [stream.key_member, stream.key_param, stream.start, stream.stop]
        args += [str(literal(word)) for word in (*words, *filter(None, [stream.once]))]
        made.append(f"StreamOf({', '.join(args)})")
    if made:
        yield Python(lay_out(f"_STREAMS: Final = [{', '.join(made)}]", WIDTH))
    for transport in api.transports:
        if isinstance(transport.more, Ws) and transport.more.greets:
            greets = transport.more.greets
            frame = _framed(pushes[greets.push], greets.payload)
            line = f"_GREETING: Final[Json] = {literal(frame)}"
            yield Python(lay_out(line, WIDTH))


def _framed(push: Push, payload: Json) -> dict[str, Json]:
    frame: dict[str, Json] = {} if push.at else dict(payload)
    for path, value in (*push.when, *([(push.at, payload)] if push.at else [])):
        *way, last = path.split(".")
        place = frame
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return frame


def _name(push: Push) -> str:
    return f"_{constant_name(push.name)}_PUSH"
