"""The nodes of a spec that may carry a source, releases and errata."""

from collections.abc import Iterable, Iterator

from specmint.check.walk import TRANSPORTS, Found, Node
from specmint.load import Path, Spec

_SECTIONS = ("types", "errors", "groups", "methods", "webhooks", "pushes", "streams")
_API = ("transports", "auth", "envelopes", "facts", "credentials")
_BELOW = ("examples", "values", "dialects", "hosts", "headers")


def facts(spec: Spec, found: Iterable[Found]) -> Iterator[tuple[Path, Node]]:
    """Walk all of them, with their paths; `found` are the spec's uses of types."""
    for section in (*_SECTIONS, *_API):
        for name, node in spec.data.get(section, {}).items():
            if section != "tables":
                yield (section, name), node
                yield from _below((section, name), node)
    for use in found:
        if isinstance(use.use, dict):
            yield use.path, use.use
    yield (), {"errata": spec.data.get("errata", ())}


def _below(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    for key in _BELOW:
        yield from _mappings((*path, key), node.get(key, {}).items())
    for key in ("rate", "cache", "batch"):
        if isinstance(node.get(key), dict):
            yield (*path, key), node[key]
    if isinstance(node.get("errors"), list):
        yield from _mappings((*path, "errors"), enumerate(node["errors"]))
    for transport in TRANSPORTS:
        binding = node.get(transport)
        if isinstance(binding, dict):
            yield (*path, transport), binding
            for key in ("params", "headers"):
                at = (*path, transport, key)
                yield from _mappings(at, binding.get(key, {}).items())


def _mappings(
    path: Path, items: Iterable[tuple[str | int, object]]
) -> Iterator[tuple[Path, Node]]:
    for key, item in items:
        if isinstance(item, dict):
            yield (*path, key), item
