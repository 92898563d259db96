"""One API, whole."""

from typing import Any

from specmint.build.auth import build_auth, build_credential
from specmint.build.errors import build_error
from specmint.build.examples import box
from specmint.build.facts import Node, facts, sources
from specmint.build.methods import (
    build_group,
    build_headers,
    build_method,
)
from specmint.build.transports import build_envelope, build_transport
from specmint.build.types import build_types, build_use
from specmint.model import (
    Api,
    Document,
    Fact,
    Group,
    Method,
    Push,
    Sent,
    Stream,
    Webhook,
)

Data = dict[str, Any]


def build_api(data: Data, method_groups: dict[str, str]) -> Api:
    """Build the model of one spec; `method_groups` names each method's group."""
    transports = {
        name: build_transport(name, node) for name, node in data["transports"].items()
    }
    order = [*data.get("order", ()), *data["groups"]]
    groups = {name: build_group(name, data["groups"][name]) for name in order}
    return Api(
        name=data["api"],
        title=data["title"],
        summary=data["summary"],
        words=tuple(data["words"]),
        facts=facts(data),
        documents=tuple(_document(*item) for item in data["documents"].items()),
        versions=tuple(
            (name, tuple(releases))
            for name, releases in data.get("versions", {}).items()
        ),
        transports=tuple(transports.values()),
        credentials=_each(data, "credentials", build_credential),
        auth=tuple(
            build_auth(name, own, _laid_over(data["auth"], name))
            for name, own in data.get("auth", {}).items()
        ),
        envelopes=_each(data, "envelopes", build_envelope),
        notes=_each(data, "facts", lambda heading, node: Fact(heading, facts(node))),
        groups=tuple(groups.values()),
        methods=_methods(data, method_groups, groups, transports),
        types=build_types(data["types"]),
        tables=data["tables"],
        errors={name: build_error(name, node) for name, node in data["errors"].items()},
        webhooks=_each(data, "webhooks", _webhook),
        pushes=_each(data, "pushes", _push),
        streams=_each(data, "streams", _stream),
    )


def _each(data: Data, section: str, build: Any) -> tuple[Any, ...]:
    return tuple(build(name, node) for name, node in data.get(section, {}).items())


def _methods(
    data: Data, method_groups: dict[str, str], groups: dict[str, Group], transports: Any
) -> tuple[Method, ...]:
    places = {name: place for place, name in enumerate(groups)}

    def place(method: tuple[str, Node]) -> int:
        return places[method_groups[method[0]]]

    return tuple(
        build_method(name, node, groups[method_groups[name]], transports, data["types"])
        for name, node in sorted(data["methods"].items(), key=place)
    )


def _laid_over(schemes: Node, name: str) -> Node:
    """Lay a scheme over the one it is like."""
    own = schemes[name]
    return {**_laid_over(schemes, own["like"]), **own} if "like" in own else own


def _document(name: str, node: Node) -> Document:
    keys = ("title", "kind", "address", "file", "revision", "doc")
    listed = node.get("sections", {}).items()
    sections = tuple((heading, str(lines)) for heading, lines in listed)
    texts = {key: node.get(key, "") for key in keys}
    return Document(name, **texts, sections=sections)


def _sent(name: str, node: Node) -> Sent:
    return Sent(
        name=name,
        origin=node["origin"],
        payload=box(node, "payload"),
        means=box(node, "means"),
        literal=node.get("frame") or node.get("body", ""),
        headers=tuple(node.get("headers", {}).items()),
        doc=node.get("doc", ""),
        source=sources(node),
    )


def _push(name: str, node: Node) -> Push:
    return Push(
        name=name,
        summary=node["summary"],
        when=tuple(node["when"].items()),
        payload=build_use(node["payload"]),
        facts=facts(node),
        at=node.get("at", ""),
        always=node.get("always", False),
        examples=tuple(_sent(*item) for item in node.get("examples", {}).items()),
    )


def _stream(name: str, node: Node) -> Stream:
    key = node.get("key", {})
    cases = node.get("cases", {})
    return Stream(
        name=name,
        summary=node["summary"],
        start=node["start"],
        stop=node["stop"],
        push=node["push"],
        facts=facts(node),
        once=node.get("once", ""),
        key_param=key.get("param", ""),
        key_member=key.get("member", ""),
        data=node.get("data", ""),
        cases=tuple((text, build_use(use)) for text, use in cases.items()),
    )


def _webhook(name: str, node: Node) -> Webhook:
    acknowledge, repeat = node.get("acknowledge", {}), node.get("repeat", {})
    return Webhook(
        name=name,
        summary=node["summary"],
        call=node["call"],
        place=node["in"],
        payload=build_use(node["payload"]),
        facts=facts(node),
        registered_by=tuple(
            (by["method"], by["param"]) for by in node.get("registered_by", ())
        ),
        auth=node.get("auth", ""),
        headers=build_headers(node),
        acknowledge=acknowledge.get("body", ""),
        acknowledge_status=acknowledge.get("status"),
        acknowledge_doc=acknowledge.get("doc", ""),
        repeat_every=repeat.get("every"),
        repeat_doc=repeat.get("doc", ""),
        same=tuple(node.get("same", ())),
        examples=tuple(_sent(*item) for item in node.get("examples", {}).items()),
    )
