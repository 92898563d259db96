"""Cases of documents that others wrote: what tells them apart, if anything does."""

from collections.abc import Callable
from typing import Any

from specmint.interop.schemas.context import Reading, follow
from specmint.interop.schemas.kinds import kind_of

Json = Any
Object = dict[str, Json]
Read = Callable[[Json, str], Json]


def read_foreign_cases(
    reading: Reading, schema: Object, cases: list[Json], read: Read
) -> Object:
    """Read a union by its discriminator, by a constant, by kinds, or by members."""
    whole = [resolved(reading, one) for one in cases]
    if all(_is_text(one) for one in whole):
        return _texts(reading, whole)
    told = schema.get("discriminator")
    tag = told["propertyName"] if isinstance(told, dict) else told
    keys = _keys(reading, tag, schema, cases, whole) if tag else {}
    if not keys and (found := _constant(whole)):
        tag, keys = found
    if keys and tag:
        return {
            "is": "union",
            "tag": tag,
            "cases": {key: read(one, key) for key, one in keys.items()},
        }
    return _by_kind(reading, cases, whole, read)


def resolved(reading: Reading, schema: Json, depth: int = 10) -> Object:
    """Give a schema with its references followed and its `allOf` laid together."""
    if not isinstance(schema, dict) or not depth:
        return {}
    if "$ref" in schema:
        return resolved(reading, follow(reading.document, schema["$ref"]), depth - 1)
    made = {key: one for key, one in schema.items() if key != "allOf"}
    for part in schema.get("allOf", ()):
        inner = resolved(reading, part, depth - 1)
        made["properties"] = {
            **inner.get("properties", {}),
            **made.get("properties", {}),
        }
        made["required"] = [*inner.get("required", ()), *made.get("required", ())]
        made = {**inner, **made}
    return made


def _is_text(schema: Object) -> bool:
    told = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if told is not None:
        return all(isinstance(one, str) for one in told)
    return schema.get("type") == "string"


def _texts(reading: Reading, cases: list[Object]) -> Object:
    """Words in several cases are one enum; beside any other text it is open."""
    words = [
        word
        for one in cases
        for word in one.get("enum", [one["const"]] if "const" in one else ())
    ]
    free = [one for one in cases if "enum" not in one and "const" not in one]
    if not words:
        reading.remark("guessed", "forms of a text that overlap are taken as any text")
        return {"is": "string"}
    made: Object = {"is": "enum", "values": {word: {} for word in words}}
    return made | ({"open": True} if free else {})


def _keys(
    reading: Reading, tag: str, schema: Object, cases: list[Json], whole: list[Object]
) -> Object:
    """Give the cases by the values of a discriminator."""
    told = schema.get("discriminator")
    mapping = told.get("mapping", {}) if isinstance(told, dict) else {}
    by_ref: dict[str, list[str]] = {}
    for key, ref in mapping.items():
        full = ref if "/" in ref or "#" in ref else reading.prefix + ref
        by_ref.setdefault(full, []).append(key)
    made: Object = {}
    for case, one in zip(cases, whole, strict=True):
        if tag not in one.get("properties", {}):
            reading.remark("guessed", f"a case lacks the discriminator `{tag}`")
            return {}
        ref = case.get("$ref", "") if isinstance(case, dict) else ""
        fixed = fixed_value(one["properties"][tag])
        keys = by_ref.get(ref) or ([fixed] if fixed else [ref.rpartition("/")[2]])
        made |= {key: case for key in keys if key}
    return made if len(made) >= len(cases) else {}


def _constant(whole: list[Object]) -> tuple[str, Object] | None:
    """Find a member that has another constant in every case."""
    first = whole[0].get("properties", {})
    for name in first:
        values = [fixed_value(one.get("properties", {}).get(name)) for one in whole]
        if all(values) and len(set(values)) == len(values):
            return name, dict(zip(map(str, values), whole, strict=True))
    return None


def fixed_value(schema: Json) -> str:
    if not isinstance(schema, dict):
        return ""
    told = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return told[0] if len(told) == 1 and isinstance(told[0], str) else ""


def _by_kind(
    reading: Reading, cases: list[Json], whole: list[Object], read: Read
) -> Object:
    by_kind: dict[str, list[int]] = {}
    for index, case in enumerate(cases):
        by_kind.setdefault(kind_of(reading, case), []).append(index)
    if "" in by_kind:
        return _anything(reading, "a case may be of several kinds")
    made: Object = {}
    for kind, places in by_kind.items():
        if len(places) == 1:
            made[kind] = read(cases[places[0]], kind)
        elif kind == "object":
            told = _by_members(
                reading,
                [cases[at] for at in places],
                [whole[at] for at in places],
                read,
            )
            if len(by_kind) == 1 or told["is"] == "any":
                return told
            made[kind] = {"type": reading.hoist(told, f"{reading.hint} object")}
        elif kind in ("string", "boolean", "null"):
            reading.remark(
                "guessed", f"{len(places)} cases of kind {kind} are taken as one"
            )
            made[kind] = {"null": "none"}.get(kind, kind)
        elif kind in ("integer", "number"):
            reading.remark(
                "guessed", f"{len(places)} cases of kind {kind} are taken as one"
            )
            made[kind] = {"number": "decimal"}.get(kind, kind)
        else:
            return _anything(reading, "nothing tells its lists apart")
    return {"is": "union", "kinds": made}


def _by_members(
    reading: Reading, cases: list[Json], whole: list[Object], read: Read
) -> Object:
    """Tell objects apart by a member that each must have and no other one has."""
    made: Object = {"is": "union", "has": {}}
    for index, one in enumerate(whole):
        others = [other for at, other in enumerate(whole) if at != index]
        own = next(
            (
                name
                for name in one.get("required", ())
                if all(name not in other.get("properties", {}) for other in others)
            ),
            "",
        )
        if own:
            made["has"][own] = read(cases[index], own)
        elif "otherwise" in made:
            return _anything(reading, "nothing tells its objects apart")
        else:
            made["otherwise"] = read(cases[index], "otherwise")
    return (
        made if made["has"] else _anything(reading, "nothing tells its objects apart")
    )


def _anything(reading: Reading, why: str) -> Object:
    reading.remark("dropped", f"{why}, so that it may be anything")
    return {"is": "any", "why": f"The description has several shapes, and {why}."}
