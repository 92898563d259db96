"""Changes of how a method is called over each transport."""

from dataclasses import replace
import re

from specmint.model import Binding, BoundParam, Field, Header, Method
from specmint.review.change import (
    CLIENT,
    Changes,
    Pair,
    Site,
    attribute_changes,
    word_changes,
)
from specmint.review.facts import erratum_changes, fact_changes
from specmint.review.fields import default_changes
from specmint.review.params import pair_params, passes_by_place

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
Fields = dict[str, tuple[Field, Field]]
_RULES = {
    "query": "call-query-changed",
    "body": "body-changed",
    "envelope": "envelope-changed-here",
    "host": "host-changed",
}


def binding_changes(pair: Pair, site: Site, base: Method, head: Method) -> Changes:
    old = {one.transport: one for one in base.bindings}
    new = {one.transport: one for one in head.bindings}
    for name in old.keys() - new.keys():
        yield site.removed("binding-removed", name, old=name)
    for name in new.keys() - old.keys():
        yield site.added("binding-added", name, new=name)
    params = {one.name: (one, other) for one, other in pair_params(pair, base, head)}
    for name, one in old.items():
        if name in new and one != new[name]:
            yield from _one_binding(pair, site.at(name), one, new[name], params)


def _one_binding(
    pair: Pair, site: Site, base: Binding, head: Binding, params: Fields
) -> Changes:
    yield from _call_changes(pair, site, _renamed_in_path(base, head, params), head)
    yield from attribute_changes(site, base, head, _own_rules(pair, base, head))
    yield from ok_changes(site.at("status"), base.ok, head.ok)
    yield from auth_changes(site.at("auth"), pair, base, head)
    own = _own_headers(pair, base, base=True), _own_headers(pair, head, base=False)
    yield from header_changes(site.sent_by(CLIENT), *own)
    yield from fact_changes(site, base.facts, head.facts)
    new = {one.param: one for one in head.params}
    for one in base.params:
        fields = params.get(one.param)
        other = fields and new.get(fields[1].name)
        if fields and other and one != other:
            here = site.of(("params", one.param), ("params", other.param))
            yield from _param_changes(pair, here.sent_by(CLIENT), base, one, other)
            yield from _presence_changes(here.sent_by(CLIENT), fields, one, other)


def _renamed_in_path(base: Binding, head: Binding, params: Fields) -> Binding:
    """Call placeholders as they are called now: the wire has the values alone."""
    new = {one.param: one for one in head.params if one.place == "path"}
    names = {
        one.name: new[params[one.param][1].name].name
        for one in base.params
        if one.place == "path"
        if one.param in params and params[one.param][1].name in new
    }

    def spelt(path: str) -> str:
        return _PLACEHOLDER.sub(lambda part: f"{{{names.get(part[1], part[1])}}}", path)

    return replace(base, path=spelt(base.path), also=tuple(map(spelt, base.also)))


def _own_rules(pair: Pair, base: Binding, head: Binding) -> dict[str, str]:
    """What both take from the transport is told there."""
    old, new = pair.base.transport(base.transport), pair.head.transport(head.transport)
    is_lent = base.envelope == old.envelope and head.envelope == new.envelope
    return {
        key: rule for key, rule in _RULES.items() if key != "envelope" or not is_lent
    }


def _own_headers(pair: Pair, binding: Binding, *, base: bool) -> tuple[Header, ...]:
    api = pair.base if base else pair.head
    lent = api.transport(binding.transport).headers
    return tuple(one for one in binding.headers if one not in lent)


def _call_changes(pair: Pair, site: Site, base: Binding, head: Binding) -> Changes:
    """The old call may be taken still; a path of the whole transport is told there."""
    old, new = _call(base), _call(head)
    lent = (
        pair.base.transport(base.transport).path,
        pair.head.transport(head.transport).path,
    )
    is_moved = (
        base.method == head.method and (base.path, head.path) == lent and not base.verb
    )
    also = [_spelt(base, call) for call in base.also]
    further = [_spelt(head, call) for call in head.also]
    if old != new and not is_moved:
        rule = "call-changed-with-alias" if old in further else "call-changed"
        yield site.change(rule, old, new)
    known = {old, new}
    yield from word_changes(
        site.at("also"),
        [call for call in also if call not in known],
        [call for call in further if call not in known],
        "call-alias-added",
        "call-alias-removed",
    )


def _call(binding: Binding) -> str:
    """What goes over the wire; placeholders are told at the parameters."""
    if binding.verb:
        return f"{binding.verb} {binding.path}"
    if binding.transport == "rpc":
        return f"{binding.method} at {binding.path}"
    return binding.method


def _spelt(binding: Binding, call: str) -> str:
    if binding.transport == "rpc":
        return f"{binding.method} at {call}"
    return call if " " in call else f"{binding.verb} {call}"


def ok_changes(site: Site, base: tuple[int, ...], head: tuple[int, ...]) -> Changes:
    yield from word_changes(site, base, head, "ok-status-added", "ok-status-removed")
    if base[:1] != head[:1] and set(base) == set(head):
        yield site.change("ok-status-changed", base[0], head[0])


def auth_changes(site: Site, pair: Pair, base: Binding, head: Binding) -> Changes:
    """Any of the schemes will do, and none is needed where there are none."""
    old, new = base.auth, head.auth
    lent = (
        pair.base.transport(base.transport).auth,
        pair.head.transport(head.transport).auth,
    )
    if (old, new) == lent:
        return
    yield from scheme_changes(site, old, new)


def scheme_changes(site: Site, old: tuple[str, ...], new: tuple[str, ...]) -> Changes:
    told = ", ".join(old) or "none", ", ".join(new) or "none"
    if old and not new:
        yield site.change("auth-dropped", *told)
    elif new and not old:
        yield site.change("auth-required", *told)
    else:
        yield from word_changes(
            site, old, new, "auth-choice-added", "auth-choice-removed"
        )


def header_changes(
    site: Site, base: tuple[Header, ...], head: tuple[Header, ...]
) -> Changes:
    old = {one.name: one for one in base}
    new = {one.name: one for one in head}
    for name in new.keys() - old.keys():
        rule = "header-added-required" if new[name].required else "header-added"
        yield site.added(rule, "headers", name, new=name)
    for name in old.keys() - new.keys():
        yield site.removed("header-removed", "headers", name, old=name)
    for name in old.keys() & new.keys():
        here, one, other = site.at("headers", name), old[name], new[name]
        if one.required != other.required:
            rule = (
                "header-became-required" if other.required else "header-became-optional"
            )
            yield here.change(rule)
        if one.value != other.value:
            yield here.change("header-value-changed", one.value, other.value)
        if one.doc != other.doc:
            yield here.change("words-changed", one.doc, other.doc)


def _param_changes(
    pair: Pair, site: Site, binding: Binding, base: BoundParam, head: BoundParam
) -> Changes:
    if base.absent != head.absent:
        yield site.change("param-absent" if head.absent else "param-carried")
        return
    if base.place != head.place:
        yield site.change("param-moved", base.place, head.place)
    yield from _name_changes(pair, site, binding, base, head)
    if base.doc != head.doc:
        yield site.change("words-changed", base.doc, head.doc)
    yield from erratum_changes(site, base.errata, head.errata)


def _name_changes(
    pair: Pair, site: Site, binding: Binding, base: BoundParam, head: BoundParam
) -> Changes:
    """A new name of the parameter itself is told there, and so are its aliases."""
    is_own = base.name == base.param and head.name == head.param
    is_placed = passes_by_place(pair.head, binding.transport) == "positional"
    if base.name != head.name and not is_own and not is_placed and head.place != "path":
        is_kept = base.name in head.also
        rule = "wire-name-changed-with-alias" if is_kept else "wire-name-changed"
        yield site.change(rule, base.name, head.name)


def _presence_changes(
    site: Site, fields: tuple[Field, Field], base: BoundParam, head: BoundParam
) -> Changes:
    """Tell what the binding alone says; the rest is told at the parameter."""
    old, new = fields
    if base.required != head.required and old.may_be_missing == new.may_be_missing:
        rule = "param-became-required" if head.required else "param-became-optional"
        yield site.change(rule)
    if base.default != head.default and old.default == new.default:
        yield from default_changes(site, base, head)
