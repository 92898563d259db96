"""The module of the handler: a method for each of the API, for a subclass to write."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.layout import lay_out
from specmint.lower.prose import document_words, ended, flat, joined, use_words
from specmint.lower.python import printed
from specmint.lower.python.calls import says
from specmint.lower.python.names import member_names, param_names
from specmint.lower.python.params import Param, in_order, make_params
from specmint.lower.python.server.imports import imports
from specmint.lower.python.shapes import Shapes, either
from specmint.lower.values import Named, Plain, Values
from specmint.model import Api, Choice, Method
from specmint.targets.python_client import WIDTH
from specmint.targets.python_server import PARAMS_TAKEN
from specmint.text import Inline, code
from specmint.text.python import Docstring, Python, docstring
from specmint.wire import Context, Level, Memory, Unfit

_APP = frozenset(["Answer", "Handler"])


@dataclass(frozen=True, slots=True)
class MethodView:
    heading: Inline
    signature: Python
    doc: Docstring


@dataclass(frozen=True, slots=True)
class HandlerView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    heading: Python
    class_doc: Docstring
    methods: tuple[MethodView, ...]


def view_handler(api: Api, shapes: Shapes, origin: Python) -> HandlerView:
    methods = tuple(_method(api, shapes, method) for method in api.methods)
    about = f"What a server of {api.title} does: a method for each of the API's."
    heading = f"class {shapes.names.client}Handler(Handler):"
    return HandlerView(
        origin=origin,
        doc=docstring([about, document_words(api)], WIDTH),
        imports=imports(
            [heading, *(method.signature for method in methods)], [("._app", _APP)]
        ),
        heading=Python(heading),
        class_doc=docstring(list(_says(api)), WIDTH - 4),
        methods=methods,
    )


def _says(api: Api) -> Iterator[str]:
    yield ended(api.title)
    yield ended(flat(api.summary))
    yield (
        "Write the methods that there are in a class of your own;"
        " a method that is left out is answered as one that the server does not have."
    )


def _method(api: Api, shapes: Shapes, method: Method) -> MethodView:
    params = handled(shapes, method)
    declared = ", ".join(["self", *in_order(params)])
    name = shapes.names.methods[method.name]
    line = f"async def {name}({declared}) -> {_result(shapes, method)}:"
    return MethodView(
        heading=code(method.name),
        signature=Python(lay_out(line, WIDTH - 4)),
        doc=docstring(
            [*says(api, shapes, method, params), *_more(api, shapes, method)], WIDTH - 8
        ),
    )


def _more(api: Api, shapes: Shapes, method: Method) -> Iterator[str]:
    """Say what only whoever writes a method has to know."""
    yield from _decides(shapes, method)
    for stream in api.streams:
        if method.name in {stream.start, stream.stop, stream.once}:
            yield (
                "It may be left out: the application itself keeps in mind what is"
                f" asked for, and pushes of `{stream.push}` go to nobody else."
            )
    for field in method.beside:
        told = (
            f"`Answer(result, {field.name}=...)` has `{field.name}` beside the result."
        )
        yield joined([told, use_words(field.use)])


def _decides(shapes: Shapes, method: Method) -> Iterator[str]:
    """Say which type is given for which value of a parameter."""
    choice = method.result.type if method.result else None
    if not isinstance(choice, Choice):
        return
    kinds: dict[str, list[str]] = {}
    for key, use in choice.cases:
        kinds.setdefault(shapes.of(use).annotation, []).append(f"`{key}`")
    for word, last in (("nothing", choice.missing), ("all else", choice.otherwise)):
        if last is not None:
            kinds.setdefault(shapes.of(last).annotation, []).append(word)
    told = [f"{kind} for {', '.join(keys)}" for kind, keys in kinds.items()]
    yield f"`{choice.by}` decides what is given: {'; '.join(told)}."


def handled(shapes: Shapes, method: Method) -> tuple[Param, ...]:
    """Give the parameters of a handler's method, with the defaults that Python can say."""
    made = make_params(shapes, method, param_names(method.params, PARAMS_TAKEN))
    return tuple(replace(one, default=_default(shapes, one, method)) for one in made)


def _default(shapes: Shapes, param: Param, method: Method) -> str:
    """Write the default of a parameter, where its type has that value."""
    field = param.field
    if field.default is None or isinstance(field.use.type, Choice):
        return ""
    level = Level({}, {one.name: one for one in method.params})
    try:
        value = Values(shapes, member_names).read(
            field.use, field.default.value, Context(level, level, Memory())
        )
    except Unfit:
        return ""
    return printed.code(value) if isinstance(value, Plain | Named) else ""


def _result(shapes: Shapes, method: Method) -> str:
    kind = shapes.of(method.result).annotation
    return either(kind, f"Answer[{kind}]") if method.beside else kind
