"""The views of types, which records, words and aliases share."""

from dataclasses import dataclass

from specmint.text.python import Docstring, Python, docstring


@dataclass(frozen=True, slots=True)
class MemberView:
    declaration: Python
    doc: Docstring


@dataclass(frozen=True, slots=True)
class TypeView:
    """A class with members, or a line that names a type; and perhaps its codec."""

    heading: Python
    doc: Docstring
    members: tuple[MemberView, ...]
    codec: Python
    annotation: Python  # what an alias names, which may stand in quotes in its heading
    is_class: bool
    after_class: bool


def type_view(
    heading: str,
    doc: Docstring,
    *,
    members: tuple[MemberView, ...] = (),
    codec: str = "",
    annotation: str = "",
    is_class: bool = False,
) -> TypeView:
    names = Python(annotation)
    return TypeView(
        Python(heading), doc, members, Python(codec), names, is_class, False
    )


def maybe_doc(text: str, width: int) -> Docstring:
    return docstring([text], width) if text else Docstring()
