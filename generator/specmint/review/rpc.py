"""Changes of JSON-RPC: how parameters are passed, batches, dialects."""

from collections.abc import Mapping

from specmint.model import Dialect, Rpc
from specmint.review.change import (
    Changes,
    Site,
    attribute_changes,
    limit_changes,
    word_changes,
)
from specmint.review.facts import fact_changes

_STYLES = {
    "named": {"named"},
    "positional": {"positional"},
    "either": {"named", "positional"},
}
_RPC = {
    "gap": "gap-changed",
    "ids": "words-changed",
    "content_type": "content-type-changed",
    "speak": "spoken-dialect-changed",
    "nulls": "nulls-changed",
}
_DIALECT = {
    "when": "dialect-changed",
    "members": "dialect-changed",
    "version": "dialect-changed",
    "request_version": "dialect-changed",
    "without_id": "notifications-changed",
    "params": "dialect-changed",
    "ok": "dialect-status-changed",
    "batch": "dialect-status-changed",
    "empty_batch": "dialect-status-changed",
    "notification": "dialect-status-changed",
    "error": "dialect-status-changed",
    "error_by_code": "dialect-status-changed",
}


def rpc_changes(site: Site, base: Rpc, head: Rpc) -> Changes:
    yield from attribute_changes(site, base, head, _RPC)
    if base.strict != head.strict:
        rule = "requests-strict" if head.strict else "requests-lenient"
        yield site.at("strict").change(rule)
    if base.positions != head.positions:
        rule = (
            "taken"
            if not base.positions
            else "refused" if not head.positions else "changed"
        )
        told = base.positions or "none", head.positions or "none"
        yield site.at("positions").change(f"positions-{rule}", *told)
    old, new = _STYLES[base.params], _STYLES[head.params]
    if old != new:
        rule = (
            "changed"
            if not (old <= new or new <= old)
            else "widened" if old < new else "narrowed"
        )
        yield site.at("params").change(f"call-style-{rule}", base.params, head.params)
    yield from word_changes(
        site.at("verbs"), base.verbs, head.verbs, "verb-added", "verb-removed"
    )
    types = base.content_types, head.content_types
    yield from word_changes(
        site.at("content_types"), *types, "content-type-added", "content-type-removed"
    )
    yield from _batch(site.at("batch"), base, head)
    if base.notifications != head.notifications:
        yield site.at("notifications").change(
            "notifications-changed", base.notifications, head.notifications
        )
    dialects = {one.name: one for one in base.dialects}, {
        one.name: one for one in head.dialects
    }
    yield from _dialects(site, *dialects)


def _batch(site: Site, base: Rpc, head: Rpc) -> Changes:
    old, new = base.batch, head.batch
    if old.allowed != new.allowed:
        yield site.change("batch-allowed" if new.allowed else "batch-forbidden")
    yield from limit_changes(site.at("most"), old.most, new.most, "limit")
    yield from attribute_changes(
        site,
        old,
        new,
        {
            "over": "refusal-changed",
            "empty": "refusal-changed",
            "doc": "words-changed",
            "runs": "batch-run-otherwise",
        },
    )


def _dialects(
    site: Site, old: Mapping[str, Dialect], new: Mapping[str, Dialect]
) -> Changes:
    for name in old.keys() - new.keys():
        yield site.removed("dialect-removed", "dialects", name, old=name)
    for name in new.keys() - old.keys():
        yield site.added("dialect-added", "dialects", name, new=name)
    for name in old.keys() & new.keys():
        here = site.at("dialects", name)
        yield from attribute_changes(here, old[name], new[name], _DIALECT)
        yield from fact_changes(here, old[name].facts, new[name].facts)
