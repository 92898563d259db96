"""What is declared and never used: not wrong, but most often a slip."""

from collections import defaultdict
from collections.abc import Iterator

from specmint.check.index import Index
from specmint.check.references import mentions
from specmint.check.slip import Slip
from specmint.check.words import shown
from specmint.load import Path
from specmint.problems import WARNING

_CODES = {
    "types": ("unused-type", "type"),
    "errors": ("unused-error", "error"),
    "tables": ("unused-name", "table"),
    "credentials": ("unused-name", "credential"),
    "auth": ("unused-name", "auth scheme"),
    "envelopes": ("unused-name", "envelope"),
}


def check_unused(index: Index) -> Iterator[Slip]:
    """Warn of names that nothing but themselves leads to."""
    used = _used(index)
    for section, (code, what) in _CODES.items():
        for name, node in index.section(section).items():
            # Who shows a thing, or says why nobody has seen it, knows that it stands alone.
            is_meant = "unobserved" in node or "examples" in node
            if (section, name) not in used and not is_meant:
                message = f"nothing uses the {what} {shown(name)}"
                hint = "use it or remove it"
                path: Path = (section, name)
                yield Slip(path, code, message, hint, of_key=True, severity=WARNING)


def _used(index: Index) -> set[tuple[str, str]]:
    """Follow all mentions from methods, transports and what a service sends."""
    leads: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    ready: list[tuple[str, str]] = []
    for mention in mentions(index):
        section = {"records": "types"}.get(mention.section, mention.section)
        home = (str(mention.path[0]), str((*mention.path, "", "")[1]))
        is_example = "raises" in mention.path
        if home[0] in _CODES and home[0] != "errors":
            leads[home].append((section, mention.name))
        elif section in _CODES and not is_example:
            ready.append((section, mention.name))
    used: set[tuple[str, str]] = set()
    while ready:
        name = ready.pop()
        if name not in used:
            used.add(name)
            ready += leads[name]
    return used
