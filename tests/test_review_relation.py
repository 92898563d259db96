"""What the relation says of two types holds of their values, as the oracle reads them."""

from dataclasses import replace
import re
from typing import Any

from apis import TEXT, make_api, record, ref
from effort import tries
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from project import NAMES, api
import pytest
from review_mutants import mutants, with_type
from specmint.model import (
    NO_FACTS,
    Api,
    Boolean,
    Bytes,
    Choice,
    Decimal,
    Enum,
    Field,
    Integer,
    List,
    Nothing,
    Record,
    Ref,
    String,
    Tuple,
    Type,
    Union,
    Use,
    Value,
    Words,
)
from specmint.review.gaps import Gap, Relation
from specmint.review.patterns import covers
from specmint.review.relation import gaps
from specmint.wire import decode
from wire_values import Maker

API = make_api()
MISREAD = {"meaning", "unit", "scale"}


def found(first: Type, second: Type, one: Api = API, other: Api = API) -> list[Gap]:
    return list(gaps(Relation(one, other), Use(first), Use(second)))


def aspects(first: Type, second: Type) -> set[str]:
    return {gap.aspect for gap in found(first, second)}


# -- every type of the specs, against itself and against small changes of it -----------

NAMED = [(name, known) for name in NAMES for known in api(name).types]


@pytest.mark.parametrize("name", NAMES)
def test_every_type_holds_its_own_values(name: str) -> None:
    for known in api(name).types:
        use = Use(Ref(known))
        assert list(gaps(Relation(api(name), api(name)), use, use)) == [], known


def values_of(one: Api, name: str) -> st.SearchStrategy[Any]:
    return Maker(one).of(Use(Ref(name)))


@settings(max_examples=tries(300), suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_has_no_gap_is_read_and_means_the_same(data: st.DataObject) -> None:
    """Where the relation finds nothing, every value that is drawn must be taken."""
    name, known = data.draw(st.sampled_from(NAMED))
    old = api(name)
    others = list(mutants(old.types[known].type))
    new = with_type(old, known, others[data.draw(st.integers(0, len(others) - 1))])
    one, other = (old, new) if data.draw(st.booleans()) else (new, old)
    use = Use(Ref(known))
    gap_list = list(gaps(Relation(one, other), use, use))
    if any(gap.aspect not in MISREAD for gap in gap_list):
        return
    try:
        value = data.draw(values_of(one, known))
    except AssertionError:  # a choice by a parameter, which no type alone can decide
        return
    meaning, own = decode(one, use, value)
    read, misfits = decode(other, use, value)
    if own:
        return
    assert misfits == (), (known, value, misfits)
    if not gap_list and knows_as_much(one, other, known):
        assert same(meaning, read), (known, value)


def knows_as_much(one: Api, other: Api, name: str) -> bool:
    """What one side alone knows is kept as it came, and not read, by the other."""
    old, new = one.types[name].type, other.types[name].type
    if not isinstance(old, Record) or not isinstance(new, Record):
        return True
    read = {called for field in new.fields for called in (field.name, *field.also)}
    return {field.name for field in old.fields} <= read


def same(one: Any, other: Any) -> bool:
    return repr(strip(one)) == repr(strip(other))


def strip(value: Any) -> Any:
    """Members may be called otherwise now."""
    if isinstance(value, dict):
        return sorted(
            (key.removesuffix("_2"), repr(strip(item))) for key, item in value.items()
        )
    if isinstance(value, list):
        return [strip(item) for item in value]
    return value


COLOURS = Enum((Value("red", "red", NO_FACTS), Value("blue", "blue", NO_FACTS)))
PLAIN: list[tuple[Type, Type]] = [
    (Integer(), Integer("text")),
    (Integer(), Integer(maximum=9)),
    (Decimal(), Integer()),
    (Decimal(), Decimal(scale=2)),
    (String(), String("[a-z]")),
    (String(), COLOURS),
    (replace(COLOURS, open=True), COLOURS),
    (Boolean(), Boolean("hex")),
    (Bytes(), Bytes(length=2)),
    (List(TEXT), List(TEXT, min_items=1)),
]


@pytest.mark.parametrize(("first", "second"), PLAIN)
def test_a_gap_is_no_guess(first: Type, second: Type) -> None:
    """Where the relation finds a gap, some value is refused."""
    assert found(first, second)
    refused = find(
        Maker(API).of(Use(first)),
        lambda value: bool(decode(API, Use(second), value)[1]),
    )
    assert decode(API, Use(first), refused)[1] == ()


# -- kinds ---------------------------------------------------------------------------

COUNT = Enum(
    (Value("1", "ONE", NO_FACTS), Value("3..9", "MANY", NO_FACTS)),
    of="integer",
    wire="number",
)
TAGGED = Union("tag", (("a", ref("A")),), tag="kind")
WITHIN: list[tuple[Type, Type, set[str]]] = [
    (Integer(minimum=1, maximum=5), Integer(minimum=0), set()),
    (Integer(minimum=0), Integer(minimum=1), {"range"}),
    (Integer(), Decimal(), {"meaning"}),
    (Decimal(), Integer(), {"kind"}),
    (Integer("hex"), Integer("text"), {"wire"}),
    (Integer("hex"), String(), {"meaning"}),
    (Integer("hex"), String("0x[0-9a-f]+"), {"meaning", "pattern"}),
    (Integer("text"), Decimal("text"), {"meaning"}),
    (Integer(unit="BTC"), Integer(unit="satoshi"), {"unit"}),
    (Integer(), Integer(unit="satoshi"), set()),
    (Integer(scale=5), Integer(scale=8), {"scale"}),
    (Decimal(scale=2), Decimal(scale=8), set()),
    (Decimal(scale=8), Decimal(scale=2), {"digits"}),
    (String("[0-9]{8}"), String("[0-9a-f]{8}"), set()),
    (String("[0-9a-f]{8}"), String("[0-9]{8}"), {"pattern"}),
    (String("[0-9]{8}"), String(max_length=8), set()),
    (String("[0-9]+"), String(max_length=8), {"length"}),
    (String(max_length=3), String(max_length=5), set()),
    (COLOURS, String(), {"meaning"}),
    (COLOURS, String("[a-z]+"), {"meaning"}),
    (COLOURS, String("[a-z]{3}"), {"meaning", "pattern"}),
    (String(), COLOURS, {"kind"}),
    (String(), replace(COLOURS, open=True), {"meaning"}),
    (COUNT, Integer(minimum=1, maximum=9), {"meaning"}),
    (COUNT, Integer(maximum=5), {"meaning", "range"}),
    (Boolean(Words(("1",), ("0",))), Boolean(Words(("1", "y"), ("0", "n"))), set()),
    (Boolean(Words(("1", "y"), ("0", "n"))), Boolean(Words(("1",), ("0",))), {"wire"}),
    (Boolean(Words(("1",), ("0",))), Boolean(Words(("0",), ("1",))), {"wire"}),
    (List(TEXT, min_items=1, max_items=2), List(TEXT, max_items=3), set()),
    (List(TEXT), List(TEXT, "comma"), {"wire"}),
    (List(Use(Integer())), List(Use(Decimal())), {"meaning"}),
    (Tuple((TEXT,), least=1), Tuple((TEXT, TEXT), least=1), set()),
    (Tuple((TEXT, TEXT), least=2), Tuple((TEXT,), least=1), {"place"}),
    (Tuple((TEXT, TEXT), least=2), Tuple((TEXT,), rest=TEXT, least=1), set()),
    (record(Field("a", TEXT)), record(Field("a", TEXT, optional=True)), set()),
    (record(Field("a", TEXT, optional=True)), record(Field("a", TEXT)), {"presence"}),
    (record(), record(Field("a", TEXT)), {"member"}),
    (record(Field("a", TEXT)), record(), set()),
    (record(Field("a", TEXT)), record(Field("b", TEXT, also=("a",))), set()),
    (record(Field("b", TEXT)), record(Field("a", TEXT)), {"member"}),
    (Nothing(), String(), {"kind"}),
    (Record(()), Union("kind", (("object", Use(Record(()))),)), set()),
    (List(TEXT), Union("kind", (("object", Use(Record(()))),)), {"case"}),
]


@pytest.mark.parametrize(("first", "second", "expected"), WITHIN)
def test_the_relation_says_in_what_respect(
    first: Type, second: Type, expected: set[str]
) -> None:
    assert aspects(first, second) == expected


def test_types_in_a_circle_end() -> None:
    tree = record(Field("below", Use(List(ref("Tree")))), Field("name", TEXT))
    other = record(
        Field("below", Use(List(ref("Tree")))), Field("name", Use(Integer()))
    )
    one, two = make_api({"Tree": tree}), make_api({"Tree": other})
    found = list(gaps(Relation(one, one), ref("Tree"), ref("Tree")))
    assert found == []
    [gap] = gaps(Relation(one, two), ref("Tree"), ref("Tree"))
    assert (gap.path, gap.aspect) == (("name",), "kind")


def test_a_choice_is_compared_by_case() -> None:
    old = Choice("kind", (("a", TEXT),), otherwise=Use(Integer()))
    new = Choice("kind", (("a", TEXT), ("b", TEXT)), otherwise=Use(Integer()))
    [gap] = gaps(Relation(API, API), Use(old), Use(new))
    assert (gap.path, gap.aspect) == (("b",), "kind")
    assert list(gaps(Relation(API, API), Use(new), Use(new))) == []


PATTERNS = [
    ("[0-9a-f]{40}", "[0-9]{40}", True),
    ("[0-9]{40}", "[0-9a-f]{40}", False),
    ("(?:hx|cx)[0-9a-f]{40}", "^hx[0-9a-f]{40}$", True),
    ("a*", "(?:aa)*", True),
    ("(?:aa)*", "a*", False),
    ("[^x]+", "[a-w]+", True),
    (".*", "", False),  # a dot is no line break
    ("(?P<item>[A-Z]{3})(?P<currency>[A-Z]{3})", "[A-Z]{6}", True),
    ("[A-Z]{6}", "(?P<item>[A-Z]{3})(?P<currency>[A-Z]{3})", True),
    ("a|b|", "", False),
    ("a?", "a|", True),
    ("ä", "ä|a", None),
    ("\\.", "[.]", True),
    ("[0-9]{1,1000}[0-9]{1,1000}[0-9]{1,1000}[0-9]{1,1000}", "[0-9]+", None),
]


@pytest.mark.parametrize(("wider", "narrower", "expected"), PATTERNS)
def test_patterns_are_compared_as_languages(
    wider: str, narrower: str, expected: bool | None
) -> None:
    assert covers(wider, narrower) is expected


SIMPLE = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", "c{2}"]),
    lambda inner: st.tuples(inner, inner).map("".join)
    | st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})")
    | inner.map(lambda one: f"(?:{one})?")
    | inner.map(lambda one: f"(?:{one}){{1,3}}"),
    max_leaves=6,
)


@settings(max_examples=tries(200))
@given(SIMPLE, SIMPLE, st.data())
def test_a_covered_pattern_matches_what_the_other_does(
    one: str, other: str, data: st.DataObject
) -> None:
    assert covers(one, one)
    assert covers(f"{one}|{other}", other)
    text = data.draw(st.from_regex(other, fullmatch=True))
    if covers(one, other):
        assert re.fullmatch(one, text)
    if not re.fullmatch(one, text):
        assert covers(one, other) is False
