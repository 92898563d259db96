"""The rules of how methods are bound to transports."""

from collections import defaultdict
from collections.abc import Iterator

from specmint.check.bound import PLACEHOLDER, Binding, Bound, bindings
from specmint.check.forms import accept_slips, wire_slips
from specmint.check.index import Index
from specmint.check.kinds import as_mapping, has_text, kind_of_use, wire_of
from specmint.check.members import is_needed, take_turns
from specmint.check.reserved import reserved_names
from specmint.check.siblings import unfit_value
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import listed, meant, meant_or_list, shown
from specmint.load import Path

_OF_ABSENT = frozenset(["absent", "errata", "doc"])
_BODIES = frozenset(["body", "form", "json"])
_BODILESS = frozenset(["GET", "HEAD"])


def check_bindings(index: Index) -> Iterator[Slip]:
    """Find the calls that cannot be made, or that two methods would answer."""
    taken: dict[tuple[str, ...], str] = {}
    for binding in bindings(index):
        yield from _params(binding, index)
        yield from _names(binding, index)
        yield from _texts(binding, index)
        yield from _host(binding)
        if binding.transport == "http" and binding.around:
            yield from _bodies(binding)
            yield from _placeholders(binding)
        yield from _same_calls(binding, taken, index)


def _params(binding: Binding, index: Index) -> Iterator[Slip]:
    known = {bound.param: bound for bound in binding.params}
    for name, says in binding.says.get("params", {}).items():
        at = (*binding.path, "params", name)
        if name not in known:
            message = f"there is no parameter {shown(name)}"
            yield Slip(at, "unknown-name", message, meant(name, known), of_key=True)
            continue
        yield from _unfit_keys(at, says, binding.transport)
        yield from _overrides(at, known[name], index)


def _unfit_keys(at: Path, says: Node, transport: str) -> Iterator[Slip]:
    if "in" in says and transport != "http":
        message = f"parameters have no places over `{transport}`"
        yield Slip((*at, "in"), "unfit-key", message, of_key=True)
    for key in says.keys() - _OF_ABSENT if says.get("absent") else ():
        message = f"`{key}` means nothing for a parameter that is absent"
        yield Slip((*at, key), "unfit-key", message, of_key=True)


def _overrides(at: Path, bound: Bound, index: Index) -> Iterator[Slip]:
    use = bound.says if "type" in bound.says else bound.use
    kind = kind_of_use(index.types, as_mapping(use))
    if kind:
        yield from wire_slips(at, kind, bound.says)
        usual = bound.says.get("wire") or wire_of(index.types, as_mapping(use))
        yield from accept_slips(at, kind, bound.says, usual)
    is_assumed = "default" in bound.says or not is_needed(bound.use)
    if bound.says.get("required") is False and not is_assumed:
        message = "a method needs it, so that a call without it needs a `default`"
        hint = "say what the server assumes"
        yield Slip((*at, "required"), "missing-key", message, hint, of_key=True)
    if "default" in bound.says:
        whole = {
            **as_mapping(use),
            **{k: bound.says[k] for k in ("wire",) if k in bound.says},
        }
        yield from unfit_value(index, (*at, "default"), whole, bound.says["default"])


def _names(binding: Binding, index: Index) -> Iterator[Slip]:
    """No two take the same name at the same place: parameters, auth, fixed queries."""
    reserved = dict(reserved_names(binding, index))
    taken: dict[tuple[str, str], Bound] = {}
    for bound, name in _all_names(binding):
        at, other = binding.place_of(bound), taken.setdefault(
            (bound.place, name), bound
        )
        if other is not bound and not take_turns(other.use, bound.use):
            message = (
                f"{shown(name)} may be {shown(other.param)} or {shown(bound.param)}"
            )
            yield Slip(at, "ambiguous-name", message, of_key=True)
        elif (bound.place, name) in reserved:
            message = f"{shown(name)} is {reserved[bound.place, name]} already"
            hint = "give it another `name`"
            yield Slip(at, "ambiguous-name", message, hint, of_key=True)


def _all_names(binding: Binding) -> Iterator[tuple[Bound, str]]:
    for bound in binding.params:
        if not bound.says.get("absent"):
            also = bound.says.get("also", ())
            also = (*also, *as_mapping(bound.use).get("also", ()))
            yield from ((bound, name) for name in dict.fromkeys((bound.name, *also)))


def _texts(binding: Binding, index: Index) -> Iterator[Slip]:
    """What goes into a path or a header has a text."""
    for bound in binding.params:
        if bound.place in {"path", "header"} and not _has_text(bound, index):
            message = f"{shown(bound.param)} goes into a {bound.place}, and has no text"
            yield Slip(binding.place_of(bound), "no-text", message, of_key=True)


def _has_text(bound: Bound, index: Index) -> bool:
    use = bound.says if "type" in bound.says else bound.use
    wire = bound.says.get("wire") or wire_of(index.types, as_mapping(use))
    return wire == "comma" or has_text(index.types, use)


def _host(binding: Binding) -> Iterator[Slip]:
    host = binding.says.get("host", "") if binding.around else ""
    known = binding.around.get("hosts", {})
    if host and "://" not in host and host not in known:
        message = f"there is no host {shown(host)}"
        hint = meant_or_list(host, known) or "write a name of `hosts`, or an address"
        yield Slip((*binding.path, "host"), "unknown-host", message, hint)


def _bodies(binding: Binding) -> Iterator[Slip]:
    """A request has one body, if its verb can have one at all."""
    places: dict[str, list[str]] = defaultdict(list)
    for bound in binding.params:
        if bound.place in _BODIES and not bound.says.get("absent"):
            places[bound.place].append(bound.param)
    named = [name for names in places.values() for name in names]
    if named and (binding.verb in _BODILESS or binding.says.get("body") == "none"):
        message = f"{listed(named)} would go into a body, and there is none"
        hint = "put it elsewhere with `in`, or use another verb"
        yield Slip(binding.path, "no-body", message, hint)
    elif len(places) > 1 or len(places["body"]) > 1:
        message = f"{listed(named)} do not make one body"
        hint = "a body is one parameter, or a form, or JSON"
        yield Slip(binding.path, "two-bodies", message, hint)


def _placeholders(binding: Binding) -> Iterator[Slip]:
    wire = {bound.name: bound for bound in binding.params}
    known = {**{bound.param: bound for bound in binding.params}, **wire}
    scope = binding.around.get("scope", {})
    for at, call in binding.calls:
        names = PLACEHOLDER.findall(call)
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Slip(at, "path-place", f"{shown(name)} has two places in the path")
        for name in names:
            if name not in known and name not in scope:
                message = f"there is no parameter {shown(name)}"
                yield Slip(
                    at, "unknown-name", message, meant(name, known.keys() | scope)
                )
            elif name in known and name in scope:
                message = f"{shown(name)} may be the parameter or the scope's"
                yield Slip(at, "ambiguous-name", message)
        rest = PLACEHOLDER.sub("", call)
        if set("{}?#") & set(rest):
            hint = "queries are parameters, or `query:`"
            yield Slip(at, "bad-form", "the path has stray braces, `?` or `#`", hint)
    yield from _path_params(binding)


def _path_params(binding: Binding) -> Iterator[Slip]:
    placed = set(PLACEHOLDER.findall(binding.says["call"]))
    for bound in binding.params:
        at = (*binding.path, "params", bound.param)
        is_placed = bool({bound.name, bound.param} & placed)
        if is_placed and (bound.place != "path" or bound.says.get("absent")):
            message = (
                f"the path has a place for {shown(bound.param)}, which goes elsewhere"
            )
            yield Slip(at, "path-place", message)
        elif is_placed and not bound.says.get("required", is_needed(bound.use)):
            message = f"{shown(bound.param)} may be missing, but the path needs it"
            yield Slip(binding.place_of(bound), "path-place", message, of_key=True)
        elif bound.place == "path" and not is_placed:
            message = f"the path has no place for {shown(bound.param)}"
            yield Slip(at, "path-place", message, f"write {{{bound.name}}} in it")


def _same_calls(
    binding: Binding, taken: dict[tuple[str, ...], str], index: Index
) -> Iterator[Slip]:
    """Two methods that answer to the same call cannot be told apart."""
    name = str(binding.path[1])
    for at, call in _all_calls(binding, index):
        other = taken.setdefault(call, name)
        if other != name:
            message = f"{call[0]} {shown(' '.join(call[1:]))} is {shown(other)} already"
            yield Slip(at, "same-call", message)


def _all_calls(
    binding: Binding, index: Index
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    says = binding.says
    host = str(says.get("host", ""))
    if binding.transport != "http":
        stem = index.spec.homes["methods", str(binding.path[1])].stem
        path = index.section("groups").get(stem, {}).get("path", "")
        yield binding.path, (
            binding.transport,
            host,
            says.get("path", path),
            says["method"],
        )
        return
    for at, call in binding.calls:
        shape = PLACEHOLDER.sub("{}", call)
        yield at, ("http", host, shape, says.get("query", ""))
