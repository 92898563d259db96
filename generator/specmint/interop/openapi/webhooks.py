"""Webhooks of an OpenAPI document."""

from typing import Any

from specmint.interop.heads import read_about, write_about
from specmint.interop.openapi.params import FORM
from specmint.interop.remainder import NO_SCHEMA, complete, overlay
from specmint.interop.schemas import read_use, write_use
from specmint.interop.scope import Scope, Shell

Json = Any
Object = dict[str, Json]
_CONTENT = {"form": FORM, "json": "application/json"}


_TAKEN = "It has been taken."


def write_webhook(scope: Scope, name: str, node: Object) -> Object:
    schema = write_use(scope.writing, node["payload"])
    examples = {one: _example(told) for one, told in node["examples"].items()}
    answer = node.get("acknowledge", {})
    acknowledged: Object = {"description": answer.get("doc") or _TAKEN}
    if answer.get("body"):
        media = {"schema": {"const": answer["body"]}}
        acknowledged["content"] = {"text/plain": media}
    native: Object = {
        "operationId": name,
        "summary": node["summary"],
        "description": write_about(node),
        "requestBody": {
            "required": True,
            "content": {_CONTENT[node["in"]]: {"schema": schema, "examples": examples}},
        },
        "responses": {str(answer.get("status", 200)): acknowledged},
    }
    native |= {"security": [{node["auth"]: []}]} if node.get("auth") else {}
    true = {key: one for key, one in node.items() if key != "call"}
    return complete(native, true, lambda one: read_webhook(scope.shell, one))


def _example(node: Object) -> Object:
    native: Object = {"summary": node["doc"]} if node.get("doc") else {}
    native |= {"value": node["payload"]} if "payload" in node else {}
    return complete(native, node, _read_example)


def _read_example(native: Object) -> Object:
    made: Object = {"doc": native["summary"]} if native.get("summary") else {}
    made |= {"payload": native["value"]} if "value" in native else {}
    return overlay(native, made, NO_SCHEMA)


def read_webhook(shell: Shell, native: Object) -> Object:
    content, media = next(iter(native["requestBody"]["content"].items()))
    payload = read_use(
        shell.reading, media["schema"], native.get("operationId", "webhook")
    )
    status, answer = next(iter(native["responses"].items()))
    acknowledge: Object = {"status": int(status)} if status.isdigit() else {}
    if answer["description"] != _TAKEN:
        acknowledge["doc"] = answer["description"]
    for one in answer.get("content", {}).values():
        acknowledge |= (
            {"body": one["schema"]["const"]} if "const" in one["schema"] else {}
        )
    about = read_about(native.get("description") or native.get("summary", ""))
    made: Object = {
        **about,
        "in": "form" if content == FORM else "json",
        "payload": payload,
        **({} if acknowledge == {"status": 200} else {"acknowledge": acknowledge}),
        "examples": {
            name: _read_example(one) for name, one in media.get("examples", {}).items()
        },
    }
    schemes = [name for one in native.get("security", ()) for name in one]
    return overlay(
        native, {**made, **({"auth": schemes[0]} if schemes else {})}, NO_SCHEMA
    )
