"""Changes of a method's parameters, whose order is contract."""

from dataclasses import replace

from specmint.model import Api, Binding, BoundParam, Field, Method, Rpc, Use
from specmint.review.change import Change, Changes, Pair, Path, Site, word_changes
from specmint.review.fields import one_field
from specmint.review.gaps import relations
from specmint.review.judged import meet, tell
from specmint.review.relation import gaps
from specmint.review.renames import pair_fields
from specmint.review.shown import show, show_wire
from specmint.review.walk import use_changes
from specmint.wire import accepted, travelling, travels_as_text

Pairs = list[tuple[Field, Field]]


def param_changes(pair: Pair, site: Site, base: Method, head: Method) -> Changes:
    """Tell what became of the parameters; those called otherwise are told as renamed."""
    pairs = pair_params(pair, base, head)
    old = {one.name for one, _ in pairs}
    new = {other.name for _, other in pairs}
    for one, other in pairs:
        here = site.of(("params", one.name), ("params", other.name))
        if one.name != other.name:
            rule = _renamed(pair, one, other, base, head)
            yield here.change(rule, one.name, other.name)
        for change in one_field(pair, use_changes, here, one, other):
            yield _as_param(change)
        yield from _travel_changes(pair, here, (base, one), (head, other))
    for field in base.params:
        if field.name not in old:
            yield site.removed(
                "param-removed", "params", field.name, old=show(field.use)
            )
    yield from _added(pair, site, base, head, new)
    yield from _order_changes(pair, site, pairs, base, head)


def pair_params(pair: Pair, base: Method, head: Method) -> Pairs:
    new = {field.name: field for field in head.params}
    renamed = {
        one.name: other
        for one, other in pair_fields(base.params, head.params, pair.types)
    }
    found = ((one, renamed.get(one.name) or new.get(one.name)) for one in base.params)
    return [(one, other) for one, other in found if other is not None]


def _as_param(change: Change) -> Change:
    if len(change.path) == 4 and change.rule.startswith("field-"):
        return replace(change, rule=change.rule.replace("field-", "param-", 1))
    return change


def _renamed(pair: Pair, one: Field, other: Field, base: Method, head: Method) -> str:
    """A wire that has no names, or takes the old one, does not feel it."""
    names = [
        (_bound(a, one), _bound(b, other))
        for a in base.bindings
        for b in head.bindings
        if a.transport == b.transport
    ]
    is_taken = all(
        old is None
        or new is None
        or old.name in (new.name, *new.also)
        or old.place == new.place == "path"
        or _by_place(pair, a)
        for (old, new), a in zip(names, base.bindings, strict=False)
    )
    return "param-renamed-with-alias" if names and is_taken else "param-renamed"


def _by_place(pair: Pair, binding: Binding) -> bool:
    return passes_by_place(pair.head, binding.transport) == "positional"


def passes_by_place(api: Api, transport: str) -> str:
    """Say how parameters are passed: named, positional, either; over http by name."""
    return (
        getattr(api.transport(transport).more, "params", "named")
        if transport == "rpc"
        else "named"
    )


def _bound(binding: Binding, field: Field) -> BoundParam | None:
    return next((one for one in binding.params if one.param == field.name), None)


def _added(
    pair: Pair, site: Site, base: Method, head: Method, known: set[str]
) -> Changes:
    old = {field.name for field in base.params}
    names = [field.name for field in head.params]
    shared = [place for place, name in enumerate(names) if name in known]
    last = max(shared, default=-1)
    for place, field in enumerate(head.params):
        if field.name in known or field.name in old:
            continue
        told = show(field.use)
        if not field.may_be_missing:
            yield site.added("param-added-required", "params", field.name, new=told)
        elif place < last:
            rule = (
                "param-inserted"
                if _has_places(pair, head)
                else "param-inserted-by-name"
            )
            yield site.added(rule, "params", field.name, new=told)
        else:
            yield site.added("param-added-optional", "params", field.name, new=told)


def _has_places(pair: Pair, method: Method) -> bool:
    """Whether some transport passes parameters by position."""
    return any(
        passes_by_place(pair.head, one.transport) != "named" for one in method.bindings
    )


def _order_changes(
    pair: Pair, site: Site, pairs: Pairs, base: Method, head: Method
) -> Changes:
    old = [other.name for field in base.params for one, other in pairs if one is field]
    new = [field.name for field in head.params if field.name in old]
    if old != new:
        rule = (
            "params-reordered"
            if _has_places(pair, head)
            else "params-reordered-by-name"
        )
        yield site.at("params").change(rule, ", ".join(old), ", ".join(new))


# -- how a parameter travels over each transport -------------------------------------


def _travel_changes(
    pair: Pair, site: Site, base: tuple[Method, Field], head: tuple[Method, Field]
) -> Changes:
    """Tell wire forms that a binding sets; what the types say is told already."""
    bindings = {one.transport: one for one in head[0].bindings}
    for old in base[0].bindings:
        new = bindings.get(old.transport)
        one = _bound(old, base[1])
        other = new and _bound(new, head[1])
        if new and one and other and not one.absent and not other.absent:
            here = Site(_at(base, old), _at(head, new), site.senders, site.methods)
            fields = (base[1], one), (head[1], other)
            yield from _form_changes(pair, here, old.transport, *fields)


def _at(place: tuple[Method, Field], binding: Binding) -> Path:
    method, field = place
    return "methods", method.name, binding.transport, "params", field.name


def _form_changes(
    pair: Pair,
    site: Site,
    transport: str,
    base: tuple[Field, BoundParam],
    head: tuple[Field, BoundParam],
) -> Changes:
    (field, one), (other_field, other) = base, head
    if (one.wire, one.type, one.accepts) == (other.wire, other.type, other.accepts):
        return
    old = _travelling(pair.base, field.use, one, transport)
    new = _travelling(pair.head, other_field.use, other, transport)
    forward, backward = relations(pair)
    if travels_as_text(one) and travels_as_text(other):
        forward, backward = forward.as_text(), backward.as_text()
    for both in meet(gaps(forward, old, new), gaps(backward, new, old)):
        yield tell(site, both)
    forms = ([show_wire(form) for form in use.accepts] for use in (old, new))
    rules = "accepted-form-added", "accepted-form-removed"
    yield from word_changes(site, next(forms), next(forms), *rules)


def _travelling(api: Api, use: Use, bound: BoundParam, transport: str) -> Use:
    """Give a use as it travels, with the forms that a server accepts besides."""
    more = api.transport(transport).more
    wire, accepts = ((), ()) if isinstance(more, Rpc) else (more.wire, more.accepts)
    forms = accepted(api, use, bound, accepts)
    return replace(travelling(api, use, bound, wire), accepts=forms)
