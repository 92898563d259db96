"""What is known while a document's schemas are read: names, types made, remarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Any

Json = Any
Object = dict[str, Json]
_MOST_LETTERS = 90


@dataclass(frozen=True, slots=True)
class Remark:
    """What a report says about one place of a document."""

    at: str
    kind: str  # dropped, guessed or suspicious
    message: str


@dataclass(slots=True)
class Reading:
    """One document that is being read.

    `names` gives the type for a reference, `types` the types that were found, `kinds` the
    JSON kinds of types whose schemas are not there yet. What others wrote is `is_foreign`:
    shapes without a name get one, and references to other places are `pending`.
    """

    prefix: str = "#/components/schemas/"
    document: Object = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, Object] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    nullable: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    shapes: dict[str, str] = field(default_factory=dict)
    at: tuple[str, ...] = ()
    hint: str = ""
    is_foreign: bool = False

    def name_of(self, ref: str) -> str:
        """Give the type that a reference means."""
        if not self.is_foreign:
            return ref.removeprefix(self.prefix)
        if ref not in self.names:
            self.names[ref] = self.reserve(ref.rpartition("/")[2])
            self.pending.append(ref)
        return self.names[ref]

    def reserve(self, words: str) -> str:
        """Take a name for a type that is read later."""
        name = self._free(type_name(words) or "Value")
        self.types[name] = {"is": "pending"}
        return name

    def remark(self, kind: str, message: str, *below: str) -> None:
        path = "/".join(escaped(step) for step in (*self.at, *below))
        self.remarks.append(Remark(f"#/{path}", kind, message))

    def hoist(self, node: Object, hint: str) -> str:
        """Give a shape a name; the same shape keeps the one that it has."""
        key = repr(node)
        if key not in self.shapes:
            self.shapes[key] = self._free(type_name(hint) or "Value")
            self.types[self.shapes[key]] = node
        return self.shapes[key]

    def _free(self, stem: str) -> str:
        name, count = stem, 1
        while name in self.types:
            count += 1
            name = f"{stem}{count}"
        return name


def type_name(text: str) -> str:
    """Make a type's name out of any text."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    name = "".join(word[0].upper() + word[1:] for word in words)
    name = f"T{name}" if name[:1].isdigit() else name
    return name[:_MOST_LETTERS]


def escaped(step: str) -> str:
    """Write a name as a step of a pointer."""
    return step.replace("~", "~0").replace("/", "~1")


def unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def follow(document: Json, pointer: str) -> Json:
    """Give what a pointer such as `#/components/schemas/A` leads to, or nothing."""
    found = document
    for step in pointer.removeprefix("#").strip("/").split("/"):
        key = unescaped(step)
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found
