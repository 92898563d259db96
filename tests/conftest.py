"""How property tests run, and which tests are wire cases.

Property tests never run against a clock, and try the same examples in CI every time.
"""

import os

from effort import tries
from hypothesis import settings
import pytest
from python_runtime import play_odd_copies
from wire_tests import modules

many = tries(100)
settings.register_profile("local", deadline=None, max_examples=many)
settings.register_profile("ci", deadline=None, max_examples=many, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


play_odd_copies()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark what `pytest -m wire` runs; alone, what is found soon comes first."""
    order = {name: place for place, name in enumerate(modules())}
    for item in items:
        if item.path.stem in order:
            item.add_marker(pytest.mark.wire)
    if config.getoption("markexpr") == "wire":
        items.sort(key=lambda item: order.get(item.path.stem, 0))
