"""What a path is called in a sentence."""

from specmint.review.change import Path

_KINDS = {
    "transports": "transport",
    "envelopes": "envelope",
    "auth": "scheme",
    "credentials": "credential",
    "webhooks": "webhook",
    "pushes": "push",
    "streams": "stream",
    "tables": "table",
    "groups": "group",
    "facts": "fact",
    "versions": "the releases of",
}
_TRANSPORTS = ("rpc", "http", "ws")
_HOLDERS = {
    "fields": "",
    "params": "",
    "beside": "",
    "scope": "",
    "parts": "",
    "headers": "header ",
    "refuse": "refusal ",
    "dialects": "dialect ",
    "limits": "limit ",
    "timeouts": "time-out ",
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
    "match": "",
}


def name_of(path: Path) -> str:
    """Call a path as people would: "`fee` of `sendtoaddress` over http"."""
    steps = [str(step) for step in path]
    if not steps:
        return "the API"
    section, *rest = steps
    if not rest:
        return f"the API's {section}"
    owner = f"`{rest[0]}`"
    if section in _KINDS:
        owner = f"{_KINDS[section]} {owner}"
    inner = _inner(rest[1:])
    over = ""
    if section == "methods" and rest[1:2] and rest[1] in _TRANSPORTS:
        over, inner = f" over {rest[1]}", _inner(rest[2:])
    return " of ".join([*reversed(inner), owner]) + over


def _inner(steps: list[str]) -> list[str]:
    """Name what lies below the owner, from the outside in."""
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
        else:
            named.append(f"`{step}`")
    return [name for name in named if name]
