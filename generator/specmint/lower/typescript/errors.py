"""The module of errors: a class for each, with what an answer has that is it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
import re

from specmint.lower.prose import ended, joined, source_words, use_words
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import lay_out, opened, typed
from specmint.lower.typescript.names import part_names
from specmint.lower.typescript.shapes import Shapes
from specmint.model import Api, Error, Use
from specmint.targets.typescript import WIDTH, member_name
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag, ts_literal


@dataclass(frozen=True, slots=True)
class ErrorView:
    name: TypeScript
    doc: JsDoc
    facts: TypeScript
    members: tuple[TypeScript, ...]


@dataclass(frozen=True, slots=True)
class ErrorsView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    errors: tuple[ErrorView, ...]
    known: TypeScript
    classes: TypeScript


def view_errors(api: Api, shapes: Shapes, origin: TypeScript) -> ErrorsView:
    views = tuple(_error(api, shapes, error) for error in api.errors.values())
    code = [part for view in views for part in (view.facts, *view.members)]
    used = "ApiError ErrorTable" if views else "ErrorTable"
    lines = [*imports([*code, used], {view.name for view in views})]
    if any("t." in part for part in code):
        lines.append(TypeScript('import * as t from "./types.ts";'))
    about = f"The errors of {api.title}. All of them are ApiError."
    kinds = " | ".join(view.name for view in views) or "never"
    return ErrorsView(
        origin=origin,
        doc=js_doc([about, tag("module")], WIDTH),
        imports=tuple(lines),
        errors=views,
        known=TypeScript(typed("export type KnownError =", kinds)),
        classes=TypeScript(_listed([view.name for view in views])),
    )


def _listed(names: list[TypeScript]) -> str:
    line = lay_out(f"const CLASSES = [{', '.join(names)}];", after=len(" as const"))
    return f"{line.removesuffix(';')} as const;"


def _error(api: Api, shapes: Shapes, error: Error) -> ErrorView:
    names = part_names(error)
    said = [ended(error.summary)]
    said += [
        f"`{names[part.name]}`: {words}"
        for part in error.parts
        if (words := use_words(part.use))
    ]
    facts = ", ".join(_facts(api, shapes, error))
    return ErrorView(
        name=TypeScript(shapes.names.errors[error.name]),
        doc=js_doc([joined([*said, source_words(api, error.facts)])], WIDTH),
        facts=TypeScript(_constant(facts)),
        members=tuple(TypeScript(line) for line in _members(shapes, error)),
    )


def _constant(facts: str) -> str:
    line = f"static override readonly facts = {{ {facts} }}"
    short = f"{line} as const;"
    if len(short) <= WIDTH - 2:
        return short
    return f"{opened(f'{line};').removesuffix(';')} as const;"


def _members(shapes: Shapes, error: Error) -> Iterator[str]:
    match = error.match
    code = match.code if match.code is not None else match.token
    if code is not None:
        yield f"declare readonly code: {ts_literal(code)};"
    elif match.codes is not None:
        yield "declare readonly code: number;"
    names = part_names(error)
    for part in error.parts:
        yield typed(
            f"declare readonly {names[part.name]}:", shapes.of(part.use).annotation
        )
    if error.data:
        kind = shapes.of(error.data).annotation
        if kind != "Json":
            yield typed("declare readonly data:", kind)


def _facts(api: Api, shapes: Shapes, error: Error) -> Iterator[str]:
    match = error.match
    refusing = {name for scheme in api.auth for name in scheme.failed}
    yield f"name: {ts_literal(shapes.names.errors[error.name])}"
    for name in ("code", "codes", "status", "token", "message"):
        value = getattr(match, name)
        if value is not None:
            yield f"{name}: {ts_literal(value)}"
    if match.text is not None:
        names = part_names(error)
        text = re.sub(
            r"\{(\w+)\}",
            lambda found: f"{{{names.get(found[1], member_name(found[1]))}}}",
            match.text,
        )
        yield f"text: {ts_literal(text)}"
    if error.over:
        yield f"over: {ts_literal(error.over)}"
    yield from _parts(shapes, error)
    if error.data:
        yield f"data: {shapes.of(error.data).codec}"
    if error.transient:
        yield "transient: true"
    if error.name in refusing:
        yield "refuses: true"


def _parts(shapes: Shapes, error: Error) -> Iterator[str]:
    names = part_names(error)
    texts = [part for part in error.parts if part.minus_from is None]
    pairs = [f"{names[one.name]}: {shapes.of(one.use).codec}" for one in texts]
    if pairs:
        yield f"parts: {{ {', '.join(pairs)} }}"
    sums = [
        f"{names[part.name]}: [{part.minus_from}, {_number(shapes, part.use)}]"
        for part in error.parts
        if part.minus_from is not None
    ]
    if sums:
        yield f"minusFrom: {{ {', '.join(sums)} }}"


def _number(shapes: Shapes, use: Use) -> str:
    """Give the codec of a part that is worked out from the code, a plain number."""
    return shapes.of(replace(use, wire="number")).codec
