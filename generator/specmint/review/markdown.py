"""A review as a comment of a pull request: verdict first, then a table, details folded."""

from collections.abc import Iterator, Sequence
import re

from specmint.review.advice import changelog
from specmint.review.finding import Finding
from specmint.review.report import Report, count, methods_of, owner_of, verdict_of

_MOST_ROWS = 40
_SIGNS = {"breaking": "🔴", "risky": "🟡", "safe": "🟢", "docs": "⚪"}
_LIVE = re.compile(r"([\\<>\[\]|*_#@~&])")
_RUNS = re.compile(r"``+")
_CODE = re.compile(r"(`[^`]*`)")
MARK = "<!-- specmint diff -->"


def as_markdown(report: Report) -> str:
    """Print a comment; what a spec says in it is text, and no markup."""
    return "\n".join([MARK, *_parts(report), ""])


def _parts(report: Report) -> Iterator[str]:
    yield f"### {_verdict(report)}"
    yield ""
    yield f"**{report.advice.level.capitalize()} version.** {plain(report.advice.reason)}"
    if report.bump:
        yield ""
        yield f"**Release.** {plain(report.bump.message)}"
    for problem in report.problems:
        yield ""
        yield f"⚠️ {plain(str(problem))}"
    shown = [one for one in report.findings if one.severity != "docs"]
    if shown:
        yield from _table(report, sorted(shown, key=_rank))
        yield from _details(report, sorted(shown, key=_rank))
    yield from _words(report)
    yield from _code(report)
    if entry := changelog(report.findings):
        yield from _folded(
            "Proposed entry for the changelog", ["```markdown", _fenced(entry), "```"]
        )


def _verdict(report: Report) -> str:
    open_ones = [
        one for one in report.findings if one.fingerprint not in report.approved
    ]
    worst = next(
        (name for name in _SIGNS if any(one.severity == name for one in open_ones)), ""
    )
    if not report.findings:
        return "🟢 The specs say what they said"
    told = {
        "breaking": "🔴 This breaks users",
        "risky": "🟡 This may break users",
        "safe": "🟢 This breaks nobody",
        "docs": "⚪ Only words change",
        "": "🟢 All breaks are approved",
    }[worst]
    return f"{told}: {count(report.findings)}"


def _rank(finding: Finding) -> tuple[int, str, str]:
    return list(_SIGNS).index(finding.severity), finding.api, finding.path


def _table(report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    yield ""
    yield "| | where | who breaks, and why | rule |"
    yield "| --- | --- | --- | --- |"
    for one in findings[:_MOST_ROWS]:
        sign = "☑️" if one.fingerprint in report.approved else _SIGNS[one.severity]
        where = f"{plain(one.api)}: {plain(owner_of(one))}"
        yield f"| {sign} | {where} | {plain(one.message)} | {one.rule} |"
    if len(findings) > _MOST_ROWS:
        yield f"| | | and {len(findings) - _MOST_ROWS} more below | |"


def _details(report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    lines = [line for one in findings for line in _detail(report, one)]
    yield from _folded("Places, verdicts by axis, and what to do instead", lines)


def _detail(report: Report, one: Finding) -> Iterator[str]:
    yield f"- {_SIGNS[one.severity]} **{one.rule}** at {plain(str(one.place))}"
    if one.base and one.head and one.base.file != one.head.file:
        yield f"  - in the base at {plain(str(one.base))}"
    yield f"  - {verdict_of(one)}"
    if methods_of(one):
        yield f"  - touches {plain(methods_of(one, most=12))}"
    if one.fingerprint in report.approved:
        yield f"  - approved: {plain(report.approved[one.fingerprint])}"
    elif one.instead:
        yield f"  - instead: {plain(one.instead)}"
        yield f"  - meant? approve `{one.fingerprint}` with a reason"


def _words(report: Report) -> Iterator[str]:
    words = [one for one in report.findings if one.severity == "docs"]
    if words:
        lines = [
            f"- {one.rule}: {plain(one.what)} at {plain(str(one.place))}"
            for one in words
        ]
        more = len(lines) - _MOST_ROWS
        tail = [f"- and {more} more"] if more > 0 else []
        yield from _folded(
            f"Words, examples and sources ({len(words)})", lines[:_MOST_ROWS] + tail
        )


def _code(report: Report) -> Iterator[str]:
    for target, changes in report.code.items():
        listed = [_fenced(change) for change in changes] or ["nothing changes"]
        yield from _folded(f"Public surface of {target}", ["```diff", *listed, "```"])


def _folded(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield from (
        "",
        f"<details><summary>{title}</summary>",
        "",
        *lines,
        "",
        "</details>",
    )


def plain(text: str) -> str:
    """Keep a text from being markup; what stands in backticks stays code."""
    # Runs of backticks pair with runs of their length, which would undo the rest.
    parts = _CODE.split(_RUNS.sub("'", text))
    return "".join(
        part.replace("|", "\\|") if _CODE.fullmatch(part) else _LIVE.sub(r"\\\1", part)
        for part in parts
    )


def _fenced(text: str) -> str:
    """Keep a text from ending the fence that it stands in."""
    return text.replace("```", "'''")
