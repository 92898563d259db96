"""The messages of a call: the frame that calls a method, and the one that answers."""

from typing import Any

from specmint.interop.answers import held_beside, result_schema
from specmint.interop.asyncapi.frames import call_schema, framed, put
from specmint.interop.bound import sent_value, write_bound
from specmint.interop.envelopes import wrap_schema, wrap_value
from specmint.interop.remainder import PREFIX
from specmint.interop.schemas import as_node
from specmint.interop.scope import Scope

Json = Any
Object = dict[str, Json]


def write_call(scope: Scope, name: str, node: Object) -> Object:
    """Write the frame that calls a method."""
    bound = scope.bound(name)
    own = node["ws"].get("params", {})
    members: Object = {}
    required, absent = [], {}
    for param, use in node.get("params", {}).items():
        about, told = bound["params"][param], own.get(param, {})
        if about.get("absent"):
            absent[param] = {**as_node(use), "ws": told}
            continue
        members[about["name"]] = write_bound(scope, param, use, told, about)
        required += [about["name"]] if about["required"] else []
    params: Object = {"type": "object", "properties": members}
    params |= {"required": required} if required else {}
    made: Object = {
        "name": name,
        "summary": node["summary"],
        "payload": call_schema(scope.transport, bound["method"], params),
        "examples": [
            {"name": one, "payload": _call(scope.transport, bound, example)}
            for one, example in node["examples"].items()
            if _is_shown(example)
        ],
    }
    if absent:
        made |= {PREFIX + "absent": absent, PREFIX + "order": list(node["params"])}
    return made


def write_reply(scope: Scope, name: str, node: Object) -> Object:
    """Write the frame that answers a call which has not failed."""
    envelopes = scope.data["envelopes"]
    envelope = scope.bound(name).get("envelope", "")
    result = result_schema(scope, envelope, node)
    answer = wrap_schema(
        envelopes, envelope, result, held_beside(scope, envelope, node)
    )
    return {
        "name": f"{name}_reply",
        "payload": framed(scope.transport, answer),
        "examples": [
            {
                "name": one,
                "payload": _reply(scope.transport, envelopes, envelope, example),
            }
            for one, example in node["examples"].items()
            if _is_shown(example)
        ],
    }


def _is_shown(example: Object) -> bool:
    return "raises" not in example and example.get("over", ["ws"]) == ["ws"]


def _call(transport: Object, bound: Object, example: Object) -> Object:
    params = {
        bound["params"][name]["name"]: sent_value(value, bound["params"][name])
        for name, value in example.get("params", {}).items()
        if not bound["params"][name].get("absent")
    }
    filled = {"$method": bound["method"], "$params": params, "$id": 1}
    return {
        key: filled.get(one, one) if isinstance(one, str) else one
        for key, one in transport["call"].items()
    }


def _reply(
    transport: Object, envelopes: Object, envelope: str, example: Object
) -> Object:
    value = wrap_value(envelopes, envelope, example)
    made = {**transport["reply"]["when"], **(value if isinstance(value, dict) else {})}
    return put(made, transport["reply"]["id"], 1)
