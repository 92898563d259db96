"""The rules of types that say what answers a value that breaks theirs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from specmint.check.index import Index
from specmint.check.kinds import named, wire_of
from specmint.check.references import mentions
from specmint.check.refusals import check_parts, error_slips, told_parts
from specmint.check.slip import Slip
from specmint.check.walk import TRANSPORTS, Node
from specmint.load import Path
from specmint.model import KINDS

_KNOWN = KINDS["value"].tells
_BOUNDS = ("minimum", "maximum")
_RULES: Mapping[str, tuple[str, ...]] = {
    "string": ("pattern", "min_length", "max_length"),
    "integer": _BOUNDS,
    "decimal": (*_BOUNDS, "scale"),
    "duration": _BOUNDS,
}
_NUMBERS = frozenset(["integer", "decimal", "timestamp", "duration"])
_KINDS = _NUMBERS | {"string", "bytes", "enum"}
Reach = Mapping[tuple[str, str], frozenset[str]]


def check_value_refusals(index: Index) -> Iterator[Slip]:
    """Find answers to values that nobody sends, that are never wrong, or that cannot be told."""
    told = list(_refusing(index))
    reach = _reach(index) if told else {}
    for path, node in told:
        at, refuse = (*path, "refuse"), node["refuse"]
        if not _can_break(index, node):
            message = "every value of this kind fits, so that none is refused"
            hint = "give it a rule, such as a pattern, or remove `refuse`"
            yield Slip(at, "refusal-shape", message, hint, of_key=True)
        over = _over(index, reach, path)
        if not over:
            message = "no caller sends it, so that nothing is refused"
            hint = "say it of the type of a parameter"
            yield Slip(at, "refusal-shape", message, hint, of_key=True)
        says = {"error": refuse} if isinstance(refuse, str) else refuse
        if over == {"ws"} and "status" in says:
            message = "an answer over `ws` has no HTTP status"
            yield Slip((*at, "status"), "refusal-shape", message, of_key=True)
        here = at if isinstance(refuse, str) else (*at, "error")
        for one in sorted(over):
            yield from error_slips(here, says["error"], one, _KNOWN, index)
        yield from check_parts((*at, "message"), says.get("message", ""), _KNOWN)
        if _is_secret(index, node) and "value" in told_parts(says, index):
            message = "this tells the value, which is a secret"
            yield Slip(at, "refusal-part", message, of_key=True)


def _refusing(index: Index) -> Iterator[tuple[Path, Node]]:
    """Give what has an answer of its own, and is of a kind that may have one."""
    for name, node in index.types.items():
        if "refuse" in node:
            yield ("types", name), node
    for found in index.mappings:
        if "refuse" in found.use and _kind(index, found.use) in _KINDS:
            yield found.path, found.use


def _can_break(index: Index, says: Node) -> bool:
    """Whether some JSON of the right kind is no value of the type."""
    node, kind = named(index.types, says), _kind(index, says)
    wire = wire_of(index.types, says)
    if kind == "enum":
        return not node.get("open")
    if kind == "bytes" or any(
        key in one for key in _RULES.get(kind, ()) for one in (says, node)
    ):
        return True
    form = wire.get("as", "text") if isinstance(wire, dict) else wire
    return kind in _NUMBERS and form not in {None, "number"}


def _kind(index: Index, says: Node) -> str:
    return str(named(index.types, says).get("is", ""))


def _is_secret(index: Index, says: Node) -> bool:
    return bool(says.get("secret") or named(index.types, says).get("secret"))


# -- who sends it ------------------------------------------------------------------


def _over(index: Index, reach: Reach, path: Path) -> frozenset[str]:
    """Name the transports over which a value of this place is a parameter, or part of one."""
    section, name = str(path[0]), str(path[1])
    if section == "methods":
        return _bound(index, path) if path[2] == "params" else frozenset()
    return reach.get((section, name), frozenset())


def _bound(index: Index, path: Path) -> frozenset[str]:
    """Name the transports of a method that have the parameter."""
    method = index.section("methods")[str(path[1])]
    return frozenset(
        one for one in TRANSPORTS if one in method and not _lacks(method[one], path)
    )


def _lacks(binding: object, path: Path) -> bool:
    params = binding.get("params", {}) if isinstance(binding, dict) else {}
    says = params.get(path[3], {}) if len(path) > 3 else {}
    return isinstance(says, dict) and bool(says.get("absent"))


def _reach(index: Index) -> Reach:
    """Follow the types of parameters to all that these are made of."""
    leads: dict[str, list[str]] = defaultdict(list)
    ready: list[tuple[str, frozenset[str]]] = []
    for mention in mentions(index):
        if mention.section not in {"types", "records"}:
            continue
        match mention.path:
            case ("types", str(home), *_):
                leads[home].append(mention.name)
            case ("methods", _, "params" | "include", *_):
                ready.append((mention.name, _bound(index, mention.path)))
            case ("methods", _, ("rpc" | "http" | "ws") as transport, *_):
                ready.append((mention.name, frozenset([transport])))
    found: dict[tuple[str, str], frozenset[str]] = {}
    while ready:
        name, over = ready.pop()
        known = found.get(("types", name), frozenset())
        if not over <= known:
            found["types", name] = known | over
            ready += [(one, over) for one in leads[name]]
    return found
