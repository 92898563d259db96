"""What a server refuses by itself, before a method sees it: the kinds, and their facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from specmint.model.facts import NO_FACTS, Facts, Texts

_ANY = ("rpc", "http", "ws")
_HTTP = ("rpc", "http")
_BY_NAME = ("rpc", "ws")
_RPC = ("rpc",)
_REST = ("http",)


@dataclass(frozen=True, slots=True)
class Refuse:
    """The error that answers one kind of refusal; `message` is over the kind's facts."""

    kind: str
    error: str
    message: str = ""
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Kind:
    """Why a request is refused, and what is known of it then."""

    why: str
    tells: Texts
    over: Texts


# The only list of kinds; the schema describes the same ones, and a test holds it to this.
KINDS: Mapping[str, Kind] = {
    "unparsable": Kind("It is not JSON.", ("reason",), _ANY),
    "request": Kind("It is JSON, and no request.", ("reason",), _ANY),
    "method": Kind("There is no such method.", ("method",), _BY_NAME),
    "container": Kind(
        "The parameters do not come in the list or the object that is asked for.",
        ("method",),
        _BY_NAME,
    ),
    "missing": Kind(
        "Required parameters are missing.",
        ("method", "function", "name", "names", "count", "noun", "listed"),
        _ANY,
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
    "type": Kind(
        "A parameter does not fit its type.",
        ("method", "name", "value", "reason"),
        _ANY,
    ),
    "number": Kind("A text that should be a number is none.", ("name", "value"), _REST),
    "unimplemented": Kind("The server does not have the method.", ("method",), _ANY),
    "fault": Kind("The method failed with no error of the API.", ("reason",), _ANY),
    "time": Kind("The method took too long.", ("seconds",), _ANY),
    "size": Kind("The request is too large.", ("most",), _ANY),
    "depth": Kind("The JSON is too deep.", ("most",), _ANY),
    "batch": Kind("There are too many calls in the batch.", ("most",), _RPC),
    "empty_batch": Kind("There are no calls in the batch.", (), _RPC),
    "verb": Kind("The path does not have the verb.", ("verb", "path"), _HTTP),
    "path": Kind("Nothing is at the path.", ("verb", "path"), _HTTP),
    "agent": Kind("A header that is needed is missing.", ("name",), _HTTP),
    "access": Kind("The credentials are missing or wrong.", ("which",), _ANY),
    "key_missing": Kind("The request names no key.", (), _HTTP),
    "key_unknown": Kind("Nobody has the key.", (), _HTTP),
    "signature": Kind("The signature is not that of the request.", (), _HTTP),
    "nonce": Kind("The nonce or the time is not new.", (), _HTTP),
    "busy": Kind("The server has enough to do already.", (), _ANY),
}
