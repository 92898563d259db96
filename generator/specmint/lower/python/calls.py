"""The module of calls: one function for each method, which says all there is to say of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import (
    document_words,
    ended,
    flat,
    joined,
    releases,
    source_words,
    use_words,
)
from specmint.lower.python.imports import (
    WIRE,
    from_import,
    standard_imports,
    uses_types,
    words_in,
)
from specmint.lower.python.names import param_names
from specmint.lower.python.overloads import overloads
from specmint.lower.python.params import (
    Param,
    arguments,
    in_order,
    make_params,
    signature,
)
from specmint.lower.python.routes import routes
from specmint.lower.python.shapes import Shapes
from specmint.lower.raised import errors_of
from specmint.lower.ways import waiting
from specmint.model import Api, Method, Rpc
from specmint.targets.python_client import WIDTH
from specmint.text import Inline, code
from specmint.text.python import Docstring, Python, docstring, literal

_EFFECTS = {"read": "READ", "idempotent": "IDEMPOTENT", "once": "ONCE"}
_CORE = frozenset(["Arg", "Call", "IDEMPOTENT", "ONCE", "READ", "seconds"])
_ROUTES = {
    "rpc": frozenset(["RPC", "Rpc"]),
    "http": frozenset(["delete", "get", "post", "put", "Rest"]),
    "ws": frozenset(["WS", "Ws"]),
}
_MODULES = {"rpc": "._rpc", "http": "._rest", "ws": "._ws"}


@dataclass(frozen=True, slots=True)
class CallView:
    heading: Inline
    overloads: tuple[Python, ...]
    signature: Python
    doc: Docstring
    body: Python


@dataclass(frozen=True, slots=True)
class CallsView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    calls: tuple[CallView, ...]


def view_calls(api: Api, shapes: Shapes, origin: Python) -> CallsView:
    calls = tuple(_call(api, shapes, method) for method in api.methods)
    about = f"The calls of {api.title}: what each means, what it gives, and what may go wrong."
    more = "A call does nothing until a client sends it: `client.send(calls.x())`."
    doc = docstring([about, more, document_words(api)], WIDTH)
    return CallsView(origin, doc, _imports(api, calls), calls)


def _call(api: Api, shapes: Shapes, method: Method) -> CallView:
    names = param_names(method.params)
    params = make_params(shapes, method, names)
    name = shapes.names.methods[method.name]
    result = shapes.of(method.result)
    return CallView(
        heading=code(method.name),
        overloads=tuple(
            Python(text) for text in overloads(api, shapes, method, name, params)
        ),
        signature=Python(
            signature(name, in_order(params), f"Call[{result.annotation}]")
        ),
        doc=docstring(list(says(api, shapes, method, params)), WIDTH - 4),
        body=Python(_body(api, shapes, method, params)),
    )


# -- what a call says --------------------------------------------------------------


def says(
    api: Api, shapes: Shapes, method: Method, params: tuple[Param, ...]
) -> Iterator[str]:
    """Say what a method means, what it takes and gives, and what may go wrong."""
    yield ended(method.summary)
    more = [*map(ended, method.warnings), releases(method.facts), *_bonds(method)]
    if text := joined(more):
        yield text
    lines = ["Args:"] if params else []
    lines += [
        f"    {param.name}: {use_words(param.field.use) or 'See its type.'}"
        for param in params
    ]
    if method.result and (text := use_words(method.result)):
        lines.append(f"Returns: {text}")
    if errors := _errors(shapes, method):
        lines.append(f"Raises: {', '.join(errors)}.")
    lines.append(joined([_effect(method), source_words(api, method.facts)]))
    yield "\n".join(lines)


def _bonds(method: Method) -> Iterator[str]:
    if method.exactly_one_of:
        groups = " or ".join(" with ".join(group) for group in method.exactly_one_of)
        yield f"Exactly one of {groups} is given."
    for name, needs in method.together:
        yield f"{name} needs {' and '.join(needs)}."


def _errors(shapes: Shapes, method: Method) -> list[str]:
    names = (raised.error for raised in errors_of(shapes.api, method))
    return [shapes.names.errors[name] for name in dict.fromkeys(names)]


def _effect(method: Method) -> str:
    effect = "once" if method.consumes else method.effect
    if method.consumes:
        return "Effect: once, since what it gives is gone afterwards."
    return ended(f"Effect: {effect}. {flat(method.effect_doc)}".rstrip(". "))


# -- what a call is ----------------------------------------------------------------


def _body(api: Api, shapes: Shapes, method: Method, params: tuple[Param, ...]) -> str:
    rpc = next((t.more for t in api.transports if isinstance(t.more, Rpc)), None)
    has_gap = rpc is not None and rpc.gap == "default"
    result = shapes.of(method.result).codec
    effect = _EFFECTS["once" if method.consumes else method.effect]
    items = [str(literal(method.name)), result, effect]
    items += arguments(method, params, has_gap)
    items += routes(api, shapes, method)
    items += list(_keywords(api, shapes, method, params))
    return lay_out(f"return Call({', '.join(items)})", WIDTH - 4)


def _keywords(
    api: Api, shapes: Shapes, method: Method, params: tuple[Param, ...]
) -> Iterator[str]:
    if method.waits == "always":
        yield "waits=None"
    elif method.waits:
        yield f"waits={_waits(api, method, params)}"
    if method.beside:
        pairs = [
            f"{literal(field.name)}: {shapes.of(field.use).codec}"
            for field in method.beside
        ]
        yield f"beside={{{', '.join(pairs)}}}"


def _waits(api: Api, method: Method, params: tuple[Param, ...]) -> str:
    """Say for how many seconds the service may be silent."""
    field, most, per = waiting(api, method)
    param = next(one for one in params if one.field.name == field.name)
    args = [param.name, str(most)]
    return f"seconds({', '.join([*args, *([str(per)] if per != 1 else [])])})"


# -- imports -----------------------------------------------------------------------


def _imports(api: Api, calls: tuple[CallView, ...]) -> tuple[Python, ...]:
    code = [
        part for call in calls for part in (call.signature, call.body, *call.overloads)
    ]
    words = words_in(code)
    lines = standard_imports(words - {"Final", "Any"})
    lines += ["", *(["from . import types as t"] if uses_types(code) else [])]
    modules = [("._core", _CORE)]
    for name in ("http", "rpc", "ws"):
        if any(one.name == name for one in api.transports):
            modules.append((_MODULES[name], _ROUTES[name]))
    for module, names in (*modules, ("._wire", WIRE)):
        if found := words & names:
            lines.append(from_import(module, found))
    return tuple(Python(line) for line in lines)
