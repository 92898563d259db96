"""From gaps, found both ways, to the rules that they meet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specmint.review.change import Change, Changes, Site
from specmint.review.gaps import Gap, Path

# By aspect: the new takes less, the new takes more, or neither holds the other.
_RULES: dict[str, tuple[str, str, str]] = {
    "kind": ("type-narrowed", "type-widened", "type-changed"),
    "meaning": ("type-meaning-changed",) * 3,
    "wire": ("wire-form-narrowed", "wire-form-widened", "wire-form-changed"),
    "unit": ("unit-changed",) * 3,
    "scale": ("scale-changed",) * 3,
    "digits": ("digits-tightened", "digits-loosened", "digits-changed"),
    "range": ("range-tightened", "range-loosened", "range-changed"),
    "length": ("length-tightened", "length-loosened", "length-changed"),
    "count": ("count-tightened", "count-loosened", "count-changed"),
    "pattern": ("pattern-tightened", "pattern-loosened", "pattern-changed"),
    "null": ("became-not-nullable", "became-nullable", "type-changed"),
    "member": ("field-added-required", "field-removed-required", "type-changed"),
    "presence": ("field-became-required", "field-became-optional", "type-changed"),
    "condition": ("condition-tightened", "condition-loosened", "condition-changed"),
    "bond": ("bond-tightened", "bond-loosened", "bond-changed"),
    "value": ("enum-value-removed", "enum-value-added", "type-changed"),
    "open": ("enum-closed", "enum-opened", "type-changed"),
    "case": ("case-removed", "case-added", "type-changed"),
    "otherwise": ("otherwise-removed", "otherwise-added", "type-changed"),
    "selector": ("selector-changed",) * 3,
    "rest": ("rest-tightened", "rest-loosened", "type-changed"),
    "place": ("tuple-shortened", "tuple-lengthened", "tuple-changed"),
}


@dataclass(frozen=True, slots=True)
class Both:
    """What stands in the way from old to new, and from new to old, at one spot."""

    path: Path
    aspect: str
    forward: Gap | None
    backward: Gap | None

    @property
    def rule(self) -> str:
        narrowed, widened, changed = _RULES[self.aspect]
        if self.forward and self.backward:
            return changed
        return narrowed if self.forward else widened

    @property
    def old(self) -> str:
        if self.forward:
            return self.forward.first
        assert self.backward
        return self.backward.second

    @property
    def new(self) -> str:
        if self.forward:
            return self.forward.second
        assert self.backward
        return self.backward.first

    @property
    def is_sure(self) -> bool:
        return all(gap.is_sure for gap in (self.forward, self.backward) if gap)


def meet(forward: Iterable[Gap], backward: Iterable[Gap]) -> list[Both]:
    """Put gaps together that are about the same spot, and keep their order."""
    old = {(gap.path, gap.aspect): gap for gap in forward}
    new = {(gap.path, gap.aspect): gap for gap in backward}
    found = [
        Both(*key, old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])
    ]
    kinds = {both.path for both in found if both.aspect == "kind"}
    return [
        both for both in found if both.aspect != "meaning" or both.path not in kinds
    ]


def tell(site: Site, both: Both) -> Change:
    rule = both.rule
    if both.aspect == "pattern" and not both.is_sure:
        rule = "pattern-unproven"
    if both.aspect == "wire" and both.forward and both.forward.is_accepted:
        rule = "wire-form-changed-accepted"
    return site.change(rule, both.old, both.new)


def sum_up(site: Site, found: list[Both], old: str, new: str) -> Changes:
    """Tell in one change how far two types differ that are not compared part by part."""
    gaps = [both for both in found if both.aspect != "meaning"]
    if not gaps:
        if found or old != new:
            rule = "type-meaning-changed" if found else "type-replaced"
            yield site.change(rule, old, new)
        return
    is_narrowed = any(both.forward for both in gaps)
    is_widened = any(both.backward for both in gaps)
    place = 2 if is_narrowed and is_widened else 0 if is_narrowed else 1
    yield site.change(_RULES["kind"][place], old, new)


def rules_of_gaps() -> Iterator[tuple[str, tuple[str, str, str]]]:
    """List the rules of each aspect: what narrows, what widens, what does both."""
    yield from _RULES.items()
