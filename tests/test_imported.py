"""Bitcoin Core of today: an import with an overlay, played once in each language.

It has no construct that the specs of the documents lack, so nothing is tried twice here.
"""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

from project import IMPORTED, ROOT, api
import pytest
from python_clients import meaning
from python_play import Played, faults, played
from python_trials import Scene, Stage, Way
from specmint.cli import main
from specmint.model import Json, Method
from specmint.wire import Context, Level, decode, write_json
import test_python_every_client as every
from test_python_recordings import INSTEAD, known_call
from test_recordings import bundle_of, method_of, params_of, recordings, told
import test_typescript_clients as typescript
from type_checkers import CHECKERS, GENERATED, SERVERS, VERSIONS, CannotRun, give_up

NAME = "bitcoin_core"
SPEC = ROOT / "specs" / NAME
WAY = Way(NAME, "rpc")
LEGACY = Way(NAME, "rpc", more=(("dialect", "legacy"),))
BY_NAME = Way(NAME, "rpc", more=(("dialect", "legacy"), ("by", "name")))


def test_it_is_the_one_that_is_imported() -> None:
    assert IMPORTED == (NAME,)


# -- the import --------------------------------------------------------------------


def test_its_document_and_its_overlay_make_the_spec_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "specs" / NAME
    (folder / "overlay").mkdir(parents=True)
    for file in (SPEC / "overlay").iterdir():
        (folder / "overlay" / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    document = SPEC / "document" / "openrpc.json"
    assert main(["import", "openrpc", str(document), "--as", NAME, "--replace"]) == 0
    made, kept = files(folder), files(SPEC)
    assert made.keys() == kept.keys()
    assert [path for path in kept if made[path] != kept[path]] == []


def files(folder: Path) -> dict[str, str]:
    """Give the files that an import writes."""
    paths = [*folder.glob("*.yaml"), *(folder / "methods").glob("*.yaml")]
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths
    }


def test_every_method_of_the_document_is_there() -> None:
    document = json.loads((SPEC / "document" / "openrpc.json").read_text("utf-8"))
    names = [one["name"] for one in document["methods"]]
    assert len(names) == 175
    assert sorted(names) == sorted(one.name for one in api(NAME).methods)


def test_every_code_of_the_node_has_an_error() -> None:
    codes = [one.match.code for one in api(NAME).errors.values()]
    assert len([code for code in codes if code is not None]) == 41


# -- clients and servers -----------------------------------------------------------


@pytest.mark.parametrize("way", [WAY, BY_NAME], ids=["2.0", "legacy by name"])
def test_a_client_and_a_server_take_every_example(way: Way) -> None:
    wrong = [f"{one.case}: {slip}" for one in played(way) for slip in slips(way, one)]
    assert not wrong, "\n".join(wrong)
    assert len(played(way)) > len(api(NAME).methods)
    assert faults(way) == []


def slips(way: Way, one: Played) -> Iterator[str]:
    yield from every.given_slips(way, one)
    kind = every.error_slips if one.case.example.raises else every.result_slips
    yield from kind(way, one)


def test_a_strict_checker_finds_nothing() -> None:
    folders = (GENERATED / f"{NAME}_client", SERVERS / f"{NAME}_server")
    try:
        found = list(CHECKERS["mypy"](VERSIONS[0], folders))
    except CannotRun as error:
        give_up(error)
    assert not found, "\n".join(map(str, found))


def test_a_client_in_typescript_takes_every_example() -> None:
    for check in (
        typescript.test_each_request_is_the_example_s,
        typescript.test_each_result_means_what_the_oracle_says,
        typescript.test_each_error_arrives_in_its_class,
    ):
        check(WAY)


# -- recordings --------------------------------------------------------------------


def test_recorded_replies_arrive_in_their_types() -> None:
    """They are those of another node, which has some members more."""
    stage, seen = Stage(LEGACY), 0
    known = {method.name: method for method in api(NAME).methods}
    with stage.open() as client:
        for one in recordings("bitcoin"):
            method = known.get(one.get("method", ""))
            match one:
                case {"params": _, "reply": {"error": None}} if method:
                    pass
                case _:
                    continue
            stage.now = Scene(200, write_json(one["reply"]))
            found = client.send(known_call(stage.pkg, one, INSTEAD.get(told(one), {})))
            assert meaning(found) == oracle(method, one), told(one)
            seen += 1
    assert seen >= 25


def oracle(method: Method, one: dict[str, Json]) -> Any:
    if method.result is None:
        return None
    given = params_of(method_of(bundle_of(NAME), one), one)
    level = Level(given, {field.name: field for field in method.params})
    found, misfits = decode(
        api(NAME), method.result, one["reply"]["result"], Context(params=level)
    )
    assert not misfits, told(one)
    return found
