"""Which imports a generated module needs, by the words that stand in its code."""

from collections.abc import Iterable
import re

from specmint.text.python import Python

_STANDARD = {
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "Callable": "collections.abc",
    "Decimal": "decimal",
    "IntEnum": "enum",
    "Any": "typing",
    "Final": "typing",
    "Literal": "typing",
    "NewType": "typing",
    "Union": "typing",
    "overload": "typing",
}
WIRE = frozenset(
    [
        "ANYTHING",
        "BOOLEAN",
        "Beside",
        "Boolean",
        "ByKind",
        "ByMember",
        "ByTag",
        "Codec",
        "CommaList",
        "Counted",
        "DECIMAL",
        "Dated",
        "Fraction",
        "INTEGER",
        "Integer",
        "Json",
        "Later",
        "ListOf",
        "MapOf",
        "NOTHING",
        "Nullable",
        "Numbered",
        "Octets",
        "OpenNumber",
        "Record",
        "Repeated",
        "TEXT",
        "Text",
        "TupleOf",
        "UNSET",
        "Unset",
        "Words",
        "ZERO_ONE",
        "maybe",
        "maybe_by",
        "member",
        "member_by",
    ]
)
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_WORD = re.compile(r"\b[A-Za-z_]\w*")
_TYPE = re.compile(r"(?<![\w.])t\.")


def words_in(code: Iterable[str]) -> set[str]:
    """Collect the words of code; what stands in a text is none."""
    return {word for part in code for word in _WORD.findall(_TEXT.sub('""', part))}


def uses_types(code: Iterable[str]) -> bool:
    """Whether code names a type by the module of types, which is `t`."""
    return any(_TYPE.search(_TEXT.sub('""', part)) for part in code)


def wire_import(code: Iterable[str]) -> tuple[Python, ...]:
    """Write the imports of a module that uses codecs, sorted."""
    words = words_in(code)
    lines = standard_imports(words)
    if "TypeAlias" in words:
        lines += [
            "",
            "if TYPE_CHECKING:",
            "    from typing_extensions import TypeAlias",
        ]
    wire = [from_import("._wire", words & WIRE)] if words & WIRE else []
    return tuple(Python(line) for line in (*lines, "", *wire))


def standard_imports(words: set[str], typing: tuple[str, ...] = ()) -> list[str]:
    wanted: dict[str, list[str]] = {}
    for word in sorted(words & _STANDARD.keys()):
        wanted.setdefault(_STANDARD[word], []).append(word)
    extra = [*typing, *(["TYPE_CHECKING"] if "TypeAlias" in words else [])]
    if extra:
        wanted["typing"] = [*extra, *wanted.get("typing", [])]
    return [from_import(module, set(names)) for module, names in sorted(wanted.items())]


def from_import(module: str, names: set[str]) -> str:
    """Write one import; several lines stand in brackets."""
    listed = sorted(names)
    line = f"from {module} import {', '.join(listed)}"
    if len(line) <= 88:
        return line
    return "\n".join(
        [f"from {module} import (", *(f"    {one}," for one in listed), ")"]
    )
