"""Codecs of parameters that come in more forms than clients send, at any depth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.lower.python.routes import form_of
from specmint.lower.python.scalars import Shape
from specmint.lower.python.shapes import Shapes
from specmint.lower.ways import TEXT_PLACES, boolean_rule
from specmint.model import (
    AcceptRules,
    Api,
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
        leading = _leading(self.api, use)
        for way, form in _further(self, use, leading, frozenset()):
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


def _leading(api: Api, whole: Use) -> frozenset[str]:
    """Name the types below a use that lead to further forms: all ways would be too many."""
    back, ready, seen = dict[str, set[str]](), list[str](), set[str]()
    waiting = [one.name for one, _ in _inside(whole) if isinstance(one, Ref)]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for kind, has_forms in _inside(Use(api.types[name].type)):
            ready += [name] if has_forms else []
            if isinstance(kind, Ref):
                back.setdefault(kind.name, set()).add(name)
                waiting.append(kind.name)
    leading = set[str]()
    while ready:
        name = ready.pop()
        if name not in leading:
            leading.add(name)
            ready += back.get(name, ())
    return frozenset(leading)


def _inside(whole: Use) -> Iterator[tuple[Type | Choice | Ref, bool]]:
    """Give what a use is made of up to the next names, and whether it has further forms."""
    waiting = [whole]
    while waiting:
        use = waiting.pop()
        yield use.type, bool(use.accepts or getattr(use.type, "accepts", ()))
        if not isinstance(use.type, Ref):
            waiting += [inner for _, inner in _parts(use.type)]


def _further(
    shapes: Shapes, use: Use, leading: frozenset[str], above: frozenset[str]
) -> Iterator[tuple[Way, str]]:
    """Give the codecs of further forms, with the ways to what has them."""
    kind: Type | Choice | Ref = use.type
    is_end = isinstance(kind, Ref) and kind.name not in leading
    if isinstance(kind, Ref):
        if kind.name in above:
            return
        above |= {kind.name}
        kind = shapes.api.types[kind.name].type
    for form in use.accepts or getattr(kind, "accepts", ()):
        there = replace(use, wire=form, accepts=(), nullable=False)
        yield (), Shapes.of(shapes, there).codec
    for step, inner in () if is_end else _parts(kind):
        for way, codec in _further(shapes, inner, leading, above):
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
