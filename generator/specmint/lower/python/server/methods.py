"""The module of methods: a table of what each takes and gives, and where it is called."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.python.params import Param
from specmint.lower.python.server.handler import handled
from specmint.lower.python.server.imports import imports
from specmint.lower.python.server.routes import ROUTES, routes
from specmint.lower.python.server.rules import Rules, rule_names
from specmint.lower.python.server.taking import taking
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Method
from specmint.targets.python_client import WIDTH
from specmint.text import Inline
from specmint.text import code as heading
from specmint.text.python import Docstring, Python, docstring, literal

_APP = frozenset(["Method", "Methods", "Refuse", "needs", "takes"])


@dataclass(frozen=True, slots=True)
class RowView:
    heading: Inline
    row: Python


@dataclass(frozen=True, slots=True)
class MethodsView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    rules: tuple[Python, ...]
    rows: tuple[RowView, ...]


def view_methods(api: Api, shapes: Shapes, origin: Python) -> MethodsView:
    rules = rule_names(shapes)
    rows = tuple(_row(api, shapes, rules, method) for method in api.methods)
    told = tuple(
        Python(lay_out(f"{name}: Final = {code}", WIDTH))
        for code, name in rules.items()
    )
    about = f"The methods of {api.title} on the wire: what each takes, gives, and where it is."
    code = ["METHODS: Final = Methods()", *told, *(one.row for one in rows)]
    used = imports(code, [("._app", _APP), *ROUTES])
    return MethodsView(origin, docstring([about], WIDTH), used, told, rows)


def _row(api: Api, shapes: Shapes, rules: Rules, method: Method) -> RowView:
    params = ", ".join(map(_param, handled(taking(shapes, rules), method)))
    items = [str(literal(method.name)), str(literal(shapes.names.methods[method.name]))]
    items += [f"[{params}]", shapes.of(method.result).codec]
    items += [*routes(api, shapes, rules, method), *_beside(shapes, method)]
    items += ["waits=True"] if method.waits else []
    row = lay_out(f"Method({', '.join(items)}),", WIDTH - 4)
    return RowView(heading(method.name), Python(row))


def _param(param: Param) -> str:
    name = param.field.name
    args = [str(literal(name)), param.shape.codec]
    args += [] if param.name == name else [str(literal(param.name))]
    args += [f"also={literal(param.field.also)}"] if param.field.also else []
    return f"{'needs' if param.is_required else 'takes'}({', '.join(args)})"


def _beside(shapes: Shapes, method: Method) -> Iterator[str]:
    pairs = [
        f"{literal(field.name)}: {shapes.of(field.use).codec}"
        for field in method.beside
    ]
    if pairs:
        yield f"beside={{{', '.join(pairs)}}}"
