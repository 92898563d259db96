"""Answers of operations that others wrote: the result, and errors by status."""

from dataclasses import dataclass
from typing import Any

from specmint.interop.foreign.names import status_name
from specmint.interop.foreign.params import Unreadable, resolved
from specmint.interop.foreign.requests import json_kind
from specmint.interop.schemas import Reading, as_node, read_use

Json = Any
Object = dict[str, Json]
_LEAST_ERROR, _MOST_ERROR = 400, 599


@dataclass(frozen=True, slots=True)
class Answer:
    ok: list[int]
    result: Json
    errors: list[str]


def read_answers(
    reading: Reading, errors: Object, name: str, native: Object, verb: str
) -> Answer:
    """Read what an operation answers; `errors` takes those that are new."""
    answers = {
        status: resolved(reading, one) or {}
        for status, one in native.get("responses", {}).items()
    }
    if not answers:
        reading.remark("suspicious", "it has no answers", "responses")
    good = {one: told for one, told in answers.items() if _is_good(one, answers)}
    raised = []
    for status, answer in answers.items():
        if status in good:
            continue
        if status.isdigit() and _LEAST_ERROR <= int(status) <= _MOST_ERROR:
            raised.append(_error(reading, errors, name, int(status), answer))
        elif status == "default" or status.upper() in ("4XX", "5XX"):
            message = f"the type of errors with the status `{status}`"
            reading.remark("dropped", message, "responses", status)
        else:
            message = f"a status of {status} is followed or refused"
            reading.remark("dropped", message, "responses", status)
    ok = [int(one) for one in good if one.isdigit()]
    result = None if verb == "head" else _result(reading, name, good)
    return Answer(ok or [200], result, raised)


def _is_good(status: str, answers: Object) -> bool:
    """A default is the success where nothing else is."""
    if status == "default":
        return not any(one.startswith("2") for one in answers)
    is_range = status.upper() == "2XX"
    return is_range or (status.isdigit() and len(status) == 3 and status[0] == "2")


def _result(reading: Reading, name: str, good: Object) -> Json:
    """Give what succeeds: one shape, or one of several, or perhaps nothing."""
    schemas: dict[str, Json] = {}
    foreign = []
    for status, answer in good.items():
        content = answer.get("content", {})
        kind = json_kind(content)
        if kind:
            media = resolved(reading, content[kind]) or {}
            schema = media.get("schema", {})
            schemas.setdefault(repr(schema), schema)
        others = [one for one in content if one != kind]
        foreign += others if not kind else []
        for one in others:
            reading.remark("dropped", f"answers in {one}", "responses", status)
    if foreign and not schemas:
        raise Unreadable(f"it answers {' or '.join(dict.fromkeys(foreign))}")
    if not schemas:
        return None
    [schema, *more] = schemas.values()
    if more:
        message = f"its answers of success have {len(schemas)} shapes"
        reading.remark("guessed", message, "responses")
        schema = {"oneOf": [schema, *more]}
    use = read_use(reading, schema, f"{name} result")
    if any(not one.get("content") for one in good.values()) and use != "none":
        use = {**as_node(use), "nullable": True}
    return None if use == "none" else use


def _error(
    reading: Reading, errors: Object, name: str, status: int, answer: Object
) -> str:
    """Read an error; what it carries is known where all methods say the same."""
    error = status_name(status)
    content = answer.get("content", {})
    media = resolved(reading, content.get(json_kind(content))) or {}
    data: Json = None
    if "schema" in media:
        data = read_use(reading, media["schema"], f"{error} data")
    if error not in errors:
        about = " ".join(str(answer.get("description", "")).split())
        errors[error] = {
            "summary": about or f"The service answers {status}.",
            "match": {"status": status},
            "http_status": status,
            **({} if data in (None, "none") else {"data": data}),
            "unobserved": "The document shows no example of it.",
        }
    elif errors[error].get("data") is not None and errors[error]["data"] != data:
        del errors[error]["data"]
        at = ("responses", str(status))
        message = f"what `{error}` carries, since methods differ (`{name}`)"
        reading.remark("dropped", message, *at)
    return error
