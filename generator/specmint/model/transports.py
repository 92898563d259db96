"""Transports: addresses, dialects, envelopes and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from specmint.model.bindings import Header
from specmint.model.facts import NO_FACTS, Facts, Json, Texts
from specmint.model.forms import Wire, Wires
from specmint.model.methods import Rate
from specmint.model.refusals import Refuse
from specmint.model.types import Field


@dataclass(frozen=True, slots=True)
class Limits:
    body: int | None = None
    batch: int | None = None
    depth: int | None = None
    time: int | None = None
    sessions: int | None = None
    rate: Rate | None = None
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    host: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Printed:
    """How a server lays out its JSON; without an indent it writes no blanks."""

    indent: int | None = None
    sort: bool = False
    newline: bool = False


@dataclass(frozen=True, slots=True)
class Transport:
    """One way to reach the API; `more` holds the keys that only its own kind has."""

    name: str  # rpc, http or ws
    host: str
    facts: Facts
    path: str = ""
    hosts: tuple[Host, ...] = ()
    scope: tuple[Field, ...] = ()
    headers: tuple[Header, ...] = ()
    auth: Texts = ()
    errors: Texts = ()
    envelope: str = ""
    limits: Limits = Limits()
    timeouts: Mapping[str, Json] = field(default_factory=dict)
    tls: str = ""
    rules: Texts = ()
    refuse: tuple[Refuse, ...] = ()
    printed: Printed = Printed()
    reply_headers: tuple[tuple[str, str], ...] = ()
    more: "Rpc | Http | Ws" = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    when: tuple[tuple[str, tuple[str | None, ...]], ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    version: str = ""
    request_version: str = ""
    without_id: str = "answer"
    params: Texts = ("array", "object")
    ok: int = 200
    batch: int = 200
    empty_batch: int | None = None
    notification: int | None = None
    error: int = 200
    error_by_code: tuple[tuple[int, int], ...] = ()
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Batch:
    allowed: bool = True
    most: int | None = None
    over: str = ""
    empty: str = ""
    runs: str = "in-turn"  # or at-once
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Rpc:
    params: str
    gap: str = "null"
    verbs: Texts = ("POST",)
    ids: str = ""
    content_type: str = "application/json"
    content_types: Texts = ()
    dialects: tuple[Dialect, ...] = ()
    speak: str = ""
    batch: Batch = Batch()
    notifications: bool | Texts = False
    nulls: str = "value"  # or missing: null for an optional parameter leaves it out
    strict: bool = False  # members and ids that JSON-RPC does not have are refused
    positions: str = ""  # the member of named parameters that holds those by position


WireRules = tuple[tuple[str, tuple[tuple[str, Wire], ...]], ...]
AcceptRules = tuple[tuple[str, tuple[tuple[str, Wires], ...]], ...]


@dataclass(frozen=True, slots=True)
class Http:
    params: tuple[tuple[str, str], ...]
    also: tuple[tuple[str, Texts], ...] = ()  # further verbs that a server takes
    prefix: str = ""
    wire: WireRules = ()
    accepts: AcceptRules = ()
    content_type: str = "application/json"
    slash: str = "as-written"
    ok: tuple[int, ...] = (200,)
    error: int | None = None


@dataclass(frozen=True, slots=True)
class Replies:
    """Which connections get a reply, and which do by the document if that differs."""

    actual: str = "caller"  # or everyone
    documented: str = ""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The push that opens a connection; its texts may hold {host} and {port}."""

    push: str
    payload: Json
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Ws:
    call: tuple[tuple[str, Json], ...]
    reply_when: tuple[tuple[str, str], ...]
    reply_id: str
    wire: WireRules = ()
    accepts: AcceptRules = ()
    foreign: str = "error"
    replies: Replies = Replies()
    greets: Greeting | None = None
    silence: Texts = ()
    closes: Texts = ()


@dataclass(frozen=True, slots=True)
class Failed:
    when: tuple[tuple[str, Texts], ...] = ()
    texts: str = ""
    message: str = ""
    token: str = ""
    code: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A member that stands beside the result; `over` names its transport."""

    field: Field
    over: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    name: str
    facts: Facts
    around: str = ""
    ok: tuple[tuple[str, Json], ...] = ()
    ok_at: str = ""
    result: str = ""
    result_absent: str = "error"
    wrap: str = ""
    failed: Failed = Failed()
    beside: tuple[Beside, ...] = ()
    without: str = ""
