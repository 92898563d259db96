"""AsyncAPI documents as the data of a spec."""

from typing import Any

from specmint.interop.answers import read_answer
from specmint.interop.asyncapi.frames import called
from specmint.interop.bound import read_bound
from specmint.interop.envelopes import unwrap_value
from specmint.interop.heads import read_info, read_tag
from specmint.interop.remainder import NO_SCHEMA, PREFIX, overlay
from specmint.interop.schemas import Reading, read_type, read_use, unescaped
from specmint.interop.schemes import read_scheme
from specmint.interop.scope import Shell
from specmint.interop.shown import SHOWN, read_shown

Json = Any
Object = dict[str, Json]


def read_document(document: Object) -> Object:
    """Read a document that we have written."""
    reading = Reading(document=document)
    parts = document["components"]
    transport = read_server(document["servers"]["default"])
    groups = {one["name"]: read_tag(one) for one in document["info"].get("tags", ())}
    envelopes = document.get(PREFIX + "envelopes", {})
    shell = Shell("ws", reading, transport, groups, envelopes, {})
    made: Object = {**read_info(document["info"]), "transports": {"ws": transport}}
    made["groups"] = groups
    made["types"] = {
        name: read_type(reading, one, name) for name, one in parts["schemas"].items()
    }
    made["auth"] = {
        name: read_scheme(name, one | {"type": _TYPES.get(one["type"], one["type"])})
        for name, one in parts.get("securitySchemes", {}).items()
    }
    made |= {"methods": {}, "pushes": {}}
    for name, one in document["operations"].items():
        if one["action"] == "receive":
            key, node = read_method(shell, parts["messages"], name, one)
            made["methods"][key] = node
        else:
            key, node = read_push(shell, parts["messages"], name, one)
            made["pushes"][key] = node
    return overlay(document, {key: one for key, one in made.items() if one != {}})


_TYPES = {"httpApiKey": "apiKey"}


def read_server(native: Object) -> Object:
    made: Object = {"host": f"{native['protocol']}://{native['host']}"}
    made |= {"path": native["pathname"]} if native.get("pathname") else {}
    made |= {"doc": native["description"]} if native.get("description") else {}
    steps = [one["$ref"].rpartition("/")[2] for one in native.get("security", ())]
    schemes = list(map(unescaped, steps))
    return overlay(native, made | ({"auth": schemes} if schemes else {}), NO_SCHEMA)


def read_method(
    shell: Shell, messages: Object, name: str, native: Object
) -> tuple[str, Object]:
    """Read a call and its reply as a method, with its name."""
    call, reply = messages[name], messages[f"{name}_reply"]
    method, params = called(shell.transport, call["payload"])
    required = params.get("required", ())
    found = dict(
        read_bound(shell, wire, one, required=wire in required)
        for wire, one in params["properties"].items()
    )
    found |= call.get(PREFIX + "absent", {})
    order = call.get(PREFIX + "order", ())
    found = {one: found[one] for one in [*order, *found] if one in found}
    binding: Object = {"method": method, **native.get(PREFIX + "ws", {})}
    bounds = {one: use["ws"] for one, use in found.items() if use.get("ws")}
    binding |= {"params": bounds} if bounds else {}
    made: Object = {"summary": native["summary"]}
    made |= {"doc": native["description"]} if native.get("description") else {}
    uses = {one: _without_ws(use) for one, use in found.items()}
    made |= {"params": uses} if uses else {}
    usual = shell.transport.get("envelope", "")
    envelope = str(binding.get("envelope", usual))
    made |= read_answer(shell, envelope, reply["payload"], name)
    made["examples"] = _examples(shell, envelope, found, call, reply, native)
    made |= {"ws": binding, "group": native["tags"][0]["name"]}
    return name, overlay(native, made)


def _without_ws(use: Object) -> Json:
    made = {key: one for key, one in use.items() if key != "ws"}
    return made["type"] if made.keys() == {"type"} else made


def _examples(
    shell: Shell,
    envelope: str,
    params: Object,
    call: Object,
    reply: Object,
    native: Object,
) -> Object:
    member = next(
        key for key, one in shell.transport["call"].items() if one == "$params"
    )
    names = {use.get("ws", {}).get("name", one): one for one, use in params.items()}
    found: Object = {}
    for one in call.get("examples", ()):
        sent = one["payload"].get(member, {})
        told = {names.get(wire, wire): value for wire, value in sent.items()}
        found[one["name"]] = {"params": told}
    for one in reply.get("examples", ()):
        answer = unwrap_value(
            shell.envelopes, envelope, one["payload"], reply["payload"]
        )
        found[one["name"]] |= answer
    return read_shown(found, native.get(SHOWN, {}))


def read_push(
    shell: Shell, messages: Object, key: str, native: Object
) -> tuple[str, Object]:
    """Read a message that the service sends by itself, with its name."""
    message = messages[key]
    schema = message["payload"]
    inner = schema["allOf"][1] if "allOf" in schema else schema
    members = inner["properties"]
    when = {name: one["const"] for name, one in members.items() if "const" in one}
    at = next((name for name in members if name not in when), "")
    payload = schema["allOf"][0] if "allOf" in schema else members[at]
    made: Object = {"summary": native["summary"], "when": when}
    made |= {"doc": native["description"]} if native.get("description") else {}
    made |= {"at": at} if at else {}
    made["payload"] = read_use(shell.reading, payload, key)
    found = {
        one["name"]: {"payload": one["payload"][at] if at else one["payload"]}
        for one in message.get("examples", ())
    }
    made["examples"] = read_shown(found, native.get(SHOWN, {}))
    return str(native.get(PREFIX + "name", key)), overlay(native, made)
