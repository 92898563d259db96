"""OpenAPI documents as the data of a spec."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.envelopes import is_failure, read_failure, unwrap_value
from specmint.interop.heads import read_about, read_info, read_tag
from specmint.interop.openapi.cases import place_cases
from specmint.interop.openapi.failures import shared_errors
from specmint.interop.openapi.params import read_params
from specmint.interop.openapi.responses import (
    held_errors,
    read_result,
    read_statuses,
)
from specmint.interop.openapi.webhooks import read_webhook
from specmint.interop.raising import read_raising
from specmint.interop.remainder import NO_SCHEMA, PREFIX, overlay, same
from specmint.interop.schemas import Reading, read_type
from specmint.interop.schemes import read_scheme
from specmint.interop.scope import Shell
from specmint.interop.shown import SHOWN, read_shown

Json = Any
Object = dict[str, Json]
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read_document(document: Object) -> Object:
    """Read a document that we have written."""
    reading = Reading(document=document)
    parts = document["components"]
    first, *further = document["servers"]
    transport = read_server(first)
    if further:
        transport["hosts"] = {one[PREFIX + "name"]: read_host(one) for one in further}
    groups = {one["name"]: read_tag(one) for one in document.get("tags", ())}
    errors = {name: read_error(one) for name, one in parts["responses"].items()}
    envelopes = document.get(PREFIX + "envelopes", {})
    shell = Shell("http", reading, transport, groups, envelopes, errors)
    made: Object = {**read_info(document["info"])}
    made["transports"] = {"http": transport}
    made["groups"] = groups
    made["types"] = {
        name: read_type(reading, one, name)
        for name, one in place_cases(parts["schemas"]).items()
        if PREFIX + "inherited" not in one
    }
    made["errors"] = errors
    made["auth"] = {
        name: read_scheme(name, one)
        for name, one in parts.get("securitySchemes", {}).items()
    }
    made["methods"] = dict(_operations(shell, document["paths"]))
    made["webhooks"] = {
        name: _webhook(shell, one) for name, one in document.get("webhooks", {}).items()
    }
    return overlay(document, {key: one for key, one in made.items() if one != {}})


def _webhook(shell: Shell, item: Object) -> Object:
    verb, native = next((verb, one) for verb, one in item.items() if verb in VERBS)
    return {"call": verb.upper(), **read_webhook(shell, native)}


def _operations(shell: Shell, paths: Object) -> list[tuple[str, Object]]:
    return [
        read_operation(shell, (verb.upper(), path), native)
        for path, item in paths.items()
        for verb, native in item.items()
        if verb in VERBS
    ]


def read_server(native: Object) -> Object:
    made: Object = {"host": native["url"]}
    made |= {"doc": native["description"]} if native.get("description") else {}
    return overlay(native, made, NO_SCHEMA)


read_host = read_server


def read_error(native: Object) -> Object:
    return overlay(native, read_about(native["description"]), NO_SCHEMA)


def read_operation(
    shell: Shell, call: tuple[str, str], native: Object
) -> tuple[str, Object]:
    """Read an operation as a method, with its name."""
    name, group = native["operationId"], native["tags"][0]
    params, bounds = read_params(shell, call[0], native)
    further = native.get(PREFIX + "http", {})
    binding: Object = {"call": " ".join(call), **further}
    binding |= {"params": bounds} if bounds else {}
    binding |= _differing(shell, group, native)
    usual = shell.transport.get("envelope", "")
    envelope = str(binding.get("envelope", usual))
    made: Object = {"summary": native.get("summary", "")}
    made |= {"doc": native["description"]} if native.get("description") else {}
    made |= {"deprecated": "deprecated"} if native.get("deprecated") else {}
    made |= {"params": params} if params else {}
    made |= read_result(shell, envelope, native, name)
    held = held_errors(native, shared_errors(shell, group))
    errors = read_raising(held, native.get(PREFIX + "raising"))
    made |= {"errors": errors} if errors else {}
    made["examples"] = _examples(shell, envelope, native)
    made |= {"http": binding, "group": group}
    return name, overlay(native, made)


def _differing(shell: Shell, group: str, native: Object) -> Object:
    """Give what an operation does otherwise than all."""
    made: Object = {}
    auth = [name for one in native.get("security", ()) for name in one]
    usual = shell.groups.get(group, {}).get("auth", shell.transport.get("auth", []))
    if auth != usual:
        made["auth"] = auth
    ok = read_statuses(native)
    if not same(ok, shell.transport.get("status", {}).get("ok", [200])):
        made["status"] = {"ok": ok}
    return made


def _examples(shell: Shell, envelope: str, native: Object) -> Object:
    """Gather examples by name from parameters, bodies and answers."""
    found: Object = {}
    names = _wire_names(native)
    for one in native.get("parameters", ()):
        for name, told in one.get("examples", {}).items():
            params = found.setdefault(name, {}).setdefault("params", {})
            params[names.get((one["in"], one["name"]), one["name"])] = told["value"]
    body = native.get("requestBody", {})
    for media in body.get("content", {}).values():
        for name, told in media.get("examples", {}).items():
            params = found.setdefault(name, {}).setdefault("params", {})
            if PREFIX + "name" in body:
                params[body[PREFIX + "name"]] = told["value"]
            else:
                params |= {
                    names.get(("body", wire), wire): one
                    for wire, one in told["value"].items()
                }
    for name, one in _answers(shell, envelope, native):
        found.setdefault(name, {}).update(one)
    found = {name: {"params": {}, **one} for name, one in found.items()}
    return read_shown(found, native.get(SHOWN, {}))


def _answers(
    shell: Shell, envelope: str, native: Object
) -> Iterator[tuple[str, Object]]:
    """Give what each example ends with, a result or an error; it may have no name here."""
    for status, answer in native["responses"].items():
        for media in answer.get("content", {}).values():
            for name, told in media.get("examples", {}).items():
                value = told["value"]
                if is_failure(shell.envelopes, envelope, status, value):
                    error = answer.get(PREFIX + "name", "")
                    raised = read_failure(shell.envelopes, envelope, status, value)
                    yield name, {"raises": {error: raised}}
                else:
                    yield name, unwrap_value(shell.envelopes, envelope, value, native)


def _wire_names(native: Object) -> dict[tuple[str, str], str]:
    """Give parameters' own names by place and name on the wire."""
    made = {
        (one["in"], one["name"]): one[PREFIX + "name"]
        for one in native.get("parameters", ())
        if PREFIX + "name" in one
    }
    for media in native.get("requestBody", {}).get("content", {}).values():
        for wire, one in media["schema"].get("properties", {}).items():
            if PREFIX + "name" in one:
                made["body", wire] = one[PREFIX + "name"]
    return made
