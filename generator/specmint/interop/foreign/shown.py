"""Examples of operations that others wrote: what a call sends, and what comes back."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.foreign.names import example_name, status_name
from specmint.interop.foreign.params import Params, resolved
from specmint.interop.foreign.requests import json_kind
from specmint.interop.schemas import Reading, as_node, follow, is_required

Json = Any
Object = dict[str, Json]
Values = dict[str, Json]  # by the name of the example; one without a name has none
_NOTHING: Json = object()
_MOST_DEEP = 6
_MOST_SHOWN = 20


def read_examples(
    reading: Reading, params: Params, item: Object, native: Object, *, answers: bool
) -> Object:
    """Put examples together by their names; `answers` says whether there is a result."""
    sent = _sent(reading, item, native)
    replies = list(_replies(reading, native))
    names = [name for values in sent.values() for name in values]
    names += [name for _, values in replies for name in values]
    made: Object = {}
    for name in list(dict.fromkeys(one for one in names if one))[:_MOST_SHOWN] or [""]:
        given = _given(params, sent, name)
        if given is None:
            continue
        for status, values in replies:
            is_named = name in values or not name
            if status < 400 and (is_named or not _is_elsewhere(replies, name)):
                node = _success(given, values, name, answers=answers)
                if node is not None:
                    made.setdefault(example_name(name, made), node)
                    break
    for status, values in replies:
        for name, value in values.items() if status >= 400 else ():
            given = _given(params, sent, name)
            if given is not None and isinstance(value, dict):
                raises = {status_name(status): {"data": value}}
                key = example_name(f"{name} {status}", made)
                made[key] = {"params": given, "raises": raises, "origin": "documented"}
    return made


def _is_elsewhere(replies: list[tuple[int, Values]], name: str) -> bool:
    return any(name in values for _, values in replies)


def _success(given: Object, values: Values, name: str, *, answers: bool) -> Json:
    node: Object = {"params": given, "origin": "documented"}
    if not answers:
        return node
    value = values.get(name, next(iter(values.values()), _NOTHING))
    return None if value is _NOTHING else {**node, "result": value}


def _given(
    params: Params, sent: dict[tuple[str, str], Values], name: str
) -> Object | None:
    """Give the parameters of one example, or nothing where a required one lacks."""
    made: Object = {}
    for place, key in params.keys.items():
        value = _pick(sent, place, name)
        if value is not _NOTHING:
            made[key] = value
        elif is_required(as_node(params.uses[key])):
            return None
    return made


def _pick(
    sent: dict[tuple[str, str], Values], place: tuple[str, str], name: str
) -> Json:
    kind, wire = place
    if place in sent:
        values = sent[place]
        return values.get(name, next(iter(values.values()), _NOTHING))
    if kind in ("json", "form", "body"):
        values = sent.get(("body", ""), {})
        value = values.get(name, next(iter(values.values()), _NOTHING))
        if kind == "body" or value is _NOTHING:
            return value
        return _below(value, wire)
    outer, bracket, _ = wire.partition("[")
    values = sent.get((kind, outer), {}) if bracket else {}
    value = values.get(name, next(iter(values.values()), _NOTHING))
    return _below({outer: value}, wire) if values else _NOTHING


def _below(value: Json, wire: str) -> Json:
    """Go down to the member that `filter[name]` means."""
    for step in wire.replace("]", "").split("["):
        if not isinstance(value, dict) or step not in value:
            return _NOTHING
        value = value[step]
    return value


def _sent(
    reading: Reading, item: Object, native: Object
) -> dict[tuple[str, str], Values]:
    made: dict[tuple[str, str], Values] = {}
    for one in [*item.get("parameters", ()), *native.get("parameters", ())]:
        param = resolved(reading, one) or {}
        values = _values(reading, param)
        if values and "name" in param:
            made[param["in"], param["name"]] = values
    request = resolved(reading, native.get("requestBody")) or {}
    content = request.get("content", {})
    kind = json_kind(content) or next(iter(content), "")
    values = _values(reading, resolved(reading, content.get(kind)) or {})
    return made | ({("body", ""): values} if values else {})


def _replies(reading: Reading, native: Object) -> Iterator[tuple[int, Values]]:
    """Give the examples of each answer, those of success first."""
    for status, one in native.get("responses", {}).items():
        answer = resolved(reading, one) or {}
        content = answer.get("content", {})
        media = resolved(reading, content.get(json_kind(content))) or {}
        if status[:1].isdigit() or status == "default":
            number = int(status) if status.isdigit() else 200
            is_error = number >= 400 and number < 600
            own = {k: media[k] for k in ("example", "examples") if k in media}
            yield number, _values(reading, own if is_error else media)


def _values(reading: Reading, media: Object) -> Values:
    """Give what a parameter or a body shows by name, else what its schema shows."""
    made = {}
    for name, one in media.get("examples", {}).items():
        example = resolved(reading, one) or {}
        for key in ("value", "dataValue"):
            if key in example:
                made[name] = example[key]
    if "example" in media:
        made.setdefault("", media["example"])
    if not made and "schema" in media:
        value = _of_schema(reading, media["schema"], _MOST_DEEP)
        made = {} if value is _NOTHING else {"": value}
    return made


def _of_schema(reading: Reading, schema: Json, depth: int) -> Json:
    """Give what a schema shows, put together from its parts where they show it."""
    if not isinstance(schema, dict) or not depth:
        return _NOTHING
    if "$ref" in schema:
        found = follow(reading.document, schema["$ref"])
        return _of_schema(reading, found, depth - 1)
    if "example" in schema:
        return schema["example"]
    if "const" in schema:
        return schema["const"]
    shown = schema.get("examples")
    if isinstance(shown, list) and shown:
        return shown[0]
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return _of_schema(reading, schema["allOf"][0], depth - 1)
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        item = _of_schema(reading, schema["items"], depth - 1)
        return _NOTHING if item is _NOTHING else [item]
    members = schema.get("properties", {})
    values = {
        name: value
        for name, one in members.items()
        if (value := _of_schema(reading, one, depth - 1)) is not _NOTHING
    }
    is_whole = all(name in values for name in schema.get("required", ()))
    return values if values and is_whole and "allOf" not in schema else _NOTHING
