"""The uses of types in a spec, each with its path and with what stands around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specmint.load import Path, Spec

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A use of a type; `siblings` are the names that it may look at."""

    path: Path
    use: Any  # a type's name, or a mapping
    role: str  # field, param, result, items, case, part …
    siblings: frozenset[str] = frozenset()

    @property
    def says(self) -> Node:
        """The use as a mapping, also where it is a name alone."""
        return {"type": self.use} if isinstance(self.use, str) else self.use


def uses(spec: Spec) -> Iterator[Found]:
    """Walk all uses of types, in the order of the spec's sections."""
    for name, declared in spec.data["types"].items():
        yield from _in_type(("types", name), declared)
    for name, error in spec.data["errors"].items():
        yield from _in_error(("errors", name), error)
    for name, method in spec.data["methods"].items():
        yield from _in_method(("methods", name), method)
    for section in ("webhooks", "pushes"):
        for name, sent in spec.data[section].items():
            yield from _use((section, name, "payload"), sent["payload"], "payload")
    for name, stream in spec.data["streams"].items():
        yield from _cases(("streams", name), stream, frozenset())
    yield from _in_api(spec)


def _in_type(path: Path, declared: Node) -> Iterator[Found]:
    fields = declared.get("fields", {})
    siblings = frozenset(fields)
    for name, use in fields.items():
        yield from _use((*path, "fields", name), use, "field", siblings)
    yield from _parts(path, declared, siblings)
    yield from _cases(path, declared, frozenset())
    for key in ("kinds", "has"):
        for name, use in declared.get(key, {}).items():
            yield from _use((*path, key, name), use, "case")


def _parts(path: Path, node: Node, siblings: frozenset[str]) -> Iterator[Found]:
    """Walk what lists, maps and tuples are made of."""
    items = node.get("items")
    if isinstance(items, list):
        for index, use in enumerate(items):
            yield from _use((*path, "items", index), use, "items", siblings)
    elif items is not None:
        yield from _use((*path, "items"), items, "items", siblings)
    for key in ("keys", "rest"):
        if key in node:
            yield from _use((*path, key), node[key], key, siblings)


def _cases(path: Path, node: Node, siblings: frozenset[str]) -> Iterator[Found]:
    for name, use in node.get("cases", {}).items():
        yield from _use((*path, "cases", name), use, "case", siblings)
    for key in ("otherwise", "missing"):
        if key in node:
            yield from _use((*path, key), node[key], "case", siblings)


def _use(
    path: Path, use: Any, role: str, siblings: frozenset[str] = frozenset()
) -> Iterator[Found]:
    yield Found(path, use, role, siblings)
    if isinstance(use, dict):
        yield from _parts(path, use, siblings)
        yield from _cases(path, use, siblings)


def _in_method(path: Path, method: Node) -> Iterator[Found]:
    params = method.get("params", {})
    names = frozenset(params)
    for name, use in params.items():
        yield from _use((*path, "params", name), use, "param", names)
    if "result" in method:
        yield from _use((*path, "result"), method["result"], "result", names)
    for name, use in method.get("beside", {}).items():
        yield from _use((*path, "beside", name), use, "field", names)


def _in_error(path: Path, error: Node) -> Iterator[Found]:
    for name, part in error.get("parts", {}).items():
        yield Found((*path, "parts", name), part, "part")
    if "data" in error:
        yield from _use((*path, "data"), error["data"], "data")


def _in_api(spec: Spec) -> Iterator[Found]:
    for name, transport in spec.data.get("transports", {}).items():
        scope = transport.get("scope", {})
        for field, use in scope.items():
            path = ("transports", name, "scope", field)
            yield from _use(path, use, "field", frozenset(scope))
    for name, envelope in spec.data.get("envelopes", {}).items():
        for field, use in envelope.get("beside", {}).items():
            yield Found(("envelopes", name, "beside", field), use, "part")
    for name, credential in spec.data.get("credentials", {}).items():
        if "type" in credential:
            path = ("credentials", name, "type")
            yield Found(path, credential["type"], "part")


def facts(spec: Spec) -> Iterator[tuple[Path, Node]]:
    """Walk all nodes that may carry a source, releases and errata."""
    for section in (
        "types",
        "errors",
        "groups",
        "methods",
        "webhooks",
        "pushes",
        "streams",
    ):
        for name, node in spec.data[section].items():
            yield (section, name), node
            yield from _facts_below((section, name), node)
    for found in uses(spec):
        if isinstance(found.use, dict):
            yield found.path, found.use
    for section in ("transports", "auth", "envelopes", "facts", "credentials"):
        for name, node in spec.data.get(section, {}).items():
            yield (section, name), node
            for dialect, more in node.get("dialects", {}).items():
                yield (section, name, "dialects", dialect), more
            for host, more in node.get("hosts", {}).items():
                if isinstance(more, dict):
                    yield (section, name, "hosts", host), more


def _facts_below(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    for key in ("examples", "values"):
        for name, below in node.get(key, {}).items():
            if isinstance(below, dict):
                yield (*path, key, name), below
    for transport in ("rpc", "http", "ws"):
        binding = node.get(transport)
        if isinstance(binding, dict):
            yield (*path, transport), binding
            for name, param in binding.get("params", {}).items():
                yield (*path, transport, "params", name), param
    if isinstance(node.get("errors"), list):
        for index, below in enumerate(node["errors"]):
            if isinstance(below, dict):
                yield (*path, "errors", index), below
