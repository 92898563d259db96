"""How a method is called on each transport, and what differs there."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import json_line
from specmint.lower.docs.facts import (
    PLACES,
    TRANSPORT_NAMES,
    view_errata,
)
from specmint.lower.docs.forms import accept_words, wire_form_words
from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Field,
    Http,
    Method,
)
from specmint.text import (
    Cell,
    Inline,
    as_cell,
    cell,
    code,
    inline,
    joined,
)


@dataclass(frozen=True, slots=True)
class CallRow:
    transport: Cell
    call: Cell


@dataclass(frozen=True, slots=True)
class WireRow:
    param: Cell
    transport: Cell
    how: Cell


def view_call(binding: Binding) -> CallRow:
    call = _how(binding)
    if binding.also:
        call = Inline(f"{call}; also {joined(', ', map(code, binding.also))}")
    return CallRow(cell(TRANSPORT_NAMES[binding.transport]), as_cell(call))


def _how(binding: Binding) -> Inline:
    if binding.transport == "http":
        query = f"?{binding.query}" if binding.query else ""
        call = code(f"{binding.verb} {binding.path}{query}")
        return joined(
            " ", [call, *([Inline(f"at {code(binding.host)}")] if binding.host else [])]
        )
    where = f" at {code(binding.path)}" if binding.transport == "rpc" else ""
    return Inline(f"{code(binding.method)}{where}")


def view_differences(api: Api, method: Method) -> Iterable[WireRow]:
    for binding in method.bindings:
        more = api.transport(binding.transport).more
        places = dict(more.params) if isinstance(more, Http) else {}
        for bound, param in zip(binding.params, method.params, strict=True):
            usual = places.get(binding.verb, "")
            if how := list(_differences(bound, param, usual)):
                yield WireRow(
                    param=as_cell(code(bound.param)),
                    transport=cell(TRANSPORT_NAMES[binding.transport]),
                    how=as_cell(joined("; ", how)),
                )


def _differences(bound: BoundParam, param: Field, usual: str) -> Iterable[Inline]:
    """Say what differs on a transport from what the parameters' table says."""
    if bound.absent:
        yield Inline("cannot be given")
        return
    if bound.place not in {"params", "path", usual}:
        yield Inline(f"in the {PLACES[bound.place]}")
    if bound.name != bound.param:
        yield Inline(f"named {code(bound.name)}")
    if others := [name for name in bound.also if name not in param.also]:
        yield Inline(f"also taken: {joined(', ', map(code, others))}")
    if bound.wire is not None:
        yield wire_form_words(bound.wire)
    yield from accept_words(bound.accepts)
    if bound.default is not None and bound.default != param.default:
        yield Inline(f"default {code(json_line(bound.default.value))}")
    if bound.doc:
        yield inline(bound.doc)
    for erratum in view_errata(bound.errata):
        said = f"The document says: {erratum.documented} In fact: {erratum.actual}"
        yield Inline(f"{erratum.label} {said}")
