"""The module of types: units, words, records and unions, each after what it is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from specmint.layout import lay_out
from specmint.lower.python.imports import wire_import
from specmint.lower.python.names import Names, member_names
from specmint.lower.python.prose import (
    ended,
    flat,
    joined,
    paragraphs,
    source_words,
    unit_words,
    use_words,
)
from specmint.lower.python.shapes import Shape, Shapes
from specmint.model import (
    Api,
    Choice,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    List,
    Lookup,
    Map,
    NamedType,
    Record,
    Ref,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.targets.python_client import WIDTH
from specmint.text import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class MemberView:
    declaration: Python
    doc: Docstring


@dataclass(frozen=True, slots=True)
class TypeView:
    """A class with members, or a line that names a type; and perhaps its codec."""

    heading: Python
    doc: Docstring
    members: tuple[MemberView, ...]
    codec: Python
    is_class: bool
    after_class: bool


@dataclass(frozen=True, slots=True)
class TypesView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    tables: tuple[Python, ...]
    types: tuple[TypeView, ...]


def view_types(api: Api, shapes: Shapes, origin: Python) -> TypesView:
    order, cyclic = _ordered(api, shapes)
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
        types=tuple(views),
    )


def _table(name: str, rows: dict[str, int]) -> Python:
    items = [f"{literal(key)}: {value}" for key, value in rows.items()]
    line = f"{name.upper()}: Final[Mapping[str, int]] = {{{', '.join(items)}}}"
    return Python(lay_out(line, WIDTH))


def _type(api: Api, shapes: Shapes, named: NamedType) -> TypeView:
    if isinstance(named.type, Record):
        return _record(api, shapes, named, named.type)
    if isinstance(named.type, Enum) and named.type.of == "integer":
        return _numbered(api, shapes, named, named.type)
    return _alias(api, shapes, named)


# -- records -----------------------------------------------------------------------


def _record(api: Api, shapes: Shapes, named: NamedType, record: Record) -> TypeView:
    name = shapes.names.types[named.name]
    record = _with_included(api, named.name, record)
    own = member_names(record)
    base, inherited = _base(api, record)
    rest = f", rest={shapes.of(record.rest).codec}" if record.rest else ""
    members = tuple(
        _member(shapes, field, own[field.name])
        for field in record.fields
        if field.name not in inherited
    )
    doc = paragraphs(
        joined([ended(named.facts.doc), source_words(api, named.facts)]) or f"{name}."
    )
    return _view(
        f"class {name}({shapes.names.types[base] if base else 'Record'}{rest}):",
        docstring(doc, WIDTH - 4),
        members=members,
        is_class=True,
    )


def _with_included(api: Api, name: str, record: Record) -> Record:
    """Give a case the members that its union puts into every one."""
    for one in api.types.values():
        if isinstance(one.type, Union) and any(
            use.type == Ref(name) for _, use in one.type.cases
        ):
            fields = {field.name: field for field in (*one.type.include, *record.fields)}
            record = replace(record, fields=tuple(fields.values()))
    return record


def _base(api: Api, record: Record) -> tuple[str, frozenset[str]]:
    """Name the record whose members come first and unchanged, and these members."""
    for name in record.include[:1]:
        first = api.types[name].type
        assert isinstance(first, Record)
        if record.fields[: len(first.fields)] == first.fields and not first.rest:
            return name, frozenset(field.name for field in first.fields)
    return "", frozenset()


def _member(shapes: Shapes, field: Field, name: str) -> MemberView:
    shape = shapes.of(field.use)
    is_choice = isinstance(field.use.type, Choice)
    call = "maybe" if field.may_be_missing else "member"
    args = [shape.codec, *([] if name == field.name else [str(literal(field.name))])]
    args += [f"also={literal(field.also)}"] if field.also else []
    args += ["secret=True"] if _is_secret(shapes.api, field.use) else []
    args += ["default=UNSET"] if field.may_be_missing else []
    kind = f"{shape.annotation} | Unset" if field.may_be_missing else shape.annotation
    made = f"{call}{'_by' if is_choice else ''}({', '.join(args)})"
    return MemberView(
        declaration=Python(_declared(name, kind, made)),
        doc=_maybe_doc(use_words(field.use), WIDTH - 4),
    )


def _declared(name: str, kind: str, made: str) -> str:
    """Declare a member; a type that is too long for a line stands in brackets."""
    line = f"{name}: {kind} = {made}"
    if len(f"{name}: {kind} = {made.partition('(')[0]}(") <= WIDTH - 4:
        return lay_out(line, WIDTH - 4)
    rest = lay_out(f"x = {made}", WIDTH - 4).removeprefix("x")
    if len(kind) > WIDTH - 8:
        kind = "\n    | ".join(kind.split(" | "))
    return f"{name}: (\n    {kind}\n){rest}"


def _is_secret(api: Api, use: Use) -> bool:
    kind: Type | Ref | Choice = use.type
    if isinstance(kind, Ref):
        kind = api.types[kind.name].type
    return use.secret or bool(getattr(kind, "secret", False))


def _maybe_doc(text: str, width: int) -> Docstring:
    return docstring([text], width) if text else Docstring()


# -- everything else ---------------------------------------------------------------


def _alias(api: Api, shapes: Shapes, named: NamedType) -> TypeView:
    name = shapes.names.types[named.name]
    shape = shapes.definition(named.name)
    kind = named.type
    if shape.annotation == name:  # the first of its unit
        base = "Decimal" if isinstance(kind, Decimal) else "int"
        heading = f'{name} = NewType("{name}", {base})'
    else:
        heading = _alias_line(name, shape.annotation, kind)
    says = [ended(named.facts.doc), *_values(kind), unit_words(_unit(kind))]
    return _view(
        heading,
        docstring(paragraphs(joined(says) or f"{name}."), WIDTH),
        codec=_codec_line(shapes, named, shape),
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
    is_loose = isinstance(named.type, Union | Tuple | Enum | List | Map)
    hint = f": Final[Codec[{kind}]]" if is_loose else ": Final"
    return lay_out(f"{name}{hint} = {shape.codec}", WIDTH)


def _numbered(api: Api, shapes: Shapes, named: NamedType, kind: Enum) -> TypeView:
    name = shapes.names.types[named.name]
    shape = shapes.definition(named.name)
    own = [(value.name or f"N{value.text}", value) for value in kind.values]
    members = [
        MemberView(
            Python(f"{label} = {value.text.partition('..')[0]}"),
            _maybe_doc(ended(value.facts.doc), WIDTH - 4),
        )
        for label, value in own
    ]
    says = [ended(named.facts.doc), source_words(api, named.facts)]
    base = "OpenNumber" if kind.open or _has_range(kind) else "IntEnum"
    return _view(
        f"class {name}({base}):",
        docstring(paragraphs(joined(says) or f"{name}."), WIDTH - 4),
        members=tuple(members),
        codec=_codec_line(shapes, named, shape),
        is_class=True,
    )


def _has_range(kind: Enum) -> bool:
    return any(".." in value.text for value in kind.values)


def _view(
    heading: str,
    doc: Docstring,
    *,
    members: tuple[MemberView, ...] = (),
    codec: str = "",
    is_class: bool = False,
) -> TypeView:
    return TypeView(Python(heading), doc, members, Python(codec), is_class, False)


# -- order and imports -------------------------------------------------------------


def _ordered(api: Api, shapes: Shapes) -> tuple[list[str], dict[str, set[str]]]:
    """Put each type after those it is made of; give what has to look ahead."""
    order: list[str] = []
    cyclic: dict[str, set[str]] = {}
    state: dict[str, str] = {}
    givers = {shapes.names.types[name]: name for name in api.types}

    def visit(name: str) -> None:
        state[name] = "open"
        giver = givers.get(shapes.units.get(name, ""), name)
        first = [giver] if giver != name else []
        kind = api.types[name].type
        if isinstance(kind, Record):
            kind = _with_included(api, name, kind)
        for needed in (*first, *_needs(kind)):
            if state.get(needed) == "open":
                cyclic.setdefault(name, set()).add(needed)
            elif needed not in state:
                visit(needed)
        state[name] = "done"
        order.append(name)

    for name in api.types:
        if name not in state:
            visit(name)
    return order, cyclic


def _needs(kind: Type) -> Iterator[str]:
    for use in _uses(kind):
        match use.type:
            case Ref(name=name):
                yield name
            case Choice():
                for inner in _choice_uses(use.type):
                    yield from _needs_of(inner)
            case _:
                yield from _needs(use.type)


def _needs_of(use: Use) -> Iterator[str]:
    if isinstance(use.type, Ref):
        yield use.type.name
    elif not isinstance(use.type, Choice):
        yield from _needs(use.type)


def _choice_uses(choice: Choice) -> Iterable[Use]:
    cases = [use for _, use in choice.cases]
    return [*cases, *filter(None, (choice.otherwise, choice.missing))]


def _uses(kind: Type) -> list[Use]:
    """List the uses that a type is made of."""
    match kind:
        case List():
            return [kind.items]
        case Map():
            return [kind.items]
        case Tuple():
            return [*kind.items, *([kind.rest] if kind.rest else [])]
        case Record():
            fields = [field.use for field in kind.fields]
            bases = [Use(Ref(name)) for name in kind.include]
            return [*bases, *fields, *([kind.rest] if kind.rest else [])]
        case Union():
            cases = [use for _, use in kind.cases]
            included = [field.use for field in kind.include]
            return [*cases, *included, *([kind.otherwise] if kind.otherwise else [])]
    return []


def _imports(views: list[TypeView], tables: tuple[Python, ...]) -> tuple[Python, ...]:
    code = [part for view in views for part in (view.heading, view.codec)]
    code += [member.declaration for view in views for member in view.members]
    return wire_import([*code, *tables])


def has_scale(named: NamedType) -> bool:
    """Whether a type has rows of a table for its scale."""
    return isinstance(getattr(named.type, "scale", None), Lookup)
