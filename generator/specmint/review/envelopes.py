"""Changes of envelopes: how an answer is wrapped."""

from specmint.model import Envelope
from specmint.review.change import SERVER, Changes, Pair, Site, attribute_changes
from specmint.review.facts import fact_changes
from specmint.review.fields import field_changes
from specmint.review.walk import use_changes

_ENVELOPE = dict.fromkeys(
    ["around", "ok", "ok_at", "result", "result_absent", "wrap", "failed", "without"],
    "envelope-changed",
)


def envelope_changes(pair: Pair) -> Changes:
    old = {one.name: one for one in pair.base.envelopes}
    new = {one.name: one for one in pair.head.envelopes}
    top = Site(("envelopes",), ("envelopes",))
    for name in old.keys() - new.keys():
        yield top.removed("envelope-removed", name, old=name)
    for name in new.keys() - old.keys():
        yield top.added("envelope-added", name, new=name)
    for name in old.keys() & new.keys():
        yield from _one_envelope(
            pair, top.at(name).sent_by(SERVER), old[name], new[name]
        )


def _one_envelope(pair: Pair, site: Site, base: Envelope, head: Envelope) -> Changes:
    yield from attribute_changes(site, base, head, _ENVELOPE)
    yield from fact_changes(site, base.facts, head.facts)
    old, new = (tuple(one.field for one in side.beside) for side in (base, head))
    yield from field_changes(pair, use_changes, site, old, new, "beside")
