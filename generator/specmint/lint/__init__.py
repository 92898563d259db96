"""Opinions about sound specs: what people trip over, and how to mend it."""

from specmint.lint.allowed import Allowed, find_allowed, hold_allowed
from specmint.lint.opinions import Find, Opinion, opinions
from specmint.lint.table import Rule, Rules, read_rules

__all__ = [
    "Allowed",
    "Find",
    "Opinion",
    "Rule",
    "Rules",
    "find_allowed",
    "hold_allowed",
    "opinions",
    "read_rules",
]
