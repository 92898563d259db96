"""What wraps results and errors."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import json_line
from specmint.lower.docs.facts import FactsView, notes, view_rest
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import FieldsView, view_fields
from specmint.model import Api, Envelope
from specmint.text import Inline, Prose, code, joined, prose

_ERROR_PARTS = {
    "texts": "list of texts",
    "message": "message",
    "token": "token",
    "code": "code",
    "status": "status",
}


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    heading: Inline
    doc: Prose
    lines: tuple[Inline, ...]
    beside: FieldsView
    facts: FactsView


def view_envelope(api: Api, envelope: Envelope, links: Links) -> EnvelopeView:
    return EnvelopeView(
        heading=code(envelope.name),
        doc=prose(envelope.facts.doc),
        lines=(*_envelope_lines(envelope), *notes(envelope.facts)),
        beside=view_fields((one.field for one in envelope.beside), links),
        facts=view_rest(api, envelope.facts),
    )


def _envelope_lines(envelope: Envelope) -> Iterable[Inline]:
    if envelope.around:
        yield Inline(
            f"**Around** the envelope {code(envelope.around)}, at {code(envelope.ok_at)}"
        )
    for member, value in envelope.ok:
        yield Inline(
            f"**Success:** {code(member)} is {code(value if isinstance(value, str) else json_line(value))}"
        )
    if envelope.result:
        absent = (
            "; absent where there is none" if envelope.result_absent == "none" else ""
        )
        yield Inline(f"**Result** at {code(envelope.result)}{absent}")
    if envelope.wrap:
        yield Inline("**A single value** is wrapped in a list")
    for member, texts in envelope.failed.when:
        said = joined(" or ", (code(str(text)) for text in texts))
        yield Inline(f"**Failure:** {code(member)} is {said}")
    for name, part in _ERROR_PARTS.items():
        if at := getattr(envelope.failed, name):
            yield Inline(f"**Error's {part}** at {code(at)}")
    if envelope.without:
        yield Inline(
            f"**Without it:** the query {code(envelope.without)} drops the envelope"
        )
