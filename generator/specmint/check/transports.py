"""The rules of transports: addresses, dialects, frames and wire forms."""

from collections.abc import Iterator
import json
import re

from specmint.check.bound import PLACEHOLDER
from specmint.check.forms import accept_slips, wire_slips
from specmint.check.index import Index
from specmint.check.kinds import has_text
from specmint.check.members import is_needed
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import listed, meant, meant_or_list, shown
from specmint.load import Path

_SCHEMES = {"rpc": "https?", "http": "https?", "ws": "wss?"}
_FRAME = frozenset(["$method", "$params", "$id"])
_SEGMENT = re.compile(r"\[[^][]*\]")


def check_transports(index: Index) -> Iterator[Slip]:
    """Find the transports that nobody could speak over."""
    for name, node in index.section("transports").items():
        path: Path = ("transports", name)
        yield from _hosts(path, node)
        yield from template_slips((*path, "path"), node.get("path", ""), node)
        yield from _scope((*path, "scope"), node, index)
        yield from _wires((*path, "wire"), node)
        yield from _accepts((*path, "accepts"), node)
        yield from _also(path, node)
        yield from _dialects(path, node)
        yield from _frame(path, node)
        yield from _rpc(path, node, index)
    yield from _paths(index)


def _scope(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    for name, use in node.get("scope", {}).items():
        if not has_text(index.types, use):
            message = f"{shown(name)} goes into paths, and has no text"
            yield Slip((*path, name), "no-text", message, of_key=True)


def _hosts(path: Path, node: Node) -> Iterator[Slip]:
    yield from _address((*path, "host"), node["host"])
    for name, host in node.get("hosts", {}).items():
        at = (*path, "hosts", name)
        if isinstance(host, str):
            yield from _address(at, host)
        else:
            yield from _address((*at, "host"), host["host"])


def _address(path: Path, host: str) -> Iterator[Slip]:
    scheme = _SCHEMES[str(path[1])]
    if not re.fullmatch(rf"{scheme}://[^/\s?#@]+", host):
        message = f"{shown(host)} is not scheme, host and port"
        hint = f"write {scheme.replace('s?', '')}://host:port; paths stand elsewhere"
        yield Slip(path, "bad-form", message, hint)


def _paths(index: Index) -> Iterator[Slip]:
    """Groups and bindings may have a path of their own, with the same scope."""
    rpc = index.section("transports").get("rpc")
    if rpc is None:
        return
    for name, group in index.section("groups").items():
        yield from template_slips(("groups", name, "path"), group.get("path", ""), rpc)
    for name, method in index.section("methods").items():
        if isinstance(method.get("rpc"), dict):
            yield from _own_paths(("methods", name, "rpc"), method["rpc"], rpc)


def _own_paths(path: Path, says: Node, rpc: Node) -> Iterator[Slip]:
    yield from template_slips((*path, "path"), says.get("path", ""), rpc)
    for number, also in enumerate(says.get("also", ())):
        yield from template_slips((*path, "also", number), also, rpc)


def template_slips(path: Path, template: str, transport: Node) -> Iterator[Slip]:
    """Tell what is wrong with a path that takes values of the scope."""
    scope = transport.get("scope", {})
    for name in PLACEHOLDER.findall(template):
        if name not in scope:
            message = f"the scope has no {shown(name)}"
            yield Slip(path, "unknown-name", message, meant(name, scope))
    for name in PLACEHOLDER.findall(_SEGMENT.sub("", template)):
        if name in scope and not is_needed(scope[name]):
            message = f"{shown(name)} may be unset, but the path needs it"
            hint = f"put it into a segment: [/{{{name}}}]"
            yield Slip(path, "path-place", message, hint)
    rest = PLACEHOLDER.sub("", _SEGMENT.sub("", template))
    if set("{}[]?#") & set(rest) or (template and template[0] not in "/["):
        message = f"{shown(template)} is not a path"
        hint = "begin with `/`; {name} takes a value of the scope, [/{name}] may vanish"
        yield Slip(path, "bad-form", message, hint)


def _wires(path: Path, node: Node) -> Iterator[Slip]:
    rules = [
        ((*path, place, kind), kind, wire)
        for place, forms in node.get("wire", {}).items()
        for kind, wire in forms.items()
    ]
    for at, kind, wire in rules:
        for slip in wire_slips(at, kind, {"wire": wire}):
            yield slip._replace(path=slip.path[:-1])


def _accepts(path: Path, node: Node) -> Iterator[Slip]:
    for place, rules in node.get("accepts", {}).items():
        for kind, forms in rules.items():
            usual = node.get("wire", {}).get(place, {}).get(kind)
            slips = accept_slips((), kind, {"accepts": forms}, usual)
            for slip in slips:
                yield slip._replace(path=(*path, place, kind, *slip.path[1:]))


def _also(path: Path, node: Node) -> Iterator[Slip]:
    """What comes by another verb is read as that of its own, so both are texts."""
    for verb, others in node.get("also", {}).items():
        for number, other in enumerate(others):
            at = (*path, "also", verb, number)
            places = {node["params"].get(one, "query") for one in (verb, other)}
            if other == verb:
                yield Slip(at, "unfit-key", f"{shown(other)} is the verb itself")
            elif "json" in places:
                message = (
                    "its parameters would be JSON for one verb and text for another"
                )
                yield Slip(at, "unfit-key", message, "say it at the bindings: `also`")


def _dialects(path: Path, node: Node) -> Iterator[Slip]:
    dialects = node.get("dialects", {})
    taken: dict[str, str] = {}
    for name, dialect in dialects.items():
        shape = json.dumps(dialect.get("when", {}), sort_keys=True)
        if (other := taken.setdefault(shape, name)) != name:
            message = f"nothing tells it from {shown(other)}"
            at = (*path, "dialects", name)
            yield Slip(at, "same-dialect", message, "change `when`", of_key=True)
    speak = node.get("speak")
    if speak is not None and speak not in dialects:
        message = f"there is no dialect {shown(speak)}"
        hint = meant_or_list(speak, dialects)
        yield Slip((*path, "speak"), "unknown-dialect", message, hint)
    elif speak is None and dialects:
        message = "there is no `speak` here"
        hint = "say which dialect a client speaks"
        yield Slip((*path, "dialects"), "missing-key", message, hint, of_key=True)


def _frame(path: Path, node: Node) -> Iterator[Slip]:
    if "call" not in node:
        return
    words = [word for word in _texts(node["call"]) if word.startswith("$")]
    for word in sorted({"$method", "$id"} - set(words)):
        message = f"the frame has no {shown(word)}"
        hint = "a reply has to find its call" if word == "$id" else ""
        yield Slip((*path, "call"), "frame-shape", message, hint, of_key=True)
    for word in sorted(set(words) - _FRAME):
        message = f"{shown(word)} is not known in a frame"
        hint = f"there is {listed(sorted(_FRAME))}"
        yield Slip((*path, "call"), "frame-shape", message, hint, of_key=True)


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for inner in node.values():
            yield from _texts(inner)


def _rpc(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    if "gap" in node and node["params"] == "named":
        message = "parameters that go by name leave no gaps"
        yield Slip((*path, "gap"), "unfit-key", message, of_key=True)
    notifications = node.get("notifications")
    for number, name in enumerate(
        notifications if isinstance(notifications, list) else ()
    ):
        if name not in index.names["methods"]:
            message = f"there is no method {shown(name)}"
            hint = meant_or_list(name, index.names["methods"])
            yield Slip(
                (*path, "notifications", number), "unknown-method", message, hint
            )
