"""What a method gives, in the schema of its answer: its result, and what stands beside."""

from typing import Any

from specmint.interop.envelopes import WRAPPED, unwrap_schema
from specmint.interop.schemas import (
    as_node,
    is_required,
    read_field,
    read_use,
    write_field,
    write_use,
)
from specmint.interop.schemas.scalars import json_kind
from specmint.interop.scope import Scope, Shell

Json = Any
Object = dict[str, Json]


def result_schema(scope: Scope, envelope: str, node: Object) -> Json:
    """Write the result as it stands in its envelope, or None where there is none."""
    if "result" not in node:
        return None
    use = as_node(node["result"])
    schema = write_use(scope.writing, use)
    told = scope.data["envelopes"].get(envelope, {})
    told = scope.data["envelopes"].get(told.get("around", ""), told)
    kind = scope.data["types"].get(use.get("type", ""), use)
    single = "by" not in use and _kind(kind) not in ("list", "object", "")
    if told.get("result", {}).get("wrap") == "list" and single:
        return {"type": "array", "items": schema, WRAPPED: True}
    return schema


def _kind(node: Object) -> str:
    return json_kind({"is": node.get("type", ""), **node})


def held_beside(
    scope: Scope, envelope: str, node: Object
) -> dict[str, tuple[Object, bool]]:
    """Write members beside the result: those of the method, then the envelope's."""
    own = node.get("beside", {})
    told = scope.data["envelopes"].get(envelope, {}).get("beside", {})
    fixed = {
        name: {k: v for k, v in as_node(one).items() if k != "over"}
        for name, one in told.items()
        if as_node(one).get("over", scope.way) == scope.way and name not in own
    }
    made = {
        name: (
            write_field(scope.writing, use, required=is_required(use)),
            is_required(use),
        )
        for name, use in own.items()
    }
    # Documents show answers without what the envelope adds.
    for name, use in fixed.items():
        made[name] = (write_field(scope.writing, use, required=True), False)
    return made


def read_answer(shell: Shell, envelope: str, schema: Json, hint: str) -> Object:
    """Read `result` and `beside` from the schema of an answer."""
    result, beside = unwrap_schema(shell.envelopes, envelope, schema)
    made: Object = {}
    if result is not None and result != {}:
        if isinstance(result, dict) and WRAPPED in result:
            result = result["items"]
        made["result"] = read_use(shell.reading, result, hint)
    if beside:
        made["beside"] = {
            name: read_field(shell.reading, one, name, required=required)
            for name, (one, required) in beside.items()
        }
    return made
