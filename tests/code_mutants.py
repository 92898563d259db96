"""Mutants of Python source: the same module with one small mistake in it, as text.

Annotations, docstrings, imports, what only type-checkers see and the wording of messages
stay as they are: no mistake there changes what travels.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_TURNED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.LShift: ast.RShift,
}
# Calls that word a message, or that speak to type-checkers alone.
_WORDS = {"refuse", "Misfit", "DecodeError", "TypeVar", "NewType", "cast"}
_SKIPPED = {"overload", "final", "__repr__", "__str__"}
Place = tuple[str | int, ...]


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
    old: str
    new: Any
    shown: str


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
        made = deepcopy(tree)
        _put(made, change.place, change.new)
        text = ast.unparse(ast.fix_missing_locations(made))
        told = f"{change.old} -> {change.shown}"
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


def _changes(node: ast.AST, place: Place) -> Iterator[_Change]:
    """Walk a tree and give each change of it with the place it is made at."""
    if _is_skipped(node):
        return
    for change in _of(node):
        kind, at, new = change
        shown = "nothing" if isinstance(new, ast.Pass) else _told(new)
        old = node if not at else _step(node, at)
        line = getattr(node, "lineno", 0)
        yield _Change(kind, (*place, *at), line, _told(old), new, shown)
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        if isinstance(value, ast.AST):
            yield from _changes(value, (*place, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _changes(item, (*place, name, index))


def _step(node: ast.AST, at: Place) -> Any:
    here: Any = node
    for step in at:
        here = here[step] if isinstance(step, int) else getattr(here, step)
    return here


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    text = ast.unparse(value) if isinstance(value, ast.AST) else repr(value)
    text = text.replace("\n", " ")
    return text if len(text) < 70 else f"{text[:69]}…"


def _is_skipped(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Raise():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=[]):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            names = {getattr(one, "id", "") for one in node.decorator_list}
            return bool((names | {node.name}) & _SKIPPED)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _WORDS
    return False


# -- what --------------------------------------------------------------------------


def _of(node: ast.AST) -> Iterator[tuple[str, Place, Any]]:
    """Give the changes of one node: their kind, their place below it, what is new."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _FLIPPED:
            yield "comparison", ("ops", 0), _FLIPPED[type(op)]()
        case ast.BoolOp(op=op):
            yield "and-or", ("op",), ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "negation", (), operand
        case ast.BinOp(op=op) if type(op) in _TURNED:
            yield "arithmetic", ("op",), _TURNED[type(op)]()
        case ast.Constant(value=bool(value)):
            yield "constant", ("value",), not value
        case ast.Constant(value=int(value)):
            yield "constant", ("value",), value + 1
        case ast.Constant(value=str(value)) if value:
            yield "text", ("value",), f"{value}x"
        case ast.Constant(value=bytes(value)):
            yield "text", ("value",), value + b"x"
        case ast.IfExp(test=test):
            yield "branch", ("test",), ast.UnaryOp(ast.Not(), test)
        case ast.Call(args=[first, second, *_]) if ast.dump(first) != ast.dump(second):
            if not any(isinstance(one, ast.Starred) for one in node.args):
                yield "arguments", ("args",), [second, first, *node.args[2:]]
        case ast.Dict(keys=[_, *_]) if all(node.keys):
            yield from _without(node)
    if isinstance(node, ast.Call) and node.keywords:
        for index, one in enumerate(node.keywords):
            if one.arg and not _is_for_checkers(one):
                rest = [k for n, k in enumerate(node.keywords) if n != index]
                yield "keyword", ("keywords",), rest
    if isinstance(node, ast.If | ast.While) and not _is_typing(node.test):
        yield "branch", ("test",), ast.UnaryOp(ast.Not(), node.test)
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            for index, one in enumerate(body):
                is_last = index == len(body) - 1 and _is_function(node)
                if _is_dropped(one) and not (is_last and _is_empty(one)):
                    yield _kind(one), (name, index), ast.Pass()


def _is_for_checkers(one: ast.keyword) -> bool:
    """Whether only type-checkers look at it: `default=UNSET` of a member."""
    return one.arg == "default" and isinstance(one.value, ast.Name)


def _without(node: ast.Dict) -> Iterator[tuple[str, Place, Any]]:
    """Leave out one entry of a table."""
    for index in range(len(node.keys)):
        keys = [k for n, k in enumerate(node.keys) if n != index]
        values = [v for n, v in enumerate(node.values) if n != index]
        yield "entry", (), ast.Dict(keys, values)


def _is_typing(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _is_dropped(one: ast.stmt) -> bool:
    match one:
        case ast.Raise() | ast.AugAssign() | ast.Delete():
            return True
        case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom()):
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Tuple()]):
            return True
        case ast.Return(value=ast.expr()):
            return True
        case ast.Continue() | ast.Break():
            return True
    return False


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _is_empty(one: ast.stmt) -> bool:
    """Whether a function that ends without it gives the same."""
    return isinstance(one, ast.Return) and _told(one.value) == "None"


def _kind(one: ast.stmt) -> str:
    return "raise" if isinstance(one, ast.Raise) else "statement"
