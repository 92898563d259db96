"""What a method takes, as an interface or as alternatives."""

from collections.abc import Sequence
from dataclasses import dataclass

from specmint.lower.choices import decides
from specmint.lower.prose import use_words
from specmint.lower.typescript.alternatives import alternatives
from specmint.lower.typescript.layout import typed
from specmint.lower.typescript.names import member_names
from specmint.lower.typescript.scalars import Shape
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.variants import decided, make_variants
from specmint.lower.typescript.views import MemberView
from specmint.lower.ways import always
from specmint.model import Field, Method
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import TypeScript, js_doc, ts_key


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter with its name in TypeScript and its shape."""

    field: Field
    name: str
    shape: Shape
    is_required: bool


@dataclass(frozen=True, slots=True)
class ParamsType:
    """The interface of what a method takes; and alternatives, if it has some."""

    heading: str
    members: tuple[MemberView, ...]
    union: str


def make_params(shapes: Shapes, method: Method) -> tuple[Param, ...]:
    must, names = always(method), member_names(method.params)
    return tuple(
        Param(
            field,
            names[field.name],
            shapes.of(field.use),
            not field.may_be_missing or field.name in must,
        )
        for field in method.params
    )


def params_type(
    shapes: Shapes, method: Method, params: Sequence[Param], name: str
) -> ParamsType:
    by = decides(method)
    fields = [param.field for param in params]
    if not params:
        return ParamsType("", (), "")
    if not by or not decided(fields, by):
        return ParamsType(f"export interface {name}", _members(params), "")
    decider = next(field for field in fields if field.name == by)
    variants = make_variants(shapes, fields, decider)
    aside = {by, *(own for own, _ in variants[0].members)}
    own = {param.field.name: param.name for param in params}
    lacks = {param.field.name: not param.is_required for param in params}
    shared = [param for param in params if param.field.name not in aside]
    union = f"export type {name} = {name}Shared &"
    union += f"{alternatives(variants, decider, own, lacks)};"
    return ParamsType(f"interface {name}Shared", _members(shared), union)


def _members(params: Sequence[Param]) -> tuple[MemberView, ...]:
    return tuple(_member(param) for param in params)


def _member(param: Param) -> MemberView:
    sign = "" if param.is_required else "?"
    kind = param.shape.annotation + ("" if param.is_required else " | undefined")
    line = typed(f"readonly {ts_key(param.name)}{sign}:", kind, width=WIDTH - 2)
    return MemberView(TypeScript(line), js_doc([use_words(param.field.use)], WIDTH - 2))
