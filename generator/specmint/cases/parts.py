"""Requests and replies in parts: plain data that any language can compare."""

from typing import Any
from urllib.parse import parse_qsl, quote_plus

from specmint.wire import Unfit, parse_json

Json = Any
Object = dict[str, Json]
FORM = "application/x-www-form-urlencoded"


def body_part(text: str, kind: str = "") -> Object:
    """Give a body as JSON, as the pairs of a form, or else as its text."""
    if not text.strip():
        return {}
    if kind == FORM:
        return {"form": pairs_of(text)}
    try:
        return {"json": parse_json(text)}
    except Unfit:
        return {"text": text}


def target_part(target: str) -> Object:
    """Split a target into its path, as it is written, and the pairs of its query."""
    path, _, query = target.partition("?")
    return {"path": path, "query": pairs_of(query)}


def pairs_of(text: str) -> list[list[str]]:
    return [list(pair) for pair in parse_qsl(text.strip(), keep_blank_values=True)]


def form_text(pairs: list[list[str]]) -> str:
    """Write a form as signatures take it: a blank is `+`, and all else is escaped."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)


def split_status(text: str) -> tuple[int | None, str]:
    """Take the status line off a reply that people read, if it has one."""
    if not text.startswith("HTTP/"):
        return None, text
    head, _, body = text.partition("\n\n")
    return int(head.split()[1]), body


def put(made: Object, path: str, value: Json) -> None:
    """Put a value at a place, whose steps are joined by dots."""
    *outer, last = path.split(".")
    for step in outer:
        made = made.setdefault(step, {})
    made[last] = value


def dig(value: Json, path: str) -> Json:
    """Give what is at a place; nothing, if there is no such place."""
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value
