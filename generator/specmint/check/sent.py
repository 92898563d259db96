"""The rules of what a service sends by itself: pushes, streams and webhooks."""

from collections.abc import Iterator, Mapping
from typing import Any

from specmint.check.auth import laid_over
from specmint.check.index import Index
from specmint.check.kinds import as_mapping, json_kinds, kind_of_use, may_be, texts
from specmint.check.members import is_needed
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import meant, meant_or_list, shown
from specmint.load import Path


def check_sent(index: Index) -> Iterator[Slip]:
    """Find pushes that tie, and what streams and webhooks name in vain."""
    yield from _pushes(index)
    for name, stream in index.section("streams").items():
        yield from _stream(("streams", name), stream, index)
    for name, webhook in index.section("webhooks").items():
        yield from _webhook(("webhooks", name), webhook, index)


def _pushes(index: Index) -> Iterator[Slip]:
    """A push is known by its members, from other pushes and from replies."""
    pushes = index.section("pushes")
    transports = index.spec.data.get("transports")
    taken = {}
    if transports and "ws" in transports:
        when = transports["ws"]["reply"]["when"]
        taken[tuple(sorted(when.items()))] = "the reply to a call"
    for name, push in pushes.items():
        path: Path = ("pushes", name)
        if transports and "ws" not in transports:
            message = "pushes come over `ws`, and there is no such transport"
            yield Slip(path, "not-bound", message, of_key=True)
        shape = tuple(sorted(push["when"].items()))
        other = taken.setdefault(shape, shown(name))
        if other != shown(name):
            message = f"nothing tells it from {other}"
            yield Slip((*path, "when"), "push-tie", message, "make one narrower")
        yield from _place(path, push, index)
        yield from _observed(path, push)


def _place(path: Path, push: Node, index: Index) -> Iterator[Slip]:
    """A payload without a place is the frame itself, and a frame is an object."""
    kinds = json_kinds(index.types, push["payload"])
    if "at" not in push and "object" not in kinds:
        message = (
            f"a frame is an object, and this payload is {' or '.join(sorted(kinds))}"
        )
        hint = "say with `at` where it stands, or make it a record"
        yield Slip((*path, "payload"), "push-shape", message, hint)


def _stream(path: Path, stream: Node, index: Index) -> Iterator[Slip]:
    methods = index.section("methods")
    for key in ("start", "stop", "once"):
        method = methods.get(stream.get(key, ""))
        if method is not None and "ws" not in method:
            message = f"{shown(stream[key])} is not bound to `ws`"
            yield Slip((*path, key), "not-bound", message)
    yield from _key(path, stream, index)
    push = index.section("pushes").get(stream["push"])
    members = _members(push["payload"], index) if push else None
    wanted = [((*path, "data"), stream["data"])] if "data" in stream else []
    if "key" in stream:
        wanted.append(((*path, "key", "member"), stream["key"]["member"]))
    for at, member in wanted:
        if members is not None and member not in members:
            message = f"the push has no member {shown(member)}"
            yield Slip(at, "unknown-name", message, meant(member, members))
    if "cases" in stream and not {"key", "data"} <= stream.keys():
        message = (
            "`cases` need a `key` that picks one, and the `data` that has its shape"
        )
        yield Slip((*path, "cases"), "missing-key", message, "add both", of_key=True)


def _key(path: Path, stream: Node, index: Index) -> Iterator[Slip]:
    name = stream.get("key", {}).get("param", "")
    for key in ("start", "stop", "once"):
        params = index.params.get(stream.get(key, ""))
        if name and params is not None and name not in params:
            message = f"{shown(stream[key])} has no parameter {shown(name)}"
            yield Slip(
                (*path, "key", "param"), "unknown-name", message, meant(name, params)
            )
        is_sent = "ws" in index.section("methods").get(stream.get(key, ""), {})
        for other, use in (params or {}).items() if is_sent else ():
            if other != name and is_needed(use):
                message = f"{shown(stream[key])} needs {shown(other)}, and a stream gives its `key` alone"
                hint = "name it as the `key`, or make it optional"
                yield Slip((*path, key), "missing-key", message, hint)
    use = index.params.get(stream["start"], {}).get(name)
    for text in stream.get("cases", ()) if use is not None else ():
        if not may_be(index.types, use, text):
            message = f"{shown(name)} is never {shown(text)}"
            hint = meant_or_list(text, texts(index.types, use) or ())
            yield Slip((*path, "cases", text), "unfit-text", message, hint, of_key=True)


def _members(use: Any, index: Index) -> Mapping[str, Any] | None:
    """Give the members of a record; nothing where they are not known."""
    says = as_mapping(use)
    if kind_of_use(index.types, says) != "record":
        return None
    name = str(says["type"])
    return None if "rest" in index.types[name] else index.records.fields(name)


def _webhook(path: Path, webhook: Node, index: Index) -> Iterator[Slip]:
    for number, by in enumerate(webhook.get("registered_by", ())):
        params = index.params.get(by["method"])
        if params is not None and by["param"] not in params:
            at = (*path, "registered_by", number, "param")
            message = f"{shown(by['method'])} has no parameter {shown(by['param'])}"
            yield Slip(at, "unknown-name", message, meant(by["param"], params))
    if webhook["call"] == "GET" and webhook["in"] == "json":
        message = "a GET has no body that could be JSON"
        yield Slip(
            (*path, "in"), "no-body", message, "write `in: form`, or `call: POST`"
        )
    yield from _signature(path, webhook.get("auth", ""), index)
    members = _all_members(webhook["payload"], index)
    for number, member in enumerate(webhook.get("same", ())):
        if members is not None and member not in members:
            message = f"the payload has no member {shown(member)}"
            yield Slip(
                (*path, "same", number), "unknown-name", message, meant(member, members)
            )
    yield from _observed(path, webhook)


def _signature(path: Path, name: str, index: Index) -> Iterator[Slip]:
    """Whoever gets a webhook has its body and its headers to check, and no more."""
    scheme = laid_over(index.section("auth"), name)
    message = scheme.get("message", ())
    parts = {
        part if isinstance(part, str) else next(iter(part), "") for part in message
    }
    is_over_body = (
        scheme.get("kind") == "hmac"
        and parts <= {"body", "bytes"}
        and scheme.get("send", {}).keys() <= {"header"}
        and "fresh" not in scheme
    )
    if scheme and not is_over_body:
        told = f"a webhook cannot be checked by {shown(name)}"
        hint = "it is signed over its `body` alone, in a header, and without `fresh`"
        yield Slip((*path, "auth"), "auth-shape", told, hint)


def _all_members(use: Any, index: Index) -> Mapping[str, Any] | None:
    """Give the members of a record, or of all cases of a union with a tag."""
    says = as_mapping(use)
    union = index.types.get(str(says.get("type", "")), {})
    if union.get("is") != "union":
        return _members(use, index)
    members: dict[str, Any] = {str(union.get("tag", "")): None}
    others = [union["otherwise"]] if "otherwise" in union else []
    for case in (*union.get("cases", {}).values(), *others):
        found = _members(case, index)
        if found is None:
            return None
        members |= found
    for included in union.get("include", ()):
        members |= index.records.fields(included)
    return members


def _observed(path: Path, sent: Node) -> Iterator[Slip]:
    for name, example in sent.get("examples", {}).items():
        if example["origin"] == "observed" and "source" not in example:
            at = (*path, "examples", name)
            message = "what was observed has a `source`"
            yield Slip(at, "missing-key", message, "say where it was seen", of_key=True)
