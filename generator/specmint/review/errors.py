"""Changes of errors: how they are told apart, and what they carry."""

from specmint.model import Error, Part
from specmint.review.change import SERVER, Changes, Pair, Site, attribute_changes
from specmint.review.facts import fact_changes
from specmint.review.methods import example_changes
from specmint.review.renames import pair_alike
from specmint.review.shown import show
from specmint.review.walk import use_changes

_MATCH = {
    "code": "error-code-changed",
    "codes": "error-code-changed",
    "status": "error-status-changed",
    "token": "error-token-changed",
    "message": "error-match-text-changed",
    "text": "error-match-text-changed",
}
_OWN = {
    "summary": "words-changed",
    "message": "error-message-changed",
    "symbol": "words-changed",
    "http_status": "error-status-changed",
}


def error_changes(pair: Pair) -> Changes:
    """Tell what became of the errors; one of the same match is the same error."""
    old, new = pair.base.errors, pair.head.errors
    gone = [one for name, one in old.items() if name not in new]
    come = [one for name, one in new.items() if name not in old]
    renamed = {
        one.name: other
        for one, other in pair_alike(gone, come, lambda e: e.match, lambda e: e.match)
    }
    for name, error in old.items():
        other = new.get(name) or renamed.get(name)
        here = Site(("errors", name), ("errors", other.name if other else ""))
        here = _raised(pair, here, name)
        if other is None:
            yield here.removed("error-removed", old=name)
            continue
        if name != other.name:
            yield here.change("error-renamed", name, other.name)
        yield from _one_error(pair, here, error, other)
    for name in new.keys() - old.keys() - {one.name for one in renamed.values()}:
        yield Site((), ("errors", name)).added("error-added", new=name)


def _raised(pair: Pair, site: Site, name: str) -> Site:
    methods = (
        one for one in pair.base.methods if name in {e.error for e in one.errors}
    )
    return Site(site.base, site.head, (SERVER,), tuple(one.name for one in methods))


def _one_error(pair: Pair, site: Site, base: Error, head: Error) -> Changes:
    if base != head:
        match = site.at("match")
        yield from attribute_changes(match, base.match, head.match, _MATCH)
        yield from attribute_changes(site, base, head, _OWN)
        yield from _acted_changes(site, base, head)
        if base.over != head.over:
            yield site.at("over").change(
                "error-place-changed", *map(_over, (base, head))
            )
        yield from fact_changes(site, base.facts, head.facts)
        yield from example_changes(site, base.examples, head.examples)
    yield from _data_changes(pair, site, base, head)
    yield from _part_changes(pair, site, base.parts, head.parts)


def _acted_changes(site: Site, base: Error, head: Error) -> Changes:
    """`acted: never` and `transient` let clients send a call again."""
    if base.acted != head.acted:
        rule = "resend-allowed" if head.acted == "never" else "resend-forbidden"
        yield site.at("acted").change(rule, base.acted, head.acted)
    if base.transient != head.transient:
        rule = "transient-added" if head.transient else "transient-removed"
        yield site.at("transient").change(rule)


def _data_changes(pair: Pair, site: Site, base: Error, head: Error) -> Changes:
    if base.data is not None and head.data is not None:
        yield from use_changes(pair, site.at("data"), base.data, head.data)
    elif head.data is not None:
        yield site.added("error-data-added", "data", new=show(head.data))
    elif base.data is not None:
        yield site.removed("error-data-removed", "data", old=show(base.data))


def _part_changes(
    pair: Pair, site: Site, base: tuple[Part, ...], head: tuple[Part, ...]
) -> Changes:
    old = {part.name: part for part in base}
    new = {part.name: part for part in head}
    for name in old.keys() - new.keys():
        yield site.removed("error-part-removed", "parts", name, old=name)
    for name in new.keys() - old.keys():
        yield site.added("error-part-added", "parts", name, new=name)
    for name in old.keys() & new.keys():
        here = site.at("parts", name)
        if old[name].minus_from != new[name].minus_from:
            yield here.change(
                "error-part-computed-otherwise",
                old[name].minus_from,
                new[name].minus_from,
            )
        yield from use_changes(pair, here, old[name].use, new[name].use)


def _over(error: Error) -> str:
    return ", ".join(error.over) or "all transports"
