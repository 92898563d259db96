"""Records: an interface that says what the members are, and a codec that says how they travel."""

from collections.abc import Iterator, Sequence

from specmint.lower.order import with_included
from specmint.lower.prose import ended, joined, source_words, use_words
from specmint.lower.typescript.alternatives import alternatives
from specmint.lower.typescript.layout import lay_out, opened, typed
from specmint.lower.typescript.names import member_names
from specmint.lower.typescript.shapes import Shapes, mapped
from specmint.lower.typescript.tags import tags_of
from specmint.lower.typescript.variants import Variant, decider_of, make_variants
from specmint.lower.typescript.views import MemberView, TypeView
from specmint.model import (
    Api,
    Field,
    NamedType,
    Record,
    Ref,
    Use,
)
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import TypeScript, js_doc, ts_key, ts_literal


def record_view(api: Api, shapes: Shapes, named: NamedType, record: Record) -> TypeView:
    name = shapes.names.types[named.name]
    record = with_included(api, named.name, record)
    own = member_names(record.fields)
    decider = decider_of(record.fields)
    variants = make_variants(shapes, record.fields, decider) if decider else []
    aside = aside_of(variants, decider)
    base, inherited = _base(api, record)
    tags = tags_of(api, named.name)
    members = [
        _member(shapes, field, own[field.name], tags.get(field.name, ""))
        for field in record.fields
        if field.name not in aside
        and (field.name not in inherited or field.name in tags)
    ]
    if record.rest:
        kind = mapped(shapes.of(record.rest).annotation)
        members.append(_plain("readonly extra?:", f"{kind} | undefined"))
    says = joined([ended(named.facts.doc), source_words(api, named.facts)])
    says = joined([says or f"{name}.", *_decided_words(record, aside)])
    base_name = shapes.names.types[base] if base else "" if record.rest else "Open"
    heading = f"{name}Shared" if variants else name
    extends = f" extends {base_name}" if base_name else ""
    codec = TypeScript(_codec(shapes, record, name, own, tags))
    if base_name and not members and not variants:  # nothing is its own
        alias = TypeScript(f"export type {name} = {base_name};")
        return TypeView(alias, js_doc([says], WIDTH), codec)
    return TypeView(
        heading=TypeScript(
            f"{'' if variants else 'export '}interface {heading}{extends}"
        ),
        doc=js_doc([says], WIDTH),
        shared_doc=(
            js_doc([f"What every {name} has."], WIDTH) if variants else js_doc([], 0)
        ),
        members=tuple(members),
        variants=TypeScript(_variants(name, record, own, variants, decider)),
        codec=codec,
        is_interface=True,
    )


def aside_of(variants: Sequence[Variant], decider: Field | None) -> set[str]:
    """Name the members that stand in the alternatives."""
    if decider is None or not variants:
        return set()
    return {decider.name, *(name for name, _ in variants[0].members)}


def _decided_words(record: Record, aside: set[str]) -> Iterator[str]:
    for field in record.fields:
        if field.name in aside and (words := use_words(field.use)):
            yield f"`{field.name}`: {words}"


def _base(api: Api, record: Record) -> tuple[str, frozenset[str]]:
    """Name the record whose members come first and unchanged, and these members."""
    for name in record.include[:1]:
        first = api.types[name].type
        assert isinstance(first, Record)
        is_same = record.fields[: len(first.fields)] == first.fields
        if is_same and not first.rest and not decider_of(first.fields):
            return name, frozenset(field.name for field in first.fields)
    return "", frozenset()


def _member(shapes: Shapes, field: Field, name: str, tag: str) -> MemberView:
    shape = shapes.of(field.use)
    kind = tag or shape.annotation
    sign = "?" if field.may_be_missing else ""
    kind += " | undefined" if field.may_be_missing else ""
    line = typed(f"readonly {ts_key(name)}{sign}:", kind, width=WIDTH - 2)
    return MemberView(TypeScript(line), js_doc([use_words(field.use)], WIDTH - 2))


def _plain(head: str, kind: str) -> MemberView:
    return MemberView(TypeScript(typed(head, kind, width=WIDTH - 2)), js_doc([], 0))


def _variants(
    name: str,
    record: Record,
    own: dict[str, str],
    variants: Sequence[Variant],
    decider: Field | None,
) -> str:
    if decider is None or not variants:
        return ""
    may_lack = {field.name: field.may_be_missing for field in record.fields}
    return f"export type {name} = {name}Shared &{alternatives(variants, decider, own, may_lack)};"


# -- codecs ------------------------------------------------------------------------


def _codec(
    shapes: Shapes,
    record: Record,
    name: str,
    own: dict[str, str],
    tags: dict[str, str],
) -> str:
    rows = [
        f"{ts_key(own[field.name])}:"
        f" {_travels(shapes, field, own[field.name], tags.get(field.name, ''))}"
        for field in record.fields
    ]
    args = [str(ts_literal(name)), f"{{ {', '.join(rows)} }}" if rows else "{}"]
    if record.rest:
        args.append(shapes.of(record.rest).codec)
    line = f"export const {name}: Codec<{name}> = record({', '.join(args)});"
    if not rows or record.rest:
        return lay_out(line)
    return opened(line)


def _travels(shapes: Shapes, field: Field, name: str, tag: str) -> str:
    codec = f"words({tag.replace(' | ', ', ')})" if tag else shapes.of(field.use).codec
    more = [f"also: {ts_literal(field.also)}"] if field.also else []
    more += ["secret: true"] if is_secret(shapes.api, field.use) else []
    args = [codec]
    if name != field.name or more:
        args.append(str(ts_literal(field.name)))
    args += [f"{{ {', '.join(more)} }}"] if more else []
    if not field.may_be_missing and len(args) == 1 and not codec.startswith("beside("):
        return codec
    return f"{'maybe' if field.may_be_missing else 'must'}({', '.join(args)})"


def is_secret(api: Api, use: Use) -> bool:
    kind: object = use.type
    if isinstance(kind, Ref):
        kind = api.types[kind.name].type
    return use.secret or bool(getattr(kind, "secret", False))
