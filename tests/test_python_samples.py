"""The Python samples of the reference: laid out, typed, and run against its replies."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
import os
from pathlib import Path
import re
import subprocess
import sys
from textwrap import indent
from typing import Any

import black
from hypothesis import given
from hypothesis import strategies as st
from project import NAMES, ROOT, api
import pytest
from python_clients import CLIENTS, package
from python_samples import Played, Sample, play, samples
from specmint.lower.python.printed import code, printed
from specmint.lower.values import Plain
from specmint.text import clean
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
def test_a_sample_has_words_in_place_of_secrets(name: str) -> None:
    names = {one.name for one in api(name).credentials}
    told = set()
    for sample in written(name):
        head = sample.code.partition("\n\nclient = ")[2].partition(")")[0]
        told |= set(re.findall(r'(\w+)="([^"]*)"', head))
    assert {word for word, _ in told} <= names
    assert all(value == f"your {word}".replace("_", " ") for word, value in told)
    assert bool(told) == bool(names)


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
    command += ["--follow-imports=silent", "--python-version", "3.10"]
    command += ["--cache-dir", str(ROOT / ".mypy_cache" / "clients")]
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
    return pattern("".join(told))


def pattern(told: str) -> str:
    """Let anything stand where a text has dots."""
    return ".*".join(map(re.escape, told.split("…")))


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
        [shown] = one.printed
        is_hex = ".hex())" in one.sample.code
        outcome.result = bytes.fromhex(shown) if is_hex else shown
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


# -- values that no example has ----------------------------------------------------

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(0, 40).map(lambda zeros: 12 * 10**zeros),
        st.decimals(allow_nan=False, allow_infinity=False, places=9),
        st.text(),
    ),
    lambda items: st.one_of(
        st.lists(items, max_size=3), st.dictionaries(st.text(), items, max_size=3)
    ),
    max_leaves=6,
)


@given(st.one_of(JSON, st.binary()))
def test_what_is_written_means_the_value(value: Any) -> None:
    written = code(Plain(value))
    assert eval(written, {"Decimal": Decimal}) == value
    assert "\n" not in written


@given(st.one_of(JSON, st.binary(), st.text(alphabet="…, 'ab\\\r\n\u2028\u202e")))
def test_what_is_shown_of_a_value_is_one_line_of_a_comment(value: Any) -> None:
    shown = printed(Plain(value), 40)
    assert len(shown) <= 40
    assert not ast.parse(f"# {shown}").body
    if clean(str(value)) == str(value):
        assert re.fullmatch(f"{pattern(shown)}\\s*", str(value), re.DOTALL)
