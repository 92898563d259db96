"""OpenAPI documents that others wrote, 3.0 and 3.1."""

from typing import Any

from specmint.interop.foreign import types
from specmint.interop.foreign.answers import read_answers
from specmint.interop.foreign.names import (
    about,
    effect_of_verb,
    group_name,
    method_name,
)
from specmint.interop.foreign.requests import Unreadable, read_request
from specmint.interop.foreign.security import read_security
from specmint.interop.heads import split_address, titled
from specmint.interop.schemas import Reading, follow

Json = Any
Object = dict[str, Json]
_VERBS = ("get", "put", "post", "delete", "options", "head", "patch")
_PLACES = {
    "GET": "query",
    "POST": "json",
    "PUT": "json",
    "PATCH": "json",
    "DELETE": "query",
}
_HOST = "http://127.0.0.1:8080"


def read_openapi(document: Object) -> tuple[Object, Reading]:
    """Read a document as the data of a spec, with remarks."""
    reading = types.begin(document)
    types.read_types(reading)
    made: Object = {"groups": {}, "methods": {}, "errors": {}, "webhooks": {}}
    host, prefix = _server(reading, document)
    made |= read_security(reading, document)
    for path, item in document.get("paths", {}).items():
        whole = follow(document, item["$ref"]) if "$ref" in item else item
        for verb in (*_VERBS, "trace"):
            if verb in (whole or {}):
                reading.at = ("paths", path, verb)
                _operation(reading, made, prefix, (verb, path), whole)
                types.drain(reading)
    reading.at = ()
    for name in document.get("webhooks", {}):
        reading.remark("dropped", "webhooks of others are not read", "webhooks", name)
    transport: Object = {
        "host": host,
        "params": dict(_PLACES),
    }
    transport |= {"prefix": prefix} if prefix else {}
    usual = [one for need in document.get("security", ()) for one in need]
    known = [one for one in usual if one in made["auth"]]
    transport |= {"auth": known} if known else {}
    made["transports"] = {"http": transport}
    made["types"] = reading.types
    return {
        key: one
        for key, one in made.items()
        if one or key not in ("auth", "credentials", "webhooks")
    }, reading


def _server(reading: Reading, document: Object) -> tuple[str, str]:
    servers = document.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
        reading.remark(
            "guessed", f"`{name}` of the address is its default", "servers", "0"
        )
    for index in range(1, len(servers)):
        reading.remark("dropped", "a further server", "servers", str(index))
    if "://" not in url:
        reading.remark("guessed", f"the address has no host; it is {_HOST}", "servers")
        return _HOST, url.rstrip("/") if url.startswith("/") else ""
    return split_address(url)


def _operation(
    reading: Reading, made: Object, prefix: str, call: tuple[str, str], item: Object
) -> None:
    verb, path = call
    native = item[verb]
    name = method_name(native.get("operationId") or f"{verb} {path}", made["methods"])
    if verb == "trace":
        reading.remark("dropped", "calls with TRACE are not made")
        return
    try:
        params, bounds, body = read_request(reading, name, item, native)
        answer = read_answers(reading, made["errors"], name, native)
    except Unreadable as unreadable:
        reading.remark("dropped", f"the whole method `{name}`: {unreadable}")
        return
    for key in ("callbacks", "links"):
        if native.get(key):
            reading.remark("dropped", f"`{key}` are not read", key)
    binding: Object = {"call": f"{verb.upper()} {prefix}{path}"}
    binding |= _told(verb.upper(), bounds, body)
    binding |= {"status": {"ok": answer.ok}} if answer.ok != [200] else {}
    if "security" in native:
        told = [one for need in native["security"] for one in need]
        binding["auth"] = [one for one in told if one in made["auth"]]
    node: Object = {
        **about(native.get("summary") or "", native.get("description") or "", name),
        "http": binding,
        "effect": effect_of_verb(verb.upper()),
        "group": _group(made, reading.document, native, path),
    }
    node |= (
        {"deprecated": "The document marks it as deprecated."}
        if native.get("deprecated") is True
        else {}
    )
    node |= {"params": params} if params else {}
    node |= {"result": answer.result} if answer.result is not None else {}
    node |= {"errors": answer.errors} if answer.errors else {}
    made["methods"][name] = {**node, "examples": {}}


def _told(verb: str, bounds: Object, body: str) -> Object:
    """Say where parameters go, where that is not where they go anyway."""
    made: Object = {"body": body} if body not in ("", _PLACES.get(verb)) else {}
    usual = body or _PLACES.get(verb, "json")
    left = {
        name: {
            key: one
            for key, one in bound.items()
            if key != "in" or one not in ("path", usual)
        }
        for name, bound in bounds.items()
    }
    told = {name: bound for name, bound in left.items() if bound}
    return made | ({"params": told} if told else {})


def _group(made: Object, document: Object, native: Object, path: str) -> str:
    tags = native.get("tags") or [
        path.strip("/").partition("/")[0].strip("{}") or "main"
    ]
    key = group_name(str(tags[0]))
    if key not in made["groups"]:
        docs = {
            one.get("name"): one.get("description") for one in document.get("tags", ())
        }
        doc = docs.get(tags[0])
        made["groups"][key] = {"title": titled(str(tags[0]))} | (
            {"doc": doc} if doc else {}
        )
    return key
