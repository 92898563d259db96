"""What a path is called in a sentence."""

from specmint.review.change import Path

_KINDS = {
    "documents": "the document",
    "transports": "the transport",
    "envelopes": "the envelope",
    "auth": "the scheme",
    "credentials": "the credential",
    "webhooks": "the webhook",
    "pushes": "the push",
    "streams": "the stream",
    "tables": "the table",
    "groups": "the group",
    "facts": "the fact",
    "versions": "the releases of",
}
_TRANSPORTS = ("rpc", "http", "ws")
_HOLDERS = {
    "fields": "",
    "params": "",
    "beside": "",
    "scope": "",
    "parts": "",
    "headers": "the header ",
    "sections": "the section ",
    "refuse": "the refusal ",
    "dialects": "the dialect ",
    "limits": "the limit ",
    "timeouts": "the time-out ",
}
# Steps that say what a place is, and not which one.
_SILENT = ("errata", "source", "examples", "values", "cases", "kinds", "has")
_PLAIN = {
    "result": "the result",
    "payload": "the payload",
    "data": "the data",
    "items": "the items",
    "keys": "the keys",
    "rest": "the rest",
    "refuse": "the refusal",
}


_KEYED = ("transports", "envelopes", "auth", "streams")  # here such words are keys


def name_of(path: Path) -> str:
    """Call a path as people would: "`fee` of `sendtoaddress` over http"."""
    steps = [str(step) for step in path]
    if not steps:
        return "the API"
    section, *rest = steps
    if not rest:
        return "the API" if section == "api" else f"the API's {section}"
    owner = f"{_KINDS[section]} `{rest[0]}`" if section in _KINDS else f"`{rest[0]}`"
    inner, over = rest[1:], ""
    if section == "methods" and inner and inner[0] in _TRANSPORTS:
        over, inner = f" over {inner[0]}", inner[1:]
    if section in _KEYED and inner and inner[-1] in _PLAIN:
        inner = inner[:-1]
    return " of ".join([*reversed(_inner(inner)), owner]) + over


def key_of(path: Path) -> str:
    """Name the last step of a path, which is often a key."""
    return f"`{path[-1]}`" if path else "a key"


def _inner(steps: list[str]) -> list[str]:
    """Name what lies below the owner, from the outside in; mere keys go unnamed."""
    named: list[str] = []
    left = list(steps)
    while left:
        step = left.pop(0)
        if step in _HOLDERS and left:
            named.append(f"{_HOLDERS[step]}`{left.pop(0)}`")
        elif step in _SILENT:
            left = left[1:]
        elif step in _PLAIN:
            place = (
                left.pop(0) if step == "items" and left and left[0].isdigit() else ""
            )
            named.append(f"place {int(place) + 1}" if place else _PLAIN[step])
    return named
