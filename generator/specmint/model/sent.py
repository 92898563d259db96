"""What a service sends by itself: pushes, streams and webhooks."""

from dataclasses import dataclass

from specmint.model.bindings import Header
from specmint.model.examples import Sent
from specmint.model.facts import Facts, Texts
from specmint.model.types import Use


@dataclass(frozen=True, slots=True)
class Push:
    name: str
    summary: str
    when: tuple[tuple[str, str], ...]
    payload: Use
    facts: Facts
    at: str = ""
    always: bool = False
    examples: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    name: str
    summary: str
    start: str
    stop: str
    push: str
    facts: Facts
    once: str = ""
    key_param: str = ""
    key_member: str = ""
    data: str = ""
    cases: tuple[tuple[str, Use], ...] = ()


@dataclass(frozen=True, slots=True)
class Webhook:
    name: str
    summary: str
    call: str
    place: str  # form or json
    payload: Use
    facts: Facts
    registered_by: tuple[tuple[str, str], ...] = ()
    auth: str = ""
    headers: tuple[Header, ...] = ()
    acknowledge: str = ""
    acknowledge_status: int | None = None
    acknowledge_doc: str = ""
    repeat_every: int | None = None
    repeat_doc: str = ""
    same: Texts = ()
    examples: tuple[Sent, ...] = ()
