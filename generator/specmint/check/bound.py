"""How each parameter of a method travels over a transport, as `build` will see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Any

from specmint.check.index import Index
from specmint.check.walk import Node
from specmint.load import Path

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NOTHING: Node = {}


@dataclass(frozen=True, slots=True)
class Bound:
    """One parameter on one transport; `says` is what the binding says of it."""

    param: str
    use: Any
    says: Node
    name: str
    place: str  # path, query, form, json, header, body; params for rpc and ws


@dataclass(frozen=True, slots=True)
class Binding:
    """One method on one transport."""

    path: Path
    transport: str
    says: Node
    around: Node  # the transport's own keys
    params: tuple[Bound, ...]

    @property
    def verb(self) -> str:
        return str(self.says.get("call", "")).partition(" ")[0]

    @property
    def calls(self) -> Iterator[tuple[Path, str]]:
        """Give all paths that answer, each with its place in the spec."""
        if "call" in self.says:
            at = self.path if self.is_line else (*self.path, "call")
            yield at, self.says["call"]
        for number, call in enumerate(self.says.get("also", ())):
            whole = call if " " in call else f"{self.verb} {call}"
            yield (*self.path, "also", number), whole

    def place_of(self, bound: Bound) -> Path:
        """Say where a parameter is spoken of: in the binding, or else in the method."""
        if bound.says:
            return (*self.path, "params", bound.param)
        return (*self.path[:2], "params", bound.param)

    @property
    def is_line(self) -> bool:
        return self.says.keys() == {_LINE[self.transport]}


_LINE = {"rpc": "method", "http": "call", "ws": "method"}


def bindings(index: Index) -> Iterator[Binding]:
    """Walk all bindings of all methods."""
    for name, method in index.section("methods").items():
        for transport in filter(method.__contains__, _LINE):
            yield _binding(index, name, transport, method[transport])


def _binding(index: Index, method: str, transport: str, node: Any) -> Binding:
    says = {_LINE[transport]: node} if isinstance(node, str) else node
    around = index.section("transports").get(transport, NOTHING)
    params = tuple(_params(transport, says, around, index.params[method]))
    return Binding(("methods", method, transport), transport, says, around, params)


def _params(
    transport: str, says: Node, around: Node, params: Mapping[str, Any]
) -> Iterator[Bound]:
    placed = set(PLACEHOLDER.findall(says.get("call", "")))
    usual = _usual_place(says, around) if transport == "http" else "params"
    for param, use in params.items():
        own = says.get("params", NOTHING).get(param, NOTHING)
        name = own.get("name", param)
        in_path = bool({name, param} & placed)
        place = own.get("in") or ("path" if in_path else usual)
        yield Bound(param, use, own, name, place)


def _usual_place(says: Node, around: Node) -> str:
    """Say where a parameter goes that nothing else places."""
    if says.get("body") in {"form", "json"}:
        return str(says["body"])
    verb = says["call"].partition(" ")[0]
    usual: str = around.get("params", NOTHING).get(
        verb, "query" if verb == "GET" else "json"
    )
    return usual
