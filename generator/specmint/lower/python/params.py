"""The parameters of a method: how they stand in signatures, and as arguments of a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.python.scalars import Shape
from specmint.lower.python.shapes import Shapes
from specmint.lower.ways import always, fills
from specmint.model import Field, Method
from specmint.targets.python_client import WIDTH
from specmint.text.python import literal


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter with its name in Python and its shape."""

    field: Field
    name: str
    shape: Shape
    is_required: bool
    default: str = ""  # as code; without one it is UNSET

    @property
    def declared(self) -> str:
        kind = self.shape.annotation
        if self.is_required:
            return f"{self.name}: {kind}"
        if self.default:
            return f"{self.name}: {kind} = {self.default}"
        return f"{self.name}: {kind} | Unset = UNSET"


def make_params(
    shapes: Shapes, method: Method, names: Mapping[str, str]
) -> tuple[Param, ...]:
    must = always(method)
    return tuple(
        Param(
            field,
            names[field.name],
            shapes.of(field.use),
            not field.may_be_missing or field.name in must,
        )
        for field in method.params
    )


def in_order(params: Sequence[Param]) -> list[str]:
    """Declare parameters; a required one after an optional one goes by keyword only."""
    made: list[str] = []
    has_optional = has_star = False
    for param in params:
        if param.is_required and has_optional and not has_star:
            made.append("*")
            has_star = True
        has_optional |= not param.is_required
        made.append(param.declared)
    return made


def signature(name: str, params: Sequence[str], result: str, end: str = ":") -> str:
    return lay_out(f"def {name}({', '.join(params)}) -> {result}{end}", WIDTH)


def arguments(method: Method, params: Sequence[Param], gap: bool) -> list[str]:
    """Write the arguments of a call, in the order of their positions."""
    filled = fills(method, has_gap=gap)
    return [_argument(param, filled.get(param.field.name)) for param in params]


def _argument(param: Param, fill: object) -> str:
    args = [str(literal(param.field.name)), param.shape.codec, param.name]
    args += [] if fill is None else [f"fill={literal(fill)}"]
    return f"Arg({', '.join(args)})"
