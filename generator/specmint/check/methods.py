"""The rules of methods, apart from how they are bound to transports."""

from collections.abc import Collection, Iterator
from typing import Any

from specmint.check.index import Index
from specmint.check.kinds import as_mapping, kind_of_use
from specmint.check.members import choices, includes
from specmint.check.slip import Slip
from specmint.check.walk import TRANSPORTS, Node
from specmint.check.words import listed, meant, shown
from specmint.load import Path
from specmint.problems import WARNING

_TIMES = frozenset(["integer", "decimal", "duration"])


def check_methods(index: Index) -> Iterator[Slip]:
    """Find the methods that say what cannot be."""
    for name, method in index.section("methods").items():
        path: Path = ("methods", name)
        bound = [transport for transport in TRANSPORTS if transport in method]
        if not bound:
            hint = "add `rpc`, `http` or `ws`"
            message = "the method has no way to be called"
            yield Slip(path, "no-binding", message, hint, of_key=True)
        yield from includes(path, method, method.get("params", {}), "params", index)
        yield from choices(path, method, index.params[name])
        yield from _waits(path, method, index)
        yield from _beside(path, method, index)
        yield from _errors(path, method, bound, index)
        yield from examples(path, method, bound)


def _waits(path: Path, method: Node, index: Index) -> Iterator[Slip]:
    waits, params = method.get("waits"), index.params[str(path[-1])]
    if isinstance(waits, str) and waits not in params:
        message = f"there is no parameter {shown(waits)}"
        yield Slip((*path, "waits"), "unknown-name", message, meant(waits, params))
    elif isinstance(waits, str):
        kind = kind_of_use(index.types, as_mapping(params[waits]))
        if kind and kind not in _TIMES:
            message = f"{shown(waits)} is `{kind}`, which is no length of time"
            hint = "write `waits: true`"
            at = (*path, "waits")
            yield Slip(at, "unfit-value", message, hint)
    if method.get("consumes") and method["effect"] != "read":
        message = "only a read consumes what it returns"
        yield Slip((*path, "consumes"), "unfit-key", message, of_key=True)


def _beside(path: Path, method: Node, index: Index) -> Iterator[Slip]:
    if not method.get("beside"):
        return
    for transport in filter(method.__contains__, TRANSPORTS):
        binding = method[transport]
        own = binding.get("envelope") if isinstance(binding, dict) else None
        around = index.section("transports").get(transport)
        if own or around is None or "envelope" in around:
            return
    message = "there is no envelope that could have members beside the result"
    yield Slip((*path, "beside"), "unfit-key", message, of_key=True)


def _errors(
    path: Path, method: Node, bound: Collection[str], index: Index
) -> Iterator[Slip]:
    shared = [_shared(transport, index) for transport in bound]
    everywhere = set.intersection(*shared) if shared else set()
    group = index.section("groups").get(
        index.spec.homes["methods", str(path[-1])].stem, {}
    )
    everywhere |= set(group.get("errors", ()))
    seen: set[str] = set()
    for number, raised in enumerate(method.get("errors", ())):
        at = (*path, "errors", number)
        says = {"error": raised} if isinstance(raised, str) else raised
        name, over = says["error"], says.get("over")
        if over and over not in bound:
            message = f"the method is not bound to `{over}`"
            yield Slip((*at, "over"), "not-bound", message)
        yield from _occurs(at, name, bound, index)
        if isinstance(raised, str) and name in seen:
            yield Slip(
                at, "repeated-item", f"{shown(name)} stands here already", "remove one"
            )
        elif isinstance(raised, str) and name in everywhere:
            message = f"{shown(name)} comes from the transport or the group already"
            yield Slip(at, "shared-error", message, "remove it", severity=WARNING)
        seen.add(name)


def _shared(transport: str, index: Index) -> set[str]:
    return set(index.section("transports").get(transport, {}).get("errors", ()))


def _occurs(
    at: Path, name: str, bound: Collection[str], index: Index
) -> Iterator[Slip]:
    over = index.section("errors").get(name, {}).get("over", bound)
    if bound and not set(over) & set(bound):
        message = (
            f"{shown(name)} occurs over {listed(over)}, and the method has no such"
        )
        yield Slip(at, "not-bound", message)


def examples(path: Path, node: Node, bound: Collection[str]) -> Iterator[Slip]:
    """The examples of a method or an error hold for transports that it has."""
    for name, example in node.get("examples", {}).items():
        at = (*path, "examples", name)
        yield from _over(at, example, bound)
        if example["origin"] == "observed" and "source" not in example:
            message = "what was observed has a `source`"
            yield Slip(at, "missing-key", message, "say where it was seen", of_key=True)
        if "result" in example and "raises" in example:
            message = "a call that raises has no result"
            yield Slip((*at, "result"), "unfit-key", message, of_key=True)


def _over(at: Path, example: Node, bound: Collection[str]) -> Iterator[Slip]:
    for number, transport in enumerate(example.get("over", ())):
        if transport not in bound:
            message = f"there is no call over `{transport}`"
            yield Slip((*at, "over", number), "not-bound", message)
    traffic: Any = example.get("exchange", {})
    for transport in traffic:
        if transport not in bound:
            message = f"there is no call over `{transport}`"
            yield Slip((*at, "exchange", transport), "not-bound", message, of_key=True)
