"""Errors: how they are told apart, and what they carry."""

from typing import Any

from specmint.build.examples import build_examples
from specmint.build.facts import Node, facts
from specmint.build.types import build_field, build_use
from specmint.model import Error, Match, Part


def build_error(name: str, node: Node) -> Error:
    parts = node.get("parts", {})
    return Error(
        name=name,
        summary=node["summary"],
        match=_match(node["match"]),
        facts=facts(node),
        message=node.get("message", ""),
        symbol=node.get("symbol", ""),
        parts=tuple(_part(part, use) for part, use in parts.items()),
        data=build_use(node["data"]) if "data" in node else None,
        acted=node.get("acted", "maybe"),
        transient=node.get("transient", False),
        http_status=_status(node.get("http_status")),
        over=tuple(node.get("over", ())),
        examples=build_examples(node),
    )


def _match(node: Node) -> Match:
    codes = node.get("codes")
    return Match(
        code=node.get("code"),
        codes=(codes["from"], codes["to"]) if codes else None,
        status=node.get("status"),
        token=node.get("token"),
        message=node.get("message"),
        text=node.get("text"),
    )


def _part(name: str, node: Any) -> Part:
    minus_from = None if isinstance(node, str) else node.get("minus_from")
    return Part(name, build_field(name, node).use, minus_from)


def _status(node: Any) -> int | tuple[tuple[str, int], ...] | None:
    return tuple(node.items()) if isinstance(node, dict) else node
