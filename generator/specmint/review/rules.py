"""The table of rules: what each means, and its verdicts by axis and by who sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from specmint.load import read_yaml

TABLE = "rules.yaml"
AXES = ("wire", "client", "server", "behaviour", "docs")
VERDICTS = ("safe", "risky", "breaking")  # the worst is last
SENDERS = {"client": "client_sends", "server": "server_sends"}
_SOURCE = ("client", "server")

Verdicts = Mapping[str, str]  # by axis


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; its verdicts are by sender, or always the same."""

    id: str
    group: str
    title: str
    why: str
    says: str
    mirror: str
    instead: str = ""
    always: Verdicts | None = None
    client_sends: Verdicts | None = None
    server_sends: Verdicts | None = None

    def verdicts(self, sender: str) -> Verdicts:
        """Give the verdicts where one side sends, or where no value is sent."""
        if self.always is not None:
            return self.always
        if sender:
            return getattr(self, SENDERS[sender]) or {}
        both = (self.client_sends or {}, self.server_sends or {})
        return worst([{a: v for a, v in one.items() if a in _SOURCE} for one in both])


Rules = Mapping[str, Rule]


def read_rules() -> Rules:
    """Read the table that ships with the program."""
    raw = files("specmint.review").joinpath(TABLE).read_bytes()
    read = read_yaml(TABLE, raw)
    assert not read.problems, read.problems
    return {
        name: Rule(name, group, **node)
        for group, rules in read.data.items()
        for name, node in rules.items()
    }


def worst(verdicts: list[Verdicts]) -> Verdicts:
    """Give the worst verdict on each axis, in the order of the axes."""
    found = {
        axis: max(
            (one[axis] for one in verdicts if axis in one),
            key=VERDICTS.index,
            default="",
        )
        for axis in AXES
    }
    return {axis: verdict for axis, verdict in found.items() if verdict}


def severity(verdicts: Verdicts) -> str:
    """Give the worst verdict that counts: breaking, risky or safe, else docs.

    What only those must follow who implement a server is risky on that axis,
    and does not make a change risky for everybody.
    """
    counted = [
        verdict
        for axis, verdict in verdicts.items()
        if axis != "docs" and (axis != "server" or verdict == "breaking")
    ]
    if counted:
        return max(counted, key=VERDICTS.index)
    return "safe" if "server" in verdicts else "docs"
