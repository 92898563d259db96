"""What a target is: a language or a format that specs are rendered into."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file to make: its path in the target's folder, its template, and what that prints.

    Without a view the file is real source, and is copied as it is.
    """

    path: str
    template: str
    view: Any = None


@dataclass(frozen=True, slots=True)
class Language:
    """What is asked about a language that has clients, besides how they are made."""

    name: str
    """Names what is its own in `lower`, where `samples` writes samples, and in `play`."""
    label: str
    """As people write it."""
    fence: str
    """As code blocks name it."""
    exact: tuple[str, ...]
    """The types of its exact numbers."""
    loose: str
    """Signs in what a sample prints where its engines differ from one another."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a plain module says of a target; `targets/__init__.py` lists them all."""

    name: str
    """As `--target` takes it, and as its page in `docs` is called."""
    folder: Callable[[str], str]
    """Says which folder of the project it owns for the API of a name."""
    lower: str
    """The module of `lower` that plans its files."""
    guide: str = ""
    """The title of its page in `docs`, if the site shows it."""
    surface: str = ""
    """The module of `review.surfaces` that reads its public surface."""
    language: Language | None = None
    """The language of a client, which has samples."""
