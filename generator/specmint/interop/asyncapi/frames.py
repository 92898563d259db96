"""Frames of a WebSocket as schemas: where a call's parameters are, and its answer."""

from typing import Any

Json = Any
Object = dict[str, Json]
CHANNEL = "socket"
FAILED = "failed"


def call_schema(transport: Object, method: str, params: Object) -> Object:
    """Give the schema of the frame that calls a method."""
    filled = {"$method": {"const": method}, "$params": params, "$id": {}}
    members = {
        key: filled[one] if isinstance(one, str) and one in filled else {"const": one}
        for key, one in transport["call"].items()
    }
    required = [key for key, one in transport["call"].items() if one != "$id"]
    if not params.get("required"):
        required = [key for key in required if transport["call"][key] != "$params"]
    return {"type": "object", "properties": members, "required": required}


def called(transport: Object, schema: Object) -> tuple[str, Object]:
    """Give the method that a frame calls, and the schema of its parameters."""
    places = {
        one: key for key, one in transport["call"].items() if isinstance(one, str)
    }
    members = schema["properties"]
    return members[places["$method"]]["const"], members[places["$params"]]


def framed(transport: Object, schema: Json) -> Object:
    """Give the schema of a reply with an answer in it."""
    told = transport["reply"]
    fixed = {key: {"const": one} for key, one in told["when"].items()}
    frame: Object = {"type": "object", "properties": fixed, "required": list(fixed)}
    for part in (schema, _at(told["id"].split("."), {})):
        if part is not None:
            frame = _together(frame, part)
    return frame


def _at(path: list[str], schema: Json) -> Json:
    for step in reversed(path):
        schema = {"type": "object", "properties": {step: schema}}
    return schema


def _together(one: Object, other: Object) -> Object:
    """Lay the schema of one object into another's."""
    if "properties" not in one or "properties" not in other:
        return {**one, **other}
    members = dict(one["properties"])
    for name, schema in other["properties"].items():
        members[name] = _together(members[name], schema) if name in members else schema
    required = [*one.get("required", ()), *other.get("required", ())]
    made = {**one, **other, "properties": members}
    return made | ({"required": list(dict.fromkeys(required))} if required else {})


def put(frame: Object, path: str, value: Json) -> Object:
    """Put a value into a frame at a path."""
    step, _, rest = path.partition(".")
    inner = frame.get(step)
    below = (
        put(inner if isinstance(inner, dict) else {}, rest, value) if rest else value
    )
    return {**frame, step: below}
