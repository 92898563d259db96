"""A sample of the hostile traffic that `make soak` sends to generated servers."""

from random import Random

from hostile_traffic import campaign, hostile
from project import NAMES
import pytest

COUNT = 60


@pytest.mark.parametrize("name", NAMES)
def test_hostile_traffic_breaks_nothing(name: str) -> None:
    result = campaign(name, COUNT, seed=4)
    assert result.sent == COUNT
    assert result.answered > COUNT / 2
    assert len(result.statuses) > 1, "all were answered alike, so little was tried"


def test_a_seed_makes_the_same_traffic_again() -> None:
    first, second = (
        [hostile("icon", Random(seed)) for seed in range(20)] for _ in "ab"
    )
    assert first == second
    assert len(set(first)) > 15
