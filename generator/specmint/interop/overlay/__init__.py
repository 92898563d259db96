"""Corrections of an imported spec, laid over it again at every import.

An overlay may be in several files. Each of its parts is applied in the order of PARTS,
from all files before the next part.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specmint.interop.overlay.changes import add, change, remove
from specmint.interop.overlay.misses import Miss, Path
from specmint.interop.overlay.naming import rename
from specmint.interop.overlay.results import tell_results
from specmint.interop.overlay.shown import show
from specmint.interop.overlay.uses import apply_rules
from specmint.interop.pruned import prune_types

Json = Any
Object = dict[str, Json]
Apply = Callable[[Object, Json, Path], Iterator[Miss]]
_BEFORE: dict[str, Apply] = {"results": tell_results}
_AFTER: dict[str, Apply] = {
    "rename": rename,
    "uses": apply_rules,
    "change": change,
    "remove": remove,
    "add": add,
    "show": show,
}
PARTS = (*_BEFORE, *_AFTER)


def prepare(document: Object, overlays: Mapping[str, Object]) -> list[tuple[str, Miss]]:
    """Say in the document itself what no reader could find out of it."""
    return list(_apply(document, overlays, _BEFORE))


def lay_over(data: Object, overlays: Mapping[str, Object]) -> list[tuple[str, Miss]]:
    """Change the data of a spec by overlays, and say which entries match nothing."""
    misses = [
        (file, Miss((key,), f"an overlay has {', '.join(PARTS)}, and no `{key}`"))
        for file, overlay in overlays.items()
        for key in overlay
        if key not in PARTS
    ]
    misses += _apply(data, overlays, _AFTER)
    added = [overlay.get("add") or {} for overlay in overlays.values()]
    users = [node for key, node in data.items() if key != "types"]
    prune_types(
        data, users, kept=[name for one in added for name in one.get("types", ())]
    )
    return misses


def _apply(
    data: Object, overlays: Mapping[str, Object], parts: Mapping[str, Apply]
) -> Iterator[tuple[str, Miss]]:
    for part, apply in parts.items():
        for file, overlay in overlays.items():
            if overlay.get(part):
                for miss in apply(data, overlay[part], (part,)):
                    yield file, miss


__all__ = ["PARTS", "Miss", "lay_over", "prepare"]
