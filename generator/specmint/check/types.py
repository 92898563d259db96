"""The rules of types and their uses that a schema cannot hold."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from specmint.check.references import BUILTIN, Names
from specmint.check.walk import Found, Node, uses
from specmint.check.words import kind_of, listed, meant, meant_or_list, shown
from specmint.load import Path, Spec
from specmint.problems import Problem

_INTEGER = frozenset(["number", "text", "hex"])
WIRES: Mapping[str, frozenset[str]] = {
    "integer": _INTEGER,
    "decimal": frozenset(["number", "text"]),
    "boolean": frozenset(["json", "zero-one", "hex", "yes-no"]),
    "bytes": frozenset(["hex", "0x-hex", "base64"]),
    "enum": frozenset(["json", *_INTEGER]),
    "list": frozenset(["json", "comma", "repeated"]),
}
_JSON = frozenset(["json"])
_NUMBER = ("unit", "scale", "minimum", "maximum")
_LENGTH = ("min_length", "max_length")
# The keys that a use may have beside its facts, by the kind of its type.
_OWN: Mapping[str, frozenset[str]] = {
    "integer": frozenset(["wire", *_NUMBER]),
    "decimal": frozenset(["wire", *_NUMBER]),
    "boolean": frozenset(["wire"]),
    "string": frozenset(["pattern", "unit", *_LENGTH]),
    "bytes": frozenset(["wire", "length", *_LENGTH]),
    "timestamp": frozenset(["wire"]),
    "duration": frozenset(["wire", "minimum", "maximum"]),
    "list": frozenset(["wire", "items", "min_items", "max_items"]),
    "map": frozenset(["keys", "items"]),
    "tuple": frozenset(["items", "rest"]),
    "any": frozenset(["why"]),
    "none": frozenset(),
    "by": frozenset(["cases", "otherwise", "missing"]),
}
_ALL_OWN = frozenset().union(*_OWN.values())
_OVERRIDES: Mapping[str, frozenset[str]] = {
    "integer": frozenset(["wire", *_NUMBER]),
    "decimal": frozenset(["wire", *_NUMBER]),
    "string": frozenset(["unit"]),
    "any": frozenset(["why"]),
}
_RANGE = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.\.(-?(?:0|[1-9][0-9]*)))?")


def check_types(spec: Spec, names: Names) -> Iterator[Problem]:
    """Find the types and uses that mean nothing, or two things."""
    for path, code, message, hint in _slips(spec, names):
        yield Problem(spec.place(path), code, message, hint)


_Slip = tuple[Path, str, str, str]


def _slips(spec: Spec, names: Names) -> Iterator[_Slip]:
    for name, node in spec.data["types"].items():
        yield from _declared(("types", name), node)
    params = _all_params(spec)
    for found in uses(spec):
        yield from _use(spec, found, params)
    yield from _endless(spec)
    yield from _includes(spec, names)


def _all_params(spec: Spec) -> frozenset[str]:
    methods = spec.data["methods"].values()
    return frozenset(name for method in methods for name in method.get("params", ()))


def _declared(path: Path, node: Node) -> Iterator[_Slip]:
    kind = node["is"]
    if kind == "enum" and node.get("of") == "integer":
        yield from _numbers(path, node["values"])
    elif kind == "enum" and node.get("wire", "json") != "json":
        yield (*path, "wire"), "wire-form", "an enum of words travels as they are", ""
    elif kind == "union":
        yield from _chooser(path, node)
    elif kind == "record":
        names = frozenset(node["fields"])
        if not node.get("include"):
            yield from choices(path, node, names)
    yield from _wire(path, kind, node)
    yield from _value(path, node)


def _numbers(path: Path, values: Node) -> Iterator[_Slip]:
    for text, value in values.items():
        at = (*path, "values", text)
        if not _RANGE.fullmatch(text):
            message = f"{shown(text)} is not a whole number or a range of them"
            yield at, "enum-value", message, 'write "1" or "32..999"'
        elif isinstance(value, str) or "name" not in value:
            hint = f'write "{text}": {{name: …, doc: …}}'
            yield at, "enum-value", "a number needs a name", hint


def _chooser(path: Path, node: Node) -> Iterator[_Slip]:
    ways = [key for key in ("tag", "kinds", "has") if key in node]
    if len(ways) != 1:
        message = "a union chooses by one of `tag`, `kinds` and `has`"
        yield path, "union-choice", message, ""
    elif (ways == ["tag"]) != ("cases" in node):
        message = "`tag` and `cases` go together"
        yield path, "union-choice", message, ""


def choices(path: Path, node: Node, names: frozenset[str]) -> Iterator[_Slip]:
    """The names in `exactly_one_of` and `together` are there."""
    for index, group in enumerate(node.get("exactly_one_of", ())):
        for inner, name in enumerate(group):
            if name not in names:
                at = (*path, "exactly_one_of", index, inner)
                yield at, "unknown-name", f"there is no `{name}`", meant(name, names)
    for name, needs in node.get("together", {}).items():
        for needed in (name, *needs):
            if needed not in names:
                at = (*path, "together", name)
                yield at, "unknown-name", f"there is no `{needed}`", meant(
                    needed, names
                )


def _use(spec: Spec, found: Found, params: frozenset[str]) -> Iterator[_Slip]:
    says = found.says
    ways = [key for key in ("type", "is", "by") if key in says]
    if len(ways) != 1:
        message = "a use has one of `type`, `is` and `by`"
        yield found.path, "use-shape", message, ""
        return
    kind = kind_of_use(spec, says)
    if says.get("type") == "any" or says.get("is") == "any":
        if "why" not in says:
            hint = "say where its shape was looked for"
            yield found.path, "any-without-why", "`any` needs `why`", hint
    yield from _keys(found.path, says, ways[0], kind)
    yield from _wire(found.path, kind, says)
    yield from _value(found.path, says)
    yield from _siblings(spec, found, params)


def kind_of_use(spec: Spec, says: Node) -> str:
    """Tell what kind of type a use has; nothing where its name leads nowhere."""
    if "by" in says:
        return "by"
    name = says.get("is") or says["type"]
    declared = spec.data["types"].get(name)
    if declared and "is" not in says:
        return str(declared["is"])
    return name if name in BUILTIN or "is" in says else ""


def _keys(path: Path, says: Node, way: str, kind: str) -> Iterator[_Slip]:
    if not kind:
        return
    table = _OVERRIDES if way == "type" else _OWN
    allowed = table.get(kind, frozenset(["wire"]) if way == "type" else frozenset())
    for key in says:
        if key in _ALL_OWN and key not in allowed:
            what = f"a use of {shown(says['type'])}" if way == "type" else f"`{kind}`"
            message = f"{what} takes no `{key}`"
            hint = f"it takes {listed(sorted(allowed))}" if allowed else ""
            yield (*path, key), "unfit-key", message, hint
    if way == "by" and "cases" not in says:
        yield path, "missing-key", "there are no `cases` here", "add them"
    if way == "is" and kind in {"list", "map", "tuple"} and "items" not in says:
        yield path, "missing-key", "there are no `items` here", "add them"
    if way == "is" and kind in {"timestamp", "duration"} and "wire" not in says:
        yield path, "missing-key", "there is no `wire` here", "add it"
    many = isinstance(says.get("items"), list)
    if "items" in says and many != (kind == "tuple"):
        message = (
            "only a tuple has a list of `items`"
            if many
            else "a tuple lists its `items`"
        )
        yield (*path, "items"), "wrong-kind", message, ""


def _wire(path: Path, kind: str, node: Node) -> Iterator[_Slip]:
    wire = node.get("wire")
    if wire is None or not kind:
        return
    at = (*path, "wire")
    if kind in {"timestamp", "duration"}:
        yield from _time(at, kind, wire)
    elif isinstance(wire, dict):
        if kind != "boolean" or set(wire) != {"truthy", "falsy"}:
            message = f"this is not a wire form of `{kind}`"
            hint = "a boolean has `truthy` and `falsy`" if kind == "boolean" else ""
            yield at, "wire-form", message, hint
    elif wire not in WIRES.get(kind, _JSON):
        forms = WIRES.get(kind, _JSON)
        message = f"{shown(wire)} is not a wire form of `{kind}`"
        yield at, "wire-form", message, meant_or_list(wire, forms)


def _time(at: Path, kind: str, wire: Any) -> Iterator[_Slip]:
    is_counted = isinstance(wire, dict) and set(wire) == {"unit", "as"}
    is_layout = isinstance(wire, dict) and set(wire) == {"unit", "layout"}
    if not is_counted and not (is_layout and kind == "timestamp"):
        message = f"this is not a wire form of `{kind}`"
        yield at, "wire-form", message, "write {unit: s, as: number}"


def _value(path: Path, node: Node) -> Iterator[_Slip]:
    if "pattern" in node:
        try:
            re.compile(node["pattern"])
        except (re.error, RecursionError, OverflowError) as error:
            message = f"this is not a regular expression: {error}"
            yield (*path, "pattern"), "bad-pattern", message, ""
    for low, high in (("minimum", "maximum"), ("min_length", "max_length")):
        if low in node and high in node and node[low] > node[high]:
            yield (*path, high), "empty-range", f"`{high}` is below `{low}`", ""


def _siblings(spec: Spec, found: Found, params: frozenset[str]) -> Iterator[_Slip]:
    for path, name in _looks_at(found):
        first, _, part = name.partition(".")
        known = found.siblings | params
        if first not in known:
            message = f"there is no sibling or parameter `{first}`"
            yield path, "unknown-name", message, meant(first, known)
        elif part and not _has_part(spec, first, part):
            message = f"no pattern of `{first}` has a part `{part}`"
            yield path, "unknown-name", message, "name it in the pattern: (?P<name>…)"


def _looks_at(found: Found) -> Iterator[tuple[Path, str]]:
    says = found.says
    if "by" in says:
        yield (*found.path, "by"), says["by"]
    for key in ("scale", "unit"):
        if isinstance(says.get(key), dict):
            yield (*found.path, key, "by"), says[key]["by"]
    for name in says.get("only_when", ()):
        yield (*found.path, "only_when", name), name


def _has_part(spec: Spec, name: str, part: str) -> bool:
    for found in uses(spec):
        if found.path[-1] == name and found.role in {"field", "param"}:
            pattern = _pattern(spec, found.says)
            if f"(?P<{part}>" in pattern:
                return True
    return False


def _pattern(spec: Spec, says: Node) -> str:
    declared = spec.data["types"].get(says.get("type"), {})
    return str(says.get("pattern") or declared.get("pattern", ""))


def _endless(spec: Spec) -> Iterator[_Slip]:
    """Records that need themselves can have no value."""
    needs = {name: _needed(spec, node) for name, node in spec.data["types"].items()}
    finite: set[str] = set()
    while found := {
        n for n, need in needs.items() if n not in finite and need <= finite
    }:
        finite |= found
    for name in needs:
        if name not in finite:
            message = f"a value of `{name}` would never end: it needs itself"
            yield ("types", name), "endless-type", message, "make a member optional"


def _needed(spec: Spec, node: Node) -> set[str]:
    """Name the types without a value of which this one has none."""
    types = spec.data["types"]
    if node["is"] != "record":
        return set()
    includes = {name for name in node.get("include", ()) if name in types}
    return includes | {
        use for field in node["fields"].values() if (use := _plain_need(field)) in types
    }


def _plain_need(field: Any) -> str:
    if isinstance(field, str):
        return field
    free = ("optional", "nullable", "default", "only_when", "since", "until", "only")
    return "" if any(key in field for key in free) else str(field.get("type", ""))


def _includes(spec: Spec, names: Names) -> Iterator[_Slip]:
    """A record gets each field once."""
    for name, node in spec.data["types"].items():
        if node["is"] != "record" or not node.get("include"):
            continue
        fields = all_fields(spec, name)
        yield from choices(("types", name), node, frozenset(fields))
        for included in node["include"]:
            if included in names.records:
                twice = set(node["fields"]) & set(all_fields(spec, included))
                for field in sorted(twice):
                    message = f"`{field}` comes from `{included}` already"
                    yield ("types", name, "fields", field), "repeated-name", message, ""


def all_fields(spec: Spec, name: str, above: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give a record's fields with those it includes; a circle ends where it begins."""
    node = spec.data["types"].get(name, {})
    fields: dict[str, Any] = {}
    for included in node.get("include", ()):
        if included not in (*above, name):
            fields |= all_fields(spec, included, (*above, name))
    return fields | dict(node.get("fields", {}))


kind_of_value = kind_of
