"""A spec's data against the JSON Schema, then its references, then the rules."""

from dataclasses import replace

from specmint.check.bindings import check_bindings
from specmint.check.errors import check_errors
from specmint.check.references import Names, check_references, collect_names
from specmint.check.schema import check_schema, read_schema
from specmint.check.types import check_types
from specmint.load import Path, Spec
from specmint.problems import Problem, arrange

__all__ = ["check_spec", "read_schema"]


def check_spec(spec: Spec) -> tuple[Problem, ...]:
    """Find everything that is wrong with one spec; nothing is raised.

    What has the wrong shape is left out of the later checks, so that one slip
    neither hides the others nor breeds them.
    """
    shape = list(check_schema(spec))
    problems = [*spec.problems, *(problem for _, problem in shape)]
    if any(read.data is None for read in spec.files):
        return arrange(problems)
    names = collect_names(spec)
    sound = _leave_out(spec, {path for path, _ in shape})
    for check in (check_references, check_types, check_bindings, check_errors):
        problems += check(sound, names)
    return arrange(problems)


def _leave_out(spec: Spec, unsound: set[Path]) -> Spec:
    """Give the spec without the named parts, or the sections, that are not sound."""
    if not unsound:
        return spec
    data = dict(spec.data)
    for section, name in {(*path, "")[:2] for path in unsound if path}:
        part = data.get(str(section))
        if isinstance(part, dict) and str(section) in _BY_NAME:
            data[str(section)] = {key: part[key] for key in part if key != name}
        else:
            data.pop(str(section), None)
    return replace(spec, data=data)


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

type_names = Names
