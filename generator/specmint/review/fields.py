"""Changes of members and parameters: who may be missing, and what they are called."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from specmint.model import Api, BoundParam, Field, Method, Record, Use
from specmint.review.change import Changes, Pair, Site, word_changes
from specmint.review.facts import fact_changes
from specmint.review.gaps import relations
from specmint.review.judged import Both, meet, tell
from specmint.review.records import exclusive_gaps, presence_gaps, together_gaps
from specmint.review.relation import gaps
from specmint.review.renames import pair_fields
from specmint.review.shown import show, show_default

Walk = Callable[[Pair, Site, Use, Use], Changes]
_HERE = ("here",)
# By who reads both names: the new side the old one, the old side the new one.
_RENAMED = {
    (False, False): "field-renamed",
    (True, False): "field-renamed-with-alias",
    (False, True): "field-renamed-to-alias",
    (True, True): "field-names-swapped",
}


def record_changes(
    pair: Pair, walk: Walk, site: Site, base: Record, head: Record
) -> Changes:
    old, new = own_fields(pair.base, base), own_fields(pair.head, head)
    shared = {field.name for field in base.fields} & {
        field.name for field in head.fields
    }
    told = {field.name for field in old} | {field.name for field in new}
    base_fields = tuple(
        field for field in base.fields if field.name in told or field.name not in shared
    )
    head_fields = tuple(
        field for field in head.fields if field.name in told or field.name not in shared
    )
    yield from field_changes(pair, walk, site, base_fields, head_fields)
    yield from _rest_changes(pair, walk, site, base.rest, head.rest)
    yield from _changes_beyond_rest(pair, site, base, head)
    yield from bond_changes(site, base, head)


def own_fields(api: Api, record: Record) -> tuple[Field, ...]:
    """Give the fields that are not told at the records that have them."""
    above = [api.types[name].type for name in record.include if name in api.types]
    lent = [field for one in above if isinstance(one, Record) for field in one.fields]
    return tuple(field for field in record.fields if field not in lent)


def field_changes(
    pair: Pair,
    walk: Walk,
    site: Site,
    base: tuple[Field, ...],
    head: tuple[Field, ...],
    step: str = "fields",
) -> Changes:
    """Tell what became of members; those with another name are told as renamed."""
    renamed = pair_fields(base, head, pair.types)
    new = {field.name: field for field in head}
    pairs = {old.name: other for old, other in renamed}
    for old in base:
        other = pairs.get(old.name) or new.get(old.name)
        if other is None:
            rule = (
                "field-removed-optional"
                if old.may_be_missing
                else "field-removed-required"
            )
            yield site.removed(rule, step, old.name, old=show(old.use))
            continue
        here = site.of((step, old.name), (step, other.name))
        if old.name != other.name:
            rule = _RENAMED[old.name in other.also, other.name in old.also]
            yield here.change(rule, old.name, other.name)
        yield from one_field(pair, walk, here, old, other)
    known = {field.name for field in base} | {other.name for other in pairs.values()}
    for field in head:
        if field.name not in known:
            rule = (
                "field-added-optional"
                if field.may_be_missing
                else "field-added-required"
            )
            yield site.added(rule, step, field.name, new=show(field.use))


def one_field(pair: Pair, walk: Walk, site: Site, base: Field, head: Field) -> Changes:
    """Tell how one member differs, apart from its name."""
    if base == head and base.use == head.use:
        yield from walk(pair, site, base.use, head.use)
        return
    found = meet(presence_gaps(base, head, _HERE), presence_gaps(head, base, _HERE))
    yield from (tell(site, both) for both in found)
    yield from default_changes(site, base, head)
    old = [name for name in base.also if name != head.name]
    new = [name for name in head.also if name != base.name]
    yield from word_changes(site, old, new, "alias-added", "alias-removed")
    yield from fact_changes(site, base.facts, head.facts)
    yield from walk(pair, site, base.use, head.use)


def default_changes(
    site: Site, base: Field | BoundParam, head: Field | BoundParam
) -> Changes:
    if base.default == head.default:
        return
    told = show_default(base.default), show_default(head.default)
    if base.default is None:
        yield site.change("default-added", *told)
    elif head.default is None:
        yield site.change("default-removed", *told)
    else:
        yield site.change("default-changed", *told)


def _rest_changes(
    pair: Pair, walk: Walk, site: Site, base: Use | None, head: Use | None
) -> Changes:
    if base is not None and head is not None:
        yield from walk(pair, site.at("rest"), base, head)
    elif head is not None:
        yield site.added("rest-tightened", "rest", new=show(head))
    elif base is not None:
        yield site.removed("rest-loosened", "rest", old=show(base))


def _changes_beyond_rest(pair: Pair, site: Site, base: Record, head: Record) -> Changes:
    """Tell members that the other side takes for further ones, and that do not fit those."""
    forward, backward = relations(pair)
    if base.rest is not None:
        for new in _unknown(head, base):
            if any(gaps(backward, new.use, base.rest)):
                here, told = site.of((), ("fields", new.name)), show(base.rest)
                rule = "field-added-beyond-rest"
                yield replace(here, base=()).change(rule, told, show(new.use))
    if head.rest is not None:
        for old in _unknown(base, head):
            if any(gaps(forward, old.use, head.rest)):
                here, told = site.of(("fields", old.name), ()), show(head.rest)
                rule = "field-removed-beyond-rest"
                yield replace(here, head=()).change(rule, show(old.use), told)


def _unknown(record: Record, other: Record) -> Iterator[Field]:
    """Give the members of a record that another one does not name."""
    known = {name for one in other.fields for name in (one.name, *one.also)}
    return (one for one in record.fields if one.name not in known)


def bond_changes(site: Site, base: Record | Method, head: Record | Method) -> Changes:
    """Tell what has to be chosen, or to stand together, now or no longer."""
    for name in ("exactly_one_of", "together"):
        compare = exclusive_gaps if name == "exactly_one_of" else together_gaps
        one, other = getattr(base, name), getattr(head, name)
        found = meet(compare(one, other, ()), compare(other, one, ()))
        yield from (tell(_bond(site, both, one, other), both) for both in found)


def _bond(site: Site, both: Both, base: object, head: object) -> Site:
    steps = both.path
    old, new = steps if base else (), steps if head else ()
    return site.of(old, new)
