"""Changes of transports: addresses, dialects, frames, limits."""

from collections.abc import Mapping
from typing import Any

from specmint.model import (
    Http,
    Limits,
    Refuse,
    Rpc,
    Transport,
    Ws,
)
from specmint.review.bindings import header_changes, ok_changes, scheme_changes
from specmint.review.change import (
    CLIENT,
    SERVER,
    Changes,
    Pair,
    Site,
    attribute_changes,
    limit_changes,
    word_changes,
)
from specmint.review.facts import fact_changes
from specmint.review.fields import field_changes
from specmint.review.methods import rate_changes
from specmint.review.refusals import refusal_changes
from specmint.review.rpc import rpc_changes
from specmint.review.shown import show_wire
from specmint.review.walk import use_changes

_OWN = {
    "host": "host-changed",
    "path": "path-changed",
    "envelope": "envelope-changed-here",
    "tls": "tls-changed",
    "rules": "words-changed",
    "printed": "printing-changed",
    "reply_headers": "reply-headers-changed",
}
_HTTP = {
    "prefix": "prefix-changed",
    "content_type": "content-type-changed",
    "error": "error-default-status-changed",
}
_WS = {
    "call": "frame-changed",
    "reply_when": "frame-changed",
    "reply_id": "frame-changed",
    "foreign": "foreign-replies-changed",
    "replies": "foreign-replies-changed",
    "silence": "silence-changed",
    "closes": "closing-changed",
}


def transport_changes(pair: Pair) -> Changes:
    """Tell what became of the transports."""
    old = {one.name: one for one in pair.base.transports}
    new = {one.name: one for one in pair.head.transports}
    for name in old.keys() - new.keys():
        yield Site(("transports", name), ()).removed("transport-removed", old=name)
    for name in new.keys() - old.keys():
        yield Site((), ("transports", name)).added("transport-added", new=name)
    for name in old.keys() & new.keys():
        here = Site(("transports", name), ("transports", name))
        yield from _one_transport(pair, here, old[name], new[name])


def _one_transport(pair: Pair, site: Site, base: Transport, head: Transport) -> Changes:
    scope = site.sent_by(CLIENT)
    yield from field_changes(pair, use_changes, scope, base.scope, head.scope, "scope")
    if base == head:
        return
    yield from attribute_changes(site, base, head, _OWN)
    yield from fact_changes(site, base.facts, head.facts)
    yield from header_changes(scope, base.headers, head.headers)
    yield from scheme_changes(site.at("auth"), base.auth, head.auth)
    old, new = ([one.name for one in side.hosts] for side in (base, head))
    yield from word_changes(site.at("hosts"), old, new, "host-added", "host-removed")
    errors = site.at("errors").sent_by(SERVER)
    yield from word_changes(
        errors, base.errors, head.errors, "error-raised", "error-not-raised"
    )
    yield from _limits(site.at("limits"), base.limits, head.limits)
    yield from _timeouts(site.at("timeouts"), base.timeouts, head.timeouts)
    yield from _refusals(site, base.refuse, head.refuse)
    match base.more, head.more:
        case Rpc(), Rpc():
            yield from rpc_changes(site, base.more, head.more)
        case Http(), Http():
            yield from _http(site, base.more, head.more)
        case Ws(), Ws():
            yield from _ws(site, base.more, head.more)


def _limits(site: Site, base: Limits, head: Limits) -> Changes:
    for name in ("body", "batch", "depth", "time", "sessions"):
        old, new = getattr(base, name), getattr(head, name)
        yield from limit_changes(site.at(name), old, new, "limit")
    yield from rate_changes(site.at("rate"), base, head)
    yield from attribute_changes(site, base, head, {"doc": "words-changed"})


def _timeouts(site: Site, base: Mapping[str, Any], head: Mapping[str, Any]) -> Changes:
    for name in sorted(base.keys() | head.keys()):
        if base.get(name) != head.get(name):
            told = base.get(name, "none"), head.get(name, "none")
            yield site.at(name).change("timeout-changed", *told)


def _refusals(
    site: Site, base: tuple[Refuse, ...], head: tuple[Refuse, ...]
) -> Changes:
    old = {one.kind: one for one in base}
    new = {one.kind: one for one in head}
    for kind in sorted(old.keys() | new.keys()):
        here = site.at("refuse", kind)
        yield from refusal_changes(here, old.get(kind), new.get(kind))


def _http(site: Site, base: Http, head: Http) -> Changes:
    yield from attribute_changes(site, base, head, _HTTP)
    yield from ok_changes(site.at("status"), base.ok, head.ok)
    yield from _wire_rules(site, base, head)
    old, new = (
        [f"{verb} as {other}" for verb, more in one.also for other in more]
        for one in (base, head)
    )
    yield from word_changes(site.at("also"), old, new, "verb-added", "verb-removed")
    if base.slash != head.slash:
        rule = "slash-taken" if head.slash == "optional" else "slash-refused"
        yield site.at("slash").change(rule, base.slash, head.slash)


def _ws(site: Site, base: Ws, head: Ws) -> Changes:
    yield from attribute_changes(site, base, head, _WS)
    yield from _wire_rules(site, base, head)
    old, new = base.greets, head.greets
    if (old and (old.push, old.payload)) != (new and (new.push, new.payload)):
        told = old.push if old else "none", new.push if new else "none"
        yield site.at("greets").change("greeting-changed", *told)


def _accepted(more: Http | Ws) -> list[str]:
    """List the forms that a transport accepts, each with its place and kind."""
    return [
        f"{show_wire(form)} for a {kind} in {place}"
        for place, rules in more.accepts
        for kind, forms in rules
        for form in forms
    ]


def _wire_rules(site: Site, base: Http | Ws, head: Http | Ws) -> Changes:
    accepts = site.at("accepts").sent_by(CLIENT)
    forms = _accepted(base), _accepted(head)
    rules = "accepted-form-added", "accepted-form-removed"
    yield from word_changes(accepts, *forms, *rules)
    old, new = (
        {place: dict(rules) for place, rules in one.wire} for one in (base, head)
    )
    for place in sorted(old.keys() | new.keys()):
        kinds = old.get(place, {}), new.get(place, {})
        for kind in sorted(kinds[0].keys() | kinds[1].keys()):
            one, other = (group.get(kind) for group in kinds)
            if one != other:
                told = (show_wire(wire) if wire else "natural" for wire in (one, other))
                here = site.at("wire", place, kind).sent_by(CLIENT)
                yield here.change("wire-rule-changed", *told)
