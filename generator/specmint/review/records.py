"""Gaps between records, member by member; a reader keeps members it does not know."""

from collections.abc import Callable, Mapping

from specmint.model import Field, Record, Texts, Use
from specmint.review.gaps import Gap, Gaps, Path, Relation
from specmint.review.shown import show, show_condition

Compare = Callable[[Relation, Use, Use, Path], Gaps]
Conditions = tuple[tuple[str, Texts], ...]


def record_gaps(
    relation: Relation, gaps: Compare, first: Record, second: Record, path: Path
) -> Gaps:
    """Find why some value of the first record is no value of the second."""
    relation = relation.as_json()
    pairs = pair_members(first.fields, second.fields)
    for field in second.fields:
        near = pairs.get(field.name)
        if near is None:
            yield from _lacking(field, path)
        else:
            yield from presence_gaps(near, field, (*path, field.name))
            yield from gaps(relation, near.use, field.use, (*path, field.name))
    yield from _rest_gaps(relation, gaps, first, second, path)
    yield from bond_gaps(first, second, path)


def pair_members(
    first: tuple[Field, ...], second: tuple[Field, ...]
) -> Mapping[str, Field]:
    """Find, by the second's names, the members of the first that come as these."""
    sent = {field.name: field for field in first}
    found = {}
    for field in second:
        names = [name for name in (field.name, *field.also) if name in sent]
        if names:
            found[field.name] = sent[names[0]]
    return found


def _lacking(field: Field, path: Path) -> Gaps:
    if not field.may_be_missing:
        yield Gap((*path, field.name), "member", "nothing", show(field.use))


def presence_gaps(first: Field, second: Field, path: Path) -> Gaps:
    """Find where one may be missing, or there, and the other may not."""
    if second.only_when and not _implies(first.only_when, second.only_when):
        told = show_condition(first.only_when), show_condition(second.only_when)
        yield Gap(path, "condition", *told)
    elif _may_lack(second) or not first.may_be_missing:
        return
    elif first.only_when and not _may_lack(first) and second.only_when:
        if not _implies(second.only_when, first.only_when):
            told = show_condition(first.only_when), show_condition(second.only_when)
            yield Gap(path, "condition", *told)
    else:
        yield Gap(path, "presence", "may be missing", "required")


def _may_lack(field: Field) -> bool:
    """Whether it may be missing even where its condition is met."""
    return bool(field.optional or field.default or field.facts.comes_and_goes)


def _implies(first: Conditions, second: Conditions) -> bool:
    met = dict(first)
    return all(by in met and set(met[by]) <= set(texts) for by, texts in second)


def _rest_gaps(
    relation: Relation, gaps: Compare, first: Record, second: Record, path: Path
) -> Gaps:
    """What a record does not name has any type, unless its `rest` gives one."""
    if second.rest is None:
        return
    if first.rest is None:
        yield Gap((*path, "*"), "rest", "anything", show(second.rest), is_sure=False)
    else:
        yield from gaps(relation, first.rest, second.rest, (*path, "*"))
    known = {name for field in second.fields for name in (field.name, *field.also)}
    for field in first.fields:
        if field.name not in known:
            yield from gaps(relation, field.use, second.rest, (*path, field.name))


def bond_gaps(first: Record, second: Record, path: Path) -> Gaps:
    """Find what must be chosen, or stand together, in the second alone."""
    yield from exclusive_gaps(first.exactly_one_of, second.exactly_one_of, path)
    yield from together_gaps(first.together, second.together, path)


def exclusive_gaps(
    first: tuple[Texts, ...], second: tuple[Texts, ...], path: Path
) -> Gaps:
    groups = {frozenset(group) for group in second}
    if second and (not first or not {frozenset(group) for group in first} <= groups):
        told = _groups(first), _groups(second)
        yield Gap((*path, "exactly_one_of"), "bond", *told)


def together_gaps(
    first: tuple[tuple[str, Texts], ...],
    second: tuple[tuple[str, Texts], ...],
    path: Path,
) -> Gaps:
    known = dict(first)
    for name, needs in second:
        if not set(needs) <= set(known.get(name, ())):
            place = (*path, "together", name)
            yield Gap(
                place, "bond", _needs(name, known.get(name, ())), _needs(name, needs)
            )


def _needs(name: str, needs: Texts) -> str:
    return f"{' and '.join(needs)} beside {name}" if needs else "nothing"


def _groups(groups: tuple[Texts, ...]) -> str:
    return " or ".join("+".join(group) for group in groups) or "nothing"
