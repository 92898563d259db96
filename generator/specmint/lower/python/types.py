"""The module of types: units, words, records and unions, each after what it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specmint.layout import lay_out
from specmint.lower.order import in_order
from specmint.lower.prose import (
    ended,
    flat,
    joined,
    paragraphs,
    source_words,
    unit_words,
)
from specmint.lower.python.imports import wire_import
from specmint.lower.python.records import record_view
from specmint.lower.python.scalars import Shape
from specmint.lower.python.shapes import Shapes
from specmint.lower.python.views import MemberView, TypeView, maybe_doc, type_view
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
from specmint.targets.python_client import WIDTH, table_name
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class TypesView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    tables: tuple[Python, ...]
    has_gap: bool
    types: tuple[TypeView, ...]


def view_types(api: Api, shapes: Shapes, origin: Python) -> TypesView:
    own = {shapes.names.types[name]: name for name in api.types}
    givers = {name: own[unit] for name, unit in shapes.units.items()}
    order, cyclic = in_order(api, givers)
    views: list[TypeView] = []
    done: set[str] = set()
    for name in order:
        later = frozenset(cyclic.get(name, ()))
        view = _type(api, replace(shapes, later=later), api.types[name])
        views.append(replace(view, after_class=bool(views) and views[-1].is_class))
        done.add(name)
    tables = tuple(_table(name, dict(rows)) for name, rows in api.tables.items())
    return TypesView(
        origin=origin,
        doc=docstring([f"What the values of {api.title} are."], WIDTH),
        imports=_imports(views, tables),
        tables=tables,
        has_gap=bool(tables) or not views or not views[0].is_class,
        types=tuple(views),
    )


def _table(name: str, rows: dict[str, int]) -> Python:
    items = [f"{literal(key)}: {value}" for key, value in rows.items()]
    line = f"{table_name(name)}: Final[Mapping[str, int]] = {{{', '.join(items)}}}"
    return Python(lay_out(line, WIDTH))


def _type(api: Api, shapes: Shapes, named: NamedType) -> TypeView:
    if isinstance(named.type, Record):
        return record_view(api, shapes, named, named.type)
    if isinstance(named.type, Enum) and named.type.of == "integer":
        return _numbered(api, shapes, named, named.type)
    return _alias(shapes, named)


# -- records -----------------------------------------------------------------------


# -- everything else ---------------------------------------------------------------


def _alias(shapes: Shapes, named: NamedType) -> TypeView:
    name = shapes.names.types[named.name]
    shape = shapes.definition(named.name)
    kind = named.type
    if shape.annotation == name:  # the first of its unit
        base = "Decimal" if isinstance(kind, Decimal) else "int"
        heading = f'{name} = NewType("{name}", {base})'
    else:
        heading = _alias_line(name, shape.annotation, kind)
    says = [
        ended(named.facts.doc),
        *_values(kind),
        unit_words(_unit(kind), named.facts.doc),
    ]
    return type_view(
        heading,
        maybe_doc(joined(says), WIDTH),
        codec=_codec_line(shapes, named, shape),
        annotation=shape.annotation,
    )


def _unit(kind: Type) -> object:
    match kind:
        case Integer() | Decimal():
            return kind.unit
        case Timestamp() | Duration():
            return getattr(kind.wire, "unit", "")
    return ""


def _values(kind: Type) -> Iterator[str]:
    """Say what the words of an enum mean."""
    if isinstance(kind, Enum):
        for value in kind.values:
            if value.facts.doc:
                yield f"`{flat(value.text)}`: {ended(value.facts.doc)}"


def _alias_line(name: str, annotation: str, kind: Type) -> str:
    """Write an alias; what names classes further down stands in quotes."""
    if isinstance(kind, Union | List | Map | Tuple):
        line = f"{name}: TypeAlias = {literal(annotation)}"
        if len(line) <= WIDTH:
            return line
        return f"{name}: TypeAlias = (\n    {literal(annotation)}\n)"
    if annotation.startswith("Literal["):
        inner, tail = annotation.removeprefix("Literal[").rsplit("]", 1)
        if tail:
            return lay_out(f"{name}: TypeAlias = Union[Literal[{inner}], str]", WIDTH)
        return lay_out(f"{name}: TypeAlias = Literal[{inner}]", WIDTH)
    return f"{name}: TypeAlias = {annotation}"


def _codec_line(shapes: Shapes, named: NamedType, shape: Shape) -> str:
    if shape.codec.isidentifier():
        return ""
    name = shapes.names.codecs[named.name]
    kind = shapes.names.types[named.name]
    hint = ""
    if isinstance(named.type, Union | Tuple | Enum | List | Map):
        hint = f"[Codec[{kind}]]"
    elif isinstance(named.type, Integer | Decimal | Timestamp | Duration):
        # pyright takes a NewType that is handed over for a function that gives Any.
        hint = f"[{shape.codec.partition('(')[0]}[{kind}]]"
    return lay_out(f"{name}: Final{hint} = {shape.codec}", WIDTH)


def _numbered(api: Api, shapes: Shapes, named: NamedType, kind: Enum) -> TypeView:
    name = shapes.names.types[named.name]
    shape = shapes.definition(named.name)
    own = [(value.name or f"N{value.text}", value) for value in kind.values]
    members = [
        MemberView(
            Python(f"{label} = {value.text.partition('..')[0]}"),
            maybe_doc(ended(value.facts.doc), WIDTH - 4),
        )
        for label, value in own
    ]
    says = [ended(named.facts.doc), source_words(api, named.facts)]
    base = "OpenNumber" if kind.open or _has_range(kind) else "IntEnum"
    return type_view(
        f"class {name}({base}):",
        docstring(paragraphs(joined(says) or f"{name}."), WIDTH - 4),
        members=tuple(members),
        codec=_codec_line(shapes, named, shape),
        is_class=True,
    )


def _has_range(kind: Enum) -> bool:
    return any(".." in value.text for value in kind.values)


def _imports(views: list[TypeView], tables: tuple[Python, ...]) -> tuple[Python, ...]:
    code = [
        part for view in views for part in (view.heading, view.annotation, view.codec)
    ]
    code += [member.declaration for view in views for member in view.members]
    return wire_import([*code, *tables])
