"""Codecs of parameters that come in more forms than clients send, at any depth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.lower.python.routes import form_of
from specmint.lower.python.scalars import Shape
from specmint.lower.python.shapes import Shapes
from specmint.lower.ways import TEXT_PLACES, boolean_rule
from specmint.model import (
    AcceptRules,
    Binding,
    BoundParam,
    Choice,
    Field,
    Http,
    List,
    Map,
    Record,
    Ref,
    Rpc,
    Tuple,
    Type,
    Union,
    Use,
    Wires,
    Ws,
)
from specmint.text.python import literal
from specmint.wire import accepted, travelling

Way = tuple[str, ...]
_ANY = "*"  # every index of a list, and every key of a map
_HERE = BoundParam("", "", "")


@dataclass(frozen=True, slots=True)
class Taking(Shapes):
    """Makes shapes whose codecs take what is accepted; those of types do not."""

    def of(self, use: Use | None) -> Shape:
        if use is None or isinstance(use.type, Choice):
            return Shapes.of(self, use)  # each case takes its own
        if use.nullable:
            shape = self.of(replace(use, nullable=False))
            codec = f"Nullable({shape.codec})"
            return replace(Shapes.of(self, use), codec=codec)
        shape, inside = Shapes.of(self, use), dict[Way, list[str]]()
        for way, form in _further(self, use, frozenset()):
            if form not in inside.setdefault(way, []):
                inside[way].append(form)
        codec, forms = shape.codec, inside.pop((), [])
        if inside and isinstance(use.type, Ref):
            codec = f"Within({codec}, {{{', '.join(map(_pair, inside.items()))}}})"
        if forms:
            codec = f"Either({', '.join([codec, *forms])})"
        return replace(shape, codec=codec)


def taking(shapes: Shapes) -> Taking:
    return Taking(shapes.api, shapes.names, shapes.units, shapes.prefix)


def _pair(item: tuple[Way, list[str]]) -> str:
    return f"{literal(item[0])}: [{', '.join(item[1])}]"


def _further(
    shapes: Shapes, use: Use, above: frozenset[str]
) -> Iterator[tuple[Way, str]]:
    """Give the codecs of further forms, with the ways to what has them."""
    kind: Type | Choice | Ref = use.type
    if isinstance(kind, Ref):
        if kind.name in above:
            return
        above |= {kind.name}
        kind = shapes.api.types[kind.name].type
    for form in use.accepts or getattr(kind, "accepts", ()):
        there = replace(use, wire=form, accepts=(), nullable=False)
        yield (), Shapes.of(shapes, there).codec
    for step, inner in _parts(kind):
        for way, codec in _further(shapes, inner, above):
            yield (*step, *way), codec


def _parts(kind: Type | Choice) -> Iterator[tuple[Way, Use]]:
    match kind:
        case List() | Map():
            yield (_ANY,), kind.items
        case Tuple():
            yield from (((_ANY,), use) for use in (*kind.items, kind.rest) if use)
        case Record():
            yield from (((field.name,), field.use) for field in kind.fields)
        case Union():
            yield from (((field.name,), field.use) for field in kind.include)
            uses = (*(use for _, use in kind.cases), kind.otherwise)
            yield from (((), use) for use in uses if use)
        case Choice():
            uses = (*(use for _, use in kind.cases), kind.otherwise, kind.missing)
            yield from (((), use) for use in uses if use)


# -- over one transport ----------------------------------------------------------


def form_taken(
    shapes: Shapes, field: Field, bound: BoundParam, binding: Binding
) -> str:
    """Write the codec of a parameter where it is not that of the method."""
    api, more = shapes.api, shapes.api.transport(binding.transport).more
    there = travelling(api, field.use, bound, getattr(more, "wire", ()))
    forms = accepted(api, field.use, bound, getattr(more, "accepts", ()))
    is_plain = shapes.of(field.use).codec == "BOOLEAN"
    if is_plain and (there.wire, forms) == _ruled(more, bound.place) and forms:
        return ""  # the carrier knows it
    if forms != accepted(api, field.use, _HERE, ()):
        return taking(shapes).of(replace(there, accepts=forms)).codec
    if form_of(api, shapes, field, bound, binding):
        return taking(shapes).of(there).codec
    return ""


def _ruled(more: Rpc | Http | Ws, place: str) -> tuple[object, Wires]:
    """Give the form of plain booleans at a place, and those that are accepted."""
    where = place if place in TEXT_PLACES else "json"
    return boolean_rule(getattr(more, "wire", ()), where), boolean_accepts(more, where)


def boolean_accepts(more: Rpc | Http | Ws, place: str) -> Wires:
    rules: AcceptRules = getattr(more, "accepts", ())
    return dict(dict(rules).get(place, ())).get("boolean", ())
