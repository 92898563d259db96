"""Every name that a spec mentions is there, and is of the right kind."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from specmint.check.facts import facts, sources
from specmint.check.index import Index
from specmint.check.kinds import BUILTIN
from specmint.check.slip import Slip
from specmint.check.walk import TRANSPORTS, Node
from specmint.check.words import meant_or_list, shown
from specmint.load import Path


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place, and what it may be the name of."""

    path: Path
    name: str
    section: str  # where the name should be; empty where `known` says it all
    code: str
    what: str
    known: Collection[str] = ()


def check_references(index: Index) -> Iterator[Slip]:
    """Find the names that lead nowhere."""
    for mention in mentions(index):
        known = index.names[mention.section] if mention.section else mention.known
        if mention.name not in known and not (
            mention.section == "types" and mention.name in BUILTIN
        ):
            message = f"there is no {mention.what} {shown(mention.name)}"
            hint = meant_or_list(mention.name, known)
            yield Slip(mention.path, mention.code, message, hint)


def mentions(index: Index) -> Iterator[Mention]:
    """List all names that a spec mentions."""
    yield from _types(index)
    for path, node in facts(index):
        yield from _facts(path, node, index)
    for name, method in index.section("methods").items():
        yield from _method(("methods", name), method)
    for name, group in index.section("groups").items():
        yield from _shared(("groups", name), group)
    for name, transport in index.section("transports").items():
        yield from _shared(("transports", name), transport)
        yield from _refusals(("transports", name), transport)
    for name, envelope in index.section("envelopes").items():
        yield from _envelope(("envelopes", name), envelope)
    for name, auth in index.section("auth").items():
        yield from _auth(("auth", name), auth)
    yield from _sent(index)


def _refusals(path: Path, transport: Node) -> Iterator[Mention]:
    for kind, refuse in transport.get("refuse", {}).items():
        yield from _refusal((*path, "refuse", kind), refuse)
    yield from _one((*path, "greets", "push"), transport.get("greets", {}), "pushes")


def _refusal(at: Path, refuse: Any) -> Iterator[Mention]:
    if isinstance(refuse, str):
        yield _mention(at, refuse, "errors")
    else:
        yield from _one((*at, "error"), refuse, "errors")


def _envelope(path: Path, envelope: Node) -> Iterator[Mention]:
    yield from _one((*path, "around"), envelope, "envelopes")
    for name, use in envelope.get("beside", {}).items():
        if isinstance(use, dict):
            yield from _one((*path, "beside", name, "over"), use, "transports")


_CODES = {
    "types": ("unknown-type", "type"),
    "records": ("unknown-type", "record"),
    "tables": ("unknown-table", "table"),
    "errors": ("unknown-error", "error"),
    "methods": ("unknown-method", "method"),
    "pushes": ("unknown-push", "push"),
    "auth": ("unknown-auth", "auth scheme"),
    "envelopes": ("unknown-envelope", "envelope"),
    "credentials": ("unknown-credential", "credential"),
    "documents": ("unknown-document", "document"),
    "transports": ("unknown-transport", "transport"),
}


def _mention(path: Path, name: str, section: str) -> Mention:
    return Mention(path, name, section, *_CODES[section])


def _one(path: Path, node: Node, section: str) -> Iterator[Mention]:
    """The name that the path's last key holds, if there is one."""
    key = str(path[-1])
    if key in node:
        yield _mention(path, node[key], section)


def _each(path: Path, node: Node, section: str) -> Iterator[Mention]:
    """Every name in the list that the path's last key holds."""
    for index, name in enumerate(node.get(str(path[-1]), ())):
        yield _mention((*path, index), name, section)


def _types(index: Index) -> Iterator[Mention]:
    for found in index.found:
        says = found.says
        if "type" in says:
            path = found.path if isinstance(found.use, str) else (*found.path, "type")
            yield _mention(path, says["type"], "types")
        yield from _of_value(found.path, says)
    for name, node in index.types.items():
        yield from _each(("types", name, "include"), node, "records")
        yield from _of_value(("types", name), node)


def _of_value(path: Path, node: Node) -> Iterator[Mention]:
    """What a type, or a use of one, names besides types: a table, and an error."""
    if isinstance(node.get("scale"), dict):
        yield _mention((*path, "scale", "table"), node["scale"]["table"], "tables")
    if "refuse" in node:
        yield from _refusal((*path, "refuse"), node["refuse"])


def _facts(path: Path, node: Node, index: Index) -> Iterator[Mention]:
    for at, source in sources(path, node):
        yield from _one((*at, "document"), source, "documents")
        yield from _cited(at, source, index)
    for number, erratum in enumerate(node.get("errata", ())):
        yield from _one((*path, "errata", number, "over"), erratum, "transports")
    for key in ("since", "until"):
        for implementation, release in node.get(key, {}).items():
            at = (*path, key, implementation)
            yield from _version(at, implementation, release, index)
    for number, implementation in enumerate(node.get("only", ())):
        yield from _version((*path, "only", number), implementation, "", index)


def _cited(path: Path, source: Node, index: Index) -> Iterator[Mention]:
    """A section that is named, of a document that lists its sections."""
    document = index.section("documents").get(source["document"], {})
    if "section" in source and "sections" in document:
        at, known = (*path, "section"), document["sections"]
        yield Mention(at, source["section"], "", "unknown-section", "section", known)


def _version(
    path: Path, implementation: str, release: str, index: Index
) -> Iterator[Mention]:
    code, known = "unknown-version", index.versions
    yield Mention(path, implementation, "", code, "implementation", known)
    releases = known.get(implementation)
    if release and releases is not None:
        yield Mention(path, release, "", code, f"release of {implementation}", releases)


def _method(path: Path, method: Node) -> Iterator[Mention]:
    yield from _each((*path, "include"), method, "records")
    for number, error in enumerate(method.get("errors", ())):
        at = (*path, "errors", number)
        if isinstance(error, str):
            yield _mention(at, error, "errors")
        else:
            yield from _one((*at, "error"), error, "errors")
            yield from _one((*at, "over"), error, "transports")
    for name, example in method.get("examples", {}).items():
        for error in example.get("raises", ()):
            yield _mention((*path, "examples", name, "raises", error), error, "errors")
    for transport in TRANSPORTS:
        if transport in method:
            yield _mention((*path, transport), transport, "transports")
            yield from _binding((*path, transport), method[transport])


def _binding(path: Path, binding: Any) -> Iterator[Mention]:
    if isinstance(binding, dict):
        yield from _shared(path, binding)
        for name, param in binding.get("params", {}).items():
            yield from _one((*path, "params", name, "type"), param, "types")


def _shared(path: Path, node: Node) -> Iterator[Mention]:
    """What transports, groups and bindings may name."""
    yield from _each((*path, "auth"), node, "auth")
    yield from _each((*path, "errors"), node, "errors")
    yield from _one((*path, "envelope"), node, "envelopes")


def _auth(path: Path, auth: Node) -> Iterator[Mention]:
    yield from _each((*path, "failed"), auth, "errors")
    yield from _one((*path, "like"), auth, "auth")
    for key in ("user", "password", "file", "value", "key"):
        if key in auth:
            yield _mention((*path, key), auth[key].removeprefix("$"), "credentials")
    sent = [
        ((*path, "send", where, name), credential)
        for where, names in auth.get("send", {}).items()
        for name, credential in names.items()
    ]
    for at, credential in sent:
        if credential != "$digest":
            yield _mention(at, credential.removeprefix("$"), "credentials")


def _sent(index: Index) -> Iterator[Mention]:
    for name, webhook in index.section("webhooks").items():
        path: Path = ("webhooks", name)
        yield from _one((*path, "auth"), webhook, "auth")
        for number, by in enumerate(webhook.get("registered_by", ())):
            yield from _one((*path, "registered_by", number, "method"), by, "methods")
    for name, stream in index.section("streams").items():
        for key in ("start", "stop", "once"):
            yield from _one(("streams", name, key), stream, "methods")
        yield from _one(("streams", name, "push"), stream, "pushes")
    for name, error in index.section("errors").items():
        yield from _each(("errors", name, "over"), error, "transports")
