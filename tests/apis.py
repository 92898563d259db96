"""Tiny APIs for tests, built straight from the model."""

from collections.abc import Mapping
from typing import Any

from specmint.model import (
    NO_FACTS,
    Api,
    Binding,
    BoundParam,
    Error,
    Example,
    Field,
    Http,
    Integer,
    Match,
    Method,
    NamedType,
    Record,
    Ref,
    Rpc,
    String,
    Transport,
    Type,
    Use,
    Ws,
)

TEXT = Use(String())
NUMBER = Use(Integer())


def make_api(
    types: Mapping[str, Type] | None = None,
    *,
    methods: tuple[Method, ...] = (),
    transports: tuple[Transport, ...] = (),
    **more: Any,
) -> Api:
    named = {
        name: NamedType(name, kind, NO_FACTS) for name, kind in (types or {}).items()
    }
    lists = "words documents versions credentials auth envelopes notes groups webhooks pushes streams"
    empty: dict[str, Any] = dict.fromkeys(lists.split(" "), ())
    empty |= {"tables": {}, "errors": {}, "facts": NO_FACTS}
    empty |= {"name": "tiny", "title": "Tiny", "summary": "A tiny API."}
    empty |= {"types": named, "methods": methods, "transports": transports}
    return Api(**(empty | more))


def record(*fields: Field, **more: Any) -> Record:
    return Record(fields=fields, **more)


def ref(name: str, **more: Any) -> Use:
    return Use(Ref(name), **more)


def make_method(
    name: str = "read",
    *,
    params: tuple[Field, ...] = (),
    result: Use | None = None,
    examples: tuple[Example, ...] = (),
    **more: Any,
) -> Method:
    given: dict[str, Any] = {
        "group": "all",
        "summary": "Read it.",
        "effect": "read",
        "bindings": (),
        "beside": (),
        "errors": (),
        "facts": NO_FACTS,
    }
    return Method(
        name=name,
        params=params,
        result=result,
        examples=examples,
        **(given | more),
    )


def make_error(name: str, match: Match, **more: Any) -> Error:
    return Error(name, "It failed.", match, **({"facts": NO_FACTS} | more))


def bound(param: str, place: str = "params", **more: Any) -> BoundParam:
    return BoundParam(**({"param": param, "name": param, "place": place} | more))


def rpc(params: str = "either", **more: Any) -> Transport:
    return Transport("rpc", "http://localhost", NO_FACTS, more=Rpc(params, **more))


def http(envelope: str = "", **more: Any) -> Transport:
    places = more.pop("params", (("GET", "query"), ("POST", "json")))
    return Transport(
        "http",
        "http://localhost",
        NO_FACTS,
        envelope=envelope,
        more=Http(places, **more),
    )


def ws(envelope: str = "") -> Transport:
    call = (
        ("command", "api_call"),
        ("method", "$method"),
        ("kwargs", "$params"),
        ("call_id", "$id"),
    )
    more = Ws(call, (("type", "api_call"),), "payload.call_id")
    return Transport("ws", "ws://localhost", NO_FACTS, envelope=envelope, more=more)


def get(path: str, *params: BoundParam, **more: Any) -> Binding:
    given = {"verb": "GET", "path": path, "params": params, "ok": (200,)}
    return Binding("http", **(given | more))
