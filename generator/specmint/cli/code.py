"""What a change of the specs does to the public surface of generated code."""

from collections.abc import Iterable, Mapping

from specmint.cases import make_traffic
from specmint.cli.sides import Known
from specmint.lower import lower
from specmint.problems import Refused, has_errors
from specmint.prove import prove
from specmint.render import render
from specmint.review.surfaces import surface_changes, surface_reader
from specmint.targets import TARGETS

# Whose public surface can be read.
READ = [one.name for one in TARGETS.values() if one.surface]
Pairs = Iterable[tuple[Known | None, Known | None]]


def code_changes(pairs: Pairs) -> Mapping[str, tuple[str, ...]]:
    """Give by target what vanishes and appears."""
    found: dict[str, tuple[str, ...]] = {}
    for old, new in pairs:
        if old and new and old.digest == new.digest:
            continue
        for known in (old, new):
            _must_be_proven(known)
        for target in READ:
            changes = _changes(target, old, new)
            found[target] = (*found.get(target, ()), *changes)
    return found


def _must_be_proven(known: Known | None) -> None:
    """Code is made only of specs whose examples fit their types."""
    if known is not None:
        problems = prove(known.api, known.place)
        if has_errors(problems):
            raise Refused(problems, is_misuse=True)


def _changes(target: str, old: Known | None, new: Known | None) -> tuple[str, ...]:
    files = [_files(target, known) for known in (old, new)]
    package = TARGETS[target].folder((new or old).api.name)  # type: ignore[union-attr]
    name = package.rpartition("/")[2]
    read = surface_reader(TARGETS[target].surface)
    lines = surface_changes(read(files[0]), read(files[1]))
    return tuple(f"{line[:2]}{_in_package(name, line[2:])}" for line in lines)


def _in_package(package: str, line: str) -> str:
    """Put the package before the name, behind the word that says what it is."""
    word, blank, rest = line.partition(" ")
    if word in ("class", "const", "export", "function", "interface", "type") and blank:
        return f"{word} {package}.{rest}"
    return f"{package}.{line}"


def _files(target: str, known: Known | None) -> Mapping[str, str]:
    if known is None:
        return {}
    plans = lower(known.api, target, make_traffic(known.api))
    return {path: str(text) for path, text in render(plans)}
