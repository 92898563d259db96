"""The errors of a method: those that a document can name, and what it cannot say of them."""

from collections.abc import Sequence
from typing import Any

Json = Any
Object = dict[str, Json]


def error_name(error: Json) -> str:
    """Give the name of an error that a method lists."""
    return str(error if isinstance(error, str) else error["error"])


def write_raising(errors: Sequence[Json], native: Sequence[str]) -> list[Object]:
    """Tell what a list of native names does not; an entry without a name is the next one.

    It is empty where the names are all that there is to say.
    """
    told = [{"error": one} if isinstance(one, str) else one for one in errors]
    held = [one["error"] for one in told if one["error"] in native]
    if held != list(native):
        return told
    further = [
        {k: v for k, v in one.items() if k != "error" or v not in native}
        for one in told
    ]
    return further if any(further) else []


def read_raising(native: Sequence[str], told: Sequence[Object] | None) -> list[Json]:
    """Give a method's errors; names that nothing is told of come last."""
    if told is None:
        return list(native)
    names = [name for name in native if all(one.get("error") != name for one in told)]
    left = iter(names)
    made = [one if "error" in one else {"error": next(left, ""), **one} for one in told]
    made += [{"error": name} for name in left]
    return [
        one["error"] if one.keys() == {"error"} else one for one in made if one["error"]
    ]
