"""Examples: the request and the reply on the wire, and how to send it from here."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.cases import Message, Traffic
from specmint.lower.docs.blocks import BlockView, view_reply
from specmint.lower.docs.curl import curl
from specmint.lower.docs.facts import (
    TRANSPORT_NAMES,
    ErratumView,
    view_errata,
    view_source,
)
from specmint.lower.sampling import Sample, Samples
from specmint.model import Api, Example, Method
from specmint.text import Inline, code, fence, inline, joined

ORIGINS = {
    "documented": "from the document",
    "observed": "observed",
    "made": "made up",
}


@dataclass(frozen=True, slots=True)
class ExampleView:
    heading: Inline
    doc: Inline
    blocks: tuple[BlockView, ...]
    errata: tuple[ErratumView, ...]


def view_examples(
    api: Api, method: Method, traffic: Traffic, samples: tuple[Samples, ...]
) -> tuple[ExampleView, ...]:
    return tuple(
        _example(api, method, example, traffic, samples, is_first=not index)
        for index, example in enumerate(method.examples)
    )


def _example(
    api: Api,
    method: Method,
    example: Example,
    traffic: Traffic,
    samples: tuple[Samples, ...],
    *,
    is_first: bool,
) -> ExampleView:
    blocks: list[BlockView] = []
    written = [(one, one.write(method, example)) for one in samples]
    for binding in method.bindings:
        message = traffic.get((method.name, example.name, binding.transport))
        if message:
            blocks += _blocks(api, message)
            blocks += _curl(api, message) if is_first else ()
            for one, sample in written:
                blocks += _sample(message, one, sample)
    return ExampleView(
        heading=_heading(api, example),
        doc=inline(example.doc),
        blocks=tuple(blocks),
        errata=view_errata(example.errata),
    )


def _heading(api: Api, example: Example) -> Inline:
    origin = ORIGINS[example.origin]
    if example.source:
        origin = f"{origin}: {view_source(api, example.source)}"
    ends = Inline(f", raises {code(example.raises.error)}") if example.raises else ""
    return joined(
        "", [Inline("Example "), code(example.name), Inline(f"{ends} ({origin})")]
    )


def _blocks(api: Api, message: Message) -> Iterable[BlockView]:
    over = TRANSPORT_NAMES[message.transport]
    language = "http" if message.transport == "http" else "json"
    label = Inline(f"Request over {over}{unsigned(api, message)}:")
    yield BlockView(label, fence(message.request, language))
    if message.reply:
        yield view_reply(message.reply)


def unsigned(api: Api, message: Message) -> str:
    """Say what a signature still adds to a request that is shown without."""
    scheme = next((one for one in api.auth if one.name in message.auth[:1]), None)
    if scheme is None or scheme.kind != "hmac":
        return ""
    names = [name for _, name, _ in scheme.send]
    names += [scheme.fresh.name] if scheme.fresh else []
    missing = [code(name) for name in names if name not in message.request]
    return (
        f", to which {code(scheme.name)} adds {joined(', ', missing)}"
        if missing
        else ""
    )


def _curl(api: Api, message: Message) -> Iterable[BlockView]:
    if message.transport != "ws":
        yield BlockView(Inline("With curl:"), fence(curl(api, message), "sh"))


def _sample(
    message: Message, samples: Samples, sample: Sample | None
) -> Iterable[BlockView]:
    if sample and sample.transport == message.transport:
        label = Inline(f"With {samples.label}:")
        yield BlockView(label, fence(sample.code, samples.language))
