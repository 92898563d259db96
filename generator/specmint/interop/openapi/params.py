"""Parameters and bodies of operations, read."""

from typing import Any

from specmint.interop.bound import read_bound
from specmint.interop.remainder import PREFIX
from specmint.interop.schemas import as_node, read_field
from specmint.interop.scope import Shell

Json = Any
Object = dict[str, Json]
FORM = "application/x-www-form-urlencoded"
_TOP = ("description", "deprecated", PREFIX + "http", PREFIX + "name")


def _usual(shell: Shell, verb: str) -> str:
    natural = "query" if verb == "GET" else "json"
    return str(shell.transport.get("params", {}).get(verb, natural))


def read_whole(shell: Shell, native: Object) -> tuple[str, Object]:
    """Read a body that is one parameter."""
    name: str = native.get(PREFIX + "name", "body")
    schema = next(iter(native["content"].values()))["schema"]
    use = as_node(
        read_field(shell.reading, schema, name, required=native.get("required", False))
    )
    return name, {**use, "http": {"in": "body", **native.get(PREFIX + "http", {})}}


def read_params(shell: Shell, verb: str, native: Object) -> tuple[Object, Object]:
    """Read all parameters of an operation, and what its binding says of each."""
    found: Object = {}
    for one in native.get("parameters", ()):
        if PREFIX + "inherited" in one:
            continue
        top = {key: one[key] for key in _TOP if key in one}
        schema = one["schema"]
        if top.keys() & {"description", "deprecated"} and "$ref" in schema:
            schema = {"allOf": [schema]}
        name, use = read_bound(
            shell,
            one["name"],
            {**schema, **top},
            required=one.get("required", False),
        )
        found[name] = _placed(shell, verb, one["in"], use)
    if "requestBody" in native:
        found |= _body(shell, verb, native["requestBody"])
    found |= native.get(PREFIX + "absent", {})
    order = native.get(PREFIX + "order", list(found))
    found = {name: found[name] for name in [*order, *found] if name in found}
    bounds = {name: use["http"] for name, use in found.items() if use.get("http")}
    uses = {name: _alone(use) for name, use in found.items()}
    return uses, bounds


def _alone(use: Object) -> Json:
    """Give a use without its binding, as people write it."""
    made = {key: one for key, one in use.items() if key != "http"}
    return made["type"] if made.keys() == {"type"} else made


def _placed(shell: Shell, verb: str, place: str, use: Object) -> Object:
    """Say where a parameter goes, where that is not what its verb makes usual."""
    bound = {key: one for key, one in use.get("http", {}).items() if key != "in"}
    if place not in ("path", _usual(shell, verb)):
        bound["in"] = place
    return {**use, "http": bound}


def _body(shell: Shell, verb: str, native: Object) -> Object:
    if PREFIX + "name" in native:
        name, use = read_whole(shell, native)
        return {name: use}
    content, media = next(iter(native["content"].items()))
    place = "form" if content == FORM else "json"
    schema = media["schema"]
    required = schema.get("required", ())
    found: Object = {}
    for wire, one in schema.get("properties", {}).items():
        name, use = read_bound(shell, wire, one, required=wire in required)
        found[name] = _placed(shell, verb, place, use)
    return found
