"""The module of types: units, words, records and unions, with their codecs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.lower.order import in_order
from specmint.lower.prose import ended, flat, joined, source_words, unit_words
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import lay_out, opened, typed
from specmint.lower.typescript.records import record_view
from specmint.lower.typescript.scalars import is_number, number_name, numbers_of
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import TypeView
from specmint.lower.units import unit_of
from specmint.model import (
    Api,
    Decimal,
    Duration,
    Enum,
    Integer,
    List,
    Map,
    NamedType,
    Record,
    Timestamp,
    Tuple,
    Type,
    Union,
)
from specmint.targets.typescript import WIDTH, table_name
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag, ts_key, ts_literal


@dataclass(frozen=True, slots=True)
class TypesView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    tables: tuple[TypeScript, ...]
    types: tuple[TypeView, ...]


def view_types(api: Api, shapes: Shapes, origin: TypeScript) -> TypesView:
    order, cyclic = in_order(api, {})
    views = tuple(
        _type(
            api,
            replace(shapes, later=frozenset(cyclic.get(name, ()))),
            api.types[name],
        )
        for name in order
    )
    tables = tuple(_table(name, dict(rows)) for name, rows in api.tables.items())
    code: list[str] = [*tables]
    for view in views:
        code += [view.heading, view.codec, view.variants]
        code += [member.declaration for member in view.members]
    return TypesView(
        origin=origin,
        doc=js_doc([f"What the values of {api.title} are.", tag("module")], WIDTH),
        imports=imports(code, set(shapes.names.types.values())),
        tables=tables,
        types=views,
    )


def tell_unit(named: NamedType) -> object:
    """Tell units apart, and what counts in the numbers of JavaScript from what does not."""
    kind, unit = named.type, unit_of(named)
    if unit is None or not isinstance(kind, Integer):
        return unit
    return unit, is_number(kind)


def _table(name: str, rows: dict[str, int]) -> TypeScript:
    items = [f"{ts_key(key)}: {value}" for key, value in rows.items()]
    line = f"export const {table_name(name)}: Readonly<Record<string, number>> = "
    return TypeScript(opened(f"{line}{{ {', '.join(items)} }};"))


def _type(api: Api, shapes: Shapes, named: NamedType) -> TypeView:
    if isinstance(named.type, Record):
        return record_view(api, shapes, named, named.type)
    return _alias(api, shapes, named)


def _alias(api: Api, shapes: Shapes, named: NamedType) -> TypeView:
    name, kind = shapes.names.types[named.name], named.type
    shape = shapes.definition(named.name)
    annotation = shape.annotation
    if isinstance(kind, Enum) and kind.of == "integer":
        annotation = numbers_of(kind)
    elif annotation == name:  # the first of its unit
        unit = ts_literal(_unit_word(named))
        annotation = f"In<{_base(kind)}, {unit}>"
    says = [ended(named.facts.doc), *_values(kind)]
    says += [unit_words(_unit(kind), named.facts.doc)]
    is_plain = shapes.is_plain(named.name)
    return TypeView(
        heading=TypeScript(typed(f"export type {name} =", annotation)),
        doc=js_doc([joined([*says, source_words(api, named.facts)])], WIDTH),
        codec=TypeScript("" if is_plain else _codec(name, kind, shape.codec)),
    )


def _base(kind: Type) -> str:
    if isinstance(kind, Decimal):
        return "Decimal"
    return "bigint" if isinstance(kind, Integer) and not is_number(kind) else "number"


def _unit_word(named: NamedType) -> str:
    unit = _unit(named.type)
    if isinstance(unit, str) and unit:
        return f"{unit} since 1970" if isinstance(named.type, Timestamp) else unit
    return named.name


def _codec(name: str, kind: Type, codec: str) -> str:
    if isinstance(kind, Enum) and kind.of == "integer":
        return opened(f"export const {name} = {codec};")
    has_hint = isinstance(kind, Union | Tuple | Enum | List | Map)
    if isinstance(kind, Tuple):  # the hint says it
        codec = f"tuple({codec.partition('>(')[2]}"
    hint = f": Codec<{name}>" if has_hint else ""
    return lay_out(f"export const {name}{hint} = {codec};")


def _unit(kind: Type) -> object:
    match kind:
        case Integer() | Decimal():
            return kind.unit
        case Timestamp() | Duration():
            return getattr(kind.wire, "unit", "")
    return ""


def _values(kind: Type) -> Iterator[str]:
    """Say what the words or numbers of an enum mean."""
    if isinstance(kind, Enum):
        for value in kind.values:
            if value.facts.doc:
                named = number_name(value) if kind.of == "integer" else value.text
                yield f"`{flat(named)}`: {ended(value.facts.doc)}"
