"""Other names for what an import has named: types, and methods."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.overlay.misses import Miss, Path
from specmint.interop.overlay.spots import spots

Json = Any
Object = dict[str, Json]


def rename(data: Object, told: Object, path: Path) -> Iterator[Miss]:
    """Give types and methods their new names; types of one shape may get the same one."""
    for section, names in told.items():
        here = (*path, section)
        if section not in ("types", "methods"):
            yield Miss(here, f"types and methods have other names, and no {section}")
            continue
        gone = [old for old in names if old not in data[section]]
        for old in gone:
            yield Miss((*here, old), f"there is no `{old}` any more")
        new = {old: name for old, name in names.items() if old not in gone}
        if section == "types":
            _refer(data, new)
        yield from _take_names(data, section, new, here)


def _refer(data: Object, new: Object) -> None:
    """Let all uses say the new names."""
    for spot in spots(data):
        if spot.use in new if isinstance(spot.use, str) else False:
            spot.put(new[spot.use])
        elif isinstance(spot.use, dict) and spot.use.get("type") in new:
            spot.use["type"] = new[spot.use["type"]]
    for node in data["types"].values():
        if "include" in node:
            node["include"] = [new.get(one, one) for one in node["include"]]


def _take_names(data: Object, section: str, new: Object, path: Path) -> Iterator[Miss]:
    made: Object = {}
    for old, node in data[section].items():
        name = new.get(old, old)
        if name not in made:
            made[name] = node
        elif section == "methods" or made[name] != node:
            what = "is a name already, of something else"
            yield Miss((*path, old), f"`{name}` {what}")
    data[section] = made
