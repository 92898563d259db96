"""How hard property tests try: `make soak` multiplies what `make test` tries."""

import os

EFFORT = int(os.environ.get("SPECMINT_EFFORT", "1"))


def tries(count: int) -> int:
    """Give how many examples a property is tried with, where `make test` tries `count`."""
    return count * EFFORT
