"""Codecs of parameters that come in more forms than clients send, as code."""

from dataclasses import dataclass, replace

from specmint.lower.python.shapes import Shapes
from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Choice,
    Field,
    List,
    Map,
    Record,
    Ref,
    Type,
    Use,
    Wires,
)
from specmint.text import literal
from specmint.wire import accepted, travelling

_LISTS = {"comma": "CommaList", "repeated": "Repeated"}


@dataclass(frozen=True, slots=True)
class Taking:
    """Writes codecs; what is empty needs none but that of the type."""

    shapes: Shapes
    inside: frozenset[str] = frozenset()  # records that are being written

    def of(self, use: Use, forms: Wires = ()) -> str:
        """Write the codec of a use that takes more: by itself, or in its parts."""
        kind = _kind(self.shapes.api, use)
        forms = forms or use.accepts or getattr(kind, "accepts", ())
        if forms:
            codecs = [self.shapes.of(replace(use, wire=one)).codec for one in forms]
            return f"Either({', '.join([self.shapes.of(use).codec, *codecs])})"
        made = self._parts(use, kind)
        return f"Nullable({made})" if made and use.nullable else made

    def _parts(self, use: Use, kind: Type | Choice) -> str:
        match kind:
            case List():
                wire = kind.wire if use.wire is None else use.wire
                item = self.of(kind.items)
                return f"{_LISTS.get(str(wire), 'ListOf')}({item})" if item else ""
            case Map():
                item = self.of(kind.items)
                return f"MapOf({item})" if item else ""
            case Record() if isinstance(use.type, Ref):
                return self._record(use.type.name, kind)
        return ""

    def _record(self, name: str, record: Record) -> str:
        if name in self.inside:
            return ""
        inner = replace(self, inside=self.inside | {name})
        pairs = [
            f"{literal(field.name)}: {codec}"
            for field in record.fields
            if (codec := inner.of(field.use))
        ]
        made = self.shapes.named(name).codec
        return f"Members({made}, {{{', '.join(pairs)}}})" if pairs else ""


def _kind(api: Api, use: Use) -> Type | Choice:
    return api.types[use.type.name].type if isinstance(use.type, Ref) else use.type


def taking(shapes: Shapes, field: Field, bound: BoundParam, binding: Binding) -> str:
    """Write the codec of a parameter over one transport, if it takes more there."""
    more = shapes.api.transport(binding.transport).more
    there = travelling(shapes.api, field.use, bound, getattr(more, "wire", ()))
    forms = accepted(shapes.api, field.use, bound, getattr(more, "accepts", ()))
    return Taking(shapes).of(there, forms)


def takes_more(shapes: Shapes) -> bool:
    """Whether some parameter comes in more forms than the one that clients send."""
    return any(
        taking(shapes, fields[bound.param], bound, binding)
        for method in shapes.api.methods
        for fields in [{field.name: field for field in method.params}]
        for binding in method.bindings
        for bound in binding.params
    )
