"""How a method is called over a transport."""

from dataclasses import dataclass

from specmint.model.facts import NO_FACTS, Erratum, Facts, Texts
from specmint.model.forms import Wire, Wires
from specmint.model.types import Default


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    value: str = ""
    required: bool = False
    doc: str = ""


@dataclass(frozen=True, slots=True)
class BoundParam:
    """How one parameter travels over one transport."""

    param: str
    name: str
    place: str  # path, query, form, json, header, body; params for rpc and ws
    also: Texts = ()
    wire: Wire | None = None
    accepts: Wires = ()
    type: str = ""
    default: Default | None = None
    required: bool = False
    absent: bool = False
    doc: str = ""
    errata: tuple[Erratum, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """How a method is called over one transport; what does not apply is empty."""

    transport: str  # rpc, http or ws
    method: str = ""
    verb: str = ""
    path: str = ""
    also: Texts = ()
    query: str = ""
    body: str = ""
    ok: tuple[int, ...] = ()
    params: tuple[BoundParam, ...] = ()
    auth: Texts = ()
    envelope: str = ""
    host: str = ""
    headers: tuple[Header, ...] = ()
    facts: Facts = NO_FACTS
