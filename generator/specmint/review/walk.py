"""Changes of types, part by part; whether a value set changed the relation says."""

from collections.abc import Iterable
from typing import Any

from specmint.model import (
    Choice,
    Enum,
    List,
    Map,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.review.change import Changes, Pair, Site, word_changes
from specmint.review.collections import list_gaps, map_gaps, tuple_gaps
from specmint.review.enums import enum_changes
from specmint.review.fields import record_changes
from specmint.review.gaps import (
    Gap,
    Relation,
    compare_nothing,
    effective,
    relations,
)
from specmint.review.judged import Both, meet, sum_up, tell
from specmint.review.refusals import value_refusal_changes
from specmint.review.relation import gaps, kind_gaps
from specmint.review.scalars import scalar_gaps
from specmint.review.shapes import shape_changes
from specmint.review.shown import show, show_scale, show_unit, show_wire


def use_changes(pair: Pair, site: Site, base: Use, head: Use) -> Changes:
    """Tell how two uses differ; their facts are told by who holds them."""
    ways = relations(pair)
    yield from (tell(site, both) for both in _nulls(ways, base, head))
    yield from _said(pair, site, base, head)
    if ways[0].knows(base, head):
        return
    if isinstance(base.type, Ref) or isinstance(head.type, Ref):
        yield from _named_changes(ways, site, base, head)
    else:
        one, other = effective(pair.base, base), effective(pair.head, head)
        yield from kind_changes(pair, site, one, other)


def _nulls(ways: tuple[Relation, Relation], base: Use, head: Use) -> list[Both]:
    def own(found: Iterable[Gap]) -> Iterable[Gap]:
        return (gap for gap in found if gap.aspect == "null" and not gap.path)

    if base.nullable == head.nullable:
        return []
    return meet(own(gaps(ways[0], base, head)), own(gaps(ways[1], head, base)))


def _said(pair: Pair, site: Site, base: Use, head: Use) -> Changes:
    """Tell what is said of a value that no reader checks."""
    if base.secret != head.secret:
        yield site.change("secret-added" if head.secret else "secret-removed")
    yield from value_refusal_changes(site, base.refuse, head.refuse)
    one, other = effective(pair.base, base), effective(pair.head, head)
    is_same = isinstance(base.type, Ref) and isinstance(head.type, Ref)
    if not is_same or type(one) is not type(other):
        return
    if base.accepts != head.accepts:
        yield from accept_changes(site, one, other)
    if _own(base) == _own(head):
        return
    yield from said_changes(site, one, other)


def _own(use: Use) -> tuple[object, object]:
    return use.unit, use.scale


def accept_changes(site: Site, base: object, head: object) -> Changes:
    """Tell forms that a server takes besides the one that travels, or no longer."""
    old = [form for form in getattr(base, "accepts", ()) if form != _form(head)]
    new = [form for form in getattr(head, "accepts", ()) if form != _form(base)]
    names = [show_wire(form) for form in old], [show_wire(form) for form in new]
    rules = "accepted-form-added", "accepted-form-removed"
    yield from word_changes(site, *names, *rules)


def _form(kind: object) -> object:
    return getattr(kind, "wire", None)


def said_changes(site: Site, base: object, head: object) -> Changes:
    """Tell units and scales of minor units that came or went."""
    for name, show_one in (("unit", show_unit), ("scale", show_scale)):
        old, new = getattr(base, name, None), getattr(head, name, None)
        if name == "scale" and "Decimal" in type(base).__name__:
            continue
        if old in ("", None) and new not in ("", None):
            yield site.change(f"{name}-added", "none", show_one(new))
        elif new in ("", None) and old not in ("", None):
            yield site.change(f"{name}-removed", show_one(old), "none")


def _named_changes(
    ways: tuple[Relation, Relation], site: Site, base: Use, head: Use
) -> Changes:
    """Another type is named: told by aspect where it has no parts, else in one line."""
    found = meet(gaps(ways[0], base, head), gaps(ways[1], head, base))
    found = [both for both in found if both.aspect != "null" or both.path]
    is_plain = all(not both.path and both.aspect != "kind" for both in found)
    if is_plain and found:
        yield from (tell(site, both) for both in found)
    else:
        yield from sum_up(site, found, show(base), show(head))


def kind_changes(
    pair: Pair, site: Site, base: Type | Choice, head: Type | Choice
) -> Changes:
    """Tell how two types differ, whatever they are called."""
    match base, head:
        case Record(), Record():
            yield from record_changes(pair, use_changes, site, base, head)
        case Union(), Union():
            yield from shape_changes(pair, use_changes, site, base, head)
        case Choice(), Choice():
            yield from shape_changes(pair, use_changes, site, base, head)
        case Enum(), Enum():
            yield from enum_changes(site, base, head)
        case List(), List():
            found = _level(pair, list_gaps, base, head)
            yield from _collection_changes(pair, site, found, base, head)
        case Map(), Map():
            found = _level(pair, map_gaps, base, head)
            yield from _collection_changes(pair, site, found, base, head)
        case Tuple(), Tuple():
            found = _level(pair, tuple_gaps, base, head)
            yield from _collection_changes(pair, site, found, base, head)
        case _ if type(base) is type(head):
            found = meet(scalar_gaps(base, head, ()), scalar_gaps(head, base, ()))
            yield from (tell(site, both) for both in found)
            yield from said_changes(site, base, head)
            yield from accept_changes(site, base, head)
        case _:
            ways = relations(pair)
            found = meet(
                kind_gaps(ways[0], base, head, ()), kind_gaps(ways[1], head, base, ())
            )
            yield from sum_up(site, found, show(base), show(head))


def _level(pair: Pair, level: Any, base: Type, head: Type) -> list[Both]:
    """Find the gaps of two collections themselves; their parts are walked."""
    forward, backward = relations(pair)
    return meet(
        level(forward, compare_nothing, base, head, ()),
        level(backward, compare_nothing, head, base, ()),
    )


def _collection_changes(
    pair: Pair,
    site: Site,
    found: list[Both],
    base: List | Map | Tuple,
    head: List | Map | Tuple,
) -> Changes:
    yield from (tell(site, both) for both in found)
    for step, old in _parts(base).items():
        new = _parts(head).get(step)
        if new is not None:
            yield from use_changes(pair, site.at(*step), old, new)


def _parts(kind: List | Map | Tuple) -> dict[tuple[str | int, ...], Use]:
    match kind:
        case List():
            return {("items",): kind.items}
        case Map():
            return {("keys",): kind.keys, ("items",): kind.items}
    places: dict[tuple[str | int, ...], Use] = {
        ("items", index): use for index, use in enumerate(kind.items)
    }
    return places if kind.rest is None else {**places, ("rest",): kind.rest}
