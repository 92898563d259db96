"""Changes of enums: values that came, went or are called otherwise in code."""

from specmint.model import Enum
from specmint.review.change import Changes, Site
from specmint.review.facts import fact_changes
from specmint.review.judged import meet, tell
from specmint.review.scalars import scalar_gaps
from specmint.review.texts import unlisted


def enum_changes(site: Site, base: Enum, head: Enum) -> Changes:
    found = meet(scalar_gaps(base, head, ()), scalar_gaps(head, base, ()))
    yield from (tell(site, both) for both in found if both.aspect != "value")
    if base.of == head.of:
        yield from _value_changes(site, base, head)


def _value_changes(site: Site, base: Enum, head: Enum) -> Changes:
    """A value that came matters to old readers, one that went to new ones."""
    old = {value.text: value for value in base.values}
    new = {value.text: value for value in head.values}
    come = [text for text in new if text not in old]
    gone = [text for text in old if text not in new]
    fresh, lost = set(unlisted(head, base)), set(unlisted(base, head))
    for text in come:
        is_open = base.open or text not in fresh
        rule = "open-enum-value-added" if is_open else "enum-value-added"
        yield site.added(rule, "values", text, new=text)
    for text in gone:
        is_open = head.open or text not in lost
        rule = "open-enum-value-removed" if is_open else "enum-value-removed"
        yield site.removed(rule, "values", text, old=text)
    for text in old.keys() & new.keys():
        here, one, other = site.at("values", text), old[text], new[text]
        if one.name != other.name:
            yield here.change("enum-value-renamed", one.name, other.name)
        yield from fact_changes(here, one.facts, other.facts)
