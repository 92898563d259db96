"""Documents, tapes and settings of strangers: refused in a line, or taken, within bounds."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest
from samples import COMPLETE, lay
from specmint.bundle import bundle
from specmint.cli import main
from specmint.cli.project import must_load
from specmint.cli.tapes import check_tape
from specmint.interop import export
from specmint.interop.source import read_any
from specmint.layout import json_text
from specmint.problems import Refused

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
NINE = "".join(
    f"  A{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 9)}]\n" for n in range(9)
)
MERGED = "".join(
    f"  A{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9)
)
ODD = {
    "a list in itself": f"{HEAD}x: &a [*a]\n",
    "a mapping in itself": f"{HEAD}x: &a {{b: *a}}\n",
    "a merge of itself": f"{HEAD}x: &a {{<<: *a}}\n",
    "lists that explode": f"{HEAD}x:\n{NINE}",
    "merges that explode": f"{HEAD}x:\n  A0: &a0 {{a: b}}\n{MERGED}",
    "code": f"{HEAD}x: !!python/object/apply:os.abort []\n",
    "bytes": f"{HEAD}tags: [{{name: !!binary aGVsbG8=}}]\n",
    "a set": f"{HEAD}tags: !!set {{a, b}}\n",
    "depth": f"{HEAD}x: {'[' * 5_000}",
    "half a character": '{"openapi": "3.1.0", "info": {"title": "\\ud800"}}',
    "many digits": f'{{"openapi": {"9" * 5_000}}}',
    "two documents": f"{HEAD}---\n{HEAD}",
    "nothing but zeros": "\0\0\0",
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_document_is_refused(case: str, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(ODD[case], "utf-8")
    with pytest.raises(Refused) as refused:
        read_any(str(tmp_path / "d.yaml"))
    assert [one.code for one in refused.value.problems] == ["bad-document"]


def test_a_document_with_aliases_is_read(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("a: &a {b: [1]}\nc: [*a, *a]\n? d\n: {<<: *a}\n")
    inner = {"b": [1]}
    found = read_any(str(tmp_path / "d.yaml"))
    assert found == {"a": inner, "c": [inner, inner], "d": inner}


# -- documents that say they are ours ----------------------------------------------


def _climb(document: Any) -> None:
    document["tags"][0]["name"] = "../../../outside"
    for item in document["paths"].values():
        for one in item.values():
            one["tags"] = ["../../../outside"]


def _lose(document: Any) -> None:
    del document["components"]


def _change(document: Any) -> None:
    document["paths"] = {"/a": {"get": 5}}


@pytest.mark.parametrize("alter", [_climb, _lose, _change])
def test_an_altered_export_is_refused(
    alter: Callable[[Any], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / "around" / "the" / "project"
    lay(root, {}, over=COMPLETE)
    api = must_load(root, ["sample"])["sample"]
    document = json.loads(json_text(export(api)["openapi"]))
    alter(document)
    (root / "d.json").write_text(json.dumps(document), "utf-8")
    before = set(tmp_path.rglob("*"))
    monkeypatch.chdir(root)
    assert main(["import", "openapi", "d.json", "--as", "other"]) == 1
    assert "bad-document" in capsys.readouterr().err
    assert set(tmp_path.rglob("*")) == before


# -- tapes -------------------------------------------------------------------------

LINE = {"verb": "GET", "target": "/", "body": "", "status": 200, "type": "a/b"}


@pytest.mark.parametrize(
    "change",
    [
        {"status": 0},
        {"status": 99_999},
        {"status": 101},
        {"type": "a/b\r\nX-Evil: 1"},
        {"type": "\u20ac"},
        {"reply": "\ud800"},
    ],
)
def test_a_tape_that_nobody_can_play_is_refused(
    change: dict[str, Any], tmp_path: Path
) -> None:
    tape = tmp_path / "tape"
    tape.write_text(json.dumps({**LINE, "reply": ""}))
    check_tape(tape)
    tape.write_text(json.dumps({**LINE, "reply": "", **change}))
    with pytest.raises(Refused):
        check_tape(tape)


def test_a_tape_that_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        check_tape(Path("/dev/zero"))
    with pytest.raises(Refused):
        check_tape(tmp_path)


# -- what is printed ---------------------------------------------------------------


def test_a_bundle_drives_no_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = (COMPLETE / "api.yaml").read_text("utf-8")
    odd = text.replace("title: Sample API", 'title: "a\\u009b31m\\u202eb"')
    assert odd != text
    lay(tmp_path, {"api.yaml": odd}, over=COMPLETE)
    assert (
        bundle(must_load(tmp_path, ["sample"])["sample"])["title"] == "a\x9b31m\u202eb"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["bundle", "sample"]) == 0
    told = capfd.readouterr().out
    assert "\\u009b31m\\u202eb" in told
    assert all(letter.isprintable() or letter == "\n" for letter in told)
