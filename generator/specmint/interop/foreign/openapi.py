"""OpenAPI documents that others wrote, 3.0 and 3.1."""

import re
from typing import Any

from specmint.interop.foreign import types
from specmint.interop.foreign.answers import read_answers
from specmint.interop.foreign.names import (
    about,
    effect_of_verb,
    group_name,
    method_name,
)
from specmint.interop.foreign.params import Params, Unreadable
from specmint.interop.foreign.requests import read_request
from specmint.interop.foreign.security import choose, read_auth, read_schemes
from specmint.interop.foreign.servers import read_server
from specmint.interop.foreign.shown import read_examples
from specmint.interop.foreign.webhooks import read_callbacks, read_webhook
from specmint.interop.heads import titled
from specmint.interop.schemas import Reading, follow

Json = Any
Object = dict[str, Json]
_VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_UNSENT = ("trace", "query")
_PLACES = {
    "GET": "query",
    "POST": "json",
    "PUT": "json",
    "PATCH": "json",
    "DELETE": "query",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read_openapi(document: Object) -> tuple[Object, Reading]:
    """Read a document as the data of a spec, with remarks."""
    reading = types.begin(document)
    types.read_types(reading)
    made: Object = {"groups": {}, "methods": {}, "errors": {}, "webhooks": {}}
    host, prefix = read_server(reading, document.get("servers", []))
    schemes = document.get("components", {}).get("securitySchemes", {})
    made |= read_schemes(reading, schemes, ("components", "securitySchemes"))
    transport: Object = {"host": host, "params": dict(_PLACES)}
    transport |= {"prefix": prefix} if prefix else {}
    chosen = choose(made["auth"], document)
    transport |= {"auth": [chosen]} if chosen else {}
    made["transports"] = {"http": transport}
    _paths(reading, made, prefix)
    for name, item in document.get("webhooks", {}).items():
        reading.at = ("webhooks", name)
        read_webhook(reading, made["webhooks"], name, _whole(document, item))
        types.drain(reading)
    reading.at = ()
    made["types"] = reading.types
    return {
        key: one
        for key, one in made.items()
        if one or key not in ("auth", "credentials", "webhooks")
    }, reading


def _whole(document: Object, item: Object) -> Object:
    """Give a path item with what it refers to."""
    if "$ref" not in item:
        return item
    found = follow(document, item["$ref"])
    own = {key: one for key, one in item.items() if key != "$ref"}
    return {**(found if isinstance(found, dict) else {}), **own}


def _paths(reading: Reading, made: Object, prefix: str) -> None:
    taken: set[str] = set()
    for path, item in reading.document.get("paths", {}).items():
        whole = _whole(reading.document, item)
        for verb in _VERBS:
            if verb not in whole:
                continue
            reading.at = ("paths", path, verb)
            plain = path.partition("#")[0]
            shape = f"{verb} {_PLACEHOLDER.sub('{}', plain)}"
            if verb in _UNSENT:
                reading.remark("dropped", f"calls with {verb.upper()} are not made")
            elif shape in taken:
                reading.remark("dropped", "another method has this verb and path")
            else:
                taken.add(shape)
                _operation(reading, made, prefix, (verb, path), whole)
                types.drain(reading)


def _operation(
    reading: Reading, made: Object, prefix: str, call: tuple[str, str], item: Object
) -> None:
    verb, path = call
    native = item[verb]
    name = method_name(native.get("operationId") or f"{verb} {path}", made["methods"])
    try:
        params, body = read_request(reading, name, item, native, verb)
        auth = _auth(reading, made, params, native)
        _fill_path(reading, params, path)
        answer = read_answers(reading, made["errors"], name, native, verb)
    except Unreadable as unreadable:
        reading.remark("dropped", f"the whole method `{name}`: {unreadable}")
        return
    read_callbacks(reading, made["webhooks"], params, native)
    binding = _binding(reading, prefix, call, item, native)
    binding |= _told(verb.upper(), params, body)
    binding |= {"status": {"ok": answer.ok}} if answer.ok != [200] else {}
    if auth != made["transports"]["http"].get("auth", []):
        binding["auth"] = auth
    node: Object = {
        **about(native.get("summary") or "", native.get("description") or "", name),
        "http": binding,
        "effect": effect_of_verb(verb.upper()),
        "group": _group(made, reading.document, native, path),
    }
    if native.get("deprecated") is True:
        node["deprecated"] = "The document marks it as deprecated."
    node |= {"params": params.uses} if params.uses else {}
    node |= {"result": answer.result} if answer.result is not None else {}
    node |= {"errors": answer.errors} if answer.errors else {}
    has_result = answer.result is not None
    examples = read_examples(reading, params, item, native, answers=has_result)
    made["methods"][name] = {**node, "examples": examples}
    reading.places["methods", name] = reading.at


def _auth(reading: Reading, made: Object, params: Params, native: Object) -> list[str]:
    usual: list[Object] = reading.document.get("security", [])
    needs: list[Object] = native.get("security", usual)
    [chosen] = made["transports"]["http"].get("auth", [""])
    return read_auth(reading, params, made, chosen, needs)


def _fill_path(reading: Reading, params: Params, path: str) -> None:
    """A place of a path that no parameter fills takes a text; the rest is dropped."""
    places = list(dict.fromkeys(_PLACEHOLDER.findall(path)))
    if len(places) < len(_PLACEHOLDER.findall(path)):
        raise Unreadable("a parameter has two places in its path")
    for wire in places:
        if ("path", wire) not in params.keys:
            reading.remark("suspicious", f"no parameter fills `{wire}` in the path")
            params.add("path", wire, {"type": "string"}, {"in": "path"})
    for place, wire in list(params.keys):
        if place == "path" and wire not in places:
            key = params.keys.pop((place, wire))
            del params.uses[key], params.bounds[key]
            reading.remark("suspicious", f"the path has no place for `{wire}`")


def _binding(
    reading: Reading, prefix: str, call: tuple[str, str], item: Object, native: Object
) -> Object:
    """Say verb and path, and the host, where it is another one."""
    verb, path = call
    servers = native.get("servers") or item.get("servers")
    host = ""
    if servers:
        host, prefix = read_server(reading, servers)
    plain, _, query = path.partition("#")[0].partition("?")
    if "#" in path:
        reading.remark("dropped", f"`#{path.partition('#')[2]}` is never sent")
    made = {"call": f"{verb.upper()} {prefix}/{plain.removeprefix('/')}"}
    made |= {"query": query} if query else {}
    return made | ({"host": host} if host else {})


def _told(verb: str, params: Params, body: str) -> Object:
    """Say where parameters go, where that is not where they go anyway."""
    made: Object = {"body": body} if body not in ("", _PLACES.get(verb)) else {}
    usual = body or _PLACES.get(verb, "json")
    left = {
        name: {
            key: one
            for key, one in bound.items()
            if key != "in" or one not in ("path", usual)
        }
        for name, bound in params.bounds.items()
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
        made["groups"][key] = {"title": titled(str(tags[0])) or key} | (
            {"doc": doc} if doc else {}
        )
    return key
