"""Answers of an operation: its result in its envelope, and errors by status."""

from typing import Any

from specmint.interop.answers import held_beside, read_answer, result_schema
from specmint.interop.envelopes import wrap_schema, wrap_value
from specmint.interop.raising import error_name
from specmint.interop.scope import Scope, Shell

Json = Any
Object = dict[str, Json]
_JSON = "application/json"
_REFER = "#/components/responses/"


def write_responses(scope: Scope, name: str, node: Object) -> Object:
    """Write what may come back, by status."""
    bound = scope.bound(name)
    envelopes, envelope = scope.data["envelopes"], bound.get("envelope", "")
    schema = wrap_schema(
        envelopes,
        envelope,
        result_schema(scope, envelope, node),
        held_beside(scope, envelope, node),
    )
    by_status: dict[int, list[str]] = {}
    for error in _errors(scope, node):
        by_status.setdefault(_status(scope, error), []).append(error)
    made: Object = {}
    for status in bound["status"]["ok"]:
        together = by_status.pop(status, [])
        answer: Object = {"description": _about(together)}
        told = schema
        if together:
            told = {"anyOf": [schema or {}, scope.failure(envelope)]}
        if told is not None:
            media: Object = {"schema": told}
            examples = _examples(envelopes, envelope, node)
            media |= {"examples": examples} if examples else {}
            answer["content"] = {_JSON: media}
        made[str(status)] = answer
    for status, names in sorted(by_status.items()):
        made[str(status)] = _failure(scope, envelope, names)
    return made


def _about(errors: list[str]) -> str:
    return "The answer, also of calls that fail." if errors else "The answer."


def _failure(scope: Scope, envelope: str, names: list[str]) -> Object:
    named = [name for name in names if not name.startswith("=")]
    if len(named) == len(names) == 1:
        return {"$ref": _REFER + named[0]}
    told = [scope.data["errors"][name]["summary"] for name in named]
    return {
        "description": " ".join(told) or "The server refuses the request.",
        "content": {_JSON: {"schema": scope.failure(envelope)}},
    }


def _errors(scope: Scope, node: Object) -> list[str]:
    """List the errors of a method, its own first, then those that all may raise."""
    own = [error_name(one) for one in node.get("errors", ())]
    names = dict.fromkeys([*own, *shared_errors(scope.shell, node["group"])])
    return [one for one in names if _is_over_http(scope, one)]


def shared_errors(shell: Shell, group: str) -> list[str]:
    """List what any method of a group may raise; `=404` is a status without an error."""
    refused = [
        one if isinstance(one, str) else one.get("error", f"={one.get('status', '')}")
        for one in shell.transport.get("refuse", {}).values()
    ]
    return [
        *shell.groups.get(group, {}).get("errors", ()),
        *shell.transport.get("errors", ()),
        *refused,
    ]


def _is_over_http(scope: Scope, error: str) -> bool:
    if error.startswith("="):
        return error != "="
    return "http" in scope.data["errors"][error].get("over", ["http"])


def _status(scope: Scope, error: str) -> int:
    if error.startswith("="):
        return int(error[1:])
    node = scope.data["errors"][error]
    told = node.get("http_status", node["match"].get("status"))
    if isinstance(told, int):
        return told
    return int(scope.transport.get("status", {}).get("error") or 200)


def _examples(envelopes: Object, envelope: str, node: Object) -> Object:
    return {
        name: {"value": wrap_value(envelopes, envelope, example)}
        for name, example in node["examples"].items()
        if "raises" not in example and example.get("over", ["http"]) == ["http"]
    }


def read_result(shell: Shell, envelope: str, native: Object, hint: str) -> Object:
    """Read `result` and `beside` from the first answer that is no failure."""
    schema = answer_schema(native)
    return {} if schema is None else read_answer(shell, envelope, schema, hint)


def answer_schema(native: Object) -> Json:
    """Give the schema of the first answer with a status of success."""
    for status, answer in native["responses"].items():
        if not status.startswith("2") or "content" not in answer:
            continue
        schema = next(iter(answer["content"].values())).get("schema")
        if answer["description"] == _about(["some"]) and "anyOf" in schema:
            return schema["anyOf"][0]
        return schema
    return None


def read_statuses(native: Object) -> list[int]:
    return [int(one) for one in native["responses"] if one.startswith("2")]


def held_errors(native: Object, shared: list[str]) -> list[str]:
    """List the errors that an operation refers to by itself."""
    refs = (one.get("$ref", "") for one in native["responses"].values())
    names = [ref.removeprefix(_REFER) for ref in refs if ref.startswith(_REFER)]
    return [name for name in names if name not in shared]
