"""Codecs of parameters that come in more forms than clients send, or keep to rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from specmint.lower.inside import MOST, Way, inside, leading
from specmint.lower.python.routes import form_of
from specmint.lower.python.scalars import Shape
from specmint.lower.python.server.rules import Rules, rules_of
from specmint.lower.python.shapes import Shapes
from specmint.lower.ways import TEXT_PLACES, boolean_rule
from specmint.model import (
    AcceptRules,
    Binding,
    BoundParam,
    Choice,
    Field,
    Http,
    Ref,
    Rpc,
    Type,
    Use,
    Wires,
    Ws,
)
from specmint.text.python import literal
from specmint.wire import accepted, travelling

_HERE = BoundParam("", "", "")


@dataclass(frozen=True, slots=True)
class Taking(Shapes):
    """Makes shapes whose codecs take what is accepted, and refuse what breaks a rule.

    Those of types do neither.
    """

    rules: Rules = field(kw_only=True)

    def of(self, use: Use | None) -> Shape:
        if use is None or isinstance(use.type, Choice):
            return Shapes.of(self, use)  # each case takes its own
        if use.nullable:
            shape = self.of(replace(use, nullable=False))
            codec = f"Nullable({shape.codec})"
            return replace(Shapes.of(self, use), codec=codec)
        shape, inner = Shapes.of(self, use), dict[Way, list[str]]()
        lead = leading(self.api, use, _has_forms)
        for way, form in islice(_further(self, use, lead, frozenset()), MOST):
            if form not in inner.setdefault(way, []):
                inner[way].append(form)
        codec, forms = shape.codec, inner.pop((), [])
        if inner and isinstance(use.type, Ref):
            codec = f"Within({codec}, {{{', '.join(map(_pair, inner.items()))}}})"
        if forms:
            codec = f"Either({', '.join([codec, *forms])})"
        return replace(shape, codec=rules_of(self, self.rules, use, codec))


def taking(shapes: Shapes, rules: Rules) -> Taking:
    return Taking(shapes.api, shapes.names, shapes.units, shapes.prefix, rules=rules)


def _pair(item: tuple[Way, list[str]]) -> str:
    return f"{literal(item[0])}: [{', '.join(item[1])}]"


def _has_forms(use: Use) -> bool:
    return bool(use.accepts or getattr(use.type, "accepts", ()))


def _further(
    shapes: Shapes, use: Use, lead: frozenset[str], above: frozenset[str]
) -> Iterator[tuple[Way, str]]:
    """Give the codecs of further forms, with the ways to what has them."""
    kind: Type | Choice | Ref = use.type
    is_end = isinstance(kind, Ref) and kind.name not in lead
    if isinstance(kind, Ref):
        if kind.name in above:
            return
        above |= {kind.name}
        kind = shapes.api.types[kind.name].type
    for form in use.accepts or getattr(kind, "accepts", ()):
        there = replace(use, wire=form, accepts=(), nullable=False)
        yield (), Shapes.of(shapes, there).codec
    for step, inner in () if is_end else inside(kind):
        for way, codec in _further(shapes, inner, lead, above):
            yield (*step, *way), codec


# -- over one transport ----------------------------------------------------------


def form_taken(
    shapes: Shapes, rules: Rules, param: Field, bound: BoundParam, binding: Binding
) -> str:
    """Write the codec of a parameter where it is not that of the method."""
    api, more = shapes.api, shapes.api.transport(binding.transport).more
    there = travelling(api, param.use, bound, getattr(more, "wire", ()))
    forms = accepted(api, param.use, bound, getattr(more, "accepts", ()))
    is_plain = shapes.of(param.use).codec == "BOOLEAN"
    if is_plain and (there.wire, forms) == _ruled(more, bound.place) and forms:
        return ""  # the carrier knows it
    if forms != accepted(api, param.use, _HERE, ()):
        return taking(shapes, rules).of(replace(there, accepts=forms)).codec
    if form_of(api, shapes, param, bound, binding):
        return taking(shapes, rules).of(there).codec
    return ""


def _ruled(more: Rpc | Http | Ws, place: str) -> tuple[object, Wires]:
    """Give the form of plain booleans at a place, and those that are accepted."""
    where = place if place in TEXT_PLACES else "json"
    return boolean_rule(getattr(more, "wire", ()), where), boolean_accepts(more, where)


def boolean_accepts(more: Rpc | Http | Ws, place: str) -> Wires:
    rules: AcceptRules = getattr(more, "accepts", ())
    return dict(dict(rules).get(place, ())).get("boolean", ())
