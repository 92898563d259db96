"""Changes of unions and choices: what selects a shape, and the shapes."""

from collections.abc import Callable

from specmint.model import Choice, Record, Union, Use
from specmint.review.change import Changes, Pair, Site
from specmint.review.choices import choice_gaps, union_gaps, whole_case
from specmint.review.fields import record_changes
from specmint.review.gaps import Relation, compare_nothing, relations
from specmint.review.judged import Both, meet, tell
from specmint.review.relation import gaps
from specmint.review.shown import show

Walk = Callable[[Pair, Site, Use, Use], Changes]
_CASES = {"tag": "cases", "kind": "kinds", "has": "has"}


def shape_changes(
    pair: Pair, walk: Walk, site: Site, base: Union | Choice, head: Union | Choice
) -> Changes:
    selectors = [both for both in _level(pair, base, head) if both.aspect == "selector"]
    for both in selectors:
        yield tell(site, both)
    if selectors and isinstance(base, Union) and _way(base) != _way(head):
        return
    yield from _case_changes(pair, walk, site, base, head)
    yield from _last_changes(pair, walk, site, base, head, "otherwise")
    if isinstance(base, Choice):
        yield from _last_changes(pair, walk, site, base, head, "missing")
    elif isinstance(head, Union) and base.include != head.include:
        included = Record(base.include), Record(head.include)
        yield from record_changes(pair, walk, site, *included)


def _way(kind: Union | Choice) -> str:
    return kind.chosen_by if isinstance(kind, Union) else "by"


def _level(pair: Pair, base: Union | Choice, head: Union | Choice) -> list[Both]:
    forward, backward = relations(pair)
    if isinstance(base, Union) and isinstance(head, Union):
        return meet(
            union_gaps(forward, compare_nothing, base, head, ()),
            union_gaps(backward, compare_nothing, head, base, ()),
        )
    assert isinstance(base, Choice) and isinstance(head, Choice)
    return meet(
        choice_gaps(forward, compare_nothing, base, head, ()),
        choice_gaps(backward, compare_nothing, head, base, ()),
    )


def _case_changes(
    pair: Pair, walk: Walk, site: Site, base: Union | Choice, head: Union | Choice
) -> Changes:
    old, new = dict(base.cases), dict(head.cases)
    step = _CASES[_way(base)] if isinstance(base, Union) else "cases"
    forward, backward = relations(pair)
    for key, use in old.items():
        if key in new:
            yield from walk(pair, site.at(step, key), use, new[key])
        else:
            one = whole_case(pair.base, base, use)
            rule = f"{_openness(forward, one, head.otherwise)}case-removed"
            yield site.removed(rule, step, key, old=f"`{key}`: {show(use)}")
    for key in new.keys() - old.keys():
        one = whole_case(pair.head, head, new[key])
        rule = f"{_openness(backward, one, base.otherwise)}case-added"
        yield site.added(rule, step, key, new=f"`{key}`: {show(new[key])}")


def _openness(relation: Relation, case: Use, otherwise: Use | None) -> str:
    """Whether a reader without the case takes its values by what fits no case."""
    if otherwise is None:
        return ""
    aspects = {gap.aspect for gap in gaps(relation, case, otherwise)}
    return "open-" if aspects <= {"meaning"} else ""


def _last_changes(
    pair: Pair,
    walk: Walk,
    site: Site,
    base: Union | Choice,
    head: Union | Choice,
    name: str,
) -> Changes:
    old, new = getattr(base, name), getattr(head, name)
    if old is not None and new is not None:
        yield from walk(pair, site.at(name), old, new)
    elif new is not None:
        yield site.added(f"{name}-added", name, new=show(new))
    elif old is not None:
        yield site.removed(f"{name}-removed", name, old=show(old))
