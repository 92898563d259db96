"""Exchanges that no document can hold, played to generated TypeScript in Node."""

import re

import pytest
from typescript_tools import RUNNER, run

TESTS = sorted(path.name for path in RUNNER.glob("*.test.ts"))


@pytest.mark.parametrize("file", TESTS)
def test_in_node(file: str) -> None:
    ran = run("--test", "--test-reporter=tap", "--test-timeout=60000", file)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr
    assert int(re.findall(r"^# pass (\d+)", ran.stdout, re.M)[0]) > 0
