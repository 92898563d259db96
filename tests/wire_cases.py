"""Reads wire cases as any project would: from the document, and from nothing else of ours."""

import base64
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
import json
from typing import Any
from urllib.parse import quote_plus

from project import ROOT

Json = Any
FOLDER = ROOT / "generated" / "wire"
MISSING = object()
ANY = 99  # levels


def parse(text: str) -> Json:
    return json.loads(text, parse_float=Decimal)


@cache
def document(name: str) -> dict[str, Json]:
    text = (FOLDER / name / "cases.json").read_text("utf-8")
    found: dict[str, Json] = parse(text)
    return found


def frame_of(name: str, over: str, side: str) -> dict[str, Json]:
    """Say where the id is, what varies, and which levels have no order."""
    found: dict[str, Json] = document(name)["frames"][over][side]
    return found


def cases_over(name: str, over: str) -> list[dict[str, Json]]:
    return [one for one in document(name)["cases"] if one["over"] == over]


# -- what travels ------------------------------------------------------------------


def body_text(part: Json) -> str:
    """Write a body as it travels."""
    if "json" in part:
        return write(part["json"])
    if "form" in part:
        return pairs_text(part["form"])
    if "pieces" in part:
        return "".join(text * times for text, times in part["pieces"])
    return str(part.get("text", ""))


def write(value: Json) -> str:
    """Write JSON with all digits and in its order, without blanks."""
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            pairs = (f"{write(key)}:{write(item)}" for key, item in value.items())
            return f"{{{','.join(pairs)}}}"
        case list():
            return f"[{','.join(map(write, value))}]"
    return json.dumps(value)


def pairs_text(pairs: Json) -> str:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)


def target_text(request: Json) -> str:
    query = pairs_text(request["query"])
    return f"{request['path']}?{query}" if query else str(request["path"])


# -- places ------------------------------------------------------------------------


def at(value: Json, place: str) -> Json:
    for step in place.split("."):
        if not isinstance(value, dict) or step not in value:
            return MISSING
        value = value[step]
    return value


def without(value: Json, place: str) -> Json:
    """Leave out what is at a place."""
    step, _, rest = place.partition(".")
    if not isinstance(value, dict) or step not in value:
        return value
    if rest:
        return {**value, step: without(value[step], rest)}
    return {key: item for key, item in value.items() if key != step}


# -- comparing ---------------------------------------------------------------------


def is_same(found: Json, wanted: Json, *, unordered: int = 0) -> bool:
    """Whether two trees of JSON are the same: members in order, numbers digit by digit.

    So many levels from the top may have their members in any order.
    """
    if unordered and isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(
            is_same(item, wanted[key], unordered=unordered - 1)
            for key, item in found.items()
        )
    if unordered and isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(
            is_same(*pair, unordered=unordered - 1)
            for pair in zip(found, wanted, strict=True)
        )
    return write(found) == write(wanted)


def is_meant(found: Json, wanted: Json) -> bool:
    """Whether a value of ours is what a case means: numbers count, not their digits."""
    match found:
        case bytes():
            return bool(found.hex() == wanted)
        case dict():
            return (
                isinstance(wanted, dict)
                and found.keys() == wanted.keys()
                and all(is_meant(item, wanted[key]) for key, item in found.items())
            )
        case list() | tuple():
            return (
                isinstance(wanted, list)
                and len(found) == len(wanted)
                and all(map(is_meant, found, wanted))
            )
        case bool() | None | str():
            return type(found) is type(wanted) and bool(found == wanted)
    is_number = isinstance(wanted, (int, Decimal)) and not isinstance(wanted, bool)
    return is_number and bool(found == wanted)


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def shorter(text: str, most: int = 400) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def told(case: Json) -> str:
    return f"{case['name']} over {case['over']}"


def stale(listed: Any, failed: set[str]) -> Iterator[str]:
    """Name the expected failures that are none."""
    return (name for name in listed if name not in failed)
