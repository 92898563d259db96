"""Changes of what a service sends by itself: webhooks, pushes and streams."""

from specmint.model import Push, Sent, Stream, Webhook
from specmint.review.bindings import header_changes
from specmint.review.change import SERVER, Changes, Pair, Site, attribute_changes
from specmint.review.facts import fact_changes
from specmint.review.shown import show
from specmint.review.walk import use_changes

_WEBHOOK = {
    "summary": "words-changed",
    "call": "webhook-sent-otherwise",
    "place": "webhook-sent-otherwise",
    "auth": "webhook-signed-otherwise",
    "acknowledge": "webhook-acknowledgement-changed",
    "acknowledge_status": "webhook-acknowledgement-changed",
    "acknowledge_doc": "words-changed",
    "repeat_every": "webhook-schedule-changed",
    "repeat_doc": "words-changed",
    "same": "webhook-sameness-changed",
    "registered_by": "webhook-registration-changed",
}
_PUSH = {
    "summary": "words-changed",
    "when": "push-selected-otherwise",
    "at": "push-selected-otherwise",
    "always": "push-sent-otherwise",
}
_STREAM = {
    "summary": "words-changed",
    "start": "stream-started-otherwise",
    "stop": "stream-started-otherwise",
    "once": "stream-started-otherwise",
    "push": "stream-carried-otherwise",
    "key_param": "stream-carried-otherwise",
    "key_member": "stream-carried-otherwise",
    "data": "stream-carried-otherwise",
}


def sent_changes(pair: Pair) -> Changes:
    """Tell what became of all that no call asks for; the server sends it."""
    base, head = pair.base, pair.head
    yield from _named(pair, "webhooks", base.webhooks, head.webhooks, _WEBHOOK)
    yield from _named(pair, "pushes", base.pushes, head.pushes, _PUSH)
    yield from _named(pair, "streams", base.streams, head.streams, _STREAM)


_KINDS = {"webhooks": "webhook", "pushes": "push", "streams": "stream"}
Own = Webhook | Push | Stream


def _named(
    pair: Pair,
    section: str,
    base: tuple[Own, ...],
    head: tuple[Own, ...],
    rules: dict[str, str],
) -> Changes:
    old = {one.name: one for one in base}
    new = {one.name: one for one in head}
    top, kind = Site((section,), (section,), (SERVER,)), _KINDS[section]
    for name in old.keys() - new.keys():
        yield top.removed(f"{kind}-removed", name, old=name)
    for name in new.keys() - old.keys():
        yield top.added(f"{kind}-added", name, new=name)
    for name in old.keys() & new.keys():
        here, one, other = top.at(name), old[name], new[name]
        if one != other:
            yield from attribute_changes(here, one, other, rules)
            yield from fact_changes(here, one.facts, other.facts)
        yield from _parts(pair, here, one, other)


def _parts(pair: Pair, site: Site, base: Own, head: Own) -> Changes:
    if isinstance(base, Stream) and isinstance(head, Stream):
        yield from _case_changes(pair, site, base, head)
        return
    assert not isinstance(base, Stream) and not isinstance(head, Stream)
    here = site.at("payload")
    yield from fact_changes(here, base.payload.facts, head.payload.facts)
    yield from use_changes(pair, here, base.payload, head.payload)
    yield from _example_changes(site, base.examples, head.examples)
    if isinstance(base, Webhook) and isinstance(head, Webhook):
        yield from header_changes(site, base.headers, head.headers)


def _case_changes(pair: Pair, site: Site, base: Stream, head: Stream) -> Changes:
    old, new = dict(base.cases), dict(head.cases)
    for key in old.keys() - new.keys():
        yield site.removed(
            "case-removed", "cases", key, old=f"`{key}`: {show(old[key])}"
        )
    for key in new.keys() - old.keys():
        yield site.added("case-added", "cases", key, new=f"`{key}`: {show(new[key])}")
    for key in old.keys() & new.keys():
        yield from use_changes(pair, site.at("cases", key), old[key], new[key])


def _example_changes(
    site: Site, base: tuple[Sent, ...], head: tuple[Sent, ...]
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
