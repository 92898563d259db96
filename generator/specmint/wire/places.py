"""How parameters travel: the wire form at a place, and texts where there is no JSON."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from specmint.model import (
    AcceptRules,
    Anything,
    Api,
    Boolean,
    BoundParam,
    Bytes,
    Choice,
    Decimal,
    Enum,
    Integer,
    List,
    Nothing,
    Ref,
    String,
    Type,
    Use,
    Wire,
    WireRules,
    Wires,
)
from specmint.wire.around import Context, Meaning, Misfit, begin, resolve
from specmint.wire.decode import run as run_decode
from specmint.wire.encode import run as run_encode

T = TypeVar("T")
TEXT_PLACES = frozenset(["path", "query", "form", "header"])
_BUILTIN: dict[str, Type] = {
    "integer": Integer(),
    "decimal": Decimal(),
    "boolean": Boolean(),
    "string": String(),
    "none": Nothing(),
}
_NATURAL: dict[type[Type], Wire] = {
    Integer: "number",
    Decimal: "number",
    Boolean: "json",
    Bytes: "hex",
    List: "json",
}


def travelling(api: Api, use: Use, bound: BoundParam, rules: WireRules) -> Use:
    """Give a parameter's use as it travels over one transport.

    Its wire form is the nearest of: binding, place of use, type, the transport's
    rule for that place, JSON's natural form.
    """
    if bound.type:
        use = replace(use, type=_BUILTIN.get(bound.type) or Ref(bound.type), wire=None)
    if bound.wire is not None:
        return replace(use, wire=bound.wire)
    ruled = _ruled(resolve(api, use), bound.place, rules)
    return use if ruled is None or use.wire is not None else replace(use, wire=ruled)


def accepted(api: Api, use: Use, bound: BoundParam, rules: AcceptRules) -> Wires:
    """Give the forms that a server takes besides the one that travels.

    They are those of the nearest that has any: binding, place of use, type, rule.
    """
    if bound.accepts:
        return bound.accepts
    if bound.type:
        use = Use(_BUILTIN.get(bound.type) or Ref(bound.type))
    kind = resolve(api, use)
    if own := use.accepts or getattr(kind, "accepts", ()):
        return own
    has_form = bound.wire is not None or use.wire is not None
    return () if has_form else _ruled(kind, bound.place, rules) or ()


def _ruled(
    kind: Type | Choice,
    place: str,
    rules: Sequence[tuple[str, Sequence[tuple[str, T]]]],
) -> T | None:
    """Find the transport's rule for a type that has no form of its own."""
    if isinstance(kind, (Choice, Anything, Enum)):
        return None
    # A type that names its natural form cannot be told from one that names none.
    if getattr(kind, "wire", None) != _NATURAL.get(type(kind)):
        return None
    where = place if place in TEXT_PLACES else "json"
    return dict(dict(rules).get(where, ())).get(type(kind).__name__.lower())


def to_text(
    api: Api, use: Use, meaning: Meaning, context: Context | None = None
) -> tuple[str | list[str], tuple[Misfit, ...]]:
    """Give the text of a value in a path, a query, a form or a header.

    A list whose form is `repeated` gives a list of texts.
    """
    return run_encode(begin(api, context).as_text(), use, meaning)


def from_text(
    api: Api, use: Use, text: str | list[str], context: Context | None = None
) -> tuple[Meaning, tuple[Misfit, ...]]:
    """Give what the text of a path, a query, a form or a header means."""
    return run_decode(begin(api, context).as_text(), use, text)


def travels_as_text(bound: BoundParam) -> bool:
    return bound.place in TEXT_PLACES
