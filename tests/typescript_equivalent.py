"""Mistakes in generated TypeScript that are none on the wire, each with its reason.

An entry stands for the mistakes of its kinds on one line of a module. One that fits no
line any more fails a test.
"""

from dataclasses import dataclass
from typing import Protocol


class Mistake(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def told(self) -> str: ...


@dataclass(frozen=True)
class Same:
    """Where a mistake makes no difference: a module and a part of a line."""

    module: str
    line: str
    why: str
    old: str = ""
    """How what stands there begins, where a line has other mistakes too."""
    kind: str = ""


EQUIVALENT = (
    *(
        Same(
            "runtime/json",
            "escape >= 0 && escape < ",
            "no sign is a quote and a backslash, and no JSON begins with a backslash",
            kind=kind,
        )
        for kind in ("comparison", "constant")
    ),
    Same(
        "types",
        " words(",
        "the words of an enum have no order on the wire",
        kind="arguments",
    ),
)


def is_equivalent(module: str, source: str, mutant: Mistake) -> bool:
    line = source.splitlines()[mutant.line - 1]
    return any(
        one.module == module
        and one.line in line
        and mutant.told.startswith(one.old)
        and one.kind in ("", mutant.kind)
        for one in EQUIVALENT
    )
