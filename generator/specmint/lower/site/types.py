"""The page of types: each with its members, values or cases, and who uses it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specmint.layout import json_line
from specmint.lower.docs.facts import brief, notes, view_source
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import type_words
from specmint.lower.docs.types import bonds, chosen_by, refused
from specmint.lower.site.errata import ErratumBox, view_boxes
from specmint.lower.site.fields import FieldBox, Fields, Shape
from specmint.lower.site.shell import Shell
from specmint.model import (
    Api,
    Choice,
    Enum,
    List,
    Map,
    NamedType,
    Record,
    Ref,
    Tuple,
    Union,
    Use,
)
from specmint.targets import site
from specmint.text import Attribute, Inline, Prose, attribute, code, joined, prose

_MOST_USERS = 12


@dataclass(frozen=True, slots=True)
class ValueRow:
    anchor: Attribute
    value: Inline
    meaning: Inline


@dataclass(frozen=True, slots=True)
class TypeBox:
    anchor: Attribute
    href: Attribute
    heading: Inline
    kind: Inline
    refused: Inline
    doc: Prose
    notes: tuple[Inline, ...]
    errata: tuple[ErratumBox, ...]
    fields: tuple[FieldBox, ...]
    bonds: Inline
    values: tuple[ValueRow, ...]
    chosen_by: Inline
    shape: Shape
    used_by: Inline
    source: Inline


@dataclass(frozen=True, slots=True)
class TableBox:
    heading: Inline
    anchor: Attribute
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class TypesPage:
    shell: Shell
    types: tuple[TypeBox, ...]
    tables: tuple[TableBox, ...]


def view_types_page(api: Api, shell: Shell, links: Links) -> TypesPage:
    fields, users = Fields(api, links), find_users(api)
    return TypesPage(
        shell=shell,
        types=tuple(
            _type(api, one, fields, links, users[one.name])
            for one in api.types.values()
        ),
        tables=tuple(view_tables(api)),
    )


def view_tables(api: Api) -> Iterator[TableBox]:
    for name, table in api.tables.items():
        rows = (
            ValueRow(
                attribute(f"table-{name}.{key}"), code(key), code(json_line(value))
            )
            for key, value in table.items()
        )
        yield TableBox(code(name), attribute(f"table-{name}"), tuple(rows))


def _type(
    api: Api, named: NamedType, fields: Fields, links: Links, users: dict[str, bool]
) -> TypeBox:
    name, kind = named.name, named.type
    own = kind.fields if isinstance(kind, Record) else ()
    own = kind.include if isinstance(kind, Union) else own
    return TypeBox(
        anchor=attribute(name),
        href=attribute(f"#{name}"),
        heading=code(name),
        kind=type_words(kind, links),
        refused=refused(named.refuse, links),
        doc=prose(named.facts.doc),
        notes=tuple(notes(named.facts)),
        errata=view_boxes(api, named.facts.errata, name),
        fields=fields.boxes(name, own, with_shapes=False),
        bonds=joined(" ", bonds(kind, links)),
        values=tuple(_values(name, kind)),
        chosen_by=chosen_by(kind),
        shape=fields.cases(kind),
        used_by=_used_by(users, links),
        source=view_source(api, named.facts.source),
    )


def _values(owner: str, kind: object) -> Iterable[ValueRow]:
    if not isinstance(kind, Enum):
        return
    for value in kind.values:
        name = Inline(f" ({code(value.name)})") if value.name != value.text else ""
        yield ValueRow(
            anchor=attribute(site.part_anchor(owner, value.name)),
            value=Inline(f"{code(value.text)}{name}"),
            meaning=brief(value.facts),
        )


# -- who uses a type ---------------------------------------------------------------


def find_users(api: Api) -> dict[str, dict[str, bool]]:
    """Name for each type the methods and types that it stands in; true for methods."""
    users: dict[str, dict[str, bool]] = {name: {} for name in api.types}
    for method in api.methods:
        uses = [field.use for field in (*method.params, *method.beside)]
        for use in (*uses, *([method.result] if method.result else [])):
            for name in _named(use):
                users[name][method.name] = True
    for named in api.types.values():
        for use in _inner(named.type):
            for name in _named(use):
                users[name].setdefault(named.name, False)
    return users


def _named(use: Use) -> Iterator[str]:
    if isinstance(use.type, Ref):
        yield use.type.name
    else:
        for inner in _inner(use.type):
            yield from _named(inner)


def _inner(kind: object) -> Iterator[Use]:
    match kind:
        case Record():
            yield from (field.use for field in kind.fields)
        case Union() | Choice():
            yield from (use for _, use in kind.cases)
            yield from filter(None, [kind.otherwise])
        case List() | Map():
            yield kind.items
        case Tuple():
            yield from (*kind.items, *filter(None, [kind.rest]))


def _used_by(users: dict[str, bool], links: Links) -> Inline:
    shown = list(users.items())[:_MOST_USERS]
    said = [
        links.method(name) if is_method else links.type(name)
        for name, is_method in shown
    ]
    if len(users) > len(shown):
        said.append(Inline(f"and {len(users) - len(shown)} more"))
    return joined(", ", said)
