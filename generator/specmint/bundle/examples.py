"""Examples and errors as JSON."""

from specmint.bundle.nodes import Json, Object, named, node, plain
from specmint.bundle.types import shape, use
from specmint.model import Error, Example, Exchange, Match, Part, Raise


def error_node(error: Error) -> Object:
    made = plain(error, "name", "parts", "examples")
    if error.parts:
        made["parts"] = named(error.parts)
    if error.examples:
        made["examples"] = named(error.examples)
    return made


@node.register
def _(example: Example) -> Object:
    made = plain(example, "exchange")
    if example.exchange:
        made["exchange"] = {one.transport: _exchange(one) for one in example.exchange}
    return made


def _exchange(exchange: Exchange) -> Object:
    return plain(exchange, "transport")


@node.register
def _(raised: Raise) -> Json:
    made = plain(raised)
    return made["error"] if list(made) == ["error"] else made


@node.register
def _(match: Match) -> Object:
    made = plain(match, "codes")
    if match.codes is not None:
        made["codes"] = {"from": match.codes[0], "to": match.codes[1]}
    return made


@node.register
def _(part: Part) -> Object:
    made = use(part.use)
    whole = {"type": made} if made == shape(part.use.type) else made
    return {"name": part.name, **whole, **plain(part, "name", "use")}
