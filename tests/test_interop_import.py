"""Specs from documents: ours byte for byte, those of others with a true report."""

import json
import os
from pathlib import Path
from typing import Any

from project import NAMES, ROOT, api
import pytest
from specmint.bundle import bundle
from specmint.cli import main
from specmint.cli.project import load_specs
from specmint.interop import (
    export,
    read_document,
    read_exported,
    read_foreign,
    spec_files,
)
from specmint.layout import json_text
from specmint.problems import Problem, has_errors
from specmint.wire import parse_json

SHOP = Path(__file__).parent / "interop" / "shop.yaml"


def lay_out(root: Path, name: str, data: Any) -> tuple[Problem, ...]:
    """Write a spec's files below a root, and give what is wrong with them."""
    for path, text in spec_files(data).items():
        file = root / "specs" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    loaded = load_specs(root, [name])
    problems = loaded.build([name])
    if not has_errors(problems):
        made = json_text(bundle(loaded.apis[name]))
        (root / f"{name}.json").write_text(made, "utf-8")
    return problems


@pytest.mark.parametrize("name", NAMES)
def test_an_exported_api_is_a_sound_spec_with_the_same_bundle(
    name: str, tmp_path: Path
) -> None:
    documents = {
        form: parse_json(json_text(one)) for form, one in export(api(name)).items()
    }
    problems = lay_out(tmp_path, name, read_exported(documents, name))
    assert not has_errors(problems)
    made = (tmp_path / f"{name}.json").read_text("utf-8")
    assert made == json_text(bundle(api(name)))


def test_what_others_wrote_becomes_a_sound_spec(tmp_path: Path) -> None:
    data, remarks, _ = read_foreign({"openapi": read_document(SHOP)}, "shop")
    problems = lay_out(tmp_path, "shop", data)
    assert [str(one) for one in problems if one.severity == "error"] == []
    made = {
        **{
            path: text
            for path, text in spec_files(data).items()
            if path != "errors.yaml"
        },
        "remarks": "\n".join(f"{one.at} {one.kind}: {one.message}" for one in remarks),
    }
    for path, text in made.items():
        expected = SHOP.parent / "shop" / path
        if os.environ.get("SPECMINT_GOLDEN"):
            expected.parent.mkdir(parents=True, exist_ok=True)
            expected.write_text(text.rstrip("\n") + "\n", "utf-8")
        assert text.rstrip("\n") == expected.read_text("utf-8").rstrip("\n")


def openrpc(**more: Any) -> dict[str, Any]:
    return {
        "openrpc": "1.2.6",
        "info": {"title": "Small", "version": "1"},
        "servers": [{"url": "http://127.0.0.1:1/rpc"}],
        "methods": [],
        **more,
    }


def method(**more: Any) -> dict[str, Any]:
    return {
        "name": "small_get",
        "params": [{"name": "at", "required": True, "schema": {"type": "integer"}}],
        "result": {"name": "result", "schema": {"type": "string"}},
        **more,
    }


def test_openrpc_examples_that_fit_are_kept_and_others_are_reported() -> None:
    examples = [
        {
            "name": "Good one",
            "params": [{"name": "at", "value": 1}],
            "result": {"name": "result", "value": "a"},
        },
        {
            "name": "Bad one",
            "params": [{"name": "at", "value": "x"}],
            "result": {"name": "result", "value": "a"},
        },
    ]
    document = openrpc(methods=[method(examples=examples)])
    data, remarks, _ = read_foreign({"openrpc": document}, "small")
    assert list(data["methods"]["small_get"]["examples"]) == ["good-one"]
    [remark] = remarks
    assert (remark.kind, "`bad-one`" in remark.message) == ("suspicious", True)


def test_openrpc_references_are_followed_everywhere() -> None:
    document = openrpc(
        methods=[method(params=[{"$ref": "#/components/contentDescriptors/At"}])],
        components={
            "contentDescriptors": {
                "At": {
                    "name": "at",
                    "required": True,
                    "schema": {"$ref": "#/x-far/deep"},
                }
            }
        },
    )
    document["x-far"] = {
        "deep": {"type": "object", "properties": {"a": {"type": "null"}}}
    }
    data, _, _ = read_foreign({"openrpc": document}, "small")
    assert data["methods"]["small_get"]["params"] == {"at": "Deep"}
    assert data["types"]["Deep"]["fields"] == {"a": {"type": "none", "optional": True}}


@pytest.mark.parametrize(
    ("schema", "use", "kinds"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}, []),
        ({"enum": [True, False]}, "boolean", []),
        ({"type": "string", "pattern": "[a-z]"}, "string", ["dropped"]),
        ({"oneOf": [{"type": "string"}]}, "string", []),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, {"type": "integer", "nullable": True}, []),
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}, []),
        ({"type": "array", "items": {"type": "number"}}, {"is": "list", "items": "decimal"}, []),
        (
            {"type": "array", "items": [{"type": "string"}], "minItems": 1},
            {"is": "tuple", "items": ["string"], "rest": {"is": "any"}},
            [],
        ),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"is": "map", "items": "string"}, []),
        ({"not": {"type": "string"}, "type": "integer"}, "integer", ["dropped"]),
    ],
)  # fmt: skip
def test_a_schema_is_read_as_what_it_means(
    schema: Any, use: Any, kinds: list[str]
) -> None:
    result = {"name": "result", "schema": schema}
    data, remarks, _ = read_foreign(
        {"openrpc": openrpc(methods=[method(result=result)])}, "a"
    )
    made = data["methods"]["small_get"]["result"]
    if isinstance(made, dict) and isinstance(made.get("rest"), dict):
        made["rest"].pop("why", None)
    assert made == use
    assert [one.kind for one in remarks] == kinds


def test_import_writes_a_spec_and_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    words = ["import", "openapi", str(SHOP), "--as", "shop"]
    assert main(words) == 0
    assert "specs/shop/ is there: 5 files" in capsys.readouterr().out
    assert main(words) == 1
    assert "api-exists" in capsys.readouterr().err
    assert main([*words, "--replace", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["kind"] for one in told} == {"dropped", "guessed", "suspicious"}
    assert main(["import", "openrpc", str(SHOP), "--as", "other"]) == 2
    assert not (tmp_path / "specs/other").exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "cannot be read"),
        ("[1]", "no document"),
        ('{"swagger": "2.0"}', "Swagger 2.0 is not read"),
        ('{"a": 1}', "it names neither"),
        ("a: [", "cannot be read"),
        ('{"a": NaN}', "cannot be read"),
    ],
)
def test_what_is_no_document_is_refused(
    text: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text(text, "utf-8")
    assert main(["import", "openapi", "bad.json", "--as", "bad"]) == 1
    told = capsys.readouterr().err
    assert what in told
    assert "Traceback" not in told
    assert not (tmp_path / "specs").exists()


def test_the_exported_files_import_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    home = ROOT / "generated/interop/bitdust"
    files = [str(home / f"{form}.json") for form in ("openapi", "asyncapi")]
    assert main(["import", "openapi", *files, "--as", "bitdust"]) == 0
    loaded = load_specs(tmp_path, ["bitdust"])
    assert not has_errors(loaded.build(["bitdust"]))
    assert json_text(bundle(loaded.apis["bitdust"])) == json_text(
        bundle(api("bitdust"))
    )


OVERLAY = """\
change:
  methods:
    getItem: {effect: once, params: {id: {doc: Its number.}}}
  types:
    ItemSpot: {fields: {x: {unit: m}}}
add:
  types:
    Colour: {is: string, source: {document: document}}
remove:
  - [types, Item, fields, unclear]
"""


def test_an_overlay_is_laid_over_every_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "specs" / "shop"
    folder.mkdir(parents=True)
    (folder / "overlay.yaml").write_text(OVERLAY, "utf-8")
    words = ["import", "openapi", str(SHOP), "--as", "shop", "--replace"]
    assert main(words) == 0
    data = load_specs(tmp_path, ["shop"]).specs["shop"].data
    assert data["methods"]["getItem"]["effect"] == "once"
    assert data["methods"]["getItem"]["params"]["id"] == {
        "type": "integer",
        "doc": "Its number.",
    }
    assert data["types"]["ItemSpot"]["fields"]["x"] == {"type": "decimal", "unit": "m"}
    assert "Colour" in data["types"]
    assert "unclear" not in data["types"]["Item"]["fields"]
    before = (folder / "types.yaml").read_text("utf-8")
    stale = OVERLAY.replace("getItem", "goneItem").replace("unclear", "gone")
    (folder / "overlay.yaml").write_text(stale.replace("Colour", "Animal"), "utf-8")
    capsys.readouterr()
    assert main(words) == 1
    told = capsys.readouterr().err
    for place, what in (
        ("3:5", "there is no `goneItem` any more"),
        ("8:14", "`is` is there already"),
        ("10:", "there is no `gone` any more"),
    ):
        assert f"specs/shop/overlay.yaml:{place}" in told
        assert what in told
    assert (folder / "types.yaml").read_text("utf-8") == before
