"""What writing or reading a part of a document has to know of the rest."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from specmint.interop.envelopes import failure_name
from specmint.interop.schemas import Reading, Writing

Json = Any
Object = dict[str, Json]


@dataclass(frozen=True)
class Shell:
    """What reading an operation has to know of the rest of the document."""

    way: str  # http or ws
    reading: Reading
    transport: Object
    groups: Object
    envelopes: Object
    errors: Object


@dataclass(frozen=True)
class Scope:
    """An API's data, and its bundle, where bindings are complete."""

    way: str  # http or ws
    writing: Writing
    data: Object
    full: Object

    @property
    def transport(self) -> Object:
        transport: Object = self.data["transports"][self.way]
        return transport

    @cached_property
    def shell(self) -> Shell:
        data = self.data
        return Shell(
            self.way,
            self.writing.reading,
            self.transport,
            data["groups"],
            data["envelopes"],
            data["errors"],
        )

    @cached_property
    def _methods(self) -> dict[str, Object]:
        return {one["name"]: one for one in self.full["methods"]}

    def bound(self, name: str) -> Object:
        """Give the complete binding of a method."""
        binding: Object = self._methods[name]["bindings"][self.way]
        return binding

    def failure(self, envelope: str) -> Object:
        """Refer to the schema of answers that say what went wrong."""
        name = failure_name(self.data["types"], envelope)
        return {"$ref": self.writing.reading.prefix + name}
