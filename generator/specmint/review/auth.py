"""Changes of credentials, and of the schemes that send them or sign with them."""

from specmint.model import Auth, Credential, Fresh
from specmint.review.change import (
    CLIENT,
    Changes,
    Pair,
    Site,
    attribute_changes,
    word_changes,
)
from specmint.review.facts import fact_changes
from specmint.review.shown import show
from specmint.review.walk import use_changes

_SENT = ["user", "password", "file", "member", "value", "key", "send"]
_SCHEME = {
    **dict.fromkeys(_SENT, "auth-sent-otherwise"),
    "kind": "auth-kind-changed",
    "realm": "words-changed",
    "alone": "auth-sent-otherwise",
    "message": "signed-text-changed",
    "digest": "digest-changed",
    "failed": "auth-errors-changed",
}
_CREDENTIAL = {
    "secret": "words-changed",
    "encoding": "credential-changed",
    "length": "credential-changed",
    "file": "credential-changed",
}
_FRESH = {
    "place": "nonce-rule-changed",
    "name": "nonce-rule-changed",
    "rule": "nonce-rule-changed",
    "unit": "nonce-rule-changed",
    "below": "nonce-rule-changed",
    "doc": "words-changed",
}


def auth_scheme_changes(pair: Pair) -> Changes:
    yield from _credential_changes(pair)
    old = {one.name: one for one in pair.base.auth}
    new = {one.name: one for one in pair.head.auth}
    top = Site(("auth",), ("auth",))
    for name in old.keys() - new.keys():
        yield top.removed("auth-scheme-removed", name, old=name)
    for name in new.keys() - old.keys():
        yield top.added("auth-scheme-added", name, new=name)
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            yield from _one_scheme(top.at(name), old[name], new[name])


def _one_scheme(site: Site, base: Auth, head: Auth) -> Changes:
    yield from attribute_changes(site, base, head, _SCHEME)
    yield from fact_changes(site, base.facts, head.facts)
    names = [*base.also, *map(" ".join, base.also_send)], [
        *head.also,
        *map(" ".join, head.also_send),
    ]
    yield from word_changes(site, *names, "auth-alias-added", "auth-alias-removed")
    yield from _fresh_changes(site.at("fresh"), base.fresh, head.fresh)


def _fresh_changes(site: Site, base: Fresh | None, head: Fresh | None) -> Changes:
    if base is None and head is not None:
        yield site.change("nonce-required", "none", head.name)
    elif head is None and base is not None:
        yield site.change("nonce-dropped", base.name, "none")
    elif base is not None and head is not None:
        yield from attribute_changes(site, base, head, _FRESH, by_key=False)
        if base.window != head.window:
            is_less = (head.window or 0) < (base.window or 0)
            rule = "nonce-window-tightened" if is_less else "nonce-window-loosened"
            yield site.at("window").change(rule, base.window, head.window)
        old, new = ([one.also] if one.also else [] for one in (base, head))
        yield from word_changes(
            site, old, new, "auth-alias-added", "auth-alias-removed"
        )


def _credential_changes(pair: Pair) -> Changes:
    old = {one.name: one for one in pair.base.credentials}
    new = {one.name: one for one in pair.head.credentials}
    top = Site(("credentials",), ("credentials",), (CLIENT,))
    for name in old.keys() - new.keys():
        yield top.removed("credential-removed", name, old=name)
    for name in new.keys() - old.keys():
        rule = "credential-added" if new[name].optional else "credential-added-required"
        yield top.added(rule, name, new=name)
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            yield from _one_credential(pair, top.at(name), old[name], new[name])


def _one_credential(
    pair: Pair, site: Site, base: Credential, head: Credential
) -> Changes:
    yield from attribute_changes(site, base, head, _CREDENTIAL)
    yield from fact_changes(site, base.facts, head.facts)
    if base.optional != head.optional:
        rule = (
            "credential-became-optional"
            if head.optional
            else "credential-became-required"
        )
        yield site.change(rule)
    if base.use is not None and head.use is not None:
        yield from use_changes(pair, site.at("type"), base.use, head.use)
    elif base.use != head.use:
        old, new = (show(one) if one else "text" for one in (base.use, head.use))
        yield site.change("credential-changed", old, new)
