"""Changes of what may be said about any node: words, sources, errata, releases."""

from specmint.model import Facts
from specmint.review.change import Changes, Site, attribute_changes, word_changes


def fact_changes(site: Site, base: Facts, head: Facts) -> Changes:
    """Tell how the facts about one node differ."""
    if base == head:
        return
    yield from attribute_changes(
        site, base, head, {"doc": "words-changed", "unobserved": "words-changed"}
    )
    if base.source != head.source:
        yield site.change("source-changed")
    yield from erratum_changes(site, base.errata, head.errata)
    yield from _deprecation_changes(site, base.deprecated, head.deprecated)
    if base.visibility != head.visibility:
        rule = "hidden" if head.visibility == "hidden" else "unhidden"
        yield site.at("visibility").change(rule)
    yield from _release_changes(site, base, head)
    yield from word_changes(
        site.at("requires"),
        base.requires,
        head.requires,
        "requirement-added",
        "requirement-removed",
    )


def erratum_changes(
    site: Site, base: tuple[object, ...], head: tuple[object, ...]
) -> Changes:
    if base != head:
        gone = sum(one not in head for one in base)
        come = sum(one not in base for one in head)
        here = site.at("errata")
        if gone and come:
            yield here.change("erratum-changed")
        elif come:
            yield here.change("erratum-added")
        elif gone:
            yield here.change("erratum-removed")


def _deprecation_changes(site: Site, base: str, head: str) -> Changes:
    here = site.at("deprecated")
    if head and not base:
        yield here.change("deprecated", "", head)
    elif base and not head:
        yield here.change("reactivated", base)
    elif base != head:
        yield here.change("words-changed", base, head)


def _release_changes(site: Site, base: Facts, head: Facts) -> Changes:
    """Which releases have it: fewer conditions mean that more do."""
    for name in ("since", "until", "only"):
        old, new = getattr(base, name), getattr(head, name)
        if old == new:
            continue
        gone, come = set(old) - set(new), set(new) - set(old)
        rule = "availability-changed"
        if not gone:
            rule = "availability-narrowed"
        elif not come:
            rule = "availability-widened"
        if name == "only" and old and new:
            rule = {
                "availability-narrowed": "availability-widened",
                "availability-widened": "availability-narrowed",
            }.get(rule, rule)
        told = (", ".join(_release(one) for one in group) for group in (old, new))
        yield site.at(name).change(rule, *told)


def _release(one: object) -> str:
    return " ".join(one) if isinstance(one, tuple) else str(one)
