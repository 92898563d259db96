"""Bindings, examples and errors as JSON."""

from specmint.bundle.nodes import Json, node, plain
from specmint.bundle.types import use
from specmint.model import (
    BoundParam,
    Example,
    Exchange,
    Match,
    Part,
    Raise,
    Raised,
)


def bound_param(bound: BoundParam) -> dict[str, Json]:
    made: dict[str, Json] = {"name": bound.name, "in": bound.place}
    if bound.absent:
        return {"absent": True, **plain(bound, "param", "name", "place", "absent")}
    made["required"] = bound.required
    if bound.default is not None:
        made["default"] = bound.default.value
    return made | plain(bound, "param", "name", "place", "required", "default")


@node.register
def _(example: Example) -> dict[str, Json]:
    made: dict[str, Json] = {"origin": example.origin, "params": example.params}
    for key in ("result", "means"):
        if (box := getattr(example, key)) is not None:
            made[key] = box.value
    for key in ("beside", "means_params"):
        if getattr(example, key):
            made[key] = getattr(example, key)
    if example.raises:
        made["raises"] = node(example.raises)
    if example.exchange:
        made["exchange"] = {one.transport: _exchange(one) for one in example.exchange}
    done = ("name", "origin", "params", "result", "means", "beside", "means_params")
    return made | plain(example, *done, "raises", "exchange")


def _exchange(exchange: Exchange) -> dict[str, Json]:
    return plain(exchange, "transport")


@node.register
def _(raised: Raised) -> dict[str, Json]:
    made = plain(raised, "data", "parts")
    if raised.data is not None:
        made["data"] = raised.data.value
    if raised.parts:
        made["parts"] = raised.parts
    return made


@node.register
def _(raised: Raise) -> Json:
    made = plain(raised)
    return made["error"] if list(made) == ["error"] else made


@node.register
def _(match: Match) -> dict[str, Json]:
    made = plain(match, "codes")
    if match.codes:
        made["codes"] = {"from": match.codes[0], "to": match.codes[1]}
    return made


@node.register
def _(part: Part) -> Json:
    made = {"type": use(part.use)}
    return made if part.minus_from is None else {**made, "minus_from": part.minus_from}
