"""A review as SARIF 2.1.0, which code hosts show beside the lines."""

from collections.abc import Mapping, Sequence
import json
from typing import Any
from urllib.parse import quote

from specmint.problems import Place
from specmint.review.finding import Finding
from specmint.review.report import Report, verdict_of
from specmint.review.rules import Rule, Rules

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_LEVELS = {"breaking": "error", "risky": "warning", "safe": "note", "docs": "none"}


def as_sarif(report: Report, rules: Rules, version: str) -> str:
    met = sorted({one.rule for one in report.findings})
    driver = {
        "name": "specmint",
        "version": version,
        "rules": [_rule(rules[name]) for name in met],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, one, met) for one in report.findings],
    }
    whole = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.instead or "Nothing has to be done."},
    }


def _result(report: Report, one: Finding, met: Sequence[str]) -> Mapping[str, Any]:
    instead = f" Instead: {one.instead}" if one.instead else ""
    found: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": met.index(one.rule),
        "level": _LEVELS[one.severity],
        "message": {"text": f"{one.message}{instead} ({verdict_of(one)})"},
        "locations": [_location(one.place)],
        "partialFingerprints": {"specmint/v1": one.fingerprint},
        "properties": {"severity": one.severity, "verdicts": dict(one.verdicts)},
    }
    if one.fingerprint in report.approved:
        why = report.approved[one.fingerprint]
        found["suppressions"] = [{"kind": "external", "justification": why}]
    return found


def _location(place: Place) -> Mapping[str, Any]:
    node: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line:
        node["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {"physicalLocation": node}
