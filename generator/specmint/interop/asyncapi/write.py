"""What an API says over a WebSocket as an AsyncAPI document: calls, replies and pushes."""

from typing import Any

from specmint.interop.asyncapi.frames import CHANNEL, FAILED, framed
from specmint.interop.asyncapi.messages import write_call, write_reply
from specmint.interop.asyncapi.read import (
    read_document,
    read_method,
    read_push,
    read_server,
)
from specmint.interop.envelopes import failed_schema
from specmint.interop.heads import write_info, write_tag
from specmint.interop.remainder import PREFIX, complete
from specmint.interop.schemas import begin, escaped, write_type, write_use
from specmint.interop.schemes import write_scheme
from specmint.interop.scope import Scope
from specmint.interop.shown import write_shown

Json = Any
Object = dict[str, Json]
VERSION = "3.0.0"


def write_asyncapi(data: Object, full: Object) -> Object:
    """Write the part of an API that a WebSocket carries; `full` is its bundle."""
    scope = Scope("ws", begin(data["types"], is_draft_07=True), data, full)
    messages: Object = {}
    operations: Object = {}
    for name, node in data["methods"].items():
        messages[name] = write_call(scope, name, node)
        messages[f"{name}_reply"] = write_reply(scope, name, node)
        operations[name] = _operation(scope, name, node, messages)
    messages[FAILED] = _failure(scope)
    for name, node in data["pushes"].items():
        key = f"push_{name}" if name in operations else name
        messages[key] = _push_message(scope, node)
        operations[key] = _push(scope, name, key, node, messages[key])
    native: Object = {
        "asyncapi": VERSION,
        "info": {
            **write_info(data),
            "tags": [write_tag(name, one) for name, one in data["groups"].items()],
        },
        "defaultContentType": "application/json",
        "servers": {"default": _server(data)},
        "channels": {
            CHANNEL: {
                "address": data["transports"]["ws"].get("path") or "/",
                "messages": _listed(messages),
            }
        },
        "operations": operations,
        "components": {
            "schemas": {
                name: write_type(scope.writing, one)
                for name, one in data["types"].items()
            },
            "messages": messages,
            "securitySchemes": {
                name: _scheme(name, one) for name, one in data["auth"].items()
            },
        },
    }
    native |= {PREFIX + "envelopes": data["envelopes"]} if data["envelopes"] else {}
    true = {key: one for key, one in data.items() if key != "api" and one != {}}
    return complete(native, true, read_document)


def _listed(messages: Object) -> Object:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in messages}


def _failure(scope: Scope) -> Object:
    """Write the message that answers a call that has failed."""
    envelopes, envelope = scope.data["envelopes"], scope.transport.get("envelope", "")
    failed = failed_schema(envelopes, envelope)
    cases = [framed(scope.transport, one) for one in failed.get("anyOf", [failed])]
    payload = {"anyOf": cases} if len(cases) > 1 else cases[0]
    return {"name": FAILED, "summary": "The call has failed.", "payload": payload}


def _scheme(name: str, node: Object) -> Object:
    native = write_scheme(name, node)
    # What OpenAPI calls apiKey is httpApiKey here.
    return native | ({"type": "httpApiKey"} if native["type"] == "apiKey" else {})


def _server(data: Object) -> Object:
    transport = data["transports"]["ws"]
    protocol, _, host = transport["host"].partition("://")
    native: Object = {"host": host, "protocol": protocol}
    native |= {"pathname": transport["path"]} if transport.get("path") else {}
    native |= {"description": transport["doc"]} if transport.get("doc") else {}
    schemes = transport.get("auth", ())
    native["security"] = [
        {"$ref": f"#/components/securitySchemes/{escaped(name)}"} for name in schemes
    ]
    return complete(native, transport, read_server)


def _operation(scope: Scope, name: str, node: Object, messages: Object) -> Object:
    native: Object = {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "summary": node["summary"],
    }
    native |= {"description": node["doc"]} if node.get("doc") else {}
    native["tags"] = [{"name": node["group"]}]
    where = f"#/channels/{CHANNEL}/messages/"
    native["messages"] = [{"$ref": where + name}]
    native["reply"] = {
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "messages": [{"$ref": f"{where}{name}_reply"}, {"$ref": where + FAILED}],
    }
    held = ("method", "params")
    further = {key: one for key, one in node["ws"].items() if key not in held}
    native |= {PREFIX + "ws": further} if further else {}

    def read(one: Object) -> Object:
        return read_method(scope.shell, messages, name, one)[1]

    guess = read(native)["examples"]
    native |= write_shown(guess, node["examples"])
    return complete(native, node, read)


def _push_message(scope: Scope, node: Object) -> Object:
    payload = write_use(scope.writing, node["payload"])
    consts = {key: {"const": one} for key, one in node["when"].items()}
    schema: Object = {"type": "object", "properties": consts}
    schema["required"] = list(consts)
    if node.get("at"):
        schema["properties"][node["at"]] = payload
        schema["required"].append(node["at"])
    else:
        schema = {"allOf": [payload, schema]}
    examples = [
        {"name": name, "payload": _pushed(node, one["payload"])}
        for name, one in node["examples"].items()
        if "payload" in one
    ]
    return {"payload": schema, **({"examples": examples} if examples else {})}


def _pushed(node: Object, payload: Json) -> Json:
    if node.get("at"):
        return {**node["when"], node["at"]: payload}
    return {**node["when"], **payload}


def _push(scope: Scope, name: str, key: str, node: Object, message: Object) -> Object:
    native: Object = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "summary": node["summary"],
    }
    native |= {"description": node["doc"]} if node.get("doc") else {}
    native["messages"] = [{"$ref": f"#/channels/{CHANNEL}/messages/{key}"}]
    native |= {PREFIX + "name": name} if key != name else {}

    def read(one: Object) -> Object:
        return read_push(scope.shell, {key: message}, key, one)[1]

    guess = read(native)["examples"]
    native |= write_shown(guess, node["examples"])
    return complete(native, node, read)
