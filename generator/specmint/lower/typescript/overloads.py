"""Signatures: a result whose shape the value of a parameter decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specmint.lower.choices import chosen, decides, keys, values
from specmint.lower.typescript.params import Param
from specmint.lower.typescript.shapes import Shapes
from specmint.model import Boolean, Choice, Method, Use
from specmint.text.typescript import ts_literal
from specmint.wire import resolve


@dataclass(frozen=True, slots=True)
class Overload:
    """What is taken and what is given then."""

    params: str
    result: str
    is_optional: bool


def overloads(
    shapes: Shapes, method: Method, params: Sequence[Param], kind: str
) -> tuple[Overload, ...]:
    """Give the signatures of a method for each value that decides its result."""
    by = decides(method)
    if not by or method.result is None or not isinstance(method.result.type, Choice):
        return ()
    decider = next(param for param in params if param.field.name == by)
    may_be_empty = not any(param.is_required for param in params)
    return (
        *_overloads(shapes, method, decider, kind, may_be_empty=may_be_empty),
        Overload(kind, shapes.of(method.result).annotation, may_be_empty),
    )


def _overloads(
    shapes: Shapes, method: Method, decider: Param, kind: str, *, may_be_empty: bool
) -> Iterator[Overload]:
    result, by = method.result, decider.field.name
    assert result is not None
    found: dict[str, list[str]] = {}
    for key in _keys(shapes, result, decider):
        use = chosen(result, by, key)
        if use is None:
            continue
        literals = [
            str(ts_literal(one)) for one in values(shapes.api, decider.field.use, key)
        ]
        literals += ["null"] if key == "null" and decider.field.use.nullable else []
        found.setdefault(shapes.of(use).annotation, []).extend(literals)
    lacking = chosen(result, by, None)
    without = ""  # what is given where the decider is left out
    if not decider.is_required and lacking is not None:
        without = shapes.of(lacking).annotation
        found = {without: found.pop(without, []), **found}
    for what, words in found.items():
        if what == without:
            kinds = " | ".join([*words, "undefined"])
            member = f"{{ readonly {decider.name}?: {kinds} }}"
            yield Overload(f"{kind} & {member}", what, may_be_empty)
        elif words:
            member = f"{{ readonly {decider.name}: {' | '.join(words)} }}"
            yield Overload(f"{kind} & {member}", what, is_optional=False)


def _keys(shapes: Shapes, result: Use, decider: Param) -> list[str]:
    """List the deciding values; of true and false the one that is like all others, too."""
    found = keys([result], decider.field.name)
    if isinstance(resolve(shapes.api, decider.field.use), Boolean):
        both = {"true", "false"}
        found += sorted(both - {*found}) if both & {*found} else []
    return found
