"""What is known while a document's schemas are read: names, types made, remarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Any

from specmint.interop.remainder import same

Json = Any
Object = dict[str, Json]


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
    JSON kinds of types whose schemas are not there yet.
    """

    prefix: str = "#/components/schemas/"
    document: Object = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, Object] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    nullable: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    at: tuple[str, ...] = ()

    def name_of(self, ref: str) -> str:
        return self.names.get(ref) or ref.removeprefix(self.prefix)

    def remark(self, kind: str, message: str, *below: str) -> None:
        path = "/".join(_escaped(step) for step in (*self.at, *below))
        self.remarks.append(Remark(f"#/{path}", kind, message))

    def hoist(self, node: Object, hint: str) -> str:
        """Give a type without a name one; the same type under a near name is shared."""
        stem = type_name(hint) or "Value"
        name, count = stem, 1
        while name in self.types and not same(self.types[name], node):
            count += 1
            name = f"{stem}{count}"
        self.types[name] = node
        return name


def type_name(text: str) -> str:
    """Make a type's name out of any text."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    name = "".join(word[0].upper() + word[1:] for word in words)
    return f"T{name}" if name[:1].isdigit() else name[:90]


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def follow(document: Json, pointer: str) -> Json:
    """Give what a pointer such as `#/components/schemas/A` leads to, or nothing."""
    found = document
    for step in pointer.removeprefix("#").strip("/").split("/"):
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found
