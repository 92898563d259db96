"""Values without parts: their classes and codecs in Python."""

from dataclasses import dataclass

from specmint.model import (
    Counted,
    Decimal,
    Duration,
    Enum,
    Integer,
    Layout,
    Lookup,
    Timestamp,
    Wire,
    Words,
)
from specmint.targets.python_client import table_name
from specmint.text.python import literal

_BOOLEANS: dict[Wire, str] = {
    "json": "BOOLEAN",
    "zero-one": "ZERO_ONE",
    "hex": 'Boolean(("0x1",), ("0x0",))',
    "yes-no": 'Boolean(("Y",), ("N",))',
}


@dataclass(frozen=True, slots=True)
class Shape:
    """An annotation and an expression that gives a codec, both as code."""

    annotation: str
    codec: str


def _scale(scale: int | Lookup | None, prefix: str) -> list[str]:
    if scale is None:
        return []
    if isinstance(scale, Lookup):
        return [f"scale={prefix}{table_name(scale.table)}"]
    return [f"scale={scale}"]


def integer_shape(kind: Integer, unit: str, prefix: str) -> Shape:
    args = [unit or "int"]
    args += [] if kind.wire == "number" else [str(literal(kind.wire))]
    args += _scale(kind.scale, prefix)
    plain = args == ["int"]
    return Shape(unit or "int", "INTEGER" if plain else f"Integer({', '.join(args)})")


def decimal_shape(kind: Decimal, unit: str, prefix: str) -> Shape:
    args = [unit or "Decimal"]
    args += [] if kind.wire == "number" else [str(literal(kind.wire))]
    args += _scale(kind.scale, prefix)
    plain = args == ["Decimal"]
    return Shape(
        unit or "Decimal", "DECIMAL" if plain else f"Fraction({', '.join(args)})"
    )


def time_shape(kind: Timestamp | Duration, unit: str) -> Shape:
    name = unit or "int"
    match kind.wire:
        case Counted(unit=counted, form=form):
            args = [name, *([] if form == "number" else [str(literal(form))])]
            codec = f"Counted({', '.join(args)}, unit={literal(counted)})"
        case Layout(layout=layout, unit=counted):
            codec = f"Dated({name}, {literal(layout)}, unit={literal(counted)})"
        case _:
            raise AssertionError(f"a time does not travel as {kind.wire}")
    return Shape(name, codec)


def boolean_codec(wire: Wire) -> str:
    if isinstance(wire, Words):
        return f"Boolean({literal(wire.truthy)}, {literal(wire.falsy)})"
    return _BOOLEANS[wire]


def enum_shape(kind: Enum, name: str) -> Shape:
    if kind.of == "integer":
        form = "" if kind.wire in {"json", "number"} else f", {literal(kind.wire)}"
        return Shape(name, f"Numbered({name}{form})")
    words = [str(literal(value.text)) for value in kind.values]
    annotation = f"Literal[{', '.join(words)}]"
    if kind.open:
        return Shape(f"{annotation} | str", "TEXT")
    return Shape(annotation, f"Words({', '.join(words)})")
