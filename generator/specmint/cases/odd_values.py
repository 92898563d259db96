"""Values that no parameter may have: of another kind, or of the right one and wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from specmint.cases.parts import Json
from specmint.cases.spoiled import spoiled
from specmint.cases.unfit import decides, refuse_of, unfit, unfit_text
from specmint.model import Api, BoundParam, Example, Method, Refuse, Rpc, Ws


@dataclass(frozen=True, slots=True)
class Odd:
    """An argument with something wrong, and what a server says of it."""

    kind: str
    what: str
    value: Json
    facts: dict[str, str | int] = field(default_factory=dict)
    refuse: Refuse | None = None


def odd_values(
    api: Api, method: Method, bound: BoundParam, more: Rpc | Ws, example: Example
) -> Iterator[Odd]:
    """Spoil one argument in each way that a server sees by itself."""
    if bound.absent or decides(method, bound.param):
        return
    value, name = unfit(api, method, bound, more, example), bound.name
    if value is not None:
        yield Odd("type", f"{name}-ill-typed", value, {"name": name})
    text = unfit_text(api, method, bound)
    if text:
        facts: dict[str, str | int] = {"name": name, "value": text}
        refuse = refuse_of(api, method, bound)
        yield Odd("value", f"{name}-unfit", text, facts, refuse)
    for one in spoiled(api, method, bound, example):
        if not text or one.value != text:
            facts = {"name": name, **one.facts}
            what = one.way(name)
            yield Odd("value", what, one.value, facts, one.refuse)
