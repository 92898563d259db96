"""Answers in their envelopes: as schemas, as examples, and what is in them."""

from collections.abc import Mapping
from typing import Any

from specmint.interop.remainder import PREFIX

Json = Any
Object = dict[str, Json]
WRAPPED = PREFIX + "wrapped"  # the result is the one item of a list
_TEXT: Object = {"type": "string"}


def wrap_schema(
    envelopes: Object,
    name: str,
    result: Json,
    beside: Mapping[str, tuple[Object, bool]],
) -> Json:
    """Give the schema of a whole answer.

    `beside` has the schemas of members that stand in it too, and whether they always do.

    `result` is None where a call returns nothing.
    """
    if not name:
        return result
    envelope = envelopes[name]
    if "around" in envelope:
        inner = wrap_schema(envelopes, envelope["around"], result, beside)
        return _object_at(envelope["ok_at"], inner)
    told = envelope.get("result", {})
    if not (told.get("at") or envelope.get("ok") or beside):
        return result
    made: Object = {"type": "object", "properties": {}, "required": []}
    for key, value in envelope.get("ok", {}).items():
        made["properties"][key] = {"const": value}
        made["required"].append(key)
    if result is not None:
        made["properties"][told["at"]] = result
        if told.get("absent") != "none":
            made["required"].append(told["at"])
    for key, (schema, required) in beside.items():
        made["properties"][key] = schema
        made["required"] += [key] if required else []
    return made


def failed_schema(envelopes: Object, name: str) -> Object:
    """Give the schema of an answer that says what went wrong."""
    envelope = envelopes.get(name, {})
    if "around" in envelope:
        # The outer error has texts of its own; the inner one is an answer inside.
        inner = failed_schema(envelopes, envelope["around"])
        outer = _object_at(
            envelope["failed"]["texts"], {"type": "array", "items": _TEXT}
        )
        return {"anyOf": [_object_at(envelope["ok_at"], inner), outer]}
    failed = envelope.get("failed") or {"message": "message"}
    made: Object = {"type": "object", "properties": {}}
    for key, texts in failed.get("when", {}).items():
        listed = texts if isinstance(texts, list) else [texts]
        made["properties"][key] = {"type": "string", "enum": listed}
    kinds = {"texts": {"type": "array", "items": _TEXT}, "status": {"type": "integer"}}
    kinds |= {"message": _TEXT, "token": _TEXT, "code": {"type": ["integer", "string"]}}
    for key, schema in kinds.items():
        if failed.get(key):
            made["properties"][failed[key]] = schema
    required = [*failed.get("when", ())]
    return made | ({"required": required} if required else {})


def failure_name(taken: Mapping[str, Json], envelope: str) -> str:
    """Name the schema of answers that say what went wrong; it is no type of the API."""
    name = f"{envelope[:1].upper()}{envelope[1:]}Failure"
    while name in taken:
        name += "_"
    return name


def _object_at(path: str, schema: Json) -> Json:
    for step in reversed(path.split(".")):
        schema = {"type": "object", "properties": {step: schema}, "required": [step]}
    return schema


def unwrap_schema(
    envelopes: Object, name: str, schema: Json
) -> tuple[Json, dict[str, tuple[Object, bool]]]:
    """Take the result's schema out of an answer's, and those that stand beside it."""
    envelope = envelopes.get(name, {})
    if "around" in envelope:
        inner = _below(schema, envelope["ok_at"])
        return unwrap_schema(envelopes, envelope["around"], inner)
    at = envelope.get("result", {}).get("at")
    members = schema.get("properties", {}) if isinstance(schema, dict) else {}
    if not at and not envelope.get("ok"):
        return schema, {}
    known = {at, *envelope.get("ok", ()), *envelope.get("beside", ())}
    required = schema.get("required", ())
    beside = {
        key: (one, key in required) for key, one in members.items() if key not in known
    }
    return members.get(at), beside


def _below(schema: Json, path: str) -> Json:
    for step in path.split("."):
        schema = schema.get("properties", {}).get(step, {})
    return schema


def wrap_value(envelopes: Object, name: str, example: Mapping[str, Json]) -> Json:
    """Give the answer of an example that succeeds."""
    result = example.get("result")
    if not name:
        return result
    envelope = envelopes[name]
    if "around" in envelope:
        value = wrap_value(envelopes, envelope["around"], example)
        for step in reversed(envelope["ok_at"].split(".")):
            value = {step: value}
        return value
    told = envelope.get("result", {})
    if not (told.get("at") or envelope.get("ok") or example.get("beside")):
        return result
    made = dict(envelope.get("ok", {}))
    if told.get("wrap") == "list" and not isinstance(result, dict | list):
        result = None if result is None else [result]
    if result is not None or (told.get("absent") != "none" and "result" in example):
        made[told["at"]] = result
    return made | example.get("beside", {})


def unwrap_value(
    envelopes: Object, name: str, value: Json, operation: Object
) -> Object:
    """Give `result` and `beside` of an example from the answer that it shows."""
    envelope = envelopes.get(name, {})
    if "around" in envelope:
        for step in envelope["ok_at"].split("."):
            value = value[step]
        return unwrap_value(envelopes, envelope["around"], value, operation)
    told = envelope.get("result", {})
    if not (told.get("at") or envelope.get("ok")) or not isinstance(value, dict):
        return {} if value is None else {"result": value}
    made: Object = {}
    if told.get("at") in value:
        result = value[told["at"]]
        made["result"] = result[0] if _is_wrapped(operation) and result else result
    known = {told.get("at"), *envelope.get("ok", ())}
    beside = {key: one for key, one in value.items() if key not in known}
    return made | ({"beside": beside} if beside else {})


def failed_value(
    envelopes: Object, name: str, match: Object, raised: Mapping[str, Json]
) -> Json:
    """Give the answer of an example that fails, or None where it does not show its text."""
    failed = _failed(envelopes, name)
    if failed is None or "message" not in raised:
        return None
    held = {
        "texts": [raised["message"]],
        "message": raised["message"],
        "token": raised.get("code", match.get("token")),
        "code": raised.get("code", match.get("code")),
        "status": raised.get("status", match.get("status")),
    }
    made = {
        key: texts[0] if isinstance(texts, list) else texts
        for key, texts in failed.get("when", {}).items()
    }
    return made | {
        failed[key]: value
        for key, value in held.items()
        if failed.get(key) and value is not None
    }


def read_failure(envelopes: Object, name: str, status: str, value: Json) -> Object:
    """Give what is said of an error in the answer that shows it."""
    failed = _failed(envelopes, name) or {}
    told = value if isinstance(value, dict) else {}
    shown = {key: told.get(at) for key, at in failed.items() if isinstance(at, str)}
    texts = shown.get("texts")
    code = shown.get("code")
    usual = None if is_success(status) or not status.isdigit() else int(status)
    made = {
        "message": texts[0] if texts else shown.get("message"),
        "code": shown.get("token") if code is None else code,
        "status": shown.get("status", usual),
    }
    return {key: one for key, one in made.items() if one is not None}


def can_tell_failures(envelopes: Object, name: str) -> bool:
    """Whether an answer says itself that it is a failure."""
    return bool((_failed(envelopes, name) or {}).get("when"))


def is_failure(envelopes: Object, name: str, status: str, value: Json) -> bool:
    """Whether an answer that a document shows says what went wrong."""
    if not is_success(status):
        return True
    told = (_failed(envelopes, name) or {}).get("when", {})
    return bool(told) and all(
        isinstance(value, dict)
        and value.get(key) in (texts if isinstance(texts, list) else [texts])
        for key, texts in told.items()
    )


def is_success(status: str) -> bool:
    return status.startswith("2")


def _failed(envelopes: Object, name: str) -> Object | None:
    """Give where an answer says what went wrong; None where another answer is around it."""
    envelope: Object = envelopes.get(name, {})
    if "around" in envelope:
        return None
    failed: Object = envelope.get("failed") or {"message": "message"}
    return failed


def _is_wrapped(node: Json) -> bool:
    """Whether an answer says that its list holds the one result."""
    if isinstance(node, list):
        return any(map(_is_wrapped, node))
    if not isinstance(node, dict):
        return False
    below = (one for key, one in node.items() if key not in ("examples", "requestBody"))
    return WRAPPED in node or any(map(_is_wrapped, below))
