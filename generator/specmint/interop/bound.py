"""Parameters as one transport carries them: schemas, and what bindings say of them."""

from typing import Any

from specmint.interop.remainder import PREFIX, complete, overlay
from specmint.interop.schemas import as_node, read_field, write_field
from specmint.interop.scope import Scope, Shell

Json = Any
Object = dict[str, Json]


def write_bound(
    scope: Scope, param: str, use: Json, told: Object, about: Object
) -> Object:
    """Write a parameter as it travels here, which may differ from its own type."""
    node = as_node(use)
    here: Object = {key: about[key] for key in ("wire", "default") if key in about}
    if _is_native(about):
        del here["wire"]
    if "type" in about:
        node = {**node, "type": about["type"]}
    schema = write_field(scope.writing, {**node, **here}, required=about["required"])
    schema = {key: one for key, one in schema.items() if key not in _told(node, here)}
    native = {**schema, **_guides(scope.way, param, told, about)}
    bound = {key: one for key, one in told.items() if key != "in"}
    true = {**as_node(use), **({scope.way: bound} if bound else {})}

    def read(one: Object) -> Object:
        wire, required = about["name"], about["required"]
        return read_bound(scope.shell, wire, one, required=required)[1]

    return complete(native, true, read)


def _is_native(about: Object) -> bool:
    """Whether the format says the wire form itself: by a style, or as a boolean's text."""
    wire = about.get("wire")
    if about["in"] != "query":
        return False
    if isinstance(wire, dict):
        return "true" in wire.get("truthy", ()) and "false" in wire.get("falsy", ())
    return wire in ("comma", "repeated")


def _told(node: Object, here: Object) -> set[str]:
    """Extensions that tell what holds only here, and is told of the binding."""
    keys = {PREFIX + key for key in here if key not in node}
    return keys | {PREFIX + "optional", PREFIX + "without"}


def _guides(way: str, param: str, told: Object, about: Object) -> Object:
    further = {key: one for key, one in told.items() if key not in ("name", "in")}
    made: Object = {PREFIX + way: further} if further else {}
    return made | ({PREFIX + "name": param} if about["name"] != param else {})


def sent_value(value: Json, about: Object) -> Json:
    """Give a value as it travels here, where that is not as its type says."""
    wire = about.get("wire")
    if wire == "zero-one" and isinstance(value, bool):
        return int(value)
    if wire == "comma" and about["in"] != "query" and isinstance(value, list):
        return ",".join(map(str, value))
    return value


def read_bound(
    shell: Shell, wire: str, schema: Object, *, required: bool
) -> tuple[str, Object]:
    """Read one parameter with its binding, and its name in the spec."""
    name: str = schema.get(PREFIX + "name", wire)
    use = as_node(read_field(shell.reading, schema, name, required=required))
    bound = dict(schema.get(PREFIX + shell.way, {}))
    if name != wire:
        bound = {"name": wire, **bound}
    return name, overlay(schema, {**use, **({shell.way: bound} if bound else {})})
