"""Meaning and wire, both ways: forms, records, unions, choices, and texts."""

from datetime import UTC, datetime
from decimal import Decimal as Exact
import string
from typing import Any

from apis import NUMBER, TEXT, bound, make_api, record, ref
from hypothesis import given
from hypothesis import strategies as st
import pytest
from specmint.model import (
    NO_FACTS,
    Anything,
    Boolean,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Default,
    Duration,
    Enum,
    Field,
    Integer,
    Layout,
    List,
    Lookup,
    Map,
    Nothing,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
    Value,
    Wire,
    Words,
)
from specmint.wire import (
    Context,
    Level,
    accepted,
    decode,
    encode,
    from_text,
    parse_json,
    to_text,
    travelling,
    write_json,
)

API = make_api()
STAMP = Layout("%Y-%m-%d %H:%M:%S", "s")
YES_OR_1 = Words(("1", "true", "yes"), ("0", "no"))
CODES = Enum(
    (Value("1", "BROKEN", NO_FACTS), Value("32..999", "REVERTED", NO_FACTS)),
    of="integer",
    wire="hex",
)
SIDES = Enum((Value("bid", "bid", NO_FACTS), Value("ask", "ask", NO_FACTS)))


def context(**params: Any) -> Context:
    return Context(params=Level(params))


def told(outcome: tuple[Any, tuple[Any, ...]]) -> list[str]:
    return [
        f"{'.'.join(map(str, misfit.path))}: {misfit.message}" for misfit in outcome[1]
    ]


def fits(outcome: tuple[Any, tuple[Any, ...]]) -> Any:
    assert not told(outcome)
    return outcome[0]


def same(left: Any, right: Any) -> bool:
    """1, True and 1.0 are three values, and so are 1.0 and 1.00."""
    return repr(left) == repr(right)


# -- scalars -------------------------------------------------------------------

FORMS: list[tuple[Type, Any, Any]] = [
    (Integer(), 10, 10),
    (Integer(), 10**30, 10**30),
    (Integer("text"), "-7", -7),
    (Integer("text"), "0", 0),
    (Integer("hex"), "0xa", 10),
    (Integer("hex"), "-0x1f", -31),
    (Integer("hex"), "0x0", 0),
    (Decimal(scale=8), Exact("0.00000001"), Exact("0.00000001")),
    (Decimal(scale=8), Exact("1.50000000"), Exact("1.50000000")),
    (Decimal(scale=2), Exact("0.50000000"), Exact("0.50000000")),
    (Decimal(), 5, Exact(5)),
    (Decimal("text"), "0.00000001", Exact("0.00000001")),
    (Decimal("text"), "-12.3400", Exact("-12.3400")),
    (Decimal("text"), "100", Exact(100)),
    (Boolean(), True, True),
    (Boolean("zero-one"), 0, False),
    (Boolean("hex"), "0x1", True),
    (Boolean("yes-no"), "N", False),
    (Boolean(YES_OR_1), "1", True),
    (String("^hx[0-9a-f]{4}$"), "hx00ff", "hx00ff"),
    (String(min_length=2, max_length=2), "äö", "äö"),
    (Bytes(), "00ff", b"\x00\xff"),
    (Bytes("0x-hex"), "0x", b""),
    (Bytes("0x-hex", length=2), "0xbeef", b"\xbe\xef"),
    (Bytes("base64"), "AP8=", b"\x00\xff"),
    (Timestamp(Counted("us", "hex")), "0x563a6cf330136", 1516942975500598),
    (Timestamp(Counted("s", "number")), 1364767201, 1364767201),
    (Timestamp(STAMP), "2013-04-02 05:04:19", 1364879059),
    (Timestamp(Layout("%d.%m.%Y", "ms")), "02.01.1970", 86_400_000),
    (Timestamp(STAMP), "1969-12-31 23:59:59", -1),
    (Duration(Counted("us", "text")), "535998", 535998),
    (SIDES, "ask", "ask"),
    (Enum((), open=True), "new", "new"),
    (CODES, "0x1", 1),
    (CODES, "0x3e7", 999),
    (Nothing(), None, None),
    (Anything("unknown"), {"a": [1, None]}, {"a": [1, None]}),
]


@pytest.mark.parametrize(("kind", "wire", "meaning"), FORMS)
def test_each_form_is_read_and_written(kind: Type, wire: Any, meaning: Any) -> None:
    assert same(fits(decode(API, Use(kind), wire)), meaning)
    assert same(fits(encode(API, Use(kind), meaning)), wire)


REFUSED: list[tuple[Type, Any, str]] = [
    (Integer(), "10", 'is not a whole number as number: `"10"`'),
    (Integer(), True, "`true` is not a whole number"),
    (Integer(), Exact("1.0"), "`1.0` is not a whole number"),
    (Integer(), None, "`null` is not a whole number"),
    (Integer("text"), "010", "not a whole number as text"),
    (Integer("text"), "+1", "not a whole number as text"),
    (Integer("text"), "1\n", "not a whole number as text"),
    (Integer("text"), "٣", "not a whole number as text"),
    (Integer("text"), "9" * 2000, "not a whole number as text"),
    (Integer("hex"), "0x0a", "not a whole number as hex"),
    (Integer("hex"), "0xA", "not a whole number as hex"),
    (Integer("hex"), "a", "not a whole number as hex"),
    (Integer("hex"), "0x", "not a whole number as hex"),
    (Integer(minimum=0), -1, "`-1` is below 0"),
    (Integer(maximum=9), 10, "`10` is above 9"),
    (Decimal(), "1.0", "not a decimal fraction as number"),
    (Decimal(), True, "not a decimal fraction"),
    (Decimal(), Exact("NaN"), "not a decimal fraction"),
    (Decimal(), Exact("1e999999"), "not a decimal fraction"),
    (Decimal("text"), "1e-8.5", "not a decimal fraction as text"),
    (Decimal("text"), "1e9999", "not a decimal fraction as text"),
    (Decimal("text"), ".5", "not a decimal fraction as text"),
    (Decimal("text"), "1.", "not a decimal fraction as text"),
    (Decimal(scale=2), Exact("0.005"), "more than 2 digits"),
    (Decimal(scale=0), Exact("0.1"), "more than 0 digits"),
    (Decimal(minimum=Exact("0.1")), Exact("0.09"), "is below 0.1"),
    (Boolean(), 1, "not a boolean as json"),
    (Boolean("zero-one"), True, "not a boolean as zero-one"),
    (Boolean("zero-one"), "1", "not a boolean as zero-one"),
    (Boolean("hex"), "0x2", "not a boolean as hex"),
    (Boolean("yes-no"), "y", "not a boolean as yes-no"),
    (Boolean(YES_OR_1), "ok", "not a boolean as one of 1, true, yes, 0, no"),
    (String(), 1, "`1` is not text"),
    (String("a+"), "aab", "does not match"),
    (String("^a$"), "a\n", "does not match"),
    (String(max_length=1), "ab", "2 characters, more than 1"),
    (Bytes(), "0", "not bytes as hex"),
    (Bytes(), "AB", "not bytes as hex"),
    (Bytes("0x-hex"), "beef", "not bytes as 0x-hex"),
    (Bytes("0x-hex"), "0xabc", "not bytes as 0x-hex"),
    (Bytes("base64"), "AP8", "not bytes as base64"),
    (Bytes("base64"), "AP9=", "not bytes as base64"),
    (Bytes("base64"), "A P8=", "not bytes as base64"),
    (Bytes(length=2), "00", "it has 1 bytes, not 2"),
    (Timestamp(STAMP), "2013-4-2 05:04:19", "not a moment"),
    (Timestamp(STAMP), "2013-02-30 00:00:00", "not a moment"),
    (Timestamp(STAMP), 5, "not a moment"),
    (Timestamp(Layout("%S.%f", "s")), "00.500000", "no whole number of s"),
    (Duration(Counted("s", "number"), minimum=0), -1, "is below 0"),
    (SIDES, "sell", "none of the enum's values"),
    (SIDES, 1, "is not text"),
    (CODES, "0x3e8", "none of the enum's values"),
    (CODES, 1, "not a whole number as hex"),
    (Nothing(), False, "only null"),
]


@pytest.mark.parametrize(("kind", "wire", "message"), REFUSED)
def test_what_is_not_the_form_is_refused(kind: Type, wire: Any, message: str) -> None:
    [line] = told(decode(API, Use(kind), wire))
    assert all(part in line for part in message.split(": "))


MEANINGLESS: list[tuple[Type, Any, str]] = [
    (Integer(), True, "not what integer means"),
    (Integer(), "1", "not what integer means"),
    (Decimal(), "1.0", "not what decimal means"),
    (Decimal(), 0.5, "not what decimal means"),
    (Decimal(scale=2), Exact("0.005"), "more than 2 digits"),
    (Decimal(), Exact("Infinity"), "no plain notation"),
    (Boolean(), 1, "not what boolean means"),
    (String(), b"a", "not what string means"),
    (Bytes(), "00", "not what bytes means"),
    (Bytes(max_length=1), b"ab", "more than 1"),
    (SIDES, "sell", "none of the enum's values"),
    (CODES, "1", "not what enum means"),
    (Timestamp(STAMP), 10**15, "cannot be written"),
    (Timestamp(Layout("%Y", "s")), 5, "cannot be written"),
    (Nothing(), 0, "not what nothing means"),
]


@pytest.mark.parametrize(("kind", "meaning", "message"), MEANINGLESS)
def test_what_is_no_meaning_is_not_written(
    kind: Type, meaning: Any, message: str
) -> None:
    [line] = told(encode(API, Use(kind), meaning))
    assert message in line


WHOLE = st.integers(min_value=-(10**40), max_value=10**40)
DIGITS = st.builds(
    lambda number, places: Exact(
        (number < 0, Exact(abs(number)).as_tuple().digits, -places)
    ),
    st.integers(min_value=1, max_value=10**30) | st.integers(-(10**9), -1),
    st.integers(min_value=0, max_value=18),
)
MOMENT = st.integers(min_value=-(10**9), max_value=10**10)
SCALARS: list[tuple[Type, st.SearchStrategy[Any]]] = [
    *((Integer(form), WHOLE) for form in ("number", "text", "hex")),
    *((Decimal(form), DIGITS) for form in ("number", "text")),
    *((Decimal(form, scale=18), DIGITS) for form in ("number", "text")),
    *((Boolean(form), st.booleans()) for form in ("json", "zero-one", "hex", "yes-no")),
    (Boolean(YES_OR_1), st.booleans()),
    (String(), st.text()),
    *((Bytes(form), st.binary()) for form in ("hex", "0x-hex", "base64")),
    *((Timestamp(Counted("us", form)), WHOLE) for form in ("number", "text", "hex")),
    (Timestamp(STAMP), MOMENT),
    (Timestamp(Layout("%Y%m%dT%H%M%S.%fZ", "us")), MOMENT),
    (Duration(Counted("ms", "hex")), WHOLE),
    (CODES, st.integers(32, 999)),
    (SIDES, st.sampled_from(["bid", "ask"])),
]


@pytest.mark.parametrize(("kind", "meanings"), SCALARS)
@pytest.mark.parametrize("way", ["json", "text"])
def test_what_is_written_is_read_again(
    way: str, kind: Type, meanings: st.SearchStrategy[Any]
) -> None:
    use = Use(kind)

    @given(meanings)
    def holds(meaning: Any) -> None:
        if way == "text":
            text = fits(to_text(API, use, meaning))
            assert isinstance(text, str)
            assert same(fits(from_text(API, use, text)), meaning)
        else:
            sent = parse_json(write_json(fits(encode(API, use, meaning))))
            assert same(fits(decode(API, use, sent)), meaning)

    holds()


@given(MOMENT)
def test_a_layout_is_utc(moment: int) -> None:
    text = datetime.fromtimestamp(moment, UTC).strftime(STAMP.layout)
    assert fits(decode(API, Use(Timestamp(STAMP)), text)) == moment


@given(st.text(string.printable, max_size=6))
def test_hex_has_one_way_of_writing_each_number(text: str) -> None:
    meaning, misfits = decode(API, Use(Integer("hex")), text)
    assert misfits or text in {hex(meaning), "-0x0"}


def test_a_use_beats_its_type() -> None:
    api = make_api({"Amount": Decimal("text", scale=2, minimum=0)})
    assert told(decode(api, ref("Amount"), "0.001"))
    assert fits(decode(api, ref("Amount", scale=3), "0.001")) == Exact("0.001")
    assert fits(decode(api, ref("Amount", wire="number"), 5)) == 5
    assert fits(decode(api, ref("Amount", minimum=-9), "-1")) == -1
    assert told(decode(api, ref("Amount", maximum=3), "4"))
    assert fits(decode(api, ref("Amount", nullable=True), None)) is None
    assert fits(encode(api, ref("Amount", wire="number"), Exact("1.0"))) == Exact("1.0")


# -- lists, maps, tuples -------------------------------------------------------


def test_a_list_tells_every_misfit_and_where_it_is() -> None:
    use = Use(List(Use(List(NUMBER))))
    assert told(decode(API, use, [[1, "2"], [None], 3])) == [
        '0.1: `"2"` is not a whole number as number',
        "1.0: `null` is not a whole number as number",
        "2: `3` is not a list",
    ]


@pytest.mark.parametrize(
    ("items", "wire", "meaning"),
    [
        (TEXT, "limit,mixed", ["limit", "mixed"]),
        (TEXT, "", []),
        (NUMBER, "1,2", [1, 2]),
        (Use(Boolean("zero-one")), "1,0", [True, False]),
        (Use(Boolean()), "true", [True]),
    ],
)
def test_a_list_may_be_text_with_commas(
    items: Use, wire: str, meaning: list[Any]
) -> None:
    use = Use(List(items, "comma"))
    assert same(fits(decode(API, use, wire)), meaning)
    assert same(fits(encode(API, use, meaning)), wire)


@pytest.mark.parametrize("meaning", [["a,b"], [""]])
def test_what_commas_would_change_is_not_written(meaning: list[str]) -> None:
    assert told(encode(API, Use(List(TEXT, "comma")), meaning))


def test_a_list_has_bounds() -> None:
    use = Use(List(TEXT, min_items=1, max_items=2))
    assert fits(decode(API, use, ["a"])) == ["a"]
    assert told(decode(API, use, [])) == [": it has 0 items, fewer than 1"]
    assert told(encode(API, use, ["a"] * 3)) == [": it has 3 items, more than 2"]


def test_a_map_checks_its_keys_and_its_items() -> None:
    use = Use(Map(Use(Integer("hex")), Use(String("[a-z]+"))))
    assert fits(decode(API, use, {"a": "0x1"})) == {"a": 1}
    assert fits(encode(API, use, {"a": 1})) == {"a": "0x1"}
    assert len(told(decode(API, use, {"A": "0x1", "b": 1}))) == 2
    assert len(told(encode(API, use, {"A": 1}))) == 1


def test_a_tuple_may_end_early_and_may_go_on() -> None:
    short = Use(Tuple((TEXT, Use(Decimal()), TEXT), least=2))
    assert fits(decode(API, short, ["a", 1])) == ["a", 1]
    assert fits(encode(API, short, ["a", Exact("0.10"), "b"])) == [
        "a",
        Exact("0.10"),
        "b",
    ]
    assert told(decode(API, short, ["a"])) == [": it has 1 items, fewer than 2"]
    assert told(decode(API, short, ["a", 1, "b", "c"]))
    long = Use(Tuple((TEXT,), rest=NUMBER, least=1))
    assert fits(decode(API, long, ["a", 1, 2])) == ["a", 1, 2]
    assert told(decode(API, long, ["a", 1, "2"])) == [
        '2: `"2"` is not a whole number as number'
    ]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (List(TEXT), "a list"),
        (List(TEXT, "comma"), "text with commas"),
        (Tuple((TEXT,)), "a list"),
        (Map(TEXT, TEXT), "an object"),
        (record(), "an object"),
    ],
)
def test_what_has_parts_has_a_kind(kind: Type, what: str) -> None:
    assert told(decode(API, Use(kind), 5)) == [f": `5` is not {what}"]
    [line] = told(encode(API, Use(kind), 5))
    assert line.startswith(": `5` is not a ")


# -- records -------------------------------------------------------------------


def test_a_record_keeps_what_it_does_not_know() -> None:
    use = Use(record(Field("height", Use(Integer("hex")))))
    value = {"new": {"deep": [Exact("1.10")]}, "height": "0xa"}
    meaning = fits(decode(API, use, value))
    assert same(meaning, {"new": {"deep": [Exact("1.10")]}, "height": 10})
    assert same(fits(encode(API, use, meaning)), value)


def test_a_record_tells_who_is_missing_or_null() -> None:
    use = Use(
        record(
            Field("a", TEXT),
            Field("b", TEXT),
            Field("c", TEXT, optional=True),
            Field("d", TEXT, default=Default(None)),
            Field("e", Use(String(), nullable=True)),
        )
    )
    assert told(decode(API, use, {"b": None, "e": None})) == [
        "b: `null` is not text",
        ": `a` is missing",
    ]
    assert told(decode(API, use, [])) == [": `[]` is not an object"]


def test_rest_gives_further_members_a_type() -> None:
    use = Use(record(Field("a", TEXT), rest=Use(Integer("hex"))))
    assert fits(decode(API, use, {"a": "x", "b": "0x1"})) == {"a": "x", "b": 1}
    assert told(decode(API, use, {"a": "x", "b": 1})) == [
        "b: `1` is not a whole number as hex"
    ]


def test_a_member_may_come_under_a_further_name() -> None:
    use = Use(record(Field("recipient", TEXT, also=("to",))))
    assert fits(decode(API, use, {"to": "bob"})) == {"recipient": "bob"}
    assert fits(encode(API, use, {"recipient": "bob"})) == {"recipient": "bob"}


FAILED = record(
    Field("failure", TEXT, only_when=(("status", ("0x0",)),)),
    Field("status", Use(Integer("hex"))),
)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ({"status": "0x0", "failure": "why"}, []),
        ({"status": "0x1"}, []),
        ({"status": "0x0"}, [": `failure` is missing, though `status` is 0x0"]),
        (
            {"status": "0x1", "failure": "why"},
            ["failure: it is there only when `status` is 0x0"],
        ),
    ],
)
def test_a_member_is_there_only_when_its_sibling_says(
    value: dict[str, Any], lines: list[str]
) -> None:
    assert told(decode(API, Use(FAILED), value)) == lines
    meaning = value | {"status": int(value["status"], 16)}
    assert told(encode(API, Use(FAILED), meaning)) == lines


ONE_OF = record(
    *(Field(name, TEXT, optional=True) for name in ("a", "b", "c", "d")),
    exactly_one_of=(("a", "b"), ("c",)),
    together=(("d", ("c",)),),
)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("c", ""),
        ("ab", ""),
        ("cd", ""),
        ("", "exactly one of a+b, c must be there, not none"),
        ("abc", "exactly one of a+b, c must be there, not 2"),
        ("a", "`b` is missing beside `a+b`"),
        ("abd", "`d` needs `c` beside it"),
    ],
)
def test_members_choose_and_need_each_other(names: str, message: str) -> None:
    value = dict.fromkeys(names, "x")
    assert told(decode(API, Use(ONE_OF), value)) == (
        [f": {message}"] if message else []
    )


def test_a_type_may_contain_itself() -> None:
    node = record(
        Field("size", Use(Integer("hex"))),
        Field("inner", ref("Node"), optional=True),
        Field("others", Use(List(ref("Node"))), optional=True),
    )
    api = make_api({"Node": node})
    value = {"size": "0x1", "inner": {"size": "0x2", "others": [{"size": "3"}]}}
    assert told(decode(api, ref("Node"), value)) == [
        'inner.others.0.size: `"3"` is not a whole number as hex'
    ]


def test_a_value_that_is_nested_too_deeply_is_a_misfit() -> None:
    api = make_api({"Node": record(Field("inner", ref("Node"), optional=True))})
    value: dict[str, Any] = {}
    for _ in range(100_000):
        value = {"inner": value}
    assert told(decode(api, ref("Node"), value)) == [": it is nested too deeply"]
    assert told(encode(api, ref("Node"), value)) == [": it is nested too deeply"]
    while value:  # else Python itself would recurse to free it
        value = value.pop("inner")


# -- shapes that a value elsewhere decides -------------------------------------

SHAPE = Choice(
    "verbosity",
    cases=(
        ("0", TEXT),
        ("1", NUMBER),
        ("true", Use(Boolean())),
        ("0xa", Use(Nothing())),
    ),
    otherwise=Use(List(TEXT)),
    missing=Use(Nothing()),
)


@pytest.mark.parametrize(
    ("params", "value"),
    [
        ({"verbosity": 0}, "block"),
        ({"verbosity": 1}, 5),
        ({"verbosity": True}, False),
        ({"verbosity": "0xa"}, None),
        ({"verbosity": 7}, ["a"]),
        ({}, None),
        ({"verbosity": None}, None),
    ],
)
def test_a_parameter_decides_the_shape(params: dict[str, Any], value: Any) -> None:
    assert same(fits(decode(API, Use(SHAPE), value, context(**params))), value)
    assert same(fits(encode(API, Use(SHAPE), value, context(**params))), value)
    assert told(decode(API, Use(SHAPE), {}, context(**params)))


def test_what_decides_no_shape_is_a_misfit() -> None:
    use = Use(Choice("kind", (("a", TEXT),)))
    assert told(decode(API, use, "x", context(kind="b"))) == [
        ": `kind` is `b`, which decides no shape"
    ]
    assert told(decode(API, use, "x")) == [
        ": `kind` is not there, which decides no shape"
    ]


def test_a_default_decides_where_nothing_is_given() -> None:
    kind = Field("kind", TEXT, default=Default("b"))
    use = Use(Choice("kind", (("a", TEXT), ("b", NUMBER))))
    around = Context(params=Level({}, {"kind": kind}))
    assert fits(decode(API, use, 1, around)) == 1


def test_a_sibling_decides_before_a_parameter_and_in_its_wire_form() -> None:
    data = Choice("type", (("0x1", TEXT), ("0x2", Use(Integer("text")))))
    use = Use(record(Field("data", Use(data)), Field("type", Use(Integer("hex")))))
    around = context(type="0x1")
    # The member that is decided comes first, and still the other one decides.
    meaning = fits(decode(API, use, {"data": "12", "type": "0x2"}, around))
    assert list(meaning.items()) == [("data", 12), ("type", 2)]
    assert fits(encode(API, use, meaning, around)) == {"data": "12", "type": "0x2"}


def test_a_record_does_not_look_at_the_one_around_it() -> None:
    inner = record(Field("data", Use(Choice("type", (("a", TEXT),), otherwise=NUMBER))))
    use = Use(record(Field("type", TEXT), Field("inner", Use(inner))))
    assert fits(decode(API, use, {"type": "a", "inner": {"data": 1}}))


PAIR = Field("pair", Use(String("^(?P<item>[A-Z]{3})(?P<currency>[A-Z]{3})$")))
PRICES = make_api(tables={"decimals": {"JPY": 3, "otherwise": 5}})


@pytest.mark.parametrize(
    ("pair", "digits", "is_refused"),
    [
        ("BTCJPY", "0.123", False),
        ("BTCJPY", "0.1234", True),
        ("BTCUSD", "0.12345", False),
        ("BTCUSD", "0.123456", True),
        ("not a pair", "0.123456", True),
    ],
)
def test_a_named_part_of_a_pattern_picks_the_scale(
    pair: str, digits: str, is_refused: bool
) -> None:
    use = Use(Decimal("text", scale=Lookup("decimals", "pair.currency")))
    around = Context(params=Level({"pair": pair}, {"pair": PAIR}))
    assert bool(told(decode(PRICES, use, digits, around))) is is_refused
    assert bool(told(encode(PRICES, use, Exact(digits), around))) is is_refused


def test_a_part_of_a_sibling_without_a_pattern_is_not_there() -> None:
    use = Use(Choice("pair.item", (("BTC", TEXT),), missing=Use(Nothing())))
    around = Context(params=Level({"pair": "BTCUSD"}, {"pair": Field("pair", TEXT)}))
    assert fits(decode(API, use, None, around)) is None


def test_a_sibling_picks_the_scale() -> None:
    scale = Lookup("decimals", "currency")
    use = Use(
        record(Field("value", Use(Decimal(), scale=scale)), Field("currency", TEXT))
    )
    value = {"value": Exact("0.1234"), "currency": "JPY"}
    assert told(decode(PRICES, use, value)) == told(encode(PRICES, use, value))
    assert told(decode(PRICES, use, value)) == [
        "value: `0.1234` has more than 3 digits after the point"
    ]


# -- unions --------------------------------------------------------------------

IPN = Union(
    "tag",
    (("paid", ref("Paid")), ("closed", ref("Closed"))),
    tag="status",
    include=(Field("id", Use(Integer("hex"))), Field("status", TEXT)),
)
IPNS = make_api(
    {
        "Ipn": IPN,
        "Paid": record(Field("amount", Use(Integer("text")))),
        "Closed": record(),
    }
)


def test_a_tag_chooses_and_each_case_has_what_is_included() -> None:
    value = {"status": "paid", "id": "0x7", "amount": "12"}
    meaning = fits(decode(IPNS, ref("Ipn"), value))
    assert meaning == {"status": "paid", "id": 7, "amount": 12}
    assert fits(encode(IPNS, ref("Ipn"), meaning)) == value
    assert told(decode(IPNS, ref("Ipn"), {"status": "closed"})) == [": `id` is missing"]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"status": "new"}, ': `status` is `"new"`, which is no case'),
        ({}, ": it has no tag, which is no case"),
        ("paid", ': this is `"paid"`, which is no case'),
    ],
)
def test_what_fits_no_case_is_a_misfit(value: Any, line: str) -> None:
    assert told(decode(IPNS, ref("Ipn"), value)) == [line]


def test_a_meaning_with_a_slip_is_told_where_its_case_is_plain() -> None:
    assert told(encode(IPNS, ref("Ipn"), {"status": "paid", "id": "7"})) == [
        'id: `"7"` is not what integer means',
        ": `amount` is missing",
    ]
    assert told(encode(IPNS, ref("Ipn"), {"status": "new"})) == [
        ": `an object` fits no case"
    ]


KINDS = Union(
    "kind",
    (
        ("string", Use(Bytes())),
        ("integer", NUMBER),
        ("number", Use(Decimal())),
        ("boolean", Use(Boolean())),
        ("null", Use(Nothing())),
        ("list", Use(List(TEXT))),
        ("object", Use(record(Field("a", TEXT)))),
    ),
)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("ff", b"\xff"),
        (1, 1),
        (Exact("0.10"), Exact("0.10")),
        (True, True),
        (None, None),
        (["ff"], ["ff"]),
        ({"a": "b"}, {"a": "b"}),
    ],
)
def test_the_kind_of_the_value_chooses(value: Any, meaning: Any) -> None:
    assert same(fits(decode(API, Use(KINDS), value)), meaning)
    assert same(fits(encode(API, Use(KINDS), meaning)), value)


def test_number_takes_whole_numbers_too() -> None:
    use = Use(Union("kind", (("number", Use(Decimal())),)))
    assert same(fits(decode(API, use, 5)), Exact(5))
    assert told(decode(API, use, True))


def test_the_first_member_that_is_there_chooses_else_the_rest() -> None:
    kind = Union(
        "has",
        (("coinbase", Use(record(Field("coinbase", Use(Bytes()))))),),
        otherwise=Use(record(Field("txid", TEXT))),
    )
    for value, meaning in (
        ({"coinbase": "00"}, {"coinbase": b"\0"}),
        ({"txid": "aa"}, {"txid": "aa"}),
    ):
        assert fits(decode(API, Use(kind), value)) == meaning
        assert fits(encode(API, Use(kind), meaning)) == value
    assert told(decode(API, Use(kind), {})) == [": `txid` is missing"]


# -- texts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "text", "meaning"),
    [
        (NUMBER, "10", 10),
        (Use(Integer("hex")), "0xa", 10),
        (Use(Decimal()), "0.00000001", Exact("0.00000001")),
        (Use(Boolean()), "true", True),
        (Use(Boolean("zero-one")), "0", False),
        (Use(Boolean(YES_OR_1)), "1", True),
        (Use(Timestamp(Counted("s", "number"))), "5", 5),
        (Use(Enum((Value("1", "ONE", NO_FACTS),), "integer", "number")), "1", 1),
        (Use(List(NUMBER, "comma")), "1,2", [1, 2]),
        (Use(List(NUMBER, "repeated")), ["1", "2"], [1, 2]),
        (Use(List(NUMBER)), "[1,2]", [1, 2]),
        (Use(record(Field("a", Use(Decimal())))), '{"a":0.10}', {"a": Exact("0.10")}),
        (Use(Union("kind", (("integer", NUMBER), ("string", TEXT)))), "x", "x"),
        (Use(Union("kind", (("integer", NUMBER), ("string", TEXT)))), "7", 7),
        (Use(Anything("unknown")), "x", "x"),
        (Use(Union("kind", (("integer", NUMBER),), otherwise=TEXT)), "x", "x"),
    ],
)
def test_everything_has_a_text(use: Use, text: Any, meaning: Any) -> None:
    assert same(fits(to_text(API, use, meaning)), text)
    assert same(fits(from_text(API, use, text)), meaning)


def test_texts_are_as_strict_as_json() -> None:
    assert told(from_text(API, NUMBER, "1.0"))
    assert told(from_text(API, Use(Boolean()), "1"))
    assert told(from_text(API, Use(record()), "{")) == [
        ": this is not JSON: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)"
    ]
    assert told(to_text(API, Use(String(), nullable=True), None))
    assert told(from_text(API, Use(Union("kind", (("integer", NUMBER),))), "x")) == [
        ': `"x"` fits no case'
    ]
    assert told(from_text(API, Use(record()), "[" * 100_000)) == [
        ": this JSON is nested too deeply"
    ]


def test_a_member_that_is_repeated_once_is_a_list() -> None:
    assert fits(from_text(API, Use(List(NUMBER, "repeated")), "7")) == [7]


RULES = (("query", (("boolean", "zero-one"), ("list", "comma"))),)
AS_YES: Wire = "yes-no"


@pytest.mark.parametrize(
    ("use", "param", "text"),
    [
        (Use(Boolean()), bound("flag", "query"), "1"),
        (Use(Boolean()), bound("flag", "form"), "true"),
        (Use(Boolean("hex")), bound("flag", "query"), "0x1"),
        (Use(Boolean("hex"), wire=AS_YES), bound("flag", "query"), "Y"),
        (Use(Boolean("hex"), wire=AS_YES), bound("flag", "query", wire="json"), "true"),
        (Use(Boolean("hex")), bound("flag", "query", type="boolean"), "1"),
    ],
)
def test_the_nearest_form_is_taken(use: Use, param: Any, text: str) -> None:
    way = travelling(API, use, param, RULES)
    assert fits(to_text(API, way, True)) == text
    assert fits(from_text(API, way, text)) is True


def test_a_rule_of_the_transport_reaches_lists() -> None:
    way = travelling(API, Use(List(TEXT)), bound("names", "query"), RULES)
    assert fits(to_text(API, way, ["a", "b"])) == "a,b"


# -- forms that a server takes besides ------------------------------------------

REQUEST = Context(is_request=True)
EITHER = Decimal(accepts=("text",), scale=8, minimum=0)
FLAG = Boolean(accepts=("zero-one", Words(("on",), ("off",))))


@pytest.mark.parametrize(
    ("kind", "value", "meaning"),
    [
        (EITHER, Exact("0.2"), Exact("0.2")),
        (EITHER, "0.2", Exact("0.2")),
        (EITHER, "1e-3", Exact("1e-3")),
        (Integer("hex", accepts=("number", "text")), "0xa", 10),
        (Integer("hex", accepts=("number", "text")), "10", 10),
        (Integer("hex", accepts=("number", "text")), 10, 10),
        (FLAG, 1, True),
        (FLAG, "off", False),
        (List(Use(EITHER)), ["1", 2], [Exact(1), Exact(2)]),
        (record(Field("size", Use(EITHER))), {"size": "1"}, {"size": Exact(1)}),
        (Union("kind", (("number", Use(EITHER)), ("null", NUMBER))), "1", Exact(1)),
    ],
)
def test_a_request_may_hold_what_is_accepted(
    kind: Type, value: Any, meaning: Any
) -> None:
    assert same(fits(decode(API, Use(kind), value, REQUEST)), meaning)


@pytest.mark.parametrize("value", ["0.2", ["0.2"], {"size": "0.2"}])
def test_a_reply_has_the_form_that_travels(value: Any) -> None:
    kinds = {
        str: EITHER,
        list: List(Use(EITHER)),
        dict: record(Field("size", Use(EITHER))),
    }
    assert told(decode(API, Use(kinds[type(value)]), value))
    assert fits(encode(API, Use(EITHER), Exact("0.2"))) == Exact("0.2")


@pytest.mark.parametrize("value", [True, "-1", "0.123456789", " 1", "0x1", None, []])
def test_what_is_accepted_is_checked_like_the_rest(value: Any) -> None:
    assert told(decode(API, Use(EITHER), value, REQUEST))


def test_a_text_is_the_case_of_its_kind_before_it_is_an_accepted_form() -> None:
    union = Union("kind", (("number", Use(EITHER)), ("string", Use(Bytes()))))
    assert fits(decode(API, Use(union), "10", REQUEST)) == b"\x10"
    assert fits(decode(API, Use(union), "0.1", REQUEST)) == Exact("0.1")


ACCEPTED = (("json", (("boolean", ("zero-one",)), ("integer", ("text",)))),)


@pytest.mark.parametrize(
    ("use", "param", "forms"),
    [
        (Use(Boolean()), bound("flag", "json"), ("zero-one",)),
        (Use(Boolean()), bound("flag", "params"), ("zero-one",)),
        (Use(Boolean()), bound("flag", "query"), ()),
        (Use(Boolean("hex")), bound("flag", "json"), ()),
        (Use(Boolean(), wire=AS_YES), bound("flag", "json"), ()),
        (Use(Boolean()), bound("flag", "json", wire="hex"), ()),
        (Use(Boolean(accepts=("hex",))), bound("flag", "json"), ("hex",)),
        (Use(Boolean(), accepts=("yes-no",)), bound("flag", "json"), ("yes-no",)),
        (Use(FLAG), bound("flag", "json", accepts=("hex",)), ("hex",)),
        (Use(FLAG), bound("flag", "json", type="boolean"), ("zero-one",)),
        (Use(Decimal()), bound("size", "json"), ()),
    ],
)
def test_the_nearest_that_accepts_forms_says_which(
    use: Use, param: Any, forms: tuple[Wire, ...]
) -> None:
    assert accepted(API, use, param, ACCEPTED) == forms


# -- JSON as text --------------------------------------------------------------


def json_values() -> st.SearchStrategy[Any]:
    fractions = DIGITS.filter(lambda number: "." in format(number, "f"))
    return st.recursive(
        st.none() | st.booleans() | WHOLE | fractions | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )


@given(json_values())
def test_json_keeps_every_digit(value: Any) -> None:
    assert same(parse_json(write_json(value)), value)
