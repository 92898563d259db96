"""The names in a request that are not the parameters': those of auth and envelopes."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

from specmint.check.auth import laid_over
from specmint.check.bound import Binding
from specmint.check.index import Index
from specmint.check.walk import Node

Names = Iterator[tuple[tuple[str, str], str]]


def reserved_names(binding: Binding, index: Index) -> Names:
    """List places and names that something else has, and what that is."""
    if binding.transport != "http":
        return
    envelope = binding.says.get("envelope", binding.around.get("envelope", ""))
    if without := index.section("envelopes").get(envelope, {}).get("without"):
        yield ("query", without), "what drops the envelope"
    for name, _ in parse_qsl(binding.says.get("query", ""), keep_blank_values=True):
        yield ("query", name), "in the call's `query`"
    for name in _schemes(binding, index):
        yield from _sent(laid_over(index.section("auth"), name))


def _schemes(binding: Binding, index: Index) -> list[str]:
    stem = index.spec.homes["methods", str(binding.path[1])].stem
    group = index.section("groups").get(stem, {})
    found = binding.says.get("auth", group.get("auth", binding.around.get("auth", ())))
    return [name for name in found if name in index.names["auth"]]


def _sent(scheme: Node) -> Names:
    what = "sent by an auth scheme"
    if scheme.get("kind") in {"header", "query"} and "name" in scheme:
        for name in (scheme["name"], *scheme.get("also", ())):
            yield (scheme["kind"], name), what
    for place, names in scheme.get("send", {}).items():
        for name in names:
            yield (place, name), what
    for place in ("form", "header", "query"):
        if place in scheme.get("fresh", {}):
            yield (place, scheme["fresh"][place]), what
