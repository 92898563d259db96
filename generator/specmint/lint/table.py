"""The table of opinions."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from specmint.load import read_yaml

TABLE = "rules.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: str
    severity: str  # warning or hint
    why: str
    mend: str


Rules = Mapping[str, Rule]


def read_rules() -> Rules:
    """Read the table that ships with the program."""
    raw = files("specmint.lint").joinpath(TABLE).read_bytes()
    read = read_yaml(TABLE, raw)
    assert not read.problems, read.problems
    return {name: Rule(name, **node) for name, node in read.data.items()}
