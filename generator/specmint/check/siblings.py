"""A value elsewhere that decides: it is there, and it can have the texts that decide."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from specmint.check.index import Index
from specmint.check.kinds import (
    as_mapping,
    json_kind,
    json_kinds,
    kind_of_use,
    may_be,
    named,
    texts,
)
from specmint.check.members import is_needed
from specmint.check.slip import Slip
from specmint.check.walk import Found
from specmint.check.words import kind_of, meant, meant_or_list, shown
from specmint.load import Path


def check_siblings(index: Index) -> Iterator[Slip]:
    """Find the uses that look at what is not there, or never so."""
    for found in index.mappings:
        for path, name, decided in _looks_at(found):
            yield from _look(index, found, path, name, decided)
        yield from _undecided(found)
        yield from _default(index, found)


def _looks_at(found: Found) -> Iterator[tuple[Path, str, list[tuple[Path, str]]]]:
    """List what a use looks at: where it says so, the name, and the texts it expects."""
    path, says = found.path, found.says
    if "by" in says:
        cases = [((*path, "cases", text), text) for text in says.get("cases", ())]
        yield (*path, "by"), says["by"], cases
    for key in ("scale", "unit"):
        if isinstance(says.get(key), dict):
            yield (*path, key, "by"), says[key]["by"], []
    for name, wanted in says.get("only_when", {}).items():
        at = (*path, "only_when", name)
        listed = [wanted] if isinstance(wanted, str) else wanted
        yield at, name, [(at, text) for text in listed]


def _look(
    index: Index, found: Found, path: Path, name: str, decided: list[tuple[Path, str]]
) -> Iterator[Slip]:
    first, _, part = name.partition(".")
    is_key = "only_when" in path
    # A member that is itself so called comes before one with a named part.
    whole = [name] if name in found.around or name in index.given else [first]
    uses = _uses(index, found.around, whole[0])
    if not uses or (found.path[-1] == whole[0] and found.role in {"field", "param"}):
        known = (found.around.keys() | index.given.keys()) - {found.path[-1]}
        message = f"there is no sibling or parameter {shown(first)}"
        yield Slip(path, "unknown-name", message, meant(first, known), of_key=is_key)
    elif part and whole == [first]:
        if not any(f"(?P<{part}>" in _pattern(index, use) for use in uses):
            message = f"no pattern of {shown(first)} has a part {shown(part)}"
            hint = "name it in the pattern: (?P<name>…)"
            yield Slip(path, "unknown-name", message, hint, of_key=is_key)
    else:
        yield from _unfit(index, uses, name, decided)


def _undecided(found: Found) -> Iterator[Slip]:
    """A shape that another value decides is known when that value is missing too."""
    says = found.says
    decides = found.around.get(says.get("by", ""))
    if decides is None or {"missing", "otherwise"} & says.keys():
        return
    if not is_needed(decides) and "default" not in as_mapping(decides):
        message = (
            f"{shown(says['by'])} may be missing, and nothing says what holds then"
        )
        hint = "add `missing` or `otherwise`"
        yield Slip((*found.path, "by"), "missing-key", message, hint, of_key=True)


def _uses(index: Index, around: Mapping[str, Any], name: str) -> list[Any]:
    return [around[name]] if name in around else index.given.get(name, [])


def _unfit(
    index: Index, uses: list[Any], name: str, decided: list[tuple[Path, str]]
) -> Iterator[Slip]:
    for path, text in decided:
        if not any(may_be(index.types, use, text) for use in uses):
            known = [word for use in uses for word in texts(index.types, use) or ()]
            message = f"{shown(name)} is never {shown(text)}"
            is_key = path[-1] == text
            hint = meant_or_list(text, known)
            yield Slip(path, "unfit-text", message, hint, of_key=is_key)


def _pattern(index: Index, use: Any) -> str:
    return str(named(index.types, as_mapping(use)).get("pattern", ""))


def _default(index: Index, found: Found) -> Iterator[Slip]:
    """What a server assumes can be the parameter's value."""
    if "default" in found.says:
        at = (*found.path, "default")
        yield from unfit_value(index, at, found.use, found.says["default"])


def unfit_value(index: Index, at: Path, use: Any, value: Any) -> Iterator[Slip]:
    """Tell what keeps a value, in wire form or as it is meant, from being of a use."""
    types, kind = index.types, kind_of_use(index.types, as_mapping(use))
    if value is None or not kind:
        return
    possible = json_kinds(types, use) | _MEANT.get(kind, frozenset())
    if json_kind(value) not in possible:
        message = f"this is {kind_of(value)}, and the type is `{kind}`"
        yield Slip(at, "unfit-value", message)
    elif isinstance(value, str):
        yield from _unfit_text(index, at, use, value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _out_of_range(index, at, use, value)


_MEANT = {
    "integer": frozenset(["integer"]),
    "decimal": frozenset(["integer", "number"]),
    "boolean": frozenset(["boolean"]),
    "timestamp": frozenset(["integer"]),
    "duration": frozenset(["integer"]),
    "enum": frozenset(["string"]),
    "list": frozenset(["list"]),
}


def _unfit_text(index: Index, at: Path, use: Any, text: str) -> Iterator[Slip]:
    pattern = _pattern(index, use)
    if not may_be(index.types, use, text):
        known = texts(index.types, use) or ()
        hint = meant_or_list(text, known)
        yield Slip(at, "unfit-value", f"it is never {shown(text)}", hint)
    elif pattern and not _fits(pattern, text):
        yield Slip(at, "unfit-value", f"{shown(text)} does not fit the type's pattern")


def _fits(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return True  # the pattern has a problem of its own


def _out_of_range(index: Index, at: Path, use: Any, value: int) -> Iterator[Slip]:
    says = as_mapping(use)
    node = named(index.types, says)
    low = says.get("minimum", node.get("minimum", value))
    high = says.get("maximum", node.get("maximum", value))
    if value < low:
        yield Slip(at, "unfit-value", f"{shown(value)} is below {shown(low)}")
    elif value > high:
        yield Slip(at, "unfit-value", f"{shown(value)} is above {shown(high)}")
