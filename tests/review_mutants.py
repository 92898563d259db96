"""Small changes of types, made on the model: tighter, looser, other, and structural ones."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specmint.model import (
    NO_FACTS,
    Anything,
    Api,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    List,
    Map,
    NamedType,
    Record,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Value,
    Words,
)

ANY = Use(Anything("A test."))
TEXT = Use(String())


def mutants(kind: Type | Choice) -> Iterator[Type | Choice]:
    """Give types that differ from one in one respect."""
    match kind:
        case Integer() | Decimal() | Duration():
            yield from _numbers(kind)
        case String():
            yield replace(kind, pattern="[a-f]{2,4}")
            yield replace(kind, pattern="")
            yield replace(kind, pattern="", min_length=2)
            yield replace(kind, pattern="", max_length=6)
            yield Enum((Value("abc", "abc", NO_FACTS),), open=True)
        case Bytes():
            yield replace(kind, length=4)
            yield replace(kind, length=None, max_length=5)
            yield replace(kind, wire="base64" if kind.wire == "hex" else "hex")
            yield String()
        case Boolean():
            yield Boolean("zero-one" if kind.wire == "json" else "json")
            yield Boolean(Words(("true", "1"), ("false", "0")))
        case Timestamp(wire=Counted() as form):
            yield Timestamp(
                Counted(form.unit, "text" if form.form != "text" else "hex")
            )
            yield Integer(form.form)
            yield Duration(form)
        case Enum():
            yield from _enums(kind)
        case _:
            yield from _with_parts(kind)
    yield Anything("A test.")


def _numbers(kind: Any) -> Iterator[Type]:
    yield replace(kind, minimum=3)
    yield replace(kind, maximum=12)
    yield replace(kind, minimum=None, maximum=None)
    if isinstance(kind, Integer):
        yield replace(kind, wire="hex" if kind.wire != "hex" else "number")
        yield Decimal(kind.wire) if kind.wire != "hex" else String()
    if isinstance(kind, Decimal):
        yield replace(kind, scale=2)
        yield replace(kind, scale=None)
        yield Integer(kind.wire)


def _enums(kind: Enum) -> Iterator[Type]:
    yield replace(kind, open=not kind.open)
    yield replace(kind, values=kind.values[1:] or kind.values)
    text = "4711" if kind.of == "integer" else "another"
    yield replace(kind, values=(*kind.values, Value(text, text, NO_FACTS)))
    yield String() if kind.of == "string" else Integer(kind.wire)


def _with_parts(kind: Type | Choice) -> Iterator[Type | Choice]:
    match kind:
        case List():
            yield replace(kind, min_items=1)
            yield replace(kind, max_items=2)
            yield from (replace(kind, items=use) for use in uses(kind.items))
        case Map():
            yield from (replace(kind, items=use) for use in uses(kind.items))
        case Tuple():
            yield replace(kind, rest=TEXT)
            yield replace(
                kind, items=kind.items[:-1], least=min(kind.least, len(kind.items) - 1)
            )
            yield replace(kind, items=(*kind.items, TEXT))
        case Record():
            yield from _records(kind)
        case Union():
            yield replace(kind, otherwise=None if kind.otherwise else ANY)
            yield replace(kind, cases=kind.cases[1:])
            for index, (key, use) in enumerate(kind.cases):
                for other in list(uses(use))[:2]:
                    cases = [
                        *kind.cases[:index],
                        (key, other),
                        *kind.cases[index + 1 :],
                    ]
                    yield replace(kind, cases=tuple(cases))


def _records(kind: Record) -> Iterator[Type]:
    first = Field("first_of_all", TEXT)
    yield replace(kind, fields=(first, *kind.fields))
    yield replace(kind, fields=(replace(first, optional=True), *kind.fields))
    yield replace(kind, rest=None if kind.rest else TEXT)
    for index, field in enumerate(kind.fields):
        around = kind.fields[:index], kind.fields[index + 1 :]
        if (kind.exactly_one_of or kind.together) and field.name in str(kind):
            continue  # the bonds name it
        is_named = repr(kind).count(repr(field.name)) > 1
        for other in _fields(field, is_named=is_named):
            yield replace(kind, fields=(*around[0], *other, *around[1]))


def _fields(field: Field, *, is_named: bool) -> Iterator[tuple[Field, ...]]:
    """Give what may take a member's place; one that others name keeps its name."""
    yield ()
    yield (replace(field, optional=not field.optional, only_when=()),)
    if not is_named:
        yield (replace(field, name=f"{field.name}_2", also=(field.name,)),)
    for use in uses(field.use):
        yield (replace(field, use=use),)


def uses(use: Use) -> Iterator[Use]:
    yield replace(use, nullable=not use.nullable)
    if not isinstance(use.type, Choice):
        yield replace(TEXT, nullable=use.nullable)
        yield ANY


def with_type(api: Api, name: str, kind: Type | Choice) -> Api:
    """Give an API in which a name stands for another type."""
    known = api.types[name]
    assert not isinstance(kind, Choice)
    return replace(api, types={**api.types, name: NamedType(name, kind, known.facts)})
