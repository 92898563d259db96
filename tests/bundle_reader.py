"""Holds values against a bundle as a tool of somebody else would: from docs/bundle.md alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
import re

from bundle_forms import (
    MISSING,
    Json,
    bounds,
    fits_form,
    in_range,
    meaning_of,
    wire_text,
)

_KINDS = {
    bool: ["boolean"],
    str: ["string"],
    int: ["integer", "number"],
    Decimal: ["number"],
    list: ["list"],
    dict: ["object"],
    type(None): ["null"],
}


@dataclass(frozen=True)
class Around:
    """What a shape may look at: names, their values and their fields, nearest first."""

    levels: tuple[tuple[Mapping[str, Json], Mapping[str, Json]], ...] = ()
    is_text: bool = False

    def inside(self, values: Json, fields: Json) -> "Around":
        return Around(((values, fields), *self.levels[-1:]), self.is_text)


@dataclass(frozen=True)
class Reader:
    """Holds values against the types of one bundle, in their wire forms."""

    bundle: Mapping[str, Json]
    types: Mapping[str, Json] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "types", self.bundle["types"])

    def check(self, use: Json, value: Json, around: Around) -> Iterator[str]:
        """Say what of a value does not fit where it is used."""
        here = use if isinstance(use, dict) and "type" in use else {"type": use}
        if value is None and here.get("nullable"):
            return
        shape = self._resolve(here["type"])
        if "by" in shape:
            chosen = self._choose(shape, around)
            if chosen is None:
                yield f"`{shape['by']}` decides no shape"
            else:
                yield from self.check(chosen, value, around)
            return
        kind = {**shape, **{k: v for k, v in here.items() if k not in {"type", "is"}}}
        yield from getattr(self, f"_{kind['is']}", self._scalar)(kind, value, around)

    def _resolve(self, shape: Json) -> dict[str, Json]:
        if isinstance(shape, str):
            shape = self.types.get(shape, {"is": shape})
        return dict(shape)

    def _look(self, by: str, around: Around) -> tuple[Json, Json]:
        """Give what a sibling, else a parameter is, and what it is when it is missing."""
        name, _, part = by.partition(".")
        for values, fields in around.levels:
            if name in values or name in fields:
                known = fields.get(name, {})
                value = values.get(name, MISSING)
                if part and value is not MISSING:
                    pattern = self._resolve(known["type"])["pattern"]
                    found = re.fullmatch(pattern, value)
                    value = found[part] if found else MISSING
                return value, known.get("default", MISSING)
        return MISSING, MISSING

    def _text(self, by: str, around: Around) -> str | None:
        value, default = self._look(by, around)
        return wire_text(default if value is MISSING else value)

    def _choose(self, choice: Json, around: Around) -> Json:
        """Pick a use; null counts as missing, unless it is a case."""
        value, _ = self._look(choice["by"], around)
        is_null = value is None and "null" not in choice["cases"]
        if (value is MISSING or is_null) and "missing" in choice:
            return choice["missing"]
        text = self._text(choice["by"], around)
        return choice["cases"].get(text, choice.get("otherwise"))

    def _any(self, _kind: Json, _value: Json, _around: Around) -> Iterator[str]:
        yield from ()

    def _none(self, _kind: Json, value: Json, _around: Around) -> Iterator[str]:
        if value is not None:
            yield f"{value!r} is not null"

    def _scalar(self, kind: Json, value: Json, around: Around) -> Iterator[str]:
        if not fits_form(kind, value, is_text=around.is_text):
            yield f"{value!r} is no {kind['is']} as {kind.get('wire', 'json')}"
            return
        meaning = meaning_of(kind, value)
        yield from in_range(kind, meaning)
        scale = self._scale(kind, around) if kind["is"] == "decimal" else None
        if scale is not None and meaning != round(meaning, scale):
            yield f"{value!r} has more than {scale} digits after the point"
        if "pattern" in kind and not re.fullmatch(kind["pattern"], value):
            yield f"{value!r} does not match {kind['pattern']}"

    def _scale(self, kind: Json, around: Around) -> int | None:
        scale: Json = kind.get("scale")
        if isinstance(scale, dict):
            table = self.bundle["tables"][scale["table"]]
            row = self._text(scale["by"], around)
            scale = table.get(row, table.get("otherwise"))
        return None if scale is None else int(scale)

    def _list(self, kind: Json, value: Json, around: Around) -> Iterator[str]:
        if kind.get("wire") == "comma" and isinstance(value, str):
            value, around = value.split(",") if value else [], in_text(around)
        if not isinstance(value, list):
            yield f"{value!r} is not a list"
            return
        yield from bounds(len(value), kind.get("min_items"), kind.get("max_items"))
        for index, item in enumerate(value):
            yield from at(index, self.check(kind["items"], item, around))

    def _tuple(self, kind: Json, value: Json, around: Around) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{value!r} is not a list"
            return
        most = None if "rest" in kind else len(kind["items"])
        yield from bounds(len(value), kind["least"], most)
        uses = [*kind["items"], *[kind.get("rest", "any")] * len(value)]
        for index, item in enumerate(value):
            yield from at(index, self.check(uses[index], item, around))

    def _map(self, kind: Json, value: Json, around: Around) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{value!r} is not an object"
            return
        for key, item in value.items():
            yield from at(key, self.check(kind["keys"], key, in_text(around)))
            yield from at(key, self.check(kind["items"], item, around))

    def _record(self, kind: Json, value: Json, around: Around) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{value!r} is not an object"
            return
        fields = kind["fields"]
        own = {also: name for name in fields for also in fields[name].get("also", ())}
        values = {own.get(name, name): item for name, item in value.items()}
        inner = around.inside(values, fields)
        for name, member in fields.items():
            if name in values:
                yield from at(name, self.check(member, values[name], inner))
            yield from at(name, self._presence(member, name in values, inner))
        for name in values.keys() - fields.keys():
            yield from at(
                name, self.check(kind.get("rest", "any"), values[name], inner)
            )
        yield from companions(kind, values)

    def _presence(self, member: Json, is_there: bool, around: Around) -> Iterator[str]:
        conditions = member.get("only_when", {}).items()
        is_met = all(self._text(by, around) in texts for by, texts in conditions)
        lenient = {"optional", "default", "since", "until", "only"}
        is_needed = member["required"] or not lenient & member.keys()
        if is_there and not is_met:
            yield f"it is there, though not {member['only_when']}"
        if not is_there and is_met and is_needed:
            yield "it is missing"

    def _union(self, kind: Json, value: Json, around: Around) -> Iterator[str]:
        case = kind["cases"].get(case_of(kind, value), kind.get("otherwise"))
        if case is None:
            yield f"{value!r} fits no case"
            return
        use = case if isinstance(case, dict) and "type" in case else {"type": case}
        shape = self._resolve(use["type"])
        if shape.get("is") == "record" and "include" in kind:
            shape["fields"] = {**kind["include"], **shape["fields"]}
            use = {**use, "type": shape}
        yield from self.check(use, value, around)


def in_text(around: Around) -> Around:
    return replace(around, is_text=True)


def companions(kind: Json, values: Json) -> Iterator[str]:
    """Check what may stand beside what."""
    groups = kind.get("exactly_one_of", [])
    begun = [group for group in groups if any(name in values for name in group)]
    if groups and (len(begun) != 1 or not all(name in values for name in begun[0])):
        yield f"exactly one of {groups} must be there"
    for name, needs in kind.get("together", {}).items():
        if name in values and not all(need in values for need in needs):
            yield f"`{name}` needs {needs}"


def case_of(kind: Json, value: Json) -> str | None:
    """Name the case of a union that a value picks."""
    if kind["chosen_by"] == "kind":
        return next((one for one in _KINDS[type(value)] if one in kind["cases"]), None)
    if not isinstance(value, dict):
        return None
    if kind["chosen_by"] == "has":
        return next((one for one in kind["cases"] if one in value), None)
    return wire_text(value.get(kind["tag"], MISSING))


def at(step: str | int, messages: Iterator[str]) -> Iterator[str]:
    yield from (f"{step}: {message}" for message in messages)
