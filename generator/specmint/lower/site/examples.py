"""Examples: samples in tabs with what they printed, and the traffic on the wire."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from specmint.cases import Message, Traffic
from specmint.layout import json_text
from specmint.lower.docs.blocks import view_reply
from specmint.lower.docs.examples import ORIGINS, unsigned
from specmint.lower.docs.facts import TRANSPORT_NAMES, view_source
from specmint.lower.site.errata import ErratumBox, view_boxes
from specmint.lower.site.samples import (
    LABELS,
    Printed,
    Script,
    messages_of,
)
from specmint.model import Api, Example, Method
from specmint.targets import site
from specmint.text import Attribute, Fence, Inline, attribute, code, fence, inline
from specmint.wire import parse_json

_MOST_SHOWN = 1_200


@dataclass(frozen=True, slots=True)
class Tab:
    """A language: its sample, and what that printed when the page was made."""

    language: Attribute
    pressed: Attribute
    label: Inline
    has_code: bool
    code: Fence
    is_unrun: bool
    has_printed: bool
    printed: Fence


@dataclass(frozen=True, slots=True)
class Wire:
    is_open: bool
    label: Inline
    note: Inline
    request: Fence
    has_reply: bool
    reply: Fence


@dataclass(frozen=True, slots=True)
class ExampleBox:
    anchor: Attribute
    href: Attribute
    name: Inline
    origin: Inline
    ends: Inline
    doc: Inline
    tabs: tuple[Tab, ...]
    wires: tuple[Wire, ...]
    errata: tuple[ErratumBox, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """Makes the examples of an API."""

    api: Api
    traffic: Traffic
    scripts: dict[tuple[str, str], list[Script]]
    printed: Printed

    def boxes(self, method: Method) -> tuple[ExampleBox, ...]:
        """Show the examples, first those that go well."""
        return tuple(self.box(method, example) for example in _ordered(method))

    def box(self, method: Method, example: Example) -> ExampleBox:
        anchor = site.part_anchor(method.name, f"example-{example.name}")
        origin = Inline(ORIGINS[example.origin])
        if example.source:
            origin = Inline(f"{origin}: {view_source(self.api, example.source)}")
        raised, wires = example.raises, self._wires(method, example)
        return ExampleBox(
            anchor=attribute(anchor),
            href=attribute(f"#{anchor}"),
            name=inline(example.name.replace("-", " ")),
            origin=origin,
            ends=Inline(f"raises {code(raised.error)}") if raised else Inline(),
            doc=inline(example.doc),
            tabs=tuple(self._tabs(self.scripts.get((method.name, example.name), ()))),
            wires=wires,
            errata=view_boxes(self.api, example.errata, anchor),
        )

    def _wires(self, method: Method, example: Example) -> tuple[Wire, ...]:
        """Show all transports for the first example, and one for each of the others."""
        messages = messages_of(method, example, self.traffic)
        if example != _ordered(method)[0]:
            messages = messages[:1]
        return tuple(
            _wire(self.api, one, is_open=not index)
            for index, one in enumerate(messages)
        )

    def _tabs(self, scripts: Sequence[Script]) -> Iterable[Tab]:
        """Give a tab for every language, so that the chosen one is always there."""
        found = {script.language: script for script in scripts}
        for index, (language, label) in enumerate(LABELS.items()):
            script = found.get(language)
            printed = self.printed.get(script.key) if script else None
            yield Tab(
                language=attribute(language),
                pressed=attribute("false" if index else "true"),
                label=Inline(label),
                has_code=script is not None,
                code=fence(script.code if script else "", language),
                is_unrun=script is not None and printed is None,
                has_printed=bool(printed),
                printed=_output(printed or ""),
            )


def _ordered(method: Method) -> list[Example]:
    return sorted(method.examples, key=lambda one: one.raises is not None)


def _output(printed: str) -> Fence:
    """Show what a sample printed, the beginning of it where it is long; JSON laid out."""
    text = printed.rstrip("\n")
    try:
        text, language = json_text(parse_json(text)), "json"
    except ValueError:
        language = ""
    if len(text) > _MOST_SHOWN:
        text = f"{text[:_MOST_SHOWN]} …"
    return fence(text, language)


def _wire(api: Api, message: Message, *, is_open: bool) -> Wire:
    over = TRANSPORT_NAMES[message.transport]
    added = unsigned(api, message).removeprefix(", to which ")
    language = "http" if message.transport == "http" else "json"
    reply = message.reply or ""
    return Wire(
        is_open=is_open,
        label=Inline(over),
        note=Inline(f"{added} to it." if added else ""),
        request=fence(message.request, language),
        has_reply=bool(reply),
        reply=view_reply(reply).block,
    )


def make_examples(
    api: Api, traffic: Traffic, scripts: Iterable[Script], printed: Printed
) -> Examples:
    by_example: dict[tuple[str, str], list[Script]] = {}
    for script in scripts:
        key = (script.method.name, script.example.name)
        by_example.setdefault(key, []).append(script)
    return Examples(api, traffic, by_example, printed)
