"""Bad specs, and exactly what is said of them.

A case holds the files that differ from tests/cases/minimal, and `expected.txt`.
`make golden` writes what is expected anew: read the diff.
"""

import os
from pathlib import Path

import pytest
from samples import check, lay_case

HERE = Path(__file__).parent / "rejected"
CASES = sorted(case.name for case in HERE.iterdir() if case.is_dir())
GOLDEN = os.environ.get("SPECMINT_GOLDEN") and not os.environ.get("CI")


@pytest.mark.parametrize("case", CASES)
def test_a_bad_spec_gets_exactly_these_problems(case: str, tmp_path: Path) -> None:
    lay_case(tmp_path, HERE / case)
    problems = check(tmp_path)
    told = "".join(f"{problem}\n" for problem in problems)
    expected = HERE / case / "expected.txt"
    if GOLDEN:
        expected.write_text(told, "utf-8", newline="\n")
    assert told == expected.read_text("utf-8")
    assert problems, "a rejected case has a problem"


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_called_after_the_problem_that_it_shows(case: str) -> None:
    told = (HERE / case / "expected.txt").read_text("utf-8")
    assert case == "several" or any(
        case.startswith(line.partition("[")[2].partition("]")[0])
        for line in told.splitlines()
    )
