"""What may be said of any node: where it was found, and which releases have it."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
import re

from specmint.check.index import Index
from specmint.check.slip import Slip
from specmint.check.walk import TRANSPORTS, Node
from specmint.check.words import shown
from specmint.load import Path

_SECTIONS = ("types", "errors", "groups", "methods", "webhooks", "pushes", "streams")
_API = ("transports", "auth", "envelopes", "facts", "credentials")
_SEVERAL = frozenset(
    ["examples", "values", "dialects", "hosts", "headers", "errors", "refuse"]
)
_SINGLE = frozenset(["rate", "cache", "batch", "greets", *TRANSPORTS])
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")
_NUMBER = re.compile(r"[0-9]+")


def facts(index: Index) -> Iterator[tuple[Path, Node]]:
    """Walk all nodes that may carry facts, with their paths."""
    for section in (*_SECTIONS, *_API):
        for name, node in index.section(section).items():
            yield (section, name), node
            yield from _below((section, name), node)
            if section == "types":
                yield from _refusal((section, name), node)
    for found in index.mappings:
        yield found.path, found.use
        yield from _refusal(found.path, found.use)
    yield (), {"errata": index.spec.data.get("errata", ())}


def _below(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    for key in _SEVERAL & node.keys():
        if (path[0], key) != ("types", "refuse"):
            yield from _mappings((*path, key), node[key])
    for key in _SINGLE & node.keys():
        if isinstance(node[key], dict):
            yield (*path, key), node[key]
            yield from _mappings((*path, key, "params"), node[key].get("params"))
            yield from _mappings((*path, key, "headers"), node[key].get("headers"))


def _refusal(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    """What answers a value is one mapping; a transport has several, by kind."""
    if isinstance(node.get("refuse"), dict):
        yield (*path, "refuse"), node["refuse"]


def _mappings(path: Path, several: object) -> Iterator[tuple[Path, Node]]:
    """Give those of several items that are mappings."""
    items: Iterable[tuple[str | int, object]] = ()
    if isinstance(several, dict):
        items = several.items()
    elif isinstance(several, list):
        items = enumerate(several)
    yield from (((*path, key), item) for key, item in items if isinstance(item, dict))


def sources(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    """Walk the sources of a node and of its errata."""
    source = node.get("source")
    if isinstance(source, dict):
        yield (*path, "source"), source
    yield from _mappings((*path, "source"), source if isinstance(source, list) else ())
    for number, erratum in enumerate(node.get("errata", ())):
        yield from sources((*path, "errata", number), erratum)


def check_facts(index: Index) -> Iterator[Slip]:
    """Find lines that run backwards or are in two sections, and releases that cannot be."""
    for name, document in index.section("documents").items():
        yield from _sections(("documents", name, "sections"), document)
    for path, node in facts(index):
        for at, source in sources(path, node):
            yield from _lines((*at, "lines"), source.get("lines", ""))
        yield from _order(path, node, index)
        yield from _owners(path, node)


def _lines(path: Path, lines: object) -> Iterator[Slip]:
    for first, last in _RANGE.findall(str(lines)):
        if int(first) > int(last):
            message = f"`{first}-{last}` runs backwards"
            yield Slip(path, "empty-range", message)


def _sections(path: Path, document: Node) -> Iterator[Slip]:
    """Sections follow each other, and no line is in two of them."""
    end, before = 0, ""
    for heading, lines in document.get("sections", {}).items():
        at = (*path, heading)
        yield from _lines(at, lines)
        numbers = [int(one) for one in _NUMBER.findall(str(lines))]
        if min(numbers) <= end:
            message = f"it begins at {min(numbers)}, and {shown(before)} ends at {end}"
            hint = "list the sections in order, each up to the next"
            yield Slip(at, "overlapping-sections", message, hint)
        end, before = max(numbers), heading


def _order(path: Path, node: Node, index: Index) -> Iterator[Slip]:
    """`until` is not before `since`."""
    for name, first in node.get("since", {}).items():
        releases = index.versions.get(name, ())
        last = node.get("until", {}).get(name)
        if first in releases and last in takewhile(first.__ne__, releases):
            message = f"`until` {shown(last)} is before `since` {shown(first)}"
            yield Slip((*path, "until", name), "empty-range", message)


def _owners(path: Path, node: Node) -> Iterator[Slip]:
    """Releases are of implementations that have it at all."""
    only = node.get("only")
    if only is None:
        return
    named = [(key, name) for key in ("since", "until") for name in node.get(key, {})]
    for key, name in named:
        if name not in only:
            message = f"{shown(name)} does not have it: `only` says so"
            yield Slip((*path, key, name), "unfit-key", message, of_key=True)
