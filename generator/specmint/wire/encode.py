"""From the meaning to the wire, by walking the type and the meaning together."""

from typing import assert_never

from specmint.model import (
    Anything,
    Api,
    Choice,
    Json,
    List,
    Map,
    Record,
    Tuple,
    Union,
    Use,
)
from specmint.wire.around import (
    Context,
    Level,
    Meaning,
    Misfit,
    Trail,
    Unfit,
    Work,
    begin,
    resolve,
    shown,
)
from specmint.wire.decode import chosen_case, read
from specmint.wire.jsontext import write as json_text
from specmint.wire.records import case_use, choose, members_of, slips
from specmint.wire.scalars import write_scalar
from specmint.wire.texts import check_length

Result = tuple[Json, tuple[Misfit, ...]]


def encode(
    api: Api, use: Use, meaning: Meaning, context: Context | None = None
) -> Result:
    """Give the JSON value of a meaning, and everything in it that does not fit its type."""
    return run(begin(api, context), use, meaning)


def run(work: Work, use: Use, meaning: Meaning) -> Result:
    try:
        value = write(work, use, meaning, None)
    except RecursionError:
        return None, (Misfit((), "it is nested too deeply"),)
    return value, tuple(work.misfits)


def write(work: Work, use: Use, meaning: Meaning, trail: Trail) -> Json:
    if meaning is None and use.nullable and not work.in_text:
        return None
    try:
        return _write(work, use, meaning, trail)
    except Unfit as unfit:
        work.refuse(trail, str(unfit))
        return None


def _write(work: Work, use: Use, meaning: Meaning, trail: Trail) -> Json:
    kind = resolve(work.api, use)
    match kind:
        case Choice():
            return write(work, choose(work, kind), meaning, trail)
        case Anything():
            return _text_of(work, meaning)
        case List():
            return _list(work, kind, use, meaning, trail)
        case Union():
            return _union(work, kind, meaning, trail)
        case Record() | Map() | Tuple():
            inner = work.as_json() if work.in_text else work
            return _text_of(work, _structure(inner, kind, meaning, trail))
    if work.in_text and meaning is None:
        raise Unfit("nothing has no text")
    return write_scalar(work, kind, use, meaning)


def _text_of(work: Work, value: Json) -> Json:
    """In a path, a query or a form, what has parts travels as the text of its JSON."""
    return json_text(value) if work.in_text and not isinstance(value, str) else value


def _structure(
    work: Work, kind: Record | Map | Tuple, meaning: Meaning, trail: Trail
) -> Json:
    match kind:
        case Record():
            return _record(work, kind, meaning, trail)
        case Map():
            return _map(work, kind, meaning, trail)
        case Tuple():
            return _tuple(work, kind, meaning, trail)
    assert_never(kind)


def _list(work: Work, kind: List, use: Use, meaning: Meaning, trail: Trail) -> Json:
    if not isinstance(meaning, list):
        raise Unfit(f"{shown(meaning)} is not a list")
    check_length(len(meaning), kind.min_items, kind.max_items, "items")
    form = kind.wire if use.wire is None else use.wire
    inner = work
    if form == "comma":
        inner = work.as_text()
    elif form == "json" and work.in_text:
        inner = work.as_json()
    items = [
        write(inner, kind.items, item, (trail, index))
        for index, item in enumerate(meaning)
    ]
    if form == "comma":
        return _with_commas(items)
    return _text_of(work, items) if form == "json" else items


def _with_commas(items: list[Json]) -> str:
    if any("," in item for item in items if isinstance(item, str)):
        raise Unfit("an item with a comma cannot stand between commas")
    if items == [""]:
        raise Unfit("an empty text alone would be read as no items")
    return ",".join(str(item) for item in items)


def _map(work: Work, kind: Map, meaning: Meaning, trail: Trail) -> Json:
    if not isinstance(meaning, dict):
        raise Unfit(f"{shown(meaning)} is not a mapping")
    as_text = work.as_text()
    for key in meaning:
        read(as_text, kind.keys, key, (trail, key))
    return {
        key: write(work, kind.items, item, (trail, key))
        for key, item in meaning.items()
    }


def _tuple(work: Work, kind: Tuple, meaning: Meaning, trail: Trail) -> Json:
    if not isinstance(meaning, list):
        raise Unfit(f"{shown(meaning)} is not a list")
    check_length(len(meaning), kind.least, None, "items")
    if kind.rest is None:
        check_length(len(meaning), None, len(kind.items), "items")
    uses = [*kind.items, *[kind.rest] * (len(meaning) - len(kind.items))]
    return [
        write(work, use, item, (trail, index))
        for index, (use, item) in enumerate(zip(uses, meaning, strict=False))
        if use is not None
    ]


def _record(work: Work, record: Record, meaning: Meaning, trail: Trail) -> Json:
    if not isinstance(meaning, dict):
        raise Unfit(f"{shown(meaning)} is not a mapping")
    members = members_of(work, record)
    values: dict[str, Json] = {}
    inner = work.among(Level(values, members.fields))
    # Siblings are looked at in their wire form, so those that decide go first.
    for name in sorted(meaning, key=members.late.__contains__):
        field = members.fields.get(name)
        use = record.rest if field is None else field.use
        item = meaning[name]
        values[name] = item if use is None else write(inner, use, item, (trail, name))
    for name, message in slips(inner, members, values):
        inner.refuse((trail, name) if name else trail, message)
    return {name: values[name] for name in meaning}


def _union(work: Work, kind: Union, meaning: Meaning, trail: Trail) -> Json:
    """Take the case whose wire form is chosen as that case again."""
    likely: list[Work] = []
    cases = [*kind.cases, *([(None, kind.otherwise)] if kind.otherwise else [])]
    for key, use in cases:
        attempt = work.alone()
        value = write(attempt, case_use(work, kind, key or "", use), meaning, trail)
        if not work.in_text and chosen_case(kind, value) != key:
            continue
        if not attempt.misfits:
            return value
        likely.append(attempt)
    if len(likely) != 1:
        raise Unfit(f"{shown(meaning)} fits no case")
    work.misfits.extend(likely[0].misfits)
    return None
