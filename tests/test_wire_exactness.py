"""What both sides do to every value alike: JSON with all its digits, units, records, places.

A client and a server have each a copy of one source, and each copy is asked.
"""

import copy
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
import gc
import pickle
import re
from types import ModuleType
from typing import Any

import pytest
from test_wire_facts import UNITS
from test_wire_values import SIDES, codec, modules

Json = Any
BIG = 10**40
MOMENT = datetime(2013, 4, 2, 5, 4, 19, tzinfo=UTC)
SECONDS = 1_364_879_059
each_side = pytest.mark.parametrize(("name", "side"), [("mtgox", one) for one in SIDES])


class Count(IntEnum):
    TWO = 2


class Word(str):
    """A text of a class of its own."""

    __slots__ = ()


def wire(name: str, side: str) -> ModuleType:
    return modules(name, side)[1]


# -- JSON --------------------------------------------------------------------------


@each_side
def test_reading_pauses_the_collector_and_no_longer(name: str, side: str) -> None:
    own = wire(name, side)
    for is_collecting in (True, False):
        (gc.enable if is_collecting else gc.disable)()
        try:
            own.loads("[]")
            own.BOOLEAN.decode(True)
            with pytest.raises(own.DecodeError):
                own.loads("[")
            with pytest.raises(own.DecodeError):
                own.BOOLEAN.decode(1)
            assert gc.isenabled() is is_collecting
        finally:
            gc.enable()


@each_side
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.10"), "0.10"),
        (Decimal("1E-8"), "0.00000001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+1000"), f"1{'0' * 1000}"),
        (BIG, str(BIG)),
        ({"b": [True, False, None], "a": {}}, '{"b":[true,false,null],"a":{}}'),
        ((1, "é\n\ud800"), r'[1,"\u00e9\n\ud800"]'),
        ([Count.TWO, Word("two")], '[2,"two"]'),
    ],
)
def test_json_keeps_every_digit(name: str, side: str, value: Json, text: str) -> None:
    own = wire(name, side)
    assert own.dumps(value) == text
    back = own.loads(text)
    assert own.dumps(own.loads(text.encode())) == text
    assert own.dumps(back) == text
    assert own.plain_text(value) == text


@each_side
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is not JSON"),
        ("NaN", "NaN is no JSON"),
        ("[" * 100_000, "too deeply"),
        ("1E9999999999999999999999", "too large an exponent"),
        ("1 2", "it is not JSON"),
    ],
)
def test_what_is_no_json_is_said_to_be_none(
    name: str, side: str, text: str, told: str
) -> None:
    with pytest.raises(wire(name, side).DecodeError, match=told):
        wire(name, side).loads(text)


@each_side
@pytest.mark.parametrize("value", [0.5, Decimal("NaN"), Decimal("1E+1001"), {1}])
def test_what_is_not_exact_is_not_written(name: str, side: str, value: Any) -> None:
    with pytest.raises(wire(name, side).Misfit):
        wire(name, side).dumps(value)


@each_side
def test_values_are_shown_shortly(name: str, side: str) -> None:
    own = wire(name, side)
    assert own.plain_text("as it is") == "as it is"
    assert [own.shown(one) for one in ({}, [], (), "a")] == [
        "an object",
        "a list",
        "a list",
        "'a'",
    ]
    assert own.shown("a" * 58) == repr("a" * 58)
    assert own.shown("a" * 59) == "'" + "a" * 58 + "…"
    assert own.readable(Decimal("1E-8")) == "Decimal('0.00000001')"
    assert own.readable(Decimal("1E-1000")) == "Decimal('1E-1000')"
    assert own.readable("a") == "'a'"


# -- units -------------------------------------------------------------------------


@each_side
@pytest.mark.parametrize("unit", UNITS)
def test_moments_and_lengths_are_counted(name: str, side: str, unit: str) -> None:
    own = wire(name, side)
    counted, per = own.Counted(int, unit=unit), 1_000_000 // UNITS[unit]
    assert counted.to_datetime(SECONDS * per) == MOMENT
    assert counted.from_datetime(MOMENT) == SECONDS * per
    east = MOMENT.astimezone(timezone(timedelta(hours=2)))
    assert counted.from_datetime(east) == SECONDS * per
    assert counted.to_timedelta(90 * per) == timedelta(seconds=90)
    assert counted.from_timedelta(timedelta(seconds=90)) == 90 * per
    with pytest.raises(own.Misfit):
        counted.from_datetime(MOMENT.replace(tzinfo=None))
    if unit != "us":
        with pytest.raises(own.Misfit):
            counted.from_timedelta(timedelta(microseconds=1))


@each_side
def test_a_moment_as_a_text_is_to_the_second(name: str, side: str) -> None:
    stamp = codec(name, side, "Stamp")
    assert stamp.decode("2013-04-02 05:04:19") == SECONDS
    assert stamp.encode(SECONDS) == "2013-04-02 05:04:19"
    for text in ("2013-4-2 05:04:19", "2013-04-02", "", 5, None):
        with pytest.raises(wire(name, side).DecodeError):
            stamp.decode(text)
    for count, why in (
        (10**18, f"{10**18} is not a moment that `%Y-%m-%d %H:%M:%S` can write"),
        ("1", "'1' is not"),
        (True, "True is not"),
    ):
        with pytest.raises(ValueError, match=re.escape(why)):
            stamp.encode(count)


@each_side
def test_a_list_whose_places_differ_may_go_on(name: str, side: str) -> None:
    own = wire(name, side)
    row = own.TupleOf(own.INTEGER, own.TEXT, least=1, rest=own.BOOLEAN)
    for value in ([1], [1, "a"], [1, "a", True, False]):
        assert row.encode(row.decode(value)) == value
    short = own.TupleOf(own.INTEGER, own.TEXT, least=1)
    for shape, odd in ((row, []), (row, [1, True]), (row, [1, "a", 2]), (short, [])):
        with pytest.raises(own.DecodeError):
            shape.decode(odd)
    with pytest.raises(own.DecodeError, match="it has 3 items, and not 2"):
        short.decode([1, "a", True])


@each_side
def test_minor_units_are_converted_exactly(name: str, side: str) -> None:
    own = wire(name, side)
    amount = own.Integer(int, "text", scale={"JPY": 3, "otherwise": 5})
    assert amount.to_decimal(-1234567, "JPY") == Decimal("-1234.567")
    assert amount.to_decimal(1234567, "USD") == Decimal("12.34567")
    assert amount.from_decimal("0.001", "JPY") == 1
    assert amount.from_decimal(Decimal("1.50"), "USD") == 150_000
    coins = own.Fraction(Decimal, scale=8)
    assert coins.to_minor(Decimal("1.5")) == 150_000_000
    assert coins.from_minor(1) == Decimal("0.00000001")
    assert coins.encode(Decimal("0.00000001")) == Decimal("0.00000001")
    for work in (
        lambda: amount.to_decimal(1),
        lambda: amount.from_decimal("0.0001", "JPY"),
        lambda: amount.from_decimal(0.5, "JPY"),
        lambda: amount.from_decimal(True, "JPY"),
        lambda: own.Integer(int, scale={"JPY": 3}).to_decimal(1, "USD"),
        lambda: own.Integer(int).to_decimal(1),
        lambda: own.Fraction(Decimal).to_minor(Decimal("NaN")),
        lambda: coins.encode(Decimal("0.000000001")),
    ):
        with pytest.raises(own.Misfit):
            work()


# -- places ------------------------------------------------------------------------


@each_side
@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"asks": [], "bids": [{"price": "x"}]}, ("bids", 0)),
        ({"asks": 5, "bids": []}, ("asks",)),
        ({"bids": []}, ()),
        (5, ()),
    ],
)
def test_a_slip_is_told_with_its_place(
    name: str, side: str, value: Json, path: tuple[Any, ...]
) -> None:
    with pytest.raises(wire(name, side).DecodeError) as told:
        codec(name, side, "Depth").decode(value)
    assert told.value.path[: len(path)] == path
    assert len(told.value.path) == len(path) or path
    where = "".join(f"[{step!r}]" for step in told.value.path)
    assert str(told.value).startswith(f"{where}: " if where else told.value.message)


# -- records -----------------------------------------------------------------------


@each_side
def test_records_are_values(name: str, side: str) -> None:
    types, own = modules(name, side)
    money = types.Money.decode(
        {
            "value": "1.50",
            "value_int": "150000",
            "display": "$1.50",
            "currency": "USD",
            "x_new": [{"a": 1}],
        }
    )
    assert (money.value, money.display_short) == (Decimal("1.50"), own.UNSET)
    assert not own.UNSET
    assert money.extra == {"x_new": [{"a": 1}]}
    assert money.encode()["x_new"] == [{"a": 1}]
    for other in (copy.copy(money), pickle.loads(pickle.dumps(money))):
        assert (other, hash(other)) == (money, hash(money))
    dearer = money.__replace__(value=Decimal(2))
    assert (dearer.value, dearer.extra) == (Decimal(2), money.extra)
    assert dearer != money
    assert money != "money"
    assert repr(money).startswith("Money(value=Decimal('1.50'), value_int=150000, ")
    assert "display_short" not in repr(money)
    assert repr(money).endswith("extra={'x_new': [{'a': 1}]})")
    with pytest.raises(TypeError, match="needs `value_int`"):
        types.Money(value=Decimal(1))
    with pytest.raises(TypeError, match="has no `colour`"):
        types.Money(**{one.name: None for one in types.Money.members}, colour="red")
    with pytest.raises(ValueError, match="`value`: "):
        money.__replace__(value="1.50").encode()
