"""Credentials, and the schemes that send or sign with them."""

from dataclasses import dataclass

from specmint.model.facts import NO_FACTS, Facts, Texts
from specmint.model.types import Use


@dataclass(frozen=True, slots=True)
class Credential:
    name: str
    use: Use | None = None
    secret: bool = False
    encoding: str = ""
    length: int | None = None
    file: str = ""
    optional: bool = False
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Digest:
    algorithm: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """The number or time that makes a signed request new."""

    place: str  # form, header or query
    name: str
    rule: str
    unit: str = ""
    window: int | None = None
    below: str = ""
    also: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Auth:
    name: str
    kind: str  # basic, header, query or hmac
    facts: Facts
    user: str = ""
    password: str = ""
    file: str = ""
    realm: str = ""
    member: str = ""
    also: Texts = ()
    value: str = ""
    alone: bool = False
    key: str = ""
    message: tuple[str | tuple[str, str], ...] = ()
    digest: Digest | None = None
    fresh: Fresh | None = None
    send: tuple[tuple[str, str, str], ...] = ()  # place, name, credential
    also_send: tuple[tuple[str, str], ...] = ()
    failed: Texts = ()
