"""The rules of methods and of how they are bound to transports."""

from collections import defaultdict
from collections.abc import Iterator
import re
from typing import Any

from specmint.check.references import Names
from specmint.check.types import all_fields, choices
from specmint.check.walk import Node
from specmint.check.words import listed, meant
from specmint.load import Path, Spec
from specmint.problems import Problem

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TRANSPORTS = ("rpc", "http", "ws")
_Slip = tuple[Path, str, str, str]


def check_bindings(spec: Spec, names: Names) -> Iterator[Problem]:
    """Find the methods that cannot be called as they stand."""
    for name, method in spec.data["methods"].items():
        path = ("methods", name)
        for at, code, message, hint in _slips(spec, path, method, names):
            yield Problem(spec.place(at), code, message, hint)
    yield from _same_calls(spec)


def _slips(spec: Spec, path: Path, method: Node, names: Names) -> Iterator[_Slip]:
    params = _params(spec, method)
    known = frozenset(params)
    bound = [transport for transport in _TRANSPORTS if transport in method]
    if not bound:
        hint = "add `rpc`, `http` or `ws`"
        yield path, "no-binding", "the method has no way to be called", hint
    yield from choices(path, method, known)
    yield from _named_params(path, method, known)
    for transport in bound:
        binding = method[transport]
        yield from _bound_params((*path, transport), binding, known)
    if "http" in bound:
        scope = spec.data.get("transports", {}).get("http", {}).get("scope", {})
        yield from _calls((*path, "http"), method["http"], known | set(scope))
    for name, example in method.get("examples", {}).items():
        yield from _over((*path, "examples", name), example, bound)


def _params(spec: Spec, method: Node) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for record in method.get("include", ()):
        params |= all_fields(spec, record)
    return params | dict(method.get("params", {}))


def _named_params(path: Path, method: Node, known: frozenset[str]) -> Iterator[_Slip]:
    waits = method.get("waits")
    if isinstance(waits, str) and waits not in known:
        message = f"there is no parameter `{waits}`"
        yield (*path, "waits"), "unknown-name", message, meant(waits, known)


def _bound_params(path: Path, binding: Any, known: frozenset[str]) -> Iterator[_Slip]:
    if isinstance(binding, str):
        return
    bodies = []
    for name, param in binding.get("params", {}).items():
        at = (*path, "params", name)
        if name not in known:
            message = f"there is no parameter `{name}`"
            yield at, "unknown-name", message, meant(name, known)
        if param.get("in") == "body":
            bodies.append(name)
    if len(bodies) > 1:
        message = f"only one of {listed(bodies)} can be the whole body"
        yield (*path, "params"), "two-bodies", message, ""


def _calls(path: Path, binding: Any, known: frozenset[str]) -> Iterator[_Slip]:
    call = binding if isinstance(binding, str) else binding["call"]
    params = {} if isinstance(binding, str) else binding.get("params", {})
    names = known | {param["name"] for param in params.values() if "name" in param}
    also = () if isinstance(binding, str) else binding.get("also", ())
    paths = [path if isinstance(binding, str) else (*path, "call")]
    paths += [(*path, "also", index) for index in range(len(also))]
    for at, text in zip(paths, (call, *also), strict=True):
        yield from _placeholders(at, text, names)
    placed = set(PLACEHOLDER.findall(call))
    for name, param in params.items():
        if param.get("in") == "path" and not {name, param.get("name", name)} & placed:
            message = f"the path has no place for `{name}`"
            yield (
                *path,
                "params",
                name,
            ), "path-place", message, f"write {{{name}}} in it"


def _placeholders(at: Path, call: str, names: frozenset[str]) -> Iterator[_Slip]:
    for name in PLACEHOLDER.findall(call):
        if name not in names:
            message = f"there is no parameter `{name}`"
            yield at, "unknown-name", message, meant(name, names)
    rest = PLACEHOLDER.sub("", call)
    if "{" in rest or "}" in rest or "?" in rest or "#" in rest:
        message = "the path has stray braces, `?` or `#`"
        yield at, "bad-form", message, "queries are parameters, or `query:`"


def _over(path: Path, example: Node, bound: list[str]) -> Iterator[_Slip]:
    for key in ("over", "exchange"):
        for transport in example.get(key, ()):
            if transport not in bound:
                message = f"the method is not bound to `{transport}`"
                yield (*path, key), "unknown-transport", message, ""


def _same_calls(spec: Spec) -> Iterator[Problem]:
    """Two methods that answer to the same call cannot be told apart."""
    callers = defaultdict(list)
    for name, method in spec.data["methods"].items():
        for call, path in _all_calls(spec, name, method):
            callers[call].append((name, path))
    for (kind, *call), found in callers.items():
        for name, path in found[1:]:
            if name != found[0][0]:
                shown = " ".join(call)
                message = f"{kind} `{shown}` is `{found[0][0]}` already"
                yield Problem(spec.place(path), "same-call", message)


def _all_calls(
    spec: Spec, name: str, method: Node
) -> Iterator[tuple[tuple[str, ...], Path]]:
    group = spec.homes["methods", name].stem
    around = spec.data["groups"].get(group, {}).get("path", "")
    for transport in ("rpc", "ws"):
        if transport in method:
            binding = method[transport]
            wire = binding if isinstance(binding, str) else binding["method"]
            path = around if isinstance(binding, str) else binding.get("path", around)
            yield (transport, path, wire), ("methods", name, transport)
    if "http" in method:
        binding = method["http"]
        calls = [binding] if isinstance(binding, str) else [binding["call"]]
        calls += [] if isinstance(binding, str) else binding.get("also", [])
        verb = calls[0].split()[0]
        for call in calls:
            whole = call if " " in call else f"{verb} {call}"
            shape = PLACEHOLDER.sub("{}", whole).split(" ", 1)
            yield ("http", *shape), ("methods", name, "http")
