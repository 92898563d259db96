"""Small changes of named types, each with examples that show it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
import re
from typing import Any

from proof_values import Change, with_values
from specmint.model import (
    NO_FACTS,
    Api,
    Boolean,
    Bytes,
    Counted,
    Decimal,
    Duration,
    Enum,
    Example,
    Facts,
    Field,
    Integer,
    Json,
    List,
    NamedType,
    Record,
    Ref,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Value,
)
from specmint.wire import decode, encode

TEXT = Use(String())
NEW = "zz_new"


@dataclass(frozen=True)
class Mutation:
    """One change of an API; `root` is the part that it is made at, `methods` those it touches.

    `called` has the names that methods have before and after, `renamed` those of
    parameters, and `members` those of members of records.
    """

    kind: str
    root: tuple[str, str]
    methods: frozenset[str]
    apply: Callable[[Api], Api]
    at: str = ""
    called: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)

    @property
    def undone(self) -> "Mutation":
        """The names the other way round; the models tell the rest."""
        names = {
            key: {new: old for old, new in getattr(self, key).items()}
            for key in ("called", "renamed", "members")
        }
        methods = frozenset(self.called.get(one, one) for one in self.methods)
        return replace(self, methods=methods, **names)

    @property
    def name(self) -> str:
        return f"{self.kind} at {'.'.join(filter(None, (*self.root, self.at)))}"


Made = Iterator[tuple[str, str, Type, Change]]  # kind, where inside, type, values


def type_changes(api: Api, name: str, values: list[Json]) -> Made:
    """Give small changes of one type; `values` are those that examples have of it."""
    kind = api.types[name].type
    made = _changes(api, name, values)
    if isinstance(kind, Integer | Decimal | String) and is_fitted(api, name):
        made = (one for one in made if type(one[2]) is type(kind))
    yield from made


def is_fitted(api: Api, name: str) -> bool:
    """Whether some use of a type has a scale, a bound or a form of its own."""
    plain = Use(Ref(name))
    return any(
        use.type == plain.type
        and replace(use, nullable=False, facts=plain.facts, secret=False) != plain
        for use in uses_in((api.types, api.methods, api.errors, api.envelopes))
    )


def uses_in(part: object) -> Iterator[Use]:
    """Give every use in a part of a model."""
    if isinstance(part, Use):
        yield part
    if isinstance(part, Mapping):
        part = tuple(part.values())
    if is_dataclass(part) and not isinstance(part, Example | Facts):
        part = tuple(getattr(part, one.name) for one in fields(part))
    if isinstance(part, tuple):
        for inner in part:
            yield from uses_in(inner)


def _changes(api: Api, name: str, values: list[Json]) -> Made:
    kind = api.types[name].type
    match kind:
        case Integer() | Decimal():
            yield from _numbers(api, kind, values)
        case Timestamp(wire=Counted()) | Duration(wire=Counted()):
            yield from _times(api, kind)
        case Boolean():
            other = "zero-one" if kind.wire != "zero-one" else "json"
            yield "wire-form", "", replace(kind, wire=other), recoded(api, kind, other)
        case String():
            yield from _strings(kind, values)
        case Bytes():
            yield from _bytes(api, kind, values)
        case Enum():
            yield from _enums(api, kind, values)
        case List():
            yield from _lists(kind, values)
        case Tuple():
            yield from _tuples(kind)
        case Union():
            yield from _unions(kind, values)
        case Record():
            yield from _records(api, kind, values)


def same(value: Json) -> Json:
    return value


def put(new: Json) -> Change:
    return lambda _: new


def recoded(api: Api, kind: Any, form: Any) -> Change:
    """Write values in another wire form."""
    old, new = Use(kind), Use(replace(kind, wire=form))

    def change(value: Json) -> Json:
        meaning, misfits = decode(api, old, value)
        return value if misfits else encode(api, new, meaning)[0]

    return change


def meant(api: Api, kind: Any, value: Json) -> Any:
    return decode(api, Use(kind), value)[0]


def written(api: Api, kind: Any, meaning: Any) -> Json:
    return encode(api, Use(kind), meaning)[0]


# -- scalars -----------------------------------------------------------------------


def _numbers(api: Api, kind: Any, values: list[Json]) -> Made:
    numbers = [meant(api, kind, one) for one in values if one is not None]
    numbers = [one for one in numbers if one is not None]
    forms = (
        ["number", "text", "hex"] if isinstance(kind, Integer) else ["number", "text"]
    )
    form = forms[(forms.index(kind.wire) + 1) % len(forms)]
    yield "wire-form", "", replace(kind, wire=form, accepts=()), recoded(
        api, kind, form
    )
    yield "unit", "", replace(kind, unit="zorkmid"), same
    scale = kind.scale if isinstance(kind.scale, int) else 5
    if isinstance(kind, Integer):
        yield "scale", "", replace(kind, scale=scale + 1), same
    if not numbers:
        return
    low, high = min(numbers), max(numbers)
    if kind.maximum is None or low + 1 <= kind.maximum:
        yield (
            "minimum-up",
            "",
            replace(kind, minimum=int(low) + 1),
            put(written(api, kind, type(low)(int(low) + 1))),
        )
    least = kind.minimum if kind.minimum is not None else int(high) - 2
    if least <= int(high) - 1:
        yield (
            "maximum-down",
            "",
            replace(kind, maximum=int(high) - 1),
            put(written(api, kind, type(high)(int(high) - 1))),
        )
    text = put("zz")
    yield "other-type", "", String(), text


def _times(api: Api, kind: Any) -> Made:
    unit = "ms" if kind.wire.unit != "ms" else "s"
    yield "unit", "", replace(kind, wire=replace(kind.wire, unit=unit)), same
    form = "text" if kind.wire.form != "text" else "number"
    other = replace(kind.wire, form=form)
    yield "wire-form", "", replace(kind, wire=other), recoded(api, kind, other)


def _strings(kind: String, values: list[Json]) -> Made:
    texts = sorted({one for one in values if isinstance(one, str)})
    plain = [one for one in texts if re.fullmatch("[A-Za-z0-9]+", one)]
    if len(texts) > 1 and plain and not _is_looked_into(kind):
        only = replace(kind, pattern=f"^{plain[0]}$")
        yield "pattern-tighter", "", only, put(plain[0])
    if kind.pattern and not _is_looked_into(kind):
        yield "pattern-dropped", "", replace(kind, pattern=""), put("zz, and more!")
    if not kind.pattern and texts:
        longest = max(map(len, texts))
        if longest > 1:
            yield (
                "shorter",
                "",
                replace(kind, max_length=longest - 1, min_length=None),
                lambda value: value[: longest - 1],
            )
        yield (
            "longer",
            "",
            replace(kind, min_length=longest + 1, max_length=None),
            lambda value: value.ljust(longest + 1, "z"),
        )
    if not _is_looked_into(kind):
        yield "other-type", "", Integer(), put(4711)
        yield "closed-words", "", Enum((Value("zz", "zz", NO_FACTS),)), put("zz")


def _is_looked_into(kind: String) -> bool:
    """Whether parts of its pattern have names, which something else may look at."""
    return "(?P<" in kind.pattern


def _bytes(api: Api, kind: Bytes, values: list[Json]) -> Made:
    forms = ["hex", "0x-hex", "base64"]
    form = forms[(forms.index(str(kind.wire)) + 1) % 3]
    yield "wire-form", "", replace(kind, wire=form), recoded(api, kind, form)
    lengths = {len(meant(api, kind, one) or b"") for one in values}
    other = max(lengths, default=1) + 1
    fixed = replace(kind, length=other, min_length=None, max_length=None)
    yield "length", "", fixed, put(written(api, fixed, bytes(other)))


def _enums(api: Api, kind: Enum, values: list[Json]) -> Made:
    known = [one.text for one in kind.values]
    new = "zz" if kind.of == "string" else written(api, replace(kind, open=True), 4711)
    word = Value("zz" if kind.of == "string" else "4711", "zz", NO_FACTS)
    yield "value-added", "", replace(kind, values=(*kind.values, word)), put(new)
    if kind.open:
        yield "closed", "", replace(kind, open=False), same
    else:
        yield "opened", "", replace(kind, open=True), put(new)
    shown = [one for one in values if isinstance(one, str) and one in known]
    if kind.of == "string" and shown and len(known) > 1:
        kept = next(one for one in known if one != shown[0])
        fewer = tuple(one for one in kind.values if one.text != shown[0])
        yield (
            "value-removed",
            "",
            replace(kind, values=fewer),
            lambda value: kept if value == shown[0] else value,
        )
        first, *rest = kind.values
        renamed = (replace(first, name="zz_name"), *rest)
        yield "value-renamed", "", replace(kind, values=renamed), same
        yield "values-reordered", "", replace(kind, values=kind.values[::-1]), same


# -- what has parts ----------------------------------------------------------------


def _lists(kind: List, values: list[Json]) -> Made:
    counts = [len(one) for one in values if isinstance(one, list)]
    if not counts or not (most := max(counts)):
        return
    yield (
        "fewer-items",
        "",
        replace(kind, max_items=most - 1, min_items=None),
        lambda value: value[: most - 1] if isinstance(value, list) else value,
    )
    yield (
        "more-items",
        "",
        replace(kind, min_items=most + 1, max_items=None),
        lambda v: (
            [*v, *v[-1:] * (most + 1 - len(v))] if isinstance(v, list) and v else v
        ),
    )


def _tuples(kind: Tuple) -> Made:
    if kind.rest is None:
        items = (*kind.items, TEXT)
        yield (
            "place-added",
            "",
            replace(kind, items=items, least=len(items)),
            lambda value: [*value, "zz"] if len(value) == len(kind.items) else value,
        )
    if len(kind.items) > 1:
        fewer = kind.items[:-1]
        yield (
            "place-removed",
            "",
            replace(kind, items=fewer, least=min(kind.least, len(fewer))),
            lambda value: value[: len(fewer)],
        )
        turned = (kind.items[1], kind.items[0], *kind.items[2:])
        if kind.items[0] != kind.items[1]:
            yield (
                "places-turned",
                "",
                replace(kind, items=turned),
                lambda value: [*value[1::-1], *value[2:]],
            )


def _unions(kind: Union, values: list[Json]) -> Made:
    if kind.otherwise is not None:
        yield "otherwise-removed", "", replace(kind, otherwise=None), same
    if kind.chosen_by == "tag" and len(kind.cases) > 1:
        shown = [v[kind.tag] for v in values if isinstance(v, dict) and kind.tag in v]
        for key, _ in kind.cases:
            others = [
                v for v in values if isinstance(v, dict) and v.get(kind.tag) != key
            ]
            if key in shown and others:
                fewer = tuple(case for case in kind.cases if case[0] != key)
                yield "case-removed", key, replace(kind, cases=fewer), _instead(
                    kind.tag, key, others[0]
                )
                return


def _instead(tag: str, key: str, other: Json) -> Change:
    return lambda v: other if isinstance(v, dict) and v.get(tag) == key else v


def _records(api: Api, kind: Record, values: list[Json]) -> Made:
    objects = [one for one in values if isinstance(one, dict)]
    new = Field(NEW, TEXT)
    yield (
        "member-added-required",
        "",
        replace(kind, fields=(*kind.fields, new)),
        lambda value: {**value, NEW: "zz"},
    )
    yield (
        "member-added-optional",
        "",
        replace(kind, fields=(replace(new, optional=True), *kind.fields)),
        lambda value: {**value, NEW: "zz"},
    )
    for one in kind.fields:
        shown = [value[one.name] for value in objects if one.name in value]
        if shown and _is_plain(api, kind, one):
            yield from _members(kind, one, shown, len(shown) < len(objects))


def _is_plain(api: Api, kind: Record, one: Field) -> bool:
    """Whether nothing else looks at a member, and it at nothing else."""
    others = {*kind.exactly_one_of, *(kind.together)}
    tags = {t.type.tag for t in api.types.values() if isinstance(t.type, Union)}
    looked = repr(kind.fields).count(repr(one.name)) > 1 or others
    return not (looked or one.only_when or one.name in tags or one.also)


def _members(kind: Record, one: Field, shown: list[Json], is_rare: bool) -> Made:
    at, required = one.name, "" if one.may_be_missing else "-required"

    def instead(*fields: Field) -> Record:
        place = kind.fields.index(one)
        whole = (*kind.fields[:place], *fields, *kind.fields[place + 1 :])
        return replace(kind, fields=whole)

    def without(value: Json) -> Json:
        return {k: v for k, v in value.items() if k != at}

    def called(value: Json) -> Json:
        return {NEW if k == at else k: v for k, v in value.items()}

    def as_null(value: Json) -> Json:
        return {k: None if k == at else v for k, v in value.items()}

    yield f"member-removed{required or '-optional'}", at, instead(), without
    renamed = replace(one, name=NEW)
    yield f"member-renamed{required or '-optional'}", at, instead(renamed), called
    alias = replace(renamed, also=(at,))
    yield f"member-renamed-with-alias{required}", at, instead(alias), called
    if required:
        yield "member-became-optional", at, instead(
            replace(one, optional=True)
        ), without
    elif is_rare and one.optional and not one.default and not one.facts.comes_and_goes:
        filled = shown[0]
        yield (
            "member-became-required",
            at,
            instead(replace(one, optional=False)),
            lambda value: {at: filled, **value},
        )
    use = one.use
    if not use.nullable:
        nullable = replace(one, use=replace(use, nullable=True))
        yield "member-became-nullable", at, instead(nullable), as_null
    elif None in shown and (known := [v for v in shown if v is not None]):
        firm = replace(one, use=replace(use, nullable=False))
        yield (
            "member-became-not-nullable",
            at,
            instead(firm),
            lambda v: {**v, at: known[0]} if v.get(at, 0) is None else v,
        )
    text = "zz" if not isinstance(shown[0], str) else 4711
    other = replace(use, type=String() if text == "zz" else Integer(), wire=None)
    other = Use(other.type, nullable=use.nullable, facts=use.facts)
    yield (
        "member-of-other-type",
        at,
        instead(replace(one, use=other)),
        lambda value: {k: text if k == at else v for k, v in value.items()},
    )
    doc = replace(use, facts=replace(use.facts, doc="Other words."))
    yield "member-doc", at, instead(replace(one, use=doc)), same


# -- mutations ---------------------------------------------------------------------


def type_mutations(
    api: Api, name: str, methods: frozenset[str], values: list[Json]
) -> Iterator[Mutation]:
    for kind, at, made, change in type_changes(api, name, values):
        yield Mutation(
            f"{type(api.types[name].type).__name__.lower()}-{kind}",
            ("types", name),
            methods,
            _with_type(name, made, change, methods),
            at,
            members={at: NEW} if "member-renamed" in kind else {},
        )
    facts: Facts = replace(api.types[name].facts, doc="Other words about it.")
    yield Mutation(
        "type-doc",
        ("types", name),
        methods,
        lambda one: replace(
            one, types={**one.types, name: replace(one.types[name], facts=facts)}
        ),
    )


def _with_type(
    name: str, kind: Type, change: Change, methods: frozenset[str]
) -> Callable[[Api], Api]:
    def apply(api: Api) -> Api:
        moved = with_values(api, name, change, methods)
        named = NamedType(name, kind, api.types[name].facts)
        return replace(moved, types={**api.types, name: named})

    return apply
