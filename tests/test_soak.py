"""A sample of what `make soak` tries."""

from decimal import Decimal
import json
from typing import Any

from project import NAMES
import pytest
from soak import pointed, soak_of, try_amounts, with_exponent


@pytest.mark.parametrize("name", NAMES)
def test_no_digit_is_lost(name: str) -> None:
    assert try_amounts(name, 1, 20_000) >= 20_000


def test_all_forms_of_amounts_are_tried() -> None:
    found = {(type(c).__name__, c.form) for n in NAMES for c in soak_of(n).codecs}
    forms = {"Integer": ("number", "text", "hex"), "Fraction": ("number", "text")}
    assert found >= {(kind, form) for kind, own in forms.items() for form in own}


def test_a_lost_digit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = soak_of("bitcoin").wire

    def through_floats(text: str) -> Any:
        return json.loads(text, parse_float=lambda digits: Decimal(str(float(digits))))

    monkeypatch.setattr(wire, "loads", through_floats)
    with pytest.raises(AssertionError, match="came back for"):
        try_amounts("bitcoin", 1, 1000)


def test_the_point_is_put_in_without_arithmetic() -> None:
    assert pointed(123, 2) == "1.23"
    assert pointed(5, 3) == "0.005"
    assert pointed(5, 0) == "5"
    assert pointed(5, -2) == "500"
    assert with_exponent(123, 2) == ("1.23e0", "1.23")
    assert with_exponent(5, 3) == ("5.0e-3", "0.0050")
