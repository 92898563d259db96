"""A document that others wrote, made of what its format allows and of nothing else.

Readers need not ask of what kind a member is: what has another kind, what is unknown and
what is an extension is left out here, and told with its place.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from specmint.interop.foreign.grammar import GRAMMARS, NEEDS, SECTIONS, Table
from specmint.interop.foreign.leaves import LEAVES, WORDS
from specmint.interop.schemas import Remark, follow, pointer
from specmint.interop.schemas.context import ALIASES, UNIT

Json = Any
Object = dict[str, Json]
At = tuple[str, ...]
_EXTENSIBLE = (
    "path",
    "response",
    "callback",
    "method",
)  # maps of these have extensions
_MOST_HOPS = 20


@dataclass(slots=True)
class Tidying:
    """What is gathered on the way: what is lost, and references to odd places."""

    document: Object
    table: Table
    sections: dict[str, str]
    remarks: list[Remark] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=dict)
    far: dict[str, str] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)

    def say(self, at: At, kind: str, message: str) -> None:
        self.remarks.append(Remark(pointer(at), kind, message))

    def lose(self, key: str, at: At) -> None:
        self.lost.setdefault(key, []).append(pointer(at))


def tidied(document: Object, form: str) -> tuple[Object, list[Remark]]:
    """Give a sound document, and what is not in it any more."""
    tidying = Tidying(document, GRAMMARS[form], SECTIONS[form])
    made = _object(tidying, "document", document, ())
    while tidying.far:
        target, kind = tidying.far.popitem()
        if (target, kind) not in tidying.done:
            tidying.done.add((target, kind))
            steps = tuple(_steps(target))
            found = _node(tidying, kind, follow(document, target), steps)
            _put(made, list(steps), {} if found is None else found)
    return made, tidying.remarks + _losses(tidying)


def _losses(tidying: Tidying) -> list[Remark]:
    """Tell what is lost everywhere once, with the first place and how many there are."""
    made = []
    for key, places in sorted(tidying.lost.items()):
        more = len(dict.fromkeys(places)) - 1
        where = f" here and at {more} more places" if more else ""
        made.append(Remark(places[0], "dropped", f"`{key}`{where}"))
    return made


def _node(tidying: Tidying, kind: str, node: Json, at: At) -> Json:
    """Give what a node holds of its kind; nothing, if it is of another one."""
    if kind.startswith("["):
        inner = kind[1:-1]
        items = node if isinstance(node, list) else [node]
        told = [
            _node(tidying, inner, one, (*at, str(i))) for i, one in enumerate(items)
        ]
        # Places in a list are kept, for references may count them.
        return [{} if one is None else one for one in told]
    if kind.startswith("{"):
        return _named(tidying, kind[1:-1], node, at)
    if kind in LEAVES:
        made = LEAVES[kind](node)
        if made is None and node is not None:
            tidying.say(at, "suspicious", f"this is no {WORDS.get(kind, kind)}")
        return made
    if kind in ("more", "items", "payload"):
        return _loose(tidying, kind, node, at)
    return _object(tidying, kind, node, at)


def _named(tidying: Tidying, kind: str, node: Json, at: At) -> Json:
    if not isinstance(node, dict):
        tidying.say(at, "suspicious", "this is no object with names")
        return None
    made: Object = {}
    for key, one in node.items():
        name = _name(key)
        if name.startswith("x-") and kind in _EXTENSIBLE:
            tidying.lose(name, (*at, name))
            continue
        found = _node(tidying, kind, one, (*at, name))
        if found is not None:
            made[name] = found
    return made


def _name(key: Json) -> str:
    """YAML takes `200`, `on` and `null` for other things than texts."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


def _loose(tidying: Tidying, kind: str, node: Json, at: At) -> Json:
    """Read what may be a schema or something else."""
    if kind == "items" and isinstance(node, list):
        return _node(tidying, "[schema]", node, at)
    if kind == "more" and isinstance(node, bool):
        return node
    if kind == "payload" and isinstance(node, dict) and "schemaFormat" in node:
        told = str(node["schemaFormat"])
        if any(word in told for word in ("avro", "protobuf", "raml")):
            tidying.say(at, "dropped", f"a schema in the language `{told}`")
            return {}
        return _object(tidying, "schema", node.get("schema"), (*at, "schema"))
    return _object(tidying, "schema", node, at)


def _object(tidying: Tidying, kind: str, node: Json, at: At) -> Json:
    if kind == "schema" and isinstance(node, bool):
        return {} if node else {"not": {}}
    if not isinstance(node, dict):
        if node is not None:
            tidying.say(at, "suspicious", f"this is no object of kind {kind}")
        return None
    made: Object = {}
    if "$ref" in node:
        made = _reference(tidying, kind, node["$ref"], at)
    told = tidying.table[kind]
    for key, one in node.items():
        name = _name(key)
        if name == "$ref":
            continue
        value = told.get(name, told.get("*", ""))
        if name.startswith("x-") and name not in told:
            value = "any" if _is_read(kind, name) else "?"
        if value in ("", "?"):
            tidying.lose(name, (*at, name))
        else:
            found = _node(tidying, value, one, (*at, name))
            if found is not None or (value == "any" and one is None):
                made[name] = found
    lacks = [key for key in NEEDS.get(kind, ()) if not made.get(key)]
    if lacks and "$ref" not in made:
        tidying.say(at, "suspicious", f"it has no `{lacks[0]}`, and is left out")
        return None
    return made


def _is_read(kind: str, name: str) -> bool:
    """Whether an extension is one of those that readers know, whoever made it."""
    known = {"schema": UNIT, "descriptor": ALIASES}.get(kind)
    return known is not None and known.fullmatch(name) is not None


def _reference(tidying: Tidying, kind: str, ref: Json, at: At) -> Object:
    """Keep a reference that leads somewhere, as a plain pointer."""
    target = _target(tidying, ref) if isinstance(ref, str) else ""
    if not target:
        tidying.say(at, "dropped", f"there is nothing at `{str(ref)[:200]}`")
        return {}
    prefix = target[: target.rfind("/") + 1]
    if tidying.sections.get(prefix) != kind:
        tidying.far.setdefault(target, kind)
    return {"$ref": target}


def _target(tidying: Tidying, ref: str) -> str:
    """Find where a reference ends, over others that are nothing but references."""
    for _hop in range(_MOST_HOPS):
        if not ref.startswith("#"):
            return ""
        found = follow(tidying.document, ref)
        if found is None and "%" in ref:
            ref = unquote(ref)
            found = follow(tidying.document, ref)
        if not isinstance(found, dict | bool):
            return ""
        further = found.get("$ref") if isinstance(found, dict) else None
        if not isinstance(further, str) or found != {"$ref": further}:
            return ref
        ref = further
    return ""


def _steps(target: str) -> list[str]:
    steps = target.removeprefix("#").strip("/").split("/")
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def _put(node: Json, steps: list[str], value: Json) -> None:
    """Put a node where a reference finds it."""
    for place, step in enumerate(steps):
        is_last = place == len(steps) - 1
        if isinstance(node, list):
            if not step.isdigit() or int(step) >= len(node):
                return
            if is_last:
                node[int(step)] = value
            node = node[int(step)]
        elif is_last:
            node[step] = value
        else:
            if not isinstance(node.get(step), dict | list):
                node[step] = {}
            node = node[step]


__all__ = ["tidied"]
