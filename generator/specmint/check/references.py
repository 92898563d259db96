"""Every name that a spec mentions is there, and is of the right kind."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from specmint.check.walk import Node, facts, uses
from specmint.check.words import meant_or_list
from specmint.load import Path, Spec
from specmint.problems import Problem

BUILTIN = frozenset(["integer", "decimal", "boolean", "string", "none", "any"])


@dataclass(frozen=True, slots=True)
class Names:
    """All names that may be mentioned, also of parts that are not sound."""

    types: frozenset[str]
    records: frozenset[str]
    tables: frozenset[str]
    errors: frozenset[str]
    methods: frozenset[str]
    pushes: frozenset[str]
    auth: frozenset[str]
    envelopes: frozenset[str]
    credentials: frozenset[str]
    documents: frozenset[str]
    versions: dict[str, Collection[str]]
    transports: frozenset[str]


def collect_names(spec: Spec) -> Names:
    types = spec.data["types"]
    records = (name for name, node in types.items() if _is_record(node))
    versions = spec.data.get("versions")
    return Names(
        types=frozenset(types),
        records=frozenset(records),
        versions=versions if isinstance(versions, dict) else {},
        **{section: _keys(spec, section) for section in _SECTIONS},
    )


_SECTIONS = [
    "tables",
    "errors",
    "methods",
    "pushes",
    "auth",
    "envelopes",
    "credentials",
    "documents",
    "transports",
]


def _keys(spec: Spec, section: str) -> frozenset[str]:
    part = spec.data.get(section)
    return frozenset(part) if isinstance(part, dict) else frozenset()


def _is_record(node: Any) -> bool:
    return isinstance(node, dict) and node.get("is") == "record"


def check_references(spec: Spec, names: Names) -> Iterator[Problem]:
    """Find the names that lead nowhere."""
    for mention in _mentions(spec, names):
        if mention.name not in mention.known:
            place = spec.place(mention.path)
            message = f"there is no {mention.what} `{mention.name}`"
            hint = meant_or_list(mention.name, mention.known)
            yield Problem(place, f"unknown-{mention.code}", message, hint)


@dataclass(frozen=True, slots=True)
class _Mention:
    path: Path
    name: str
    known: Collection[str]
    what: str
    code: str


def _mentions(spec: Spec, names: Names) -> Iterator[_Mention]:
    yield from _types(spec, names)
    for path, node in facts(spec):
        yield from _facts(path, node, names)
    for name, method in spec.data["methods"].items():
        yield from _method(("methods", name), method, names)
    for name, group in spec.data["groups"].items():
        yield from _each(("groups", name, "errors"), group, names.errors, "error")
        yield from _each(("groups", name, "auth"), group, names.auth, "auth")
    yield from _api(spec, names)
    yield from _sent(spec, names)


def _types(spec: Spec, names: Names) -> Iterator[_Mention]:
    known = names.types | BUILTIN
    for found in uses(spec):
        says = found.says
        if "type" in says:
            path = found.path if isinstance(found.use, str) else (*found.path, "type")
            yield _Mention(path, says["type"], known, "type", "type")
        yield from _table((*found.path, "scale"), says.get("scale"), names)
    for name, node in spec.data["types"].items():
        path = ("types", name)
        yield from _each((*path, "include"), node, names.records, "record")
        yield from _table((*path, "scale"), node.get("scale"), names)


def _table(path: Path, scale: Any, names: Names) -> Iterator[_Mention]:
    if isinstance(scale, dict):
        yield _Mention((*path, "table"), scale["table"], names.tables, "table", "table")


def _facts(path: Path, node: Node, names: Names) -> Iterator[_Mention]:
    yield from _source(path, node, names)
    for index, erratum in enumerate(node.get("errata", ())):
        yield from _source((*path, "errata", index), erratum, names)
    for key in ("since", "until"):
        for implementation, release in node.get(key, {}).items():
            at = (*path, key, implementation)
            versions = names.versions
            yield _Mention(at, implementation, versions, "implementation", "version")
            releases = versions.get(implementation, [release])
            yield _Mention(at, release, releases, "release", "version")
    for index, implementation in enumerate(node.get("only", ())):
        at = (*path, "only", index)
        yield _Mention(at, implementation, names.versions, "implementation", "version")


def _source(path: Path, node: Node, names: Names) -> Iterator[_Mention]:
    source = node.get("source", ())
    listed = [source] if isinstance(source, dict) else source
    for index, one in enumerate(listed):
        at = (*path, "source") if listed is not source else (*path, "source", index)
        name = one["document"]
        yield _Mention((*at, "document"), name, names.documents, "document", "document")


def _method(path: Path, method: Node, names: Names) -> Iterator[_Mention]:
    yield from _each((*path, "include"), method, names.records, "record")
    for index, error in enumerate(method.get("errors", ())):
        at = (*path, "errors", index)
        name = error if isinstance(error, str) else error["error"]
        yield _Mention(at, name, names.errors, "error", "error")
    for name, example in method.get("examples", {}).items():
        for error in example.get("raises", ()):
            at = (*path, "examples", name, "raises", error)
            yield _Mention(at, error, names.errors, "error", "error")
    for transport in ("rpc", "http", "ws"):
        if transport in method:
            at = (*path, transport)
            yield _Mention(at, transport, names.transports, "transport", "transport")
            yield from _shared(at, method[transport], names)
    yield from _binding_types(path, method, names)


def _binding_types(path: Path, method: Node, names: Names) -> Iterator[_Mention]:
    known = names.types | BUILTIN
    for transport in ("rpc", "http", "ws"):
        binding = method.get(transport)
        params = binding.get("params", {}) if isinstance(binding, dict) else {}
        for name, param in params.items():
            if "type" in param:
                at = (*path, transport, "params", name, "type")
                yield _Mention(at, param["type"], known, "type", "type")


def _shared(path: Path, node: Any, names: Names) -> Iterator[_Mention]:
    """What transports and bindings both may name."""
    if not isinstance(node, dict):
        return
    yield from _each((*path, "auth"), node, names.auth, "auth")
    yield from _each((*path, "errors"), node, names.errors, "error")
    if "envelope" in node:
        at, name = (*path, "envelope"), node["envelope"]
        yield _Mention(at, name, names.envelopes, "envelope", "envelope")


def _each(
    path: Path, node: Node, known: Collection[str], what: str
) -> Iterator[_Mention]:
    """Every name in the list that the path's last key holds."""
    listed: Iterable[Any] = node.get(str(path[-1]), ())
    code = "type" if what == "record" else what
    for index, name in enumerate(listed):
        yield _Mention((*path, index), name, known, what, code)


def _api(spec: Spec, names: Names) -> Iterator[_Mention]:
    for name, transport in spec.data.get("transports", {}).items():
        yield from _shared(("transports", name), transport, names)
        if "speak" in transport:
            at = ("transports", name, "speak")
            dialects = transport.get("dialects", {})
            yield _Mention(at, transport["speak"], dialects, "dialect", "dialect")
    for name, envelope in spec.data.get("envelopes", {}).items():
        if "around" in envelope:
            at = ("envelopes", name, "around")
            inner = envelope["around"]
            yield _Mention(at, inner, names.envelopes, "envelope", "envelope")
    for name, auth in spec.data.get("auth", {}).items():
        yield from _auth(("auth", name), auth, names)


def _auth(path: Path, auth: Node, names: Names) -> Iterator[_Mention]:
    yield from _each((*path, "failed"), auth, names.errors, "error")
    if "like" in auth:
        yield _Mention((*path, "like"), auth["like"], names.auth, "auth", "auth")
    for at, name in _credentials(path, auth):
        known = names.credentials | {"digest"}
        yield _Mention(at, name, known, "credential", "credential")


def _credentials(path: Path, auth: Node) -> Iterator[tuple[Path, str]]:
    for key in ("user", "password", "file", "value", "key"):
        if key in auth:
            yield (*path, key), auth[key].removeprefix("$")
    for where, sent in auth.get("send", {}).items():
        for header, credential in sent.items():
            yield (*path, "send", where, header), credential.removeprefix("$")


def _sent(spec: Spec, names: Names) -> Iterator[_Mention]:
    for name, webhook in spec.data["webhooks"].items():
        path = ("webhooks", name)
        if "auth" in webhook:
            yield _Mention((*path, "auth"), webhook["auth"], names.auth, "auth", "auth")
        for index, by in enumerate(webhook.get("registered_by", ())):
            at = (*path, "registered_by", index, "method")
            yield _Mention(at, by["method"], names.methods, "method", "method")
    for name, stream in spec.data["streams"].items():
        path = ("streams", name)
        for key in ("start", "stop", "once"):
            if key in stream:
                at, method = (*path, key), stream[key]
                yield _Mention(at, method, names.methods, "method", "method")
        at = (*path, "push")
        yield _Mention(at, stream["push"], names.pushes, "push", "push")


Check = Callable[[Spec, Names], Iterator[Problem]]
