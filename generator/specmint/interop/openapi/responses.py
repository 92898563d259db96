"""Answers of an operation: its result in its envelope, and errors by status."""

from typing import Any

from specmint.interop.answers import held_beside, read_answer, result_schema
from specmint.interop.envelopes import wrap_schema, wrap_value
from specmint.interop.heads import write_about
from specmint.interop.openapi.failures import errors_by_status, failing, is_seen
from specmint.interop.remainder import PREFIX
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
    by_status = errors_by_status(scope, node)
    shown = failing(scope, name, node)
    made: Object = {}
    for status in bound["status"]["ok"]:
        together = by_status.pop(status, [])
        answer: Object = {"description": _about(together)}
        told = schema
        if together:
            told = {"anyOf": [schema or {}, scope.failure(envelope)]}
        if told is not None:
            media: Object = {"schema": told}
            examples = _examples(envelopes, envelope, node) | _values(shown, status)
            media |= {"examples": examples} if examples else {}
            answer["content"] = {_JSON: media}
        made[str(status)] = answer
    for status, names in sorted(by_status.items()):
        made[str(status)] = _failure(scope, envelope, names, _values(shown, status))
    return made


def _values(shown: dict[str, tuple[int, Json]], status: int) -> Object:
    return {name: {"value": one} for name, (at, one) in shown.items() if at == status}


def _about(errors: list[str]) -> str:
    return "The answer, also of calls that fail." if errors else "The answer."


def _failure(scope: Scope, envelope: str, names: list[str], examples: Object) -> Object:
    """Refer to the one error of a status, unless its examples are of this operation."""
    named = [name for name in names if not name.startswith("=")]
    is_one = len(named) == len(names) == 1
    if is_one and not examples:
        return {"$ref": _REFER + named[0]}
    told = [scope.data["errors"][name] for name in named]
    about = write_about(told[0]) if is_one else " ".join(one["summary"] for one in told)
    media: Object = {"schema": scope.failure(envelope)}
    media |= {"examples": examples} if examples else {}
    return {
        "description": about or "The server refuses the request.",
        "content": {_JSON: media},
        **({PREFIX + "name": named[0]} if is_one else {}),
    }


def _examples(envelopes: Object, envelope: str, node: Object) -> Object:
    return {
        name: {"value": wrap_value(envelopes, envelope, example)}
        for name, example in node["examples"].items()
        if "raises" not in example and is_seen(example)
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
    """List the errors that an operation names by itself."""
    names = [
        one.get(PREFIX + "name") or one.get("$ref", "").removeprefix(_REFER)
        for one in native["responses"].values()
    ]
    return [name for name in names if name and name not in shared]
