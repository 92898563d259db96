"""Facts, sources and errata."""

from collections.abc import Mapping
from typing import Any

from specmint.model import NO_FACTS, Erratum, Facts, Source

Node = Mapping[str, Any]
_FACTS = ["doc", "source", "since", "until", "only", "deprecated", "visibility", "requires", "errata", "unobserved"]


def facts(node: Any) -> Facts:
    """Take what may be said about any node."""
    if isinstance(node, str) or not any(key in node for key in _FACTS):
        return NO_FACTS
    return Facts(
        doc=node.get("doc", "").strip(),
        source=sources(node),
        since=tuple(node.get("since", {}).items()),
        until=tuple(node.get("until", {}).items()),
        only=tuple(node.get("only", ())),
        deprecated=node.get("deprecated", ""),
        visibility=node.get("visibility", "public"),
        requires=tuple(node.get("requires", ())),
        errata=errata(node),
        unobserved=node.get("unobserved", ""),
    )


def sources(node: Node) -> tuple[Source, ...]:
    source = node.get("source", ())
    listed = [source] if isinstance(source, dict) else source
    return tuple(
        Source(
            document=one["document"],
            section=one.get("section", ""),
            lines=str(one.get("lines", "")),
            note=one.get("note", ""),
        )
        for one in listed
    )


def errata(node: Node) -> tuple[Erratum, ...]:
    return tuple(
        Erratum(
            documented=one["documented"],
            actual=one["actual"],
            evidence=one["evidence"],
            over=one.get("over", ""),
            source=sources(one),
        )
        for one in node.get("errata", ())
    )


def groups(node: Node, key: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in node.get(key, ()))


def needs(node: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
    together = node.get("together", {})
    return tuple((name, tuple(names)) for name, names in together.items())
