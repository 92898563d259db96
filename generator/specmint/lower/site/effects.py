"""What a method does each time it is sent, in badges and in the rule of resending."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import TRANSPORT_NAMES
from specmint.model import Method
from specmint.text import Attribute, Inline, attribute, inline

EFFECTS = {
    "read": ("Reads only", "It only reads, so it may be sent again at any time."),
    "idempotent": (
        "Repeatable",
        "Sent twice it does no more than sent once, so it may be sent again.",
    ),
    "once": (
        "Acts each time",
        "It acts each time it is sent. Send it again only if nothing of it was sent, or "
        "if an error says that the service has not acted.",
    ),
}


@dataclass(frozen=True, slots=True)
class Badge:
    kind: Attribute
    label: Inline


def view_badges(method: Method) -> Iterable[Badge]:
    label, _ = EFFECTS[method.effect]
    yield Badge(attribute(f"badge {method.effect}"), Inline(label))
    for binding in method.bindings:
        over = Inline(TRANSPORT_NAMES[binding.transport])
        yield Badge(attribute("badge via"), over)
    if method.consumes:
        yield Badge(attribute("badge warn"), Inline("Consumes"))
    if method.waits:
        yield Badge(attribute("badge"), Inline("Waits"))
    if method.facts.deprecated:
        yield Badge(attribute("badge warn"), Inline("Deprecated"))
    if not method.implemented:
        yield Badge(attribute("badge warn"), Inline("Not implemented"))
    if method.facts.visibility == "hidden":
        yield Badge(attribute("badge"), Inline("Hidden"))


def resend_words(method: Method) -> Inline:
    """Say whether a call may be sent again, and what the spec says of its effect."""
    _, rule = EFFECTS["once" if method.consumes else method.effect]
    if method.consumes:
        rule = (
            "What it returns is gone afterwards, so it counts as one that acts: send it "
            "again only if nothing of it was sent."
        )
    return Inline(f"{rule} {inline(method.effect_doc)}".rstrip())
