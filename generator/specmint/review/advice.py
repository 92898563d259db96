"""Which version a change asks for, and why; and what a changelog would say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
import re

from specmint.review.finding import Finding

_NOBODY = "Nobody breaks. "  # goes without saying in a changelog
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")
_LEVELS = ("none", "patch", "minor", "major")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """The part of a version that must rise: major, minor, patch or none."""

    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bump:
    """Two versions held against an advice; `is_enough` is false where the rise is small."""

    old: str
    new: str
    is_enough: bool
    message: str


def advise(findings: Sequence[Finding]) -> Advice:
    """Say which part of the version must rise, from the worst finding."""
    by_severity = {
        name: [one for one in findings if one.severity == name]
        for name in ("breaking", "risky", "safe", "docs")
    }
    if broken := by_severity["breaking"]:
        told = f"{_named(broken)} {_breaks(broken)} users."
        return Advice("major", told[:1].upper() + told[1:])
    if risky := by_severity["risky"]:
        told = f"A major version is not needed: nothing surely breaks. Look at {_named(risky)} first."
        return Advice("minor", told)
    if safe := by_severity["safe"]:
        return Advice(
            "minor", f"A major version is not needed: {_named(safe)} breaks nobody."
        )
    if by_severity["docs"]:
        return Advice("patch", "A major version is not needed: only words change.")
    return Advice("none", "Nothing changes.")


def _breaks(findings: Sequence[Finding]) -> str:
    return "breaks" if len(findings) == 1 else "break"


def _named(findings: Sequence[Finding]) -> str:
    named = list(dict.fromkeys(f"{one.what} ({one.rule})" for one in findings))
    told = ", ".join(named[:_MOST_NAMED])
    more = len(named) - _MOST_NAMED
    return f"{told} and {more} more" if more > 0 else told


def hold(advice: Advice, old: str, new: str) -> Bump | None:
    """Hold two versions against an advice; None where one of them is no version."""
    one, other = _numbers(old), _numbers(new)
    if one is None or other is None:
        return None
    needed = advice.level
    if one[0] == 0 and needed == "major":
        needed = "minor"  # before 1.0 the second number is what breaks
    given = _risen(one, other)
    told = f"from {old} to {new} is a {given} version"
    if _LEVELS.index(given) < _LEVELS.index(needed):
        message = f"{told}, and a {needed} one is needed: {advice.reason}"
        return Bump(old, new, is_enough=False, message=message)
    if given == "major" and needed != "major":
        return Bump(old, new, is_enough=True, message=f"{told}. {advice.reason}")
    return Bump(old, new, is_enough=True, message=f"{told}, which is enough")


def _numbers(text: str) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def _risen(old: tuple[int, int, int], new: tuple[int, int, int]) -> str:
    if new <= old:
        return "none"
    return "major" if new[0] > old[0] else "minor" if new[1] > old[1] else "patch"


def is_beyond(version: str, last: str) -> bool | None:
    """Whether a version comes after the last one; None where one is no version."""
    one, other = _numbers(version), _numbers(last)
    return None if one is None or other is None else one > other


def changelog(findings: Iterable[Finding]) -> str:
    """Propose an entry: one line for each finding that is more than words."""
    lines = dict.fromkeys(
        f"- {one.api}: {_marked(one)}{one.message.removeprefix(_NOBODY)}"
        for severity in ("breaking", "risky", "safe")
        for one in findings
        if one.severity == severity
    )
    return "\n".join(lines)


def _marked(finding: Finding) -> str:
    return "**Breaking.** " if finding.severity == "breaking" else ""
