"""The module of errors: a class for each, with what an answer has that is it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, source_words, use_words
from specmint.lower.python.imports import (
    WIRE,
    from_import,
    standard_imports,
    uses_types,
    words_in,
)
from specmint.lower.python.names import part_names, part_text
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Error, Use
from specmint.targets.python_client import WIDTH
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class ErrorView:
    heading: Python
    doc: Docstring
    members: tuple[Python, ...]


@dataclass(frozen=True, slots=True)
class ErrorsView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    errors: tuple[ErrorView, ...]


def view_errors(api: Api, shapes: Shapes, origin: Python) -> ErrorsView:
    views = tuple(_error(api, shapes, error) for error in api.errors.values())
    about = f"The errors of {api.title}. All of them are ApiError."
    return ErrorsView(
        origin=origin,
        doc=docstring([about], WIDTH),
        imports=_imports(views),
        errors=views,
    )


def _error(api: Api, shapes: Shapes, error: Error) -> ErrorView:
    refusing = {name for scheme in api.auth for name in scheme.failed}
    said = [ended(error.summary)]
    said += [
        f"{part.name}: {words}"
        for part in error.parts
        if (words := use_words(part.use))
    ]
    names = part_names(error)
    members = [
        f"{names[part.name]}: {shapes.of(part.use).annotation}" for part in error.parts
    ]
    if error.data:
        members.append(f"data: {shapes.of(error.data).annotation}")
    if error.transient:
        members.append("transient = True")
    if error.name in refusing:
        members.append("refuses = True")
    return ErrorView(
        heading=Python(_heading(shapes, error)),
        doc=docstring([joined([*said, source_words(api, error.facts)])], WIDTH - 4),
        members=tuple(map(Python, members)),
    )


def _heading(shapes: Shapes, error: Error) -> str:
    """Declare the class with what an answer must have to be this error."""
    match = error.match
    args = [
        f"{name}={literal(value)}"
        for name, value in (
            ("code", match.code),
            ("codes", match.codes),
            ("status", match.status),
            ("token", match.token),
            ("message", match.message),
        )
        if value is not None
    ]
    if match.text is not None:
        args.append(f"text={literal(part_text(error))}")
    args += [f"over={literal(error.over)}"] if error.over else []
    args += _parts(shapes, error)
    args += [f"data={shapes.of(error.data).codec}"] if error.data else []
    bases = ", ".join(["ApiError", *args])
    return lay_out(f"class {shapes.names.errors[error.name]}({bases}):", WIDTH)


def _parts(shapes: Shapes, error: Error) -> Iterator[str]:
    names = part_names(error)
    typed = [part for part in error.parts if part.minus_from is None]
    pairs = [
        f"{literal(names[part.name])}: {codec}"
        for part in typed
        if (codec := shapes.of(part.use).codec) != "TEXT"
    ]
    if pairs:
        yield f"parts={{{', '.join(pairs)}}}"
    sums = [
        f"{literal(names[part.name])}: ({part.minus_from}, {_number(shapes, part.use)})"
        for part in error.parts
        if part.minus_from is not None
    ]
    if sums:
        yield f"minus_from={{{', '.join(sums)}}}"


def _number(shapes: Shapes, use: Use) -> str:
    """Give the codec of a part that is worked out from the code, a plain number."""
    return shapes.of(replace(use, wire="number")).codec


def _imports(views: tuple[ErrorView, ...]) -> tuple[Python, ...]:
    code = [part for view in views for part in (view.heading, *view.members)]
    words = words_in(code)
    lines = [*standard_imports((words | {"Final"}) - {"Literal"}), ""]
    lines += ["from . import types as t"] if uses_types(code) else []
    lines.append("from ._core import ApiError, ErrorTable")
    if wire := words & WIRE:
        lines.append(from_import("._wire", wire))
    return tuple(Python(line) for line in lines)
