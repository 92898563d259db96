"""What a target is: a language or a format that specs are rendered into."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file to make: its path in the target's folder, its template, and what that prints.

    Without a view the file is real source, and is copied as it is.
    """

    path: str
    template: str
    view: Any = None


class Target(Protocol):
    """A plain module per target holds its facts; `targets/__init__.py` lists them all."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 - a module's constant

    def folder(self, name: str) -> str:
        """Say which folder of the project the target owns for the API of this name."""
