"""Results that a parameter decides, said in a document of OpenRPC before it is read."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.overlay.misses import Miss, Path
from specmint.interop.remainder import PREFIX

Json = Any
Object = dict[str, Json]


def tell_results(document: Object, told: Object, path: Path) -> Iterator[Miss]:
    """Say which case of a result belongs to which value of a parameter.

    Cases are the places in the result's `oneOf` or `anyOf`; a list of places is a union
    of them.
    """
    known = {one.get("name"): one for one in document.get("methods", ())}
    for name, choice in told.items():
        schema = known.get(name, {}).get("result", {}).get("schema", {})
        cases = schema.get("oneOf") or schema.get("anyOf")
        if not cases:
            message = f"there is no result of `{name}` with several shapes any more"
            yield Miss((*path, name), message)
            continue
        shapes: list[Json] = []
        made: Object = {PREFIX + "by": choice["by"]}
        try:
            made[PREFIX + "cases"] = {
                key: _shape(shapes, cases, one) for key, one in choice["cases"].items()
            }
            for key in choice.keys() & {"otherwise", "missing"}:
                made[PREFIX + key] = _shape(shapes, cases, choice[key])
        except IndexError:
            yield Miss((*path, name), f"`{name}` has {len(cases)} shapes, from 0 on")
            continue
        schema.clear()
        schema.update(made, anyOf=shapes)


def _shape(shapes: list[Json], cases: list[Json], places: Json) -> int:
    """Give the place of a shape among those that were taken, and take it if need be."""
    wanted = places if isinstance(places, list) else [places]
    shape = cases[wanted[0]]
    if len(wanted) > 1:
        shape = {"oneOf": [cases[place] for place in wanted]}
    if shape not in shapes:
        shapes.append(shape)
    return shapes.index(shape)
