"""Examples: what a call, a push or a webhook looks like, in wire form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from specmint.model.facts import Erratum, Json, Source, Texts
from specmint.model.types import Default


@dataclass(frozen=True, slots=True)
class Raised:
    """The error that an example ends with."""

    error: str
    message: str | None = None
    code: int | str | None = None
    data: Default | None = None
    parts: Mapping[str, Json] = field(default_factory=dict)
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Literal traffic over one transport."""

    transport: str
    request: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    origin: str
    doc: str = ""
    params: Mapping[str, Json] = field(default_factory=dict)
    result: Default | None = None
    beside: Mapping[str, Json] = field(default_factory=dict)
    raises: Raised | None = None
    means: Default | None = None
    means_params: Mapping[str, Json] = field(default_factory=dict)
    exchange: tuple[Exchange, ...] = ()
    over: Texts = ()
    source: tuple[Source, ...] = ()
    errata: tuple[Erratum, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """An example of a push or a webhook."""

    name: str
    origin: str
    payload: Default | None = None
    means: Default | None = None
    literal: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    doc: str = ""
    source: tuple[Source, ...] = ()
