"""The rules of refusals: each kind can happen, and what answers it is known by then."""

from collections.abc import Collection, Iterator
import re
from typing import Any

from specmint.check.index import Index
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import listed, meant_or_list, shown
from specmint.load import Path
from specmint.model import KINDS

_PART = re.compile(r"\{(\w+)\}")
_OF_A_CLIENT = ("host", "port")
_ANSWERS = ("error", "message", "status")


def check_refusals(index: Index) -> Iterator[Slip]:
    """Find answers that a server could not give, and what it could not say in them."""
    for transport, node in index.section("transports").items():
        path: Path = ("transports", transport)
        for kind, refuse in node.get("refuse", {}).items():
            at = (*path, "refuse", kind)
            if transport not in KINDS[kind].over:
                message = f"nothing is refused so over `{transport}`"
                hint = f"it happens over {listed(KINDS[kind].over)}"
                yield Slip(at, "refusal-shape", message, hint, of_key=True)
                continue
            says = {"error": refuse} if isinstance(refuse, str) else refuse
            yield from _answer(at, says)
            known = KINDS[kind].tells
            here = at if isinstance(refuse, str) else (*at, "error")
            name = says.get("error", "")
            yield from error_slips(here, name, transport, known, index)
            yield from check_parts((*at, "message"), says.get("message", ""), known)
        yield from _greeting((*path, "greets", "payload"), node)
        yield from _ways(path, node)


def _answer(at: Path, says: Node) -> Iterator[Slip]:
    """There is an answer, or there is none; both cannot be."""
    given = [key for key in _ANSWERS if key in says]
    over_ws = at[1] == "ws"
    if "answer" in says:
        unfit = [*given, *([] if over_ws else ["answer"])]
        message = f"`answer: {says['answer']}` is for `ws`, and goes with no text"
    else:
        unfit = ["status"] if over_ws and "status" in says else []
        message = "an answer over `ws` has no HTTP status"
        if not {"error", "message"} & says.keys():
            hint = "name an error, or give the text"
            message = "nothing is answered here"
            yield Slip(at, "refusal-shape", message, hint, of_key=True)
    for key in unfit:
        yield Slip((*at, key), "refusal-shape", message, of_key=True)


def error_slips(
    at: Path, name: str, transport: str, known: Collection[str], index: Index
) -> Iterator[Slip]:
    """The error occurs over this transport, and its parts are known."""
    error = index.section("errors").get(name, {})
    over = error.get("over", [transport])
    if transport not in over:
        yield Slip(at, "not-bound", f"{shown(name)} occurs over {listed(over)}")
    for part, use in error.get("parts", {}).items():
        is_computed = isinstance(use, dict) and "minus_from" in use
        if is_computed or part in known:
            continue
        message = f"nobody can tell the part `{{{part}}}` of {shown(name)}"
        yield Slip(at, "refusal-part", message, _told(known))


def told_parts(says: Node, index: Index) -> frozenset[str]:
    """Name the facts that an answer tells, in its text and by the parts of its error."""
    error = index.section("errors").get(says.get("error", ""), {})
    text = says.get("message") or error.get("match", {}).get("text", "")
    return frozenset([*_PART.findall(text), *error.get("parts", {})])


def check_parts(at: Path, text: str, known: Collection[str]) -> Iterator[Slip]:
    """Each part of a text is a fact that somebody can tell."""
    for part in dict.fromkeys(_PART.findall(text)):
        if part not in known:
            message = f"nobody can tell `{{{part}}}`"
            hint = meant_or_list(part, known) or _told(known)
            yield Slip(at, "refusal-part", message, hint)


def _told(known: Collection[str]) -> str:
    return f"there is {listed(known)}" if known else "there is nothing to tell"


def _greeting(at: Path, node: Node) -> Iterator[Slip]:
    for path, text in _texts(at, node.get("greets", {}).get("payload")):
        yield from check_parts(path, text, _OF_A_CLIENT)


def _texts(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from _texts((*path, key), item)


def _ways(path: Path, node: Node) -> Iterator[Slip]:
    """What is said of a server differs from what it does anyway."""
    if "positions" in node and node["params"] != "either":
        message = "parameters go one way here, by name or by position"
        yield Slip((*path, "positions"), "unfit-key", message, of_key=True)
    replies = node.get("replies", {})
    if replies.get("documented") == replies.get("actual") is not None:
        message = "the document and the service agree"
        hint = "leave `documented` out"
        yield Slip((*path, "replies", "documented"), "unfit-value", message, hint)
