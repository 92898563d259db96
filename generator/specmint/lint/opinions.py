"""All opinions about one API, each with the place that it is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
import re

from specmint.lint.names import odd_names
from specmint.lint.sections import uncited_sections
from specmint.model import (
    Api,
    Choice,
    Decimal,
    Enum,
    Erratum,
    Facts,
    Field,
    Integer,
    Method,
    Record,
    Ref,
    Type,
    Use,
)
from specmint.problems import Place
from specmint.review import find_reach

Path = tuple[str | int, ...]
Find = Callable[[Path], Place]
Named = Iterator[tuple[Path, str]]  # where, and what is said
_MONEY = re.compile(
    r"(?:^|_)(?:amount|balance|fee|fees|price|cost|funds|payment)(?:_|$)"
    r"|(?:Amount|Balance|Fee|Price|Cost)(?:$|[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Opinion:
    rule: str
    path: Path
    message: str


def opinions(api: Api) -> Iterator[Opinion]:
    """Find what people would trip over."""
    rules: dict[str, Callable[[Api], Named]] = {
        "missing-doc": _missing_docs,
        "odd-name": odd_names,
        "bare-money": _bare_money,
        "closed-enum": _closed_enums,
        "no-failure": _no_failures,
        "no-result-shown": _no_results,
        "unproven-erratum": _unproven_errata,
        "resend-shown": _resends,
        "uncited-section": uncited_sections,
    }
    for rule, look in rules.items():
        yield from (Opinion(rule, path, message) for path, message in look(api))


def members(api: Api) -> Iterator[tuple[Path, Field]]:
    """Walk all members and parameters that are not there by an include."""
    for name, known in api.types.items():
        if isinstance(known.type, Record):
            lent = [
                field
                for other in known.type.include
                if isinstance(record := api.types[other].type, Record)
                for field in record.fields
            ]
            for field in known.type.fields:
                if field not in lent:
                    yield ("types", name, "fields", field.name), field
    records = [one.type for one in api.types.values() if isinstance(one.type, Record)]
    shared = [field for record in records for field in record.fields]
    for method in api.methods:
        for field in method.params:
            if field not in shared:
                yield ("methods", method.name, "params", field.name), field


def _missing_docs(api: Api) -> Named:
    for name, known in api.types.items():
        if not known.facts.doc and not isinstance(known.type, Enum):
            yield ("types", name), f"`{name}` has no `doc`"
    for path, field in members(api):
        if not field.facts.doc and not _says(api, field.use):
            yield path, f"`{field.name}` has no `doc`, and its type has none"


def _says(api: Api, use: Use) -> bool:
    """Whether the type that is named says what it is."""
    return isinstance(use.type, Ref) and bool(api.types[use.type.name].facts.doc)


def _bare_money(api: Api) -> Named:
    for path, field in members(api):
        kind = _type(api, field.use)
        if not isinstance(kind, Integer | Decimal) or not _MONEY.search(field.name):
            continue
        has_unit = kind.unit or field.use.unit
        has_scale = kind.scale is not None or field.use.scale is not None
        if not has_unit and not has_scale:
            yield path, f"`{field.name}` has neither unit nor scale"


def _type(api: Api, use: Use) -> Type | Choice:
    return api.types[use.type.name].type if isinstance(use.type, Ref) else use.type


def _closed_enums(api: Api) -> Named:
    reach = find_reach(api)
    for name, known in api.types.items():
        is_closed = isinstance(known.type, Enum) and not known.type.open
        if is_closed and "server" in reach[name].senders:
            yield ("types", name), f"the server sends `{name}`, which is closed"


def _no_failures(api: Api) -> Named:
    groups = {group.name: group.errors for group in api.groups}
    for method in api.methods:
        shared = any(api.transport(one.transport).errors for one in method.bindings)
        has_errors = method.errors or groups[method.group] or shared
        if method.effect != "read" and not has_errors:
            yield ("methods", method.name), f"`{method.name}` acts and has no errors"


def _no_results(api: Api) -> Named:
    for method in api.methods:
        shown = any(one.result is not None or one.exchange for one in method.examples)
        if method.result is not None and method.implemented and not shown:
            yield (
                "methods",
                method.name,
            ), f"no example of `{method.name}` has a result"


def _unproven_errata(api: Api) -> Named:
    for path, facts, has_source in _facts(api):
        for index, erratum in enumerate(facts.errata):
            if not _is_proven(erratum) and not has_source:
                yield (*path, "errata", index), "this erratum has no source"


def _facts(api: Api) -> Iterator[tuple[Path, Facts, bool]]:
    """Walk facts, with whether they or those around them name a source."""
    for name, known in api.types.items():
        yield ("types", name), known.facts, bool(known.facts.source)
    for method in api.methods:
        yield ("methods", method.name), method.facts, bool(method.facts.source)
    sourced = {("types", name) for name, one in api.types.items() if one.facts.source}
    sourced |= {("methods", one.name) for one in api.methods if one.facts.source}
    for path, field in members(api):
        around = path[:2] in sourced
        yield path, field.facts, bool(field.facts.source) or around


def _is_proven(erratum: Erratum) -> bool:
    return bool(erratum.source)


def _resends(api: Api) -> Named:
    for method in api.methods:
        if method.effect == "once" and _sends_twice(method):
            path = ("methods", method.name, "examples")
            yield path, f"`{method.name}` is `once`, and two examples send the same call"


def _sends_twice(method: Method) -> bool:
    """Whether two examples send the same and both come back with a result."""
    shown = [one for one in method.examples if one.result is not None and one.params]
    return any(one.params == other.params for one, other in combinations(shown, 2))
