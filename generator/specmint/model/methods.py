"""Methods, their groups, and the errors they raise."""

from dataclasses import dataclass

from specmint.model.bindings import Binding
from specmint.model.examples import Example
from specmint.model.facts import NO_FACTS, Erratum, Facts, Texts
from specmint.model.types import Field, Use


@dataclass(frozen=True, slots=True)
class Rate:
    calls: int
    per: int
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Raise:
    """An error that a method may raise, and when."""

    error: str
    when: str = ""
    message: str = ""
    over: str = ""
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    group: str
    summary: str
    effect: str
    bindings: tuple[Binding, ...]
    params: tuple[Field, ...]
    result: Use | None
    beside: tuple[Field, ...]
    errors: tuple[Raise, ...]
    examples: tuple[Example, ...]
    facts: Facts
    effect_doc: str = ""
    consumes: bool = False
    waits: str = ""  # a parameter's name, or "always"
    warnings: Texts = ()
    implemented: bool = True
    documented: str = "full"
    exactly_one_of: tuple[Texts, ...] = ()
    together: tuple[tuple[str, Texts], ...] = ()
    rate: Rate | None = None
    cache: int | None = None
    cache_doc: str = ""
    cache_errata: tuple[Erratum, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    facts: Facts
    path: str = ""
    errors: Texts = ()
    auth: Texts | None = None


@dataclass(frozen=True, slots=True)
class Match:
    code: int | None = None
    codes: tuple[int, int] | None = None
    status: int | None = None
    token: str | None = None
    message: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A value that an error carries: a named part of its text, or computed from its code."""

    name: str
    use: Use
    minus_from: int | None = None


@dataclass(frozen=True, slots=True)
class Error:
    name: str
    summary: str
    match: Match
    facts: Facts
    message: str = ""
    symbol: str = ""
    parts: tuple[Part, ...] = ()
    data: Use | None = None
    acted: str = "maybe"
    transient: bool = False  # only where `acted` is never
    http_status: int | tuple[tuple[str, int], ...] | None = None
    over: Texts = ()
    examples: tuple[Example, ...] = ()
