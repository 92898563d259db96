"""The uses of types in a spec, each with its path and with what stands around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specmint.check.records import Records
from specmint.load import Path, Spec

Node = Mapping[str, Any]
Uses = Mapping[str, Any]  # names to uses: a type's name, or a mapping
NOBODY: Uses = {}
TRANSPORTS = ("rpc", "http", "ws")


@dataclass(frozen=True, slots=True)
class Found:
    """A use of a type; `around` are the members that it may look at."""

    path: Path
    use: Any  # a type's name, or a mapping
    role: str  # field, param, scope, beside, place, items, keys, rest, case, result …
    around: Uses

    @property
    def says(self) -> Node:
        """The use as a mapping, also where it is a name alone."""
        return {"type": self.use} if isinstance(self.use, str) else self.use


def uses(spec: Spec, records: Records) -> Iterator[Found]:
    """Walk all uses of types, in the order of the spec's sections."""
    for name, declared in spec.data["types"].items():
        yield from _in_type(("types", name), declared, records.around(name))
    for name, error in spec.data["errors"].items():
        yield from _in_error(("errors", name), error)
    for name, method in spec.data["methods"].items():
        yield from _in_method(("methods", name), method, records.params(method))
    for section in ("webhooks", "pushes"):
        for name, sent in spec.data[section].items():
            yield from _use((section, name, "payload"), sent["payload"], "payload")
    for name, stream in spec.data["streams"].items():
        yield from _cases(("streams", name), stream, NOBODY)
    yield from _in_api(spec)


def _in_type(path: Path, declared: Node, around: Uses) -> Iterator[Found]:
    yield from _members((*path, "fields"), declared, "field", around)
    yield from _parts(path, declared, around)
    yield from _cases(path, declared, NOBODY)
    for key in ("kinds", "has"):
        yield from _members((*path, key), declared, "case", NOBODY)


def _members(path: Path, node: Node, role: str, around: Uses) -> Iterator[Found]:
    """Walk the uses that the path's last key holds by name."""
    for name, use in node.get(str(path[-1]), NOBODY).items():
        yield from _use((*path, name), use, role, around)


def _parts(path: Path, node: Node, around: Uses) -> Iterator[Found]:
    """Walk what lists, maps and tuples are made of."""
    items = node.get("items")
    if isinstance(items, list):
        for index, use in enumerate(items):
            yield from _use((*path, "items", index), use, "place", around)
    elif items is not None:
        yield from _use((*path, "items"), items, "items", around)
    for key in ("keys", "rest"):
        if key in node:
            yield from _use((*path, key), node[key], key, around)


def _cases(path: Path, node: Node, around: Uses) -> Iterator[Found]:
    yield from _members((*path, "cases"), node, "case", around)
    for key in ("otherwise", "missing"):
        if key in node:
            yield from _use((*path, key), node[key], "case", around)


def _use(path: Path, use: Any, role: str, around: Uses = NOBODY) -> Iterator[Found]:
    yield Found(path, use, role, around)
    if isinstance(use, dict):
        yield from _parts(path, use, around)
        yield from _cases(path, use, around)


def _in_method(path: Path, method: Node, params: Uses) -> Iterator[Found]:
    yield from _members((*path, "params"), method, "param", params)
    if "result" in method:
        yield from _use((*path, "result"), method["result"], "result", params)
    beside = {**params, **method.get("beside", {})}
    yield from _members((*path, "beside"), method, "beside", beside)


def _in_error(path: Path, error: Node) -> Iterator[Found]:
    for name, part in error.get("parts", {}).items():
        yield Found((*path, "parts", name), part, "part", NOBODY)
    if "data" in error:
        yield from _use((*path, "data"), error["data"], "data")


def _in_api(spec: Spec) -> Iterator[Found]:
    for name, transport in spec.data.get("transports", {}).items():
        path = ("transports", name, "scope")
        yield from _members(path, transport, "scope", transport.get("scope", {}))
    for name, envelope in spec.data.get("envelopes", {}).items():
        beside = envelope.get("beside", {})
        yield from _members(("envelopes", name, "beside"), envelope, "beside", beside)
    for name, credential in spec.data.get("credentials", {}).items():
        if "type" in credential:
            path = ("credentials", name, "type")
            yield Found(path, credential["type"], "credential", NOBODY)
