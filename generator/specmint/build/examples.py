"""Examples of methods and of errors."""

from specmint.build.facts import Node, errata, sources
from specmint.model import Default, Example, Exchange, Raised


def build_examples(node: Node) -> tuple[Example, ...]:
    examples = node.get("examples", {})
    return tuple(_example(name, example) for name, example in examples.items())


def _example(name: str, node: Node) -> Example:
    return Example(
        name=name,
        origin=node["origin"],
        doc=node.get("doc", ""),
        params=node.get("params", {}),
        result=box(node, "result"),
        beside=node.get("beside", {}),
        raises=_raised(node.get("raises")),
        means=box(node, "means"),
        means_params=node.get("means_params", {}),
        exchange=tuple(
            Exchange(transport, traffic.get("request", ""), traffic.get("reply", ""))
            for transport, traffic in node.get("exchange", {}).items()
        ),
        over=tuple(node.get("over", ())),
        source=sources(node),
        errata=errata(node),
    )


def box(node: Node, key: str) -> Default | None:
    return Default(node[key]) if key in node else None


def _raised(node: Node | None) -> Raised | None:
    if node is None:
        return None
    [(name, says)] = node.items()
    says = says or {}
    return Raised(
        error=name,
        message=says.get("message"),
        code=says.get("code"),
        data=box(says, "data"),
        parts=says.get("parts", {}),
        status=says.get("status"),
    )
