"""The module of errors: a class for each, which a handler raises with its parts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, source_words, use_words
from specmint.lower.python.names import part_names, part_text
from specmint.lower.python.server.imports import imports
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Error
from specmint.targets.python_client import WIDTH
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class ErrorView:
    heading: Python
    doc: Docstring
    init: Python
    init_body: Python


@dataclass(frozen=True, slots=True)
class ErrorsView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    errors: tuple[ErrorView, ...]


def view_errors(api: Api, shapes: Shapes, origin: Python) -> ErrorsView:
    views = tuple(_error(api, shapes, error) for error in api.errors.values())
    about = (
        f"The errors of {api.title}, which a handler raises. All of them are ApiError."
    )
    code = [part for view in views for part in (view.heading, view.init)]
    used = imports(code, [("._app", frozenset(["ApiError"]))])
    return ErrorsView(origin, docstring([about], WIDTH), used, views)


def _error(api: Api, shapes: Shapes, error: Error) -> ErrorView:
    said = [ended(error.summary)]
    said += [
        f"{part.name}: {words}"
        for part in error.parts
        if (words := use_words(part.use))
    ]
    if error.data and (words := use_words(error.data)):
        said.append(f"data: {words}")
    has_words = _has_words(api, error)
    params, args = (
        list(_params(shapes, error, has_words)),
        list(_args(error, has_words)),
    )
    init = f"def __init__(self, {', '.join(params)}) -> None:" if args else ""
    body = f"super().__init__(message, {', '.join(args)})" if args else ""
    return ErrorView(
        heading=Python(_heading(shapes, error)),
        doc=docstring([joined([*said, source_words(api, error.facts)])], WIDTH - 4),
        init=Python(lay_out(init, WIDTH - 4)),
        init_body=Python(lay_out(body, WIDTH - 8)),
    )


# -- how it is made ----------------------------------------------------------------


def _params(shapes: Shapes, error: Error, has_words: bool) -> Iterator[str]:
    yield 'message: str = ""'
    yield "*"
    names = part_names(error)
    for part in error.parts:
        yield f"{names[part.name]}: {shapes.of(part.use).annotation}"
    if _has_open_code(error):
        assert error.match.codes is not None
        yield f"code: int = {error.match.codes[1]}"
    if has_words:
        yield "code: str | None = None"
    if error.data:
        kind = shapes.of(replace(error.data, nullable=True)).annotation
        yield f"data: {kind} = None"


def _args(error: Error, has_words: bool) -> Iterator[str]:
    names = [*part_names(error).values()]
    names += ["code"] if _has_open_code(error) or has_words else []
    names += ["data"] if error.data else []
    return (f"{name}={name}" for name in names)


def _has_open_code(error: Error) -> bool:
    """Whether its code is one of several, and no part says which."""
    counted = any(part.minus_from is not None for part in error.parts)
    return error.match.codes is not None and not counted


def _has_words(api: Api, error: Error) -> bool:
    """Whether it may come with a word that depends on the call."""
    can_tell = any(
        envelope.failed and envelope.failed.token for envelope in api.envelopes
    )
    return can_tell and bool(error.parts) and error.match.token is None


# -- what it is on the wire --------------------------------------------------------


def _heading(shapes: Shapes, error: Error) -> str:
    args = ["ApiError", *_facts(error), *_parts(shapes, error)]
    args += [f"data={shapes.of(error.data).codec}"] if error.data else []
    return lay_out(
        f"class {shapes.names.errors[error.name]}({', '.join(args)}):", WIDTH
    )


def _facts(error: Error) -> Iterator[str]:
    match, status = error.match, error.http_status
    told = {
        "code": match.code,
        "codes": match.codes,
        "token": match.token,
        "text": part_text(error),
        "message": error.message or match.message,
        "status": dict(status) if isinstance(status, tuple) else status or match.status,
    }
    for name, fact in told.items():
        if fact is not None and fact != "":
            yield f"{name}={literal(fact)}"


def _parts(shapes: Shapes, error: Error) -> Iterator[str]:
    names = part_names(error)
    typed = [
        f"{literal(names[part.name])}: {shapes.of(part.use).codec}"
        for part in error.parts
        if part.minus_from is None
    ]
    if typed:
        yield f"parts={{{', '.join(typed)}}}"
    counts = [
        f"{literal(names[part.name])}: ({part.minus_from}, {number})"
        for part in error.parts
        if part.minus_from is not None
        and (number := shapes.of(replace(part.use, wire="number")).codec)
    ]
    if counts:
        yield f"counts={{{', '.join(counts)}}}"
