"""The views of types, which records, words and aliases share."""

from collections.abc import Iterable
from dataclasses import dataclass
import re

from specmint.text.typescript import JsDoc, TypeScript

_NO_DOC, _NO_CODE = JsDoc(), TypeScript()


@dataclass(frozen=True, slots=True)
class MemberView:
    declaration: TypeScript
    doc: JsDoc


@dataclass(frozen=True, slots=True)
class TypeView:
    """An interface with members, or a line that names a type; and perhaps its codec."""

    heading: TypeScript
    doc: JsDoc
    codec: TypeScript
    shared_doc: JsDoc = _NO_DOC
    members: tuple[MemberView, ...] = ()
    variants: TypeScript = _NO_CODE
    is_interface: bool = False

    @property
    def interface_doc(self) -> JsDoc:
        return self.shared_doc if self.variants else self.doc

    @property
    def variants_doc(self) -> JsDoc:
        return self.doc


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method of a client, with the signatures that tell its results apart."""

    overloads: tuple[TypeScript, ...]
    doc: JsDoc
    signature: TypeScript
    body: TypeScript
    has_gap: bool = False  # whether a line is left free before it


_WORD = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_$][\w$]*""")


def words_of(code: Iterable[str]) -> set[str]:
    """Collect the words of code; those in texts do not count, nor do those after a point."""
    found: set[str] = set()
    for part in code:
        for match in _WORD.finditer(part):
            before = part[: match.start()]
            is_member = before.endswith(".") and not before.endswith("...")
            is_member |= part[match.end() :].startswith((":", "?:"))
            if match[0][0] not in "\"'" and not is_member:
                found.add(match[0])
    return found
