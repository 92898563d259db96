"""Changes of methods: which there are, what they do, what they return and raise."""

from specmint.model import Example, Method, Raise
from specmint.review.bindings import binding_changes
from specmint.review.change import (
    CLIENT,
    SERVER,
    Changes,
    Pair,
    Site,
    attribute_changes,
    limit_changes,
)
from specmint.review.facts import erratum_changes, fact_changes
from specmint.review.fields import bond_changes, field_changes
from specmint.review.params import param_changes
from specmint.review.renames import pair_methods
from specmint.review.shown import show
from specmint.review.walk import use_changes

_EFFECTS = ("read", "idempotent", "once")
_WORDS = {"summary": "words-changed", "effect_doc": "words-changed"}
_MORE_WORDS = {"warnings": "warnings-changed", "cache_doc": "words-changed"}


def method_changes(pair: Pair) -> Changes:
    """Tell what became of the methods; those called otherwise are told as renamed."""
    old = {method.name: method for method in pair.base.methods}
    new = {method.name: method for method in pair.head.methods}
    gone = [method for method in pair.base.methods if method.name not in new]
    come = [method for method in pair.head.methods if method.name not in old]
    renamed = {one.name: other for one, other in pair_methods(gone, come, pair.types)}
    for name, method in old.items():
        other = new.get(name) or renamed.get(name)
        if other is None:
            here = Site(("methods", name), (), methods=(name,))
            yield here.removed("method-removed", old=name)
            continue
        here = Site(("methods", name), ("methods", other.name), methods=(other.name,))
        if name != other.name:
            yield here.change("method-renamed", name, other.name)
        yield from one_method(pair, here, method, other)
    known = {other.name for other in renamed.values()}
    for name in new.keys() - old.keys() - known:
        here = Site((), ("methods", name), methods=(name,))
        yield here.added("method-added", new=name)


def one_method(pair: Pair, site: Site, base: Method, head: Method) -> Changes:
    """Tell how one method differs; types that it names are told where they are."""
    if base != head:
        yield from _own_changes(site, base, head)
        yield from fact_changes(site, base.facts, head.facts)
        yield from bond_changes(site.sent_by(CLIENT), base, head)
        yield from _raise_changes(site, base.errors, head.errors)
        yield from example_changes(site, base.examples, head.examples)
    sent = site.sent_by(CLIENT)
    yield from param_changes(pair, sent, base, head)
    yield from binding_changes(pair, site, base, head)
    yield from _result_changes(pair, site.sent_by(SERVER), base, head)
    beside = site.sent_by(SERVER)
    yield from field_changes(
        pair, use_changes, beside, base.beside, head.beside, "beside"
    )


def _own_changes(site: Site, base: Method, head: Method) -> Changes:
    yield from attribute_changes(site, base, head, {**_WORDS, **_MORE_WORDS})
    yield from _effect_changes(site, base, head)
    if base.group != head.group:
        yield site.change("group-changed", base.group, head.group)
    if base.implemented != head.implemented:
        rule = "implemented" if head.implemented else "unimplemented"
        yield site.at("implemented").change(rule)
    if base.documented != head.documented:
        yield site.at("documented").change(
            "words-changed", base.documented, head.documented
        )
    if base.waits != head.waits:
        rule = "waits-added" if not base.waits else "waits-removed"
        told = base.waits or "no", head.waits or "no"
        yield site.at("waits").change(
            rule if not (base.waits and head.waits) else "waits-changed", *told
        )
    yield from limit_changes(site.at("cache"), head.cache, base.cache, "cache")
    yield from erratum_changes(site.at("cache"), base.cache_errata, head.cache_errata)
    yield from rate_changes(site.at("rate"), base, head)


def _effect_changes(site: Site, base: Method, head: Method) -> Changes:
    old, new = (_EFFECTS.index(one.effect) for one in (base, head))
    if old != new:
        rule = "effect-hardened" if new > old else "effect-eased"
        yield site.at("effect").change(rule, base.effect, head.effect)
    if base.consumes != head.consumes:
        rule = "consumes-added" if head.consumes else "consumes-removed"
        yield site.at("consumes").change(rule)


def rate_changes(site: Site, base: object, head: object) -> Changes:
    """Tell a limit of calls in a time that became tighter or looser."""
    old, new = getattr(base, "rate", None), getattr(head, "rate", None)
    if old == new:
        return
    told = tuple(f"{one.calls} in {one.per} s" if one else "none" for one in (old, new))
    if old and new and old.calls * new.per == new.calls * old.per:
        rule = "words-changed" if old.per == new.per else "rate-changed"
        yield site.change(rule, *told)
        return
    is_tighter = old is None or (new and new.calls * old.per < old.calls * new.per)
    yield site.change(f"rate-{'tightened' if is_tighter else 'loosened'}", *told)


def _result_changes(pair: Pair, site: Site, base: Method, head: Method) -> Changes:
    here = site.at("result")
    if base.result is None and head.result is not None:
        yield site.added("result-added", "result", new=show(head.result))
    elif head.result is None and base.result is not None:
        yield site.removed("result-removed", "result", old=show(base.result))
    elif base.result is not None and head.result is not None:
        yield from fact_changes(here, base.result.facts, head.result.facts)
        yield from use_changes(pair, here, base.result, head.result)


def _raise_changes(
    site: Site, base: tuple[Raise, ...], head: tuple[Raise, ...]
) -> Changes:
    old = {(one.error, one.when, one.over): one for one in base}
    new = {(one.error, one.when, one.over): one for one in head}
    names = {one.error for one in base}, {one.error for one in head}
    for error in sorted(names[1] - names[0]):
        yield site.at("errors").change("error-raised", "", error)
    for error in sorted(names[0] - names[1]):
        yield site.at("errors").change("error-not-raised", error)
    for error in sorted(names[0] & names[1]):
        ones = ([one for one in group if one.error == error] for group in (base, head))
        if old != new and len({tuple(group) for group in ones}) > 1:
            yield site.at("errors").change("error-told-otherwise", error, error)


def example_changes(
    site: Site, base: tuple[Example, ...], head: tuple[Example, ...]
) -> Changes:
    old = {one.name: one for one in base}
    new = {one.name: one for one in head}
    for name in old.keys() - new.keys():
        yield site.removed("example-removed", "examples", name, old=name)
    for name in new.keys() - old.keys():
        yield site.added("example-added", "examples", name, new=name)
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            yield site.at("examples", name).change("example-changed", name, name)
