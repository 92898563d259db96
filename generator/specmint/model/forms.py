"""Wire forms: how a value travels, and what a server takes besides."""

from dataclasses import dataclass

from specmint.model.facts import Texts


@dataclass(frozen=True, slots=True)
class Words:
    """A boolean that travels as one of several texts; the first of each is sent."""

    truthy: Texts
    falsy: Texts


@dataclass(frozen=True, slots=True)
class Counted:
    """A moment or a length of time as a whole number of a unit."""

    unit: str
    form: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A moment as a text, in UTC."""

    layout: str
    unit: str


Wire = str | Words | Counted | Layout
Wires = tuple[Wire, ...]
"""What `accepts` is made of: forms that a server takes and no client sends."""
