"""The one relation between types: is every value of one a value of the other?

It holds on the wire and on the meaning. Each reason why it does not is a gap.
"""

from specmint.model import (
    Anything,
    Choice,
    List,
    Map,
    Nothing,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.review.choices import (
    choice_gaps,
    into_choice,
    into_union,
    out_of_choice,
    out_of_union,
    union_gaps,
)
from specmint.review.collections import list_gaps, map_gaps, tuple_gaps
from specmint.review.gaps import Gap, Gaps, Path, Relation, effective
from specmint.review.records import record_gaps
from specmint.review.scalars import scalar_gaps
from specmint.review.shown import show


def gaps(relation: Relation, first: Use, second: Use, path: Path = ()) -> Gaps:
    """Find why some value of the first use is no value of the second."""
    if first.nullable and not _takes_null(relation, second):
        yield Gap(path, "null", "null", show(second))
    if relation.knows(first, second):
        return
    inner = relation
    if isinstance(first.type, Ref) and isinstance(second.type, Ref):
        inner = relation.assuming(first.type.name, second.type.name)
    one, other = effective(relation.first, first), effective(relation.second, second)
    if isinstance(one, Nothing) and _takes_null(relation, second):
        return
    yield from kind_gaps(inner, one, other, path)


def _takes_null(relation: Relation, use: Use) -> bool:
    if use.nullable:
        return True
    match effective(relation.second, use):
        case Nothing() | Anything():
            return True
        case Union(chosen_by="kind") as union:
            return "null" in dict(union.cases) or union.otherwise is not None
    return False


def kind_gaps(
    relation: Relation, first: Type | Choice, second: Type | Choice, path: Path
) -> Gaps:
    """Find the gaps between two types, whatever they are called."""
    if first == second and not _has_names(first):
        return
    if isinstance(second, Anything):
        if not isinstance(first, Anything):
            yield Gap(path, "meaning", show(first), show(second))
    elif isinstance(first, Choice):
        if isinstance(second, Choice):
            yield from choice_gaps(relation, gaps, first, second, path)
        else:
            yield from out_of_choice(relation, gaps, first, second, path)
    elif isinstance(second, Choice):
        yield from into_choice(relation, gaps, first, second, path)
    elif isinstance(first, Union):
        if isinstance(second, Union):
            yield from union_gaps(relation, gaps, first, second, path)
        else:
            yield from out_of_union(relation, gaps, first, second, path)
    elif isinstance(second, Union):
        yield from into_union(relation, gaps, first, second, path)
    else:
        yield from _plain_gaps(relation, first, second, path)


def _plain_gaps(relation: Relation, first: Type, second: Type, path: Path) -> Gaps:
    """Find the gaps between two types whose shape nothing has to decide."""
    match first, second:
        case Record(), Record():
            yield from record_gaps(relation, gaps, first, second, path)
        case List(), List():
            yield from list_gaps(relation, gaps, first, second, path)
        case Map(), Map():
            yield from map_gaps(relation, gaps, first, second, path)
        case Tuple(), Tuple():
            yield from tuple_gaps(relation, gaps, first, second, path)
        case _:
            yield from scalar_gaps(first, second, path, in_text=relation.in_text)


def _has_names(kind: Type | Choice) -> bool:
    """Whether other types are within, whose names may mean something else now."""
    return isinstance(kind, Choice | Union | Record | List | Map | Tuple)
