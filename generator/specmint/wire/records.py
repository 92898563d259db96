"""What records say about their members: who must be there, and who may not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from specmint.model import (
    Api,
    Choice,
    Decimal,
    Field,
    Json,
    List,
    Lookup,
    Map,
    Record,
    Ref,
    Texts,
    Tuple,
    Union,
    Use,
)
from specmint.wire.around import (
    ABSENT,
    Members,
    Unfit,
    Work,
    default_of,
    look,
    resolve,
    wire_text,
)

_Slip = tuple[str, str]  # the member, or nothing for the record, and a message


def members_of(work: Work, record: Record) -> Members:
    """Sort out a record once; it stands in the result, so its id stays its own."""
    found = work.memory.members.get(id(record))
    if found is None:
        found = work.memory.members[id(record)] = sort_out(work.api, record)
    return found


def sort_out(api: Api, record: Record) -> Members:
    fields = record.fields
    return Members(
        record=record,
        fields={field.name: field for field in fields},
        aliases={alias: field.name for field in fields for alias in field.also},
        required=tuple(field.name for field in fields if not field.may_be_missing),
        conditional=tuple(field for field in fields if field.only_when),
        late=frozenset(field.name for field in fields if _looks_around(api, field.use)),
    )


def _looks_around(api: Api, use: Use) -> bool:
    kind = resolve(api, use)
    if isinstance(kind, Decimal):
        return isinstance(kind.scale if use.scale is None else use.scale, Lookup)
    return isinstance(kind, (Choice, List, Map, Tuple, Record, Union))


def by_own_name(members: Members, values: Mapping[str, Json]) -> Mapping[str, Json]:
    """Call members that came under a further name by the field's own."""
    if members.aliases.keys().isdisjoint(values):
        return values
    return {
        own if (own := members.aliases.get(name, name)) not in values else name: value
        for name, value in values.items()
    }


def slips(work: Work, members: Members, values: Mapping[str, Json]) -> Iterator[_Slip]:
    """Find members that are missing, or there when they may not be."""
    for name in members.required:
        if name not in values:
            yield "", f"`{name}` is missing"
    for field in members.conditional:
        yield from conditional_slips(work, field, is_there=field.name in values)
    record = members.record
    if record.exactly_one_of or record.together:
        yield from chosen_slips(record.exactly_one_of, record.together, values)


def conditional_slips(work: Work, field: Field, *, is_there: bool) -> Iterator[_Slip]:
    name = field.name
    unmet = [(by, texts) for by, texts in field.only_when if not _is(work, by, texts)]
    if is_there and unmet:
        by, texts = unmet[0]
        yield name, f"it is there only when `{by}` is {' or '.join(texts)}"
    may_lack = field.optional or field.default or field.facts.comes_and_goes
    if not is_there and not unmet and not may_lack:
        told = " and ".join(f"`{by}` is {' or '.join(t)}" for by, t in field.only_when)
        yield "", f"`{name}` is missing, though {told}"


def _is(work: Work, by: str, texts: Texts) -> bool:
    value = look(work, by)
    if value is ABSENT:
        value = default_of(work, by)
    return value is not ABSENT and wire_text(value) in texts


def chosen_slips(
    exactly_one_of: tuple[Texts, ...],
    together: tuple[tuple[str, Texts], ...],
    values: Collection[str],
) -> Iterator[_Slip]:
    """Find what breaks `exactly_one_of` and `together`."""
    begun = [group for group in exactly_one_of if any(name in values for name in group)]
    if exactly_one_of and len(begun) != 1:
        told = ", ".join("+".join(group) for group in exactly_one_of)
        yield "", f"exactly one of {told} must be there, not {len(begun) or 'none'}"
    elif begun and (lacking := [name for name in begun[0] if name not in values]):
        yield "", f"`{lacking[0]}` is missing beside `{'+'.join(begun[0])}`"
    for name, needs in together:
        lacking = [needed for needed in needs if needed not in values]
        if name in values and lacking:
            yield "", f"`{name}` needs `{lacking[0]}` beside it"


# -- shapes that a value elsewhere decides ----------------------------------------


def choose(work: Work, choice: Choice) -> Use:
    """Give the use that the deciding value picks."""
    value = look(work, choice.by)
    cases = dict(choice.cases)
    if value is ABSENT or (value is None and "null" not in cases):
        if choice.missing is not None:
            return choice.missing
        value = default_of(work, choice.by)
    text = None if value is ABSENT else wire_text(value)
    use = cases.get(text or "", choice.otherwise)
    if use is None:
        told = "is not there" if text is None else f"is `{text}`"
        raise Unfit(f"`{choice.by}` {told}, which decides no shape")
    return use


def case_use(work: Work, union: Union, key: str, use: Use) -> Use:
    """Give a case with the fields that the union puts into every one."""
    if not union.include:
        return use
    found = work.memory.cases.get((id(union), key))
    if found is None:
        found = work.memory.cases[id(union), key] = _with_included(work, union, use)
    return found


def _with_included(work: Work, union: Union, use: Use) -> Use:
    record = resolve(work.api, use)
    if not isinstance(record, Record) or not isinstance(use.type, (Ref, Record)):
        return use
    fields = {field.name: field for field in (*union.include, *record.fields)}
    return replace(use, type=replace(record, fields=tuple(fields.values())))
