"""Webhooks and callbacks of documents that others wrote: what a service sends by itself."""

import re
from typing import Any

from specmint.interop.foreign.names import about, example_name, free, group_name
from specmint.interop.foreign.params import Params, resolved
from specmint.interop.foreign.requests import FORM, is_json, json_kind
from specmint.interop.schemas import Reading, read_use

Json = Any
Object = dict[str, Json]
_PLACE = re.compile(r"\{?\$request\.(body|query)[#.]/?([^{}/]+)\}?")


def read_webhook(reading: Reading, made: Object, key: str, item: Object) -> str:
    """Read one path item as a webhook; gives its name, if it is one."""
    verbs = [one for one in ("post", "get") if one in item]
    others = [one for one in ("put", "delete", "patch", "head") if one in item]
    for verb in others:
        reading.remark("dropped", f"a service that calls its users by {verb.upper()}")
    if not verbs:
        return ""
    native = item[verbs[0]]
    request = resolved(reading, native.get("requestBody")) or {}
    content = request.get("content", {})
    form = next((one for one in content if one.startswith(FORM)), "")
    kind = json_kind(content) or form
    if not kind or (verbs[0] == "get" and is_json(kind)):
        told = " or ".join(content) or "not described"
        reading.remark("dropped", f"the webhook `{key}`: its body is {told}")
        return ""
    if native.get("parameters"):
        reading.remark("dropped", "parameters of what a service sends", "parameters")
    name = free(group_name(native.get("operationId") or key), made)
    media = resolved(reading, content[kind]) or {}
    payload = read_use(reading, media.get("schema", {}), f"{name} payload")
    made[name] = {
        **about(native.get("summary", ""), native.get("description", ""), name),
        "call": verbs[0].upper(),
        "in": "json" if is_json(kind) else "form",
        "payload": payload,
        **_acknowledged(native),
        "examples": _examples(reading, media),
    }
    return name


def _acknowledged(native: Object) -> Object:
    good = [one for one in native.get("responses", {}) if one.startswith("2")]
    status = int(good[0]) if good and good[0].isdigit() else 200
    return {} if status == 200 else {"acknowledge": {"status": status}}


def _examples(reading: Reading, media: Object) -> Object:
    """Examples of payloads are objects."""
    shown = dict(media.get("examples", {}))
    shown |= {"shown": {"value": media["example"]}} if "example" in media else {}
    made: Object = {}
    for name, one in shown.items():
        example = resolved(reading, one) or {}
        if isinstance(example.get("value"), dict):
            key = example_name(name, made)
            made[key] = {"payload": example["value"], "origin": "documented"}
    return made


def read_callbacks(
    reading: Reading, made: Object, params: Params, native: Object
) -> None:
    """Read the callbacks of an operation as webhooks that it registers."""
    at = reading.at
    for name, one in native.get("callbacks", {}).items():
        for expression, item in (resolved(reading, one) or {}).items():
            reading.at = (*at, "callbacks", name, expression)
            whole = resolved(reading, item)
            if not isinstance(whole, dict):
                continue
            key = read_webhook(reading, made, name, whole)
            param = _address(params, expression)
            if key and param:
                by = {"method": params.name, "param": param}
                made[key]["registered_by"] = [by]
            elif key:
                message = f"no parameter of `{params.name}` holds the whole address"
                reading.remark("dropped", message)
    reading.at = at


def _address(params: Params, expression: str) -> str:
    """Find the parameter that an expression such as `{$request.body#/url}` means."""
    found = _PLACE.fullmatch(expression.strip())
    if not found:
        return ""
    places = ("json", "form") if found[1] == "body" else ("query",)
    keys = (params.keys.get((place, found[2]), "") for place in places)
    return next(filter(None, keys), "")
