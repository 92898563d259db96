"""Examples for methods that have none, made of values that an overlay gives."""

from collections.abc import Iterator
from typing import Any

from specmint.interop.overlay.made import Samples, case_key, members, value_of
from specmint.interop.overlay.misses import Miss, Path

Json = Any
Object = dict[str, Json]
_PARTS = ("values", "leave_out")


def show(data: Object, told: Object, path: Path) -> Iterator[Miss]:
    """Make an example of each way to call a method, where no example has a result.

    `values` are by type, by the name of a member or a parameter, or by both (`Block.tx`).
    Members and parameters that are in `leave_out` stay out of examples.
    """
    for key in told.keys() - set(_PARTS):
        yield Miss((*path, key), f"there is {', '.join(_PARTS)}, and no `{key}`")
    samples = Samples(
        data, told.get("values") or {}, frozenset(told.get("leave_out") or ())
    )
    for name, node in data["methods"].items():
        known = node.get("examples", {})
        if all("raises" in one for one in known.values()):
            node["examples"] = {**_examples(samples, name, node), **known}
            node.pop("unobserved", None)
    for part, used in (("values", samples.used), ("leave_out", samples.left)):
        for key in told.get(part) or ():
            if key not in used:
                yield Miss((*path, part, key), f"nothing shows `{key}` any more")


def _examples(samples: Samples, name: str, node: Object) -> Object:
    params = node.get("params", {})
    needed = members(samples, params, name, is_whole=False)
    result = node.get("result", "none")
    if isinstance(result, dict) and "by" in result:
        return dict(_cases(samples, name, node, needed))
    told = (
        {}
        if result == "none"
        else {"result": value_of(samples, result, "result", name)}
    )
    made = {"call": {"params": needed, **told, "origin": "made"}}
    given = members(samples, params, name, is_whole=True)
    if given != needed:
        made["all-given"] = {"params": given, **told, "origin": "made"}
    return made


def _cases(
    samples: Samples, name: str, node: Object, needed: Object
) -> Iterator[tuple[str, Object]]:
    """Make an example of each case, and one where nothing decides."""
    result = node["result"]
    by = result["by"]
    given = node.get("params", {})
    if by not in needed and "missing" in result:
        value = value_of(samples, result["missing"], "missing", name)
        yield "call", {"params": needed, "result": value, "origin": "made"}
    shown: list[Json] = []
    for text, use in result["cases"].items():
        if use not in shown:
            shown.append(use)
            params = {**needed, by: case_key(text)}
            value = value_of(samples, use, f"{by} {text}", name)
            title = f"{by}-{text}".replace("_", "-")
            yield title, {
                "params": {one: params[one] for one in given if one in params},
                "result": value,
                "origin": "made",
            }
