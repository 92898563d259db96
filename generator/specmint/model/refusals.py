"""What a server refuses by itself, before a method sees it: the kinds, and their facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
import re

from specmint.model.facts import NO_FACTS, Facts, Texts

_ANY = ("rpc", "http", "ws")
_HTTP = ("rpc", "http")
_BY_NAME = ("rpc", "ws")
_RPC = ("rpc",)
_REST = ("http",)


@dataclass(frozen=True, slots=True)
class Refuse:
    """What answers one kind of refusal; `message` takes the kind's facts as {parts}.

    At a type it is about values alone, and names no kind. Without an error there is only
    a text; over HTTP a status may go with it.
    """

    kind: str = ""
    error: str = ""
    message: str = ""
    status: int | None = None
    answer: str = "error"  # or silence or close, over ws
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Kind:
    """Why a request is refused, what is known of it then, and where it can happen.

    A kind that a transport does not name is answered as the one that it is `like`.
    """

    why: str
    tells: Texts
    over: Texts
    like: str = ""


_MISSING = ("method", "function", "name", "names", "count", "noun", "listed")

# The only list of kinds; the schema describes the same ones, and a test holds it to this.
KINDS: Mapping[str, Kind] = {
    "unparsable": Kind("It is not JSON.", ("reason",), _ANY),
    "request": Kind("It is JSON, and no call.", ("reason",), _ANY),
    "no_object": Kind(
        "It is JSON, and neither an object nor a batch.",
        ("reason",),
        _BY_NAME,
        like="request",
    ),
    "method": Kind("There is no such method.", ("method",), _BY_NAME),
    "container": Kind(
        "The parameters are not in an object, or in a list where that is taken.",
        ("method",),
        _BY_NAME,
    ),
    "missing": Kind("Required parameters are missing.", _MISSING, _ANY),
    "missing_query": Kind(
        "Required parameters of the query are missing.", _MISSING, _REST, like="missing"
    ),
    "no_body": Kind(
        "There is no body for the required parameters.", _MISSING, _REST, like="missing"
    ),
    "surplus": Kind(
        "There are more parameters than the method has.",
        ("method", "function", "name", "most", "given"),
        _RPC,
    ),
    "unknown": Kind(
        "The method has no parameter of that name.",
        ("method", "function", "name"),
        _ANY,
    ),
    "repeated": Kind(
        "A named parameter came twice, or by its position too.",
        ("method", "function", "name", "reason"),
        _RPC,
    ),
    "type": Kind(
        "A parameter does not fit its type.",
        ("method", "name", "value", "reason"),
        _ANY,
    ),
    "value": Kind(
        "A parameter is of the right kind of JSON, and does not fit its type.",
        ("method", "name", "value", "reason"),
        _ANY,
        like="type",
    ),
    "number": Kind(
        "A text that should be a number is none.",
        ("name", "value"),
        _REST,
        like="type",
    ),
    "unimplemented": Kind("The server does not have the method.", ("method",), _ANY),
    "fault": Kind("The method failed without an error of its own.", ("reason",), _ANY),
    "time": Kind("The method took too long.", ("seconds",), _ANY, like="fault"),
    "size": Kind("It is too large.", ("most",), _ANY, like="request"),
    "depth": Kind("The JSON is too deep.", ("most",), _ANY, like="unparsable"),
    "batch": Kind(
        "There are too many calls in the batch.", ("most",), _RPC, like="request"
    ),
    "empty_batch": Kind("There are no calls in the batch.", (), _RPC),
    "verb": Kind("The path does not have the verb.", ("verb", "path"), _HTTP),
    "path": Kind("Nothing is at the path.", ("verb", "path"), _HTTP),
    "agent": Kind("A required header is missing.", ("name",), _HTTP, like="request"),
    "access": Kind("The credentials are missing or wrong.", ("which",), _ANY),
    "key_missing": Kind("The request names no key.", (), _HTTP, like="access"),
    "key_unknown": Kind("Nobody has the key.", (), _HTTP, like="access"),
    "signature": Kind(
        "The signature is not that of the request.", (), _HTTP, like="access"
    ),
    "nonce": Kind("The nonce or the time is not new.", (), _HTTP, like="access"),
    "busy": Kind("The server has enough to do already.", (), _ANY, like="fault"),
}


def answers(refuse: tuple[Refuse, ...], transport: str) -> Mapping[str, Refuse]:
    """Give what answers each kind over a transport, its own or what it is like.

    A text that holds what the kind does not tell is the other kind's alone.
    """
    own = {one.kind: one for one in refuse}
    found = {}
    for name, kind in KINDS.items():
        if transport not in kind.over:
            continue
        near = own.get(name) or _lent(own, name)
        if near is not None:
            found[name] = near
    return found


def _lent(own: Mapping[str, Refuse], name: str) -> Refuse | None:
    like = KINDS[name].like
    if like not in own:
        return None
    lent = replace(own[like], kind=name, facts=NO_FACTS)
    if set(re.findall(r"\{(\w+)\}", lent.message)) <= set(KINDS[name].tells):
        return lent
    return replace(lent, message="") if lent.error else None
