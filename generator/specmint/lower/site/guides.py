"""The guides of an API: amounts, errors and resends, told from the facts of its spec."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specmint.lower.docs.facts import TRANSPORT_NAMES
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import type_words
from specmint.lower.site.errors import IndexRow, view_index
from specmint.lower.site.examples import ExampleBox, Examples
from specmint.lower.site.links import to_page
from specmint.lower.site.shell import Shell
from specmint.lower.site.types import TableBox, find_users, view_tables
from specmint.model import Api, Decimal, Example, Integer, Method, Ref, Type, Use
from specmint.targets import LANGUAGES, site
from specmint.text import (
    Attribute,
    Cell,
    Inline,
    as_cell,
    attribute,
    cell,
    code,
    inline,
    joined,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An example of a method, as a guide shows it."""

    method: Inline
    box: ExampleBox


# -- amounts -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AmountRow:
    type: Cell
    form: Cell
    doc: Cell
    used_by: Inline


@dataclass(frozen=True, slots=True)
class AmountsPage:
    shell: Shell
    title: Inline
    exact: Inline
    rows: tuple[AmountRow, ...]
    shown: tuple[Shown, ...]
    has_none_shown: bool
    tables: tuple[TableBox, ...]


def view_amounts(
    api: Api, examples: Examples, shell: Shell, links: Links
) -> AmountsPage:
    users = find_users(api)
    amounts = [one for one in api.types.values() if _is_amount(one.type)]
    shown = tuple(_sent(api, {one.name for one in amounts}, links, examples))
    return AmountsPage(
        shell=shell,
        title=Inline("Amounts"),
        exact=_exact(),
        rows=tuple(
            AmountRow(
                type=as_cell(links.type(one.name)),
                form=as_cell(type_words(one.type, links)),
                doc=cell(one.facts.doc),
                used_by=joined(", ", _links(users[one.name], links)),
            )
            for one in amounts
        ),
        shown=shown,
        has_none_shown=not shown,
        tables=tuple(view_tables(api)),
    )


def _exact() -> Inline:
    """Say what exact numbers are in each language."""
    told = [f"{' or '.join(map(code, one.exact))} in {one.label}" for one in LANGUAGES]
    return Inline(f"They are {', '.join(told)}.")


def _is_amount(kind: Type) -> bool:
    """Whether it is a number that a binary float or a wrong unit would spoil."""
    if isinstance(kind, Decimal):
        return True
    return isinstance(kind, Integer) and bool(kind.unit or kind.scale is not None)


def _links(users: dict[str, bool], links: Links) -> list[Inline]:
    return [
        links.method(name) if is_method else links.type(name)
        for name, is_method in users.items()
    ]


def _sent(
    api: Api, amounts: set[str], links: Links, examples: Examples
) -> Iterator[Shown]:
    """Show the best call that sends an amount: one that acts and goes well."""
    found = [
        (method, example)
        for method in api.methods
        for example in method.examples
        if _sends(method, example, amounts)
    ]
    found.sort(key=lambda pair: (pair[0].effect == "read", bool(pair[1].raises)))
    for method, example in found[:1]:
        yield Shown(links.method(method.name), examples.box(method, example))


def _sends(method: Method, example: Example, amounts: set[str]) -> bool:
    return any(
        _names(param.use, amounts) and param.name in example.params
        for param in method.params
    )


def _names(use: Use, amounts: set[str]) -> bool:
    return isinstance(use.type, Ref) and use.type.name in amounts


# -- errors ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FailuresPage:
    shell: Shell
    title: Inline
    shared: tuple[Inline, ...]
    shown: tuple[Shown, ...]
    errors: Attribute
    transient: tuple[IndexRow, ...]


def view_failures(
    api: Api, examples: Examples, shell: Shell, links: Links
) -> FailuresPage:
    errors = list(api.errors.values())
    return FailuresPage(
        shell=shell,
        title=Inline("Handling errors"),
        shared=tuple(_shared(api, links)),
        shown=tuple(_raised(api, links, examples)),
        errors=to_page(site.ERRORS, links),
        transient=tuple(view_index(one, links) for one in errors if one.transient),
    )


def _shared(api: Api, links: Links) -> Iterator[Inline]:
    for transport in api.transports:
        if transport.errors:
            over = TRANSPORT_NAMES[transport.name]
            yield Inline(
                f"Every call over {over} may raise "
                f"{joined(', ', map(links.error, transport.errors))}."
            )


def _raised(api: Api, links: Links, examples: Examples) -> Iterator[Shown]:
    for method in api.methods:
        for example in method.examples:
            box = examples.box(method, example)
            if example.raises and box.tabs[0].has_code:
                yield Shown(links.method(method.name), box)
                return


# -- resends -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EffectRow:
    method: Inline
    summary: Inline
    rule: Inline


@dataclass(frozen=True, slots=True)
class EffectTable:
    anchor: Attribute
    title: Inline
    rule: Inline
    rows: tuple[EffectRow, ...]


@dataclass(frozen=True, slots=True)
class ResendsPage:
    shell: Shell
    title: Inline
    counts: Inline
    tables: tuple[EffectTable, ...]
    never: tuple[IndexRow, ...]


_TABLES = {
    "read": (
        "May be sent again",
        "They only read. A client sends them again by itself when no answer came.",
    ),
    "idempotent": (
        "May be sent again, though they act",
        "Sent twice they do no more than sent once. A client sends them again by itself "
        "when no answer came.",
    ),
    "once": (
        "Must not be sent again blindly",
        "They act each time. A client sends them again only if surely nothing was sent, "
        "or if an error says that the service has not acted; else ask the service first.",
    ),
}


def view_resends(api: Api, shell: Shell, links: Links) -> ResendsPage:
    tables = tuple(
        EffectTable(
            anchor=attribute(effect),
            title=Inline(title),
            rule=Inline(rule),
            rows=tuple(_effects(api, effect, links)),
        )
        for effect, (title, rule) in _TABLES.items()
    )
    kept = tuple(one for one in tables if one.rows)
    counted = (
        Inline(f"[{len(one.rows)} {one.title[:1].lower()}{one.title[1:]}](#{effect})")
        for effect, one in zip(_TABLES, tables, strict=True)
        if one.rows
    )
    errors = api.errors.values()
    return ResendsPage(
        shell=shell,
        title=Inline("Resends"),
        counts=Inline(f"Of {len(api.methods)} methods {joined(', ', counted)}."),
        tables=kept,
        never=tuple(view_index(one, links) for one in errors if one.acted == "never"),
    )


def _effects(api: Api, effect: str, links: Links) -> Iterable[EffectRow]:
    for method in api.methods:
        if ("once" if method.consumes else method.effect) == effect:
            yield EffectRow(
                method=links.method(method.name),
                summary=inline(method.summary),
                rule=inline(
                    f"What it returns is gone afterwards. {method.effect_doc}".rstrip()
                    if method.consumes
                    else method.effect_doc
                ),
            )
