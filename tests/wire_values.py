"""Random wire values of an API's types, made by walking the model."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Context as DecimalContext
from decimal import Decimal as Exact
from functools import cache
import math
import re
import string
from typing import Any

from hypothesis import strategies as st
from specmint.model import (
    Anything,
    Api,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Duration,
    Enum,
    Field,
    Integer,
    Json,
    Layout,
    List,
    Map,
    Nothing,
    Record,
    Ref,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Words,
)
from specmint.wire import wire_text

Values = st.SearchStrategy[Json]
MANY = 10**30
WIDE = DecimalContext(prec=100)
BOOLEANS: dict[Any, list[Json]] = {
    "json": [True, False],
    "zero-one": [1, 0],
    "hex": ["0x1", "0x0"],
    "yes-no": ["Y", "N"],
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ANY_JSON: Values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-MANY, MANY),
        st.decimals(-MANY, MANY, places=9).filter(lambda n: n != n.to_integral_value()),
        TEXTS,
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
UNKNOWN = st.dictionaries(
    st.from_regex("odd_[a-z]{1,3}", fullmatch=True), ANY_JSON, max_size=2
)


class Maker:
    """Makes values of one API; each named type is worked out once."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.named = cache(self._named)

    def _named(self, name: str) -> Values:
        use = Use(self.api.types[name].type)
        return st.deferred(lambda: self.of(use))

    def of(self, use: Use) -> Values:
        """Give values of a use, null among them where it may be."""
        kind, is_own = use.type, use.wire is None and use.minimum is None
        if isinstance(kind, Ref):
            plain = use.scale is None and use.maximum is None and is_own
            made = (
                self.named(kind.name) if plain else self._made(self.resolve(use), use)
            )
        else:
            made = self._made(kind, use)
        return made | st.none() if use.nullable else made

    def resolve(self, use: Use) -> Any:
        kind = use.type
        return self.api.types[kind.name].type if isinstance(kind, Ref) else kind

    def _made(self, kind: Type | Choice, use: Use) -> Values:
        match kind:
            case Integer() | Decimal() | Timestamp() | Duration():
                return numbers(kind, use)
            case Boolean() | String() | Bytes() | Enum():
                return words(kind, use)
            case Nothing():
                return st.none()
            case Anything():
                return ANY_JSON
        return self._parts(kind, use)

    def _parts(self, kind: Type | Choice, use: Use) -> Values:
        match kind:
            case List():
                items = st.lists(
                    self.of(kind.items),
                    min_size=kind.min_items or 0,
                    max_size=min(kind.max_items or 3, 3),
                )
                is_comma = (use.wire or kind.wire) == "comma"
                return items.map(with_commas) if is_comma else items
            case Map():
                return st.dictionaries(
                    self.of(kind.keys), self.of(kind.items), max_size=3
                )
            case Tuple():
                return self._tuple(kind)
            case Record():
                return self._record(kind)
            case Union():
                return self._union(kind)
        raise AssertionError("only a record knows what decides a choice")

    def _tuple(self, kind: Tuple) -> Values:
        places = [self.of(item) for item in kind.items]
        counts = range(kind.least, len(places) + 1)
        fixed = st.one_of(*(st.tuples(*places[:n]) for n in counts)).map(list)
        if kind.rest is None:
            return fixed
        whole = st.tuples(*places).map(list)
        return st.builds(list.__add__, whole, st.lists(self.of(kind.rest), max_size=2))

    def _record(self, kind: Record) -> Values:
        @st.composite
        def make(draw: st.DrawFn) -> Json:
            values: dict[str, Json] = {}
            wanted = chosen_fields(draw, kind)
            for field in sorted(kind.fields, key=self._lateness):
                if field.name in wanted and is_due(draw, field, values):
                    values[field.name] = draw(self._member(field, values))
            more = draw(UNKNOWN if kind.rest is None else self._rest(kind.rest))
            ordered = {f.name: values[f.name] for f in kind.fields if f.name in values}
            return {**ordered, **{k: v for k, v in more.items() if k not in ordered}}

        return make()

    def _lateness(self, field: Field) -> int:
        """Put what looks at its siblings after them."""
        return (
            2 if isinstance(self.resolve(field.use), Choice) else bool(field.only_when)
        )

    def _rest(self, use: Use) -> Values:
        return st.dictionaries(TEXTS, self.of(use), max_size=2)

    def _member(self, field: Field, values: Mapping[str, Json]) -> Values:
        choice = self.resolve(field.use)
        if not isinstance(choice, Choice):
            return self.of(field.use)
        text = wire_text(values[choice.by]) if choice.by in values else None
        last = choice.otherwise if text else choice.missing or choice.otherwise
        found = dict(choice.cases).get(text or "", last)
        return st.none() if found is None else self.of(found)

    def _union(self, kind: Union) -> Values:
        cases = [self._case(kind, key, use) for key, use in kind.cases]
        last = [self.of(kind.otherwise)] if kind.otherwise else []
        return st.one_of(*cases, *last)

    def _case(self, kind: Union, key: str, use: Use) -> Values:
        """Give values that the union takes for this case; most are so by themselves."""
        made = self.of(use)
        if kind.chosen_by == "kind":
            return made
        included = st.fixed_dictionaries(
            {f.name: self.of(f.use) for f in kind.include if not f.may_be_missing}
        )
        both = st.builds(lambda more, own: {**more, **own}, included, made)
        if kind.chosen_by == "has":
            others = [name for name, _ in kind.cases]
            first = others[: others.index(key)]
            return both.map(lambda v: {k: i for k, i in v.items() if k not in first})
        return both.map(lambda value: tagged(value, kind.tag, key))


def tagged(value: dict[str, Json], tag: str, key: str) -> dict[str, Json]:
    """Let a value have the tag of its case, in the kind of JSON that it has."""
    tags = {str: key, bool: key == "true", int: int(key) if key.isdecimal() else 0}
    return value | {tag: tags.get(type(value.get(tag)), key)}


def chosen_fields(draw: st.DrawFn, kind: Record) -> set[str]:
    """Choose which members are there, as far as they do not look at values."""
    there = {f.name for f in kind.fields if not f.may_be_missing or draw(st.booleans())}
    there |= {field.name for field in kind.fields if field.only_when}
    if kind.exactly_one_of:
        there -= {name for group in kind.exactly_one_of for name in group}
        there |= set(draw(st.sampled_from(kind.exactly_one_of)))
    for name, needs in kind.together:
        if name in there:
            there |= set(needs)
    return there


def is_due(draw: st.DrawFn, field: Field, values: Mapping[str, Json]) -> bool:
    """Whether a member that comes and goes is there beside these values."""
    is_met = all(
        by in values and wire_text(values[by]) in texts for by, texts in field.only_when
    )
    if not field.only_when or not is_met:
        return is_met
    may_lack = field.optional or field.default or field.facts.comes_and_goes
    return not may_lack or draw(st.booleans())


def with_commas(items: list[Json]) -> str:
    texts = [text for item in items if (text := wire_text(item)) and "," not in text]
    return ",".join(texts)


# -- scalars -----------------------------------------------------------------------


def numbers(kind: Any, use: Use) -> Values:
    form = kind.wire if use.wire is None else use.wire
    if isinstance(form, Layout):
        return moments(form)
    if isinstance(kind, Decimal):
        return decimals(kind, use, form)
    low, high = bounds(kind, use, 0)
    form = form.form if isinstance(form, Counted) else form
    whole = st.integers(low, high)
    return whole.map({"number": int, "text": str, "hex": hex}[form])


def bounds(kind: Any, use: Use, places: int) -> tuple[int, int]:
    """Give the bounds of a count of the last place."""
    if isinstance(kind, Timestamp):
        return 0, 2**62
    low = kind.minimum if use.minimum is None else use.minimum
    high = kind.maximum if use.maximum is None else use.maximum
    one = 10**places
    low, high = -MANY if low is None else low, MANY if high is None else high
    return math.ceil(low * one), math.floor(high * one)


def decimals(kind: Decimal, use: Use, form: Any) -> Values:
    """Make fractions with many digits, and none below the scale."""
    scale = kind.scale if use.scale is None else use.scale
    most = scale if isinstance(scale, int) else 0 if scale else 29
    made = st.integers(0, most).flatmap(
        lambda places: st.integers(*bounds(kind, use, places)).map(
            lambda count: Exact(count).scaleb(-places, WIDE)
        )
    )
    if form == "text":
        return made.map(lambda number: format(number, "f"))
    return made.map(lambda n: n if "." in format(n, "f") else int(n))


def moments(form: Layout) -> Values:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    seconds = st.integers(0, 4_000_000_000)
    return seconds.map(lambda n: (start + timedelta(seconds=n)).strftime(form.layout))


def words(kind: Any, use: Use) -> Values:
    form = getattr(kind, "wire", None) if use.wire is None else use.wire
    match kind:
        case Boolean():
            both = BOOLEANS.get(form) if not isinstance(form, Words) else None
            return st.sampled_from(both or [*form.truthy, *form.falsy])
        case String(pattern=pattern) if pattern:
            return patterned(pattern)
        case String():
            low, high = kind.min_length or 0, kind.max_length or 12
            return st.text(max_size=max(low, min(high, 12)), min_size=low)
        case Bytes():
            return octets(kind, form)
    return enums(kind, form)


@cache
def patterned(pattern: str) -> Values:
    """Make texts of a pattern; a run of like characters at one go, since it is long."""
    if not (run := RUN.fullmatch(pattern)):
        return st.from_regex(pattern, fullmatch=True, alphabet=ASCII)
    start, letters, low, high = run.groups()
    alphabet = [c for c in string.printable if re.fullmatch(f"[{letters}]", c)]
    texts = st.text(alphabet, min_size=int(low), max_size=int(high or low))
    return texts.map(lambda text: start + text)


RUN = re.compile(r"\^(\w*)\[([^]^]+)\]\{(\d+)(?:,(\d+))?\}\$")
ASCII = st.characters(codec="ascii", exclude_categories=["Cc"])


def octets(kind: Bytes, form: Any) -> Values:
    low = kind.min_length or 0
    size = {"min_size": low, "max_size": max(low, min(kind.max_length or 9, 9))}
    if kind.length is not None:
        size = {"min_size": kind.length, "max_size": kind.length}
    start = "0x" if form == "0x-hex" else ""
    made = st.binary(**size)
    if form == "base64":
        return made.map(lambda data: base64.b64encode(data).decode())
    return made.map(lambda data: start + data.hex())


def enums(kind: Enum, form: Any) -> Values:
    known = [value.text for value in kind.values]
    if kind.of == "string":
        texts = st.sampled_from(known)
        return texts | TEXTS if kind.open else texts
    write = {"text": str, "hex": hex}.get(form, int)
    ends = [text.partition("..") for text in known]
    ranges = [st.integers(int(low), int(high or low)) for low, _, high in ends]
    return st.one_of(*ranges, *([st.integers(-99, 99)] if kind.open else [])).map(write)
