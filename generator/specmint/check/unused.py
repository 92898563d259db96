"""What is declared and never used: not wrong, but most often a slip."""

from collections import defaultdict
from collections.abc import Iterator

from specmint.check.index import Index
from specmint.check.references import Mention, mentions
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import shown
from specmint.problems import WARNING

_CODES = {
    "types": ("unused-type", "type"),
    "errors": ("unused-error", "error"),
    "tables": ("unused-name", "table"),
    "credentials": ("unused-name", "credential"),
    "auth": ("unused-name", "auth scheme"),
    "envelopes": ("unused-name", "envelope"),
}
_Name = tuple[str, str]  # a section and a name in it


def check_unused(index: Index) -> Iterator[Slip]:
    """Warn of names that nothing but themselves leads to."""
    known = {
        (section, name): node
        for section in _CODES
        for name, node in index.section(section).items()
    }
    for name in known.keys() - _used(index):
        if not _stands_alone(known[name]):
            code, what = _CODES[name[0]]
            message = f"nothing uses the {what} {shown(name[1])}"
            hint = "use it or remove it"
            yield Slip(name, code, message, hint, of_key=True, severity=WARNING)


def _stands_alone(node: Node) -> bool:
    """Whether somebody shows a thing by itself, or says why nobody has seen it."""
    return "unobserved" in node or "examples" in node


def _used(index: Index) -> set[_Name]:
    """Follow all mentions from methods, transports and what a service sends."""
    leads: dict[_Name, list[_Name]] = defaultdict(list)
    ready: list[_Name] = []
    for mention in mentions(index):
        if "raises" in mention.path:
            continue  # an example shows an error; who raises it says so elsewhere
        section = {"records": "types"}.get(mention.section, mention.section)
        home = _home(mention)
        depends = leads[home, str(mention.path[1])] if home else ready
        depends.append((section, mention.name))
    used: set[_Name] = set()
    while ready:
        name = ready.pop()
        if name not in used:
            used.add(name)
            ready += leads[name]
    return used


def _home(mention: Mention) -> str:
    """Name the section whose use the mention depends on, if it does on any."""
    home = str((*mention.path, "")[0])
    return home if home in _CODES and home != "errors" else ""
