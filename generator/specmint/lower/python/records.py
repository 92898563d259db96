"""Records as classes whose members say what they are and how they travel."""

from specmint.layout import lay_out
from specmint.lower.order import with_included
from specmint.lower.prose import (
    ended,
    joined,
    paragraphs,
    source_words,
    use_words,
)
from specmint.lower.python.names import member_names
from specmint.lower.python.shapes import Shapes
from specmint.lower.python.views import MemberView, TypeView, maybe_doc, type_view
from specmint.model import Api, Choice, Field, NamedType, Record, Ref, Type, Use
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, docstring, literal


def record_view(api: Api, shapes: Shapes, named: NamedType, record: Record) -> TypeView:
    name = shapes.names.types[named.name]
    record = with_included(api, named.name, record)
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
    return type_view(
        f"class {name}({shapes.names.types[base] if base else 'Record'}{rest}):",
        docstring(doc, WIDTH - 4),
        members=members,
        is_class=True,
    )


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
        doc=maybe_doc(use_words(field.use), WIDTH - 4),
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
