"""The rules of auth schemes: each has what its kind needs, and sends no secret."""

from collections.abc import Iterator
from typing import Any

from specmint.check.graph import circles, heights
from specmint.check.index import Index
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import listed, shown
from specmint.load import Path

_MOST_LIKE = 16
_NEEDED = {
    "hmac": ("key", "message", "digest", "send"),
    "header": ("name", "value"),
    "query": ("name", "value"),
    "basic": (),
}
_TAKEN = {
    "hmac": frozenset(["key", "message", "digest", "fresh", "send", "also_send"]),
    "header": frozenset(["name", "also", "value", "alone"]),
    "query": frozenset(["name", "also", "value", "alone"]),
    "basic": frozenset(["user", "password", "file", "realm"]),
}
_OWN = frozenset().union(*_TAKEN.values())
_PLACES = ("form", "header", "query")


def check_auth(index: Index) -> Iterator[Slip]:
    """Find the schemes that do not work, or say too much."""
    schemes = index.section("auth")
    likes = {
        name: [node["like"]] if "like" in node else [] for name, node in schemes.items()
    }
    tangled = circles(likes)
    for name in tangled:
        yield Slip(("auth", name, "like"), "circle", f"{shown(name)} is like itself")
    for name, height in heights(likes).items():
        path: Path = ("auth", name)
        if height == _MOST_LIKE:
            message = f"schemes are like each other at most {_MOST_LIKE} deep"
            yield Slip((*path, "like"), "too-deep", message)
        elif height < _MOST_LIKE:
            yield from _scheme(path, laid_over(schemes, name), schemes[name], index)
    if "digest" in index.section("credentials"):
        message = "`$digest` is the result of a signature"
        path = ("credentials", "digest")
        yield Slip(path, "repeated-name", message, "take another name", of_key=True)


def laid_over(schemes: Node, name: str) -> dict[str, Any]:
    """Lay a scheme over those it is like; a gap or a circle ends the way."""
    whole: dict[str, Any] = {}
    seen: set[str] = set()
    while name in schemes and name not in seen:
        seen.add(name)
        whole = {**schemes[name], **whole}
        name = schemes[name].get("like", "")
    return whole


def _scheme(path: Path, whole: Node, own: Node, index: Index) -> Iterator[Slip]:
    if "like" in own and own["like"] not in index.section("auth"):
        return  # what it lacks may be there
    kind = whole.get("kind", "")
    if not kind:
        yield Slip(
            path,
            "missing-key",
            "there is no `kind` here",
            "add it, or `like`",
            of_key=True,
        )
        return
    yield from _keys(path, kind, whole, own)
    if kind == "hmac" and "send" in whole:
        yield from _sent(path, whole, own, index)
    yield from _fresh(path, whole, own)
    for number, part in enumerate(own.get("message", ())):
        if isinstance(part, dict) and len(part) != 1:
            message = "a part of the message is one thing"
            yield Slip((*path, "message", number), "auth-shape", message)
        elif part == "nonce" and "fresh" not in whole:
            message = "there is no nonce: the scheme has no `fresh`"
            yield Slip((*path, "message", number), "auth-shape", message)


def _keys(path: Path, kind: str, whole: Node, own: Node) -> Iterator[Slip]:
    missing = [key for key in _NEEDED[kind] if key not in whole]
    if (
        kind == "basic"
        and "file" not in whole
        and not {"user", "password"} <= whole.keys()
    ):
        missing = [key for key in ("user", "password") if key not in whole]
    if missing:
        message = f"a scheme of kind `{kind}` has {listed(missing)}"
        yield Slip(path, "auth-shape", message, "add it", of_key=True)
    for key in own.keys() & _OWN - _TAKEN[kind]:
        message = f"a scheme of kind `{kind}` takes no `{key}`"
        hint = f"it takes {listed(sorted(_TAKEN[kind]))}"
        yield Slip((*path, key), "unfit-key", message, hint, of_key=True)


def _sent(path: Path, whole: Node, own: Node, index: Index) -> Iterator[Slip]:
    """A signature is sent, and what it is made with is not."""
    credentials = index.section("credentials")
    sent = [
        ((*path, "send", place, name), credential)
        for place, names in whole["send"].items()
        for name, credential in names.items()
    ]
    if "$digest" not in {credential for _, credential in sent}:
        message = "the signature goes nowhere"
        yield Slip(
            (*path, "send"), "auth-shape", message, "send `$digest`", of_key=True
        )
    for at, credential in sent:
        if credentials.get(credential.removeprefix("$"), {}).get("secret"):
            message = f"{shown(credential)} is secret and would be sent in clear"
            yield Slip(at, "secret-in-clear", message, "send `$digest`")
    known = {name for names in whole["send"].values() for name in names}
    for name in own.get("also_send", {}).keys() - known:
        message = f"{shown(name)} is not sent"
        yield Slip((*path, "also_send", name), "unknown-name", message, of_key=True)


def _fresh(path: Path, whole: Node, own: Node) -> Iterator[Slip]:
    fresh = own.get("fresh")
    if fresh is None:
        return
    at = (*path, "fresh")
    if len([place for place in _PLACES if place in fresh]) != 1:
        message = "a nonce has one place: `form`, `header` or `query`"
        yield Slip(at, "auth-shape", message, of_key=True)
    if fresh["rule"] == "rising" and "window" in fresh:
        message = "a nonce that rises has no window"
        yield Slip((*at, "window"), "unfit-key", message, of_key=True)
    if whole.get("kind") not in {"hmac", None}:
        return
    if fresh["rule"] == "window" and "window" not in fresh:
        hint = "say how far from the server's clock it may be"
        yield Slip(at, "auth-shape", "there is no `window` here", hint, of_key=True)
