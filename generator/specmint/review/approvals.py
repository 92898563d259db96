"""Breaks that were meant: each approved by its fingerprint, with a reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import re

from specmint.load import Read, read_yaml
from specmint.problems import WARNING, Place, Problem
from specmint.review.advice import is_beyond
from specmint.review.finding import Finding

FILE = "approvals.yaml"
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
_KEYS = ("finding", "reason", "until", "doc")


@dataclass(frozen=True, slots=True)
class Approval:
    """One finding that somebody meant; `until` is the last version that has it."""

    fingerprint: str
    reason: str
    place: Place
    until: str = ""


def read_approvals(file: str, raw: bytes) -> tuple[list[Approval], list[Problem]]:
    """Read a file of approvals; what is wrong with it is returned."""
    read = read_yaml(file, raw)
    if read.problems:
        return [], list(read.problems)
    listed = read.data.get("approvals") if isinstance(read.data, dict) else None
    if not isinstance(listed, dict) or len(read.data) != 1:
        message = "a file of approvals holds `approvals`, by fingerprint, and no more"
        return [], [Problem(Place(file, 1, 1), "bad-approval", message)]
    approvals: list[Approval] = []
    problems: list[Problem] = []
    for fingerprint, node in listed.items():
        found = _read_one(read, fingerprint, node)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            approvals.append(found)
    return approvals, problems


def _read_one(read: Read, fingerprint: str, node: object) -> Approval | Problem:
    path = ("approvals", fingerprint)
    place = read.place(path, of_key=True)
    if wrong := _wrong(fingerprint, node):
        return Problem(place, "bad-approval", wrong)
    assert isinstance(node, dict)
    return Approval(fingerprint, node["reason"], place, node.get("until", ""))


def _wrong(fingerprint: str, node: object) -> str:
    if not _FINGERPRINT.fullmatch(fingerprint):
        return "a fingerprint is twelve hex digits, as `specmint diff` prints it"
    if not isinstance(node, dict) or not all(
        isinstance(text, str) for text in node.values()
    ):
        return "an approval holds texts: `reason`, and perhaps `finding` and `until`"
    if not node.get("reason", "").strip():
        return "an approval says its `reason`"
    if unknown := [key for key in node if key not in _KEYS]:
        return f"there is no key `{unknown[0]}`"
    return ""


def hold_approvals(
    findings: Sequence[Finding],
    approvals: Iterable[Approval],
    known: Iterable[str],
    release: str,
) -> tuple[Mapping[str, str], list[Problem]]:
    """Give the reason for each approved fingerprint, and approvals that no longer hold.

    `known` are fingerprints that the base has approved already: those are spent,
    and may stay until somebody cleans up.
    """
    listed = list(approvals)
    problems = [*_unused(findings, listed, set(known)), *_outlived(listed, release)]
    outlived = {one.place for one in problems if one.code == "outlived-approval"}
    reasons = {
        one.fingerprint: one.reason for one in listed if one.place not in outlived
    }
    return reasons, problems


def _unused(
    findings: Sequence[Finding], approvals: Sequence[Approval], known: set[str]
) -> Iterator[Problem]:
    found = {one.fingerprint for one in findings}
    for one in approvals:
        if one.fingerprint in found:
            continue
        if one.fingerprint in known:
            message = "the base has this approval already, and the change is made"
            yield Problem(one.place, "spent-approval", message, "remove it", WARNING)
        else:
            message = "this approves nothing that the diff finds"
            hint = "remove it, or take the fingerprint that `specmint diff` prints"
            yield Problem(one.place, "unused-approval", message, hint)


def _outlived(approvals: Sequence[Approval], release: str) -> Iterator[Problem]:
    for one in approvals:
        if one.until and release and is_beyond(release, one.until):
            message = f"this held until {one.until}, and the release is {release}"
            yield Problem(
                one.place, "outlived-approval", message, "remove it, or renew it"
            )
