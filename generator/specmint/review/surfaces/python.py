"""The public surface of generated Python: what user code may name, and its signatures.

Not the text: what moves, or changes inside a function, is no change here.
"""

import ast
from collections.abc import Iterator, Mapping

_MOST = 150


def read_surface(files: Mapping[str, str]) -> Mapping[str, str]:
    """Give by qualified name what each public thing looks like."""
    found: dict[str, str] = {}
    for path, text in files.items():
        stem = path.rpartition("/")[2].removesuffix(".py")
        if path.endswith(".py") and (not stem.startswith("_") or stem == "__init__"):
            module = "" if stem == "__init__" else f"{stem}."
            found |= dict(_in_body(ast.parse(text).body, module))
    return found


def _in_body(body: list[ast.stmt], around: str) -> Iterator[tuple[str, str]]:
    for node in body:
        match node:
            case ast.ClassDef() if _is_public(node.name):
                bases = ", ".join(ast.unparse(base) for base in node.bases)
                yield f"{around}{node.name}", f"class({bases})"
                yield from _in_body(node.body, f"{around}{node.name}.")
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_public(node.name):
                yield f"{around}{node.name}", _signature(node)
            case ast.AnnAssign(target=ast.Name() as name) if _is_public(name.id):
                value = f" = {_short(node.value)}" if _is_word(node.value) else ""
                yield f"{around}{name.id}", f": {ast.unparse(node.annotation)}{value}"
            case ast.Assign(targets=[ast.Name() as name]) if _is_public(name.id):
                yield f"{around}{name.id}", f" = {_short(node.value)}"


def _is_public(name: str) -> bool:
    return name == "__init__" or not name.startswith("_")


def _is_word(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str | int)


def _short(value: ast.expr | None) -> str:
    text = "" if value is None else ast.unparse(value)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    kind = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    marks = "".join(f"@{ast.unparse(one)} " for one in node.decorator_list)
    return f"{marks}{kind}({ast.unparse(node.args)}){returns}"
