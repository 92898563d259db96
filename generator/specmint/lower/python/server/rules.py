"""Rules of types that say what answers a value that breaks them, as code."""

from collections.abc import Iterator, Mapping
from decimal import Decimal as Exact
from functools import partial
from itertools import islice

from specmint.lower.inside import KEYS, MOST, Way, inside, leading
from specmint.lower.python.server.refusals import refuse_code
from specmint.lower.python.shapes import Shapes
from specmint.model import (
    Api,
    Bytes,
    Choice,
    Decimal,
    Duration,
    Integer,
    Map,
    Ref,
    String,
    Use,
)
from specmint.targets.python_client import constant_name
from specmint.text.python import literal
from specmint.wire import resolve

Rules = Mapping[str, str]  # the names of rules by their code


def rule_names(shapes: Shapes) -> Rules:
    """Name every rule that some parameter keeps to, in the order of the methods."""
    names: dict[str, str] = {}
    for method in shapes.api.methods:
        for param in method.params:
            own = f"{method.name}_{param.name}"
            for use in _ruled_uses(shapes.api, param.use):
                code = _rule(shapes, use)
                if code not in names:
                    names[code] = _free(_called(use, own), set(names.values()))
    return names


def rules_of(shapes: Shapes, rules: Rules, use: Use, codec: str) -> str:
    """Give a codec that keeps to the rules of its type, and of what it is made of."""
    if _has_rule(shapes.api, use):
        code = _rule(shapes, use)
        return f"Ruled({codec}, {rules.get(code, code)})"
    ways: dict[Way, list[str]] = {}
    for way, inner in _inner(shapes.api, use):
        name = rules.get(code := _rule(shapes, inner), code)
        if name not in ways.setdefault(way, []):
            ways[way].append(name)
    if not ways:
        return codec
    pairs = (f"{literal(way)}: [{', '.join(told)}]" for way, told in ways.items())
    return f"RuledWithin({codec}, {{{', '.join(pairs)}}})"


def _inner(api: Api, use: Use) -> Iterator[tuple[Way, Use]]:
    """Give the ruled uses in a type, by their ways; what has no name shows most itself."""
    if isinstance(use.type, Ref):
        yield from _ways(api, use)
    elif isinstance(use.type, Map) and _has_rule(api, use.type.keys):
        yield (KEYS,), use.type.keys


def _ways(api: Api, use: Use) -> Iterator[tuple[Way, Use]]:
    lead = leading(api, use, partial(_has_rule, api))
    return islice(_ruled_ways(api, use, lead, frozenset()), MOST)


def _ruled_ways(
    api: Api, use: Use, lead: frozenset[str], above: frozenset[str]
) -> Iterator[tuple[Way, Use]]:
    """Follow a type to the ruled uses in it.

    What a type holds of itself, or of shapes that a sibling chooses, is left to handlers.
    """
    if _has_rule(api, use):
        yield (), use
        return
    if isinstance(use.type, Ref):
        if use.type.name in above or use.type.name not in lead:
            return
        above |= {use.type.name}
    kind = resolve(api, use)
    if isinstance(kind, Choice):
        return
    if isinstance(kind, Map) and _has_rule(api, kind.keys):
        yield (KEYS,), kind.keys
    for step, inner in inside(kind):
        for way, found in _ruled_ways(api, inner, lead, above):
            yield (*step, *way), found


def _ruled_uses(api: Api, use: Use) -> Iterator[Use]:
    if isinstance(use.type, Choice):
        for _, one in inside(use.type):
            yield from _ruled_uses(api, one)
        return
    yield from (found for _, found in _ways(api, use))


def _has_rule(api: Api, use: Use) -> bool:
    return api.refuse(use) is not None and not isinstance(use.type, Choice)


def _called(use: Use, own: str) -> str:
    """Call a rule by its type, and by its error where the type has another one."""
    if not isinstance(use.type, Ref):
        return constant_name(own)
    error = f"_{use.refuse.error}" if use.refuse else ""
    return constant_name(f"{use.type.name}{error}")


def _free(name: str, taken: set[str]) -> str:
    numbers = ["", *(f"_{number}" for number in range(2, len(taken) + 3))]
    return next(
        found for number in numbers if (found := f"_{name}{number}") not in taken
    )


def _rule(shapes: Shapes, use: Use) -> str:
    refuse = shapes.api.refuse(use)
    assert refuse is not None
    args = [refuse_code(shapes, refuse)]
    args += (f"{key}={literal(value)}" for key, value in _limits(shapes.api, use))
    return f"Rule({', '.join(args)})"


def _limits(api: Api, use: Use) -> Iterator[tuple[str, str | int]]:
    kind = resolve(api, use)
    least, most = getattr(kind, "min_length", None), getattr(kind, "max_length", None)
    match kind:
        case String(pattern=pattern) if pattern:
            yield "pattern", pattern
        case Bytes(length=int(length)):
            least = most = length
    yield from _told(("least", least), ("most", most))
    if isinstance(kind, Integer | Decimal | Duration):
        low = kind.minimum if use.minimum is None else use.minimum
        high = kind.maximum if use.maximum is None else use.maximum
        yield from _told(("low", _number(low)), ("high", _number(high)))
    if isinstance(kind, Decimal):
        scale = kind.scale if use.scale is None else use.scale
        yield from _told(("scale", scale if isinstance(scale, int) else None))


def _told(
    *pairs: tuple[str, str | int | None],
) -> Iterator[tuple[str, str | int]]:
    yield from ((key, value) for key, value in pairs if value is not None)


def _number(bound: Exact | int | None) -> str | int | None:
    return format(bound, "f") if isinstance(bound, Exact) else bound
