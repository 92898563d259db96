"""Gaps between shapes that something decides: unions, and choices by a value elsewhere."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.model import (
    Anything,
    Api,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Field,
    Layout,
    List,
    Map,
    Nothing,
    Record,
    String,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.model import Boolean as Bool
from specmint.review.gaps import Gap, Gaps, Path, Relation, effective
from specmint.review.records import Compare
from specmint.review.shown import show

# -- a choice by a value elsewhere -----------------------------------------------


def choice_gaps(
    relation: Relation, gaps: Compare, first: Choice, second: Choice, path: Path
) -> Gaps:
    if first.by != second.by:
        yield Gap((*path, "by"), "selector", f"`{first.by}`", f"`{second.by}`")
        return
    cases = dict(second.cases)
    for key, use in first.cases:
        taken = cases.get(key, second.otherwise)
        yield from _case(relation, gaps, use, taken, (*path, key))
    if first.otherwise is not None:
        place = (*path, "otherwise")
        yield from _other(relation, gaps, first.otherwise, second.otherwise, place)
        for key in cases.keys() - dict(first.cases).keys():
            yield from gaps(relation, first.otherwise, cases[key], (*path, key))
    one = first.missing or first.otherwise
    other = second.missing or second.otherwise
    if one is not None and other is not None and (first.missing or second.missing):
        yield from gaps(relation, one, other, (*path, "missing"))
    elif first.missing is not None and other is None:
        yield Gap((*path, "missing"), "case", show(first.missing), "no shape")


def out_of_choice(
    relation: Relation, gaps: Compare, first: Choice, second: Type, path: Path
) -> Gaps:
    for key, use in _shapes(first):
        yield from gaps(relation, use, Use(second), (*path, key))


def into_choice(
    relation: Relation, gaps: Compare, first: Type, second: Choice, path: Path
) -> Gaps:
    for key, use in _shapes(second):
        yield from gaps(relation, Use(first), use, (*path, key))


def _shapes(choice: Choice) -> Iterator[tuple[str, Use]]:
    yield from choice.cases
    if choice.otherwise is not None:
        yield "otherwise", choice.otherwise
    if choice.missing is not None:
        yield "missing", choice.missing


# -- a union -----------------------------------------------------------------------


def union_gaps(
    relation: Relation, gaps: Compare, first: Union, second: Union, path: Path
) -> Gaps:
    """Compare by case; what fits no case of the second goes to its `otherwise`."""
    if (first.chosen_by, first.tag) != (second.chosen_by, second.tag):
        told = _selector(first), _selector(second)
        yield Gap((*path, "selector"), "selector", *told)
        return
    order = [key for key, _ in first.cases], [key for key, _ in second.cases]
    if first.chosen_by == "has" and _reorders(*order):
        yield Gap((*path, "has"), "selector", ", ".join(order[0]), ", ".join(order[1]))
    cases = dict(second.cases)
    for key, use in first.cases:
        taken = cases.get(key) or _kin(second, key) or second.otherwise
        one = whole_case(relation.first, first, use)
        other = taken and whole_case(relation.second, second, taken)
        yield from _case(relation, gaps, one, other, (*path, key))
    if first.otherwise is not None:
        yield from _otherwise(relation, gaps, first, second, path)


def _otherwise(
    relation: Relation, gaps: Compare, first: Union, second: Union, path: Path
) -> Gaps:
    one = first.otherwise
    assert one is not None
    place = (*path, "otherwise")
    yield from _other(relation, gaps, one, second.otherwise, place)
    if first.chosen_by == "kind":
        return
    for key, use in second.cases:
        if key not in dict(first.cases):
            other = whole_case(relation.second, second, use)
            for gap in gaps(relation, one, other, (*path, key)):
                yield replace(gap, is_sure=False)


def _case(
    relation: Relation, gaps: Compare, one: Use, other: Use | None, path: Path
) -> Gaps:
    if other is None:
        yield Gap(path, "case", show(one), "no case")
    else:
        yield from gaps(relation, one, other, path)


def _other(
    relation: Relation, gaps: Compare, one: Use, other: Use | None, path: Path
) -> Gaps:
    if other is None:
        yield Gap(path, "otherwise", show(one), "nothing")
    else:
        yield from gaps(relation, one, other, path)


def _reorders(first: list[str], second: list[str]) -> bool:
    """Whether members that both look for are looked for in another order."""
    return [key for key in first if key in second] != [k for k in second if k in first]


def _kin(union: Union, key: str) -> Use | None:
    """A whole number is a number too."""
    is_number = union.chosen_by == "kind" and key == "integer"
    return dict(union.cases).get("number") if is_number else None


def _selector(union: Union) -> str:
    return f"the tag `{union.tag}`" if union.tag else f"its {union.chosen_by}"


def whole_case(api: Api, union: Union | Choice, use: Use) -> Use:
    """Give a case with the fields that the union puts into every one."""
    kind = effective(api, use)
    if isinstance(union, Choice) or not union.include or not isinstance(kind, Record):
        return use
    fields: dict[str, Field] = {field.name: field for field in union.include}
    fields |= {field.name: field for field in kind.fields}
    return replace(use, type=replace(kind, fields=tuple(fields.values())))


def out_of_union(
    relation: Relation, gaps: Compare, first: Union, second: Type, path: Path
) -> Gaps:
    for key, use in _uses(first):
        one = whole_case(relation.first, first, use)
        yield from gaps(relation, one, Use(second), (*path, key))


def into_union(
    relation: Relation, gaps: Compare, first: Type, second: Union, path: Path
) -> Gaps:
    """Find the cases that a value of the first may pick; each must take it."""
    for key in sorted(_picked(first, second)):
        use = dict(second.cases).get(key) or second.otherwise
        if use is None:
            yield Gap((*path, key), "case", show(first), "no case")
        else:
            other = whole_case(relation.second, second, use)
            yield from gaps(relation, Use(first), other, (*path, key))


def _uses(union: Union) -> Iterator[tuple[str, Use]]:
    yield from union.cases
    if union.otherwise is not None:
        yield "otherwise", union.otherwise


def _picked(first: Type, union: Union) -> set[str]:
    keys = {key for key, _ in union.cases}
    if union.chosen_by == "kind":
        kinds = json_kinds(first)
        if kinds <= {"integer", "number"} and "integer" not in keys:
            return {"number"}
        return kinds
    if not isinstance(first, Record):
        return {"otherwise"}
    names = {field.name: field for field in first.fields}
    if union.chosen_by == "has":
        always = {name for name, field in names.items() if not field.may_be_missing}
        return (keys & names.keys()) | (set() if keys & always else {"otherwise"})
    return keys | {"otherwise"} if union.tag in names else {"otherwise"}


def json_kinds(kind: Type) -> set[str]:
    """Name the kinds of JSON in which a type's values come."""
    match kind:
        case Record() | Map():
            return {"object"}
        case List() | Tuple():
            return {"list"}
        case Nothing():
            return {"null"}
        case String() | Bytes():
            return {"string"}
        case Anything() | Union():
            return {"string", "integer", "number", "boolean", "null", "list", "object"}
        case Bool():
            return {"json": {"boolean"}, "zero-one": {"integer"}}.get(
                kind.wire if isinstance(kind.wire, str) else "", {"string"}
            )
        case Decimal() if kind.wire == "number":
            return {"integer", "number"}
        case _ if _is_number(kind):
            return {"integer"}
    return {"string"}


def _is_number(kind: object) -> bool:
    form = getattr(kind, "wire", None)
    if isinstance(form, Layout):
        return False
    return (form.form if isinstance(form, Counted) else form) == "number"
