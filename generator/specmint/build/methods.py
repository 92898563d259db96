"""Methods, their bindings and examples, and the errors they raise."""

from collections.abc import Mapping
import re
from typing import Any

from specmint.build.examples import build_examples
from specmint.build.facts import Node, errata, facts, groups, needs
from specmint.build.scalars import accepted, wire_form
from specmint.build.types import (
    Declared,
    build_fields,
    build_use,
    included_fields,
)
from specmint.model import (
    Binding,
    BoundParam,
    Default,
    Field,
    Group,
    Header,
    Http,
    Method,
    Raise,
    Rate,
    Transport,
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
Transports = Mapping[str, Transport]


def build_group(name: str, node: Node) -> Group:
    return Group(
        name=name,
        title=node["title"],
        facts=facts(node),
        path=node.get("path", ""),
        errors=tuple(node.get("errors", ())),
        auth=tuple(node["auth"]) if "auth" in node else None,
    )


def build_method(
    name: str, node: Node, group: Group, transports: Transports, declared: Declared
) -> Method:
    included = included_fields(node.get("include", ()), declared)
    params = (*included, *build_fields(node.get("params", {})))
    waits = node.get("waits", "")
    cache = node.get("cache", {})
    return Method(
        name=name,
        group=group.name,
        summary=node["summary"],
        effect=node["effect"],
        bindings=tuple(
            _binding(node[transport], transports[transport], group, params)
            for transport in ("rpc", "http", "ws")
            if transport in node
        ),
        params=params,
        result=build_use(node["result"]) if "result" in node else None,
        beside=build_fields(node.get("beside", {})),
        errors=tuple(_raise(error) for error in node.get("errors", ())),
        examples=build_examples(node),
        facts=facts(node),
        effect_doc=node.get("effect_doc", ""),
        consumes=node.get("consumes", False),
        waits="always" if waits is True else waits or "",
        warnings=tuple(node.get("warnings", ())),
        implemented=node.get("implemented", True),
        documented=node.get("documented", "full"),
        exactly_one_of=groups(node, "exactly_one_of"),
        together=needs(node),
        rate=build_rate(node.get("rate")),
        cache=cache.get("for"),
        cache_doc=cache.get("doc", ""),
        cache_errata=errata(cache),
    )


def build_rate(node: Node | None) -> Rate | None:
    return Rate(node["calls"], node["per"], node.get("doc", "")) if node else None


def build_headers(node: Node) -> tuple[Header, ...]:
    return tuple(
        Header(name, header)
        if isinstance(header, str)
        else Header(
            name,
            header.get("value", ""),
            header.get("required", False),
            header.get("doc", ""),
        )
        for name, header in node.get("headers", {}).items()
    )


def _binding(
    node: Any, transport: Transport, group: Group, params: tuple[Field, ...]
) -> Binding:
    says = {_LINE[transport.name]: node} if isinstance(node, str) else node
    verb, _, path = says.get("call", "").partition(" ")
    inherited = transport.auth if group.auth is None else group.auth
    return Binding(
        transport=transport.name,
        method=says.get("method", ""),
        verb=verb,
        path=path or says.get("path") or group.path or transport.path,
        also=tuple(says.get("also", ())),
        query=says.get("query", ""),
        body=says.get("body", ""),
        ok=_ok(says, transport),
        params=_bound(says, path, transport, params),
        auth=tuple(says.get("auth", inherited)),
        envelope=says.get("envelope", transport.envelope),
        host=says.get("host", ""),
        headers=(*transport.headers, *build_headers(says)),
        facts=facts(says),
    )


_LINE = {"rpc": "method", "http": "call", "ws": "method"}


def _ok(says: Node, transport: Transport) -> tuple[int, ...]:
    if not isinstance(transport.more, Http):
        return ()
    return tuple(says.get("status", {}).get("ok", transport.more.ok))


def _bound(
    says: Node, path: str, transport: Transport, params: tuple[Field, ...]
) -> tuple[BoundParam, ...]:
    placed = set(_PLACEHOLDER.findall(path))
    usual = _usual_place(says, transport)
    return tuple(
        _bound_param(param, says.get("params", {}).get(param.name, {}), placed, usual)
        for param in params
    )


def _usual_place(says: Node, transport: Transport) -> str:
    """Say where a parameter goes that nothing else places."""
    if not isinstance(transport.more, Http):
        return "params"
    if says.get("body") in {"form", "json"}:
        return str(says["body"])
    verb = says["call"].partition(" ")[0]
    usual = "query" if verb == "GET" else "json"
    return dict(transport.more.params).get(verb, usual)


def _bound_param(
    param: Field, says: Node, placed: set[str], usual: str
) -> BoundParam:
    name = says.get("name", param.name)
    in_path = bool({name, param.name} & placed)
    default = Default(says["default"]) if "default" in says else param.default
    required = not (param.may_be_missing or "default" in says)
    return BoundParam(
        param=param.name,
        name=name,
        place=says.get("in") or ("path" if in_path else usual),
        also=(*says.get("also", ()), *param.also),
        wire=wire_form(says["wire"]) if "wire" in says else None,
        accepts=accepted(says),
        type=says.get("type", ""),
        default=default,
        required=says.get("required", required),
        absent=says.get("absent", False),
        doc=says.get("doc", ""),
        errata=errata(says),
    )


def _raise(node: Any) -> Raise:
    if isinstance(node, str):
        return Raise(node)
    return Raise(
        error=node["error"],
        when=node.get("when", ""),
        message=node.get("message", ""),
        over=node.get("over", ""),
        facts=facts(node),
    )
