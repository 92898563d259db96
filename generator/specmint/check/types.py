"""The rules of declared types that a schema cannot hold."""

from collections.abc import Iterator
from itertools import pairwise

from specmint.check.graph import circles
from specmint.check.index import Index
from specmint.check.kinds import RANGE, as_mapping, json_kinds, kind_of_use, may_be
from specmint.check.members import choices, includes, is_needed, names
from specmint.check.records import MOST_INCLUDES
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import listed, meant, shown
from specmint.load import Path


def check_types(index: Index) -> Iterator[Slip]:
    """Find the types that mean nothing, or two things."""
    for name, node in index.types.items():
        path: Path = ("types", name)
        match node["is"]:
            case "enum":
                yield from _enum(path, node)
            case "union":
                yield from _union(path, node, index)
            case "record":
                yield from _record(path, node, index)
    yield from _endless(index)


def _enum(path: Path, node: Node) -> Iterator[Slip]:
    is_counted = node.get("of") == "integer"
    if not is_counted and node.get("wire", "json") != "json":
        message = "an enum of words travels as they are"
        yield Slip(
            (*path, "wire"), "wire-form", message, "remove it, or say `of: integer`"
        )
    if is_counted:
        yield from _numbers((*path, "values"), node["values"])


def _numbers(path: Path, values: Node) -> Iterator[Slip]:
    taken: list[tuple[int, int, str]] = []
    names: dict[str, str] = {}
    for text, value in values.items():
        at = (*path, text)
        found = RANGE.fullmatch(text)
        if not found:
            message = f"{shown(text)} is not a whole number or a range of them"
            yield Slip(at, "enum-value", message, 'write "1" or "32..999"', of_key=True)
            continue
        name = "" if isinstance(value, str) else value.get("name", "")
        if not name:
            hint = f'write "{text}": {{name: …, doc: …}}'
            yield Slip(at, "enum-value", "a number needs a name", hint)
        elif names.setdefault(name, text) != text:
            message = f"{shown(name)} is the name of {names[name]} already"
            yield Slip((*at, "name"), "repeated-name", message)
        first, last = int(found[1]), int(found[2] or found[1])
        if first > last:
            yield Slip(at, "empty-range", f"`{text}` runs backwards", of_key=True)
        taken.append((first, last, text))
    for (_, last, before), (first, _, text) in pairwise(sorted(taken)):
        if first <= last:
            message = f"`{text}` and `{before}` overlap"
            yield Slip((*path, text), "enum-value", message, of_key=True)


def _union(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    ways = [key for key in ("tag", "kinds", "has") if key in node]
    if len(ways) != 1:
        message = "a union chooses by one of `tag`, `kinds` and `has`"
        yield Slip(path, "union-choice", message, of_key=True)
        return
    [way] = ways
    if (way == "tag") != ("cases" in node):
        message = "`tag` and `cases` go together"
        yield Slip(path, "union-choice", message, of_key=True)
        return
    if "include" in node and way != "tag":
        message = "only a union with a `tag` has `include`"
        yield Slip((*path, "include"), "unfit-key", message, of_key=True)
    if way == "kinds":
        yield from _kinds(path, node, index)
        return
    if "object" not in json_kinds(index.types, node.get("otherwise", {})):
        at = (*path, "otherwise")
        yield Slip(
            at, "union-choice", f"what fits no `{way}` is an object all the same"
        )
    yield from (_tagged if way == "tag" else _having)(path, node, index)


def _tagged(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    common: set[str] = set()
    for name in node.get("include", ()):
        common |= index.records.fields(name).keys()
    for text, use in node["cases"].items():
        at = (*path, "cases", text)
        kind = kind_of_use(index.types, as_mapping(use))
        if kind and kind != "record":
            message = f"a case of a union with a `tag` is a record, not `{kind}`"
            yield Slip(at, "union-choice", message)
        elif kind:
            yield from _case(at, node, use, common, index)


def _case(
    at: Path, node: Node, use: object, common: set[str], index: Index
) -> Iterator[Slip]:
    """The record of a case has the tag, which can have the case's text."""
    name, tag, text = str(as_mapping(use).get("type")), node["tag"], str(at[-1])
    fields = index.records.fields(name)
    for field in sorted(common & fields.keys()):
        message = f"`{name}` has {shown(field)}, and so has what the union includes"
        yield Slip(at, "repeated-name", message)
    if tag not in fields and tag not in common:
        message = f"`{name}` has no member {shown(tag)}, which picks the case"
        yield Slip(at, "unknown-name", message, "add it, or `include` it")
    elif tag in fields and not may_be(index.types, fields[tag], text):
        message = f"{shown(tag)} of `{name}` is never {shown(text)}"
        yield Slip(at, "unfit-text", message, of_key=True)


def _having(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    for member, use in node["has"].items():
        at = (*path, "has", member)
        name = str(as_mapping(use).get("type"))
        kind = kind_of_use(index.types, as_mapping(use))
        if kind and "object" not in json_kinds(index.types, use):
            yield Slip(at, "union-choice", f"`{kind}` has no members")
        elif kind == "record" and member not in index.records.fields(name):
            fields = index.records.fields(name)
            message = f"`{name}` has no member {shown(member)}"
            yield Slip(at, "unknown-name", message, meant(member, fields), of_key=True)


def _kinds(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    for kind, use in node["kinds"].items():
        possible = json_kinds(index.types, use)
        if kind not in possible and not (kind == "number" and "integer" in possible):
            at = (*path, "kinds", kind)
            message = f"this type never is `{kind}` in JSON"
            yield Slip(at, "union-choice", message, f"it is {listed(sorted(possible))}")


def _record(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    yield from includes(path, node, node["fields"], "fields", index)
    known = index.records.fields(str(path[-1]))
    yield from choices(path, node, known)
    yield from names(path, known)


def _endless(index: Index) -> Iterator[Slip]:
    """Records that include or need themselves can have no value."""
    includes = index.records.includes
    tangled = circles(includes)
    for name in tangled:
        at = ("types", name, "include")
        yield Slip(at, "circle", f"`{name}` includes itself", of_key=True)
    for name, height in index.records.heights.items():
        if height == MOST_INCLUDES:
            message = f"records include each other at most {MOST_INCLUDES} deep"
            yield Slip(("types", name, "include"), "too-deep", message, of_key=True)
    needs = {name: _needed(index, name) for name in includes}
    for name in circles(needs):
        if name not in tangled:
            message = f"a value of `{name}` would never end: it needs itself"
            hint = "make a member optional or nullable"
            yield Slip(("types", name), "endless-type", message, hint, of_key=True)


def _needed(index: Index, name: str) -> set[str]:
    """Name the records without a value of which this one has none."""
    fields = index.records.fields(name).values()
    return {
        str(as_mapping(use)["type"])
        for use in fields
        if is_needed(use) and not _may_be_null(use) and "type" in as_mapping(use)
    }


def _may_be_null(use: object) -> bool:
    return bool(as_mapping(use).get("nullable"))
