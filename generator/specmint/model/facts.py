"""What may be said about any node of an API."""

from dataclasses import dataclass
from typing import Any

Json = Any  # dict, list, str, bool, int, Exact or None, as the loader gives it
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    document: str
    section: str = ""
    lines: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Erratum:
    documented: str
    actual: str
    evidence: str
    over: str = ""
    source: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be said about any node; `since` and `until` are releases by implementation."""

    doc: str = ""
    source: tuple[Source, ...] = ()
    since: tuple[tuple[str, str], ...] = ()
    until: tuple[tuple[str, str], ...] = ()
    only: Texts = ()
    deprecated: str = ""
    visibility: str = "public"
    requires: Texts = ()
    errata: tuple[Erratum, ...] = ()
    unobserved: str = ""

    @property
    def comes_and_goes(self) -> bool:
        """Whether some release or implementation lacks the node."""
        return bool(self.since or self.until or self.only)


NO_FACTS = Facts()
