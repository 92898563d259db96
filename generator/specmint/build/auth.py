"""Credentials and auth schemes."""

from typing import Any

from specmint.build.facts import Node, facts
from specmint.build.types import build_use
from specmint.model import Auth, Credential, Digest, Fresh


def build_credential(name: str, node: Node) -> Credential:
    return Credential(
        name=name,
        use=build_use(node["type"]) if "type" in node else None,
        secret=node.get("secret", False),
        encoding=node.get("encoding", ""),
        length=node.get("length"),
        file=node.get("file", ""),
        optional=node.get("optional", False),
        facts=facts(node),
    )


def build_auth(name: str, own: Node, whole: Node) -> Auth:
    """Build a scheme; `whole` is laid over those that it is like."""
    digest = whole.get("digest")
    return Auth(
        name=name,
        kind=whole["kind"],
        facts=facts(own),
        **{key: whole.get(key, "") for key in ("user", "password", "file", "realm")},
        member=whole.get("name", ""),
        also=tuple(whole.get("also", ())),
        value=whole.get("value", ""),
        alone=whole.get("alone", False),
        key=whole.get("key", ""),
        message=tuple(_message(part) for part in whole.get("message", ())),
        digest=Digest(digest["algorithm"], digest["encoding"]) if digest else None,
        fresh=_fresh(whole["fresh"]) if "fresh" in whole else None,
        send=tuple(
            (place, name, credential)
            for place, sent in whole.get("send", {}).items()
            for name, credential in sent.items()
        ),
        also_send=tuple(whole.get("also_send", {}).items()),
        failed=tuple(whole.get("failed", ())),
    )


def _message(part: Any) -> str | tuple[str, str]:
    if isinstance(part, str):
        return part
    [(key, value)] = part.items()
    return key, value


def _fresh(node: Node) -> Fresh:
    place = next(key for key in ("form", "header", "query") if key in node)
    return Fresh(
        place=place,
        name=node[place],
        rule=node["rule"],
        unit=node.get("unit", ""),
        window=node.get("window"),
        below=node.get("below", ""),
        also=node.get("also", ""),
        doc=node.get("doc", ""),
    )
