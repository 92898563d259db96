"""A spec's data against the JSON Schema, then its references, then the rules."""

from dataclasses import replace

from specmint.check.api import check_api, check_files, has_hole
from specmint.check.auth import check_auth
from specmint.check.bindings import check_bindings
from specmint.check.errors import check_errors
from specmint.check.facts import check_facts
from specmint.check.index import make_index
from specmint.check.judge import read_schema
from specmint.check.methods import check_methods
from specmint.check.prose import check_prose
from specmint.check.references import check_references
from specmint.check.refusals import check_refusals
from specmint.check.schema import check_schema
from specmint.check.sent import check_sent
from specmint.check.siblings import check_siblings
from specmint.check.slip import Slip
from specmint.check.transports import check_transports
from specmint.check.types import check_types
from specmint.check.unused import check_unused
from specmint.check.uses import check_uses
from specmint.check.value_refusals import check_value_refusals
from specmint.load import Path, Spec
from specmint.problems import ERROR, Problem, arrange, has_errors

__all__ = ["check_spec", "read_schema", "unsound_parts"]

_CHECKS = (
    check_references,
    check_types,
    check_uses,
    check_siblings,
    check_methods,
    check_bindings,
    check_errors,
    check_auth,
    check_transports,
    check_refusals,
    check_value_refusals,
    check_api,
    check_facts,
    check_sent,
    check_prose,
)
_BY_NAME = frozenset(
    [
        "types",
        "tables",
        "errors",
        "groups",
        "methods",
        "webhooks",
        "pushes",
        "streams",
        "documents",
        "versions",
        "transports",
        "credentials",
        "auth",
        "envelopes",
        "facts",
    ]
)


def check_spec(spec: Spec) -> tuple[Problem, ...]:
    """Find everything that is wrong with one spec; nothing is raised.

    What has the wrong shape is left out of the later checks, so that one slip
    neither hides the others nor breeds them. A spec with a hole has no later checks:
    half of its names would lead nowhere.
    """
    shape = list(check_schema(spec))
    problems = [*spec.problems, *check_files(spec)]
    told = {problem.place for problem in problems}
    empty = {problem.place for problem in problems if problem.code == "no-value"}
    problems += [
        found.problem
        for found in shape
        if found.problem.place not in told and found.key not in empty
    ]
    if has_hole(spec):
        return arrange(problems)
    index = make_index(spec, _leave_out(spec, {found.path for found in shape}))
    problems += [_problem(spec, slip) for check in _CHECKS for slip in check(index)]
    if not has_errors(problems):
        problems += [_problem(spec, slip) for slip in check_unused(index)]
    return arrange(problems)


def unsound_parts(spec: Spec) -> dict[tuple[str, str], str]:
    """Say of each section and name with an error what is wrong with it."""
    shape = list(check_schema(spec))
    made: dict[tuple[str, str], str] = {}
    for found in shape:
        made.setdefault(_part(found.path), found.problem.message)
    if has_hole(spec):
        return made
    index = make_index(spec, _leave_out(spec, {found.path for found in shape}))
    for check in _CHECKS:
        for slip in check(index):
            if slip.severity == ERROR:
                made.setdefault(_part(slip.path), slip.message)
    return made


def _part(path: Path) -> tuple[str, str]:
    section, name = (*path, "", "")[:2]
    return str(section), str(name)


def _problem(spec: Spec, slip: Slip) -> Problem:
    place = spec.place(slip.path, of_key=slip.of_key)
    return Problem(place, slip.code, slip.message, slip.hint, slip.severity)


def _leave_out(spec: Spec, unsound: set[Path]) -> Spec:
    """Give the spec without the named parts, or the sections, that are not sound."""
    data = dict(spec.data)
    for section, name in {(*path, "")[:2] for path in unsound if path}:
        part = data.get(str(section))
        if isinstance(part, dict) and str(section) in _BY_NAME:
            data[str(section)] = {key: part[key] for key in part if key != name}
        else:
            data.pop(str(section), None)
    return replace(spec, data=data)
