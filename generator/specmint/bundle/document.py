"""The sections of a bundle, in the order in which people read an API."""

from collections.abc import Iterable
from typing import Any

from specmint.bundle.examples import bound_param
from specmint.bundle.nodes import node, plain
from specmint.bundle.types import declared, field_node, use
from specmint.model import (
    Api,
    Auth,
    Binding,
    Error,
    Method,
    Push,
    Sent,
    Stream,
    Transport,
    Webhook,
)

VERSION = 1

Json = Any
Object = dict[str, Json]


def bundle(api: Api) -> Object:
    """Resolve one API into plain JSON data."""
    head: Object = {
        "bundle": VERSION,
        "api": api.name,
        "title": api.title,
        "summary": api.summary,
        "words": list(api.words),
        **plain(api.facts),
        "documents": _named(api.documents),
        "versions": {name: list(releases) for name, releases in api.versions},
        "transports": {one.name: _transport(one) for one in api.transports},
        "credentials": _named(api.credentials),
        "auth": {one.name: _auth(one) for one in api.auth},
        "envelopes": {one.name: _envelope(one) for one in api.envelopes},
        "facts": {one.heading: plain(one.facts) for one in api.notes},
        "groups": _named(api.groups),
        "methods": [method_node(method) for method in api.methods],
    }
    return head | _types(api) | _errors(api) | _sent(api)


def _types(api: Api) -> Object:
    types = {
        name: {**declared(named.type), **plain(named.facts)}
        for name, named in api.types.items()
    }
    return {"types": types, "tables": api.tables}


def _errors(api: Api) -> Object:
    return {"errors": {name: _error(error) for name, error in api.errors.items()}}


def _sent(api: Api) -> Object:
    return {
        "webhooks": {one.name: _webhook(one) for one in api.webhooks},
        "pushes": {one.name: _push(one) for one in api.pushes},
        "streams": {one.name: _stream(one) for one in api.streams},
    }


def _named(nodes: Iterable[Any]) -> Object:
    return {one.name: plain(one, "name") for one in nodes}


def method_node(method: Method) -> Object:
    """Resolve one method; what it always has comes first, empty or not."""
    made: Object = {
        "name": method.name,
        "group": method.group,
        "summary": method.summary,
        "effect": method.effect,
        "bindings": {one.transport: _binding(one) for one in method.bindings},
        "params": [field_node(param) for param in method.params],
        "result": use(method.result),
        "errors": node(method.errors),
        "examples": _named_nodes(method.examples),
        "errata": node(method.facts.errata),
        "source": node(method.facts.source),
    }
    if method.beside:
        made["beside"] = [field_node(member) for member in method.beside]
    rest = plain(method, *made, "beside", "facts", "cache", "cache_doc", "cache_errata")
    if method.cache is not None:
        rest["cache"] = {"for": method.cache}
        rest["cache"] |= {"doc": method.cache_doc} if method.cache_doc else {}
        rest["cache"] |= _errata(method.cache_errata)
    return (
        made
        | rest
        | {
            key: value
            for key, value in plain(method.facts).items()
            if key not in {"errata", "source"}
        }
    )


def _errata(errata: Any) -> Object:
    return {"errata": node(errata)} if errata else {}


def _named_nodes(nodes: Iterable[Any]) -> Object:
    return {one.name: _without_name(node(one)) for one in nodes}


def _without_name(made: Object) -> Object:
    return {key: value for key, value in made.items() if key != "name"}


def _binding(binding: Binding) -> Object:
    made = plain(binding, "transport", "params", "headers", "auth")
    if binding.transport == "http":
        verb = f"{binding.verb} "
        made["also"] = [call.removeprefix(verb) for call in binding.also]
    made["auth"] = list(binding.auth)
    if binding.headers:
        made["headers"] = _headers(binding.headers)
    made["params"] = {one.param: bound_param(one) for one in binding.params}
    return made


def _headers(headers: Iterable[Any]) -> Object:
    return {one.name: plain(one, "name") for one in headers}


def _transport(transport: Transport) -> Object:
    made = plain(transport, "name", "hosts", "scope", "headers", "more", "limits")
    made |= {"hosts": _named(transport.hosts)} if transport.hosts else {}
    made |= {"headers": _headers(transport.headers)} if transport.headers else {}
    scope = [field_node(one) for one in transport.scope]
    made |= {"scope": scope} if scope else {}
    made |= {"limits": limits} if (limits := plain(transport.limits)) else {}
    more = plain(transport.more, "dialects", "wire", "batch")
    if batch := getattr(transport.more, "batch", None):
        more["batch"] = plain(batch)
    if dialects := getattr(transport.more, "dialects", ()):
        more["dialects"] = {one.name: plain(one, "name") for one in dialects}
    if rules := getattr(transport.more, "wire", ()):
        more["wire"] = {place: {k: node(w) for k, w in kinds} for place, kinds in rules}
    return made | more


def _auth(auth: Auth) -> Object:
    made = plain(auth, "name", "send", "message")
    if auth.message:
        made["message"] = [
            part if isinstance(part, str) else dict([part]) for part in auth.message
        ]
    for place, name, credential in auth.send:
        made.setdefault("send", {}).setdefault(place, {})[name] = credential
    return made


def _envelope(envelope: Any) -> Object:
    made = plain(envelope, "name", "beside")
    if envelope.beside:
        made["beside"] = [
            {**field_node(one.field), **({"over": one.over} if one.over else {})}
            for one in envelope.beside
        ]
    return made


def _error(error: Error) -> Object:
    made = plain(error, "name", "parts", "examples")
    if error.parts:
        made["parts"] = {part.name: _without_name(node(part)) for part in error.parts}
    if error.examples:
        made["examples"] = _named_nodes(error.examples)
    return made


def _webhook(webhook: Webhook) -> Object:
    made = plain(webhook, "name", "registered_by", "headers", "examples")
    made["registered_by"] = [
        {"method": method, "param": param} for method, param in webhook.registered_by
    ]
    if webhook.headers:
        made["headers"] = _headers(webhook.headers)
    made["examples"] = _sent_examples(webhook.examples)
    return made


def _push(push: Push) -> Object:
    made = plain(push, "name", "examples")
    made["examples"] = _sent_examples(push.examples)
    return made


def _sent_examples(examples: Iterable[Sent]) -> Object:
    made = {}
    for example in examples:
        one = plain(example, "name", "payload", "means")
        for key in ("payload", "means"):
            if (box := getattr(example, key)) is not None:
                one[key] = box.value
        made[example.name] = one
    return made


def _stream(stream: Stream) -> Object:
    return plain(stream, "name")
