"""Mutants of Python source: the same module with one small mistake in it, as text.

Annotations, docstrings, imports and what only type-checkers see stay as they are: no
mistake there changes what travels. Mistakes in the words of a message are a kind of
their own.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from code_mistakes import Place, mistakes

# Calls that word a message, or that speak to type-checkers alone.
_WORDING = {"refuse", "Misfit", "DecodeError"}
_FOR_CHECKERS = {"TypeVar", "NewType", "cast"}
_SKIPPED = {"overload", "final", "__repr__", "__str__"}
Mode = Literal["", "words", "alias"]
"""Where the walk is: nowhere special, in a message, in an alias of types."""


@dataclass(frozen=True)
class Mutant:
    """One mistake: its kind, its line, what was there and what is there now."""

    kind: str
    line: int
    told: str
    source: str


@dataclass(frozen=True)
class _Change:
    """What stands at a place of the tree instead."""

    kind: str
    place: Place
    line: int
    old: Any
    new: Any

    def __str__(self) -> str:
        is_gone = isinstance(self.new, ast.Pass)
        return f"{_told(self.old)} -> {'nothing' if is_gone else _told(self.new)}"


@dataclass(frozen=True)
class Source:
    """A module whose mutants are counted by their kinds before any is written out."""

    text: str

    def spots(self) -> list[str]:
        """Give the kind of each."""
        return [one.kind for one in _changes(ast.parse(self.text), ())]

    def mutant(self, number: int) -> Mutant:
        tree = ast.parse(self.text)
        change = next(islice(_changes(tree, ()), number, None))
        told = str(change)
        _put(tree, change.place, change.new)
        text = ast.unparse(ast.fix_missing_locations(tree))
        return Mutant(change.kind, change.line, told, text)


def _put(tree: ast.AST, place: Place, new: Any) -> None:
    here: Any = tree
    for step in place[:-1]:
        here = here[step] if isinstance(step, int) else getattr(here, step)
    last = place[-1]
    if isinstance(last, int):
        here[last] = new
    else:
        setattr(here, last, new)


# -- where -------------------------------------------------------------------------


def _changes(node: ast.AST, place: Place, mode: Mode = "") -> Iterator[_Change]:
    """Walk a tree and give each change of it with the place it is made at."""
    if _is_skipped(node):
        return
    mode = _mode(node, mode)
    for kind, at, new in mistakes(node) if mode != "alias" else ():
        old = node if not at else _step(node, at)
        line = getattr(old, "lineno", getattr(node, "lineno", 0))
        is_wording = mode == "words" and kind in {"text", "case"}
        own = "wording" if is_wording else kind
        yield _Change(own, (*place, *at), line, old, new)
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        if isinstance(value, ast.AST):
            yield from _changes(value, (*place, name), mode)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _changes(item, (*place, name, index), mode)


def _mode(node: ast.AST, mode: Mode) -> Mode:
    match node:
        case ast.Raise():
            return "words"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return "words" if name in _WORDING else mode
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return "alias"
        case ast.Subscript(value=ast.Name(id="Literal")) if mode == "alias":
            return ""
    return mode


def _step(node: ast.AST, at: Place) -> Any:
    here: Any = node
    for step in at:
        here = here[step] if isinstance(step, int) else getattr(here, step)
    return here


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    text = ast.unparse(value) if isinstance(value, ast.AST) else repr(value)
    text = text or type(value).__name__  # an operator
    text = text.replace("\n", " ")
    return text if len(text) < 70 else f"{text[:69]}…"


def _is_skipped(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=[]):
            return True
        case ast.Assign(targets=[ast.Name(id="__slots__")]):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            names = {getattr(one, "id", "") for one in node.decorator_list}
            return bool((names | {node.name}) & _SKIPPED)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _FOR_CHECKERS
    return False
