"""The fields of records and the parameters of methods, with what they include."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from specmint.check.graph import heights

Node = Mapping[str, Any]
MOST_INCLUDES = 16


@dataclass(frozen=True)
class Records:
    """Answers from the sound types; what includes itself has its own fields alone."""

    types: Mapping[str, Node]
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def includes(self) -> dict[str, tuple[str, ...]]:
        """What each record includes by itself."""
        return {
            name: tuple(node.get("include", ()))
            for name, node in self.types.items()
            if node["is"] == "record"
        }

    @cached_property
    def heights(self) -> dict[str, int]:
        return heights(self.includes)

    def fields(self, name: str) -> dict[str, Any]:
        """Give a record's fields with those that it includes, which come first."""
        if name not in self._known:
            node = self.types.get(name, {})
            own = dict(node.get("fields", {}))
            is_sound = self.heights.get(name, MOST_INCLUDES) < MOST_INCLUDES
            above = self._all(node.get("include", ())) if is_sound else {}
            self._known[name] = {**above, **own}
        return self._known[name]

    def _all(self, names: Iterable[str]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name in names:
            fields |= self.fields(name)
        return fields

    def params(self, method: Node) -> dict[str, Any]:
        return {**self._all(method.get("include", ())), **method.get("params", {})}

    @cached_property
    def _hosts(self) -> dict[str, list[str]]:
        """The records and unions that a record's fields become part of."""
        hosts: dict[str, list[str]] = {}
        for name, node in self.types.items():
            guests = node.get("include", ())
            if guests and node["is"] == "union":
                guests = [*guests, *map(str, node.get("cases", {}).values())]
            for guest in guests:
                hosts.setdefault(guest, []).append(name)
        return hosts

    def around(self, name: str) -> dict[str, Any]:
        """Give what a member of a type may look at: its siblings wherever it ends up."""
        around: dict[str, Any] = {}
        for host in self._hosts.get(name, ()):
            node = self.types[host]
            is_union = node["is"] == "union"
            around |= self._all(node["include"]) if is_union else self.fields(host)
        return {**around, **self.fields(name)}
