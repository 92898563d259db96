"""Type-checkers, linter, formatter and the oldest Python judge generated Python."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from type_checkers import CHECKERS, GENERATED, USES, VERSIONS, findings

each_checker = pytest.mark.parametrize("checker", CHECKERS)
each_version = pytest.mark.parametrize("version", VERSIONS)
WRONG = sorted((USES / "must_fail").glob("*.py"))


# -- types -------------------------------------------------------------------------


@each_checker
@each_version
def test_a_strict_checker_finds_nothing_in_generated_code(
    checker: str, version: str
) -> None:
    found = findings(checker, version, GENERATED)
    assert not found, "\n".join(map(str, found))


@each_checker
@each_version
def test_a_strict_checker_takes_what_is_right(checker: str, version: str) -> None:
    found = findings(checker, version, USES / "must_pass")
    assert not found, "\n".join(map(str, found))


@each_checker
@each_version
@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_strict_checker_finds_what_is_wrong(
    checker: str, version: str, path: Path
) -> None:
    """Where a comment names an error, the checker finds that one; elsewhere none."""
    wanted = dict(marks(checker, path))
    assert wanted, f"{path.name} wants nothing of {checker}"
    found: dict[int, set[str]] = defaultdict(set)
    for one in findings(checker, version, path):
        found[one.line].add(one.code)
    slips = [
        f"{path.name}:{line}: {checker} says {sorted(found[line])}, not {wanted.get(line)}"
        for line in sorted(wanted.keys() | found.keys())
        if wanted.get(line) not in found[line]
    ]
    assert not slips, "\n".join(slips)


def marks(checker: str, path: Path) -> Iterator[tuple[int, str]]:
    """Give the codes after `# error:` that are a checker's; pyright's have capitals."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for code in line.partition("# error:")[2].split():
            if code.islower() == (checker == "mypy"):
                yield number, code
