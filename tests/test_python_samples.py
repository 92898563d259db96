"""The Python samples of the reference: laid out, typed, and run against its replies."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
import os
from pathlib import Path
import re
import subprocess
import sys
from textwrap import indent

import black
from project import NAMES, api
import pytest
from python_clients import CLIENTS, package
from python_samples import Played, Sample, play, samples
from test_python_clients import (
    UNLIKE,
    UNSENDABLE,
    error_slips,
    request_slips,
    result_slips,
)

apis = pytest.mark.parametrize("name", NAMES)
WAYS = [(name, one.name) for name in NAMES for one in api(name).transports]
each_way = pytest.mark.parametrize(("name", "over"), WAYS)
# Methods of which no caller of the client can send an example, and why.
WITHOUT: dict[tuple[str, str], str] = {}


@cache
def written(name: str) -> list[Sample]:
    return [sample for sample in samples(name) if sample.code]


@apis
def test_every_method_has_a_sample_or_a_reason(name: str) -> None:
    found = {sample.method.name for sample in written(name)}
    wanted = {one.name for one in api(name).methods}
    assert wanted - found == {one for own, one in WITHOUT if own == name}


@apis
def test_only_what_cannot_be_sent_has_no_sample(name: str) -> None:
    without = {str(sample) for sample in samples(name) if not sample.code}
    assert without == {one for own, one in (*UNSENDABLE, *UNLIKE) if own == name}


@apis
def test_every_sample_is_laid_out_as_black_does(name: str) -> None:
    for sample in written(name):
        assert black.format_str(sample.code, mode=black.Mode()) == sample.code


@apis
def test_a_sample_shows_no_secret(name: str) -> None:
    credentials = {one.name for one in api(name).credentials}
    for sample in written(name):
        head = sample.code.partition("\n\nclient = ")[2].partition(")")[0]
        for given, value in re.findall(r'(\w+)="([^"]*)"', head):
            assert given in credentials
            assert value.startswith("your "), sample


# -- types -------------------------------------------------------------------------


def test_every_sample_passes_mypy(tmp_path: Path) -> None:
    if find_spec("mypy") is None and not os.environ.get("CI"):
        pytest.skip("mypy is not installed: run `make test`")
    for name in NAMES:
        functions = [
            f"def sample_{index}() -> None:  # {sample}\n{indent(sample.code, '    ')}"
            for index, sample in enumerate(written(name))
        ]
        (tmp_path / f"{name}_samples.py").write_text("\n\n".join(functions), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file="]
    files = [f"{name}_samples.py" for name in NAMES]
    judged = subprocess.run(
        [*command, *files],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(CLIENTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


# -- running -----------------------------------------------------------------------


@cache
def played(name: str, over: str) -> list[Played]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package(name).core, "_pause", lambda _: 0.0)
        return list(play(name, over))


def promise(sample: Sample) -> str:
    """Give what a sample says it prints, as a pattern."""
    told = re.findall(r"^ *# (.*)$", sample.code, re.MULTILINE)
    assert len(told) < 2, sample
    return ".*".join(map(re.escape, "".join(told).split("…")))


def slips(one: Played) -> Iterator[str]:
    """Say in what a sample did otherwise than its example."""
    way, outcome, example = one.way, one.outcome, one.sample.example
    if outcome.error is not None:
        yield f"it raised {outcome.error!r}"
        return
    yield from request_slips(way, outcome)
    if example.raises:
        [error] = one.printed
        yield from error_slips(way, outcome, error)
    elif one.printed:
        [outcome.result] = one.printed
        yield from result_slips(way, outcome)
    elif one.sample.method.result and example.result is not None:
        yield "it printed nothing"
    said, promised = "".join(map(str, one.printed)), promise(one.sample)
    if promised and not re.fullmatch(promised, said, re.DOTALL):
        yield f"it printed {said[:200]!r}, not {promised}"


@each_way
def test_every_sample_does_what_its_example_says(name: str, over: str) -> None:
    found = played(name, over)
    assert found
    wrong = [f"{one.sample}: {slip}" for one in found for slip in slips(one)]
    assert not wrong, "\n".join(wrong)


@apis
def test_every_sample_was_run(name: str) -> None:
    overs = [over for own, over in WAYS if own == name]
    ran = {str(one.sample) for over in overs for one in played(name, over)}
    assert ran == {str(sample) for sample in written(name)}
