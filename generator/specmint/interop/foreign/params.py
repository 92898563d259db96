"""Parameters of operations that others wrote: places, styles, and what they spread to."""

from dataclasses import dataclass, field
from typing import Any

from specmint.interop.schemas import Reading, as_node, follow, read_field
from specmint.interop.schemas.apart import resolved as whole_schema
from specmint.interop.schemas.kinds import SCALARS, are_texts, kind_of
from specmint.interop.schemas.nulls import split_null

Json = Any
Object = dict[str, Json]
_ABOUT = ("description", "deprecated")
_HEADERS = ("accept", "content-type", "authorization")
_STYLES = {
    "query": ("form", "deepObject", "spaceDelimited", "pipeDelimited"),
    "path": ("simple",),
    "header": ("simple",),
    "form": ("form", "deepObject", "spaceDelimited", "pipeDelimited"),
}
_MOST_DEEP = 4


class Unreadable(Exception):
    """A method cannot be read without being wrong; its text says why."""


@dataclass(slots=True)
class Params:
    """The parameters of one method that were read so far."""

    name: str
    uses: Object = field(default_factory=dict)
    bounds: Object = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)  # by place and wire

    def add(self, place: str, wire: str, use: Object, bound: Object) -> None:
        """Take a parameter under its own name, or one that is free."""
        if (place, wire) in self.keys:
            return
        key = wire if wire not in self.uses else f"{place}_{wire}"
        while key in self.uses:
            key += "_"
        if key != wire and place != "body":
            bound["name"] = wire
        self.keys[place, wire] = key
        self.uses[key] = use["type"] if use.keys() == {"type"} else use
        self.bounds[key] = bound


@dataclass(frozen=True, slots=True)
class Sent:
    """How one value travels: where, under what name, and how its parts are written."""

    place: str
    wire: str
    required: bool
    style: str
    explode: bool


def resolved(reading: Reading, node: Json) -> Json:
    if isinstance(node, dict) and "$ref" in node:
        return follow(reading.document, node["$ref"])
    return node


def read_param(reading: Reading, params: Params, native: Object) -> None:
    """Read one parameter object."""
    place, wire = native["in"], native["name"]
    required = native.get("required") is True or place == "path"
    if place == "header" and wire.lower() in _HEADERS:
        return
    if place not in ("path", "query", "header"):
        lost(reading, f"the parameter `{wire}` stands in a {place}", required=required)
        return
    if "content" in native:
        kinds = " or ".join(native["content"])
        lost(reading, f"`{wire}` is written as {kinds}", required=required)
        return
    style = native.get("style") or ("form" if place == "query" else "simple")
    explode = native.get("explode", style == "form")
    sent = Sent(place, wire, required, style, explode)
    schema = native.get("schema", {})
    about = {key: one for key, one in native.items() if key in _ABOUT}
    if about:
        schema = {"allOf": [schema]} if "$ref" in schema else schema
        schema = {**schema, **about}
    read_sent(reading, params, schema, sent)


def lost(reading: Reading, message: str, *, required: bool) -> None:
    if required:
        raise Unreadable(message)
    reading.remark("dropped", message)


def read_sent(
    reading: Reading, params: Params, schema: Object, sent: Sent, depth: int = 0
) -> None:
    """Read a value that travels in a path, a query, a header or a form."""
    kind = kind_of(reading, schema)
    if sent.style not in _STYLES[sent.place] or depth > _MOST_DEEP:
        lost(reading, _no_style(sent), required=sent.required)
    elif kind == "object":
        _spread(reading, params, schema, sent, depth)
    elif kind == "list":
        _listed(reading, params, schema, sent)
    elif kind in SCALARS:
        _add(reading, params, schema, sent, {})
    elif are_texts(reading, schema) or not _says_more(schema):
        reading.remark("guessed", f"`{sent.wire}` is taken as a text")
        about = {key: one for key, one in schema.items() if key in _ABOUT}
        _add(reading, params, {"type": "string", **about}, sent, {})
    else:
        message = f"nothing says how `{sent.wire}` becomes a text"
        lost(reading, message, required=sent.required)


def _says_more(schema: Object) -> bool:
    return any(key in schema for key in ("$ref", "allOf", "anyOf", "oneOf", "items"))


def _no_style(sent: Sent) -> str:
    return f"`{sent.wire}` is written in the style `{sent.style}`"


def _add(
    reading: Reading, params: Params, schema: Object, sent: Sent, bound: Object
) -> None:
    hint = f"{params.name} {sent.wire}"
    # Nothing but JSON can say null.
    plain = split_null(schema)[0]
    plain = {k: v for k, v in plain.items() if k not in ("nullable", "x-nullable")}
    use = as_node(read_field(reading, plain, hint, required=sent.required))
    use.pop("nullable", None)
    params.add(sent.place, sent.wire, use, {"in": sent.place, **bound})


def _listed(reading: Reading, params: Params, schema: Object, sent: Sent) -> None:
    items = whole_schema(reading, schema).get("items", {})
    is_plain = isinstance(items, dict) and (
        kind_of(reading, items) in SCALARS or not items
    )
    is_repeated = sent.explode and sent.place in ("query", "form")
    if not is_plain:
        message = f"the items of `{sent.wire}` are no plain texts"
        lost(reading, message, required=sent.required)
    elif sent.style == "deepObject" or (
        sent.style.endswith("Delimited") and not sent.explode
    ):
        lost(reading, _no_style(sent), required=sent.required)
    else:
        wire = {"wire": "repeated" if is_repeated else "comma"}
        _add(reading, params, schema, sent, wire)


def _spread(
    reading: Reading, params: Params, schema: Object, sent: Sent, depth: int
) -> None:
    """Each member of an object is a parameter of its own, where its style says so."""
    is_deep = sent.style == "deepObject"
    is_spread = sent.style == "form" and sent.explode
    whole = whole_schema(reading, schema)
    members = whole.get("properties", {})
    if not members or not (is_deep or is_spread) or sent.place in ("path", "header"):
        message = f"`{sent.wire}` is an object in the style `{sent.style}`"
        lost(reading, message, required=sent.required)
        return
    if whole.get("additionalProperties") not in (None, False):
        reading.remark("dropped", f"further members of `{sent.wire}`")
    if is_deep and depth:
        reading.remark("guessed", f"`{sent.wire}` nests brackets, which no style says")
    needed = whole.get("required", ()) if sent.required else ()
    for name, one in members.items():
        wire = f"{sent.wire}[{name}]" if is_deep else name
        inner = Sent(sent.place, wire, name in needed, sent.style, sent.explode)
        read_sent(reading, params, one, inner, depth + 1)
