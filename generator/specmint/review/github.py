"""A review as annotations of a GitHub workflow: one command on each line."""

from collections.abc import Iterator

from specmint.problems import ERROR
from specmint.review.finding import Finding
from specmint.review.report import Report, count

_COMMANDS = {"breaking": "error", "risky": "warning", "safe": "notice"}


def as_annotations(report: Report) -> str:
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    for one in report.findings:
        if one.severity in _COMMANDS:
            yield _annotation(report, one)
    for problem in report.problems:
        command = "error" if problem.severity == ERROR else "warning"
        where = f"file={_value(problem.place.file)},line={max(problem.place.line, 1)}"
        yield f"::{command} {where},title={problem.code}::{_data(problem.message)}"
    told = count(report.findings) or "no change"
    yield f"specmint: {told}. {report.advice.reason}"


def _annotation(report: Report, one: Finding) -> str:
    is_approved = one.fingerprint in report.approved
    command = "notice" if is_approved else _COMMANDS[one.severity]
    place = one.place
    where = f"file={_value(place.file)},line={max(place.line, 1)},col={max(place.column, 1)}"
    instead = f" Instead: {one.instead}" if one.instead and not is_approved else ""
    return f"::{command} {where},title={one.rule}::{_data(one.message + instead)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
