"""JSON is laid out for people and keeps every digit."""

from decimal import Decimal
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest
from specmint.layout import json_line, json_text, lay_out

WIDTH = 24
NUMBERS = st.one_of(
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=8),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-1, max_value=1),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=9)),
    lambda items: st.one_of(
        st.lists(items, max_size=4),
        st.dictionaries(st.text(max_size=9), items, max_size=4),
    ),
    max_leaves=12,
)


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


@settings(deadline=None)
@given(VALUES)
def test_what_is_printed_reads_back_the_same(value: Any) -> None:
    assert read(json_text(value)) == value
    assert read(json_text(value, WIDTH)) == value
    assert read(json_line(value)) == value


def has_items(line: str) -> bool:
    """Whether a line holds a list or an object that could be broken."""
    for whole in (line, f"{{{line}}}"):
        try:
            value = read(whole)
        except ValueError:
            continue
        inside = value if whole == line else next(iter(value.values()), None)
        return isinstance(inside, list | dict) and bool(inside)
    return False  # it only opens one


@settings(deadline=None)
@given(VALUES)
def test_a_line_is_wide_only_where_nothing_can_be_broken(value: Any) -> None:
    for line in json_text(value, WIDTH).splitlines():
        if len(line) > WIDTH:
            assert not has_items(line.strip().removesuffix(",")), line


@settings(deadline=None)
@given(VALUES)
def test_what_fits_stands_on_one_line(value: Any) -> None:
    line = json_line(value)
    assert "\n" not in line
    assert json_text(value, len(line)) == line
    if isinstance(value, list | dict) and value:
        assert "\n" in json_text(value, len(line) - 1)


@pytest.mark.parametrize(
    ("digits", "printed"),
    [
        ("1.50", "1.50"),
        ("0.00000001", "0.00000001"),
        ("1E-8", "0.00000001"),
        ("1E+3", "1000"),
        ("-0.0", "-0.0"),
        ("12345678901234567890.123456789012345678", None),
        ("20999999.9769", None),
    ],
)
def test_every_digit_is_kept(digits: str, printed: str | None) -> None:
    assert json_line(Decimal(digits)) == (printed or digits)


def test_an_object_or_a_list_breaks_only_where_it_must() -> None:
    value = {"first": [1, 2, 3], "second": {"a": "x" * 9, "b": None}, "third": []}
    assert json_text(value, 30) == (
        "{\n"
        '  "first": [1, 2, 3],\n'
        '  "second": {\n'
        f'    "a": "{"x" * 9}",\n'
        '    "b": null\n'
        "  },\n"
        '  "third": []\n'
        "}"
    )


def test_keys_and_the_comma_count_for_the_width() -> None:
    assert json_text({"abcdef": [1, 2], "b": 1}, 17) == (
        '{\n  "abcdef": [\n    1,\n    2\n  ],\n  "b": 1\n}'
    )
    assert json_text({"abcdef": [1, 2], "b": 1}, 19) == (
        '{\n  "abcdef": [1, 2],\n  "b": 1\n}'
    )


def test_text_is_printed_as_people_read_it() -> None:
    assert json_line({"ключ": 'a "b" \n é'}) == '{"ключ": "a \\"b\\" \\n é"}'
    assert json_line((True, False, None)) == "[true, false, null]"


def test_a_tuple_of_one_long_text_stays_a_tuple() -> None:
    code = f'a = ("{"x" * 100}",)'
    assert lay_out(code) == f'a = (\n    "{"x" * 100}",\n)'
    assert lay_out(f'a = b("{"x" * 100}")').count(",") == 0
