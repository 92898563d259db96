"""All errata of a method in one list, so that a tool need not look into every part."""

from collections.abc import Iterator

from specmint.bundle.nodes import Json, Object

_PARTS = ("bindings", "params", "result", "beside", "errors", "cache")
_DATA = ("default", "errata")  # what lies below these is no part of the method


def all_errata(method: Object) -> list[Object]:
    """Give the method's own errata, then those of its parts with where they stand."""
    examples = {
        name: {"errata": example.get("errata", [])}
        for name, example in method["examples"].items()
    }
    parts = {key: method[key] for key in _PARTS if method.get(key)}
    below = _errata({**parts, "examples": examples}, ())
    return [*method["errata"], *below]


def _errata(node: Json, path: tuple[str, ...]) -> Iterator[Object]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            name = item.get("name", index) if isinstance(item, dict) else index
            yield from _errata(item, (*path, str(name)))
    elif isinstance(node, dict):
        for erratum in node.get("errata", ()):
            yield {"at": ".".join(path), **erratum}
        for key, below in node.items():
            if key not in _DATA:
                yield from _errata(below, (*path, key))
