"""What answers a refusal: at a transport, at a type, and where a type is used."""

from typing import Any

from specmint.build.facts import Node, facts
from specmint.model import Refuse


def build_refuse(kind: str, node: Any) -> Refuse:
    """Build an answer, given as an error's name or as a mapping."""
    if isinstance(node, str):
        return Refuse(kind, node)
    return Refuse(
        kind,
        error=node.get("error", ""),
        message=node.get("message", ""),
        status=node.get("status"),
        answer=node.get("answer", "error"),
        facts=facts(node),
    )


def value_refuse(node: Node) -> Refuse | None:
    """Build what answers a value that breaks a rule of a type, if the type says it."""
    return build_refuse("", node["refuse"]) if "refuse" in node else None
