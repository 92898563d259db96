"""`anyOf` and `oneOf` as unions: what tells the cases apart."""

from collections.abc import Callable
from typing import Any

from specmint.interop.schemas.apart import fixed_value, read_foreign_cases
from specmint.interop.schemas.context import Reading
from specmint.interop.schemas.kinds import kind_of

Json = Any
Object = dict[str, Json]
Read = Callable[[Json, str], Json]


def is_open_enum(schema: Object) -> bool:
    """Whether it is some words, or else any text."""
    cases = schema.get("anyOf", ())
    return (
        len(cases) == 2
        and "enum" in cases[0]
        and "enum" not in cases[1]
        and cases[0].get("type") == cases[1].get("type") is not None
    )


def read_cases(reading: Reading, schema: Object, read: Read) -> Object:
    """Read the cases of a union by what tells them apart natively."""
    cases = schema.get("anyOf") or schema["oneOf"]
    if tag := _tag(cases):
        return _tagged(reading, tag, cases, read)
    if any(_needed(one) for one in cases):
        return _by_member(cases, read)
    kinds = [kind_of(reading, one) for one in cases]
    if all(kinds) and len(set(kinds)) == len(kinds):
        return {
            "is": "union",
            "kinds": {k: read(c, k) for k, c in zip(kinds, cases, strict=True)},
        }
    return read_foreign_cases(reading, schema, cases, read)


def _constants(case: Json) -> Object:
    """Give the members of a case that have one value each."""
    if not isinstance(case, dict) or "allOf" not in case:
        return {}
    members = case.get("properties", {})
    values = {name: fixed_value(one) for name, one in members.items()}
    return {name: value for name, value in values.items() if value}


def _tag(cases: list[Json]) -> str:
    told = [list(_constants(case)) for case in cases]
    return next((names[0] for names in told if len(names) == 1), "")


def _tagged(reading: Reading, tag: str, cases: list[Json], read: Read) -> Object:
    made: Object = {"is": "union", "tag": tag, "cases": {}}
    for case in cases:
        constants = _constants(case)
        if tag not in constants:
            made["otherwise"] = read(case, "otherwise")
            continue
        key = str(constants[tag])
        shape, *above = case["allOf"]
        made["cases"][key] = read(shape, key)
        if above:
            made["include"] = [reading.name_of(one["$ref"]) for one in above]
    return made


def _needed(case: Json) -> str:
    """Give the member that a case must have, where that is all it says besides."""
    if isinstance(case, dict) and case.keys() == {"allOf", "required"}:
        return str(case["required"][0])
    return ""


def _by_member(cases: list[Json], read: Read) -> Object:
    made: Object = {"is": "union", "has": {}}
    for case in cases:
        if name := _needed(case):
            made["has"][name] = read(case["allOf"][0], name)
        else:
            made["otherwise"] = read(case, "otherwise")
    return made
