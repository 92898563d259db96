"""A review for a terminal: a tree by method, short, with colour where it is wanted."""

from collections.abc import Iterator

from specmint.problems import on_one_line
from specmint.review.finding import Finding
from specmint.review.report import (
    Report,
    by_api,
    by_owner,
    count,
    methods_of,
    verdict_of,
)

_COLOURS = {
    "breaking": "\033[31m",
    "risky": "\033[33m",
    "safe": "\033[32m",
    "docs": "\033[2m",
}
_MOST_ALIKE = 3
_DIM, _BOLD, _END = "\033[2m", "\033[1m", "\033[0m"


def line_of(finding: Finding) -> str:
    """Tell a finding as problems are told, with its verdicts below."""
    instead = f"; {finding.instead}" if finding.instead else ""
    head = f"{finding.place}: {finding.severity}[{finding.rule}]: {finding.message}{instead}"
    return f"{head}\n    {verdict_of(finding)}"


def as_text(report: Report, *, is_whole: bool, is_coloured: bool) -> str:
    """Print a review; findings about words alone are counted unless all are wanted."""
    lines = list(_lines(report, is_whole=is_whole))
    text = "\n".join(lines)
    if is_coloured:
        return text
    for code in (*_COLOURS.values(), _DIM, _BOLD, _END):
        text = text.replace(code, "")
    return text


def _lines(report: Report, *, is_whole: bool) -> Iterator[str]:
    shown = [one for one in report.findings if is_whole or one.severity != "docs"]
    for api, findings in by_api(shown):
        yield f"{_BOLD}{api}{_END}"
        for owner, ones in by_owner(findings).items():
            yield f"  {_BOLD}{on_one_line(owner)}{_END}"
            yield from _owned(report, ones, is_whole=is_whole)
    for target, changes in report.code.items():
        yield f"{_BOLD}{target}{_END}"
        yield from (f"  {change}" for change in changes or ("nothing changes",))
    yield from (str(problem) for problem in report.problems)
    yield _summary(report)
    yield f"version: {report.advice.level}. {report.advice.reason}"
    if report.bump:
        yield f"release: {report.bump.message}"


def _owned(report: Report, ones: list[Finding], *, is_whole: bool) -> Iterator[str]:
    """Tell what is about one owner; a rule that is met again and again is counted."""
    met: dict[str, int] = {}
    for one in ones:
        met[one.rule] = met.get(one.rule, 0) + 1
        if is_whole or met[one.rule] <= _MOST_ALIKE or one.severity == "breaking":
            yield from _finding(report, one)
    for rule, times in met.items():
        if not is_whole and times > _MOST_ALIKE:
            yield f"    {_DIM}{rule}: {times} in all (--all shows them){_END}"


def _finding(report: Report, one: Finding) -> Iterator[str]:
    colour = _COLOURS[one.severity]
    yield f"    {colour}{one.severity}{_END} {one.rule} {_DIM}{one.place}{_was(one)}{_END}"
    yield f"      {one.message}"
    if one.fingerprint in report.approved:
        reason = on_one_line(report.approved[one.fingerprint])
        yield f"      {_DIM}approved: {reason}{_END}"
    elif one.instead:
        yield f"      instead: {one.instead}"
    methods = on_one_line(methods_of(one))
    more = f"; in {methods}" if methods else ""
    yield f"      {_DIM}{verdict_of(one)}{more}; {one.fingerprint}{_END}"


def _was(finding: Finding) -> str:
    """Say where it was, if that is another file or if it is gone."""
    if finding.base is None or finding.head is None:
        return "" if finding.head else " (in the base)"
    return f" (was {finding.base})" if finding.base.file != finding.head.file else ""


def _summary(report: Report) -> str:
    if not report.findings:
        return f"no change from {report.base} to {report.head}"
    told = f"{count(report.findings)} from {report.base} to {report.head}"
    approved = sum(one.fingerprint in report.approved for one in report.findings)
    return f"{told}; {approved} approved" if approved else told
