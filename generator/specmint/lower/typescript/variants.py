"""Members whose shape a sibling decides, as alternatives that the compiler tells apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from specmint.lower.choices import chosen, keys, values
from specmint.lower.typescript.layout import split_union
from specmint.lower.typescript.shapes import Shapes, either
from specmint.model import Choice, Enum, Field, Json, Nothing, Ref, Use
from specmint.text.typescript import ts_literal


@dataclass(frozen=True, slots=True)
class Variant:
    """One alternative: what the deciding member is, and what the decided ones are then."""

    decider: str  # a type, `undefined` where it is not there
    members: tuple[
        tuple[str, str], ...
    ]  # the spec's name and the type, perhaps `undefined`


def decider_of(fields: Sequence[Field]) -> Field | None:
    """Find the member that decides the shapes of others."""
    for field in fields:
        if isinstance(field.use.type, Choice):
            by = field.use.type.by
            return next((one for one in fields if one.name == by), None)
    return None


def decided(fields: Sequence[Field], by: str) -> list[Field]:
    return [
        one
        for one in fields
        if isinstance(one.use.type, Choice) and one.use.type.by == by
    ]


def make_variants(
    shapes: Shapes, fields: Sequence[Field], decider: Field
) -> list[Variant]:
    """Give the alternatives; values that decide the same are one."""
    own = decided(fields, decider.name)
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    known = _words(shapes, decider)
    for key in dict.fromkeys([*keys((f.use for f in own), decider.name), *known]):
        members = _members(shapes, own, decider.name, key)
        literals = [str(ts_literal(one)) for one in _values(shapes, decider, key)]
        if members is not None and literals:
            found.setdefault(members, []).extend(literals)
    rest = _rest(shapes, decider)
    last = _members(shapes, own, decider.name, _NO_KEY)
    if rest and last is not None:
        found.setdefault(last, []).append(rest)
    made = [Variant(" | ".join(words), members) for members, words in found.items()]
    lacking = _members(shapes, own, decider.name, None)
    if decider.may_be_missing and lacking is not None:
        made.append(Variant("undefined", lacking))
    return made


_NO_KEY = "\0"  # a text that no case has


def _members(
    shapes: Shapes, own: Sequence[Field], by: str, key: str | None
) -> tuple[tuple[str, str], ...] | None:
    """Give the decided members; None where a value decides nothing, so it is no good."""
    made: list[tuple[str, str]] = []
    for field in own:
        use = chosen(field.use, by, key)
        if use is None and key is not None:
            return None
        is_none = use is None or isinstance(use.type, Nothing)
        kind = "undefined" if is_none else shapes.of(use).annotation
        made.append((field.name, kind))
    return tuple(made)


def _words(shapes: Shapes, decider: Field) -> list[str]:
    kind = _kind(shapes, decider.use)
    return [value.text for value in kind.values] if isinstance(kind, Enum) else []


def _values(shapes: Shapes, decider: Field, key: str) -> list[Json]:
    if key == "null" and decider.use.nullable:
        return [None]
    return list(values(shapes.api, decider.use, key))


def _rest(shapes: Shapes, decider: Field) -> str:
    """Say what the decider may be besides the known words."""
    kind = _kind(shapes, decider.use)
    if isinstance(kind, Enum):
        return "OtherWord" if kind.open and kind.of == "string" else ""
    return ""


def _kind(shapes: Shapes, use: Use) -> object:
    return (
        shapes.api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    )


def union_of(variants: Sequence[Variant], name: str) -> str:
    """Join what a decided member may be."""
    kinds = [kind for one in variants for own, kind in one.members if own == name]
    return either(*(k for k in kinds if k != "undefined"))


def has_union(annotation: str) -> bool:
    return len(split_union(annotation)) > 1
