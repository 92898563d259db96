"""A review as JSON, for tools; its schema ships beside it."""

from collections.abc import Mapping
from importlib.resources import files
import json
from typing import Any

from specmint.problems import Place, Problem
from specmint.review.finding import Finding
from specmint.review.report import Report

VERSION = 1


def as_json(report: Report) -> str:
    return json.dumps(_node(report), ensure_ascii=False, indent=2)


def read_review_schema() -> str:
    return files("specmint").joinpath("review.schema.json").read_text("utf-8")


def _node(report: Report) -> Mapping[str, Any]:
    advice = report.advice
    return {
        "review": VERSION,
        "base": report.base,
        "head": report.head,
        "version": {"level": advice.level, "reason": advice.reason},
        **_release(report),
        "findings": [_finding(report, one) for one in report.findings],
        "problems": [_problem(one) for one in report.problems],
        **(
            {"code": {name: list(told) for name, told in report.code.items()}}
            if report.code
            else {}
        ),
    }


def _release(report: Report) -> Mapping[str, Any]:
    bump = report.bump
    if bump is None:
        return {}
    told = {"from": bump.old, "to": bump.new, "enough": bump.is_enough}
    return {"release": {**told, "message": bump.message}}


def _finding(report: Report, one: Finding) -> Mapping[str, Any]:
    node: dict[str, Any] = {
        "rule": one.rule,
        "severity": one.severity,
        "verdicts": dict(one.verdicts),
        "sent_by": {sender: dict(verdicts) for sender, verdicts in one.by_sender},
        "api": one.api,
        "path": one.path,
        "message": one.message,
        "instead": one.instead,
        "old": one.old,
        "new": one.new,
        "methods": list(one.methods),
        "head": _place(one.head),
        "base": _place(one.base),
        "fingerprint": one.fingerprint,
    }
    if one.fingerprint in report.approved:
        node["approved"] = report.approved[one.fingerprint]
    return node


def _place(place: Place | None) -> Mapping[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}


def _problem(problem: Problem) -> Mapping[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        "place": _place(problem.place),
    }
