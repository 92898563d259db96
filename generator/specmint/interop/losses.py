"""What a format cannot hold: every extension of a document, with why it is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specmint.interop.remainder import PREFIX

Json = Any
Object = dict[str, Json]

# What readers without our extensions do not learn, by fact.
REASONS = {
    "absent": "parameters that the method has and this transport cannot carry",
    "accepts": "further forms that a server takes",
    "acted": "whether the service may have acted before it failed",
    "alone": "that nothing may stand beside a credential",
    "also": "further names and addresses that a server takes",
    "also_send": "other spellings of a header",
    "always": "that a push comes without a subscription",
    "auth": "how calls are allowed, where the format has no place for it",
    "batch": "how batches are answered, and how many calls they may have",
    "body": "the literal body of a webhook",
    "by": "which value elsewhere decides a shape",
    "cache": "how long an answer stays the same",
    "call": "the frame of a call",
    "cases": "which shape each deciding value has",
    "closes": "what ends a connection",
    "consumes": "that a read takes away what it gives",
    "content_type": "the content type that clients send",
    "content_types": "the content types that a server takes",
    "credentials": "what a caller has, and where it is kept",
    "data": "the type of an error's data",
    "default": "what the server assumes, where it is null or differs by transport",
    "deprecated": "what to use instead",
    "dialects": "the versions of JSON-RPC, their members and statuses",
    "digest": "how a request is signed",
    "documented": "how far the documents go",
    "documents": "what facts were taken from",
    "effect": "whether a call may be sent twice",
    "effect_doc": "why a call may or may not be sent twice",
    "envelope": "which envelope answers have",
    "envelopes": "how answers are wrapped, and how failures are told from them",
    "errata": "where documents err",
    "errors": "errors with how each is told from others, and what all methods may raise",
    "exactly_one_of": "parameters of which one is given",
    "examples": "traffic that ends in an error",
    "exchange": "literal traffic",
    "facts": "what is known about the service and has no place of its own",
    "failed": "the errors of a wrong credential",
    "file": "the file that holds a credential",
    "foreign": "what becomes of replies to other clients",
    "fresh": "what makes a signed request new",
    "gap": "what fills a position left out",
    "greets": "what comes first on a connection",
    "groups": "facts about groups of methods",
    "headers": "headers of requests",
    "hosts": "further addresses",
    "http": "further calls, statuses and facts of a binding",
    "http_status": "the status of an error",
    "ids": "what ids may be",
    "implemented": "that the service only answers that it is not there",
    "include": "which record lends its members",
    "inherited": "what comes from the transport, the envelope or a union, and is no part of the API's own",
    "is": "what a value means, which its form on the wire does not tell",
    "items": "the items of a list that travels as a text",
    "key": "the secret that signs",
    "kind": "how a request is signed",
    "length": "how many bytes a text stands for",
    "limits": "limits of the service",
    "match": "how an error is told from others",
    "maximum": "a bound on what a text means",
    "means": "what an example means",
    "means_params": "what the parameters of an example mean",
    "message": "the text of an error, or what is signed",
    "minimum": "a bound on what a text means",
    "missing": "the shape where the deciding value is missing",
    "name": "the name in the spec, where that on the wire differs",
    "notifications": "whether calls without an id are taken",
    "nulls": "what null means for a parameter",
    "only": "which implementations have it",
    "only_when": "when a member is there",
    "open": "that other values may come",
    "optional": "that it may be missing in every release, too",
    "order": "the order of parameters",
    "origin": "where an example comes from",
    "otherwise": "the shape in all other cases",
    "over": "on which transports an error occurs",
    "params": "where parameters go, or how they are given",
    "parts": "the names of parts of a text",
    "password": "which credential is the password",
    "path": "a path with parts that may be left out",
    "positions": "the member that holds parameters by position",
    "prefix": "the part of paths that an address may end in",
    "printed": "how a server lays out its JSON",
    "raises": "the error that an example ends with",
    "raising": "when an error comes, and errors that the format cannot name",
    "rate": "how often a method may be called",
    "realm": "the realm of a challenge",
    "refuse": "what a server answers by itself",
    "registered_by": "the parameter that asks for a webhook",
    "repeat": "when a webhook is sent again",
    "replies": "which connections get a reply",
    "reply": "how a reply is found",
    "reply_headers": "headers of all replies",
    "requires": "what must be there for a method to work",
    "rpc": "facts of a binding",
    "rules": "rules of a transport in sentences",
    "same": "how a repeated webhook is known",
    "scale": "how many digits an amount has",
    "scope": "values for parts of the path",
    "secret": "that a value is not to be shown",
    "send": "where a signature is sent",
    "shown": "of examples: origin, source, meaning, literal traffic, the name of an error, and all of those that have no answer here",
    "silence": "what gets no answer",
    "since": "the release that brought it",
    "slash": "whether a final slash matters",
    "source": "where a fact was found",
    "speak": "the dialect that clients speak",
    "status": "the statuses of success and of failure",
    "streams": "what starts and stops a stream of pushes",
    "strict": "whether unknown members are refused",
    "symbol": "the name of an error in the service's own code",
    "tables": "tables of scales",
    "timeouts": "how long to wait",
    "title": "the title of a group",
    "tls": "how connections are encrypted",
    "together": "parameters that need each other",
    "transient": "that an error passes by itself",
    "type": "the type of which this is another form",
    "unit": "the unit of a number",
    "unobserved": "that nobody has seen it, and where it was looked for",
    "until": "the last release that has it",
    "user": "which credential is the name",
    "value": "which credential is sent",
    "values": "what each value of an enum means",
    "versions": "implementations and their releases",
    "visibility": "that it is there and not listed",
    "waits": "that a call blocks, and what bounds it",
    "warnings": "what to know before calling",
    "webhooks": "webhooks",
    "why": "why a value may be anything",
    "wire": "how a value travels",
    "without": "what only the format says",
    "words": "the name as words",
    "wrapped": "that a list holds the one result",
    "ws": "facts of a binding",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A fact that the format cannot hold, and where its extension stands."""

    at: str
    fact: str
    value: Json


def why_lost(fact: str) -> str:
    """Say what readers without our extensions do not learn."""
    return REASONS.get(fact, "what the format says in other words")


def losses(document: Json) -> tuple[Loss, ...]:
    """List every extension of a document."""
    return tuple(_below(document, "#"))


def _below(node: Json, at: str) -> Iterator[Loss]:
    if isinstance(node, list):
        for index, one in enumerate(node):
            yield from _below(one, f"{at}/{index}")
    elif isinstance(node, dict):
        for key, one in node.items():
            step = key.replace("~", "~0").replace("/", "~1")
            if key.startswith(PREFIX):
                yield Loss(f"{at}/{step}", key.removeprefix(PREFIX), one)
            else:
                yield from _below(one, f"{at}/{step}")


def by_fact(found: tuple[Loss, ...]) -> dict[str, list[Loss]]:
    """Gather losses by what is lost, in the order of their names."""
    made: dict[str, list[Loss]] = {}
    for loss in sorted(found, key=lambda one: one.fact):
        made.setdefault(loss.fact, []).append(loss)
    return made
