"""An API with REST as an OpenAPI document."""

from typing import Any

from specmint.interop.envelopes import failed_schema, failure_name
from specmint.interop.heads import write_about, write_info, write_tag
from specmint.interop.openapi.bodies import write_request
from specmint.interop.openapi.cases import name_cases
from specmint.interop.openapi.failures import is_bare, shared_errors
from specmint.interop.openapi.read import (
    read_document,
    read_error,
    read_host,
    read_operation,
    read_server,
)
from specmint.interop.openapi.responses import held_errors, write_responses
from specmint.interop.openapi.webhooks import write_webhook
from specmint.interop.raising import write_raising
from specmint.interop.remainder import PREFIX, complete
from specmint.interop.schemas import begin, write_type
from specmint.interop.schemes import write_scheme
from specmint.interop.scope import Scope
from specmint.interop.shown import write_shown

Json = Any
Object = dict[str, Json]
VERSION = "3.1.0"


def write_openapi(data: Object, full: Object) -> Object:
    """Write the part of an API that HTTP carries; `full` is its bundle."""
    scope = Scope("http", begin(data["types"], is_draft_07=False), data, full)
    native: Object = {
        "openapi": VERSION,
        "info": write_info(data),
        "servers": _servers(data["transports"]["http"]),
        "tags": [write_tag(name, one) for name, one in data["groups"].items()],
        "paths": _paths(scope),
    }
    if data["webhooks"]:
        native["webhooks"] = {
            name: {one["call"].lower(): write_webhook(scope, name, one)}
            for name, one in data["webhooks"].items()
        }
    native["components"] = {
        "schemas": {**_types(scope), **_failures(scope)},
        "responses": {name: _error(scope, one) for name, one in data["errors"].items()},
        "securitySchemes": {
            name: write_scheme(name, one) for name, one in data["auth"].items()
        },
    }
    native = {key: one for key, one in native.items() if one != []}
    true = {key: one for key, one in data.items() if key != "api" and one != {}}
    # What the envelopes say is needed to find results in answers.
    native |= {PREFIX + "envelopes": data["envelopes"]} if data["envelopes"] else {}
    return complete(native, true, read_document)


def _types(scope: Scope) -> Object:
    return name_cases(
        {
            name: write_type(scope.writing, node)
            for name, node in scope.data["types"].items()
        }
    )


def _failures(scope: Scope) -> Object:
    """Write the schemas of answers that say what went wrong, which are no types."""
    envelopes = scope.data["envelopes"]
    used = dict.fromkeys(
        ["", *(scope.bound(name).get("envelope", "") for name in scope.data["methods"])]
    )
    used |= {scope.transport.get("envelope", ""): None}
    return {
        failure_name(scope.data["types"], name): failed_schema(envelopes, name)
        | {PREFIX + "inherited": True}
        for name in used
    }


def _servers(transport: Object) -> list[Object]:
    first = {"url": transport["host"]}
    first |= {"description": transport["doc"]} if transport.get("doc") else {}
    true = {key: one for key, one in transport.items() if key != "hosts"}
    further = []
    for name, one in transport.get("hosts", {}).items():
        node = one if isinstance(one, dict) else {"host": one}
        native = {"url": node["host"], PREFIX + "name": name}
        native |= {"description": node["doc"]} if node.get("doc") else {}
        further.append(complete(native, node, read_host))
    return [complete(first, true, read_server), *further]


def _error(scope: Scope, node: Object) -> Object:
    schema = scope.failure(scope.transport.get("envelope", ""))
    native: Object = {"description": write_about(node)}
    if not is_bare(scope, node):
        native["content"] = {"application/json": {"schema": schema}}
    return complete(native, node, read_error)


def _paths(scope: Scope) -> Object:
    paths: Object = {}
    for name, node in scope.data["methods"].items():
        verb, _, path = node["http"]["call"].partition(" ")
        paths.setdefault(path, {})[verb.lower()] = _operation(scope, name, node)
    return paths


def _operation(scope: Scope, name: str, node: Object) -> Object:
    bound = scope.bound(name)
    native: Object = {"operationId": name, "tags": [node["group"]]}
    native |= {"summary": node["summary"]} if node.get("summary") else {}
    native |= {"description": node["doc"]} if node.get("doc") else {}
    native |= {"deprecated": True} if node.get("deprecated") else {}
    native |= write_request(scope, name, node)
    native["responses"] = write_responses(scope, name, node)
    native["security"] = [{scheme: []} for scheme in bound["auth"]]
    native |= _beyond(node) | _raising(scope, native, node)
    native |= _shown(scope, native, node)
    place = node["http"]["call"].partition(" ")
    return complete(
        native,
        node,
        lambda one: read_operation(scope.shell, (place[0], place[2]), one)[1],
    )


def _beyond(node: Object) -> Object:
    """Give what of the binding has no place in an operation."""
    held = ("call", "params", "auth", "status", "envelope")
    further = {key: one for key, one in node["http"].items() if key not in held}
    if "envelope" in node["http"]:
        further["envelope"] = node["http"]["envelope"]
    return {PREFIX + "http": further} if further else {}


def _raising(scope: Scope, native: Object, node: Object) -> Object:
    held = held_errors(native, shared_errors(scope.shell, node["group"]))
    further = write_raising(node.get("errors", ()), held)
    return {PREFIX + "raising": further} if further else {}


def _shown(scope: Scope, native: Object, node: Object) -> Object:
    """Give of each example what the native ones do not show."""
    call = node["http"]["call"].partition(" ")
    read = read_operation(scope.shell, (call[0], call[2]), native)[1]["examples"]
    return write_shown(read, node["examples"])
