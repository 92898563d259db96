"""Which imports a module of a server needs, by the words that stand in its code."""

from collections.abc import Iterable, Sequence
import re

from specmint.lower.python.imports import WIRE, from_import, standard_imports
from specmint.text.python import Python

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_WORD = re.compile(r"(?<![.\w])[A-Za-z_]\w*")
Modules = Sequence[tuple[str, frozenset[str]]]


def imports(
    code: Iterable[str], modules: Modules, typing: Iterable[str] = ()
) -> tuple[Python, ...]:
    """Import what code uses: from the standard library, then from the package."""
    words = {word for part in code for word in _WORD.findall(_TEXT.sub("", part))}
    standard = standard_imports(words, tuple(sorted(words & set(typing))))
    modules = [*modules, ("._wire", WIRE)]
    inner = ["errors"] if "errors" in words else []
    inner += ["types as t"] if "t" in words else []
    own = [f"from . import {', '.join(inner)}"] if inner else []
    own += [
        from_import(module, found)
        for module, names in sorted(modules)
        if (found := words & names)
    ]
    return tuple(map(Python, [*standard, *([""] if standard and own else []), *own]))
