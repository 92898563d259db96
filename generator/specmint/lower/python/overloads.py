"""Overloads: a result or a parameter whose shape the value of another one decides."""

from collections.abc import Sequence
from dataclasses import replace

from specmint.lower.choices import chosen, decides, keys, values
from specmint.lower.python.params import Param, signature
from specmint.lower.python.scalars import Shape
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Enum, Json, Method, Nothing, Ref, Use
from specmint.text.python import literal


def overloads(
    api: Api, shapes: Shapes, method: Method, name: str, params: Sequence[Param]
) -> tuple[str, ...]:
    """Write the signatures of a method for each value that decides a shape."""
    by = decides(method)
    if not by:
        return ()
    decider = next(param for param in params if param.field.name == by)
    made: dict[str, list[str]] = (
        {}
    )  # what the shapes are -> the literals that give them
    uses = [*(param.use for param in method.params), method.result]
    variants = [
        (key, _variant(shapes, method, params, by, key)) for key in keys(uses, by)
    ]
    written = []
    for key, variant in variants:
        for value in values(api, decider.field.use, key):
            made.setdefault(repr(variant), []).append(_word(api, decider, value))
    for _, variant in variants:
        words = made.pop(repr(variant), [])
        if words:
            written.append(_written(name, by, f"Literal[{', '.join(words)}]", *variant))
    if not decider.is_required:
        lacking = _variant(shapes, method, params, by, None)
        written = [_written(name, by, "Unset", *lacking), *written]
    everything = (tuple(params), result_annotation(shapes, method))
    general = _written(name, by, "", *everything)
    return (*written, general) if written else ()


def result_annotation(shapes: Shapes, method: Method) -> str:
    return shapes.of(method.result).annotation


def _variant(
    shapes: Shapes, method: Method, params: Sequence[Param], by: str, key: str | None
) -> tuple[tuple[Param, ...], str]:
    """Give parameters and result for one deciding value; None is none at all."""
    made = tuple(
        replace(param, shape=_shape_of(shapes, chosen(param.field.use, by, key)))
        for param in params
    )
    result = method.result
    use = None if result is None else chosen(result, by, key)
    return made, shapes.of(use).annotation


def _shape_of(shapes: Shapes, use: Use | None) -> Shape:
    """Give the shape of a parameter; one that may not be there has none."""
    if use is None or isinstance(use.type, Nothing):
        return Shape("", "")
    return shapes.of(use)


def _word(api: Api, decider: Param, value: Json) -> str:
    """Write a deciding value; a named number goes by its name."""
    use = decider.field.use
    kind = api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    if isinstance(kind, Enum) and kind.of == "integer":
        named = {one.text: one.name or f"N{one.text}" for one in kind.values}
        return f"{decider.shape.annotation}.{named.get(str(value), f'N{value}')}"
    return str(literal(value))


def _written(
    name: str, by: str, words: str, params: Sequence[Param], result: str
) -> str:
    """Write one signature; the deciding parameter is required where it is a literal."""
    declared: list[str] = []
    has_optional = has_star = False
    for param in params:
        kind = words if param.field.name == by and words else param.shape.annotation
        is_literal = param.field.name == by and words.startswith("Literal")
        is_required = is_literal or (param.is_required and kind not in {"", "Unset"})
        if is_required and has_optional and not has_star:
            declared.append("*")
            has_star = True
        has_optional |= not is_required
        kinds = " | ".join(dict.fromkeys(one for one in (kind, "Unset") if one))
        declared.append(
            f"{param.name}: {kind}" if is_required else f"{param.name}: {kinds} = ..."
        )
    return "@overload\n" + signature(name, declared, f"Call[{result}]", ": ...")
