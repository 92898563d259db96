"""Findings from two models of an API: what a change does to users, and what to do instead.

It compares models and never text.
"""

from collections.abc import Iterable

from specmint.model import Api
from specmint.review.compare import compare
from specmint.review.finding import SEVERITIES, Find, Finding, judge
from specmint.review.reach import find_reach
from specmint.review.rules import AXES, Rule, Rules, read_rules

__all__ = [
    "AXES",
    "SEVERITIES",
    "Find",
    "Finding",
    "Rule",
    "Rules",
    "find_reach",
    "read_rules",
    "review",
    "sort",
]


def review(
    base: Api, head: Api, base_place: Find, head_place: Find, rules: Rules
) -> tuple[Finding, ...]:
    """Find what the change from one model to the other does to its users."""
    changes = compare(base, head)
    found = (judge(head.name, one, rules, base_place, head_place) for one in changes)
    return sort(found)


def sort(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by API and place, and drop repeats."""
    unique = {one.order: one for one in findings}
    return tuple(unique[order] for order in sorted(unique))
