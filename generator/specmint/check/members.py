"""The members of a record, or the parameters of a method, as a whole."""

from collections.abc import Iterable, Iterator, Mapping

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
        for field in fields.keys() & above.keys():
            yield Slip(at, "repeated-name", _from(field, above))
        above = {**dict.fromkeys(fields, included), **above}
    for field in own.keys() & above.keys():
        at = (*path, key, field)
        yield Slip(at, "repeated-name", _from(field, above), of_key=True)


def _from(field: str, above: Mapping[str, str]) -> str:
    return f"{shown(field)} comes from `{above[field]}` already"


def choices(path: Path, node: Node, known: Node) -> Iterator[Slip]:
    """The names in `exactly_one_of` and `together` are there, and may be missing."""
    groups = node.get("exactly_one_of", ())
    everywhere = set.intersection(*map(set, groups)) if groups else set()
    for at, name in _each((*path, "exactly_one_of"), enumerate(groups)):
        if name not in known:
            yield _unknown(at, name, known)
        elif name not in everywhere and is_needed(known[name]):
            message = f"{shown(name)} is not always given, but it is required"
            yield Slip(at, "never-missing", message, "add `optional: true` to it")
    together = node.get("together", {})
    for name in together.keys() - known.keys():
        at = (*path, "together", name)
        yield _unknown(at, name, known)._replace(of_key=True)
    for at, name in _each((*path, "together"), together.items()):
        if name not in known:
            yield _unknown(at, name, known)


def _each(
    path: Path, groups: Iterable[tuple[str | int, list[str]]]
) -> Iterator[tuple[Path, str]]:
    """Walk the names in several lists, with their paths."""
    for key, names in groups:
        for number, name in enumerate(names):
            yield (*path, key, number), name


def _unknown(at: Path, name: str, known: Node) -> Slip:
    return Slip(at, "unknown-name", f"there is no {shown(name)}", meant(name, known))


def names(path: Path, fields: Node) -> Iterator[Slip]:
    """No other name of a field is another field's."""
    taken = {name: name for name in fields}
    others = ((name, as_mapping(use).get("also", ())) for name, use in fields.items())
    for at, also in _each((*path, "fields"), others):
        name = str(at[-2])
        other = taken.setdefault(also, name)
        if other != name and not take_turns(fields[name], fields[other]):
            message = f"{shown(also)} may be {shown(other)} or {shown(name)}"
            yield Slip((*at[:-1], "also", at[-1]), "ambiguous-name", message)


def is_needed(use: object) -> bool:
    """Whether a field or a parameter is always given."""
    return isinstance(use, str) or not _FREE & as_mapping(use).keys()


def take_turns(*uses: object) -> bool:
    """Whether one of two members is not in every release."""
    return any({"since", "until", "only"} & as_mapping(use).keys() for use in uses)
