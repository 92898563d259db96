"""The members of a record, or the parameters of a method, as a whole."""

from collections.abc import Iterator

from specmint.check.index import Index
from specmint.check.kinds import as_mapping
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import meant, shown
from specmint.load import Path

_FREE = frozenset(["optional", "default", "only_when", "since", "until", "only"])


def includes(
    path: Path, node: Node, own: Node, key: str, index: Index
) -> Iterator[Slip]:
    """What a record or a method includes brings each field once."""
    above: dict[str, str] = {}
    for number, included in enumerate(node.get("include", ())):
        at = (*path, "include", number)
        if included not in index.records.heights:
            continue  # it goes in a circle, or is no record
        fields = index.records.fields(included)
        if not fields:
            yield Slip(at, "empty", f"`{included}` has no fields to include")
        for field in fields:
            if field in above:
                message = f"{shown(field)} comes from `{above[field]}` already"
                yield Slip(at, "repeated-name", message)
            above.setdefault(field, included)
    for field in own.keys() & above.keys():
        message = f"{shown(field)} comes from `{above[field]}` already"
        yield Slip((*path, key, field), "repeated-name", message, of_key=True)


def choices(path: Path, node: Node, known: Node) -> Iterator[Slip]:
    """The names in `exactly_one_of` and `together` are there, and may be missing."""
    groups = node.get("exactly_one_of", ())
    for number, group in enumerate(groups):
        for inner, name in enumerate(group):
            at = (*path, "exactly_one_of", number, inner)
            if name not in known:
                yield Slip(
                    at, "unknown-name", f"there is no {shown(name)}", meant(name, known)
                )
            elif not all(name in other for other in groups) and is_needed(known[name]):
                message = f"{shown(name)} is not always given, but it is required"
                yield Slip(at, "never-missing", message, "add `optional: true` to it")
    for name, needs in node.get("together", {}).items():
        at = (*path, "together", name)
        if name not in known:
            message = f"there is no {shown(name)}"
            yield Slip(at, "unknown-name", message, meant(name, known), of_key=True)
        for number, needed in enumerate(needs):
            if needed not in known:
                message = f"there is no {shown(needed)}"
                yield Slip((*at, number), "unknown-name", message, meant(needed, known))


def names(path: Path, fields: Node) -> Iterator[Slip]:
    """No other name of a field is another field's."""
    taken = {name: name for name in fields}
    for name, use in fields.items():
        for also in as_mapping(use).get("also", ()):
            other = taken.setdefault(also, name)
            if other != name and not take_turns(use, fields[other]):
                message = f"{shown(also)} may be {shown(other)} or {shown(name)}"
                yield Slip((*path, "fields", name, "also"), "ambiguous-name", message)


def is_needed(use: object) -> bool:
    """Whether a field or a parameter is always given."""
    return isinstance(use, str) or not _FREE & as_mapping(use).keys()


def take_turns(*uses: object) -> bool:
    """Whether one of two members is not in every release."""
    return any({"since", "until", "only"} & as_mapping(use).keys() for use in uses)
