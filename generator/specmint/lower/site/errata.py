"""Errata with anchors of their own, and where all of an API's errata are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from specmint.lower.docs.facts import (
    TRANSPORT_NAMES,
    ended,
    view_source,
)
from specmint.model import Api, Erratum, Field, Method, Record, Union, Use
from specmint.targets import site
from specmint.text import Attribute, Inline, attribute, inline, words


@dataclass(frozen=True, slots=True)
class ErratumBox:
    """What the document says, what the service does, and where that was seen."""

    anchor: Attribute
    href: Attribute
    label: Inline
    documented: Inline
    actual: Inline
    evidence: Inline
    source: Inline


@dataclass(frozen=True, slots=True)
class Found:
    """An erratum, the page that it stands on, and what it is about."""

    page: str
    owner: str
    about: str
    erratum: Erratum


def view_boxes(
    api: Api, errata: Iterable[Erratum], owner: str
) -> tuple[ErratumBox, ...]:
    return tuple(view_box(api, erratum, owner) for erratum in errata)


def view_box(api: Api, erratum: Erratum, owner: str, page: str = "") -> ErratumBox:
    anchor = site.erratum_anchor(owner, erratum.documented, erratum.over)
    over = f" over {TRANSPORT_NAMES[erratum.over]}" if erratum.over else ""
    return ErratumBox(
        anchor=attribute(anchor),
        href=attribute(f"{page}#{anchor}"),
        label=words(f"Erratum{over}"),
        documented=inline(ended(erratum.documented)),
        actual=inline(ended(erratum.actual)),
        evidence=inline(ended(erratum.evidence)),
        source=view_source(api, erratum.source),
    )


def find_errata(api: Api) -> Iterator[Found]:
    """Walk all that has a page, in the order of the pages."""
    yield from _of_methods(api)
    for name, named in api.types.items():
        yield from _of(site.TYPES, name, name, named.facts.errata)
        kind = named.type
        fields = kind.fields if isinstance(kind, Record) else ()
        fields = kind.include if isinstance(kind, Union) else fields
        yield from _of_fields(site.TYPES, name, fields)
    for name, error in api.errors.items():
        yield from _of(site.ERRORS, name, name, error.facts.errata)


def _of_methods(api: Api) -> Iterator[Found]:
    for method in api.methods:
        page, name = site.methods_page(method.group), method.name
        yield from _of(page, name, name, method.facts.errata)
        yield from _of(page, name, name, method.cache_errata)
        yield from _of_fields(page, name, method.params)
        for binding in method.bindings:
            yield from _of(page, name, name, binding.facts.errata)
            for bound in binding.params:
                at = site.part_anchor(name, bound.param)
                yield from _of(page, at, f"{name} {bound.param}", bound.errata)
        if method.result:
            at = site.part_anchor(name, "result")
            yield from _of(page, at, f"{name} result", method.result.facts.errata)
        beside = site.part_anchor(name, "beside")
        yield from _of_fields(page, beside, method.beside)
        for raised in method.errors:
            at = site.part_anchor(name, raised.error)
            about = f"{name} {raised.error}"
            yield from _of(page, at, about, raised.facts.errata)
        for example in method.examples:
            at = site.part_anchor(name, f"example-{example.name}")
            yield from _of(page, at, f"{name}, example {example.name}", example.errata)


def with_errata_of_bindings(method: Method) -> Method:
    """Put the errata of how parameters travel to the parameters, once each."""
    found: dict[str, dict[Erratum, None]] = {}
    for binding in method.bindings:
        for bound in binding.params:
            found.setdefault(bound.param, {}).update(dict.fromkeys(bound.errata))
    params = (
        replace(one, use=_with(one.use, (*one.facts.errata, *found.get(one.name, ()))))
        for one in method.params
    )
    bindings = (
        replace(b, params=tuple(replace(one, errata=()) for one in b.params))
        for b in method.bindings
    )
    return replace(method, params=tuple(params), bindings=tuple(bindings))


def _with(use: Use, errata: tuple[Erratum, ...]) -> Use:
    facts = replace(use.facts, errata=tuple(dict.fromkeys(errata)))
    return replace(use, facts=facts)


def _of_fields(page: str, owner: str, fields: Iterable[Field]) -> Iterator[Found]:
    for field in fields:
        at = site.part_anchor(owner, field.name)
        yield from _of(page, at, f"{owner} {field.name}", field.facts.errata)


def _of(
    page: str, owner: str, about: str, errata: Iterable[Erratum]
) -> Iterator[Found]:
    for erratum in errata:
        yield Found(page, owner, about, erratum)
