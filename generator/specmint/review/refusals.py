"""Changes of what answers a refusal, at transports and at types."""

from specmint.model import Refuse
from specmint.review.change import Changes, Site
from specmint.review.facts import fact_changes


def refusal_changes(
    site: Site, base: Refuse | None, head: Refuse | None, prefix: str = ""
) -> Changes:
    """Tell an answer that came, went, or is another one."""
    told = _answer(base), _answer(head)
    if base is None and head is not None:
        yield site.change(f"{prefix}refusal-said", *told)
    elif base is not None and head is None:
        yield site.change(f"{prefix}refusal-unsaid", *told)
    elif told[0] != told[1]:
        yield site.change(f"{prefix}refusal-changed", *told)
    if base and head:
        yield from fact_changes(site, base.facts, head.facts)


def value_refusal_changes(
    site: Site, base: Refuse | None, head: Refuse | None
) -> Changes:
    """Tell the same of what answers the values of a type."""
    yield from refusal_changes(site.at("refuse"), base, head, "value-")


def _answer(refuse: Refuse | None) -> str:
    if refuse is None:
        return "none"
    parts = (refuse.error, refuse.message, str(refuse.status or ""), refuse.answer)
    return " ".join(part for part in parts if part)
