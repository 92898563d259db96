"""Examples against types, both ways, and how much of an API they show."""

from specmint.prove.coverage import Coverage, coverage
from specmint.prove.run import prove

__all__ = ["Coverage", "coverage", "prove"]
