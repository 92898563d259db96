"""All that a review tells, whatever prints it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from specmint.problems import Problem
from specmint.review.advice import Advice, Bump
from specmint.review.finding import SEVERITIES, Finding
from specmint.review.rules import AXES, Verdicts

NEVER = "never"
GATES = (*SEVERITIES, *AXES, NEVER)


@dataclass(frozen=True, slots=True)
class Report:
    """Findings, the reasons of those approved, and what is wrong with approvals.

    `code` is by target what becomes of the public surface of generated code.
    """

    base: str
    head: str
    findings: tuple[Finding, ...]
    advice: Advice
    approved: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    bump: Bump | None = None
    code: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def count(findings: Sequence[Finding]) -> str:
    """Say how many findings there are of each severity, the worst first."""
    counts = {
        name: sum(one.severity == name for one in findings)
        for name in reversed(SEVERITIES)
    }
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)


def reaching(report: Report, gates: Sequence[str]) -> tuple[Finding, ...]:
    """Give the findings that reach a gate and that nobody has approved."""
    return tuple(
        one
        for one in report.findings
        if one.fingerprint not in report.approved
        and any(_reaches(one, gate) for gate in gates)
    )


def _reaches(finding: Finding, gate: str) -> bool:
    if gate in SEVERITIES:
        return SEVERITIES.index(finding.severity) >= SEVERITIES.index(gate)
    return finding.verdicts.get(gate) == "breaking" or (
        gate == "docs" and "docs" in finding.verdicts
    )


def by_api(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    for api in dict.fromkeys(one.api for one in findings):
        yield api, [one for one in findings if one.api == api]


def by_owner(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """Put findings under the method, type or other part that they are about."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(owner_of(one), []).append(one)
    return found


def owner_of(finding: Finding) -> str:
    section, _, rest = finding.path.partition(".")
    name = rest.partition(".")[0]
    if not name:
        return "the API"
    return name if section == "methods" else f"{_SINGULAR.get(section, section)} {name}"


_SINGULAR = {
    "types": "type",
    "errors": "error",
    "transports": "transport",
    "envelopes": "envelope",
    "auth": "scheme",
    "credentials": "credential",
    "webhooks": "webhook",
    "pushes": "push",
    "streams": "stream",
    "tables": "table",
    "groups": "group",
    "facts": "fact",
    "versions": "versions",
}


def verdict_of(finding: Finding) -> str:
    """Say the verdicts on one line: by axis, and by sender where there are two."""
    if not finding.by_sender:
        return _axes(finding.verdicts)
    return "; ".join(
        f"the {sender} sends it: {_axes(verdicts)}"
        for sender, verdicts in finding.by_sender
    )


def _axes(verdicts: Verdicts) -> str:
    return ", ".join(f"{axis} {verdict}" for axis, verdict in verdicts.items())


def methods_of(finding: Finding, most: int = 4) -> str:
    """Name the methods that a finding about something else touches."""
    if finding.path.startswith("methods.") or not finding.methods:
        return ""
    named = ", ".join(finding.methods[:most])
    more = len(finding.methods) - most
    return f"{named} and {more} more" if more > 0 else named
