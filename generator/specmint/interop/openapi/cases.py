"""Cases of unions that several records make together: under names of their own."""

from typing import Any

from specmint.interop.remainder import PREFIX

Json = Any
Object = dict[str, Json]
_HOME = "#/components/schemas/"
_MADE = PREFIX + "inherited"  # such a name is no type of the API


def name_cases(schemas: Object) -> Object:
    """Move such cases out of their unions; many tools only read one reference in place."""
    made = dict(schemas)
    for name, schema in schemas.items():
        cases = [_moved(made, one) for one in schema.get("anyOf", ())]
        if cases:
            made[name] = {**schema, "anyOf": cases}
    return made


def _moved(made: Object, case: Object) -> Object:
    parts = case.get("allOf", ())
    if len(parts) < 2 or "$ref" not in parts[0]:
        return case
    name = parts[0]["$ref"].removeprefix(_HOME) + "Case"
    while name in made:
        name += "_"
    made[name] = case | {_MADE: True}
    return {"$ref": _HOME + name}


def place_cases(schemas: Object) -> Object:
    """Put them back into their unions."""
    moved = {
        _HOME + name: {key: part for key, part in one.items() if key != _MADE}
        for name, one in schemas.items()
        if _MADE in one and "allOf" in one
    }
    return {name: _placed(moved, one) for name, one in schemas.items()}


def _placed(moved: Object, schema: Object) -> Object:
    cases = [moved.get(one.get("$ref"), one) for one in schema.get("anyOf", ())]
    return {**schema, "anyOf": cases} if cases else schema
