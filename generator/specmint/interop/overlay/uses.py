"""Rules for uses of types: what has some name, kind or unit is of another type."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.overlay.misses import Miss, Path
from specmint.interop.overlay.spots import Spot, spots

Json = Any
Object = dict[str, Json]
_KEYS = ("of", "is", "unit", "pattern", "within", "take", "say", "drop")
_SHAPE = {"is", "type", "unit", "pattern", "minimum", "maximum"}


def apply_rules(data: Object, rules: list[Object], path: Path) -> Iterator[Miss]:
    """Apply each rule to all uses that it fits; those to which none is left are misses."""
    for index, rule in enumerate(rules):
        yield from _apply(data, rule, (*path, index))


def _apply(data: Object, rule: Object, path: Path) -> Iterator[Miss]:
    for key in rule.keys() - set(_KEYS):
        yield Miss((*path, key), f"a rule has {', '.join(_KEYS)}, and no `{key}`")
    found: set[str] = set()
    wholes: set[str] = set()
    for spot in list(spots(data)):
        if _fits(rule, spot):
            found.add(spot.name)
            wholes.add(spot.whole)
            spot.put(_taken(rule, spot.node))
    for key, seen in (("of", found), ("within", wholes)):
        for place, name in enumerate(rule.get(key, ())):
            if name not in seen:
                yield Miss((*path, key, place), f"nothing of `{name}` is left for it")
    if not found:
        yield Miss(path, "no use of a type fits this rule")


def _fits(rule: Object, spot: Spot) -> bool:
    node = spot.node
    kind = node.get("is") or node.get("type")
    return (
        spot.name in rule.get("of", (spot.name,))
        and spot.whole in rule.get("within", (spot.whole,))
        and kind == rule.get("is", kind)
        and all(
            node.get(key) == rule[key] for key in ("unit", "pattern") if key in rule
        )
    )


def _taken(rule: Object, node: Object) -> Object:
    """Let a use be of the rule's type, and keep what else it says."""
    gone = set(rule.get("drop", ()))
    if "take" in rule:
        gone |= _SHAPE
    made = {key: one for key, one in node.items() if key not in gone}
    if "default" in gone and "default" in node:
        made["optional"] = True
    taken = {"type": rule["take"]} if "take" in rule else {}
    return {**taken, **made, **rule.get("say", {})}
