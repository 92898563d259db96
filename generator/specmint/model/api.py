"""One API, whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from specmint.model.auth import Auth, Credential
from specmint.model.facts import Facts, Texts
from specmint.model.methods import Error, Group, Method
from specmint.model.refusals import Refuse
from specmint.model.sent import Push, Stream, Webhook
from specmint.model.transports import Envelope, Transport
from specmint.model.types import NamedType, Ref, Use


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    title: str
    kind: str
    address: str = ""
    file: str = ""
    revision: str = ""
    doc: str = ""
    sections: tuple[tuple[str, str], ...] = ()  # a heading, and its lines


@dataclass(frozen=True, slots=True)
class Fact:
    heading: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Api:
    name: str
    title: str
    summary: str
    words: Texts
    facts: Facts
    documents: tuple[Document, ...]
    versions: tuple[tuple[str, Texts], ...]
    transports: tuple[Transport, ...]
    credentials: tuple[Credential, ...]
    auth: tuple[Auth, ...]
    envelopes: tuple[Envelope, ...]
    notes: tuple[Fact, ...]
    groups: tuple[Group, ...]
    methods: tuple[Method, ...]
    types: Mapping[str, NamedType]
    tables: Mapping[str, Mapping[str, int]]
    errors: Mapping[str, Error]
    webhooks: tuple[Webhook, ...]
    pushes: tuple[Push, ...]
    streams: tuple[Stream, ...]

    def transport(self, name: str) -> Transport:
        return next(found for found in self.transports if found.name == name)

    def refuse(self, use: Use) -> Refuse | None:
        """Give what answers a value that breaks a rule: what the use says, else its type."""
        if use.refuse is None and isinstance(use.type, Ref):
            return self.types[use.type.name].refuse
        return use.refuse
