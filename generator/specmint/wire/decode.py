"""From the wire to the meaning, by walking the type and the value together."""

from collections.abc import Iterator
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
    wire_text,
)
from specmint.wire.jsontext import parse
from specmint.wire.records import by_own_name, case_use, choose, members_of, slips
from specmint.wire.scalars import (
    OTHER_WORDS,
    accepted_forms,
    form_name,
    read_scalar,
)
from specmint.wire.texts import check_length

Result = tuple[Meaning, tuple[Misfit, ...]]


def decode(api: Api, use: Use, value: Json, context: Context | None = None) -> Result:
    """Give what a JSON value means, and everything in it that does not fit its type."""
    return run(begin(api, context), use, value)


def run(work: Work, use: Use, value: Json) -> Result:
    try:
        meaning = read(work, use, value, None)
    except RecursionError:
        return None, (Misfit((), "it is nested too deeply"),)
    return meaning, tuple(work.misfits)


def read(work: Work, use: Use, value: Json, trail: Trail) -> Meaning:
    if value is None and use.nullable:
        return None
    try:
        return _read(work, use, value, trail)
    except Unfit as unfit:
        work.refuse(trail, str(unfit))
        return None


def _read(work: Work, use: Use, value: Json, trail: Trail) -> Meaning:
    kind = resolve(work.api, use)
    match kind:
        case Choice():
            return read(work, choose(work, kind), value, trail)
        case Anything():
            return value
        case List():
            return _list(work, kind, use, value, trail)
        case Union():
            return _union(work, kind, value, trail)
        case Record() | Map() | Tuple():
            inner, parsed = _out_of_text(work, value)
            return _structure(inner, kind, parsed, trail)
    return read_scalar(work, kind, use, value)


def _out_of_text(work: Work, value: Json) -> tuple[Work, Json]:
    """In a path, a query or a form, what has parts travels as the text of its JSON."""
    if not work.in_text or not isinstance(value, str):
        return work, value
    return work.as_json(), parse(value)


def _structure(
    work: Work, kind: Record | Map | Tuple, value: Json, trail: Trail
) -> Meaning:
    match kind:
        case Record():
            return _record(work, kind, value, trail)
        case Map():
            return _map(work, kind, value, trail)
        case Tuple():
            return _tuple(work, kind, value, trail)
    assert_never(kind)


def _list(work: Work, kind: List, use: Use, value: Json, trail: Trail) -> Meaning:
    form = kind.wire if use.wire is None else use.wire
    inner, items = work, value
    if form == "comma":
        if not isinstance(value, str):
            raise Unfit(f"{shown(value)} is not text with commas")
        inner, items = work.as_text(), value.split(",") if value else []
        if work.seen is not None:
            work.seen.add(form_name(kind, use))
    elif form == "json":
        inner, items = _out_of_text(work, value)
    elif isinstance(value, str):
        items = [value]  # a member that is repeated once
    if not isinstance(items, list):
        raise Unfit(f"{shown(value)} is not a list")
    check_length(len(items), kind.min_items, kind.max_items, "items")
    return [
        read(inner, kind.items, item, (trail, index))
        for index, item in enumerate(items)
    ]


def _map(work: Work, kind: Map, value: Json, trail: Trail) -> Meaning:
    if not isinstance(value, dict):
        raise Unfit(f"{shown(value)} is not an object")
    as_text = work.as_text()
    for key in value:
        read(as_text, kind.keys, key, (trail, key))
    return {
        key: read(work, kind.items, item, (trail, key)) for key, item in value.items()
    }


def _tuple(work: Work, kind: Tuple, value: Json, trail: Trail) -> Meaning:
    if not isinstance(value, list):
        raise Unfit(f"{shown(value)} is not a list")
    check_length(len(value), kind.least, None, "items")
    if kind.rest is None:
        check_length(len(value), None, len(kind.items), "items")
    uses = [*kind.items, *[kind.rest] * (len(value) - len(kind.items))]
    return [
        read(work, use, item, (trail, index))
        for index, (use, item) in enumerate(zip(uses, value, strict=False))
        if use is not None
    ]


def _record(work: Work, record: Record, value: Json, trail: Trail) -> Meaning:
    if not isinstance(value, dict):
        raise Unfit(f"{shown(value)} is not an object")
    members = members_of(work, record)
    values = by_own_name(members, value)
    if values is not value and work.seen is not None:
        work.seen.add(OTHER_WORDS)
    inner = work.among(Level(values, members.fields))
    fields, rest = members.fields, record.rest
    meaning: dict[str, Meaning] = {}
    for name, item in values.items():
        field = fields.get(name)
        use = rest if field is None else field.use
        # What the type does not know is kept as it came.
        meaning[name] = item if use is None else read(inner, use, item, (trail, name))
    for name, message in slips(inner, members, values):
        inner.refuse((trail, name) if name else trail, message)
    return meaning


def _union(work: Work, kind: Union, value: Json, trail: Trail) -> Meaning:
    if work.in_text:
        return _union_in_text(work, kind, value, trail)
    if work.is_request and (meaning := _accepted_case(work, kind, value)) is not None:
        return meaning
    key = chosen_case(kind, value)
    use = dict(kind.cases)[key] if key is not None else kind.otherwise
    if use is None:
        raise Unfit(f"{_told(kind, value)}, which is no case")
    return read(work, case_use(work, kind, key or "", use), value, trail)


def _accepted_case(work: Work, kind: Union, value: Json) -> Meaning:
    """Read what fits no case of its JSON kind, but a form that another one accepts."""
    key = chosen_case(kind, value) if kind.chosen_by == "kind" else ""
    uses = [use for _, use in kind.cases if accepted_forms(resolve(work.api, use), use)]
    if key == "" or not uses:
        return None
    chosen = [] if key is None else [dict(kind.cases)[key]]
    for use in [*chosen, *uses]:
        attempt = work.alone()
        meaning = read(attempt, use, value, None)
        if not attempt.misfits:
            return meaning
    return None


def chosen_case(kind: Union, value: Json) -> str | None:
    """Name the case that a JSON value picks, if it picks one."""
    keys = [key for key, _ in kind.cases]
    if kind.chosen_by == "kind":
        return next((name for name in kinds_of(value) if name in keys), None)
    if not isinstance(value, dict):
        return None
    if kind.chosen_by == "has":
        return next((key for key in keys if key in value), None)
    text = wire_text(value[kind.tag]) if kind.tag in value else None
    return text if text in keys else None


def kinds_of(value: Json) -> tuple[str, ...]:
    """Name the JSON kinds of a value, the narrowest first."""
    if isinstance(value, bool):
        return ("boolean",)
    kinds: dict[type, tuple[str, ...]] = {
        str: ("string",),
        int: ("integer", "number"),
        list: ("list",),
        dict: ("object",),
        type(None): ("null",),
    }
    return kinds.get(type(value), ("number",))


def _told(kind: Union, value: Json) -> str:
    if kind.chosen_by == "tag" and isinstance(value, dict):
        tag = value.get(kind.tag)
        return f"`{kind.tag}` is {shown(tag)}" if kind.tag in value else "it has no tag"
    return f"this is {shown(value)}"


def _union_in_text(work: Work, kind: Union, value: Json, trail: Trail) -> Meaning:
    """A text does not show its kind, so the first case that it fits is taken."""
    for use in uses_of(kind):
        attempt = work.alone()
        meaning = read(attempt, use, value, trail)
        if not attempt.misfits:
            return meaning
    raise Unfit(f"{shown(value)} fits no case")


def uses_of(kind: Union) -> Iterator[Use]:
    yield from (use for _, use in kind.cases)
    if kind.otherwise is not None:
        yield kind.otherwise
