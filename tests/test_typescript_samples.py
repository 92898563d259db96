"""The TypeScript samples of the reference compile, run, and print what they say."""

from collections.abc import Iterator
from pathlib import Path

from project import NAMES, api
import pytest
from python_samples import Played, samples
from test_python_clients import UNLIKE, context_of, request_slips
from test_typescript_clients import plain, wanted
from typescript_samples import play, prepare, written
from typescript_tools import run, tool

WAYS = [(name, transport.name) for name in NAMES for transport in api(name).transports]


def test_all_samples_compile(tmp_path: Path) -> None:
    prepare(tmp_path)
    counts = {name: len(list(written(tmp_path, name))) for name in NAMES}
    assert min(counts.values()) > 5
    assert sum(counts.values()) > 400
    ran = run(tool("typescript-today/bin/tsc"), "--project", tmp_path / "tsconfig.json")
    assert ran.returncode == 0, ran.stdout[-4000:]


@pytest.mark.parametrize("name", NAMES)
def test_every_method_has_a_sample_and_each_sample_has_its_turn(name: str) -> None:
    shown = [one for one in samples(name, "ts") if one.code]
    assert {one.method.name for one in shown} == {one.name for one in api(name).methods}
    assert {one.over for one in shown} <= {over for own, over in WAYS if own == name}


@pytest.mark.parametrize(("name", "over"), WAYS)
def test_each_sample_sends_its_example_and_prints_what_came(
    tmp_path: Path, name: str, over: str
) -> None:
    prepare(tmp_path)
    played = list(play(tmp_path, name, over))
    wrong = [f"{one.sample}: {slip}" for one in played for slip in slips(one)]
    assert not wrong, "\n".join(wrong)
    assert played


def slips(one: Played) -> Iterator[str]:
    example, method = one.sample.example, one.sample.method
    if one.outcome.error:
        yield str(one.outcome.error)
        return
    if (one.sample.name, str(one.sample)) not in UNLIKE:
        yield from request_slips(one.way, one.outcome)
    if example.raises:
        (message,) = one.printed
        if example.raises.message and message != example.raises.message:
            yield f"it prints {message}"
    elif example.result is not None and method.result is not None:
        value, context = example.result.value, context_of(one.outcome)
        right = wanted(one.sample.name, method.result, value, context)
        if [plain(each) for each in one.printed] != [right]:
            yield f"it prints {one.printed}, not {right}"
