"""The page of a group: each method with its parameters, result, errors and examples."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.bindings import CallRow, WireRow, view_call, view_differences
from specmint.lower.docs.errors import match_words
from specmint.lower.docs.facts import (
    TRANSPORT_NAMES,
    FactsView,
    ended,
    notes,
    view_facts,
    view_source,
)
from specmint.lower.docs.links import Links
from specmint.lower.docs.methods import (
    DOCUMENTED,
    auth_notes,
    begun,
    bonds,
    running_notes,
    shared_errors,
    transport_errors,
)
from specmint.lower.raised import errors_of
from specmint.lower.site.effects import Badge, resend_words, view_badges
from specmint.lower.site.errata import (
    ErratumBox,
    view_boxes,
    with_errata_of_bindings,
)
from specmint.lower.site.examples import ExampleBox, Examples
from specmint.lower.site.fields import FieldBox, Fields, Shape
from specmint.lower.site.shell import Shell
from specmint.model import NO_FACTS, Api, Group, Method, Raise
from specmint.targets import site
from specmint.text import (
    Attribute,
    Inline,
    Prose,
    attribute,
    code,
    inline,
    joined,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class ErrorRow:
    anchor: Attribute
    error: Inline
    match: Inline
    when: Inline
    notes: tuple[Inline, ...]
    errata: tuple[ErratumBox, ...]


@dataclass(frozen=True, slots=True)
class ResultBox:
    anchor: Attribute
    type: Inline
    form: Inline
    doc: Inline
    errata: tuple[ErratumBox, ...]
    shape: Shape


@dataclass(frozen=True, slots=True)
class MethodBox:
    anchor: Attribute
    href: Attribute
    heading: Inline
    summary: Inline
    doc: Prose
    badges: tuple[Badge, ...]
    notes: tuple[Inline, ...]
    warnings: tuple[Inline, ...]
    errata: tuple[ErratumBox, ...]
    errata_label: Inline
    has_one_erratum: bool
    calls: tuple[CallRow, ...]
    resend: Inline
    params: tuple[FieldBox, ...]
    bonds: Inline
    wire_rows: tuple[WireRow, ...]
    result: ResultBox
    beside: tuple[FieldBox, ...]
    errors: tuple[ErrorRow, ...]
    shared_errors: Inline
    transport_errors: Inline
    source: Inline
    first: tuple[ExampleBox, ...]
    others: tuple[ExampleBox, ...]


@dataclass(frozen=True, slots=True)
class GroupPage:
    shell: Shell
    title: Inline
    doc: Prose
    facts: FactsView
    methods: tuple[MethodBox, ...]


def view_group_page(
    api: Api, group: Group, examples: Examples, shell: Shell, links: Links
) -> GroupPage:
    fields = Fields(api, links)
    return GroupPage(
        shell=shell,
        title=words(group.title),
        doc=prose(group.facts.doc),
        facts=view_facts(api, group.facts),
        methods=tuple(
            _method(api, method, links, fields, examples.boxes(method))
            for method in api.methods
            if method.group == group.name
        ),
    )


def _method(
    api: Api,
    method: Method,
    links: Links,
    fields: Fields,
    examples: tuple[ExampleBox, ...],
) -> MethodBox:
    name = method.name
    errata = [*method.facts.errata, *method.cache_errata]
    for binding in method.bindings:
        errata += binding.facts.errata
    bared = with_errata_of_bindings(method)
    boxes = view_boxes(api, dict.fromkeys(errata), name)
    return MethodBox(
        anchor=attribute(name),
        href=attribute(f"#{name}"),
        heading=code(name),
        summary=inline(method.summary),
        doc=prose(method.facts.doc),
        badges=tuple(view_badges(method)),
        notes=(*_notes(method), *auth_notes(api, method), *notes(method.facts)),
        warnings=tuple(map(inline, method.warnings)),
        errata=boxes,
        errata_label=Inline(
            f"{len(boxes)} errata: where the document is wrong"
            if len(boxes) > 1
            else "Where the document is wrong"
        ),
        has_one_erratum=len(boxes) == 1,
        calls=tuple(view_call(binding) for binding in method.bindings),
        resend=resend_words(method),
        params=fields.boxes(name, bared.params),
        bonds=joined(" ", bonds(method)),
        wire_rows=tuple(view_differences(api, bared)),
        result=_result(api, method, fields),
        beside=fields.boxes(site.part_anchor(name, "beside"), method.beside),
        errors=tuple(_error(api, name, one, links) for one in errors_of(api, method)),
        shared_errors=shared_errors(api, method, links),
        transport_errors=transport_errors(api, method, links),
        source=view_source(api, method.facts.source),
        first=examples[:1],
        others=examples[1:],
    )


def _notes(method: Method) -> Iterable[Inline]:
    yield from running_notes(method)
    if DOCUMENTED[method.documented]:
        yield Inline(DOCUMENTED[method.documented])


def _result(api: Api, method: Method, fields: Fields) -> ResultBox:
    use = method.result
    facts = use.facts if use else NO_FACTS
    said = [*([inline(ended(facts.doc))] if facts.doc else []), *notes(facts)]
    at = site.part_anchor(method.name, "result")
    return ResultBox(
        anchor=attribute(at),
        type=fields.words(use),
        form=fields.form(use),
        doc=joined(" ", said),
        errata=view_boxes(api, facts.errata, at),
        shape=fields.shape(use),
    )


def _error(api: Api, owner: str, raised: Raise, links: Links) -> ErrorRow:
    error = api.errors[raised.error]
    over = f"{TRANSPORT_NAMES[raised.over]}: " if raised.over else ""
    when = begun(api, ended(raised.when or error.summary))
    anchor = site.part_anchor(owner, raised.error)
    said = [*([ended(raised.facts.doc)] if raised.facts.doc else [])]
    return ErrorRow(
        anchor=attribute(anchor),
        error=links.error(raised.error),
        match=match_words(error),
        when=Inline(f"{over}{inline(when)}"),
        notes=(*map(inline, said), *notes(raised.facts)),
        errata=view_boxes(api, raised.facts.errata, anchor),
    )
