"""The mistakes that may be made at one node of a Python module: standard operators, each plain.

They are those of common tools of mutation testing, and a few that only fit such code as
is generated. What the parts of a node do is not asked here.
"""

import ast
from collections.abc import Iterator
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
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
# Decorators that change what a name is; without any other, only a checker complains.
_DECORATORS = {
    "property", "classmethod", "staticmethod", "dataclass", "cache", "cached_property",
    "contextmanager", "asynccontextmanager",
}  # fmt: skip
# Calls whose arguments have no order.
_EVEN = {"min", "max", "compare_digest"}
NOTHING = ast.Constant(None)
Place = tuple[str | int, ...]
Mistake = tuple[str, Place, Any]
"""Its kind, its place below the node, and what stands there instead."""


def mistakes(node: ast.AST) -> Iterator[Mistake]:
    yield from _operators(node)
    if isinstance(node, ast.Constant):
        yield from _constants(node.value)
    if isinstance(node, ast.Call):
        yield from _calls(node)
    if isinstance(node, ast.Call | ast.ClassDef):
        yield from _keywords(node.keywords)
    if isinstance(node, ast.Dict) and len(node.keys) > 0 and all(node.keys):
        yield from _entries(node)
    yield from _ways(node)
    yield from _names(node)
    yield from _statements(node)


# -- within an expression ----------------------------------------------------------


def _operators(node: ast.AST) -> Iterator[Mistake]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _FLIPPED:
            yield "comparison", ("ops", 0), _FLIPPED[type(op)]()
        case ast.BoolOp(op=op):
            yield "and-or", ("op",), ast.Or() if isinstance(op, ast.And) else ast.And()
            for index in range(len(node.values)):
                rest = [v for n, v in enumerate(node.values) if n != index]
                yield "condition", ("values",), rest
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "negation", (), operand
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "sign", (), operand
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _TURNED:
            yield "arithmetic", ("op",), _TURNED[type(op)]()


def _constants(value: Any) -> Iterator[Mistake]:
    match value:
        case bool():
            yield "constant", ("value",), not value
        case int():
            yield "constant", ("value",), value + 1
            yield "constant", ("value",), value - 1
        case float():
            yield "constant", ("value",), value + 1
        case str() if value:
            yield "text", ("value",), f"{value}x"
        case bytes():
            yield "text", ("value",), value + b"x"
    if isinstance(value, str | bytes) and value.swapcase() != value:
        yield "case", ("value",), value.swapcase()


def _calls(node: ast.Call) -> Iterator[Mistake]:
    has_stars = any(isinstance(one, ast.Starred) for one in node.args)
    match node.args:
        case [first, second, *rest] if ast.dump(first) != ast.dump(second):
            if not has_stars and _name(node.func) not in _EVEN:
                yield "arguments", ("args",), [second, first, *rest]
    for index, given in enumerate(node.args):
        if not isinstance(given, ast.Starred | ast.Constant):
            yield "argument", ("args", index), NOTHING


def _name(called: ast.expr) -> str:
    return str(getattr(called, "id", getattr(called, "attr", "")))


def _keywords(given: list[ast.keyword]) -> Iterator[Mistake]:
    for index, one in enumerate(given):
        if one.arg and not _is_for_checkers(one):
            rest = [k for n, k in enumerate(given) if n != index]
            yield "keyword", ("keywords",), rest


def _is_for_checkers(one: ast.keyword) -> bool:
    """Whether only type-checkers look at it: `default=UNSET` of a member."""
    return one.arg == "default" and isinstance(one.value, ast.Name)


def _entries(node: ast.Dict) -> Iterator[Mistake]:
    """Leave out one entry of a table."""
    for index in range(len(node.keys)):
        keys = [k for n, k in enumerate(node.keys) if n != index]
        values = [v for n, v in enumerate(node.values) if n != index]
        yield "entry", (), ast.Dict(keys, values)


# -- which way it goes -------------------------------------------------------------


def _ways(node: ast.AST) -> Iterator[Mistake]:
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if not (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"):
                yield "branch", ("test",), ast.UnaryOp(ast.Not(), test)
        case ast.For() | ast.AsyncFor():
            if isinstance(node, ast.For):
                yield "loop", ("iter",), ast.List([], ast.Load())
        case ast.comprehension(ifs=[test, *_]):
            yield "branch", ("ifs", 0), ast.UnaryOp(ast.Not(), test)
        case ast.ExceptHandler(type=ast.expr()):
            yield "except", ("type",), ast.Name("ZeroDivisionError", ast.Load())
        case ast.Match(cases=cases):
            for index in range(len(cases)):
                rest = [one for n, one in enumerate(cases) if n != index]
                if rest:
                    yield "case-of", ("cases",), rest
        case ast.Lambda():
            yield "value", ("body",), NOTHING


# -- names and statements ----------------------------------------------------------


def _names(node: ast.AST) -> Iterator[Mistake]:
    """Call what users see otherwise: functions, parameters, members."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            if not name.startswith("_"):
                yield "name", ("name",), f"{name}x"
        case ast.ClassDef():
            for index, one in enumerate(node.body):
                if isinstance(one, ast.AnnAssign) and one.value is not None:
                    target = one.target
                    if isinstance(target, ast.Name) and not target.id.startswith("_"):
                        new = ast.Name(f"{target.id}x", ast.Store())
                        yield "name", ("body", index, "target"), new


def _statements(node: ast.AST) -> Iterator[Mistake]:
    for index, one in enumerate(getattr(node, "decorator_list", ())):
        called = one.func if isinstance(one, ast.Call) else one
        if _name(called) in _DECORATORS:
            rest = [d for n, d in enumerate(node.decorator_list) if n != index]  # type: ignore[attr-defined]
            yield "decorator", ("decorator_list",), rest
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            for index, one in enumerate(body):
                is_last = index == len(body) - 1 and _is_function(node)
                yield from _replaced(one, (name, index), is_last)


def _replaced(one: ast.stmt, at: Place, is_last: bool) -> Iterator[Mistake]:
    """Leave out a statement, or give a name another value."""
    if _is_dropped(one) and not (is_last and _is_empty(one)):
        kind = "raise" if isinstance(one, ast.Raise) else "statement"
        yield kind, at, ast.Pass()
    match one:
        case ast.Break():
            yield "jump", at, ast.Continue()
        case ast.Continue():
            yield "jump", at, ast.Break()
        case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
            if not isinstance(value, ast.Constant):
                yield "value", (*at, "value"), NOTHING
            elif value.value is None:
                yield "value", (*at, "value"), ast.Constant("")


def _is_dropped(one: ast.stmt) -> bool:
    match one:
        case ast.Raise() | ast.AugAssign() | ast.Delete() | ast.Assert():
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
    return (
        isinstance(one, ast.Return)
        and one.value is not None
        and ast.unparse(one.value) == "None"
    )
