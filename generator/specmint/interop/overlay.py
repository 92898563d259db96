"""Corrections of an imported spec, laid over it again at every import."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = Any
Object = dict[str, Json]
Path = tuple[str | int, ...]
PARTS = ("change", "add", "remove")


@dataclass(frozen=True, slots=True)
class Miss:
    """An entry of an overlay that matches nothing: its path in the overlay, and why."""

    path: Path
    message: str


def lay_over(data: Object, overlay: Object) -> list[Miss]:
    """Change the data of a spec by an overlay, and say which entries match nothing."""
    misses = [
        Miss((key,), f"an overlay has {', '.join(PARTS)}, and no `{key}`")
        for key in overlay
        if key not in PARTS
    ]
    misses += _change(data, overlay.get("change") or {}, ("change",))
    misses += _add(data, overlay.get("add") or {}, ("add",))
    for index, path in enumerate(overlay.get("remove") or ()):
        misses += _remove(data, path, ("remove", index))
    return misses


def _change(node: Object, patch: Object, path: Path) -> Iterator[Miss]:
    """What is named must be there; what is said of it may be new."""
    for key, value in patch.items():
        here = (*path, key)
        if not isinstance(value, dict):
            node[key] = value
        elif key not in node:
            yield Miss(here, f"there is no `{key}` any more")
        else:
            if isinstance(node[key], str):
                node[key] = {"type": node[key]}
            if isinstance(node[key], dict):
                yield from _change(node[key], value, here)
            else:
                node[key] = value


def _add(node: Object, patch: Object, path: Path) -> Iterator[Miss]:
    for key, value in patch.items():
        here = (*path, key)
        if key not in node:
            node[key] = value
        elif isinstance(node[key], dict) and isinstance(value, dict):
            yield from _add(node[key], value, here)
        else:
            yield Miss(here, f"`{key}` is there already; put it under `change`")


def _remove(data: Object, steps: Json, path: Path) -> Iterator[Miss]:
    node: Json = data
    for step in steps[:-1] if isinstance(steps, list) else ():
        node = node.get(step) if isinstance(node, dict) else None
    if not isinstance(steps, list) or not isinstance(node, dict) or not steps:
        yield Miss(
            path, "a path of names leads to what is removed, and to nothing here"
        )
    elif node.pop(steps[-1], None) is None:
        yield Miss(path, f"there is no `{steps[-1]}` any more")
