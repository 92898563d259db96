"""The page of a group: each of its methods with all that a caller needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.cases import Traffic
from specmint.lower.docs.bindings import CallRow, WireRow, view_call, view_differences
from specmint.lower.docs.errors import match_words
from specmint.lower.docs.examples import ExampleView, view_examples
from specmint.lower.docs.facts import (
    TRANSPORT_NAMES,
    FactsView,
    brief,
    ended,
    notes,
    view_errata,
    view_facts,
    view_rest,
)
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import FieldsView, use_words, view_fields
from specmint.lower.raised import errors_of
from specmint.lower.sampling import Samples
from specmint.model import (
    Api,
    Group,
    List,
    Method,
    Raise,
    Record,
    Ref,
    Use,
)
from specmint.text import (
    Cell,
    Inline,
    Prose,
    as_cell,
    code,
    inline,
    joined,
    prose,
    words,
)

_EFFECTS = {
    "read": "reads only",
    "idempotent": "may be sent twice without harm",
    "once": "acts each time it is sent",
}
DOCUMENTED = {
    "full": "",
    "example": "The document shows it in an example and says no more.",
    "name": "The document names it and says no more.",
    "cut": "The document is cut off in the middle of it.",
    "absent": "The document does not have it.",
}


@dataclass(frozen=True, slots=True)
class ErrorRow:
    error: Cell
    match: Cell
    when: Cell


@dataclass(frozen=True, slots=True)
class MethodView:
    heading: Inline
    summary: Inline
    doc: Prose
    notes: tuple[Inline, ...]
    warnings: tuple[Inline, ...]
    calls: tuple[CallRow, ...]
    params: FieldsView
    bonds: Inline
    wire_rows: tuple[WireRow, ...]
    result: Inline
    result_doc: Inline
    members_of: Inline
    members: FieldsView
    beside: FieldsView
    errors: tuple[ErrorRow, ...]
    shared_errors: Inline
    transport_errors: Inline
    facts: FactsView
    examples: tuple[ExampleView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    title: Inline
    doc: Prose
    facts: FactsView
    contents: tuple[Inline, ...]
    methods: tuple[MethodView, ...]


def view_group(
    api: Api,
    group: Group,
    traffic: Traffic,
    samples: tuple[Samples, ...],
    links: Links,
) -> GroupView:
    methods = [method for method in api.methods if method.group == group.name]
    return GroupView(
        title=words(group.title),
        doc=prose(group.facts.doc),
        facts=view_facts(api, group.facts),
        contents=tuple(_entry(method, links) for method in methods),
        methods=tuple(
            _method(api, method, links, view_examples(api, method, traffic, samples))
            for method in methods
        ),
    )


def _entry(method: Method, links: Links) -> Inline:
    return Inline(f"{links.method(method.name)}: {inline(method.summary)}")


def _method(
    api: Api, method: Method, links: Links, examples: tuple[ExampleView, ...]
) -> MethodView:
    record = _result_record(api, method.result)
    return MethodView(
        heading=code(method.name),
        summary=inline(method.summary),
        doc=prose(method.facts.doc),
        notes=(*_notes(method), *auth_notes(api, method), *notes(method.facts)),
        warnings=tuple(map(inline, method.warnings)),
        calls=tuple(view_call(binding) for binding in method.bindings),
        params=view_fields(method.params, links),
        bonds=joined(" ", bonds(method)),
        wire_rows=tuple(view_differences(api, method)),
        result=use_words(method.result, links),
        result_doc=brief(method.result.facts) if method.result else Inline(),
        members_of=links.type(record[0]) if record else Inline(),
        members=view_fields(record[1].fields if record else (), links),
        beside=view_fields(method.beside, links),
        errors=tuple(_error(api, one, links) for one in errors_of(api, method)),
        shared_errors=shared_errors(api, method, links),
        transport_errors=transport_errors(api, method, links),
        facts=view_rest(api, method.facts),
        examples=examples,
    )


def _notes(method: Method) -> Iterable[Inline]:
    effect = f"**Effect:** `{method.effect}`, {_EFFECTS[method.effect]}."
    yield Inline(f"{effect} {inline(method.effect_doc)}".rstrip())
    if method.consumes:
        yield Inline("**Consumes:** what it returns is gone afterwards.")
    yield from running_notes(method)
    if method.cache is not None:
        for erratum in view_errata(method.cache_errata):
            said = f"The document says: {erratum.documented} In fact: {erratum.actual}"
            yield Inline(f"{erratum.label} {said}")
    if DOCUMENTED[method.documented]:
        yield Inline(DOCUMENTED[method.documented])


def running_notes(method: Method) -> Iterable[Inline]:
    """Say what a call waits for, how often it may be made, and how long answers last."""
    if method.waits == "always":
        yield Inline("**Waits:** it blocks, and nothing bounds how long.")
    elif method.waits:
        yield Inline(f"**Waits:** it blocks for up to {code(method.waits)}.")
    if not method.implemented:
        yield Inline("**Not implemented:** the service only answers that it is not.")
    if method.rate:
        rate = f"{method.rate.calls} calls per {method.rate.per} seconds"
        yield Inline(f"**Rate:** {rate}. {inline(method.rate.doc)}".rstrip())
    if method.cache is not None:
        kept = f"answers are kept for {method.cache} seconds"
        yield Inline(f"**Cache:** {kept}. {inline(method.cache_doc)}".rstrip())


def auth_notes(api: Api, method: Method) -> Iterable[Inline]:
    """Say which credentials a call carries where that is not the transport's rule."""
    for binding in method.bindings:
        if binding.auth != api.transport(binding.transport).auth:
            schemes = joined(" or ", map(code, binding.auth)) or Inline("none")
            over = f" over {TRANSPORT_NAMES[binding.transport]}"
            place = over if len(method.bindings) > 1 else ""
            yield Inline(f"**Authentication{place}:** {schemes}.")


def bonds(method: Method) -> Iterable[Inline]:
    if method.exactly_one_of:
        groups = (joined(" with ", map(code, group)) for group in method.exactly_one_of)
        yield Inline(f"Exactly one of {joined(' or ', groups)} is given.")
    for name, needs in method.together:
        yield Inline(f"{code(name)} needs {joined(' and ', map(code, needs))}.")


def _result_record(api: Api, use: Use | None) -> tuple[str, Record] | None:
    """Find the record whose members a reader of the result wants to see."""
    kind = use.type if use else None
    seen: set[str] = set()  # a list may hold itself
    while isinstance(kind, Ref | List):
        if isinstance(kind, List):
            kind = kind.items.type
        elif kind.name in seen:
            return None
        elif isinstance(api.types[kind.name].type, Record):
            return kind.name, api.types[kind.name].type  # type: ignore[return-value]
        else:
            seen.add(kind.name)
            kind = api.types[kind.name].type
    return None


def _error(api: Api, raised: Raise, links: Links) -> ErrorRow:
    error = api.errors[raised.error]
    over = f"{TRANSPORT_NAMES[raised.over]}: " if raised.over else ""
    when = begun(api, ended(raised.when or error.summary))
    said = [Inline(f"{over}{inline(when)}"), brief(raised.facts)]
    return ErrorRow(
        error=as_cell(links.error(raised.error)),
        match=as_cell(match_words(error)),
        when=as_cell(joined(" ", [part for part in said if part])),
    )


def begun(api: Api, sentence: str) -> str:
    """Begin with a capital, unless the first word is a name that has none."""
    first = sentence.partition(" ")[0]
    is_name = any(method.name == first for method in api.methods)
    is_word = first.isalpha() and first.islower() and not is_name
    return sentence[:1].upper() + sentence[1:] if is_word else sentence


def shared_errors(api: Api, method: Method, links: Links) -> Inline:
    """Link the errors of a method's group and of the schemes that it takes."""
    group = next(group for group in api.groups if group.name == method.group)
    names = dict.fromkeys(group.errors)
    for binding in method.bindings:
        for scheme in api.auth:
            if scheme.name in binding.auth:
                names |= dict.fromkeys(scheme.failed)
    own = {raised.error for raised in errors_of(api, method)}
    return joined(", ", (links.error(name) for name in names if name not in own))


def transport_errors(api: Api, method: Method, links: Links) -> Inline:
    """Lead to the transports that have errors of their own."""
    names = [one.transport for one in method.bindings]
    return joined(
        " and ", (links.transport(name) for name in names if api.transport(name).errors)
    )
