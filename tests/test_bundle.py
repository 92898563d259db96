"""The bundle: the one document that tools of other people read."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
import difflib
from functools import cache
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Any

import jsonschema
from project import NAMES, ROOT, api
import pytest
from specmint.bundle import bundle, method_node, read_bundle_schema
from specmint.cli.project import load_specs
from specmint.layout import json_text
from specmint.model import Api, Default

Json = Any
SCHEMA: Json = json.loads(read_bundle_schema())
CONTRACT = [
    *("name", "summary", "effect", "bindings", "params"),
    *("result", "errors", "examples", "errata", "source"),
]
each_api = pytest.mark.parametrize("name", NAMES)


@cache
def text_of(name: str) -> str:
    return json_text(bundle(api(name)))


@cache
def bundle_of(name: str) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(text_of(name), parse_float=Decimal)
    return found


# -- the contract --------------------------------------------------------------


@each_api
def test_a_bundle_has_the_names_that_other_tools_read(name: str) -> None:
    known = bundle_of(name)
    assert known["api"] == name
    assert isinstance(known["types"], dict) and isinstance(known["errors"], dict)
    for method in known["methods"]:
        assert set(CONTRACT) <= set(method)
        for transport, binding in method["bindings"].items():
            wanted = {"rpc": ["method", "path"], "ws": ["method"]}
            http = ["verb", "path", "also"]
            assert {*wanted.get(transport, http), "params"} <= set(binding)


@each_api
def test_parameters_stand_in_their_order_and_say_what_they_take(name: str) -> None:
    known = {method.name: method for method in api(name).methods}
    for method in bundle_of(name)["methods"]:
        params = known[method["name"]].params
        assert [one["name"] for one in method["params"]] == [one.name for one in params]
        for one, param in zip(method["params"], params, strict=True):
            assert isinstance(one["required"], bool) and one["type"]
            assert ("default" in one) == (param.default is not None)
            if param.default is not None:
                assert one["default"] == param.default.value


@each_api
def test_every_binding_says_how_each_parameter_travels(name: str) -> None:
    for method in bundle_of(name)["methods"]:
        names = [param["name"] for param in method["params"]]
        for binding in method["bindings"].values():
            assert list(binding["params"]) == names
            for bound in binding["params"].values():
                assert bound["name"] and bound["in"]


def test_a_default_of_null_is_kept() -> None:
    defaults = [
        param["default"]
        for name in NAMES
        for method in bundle_of(name)["methods"]
        for param in method["params"]
        if "default" in param
    ]
    assert None in defaults and False in defaults and "" in defaults


def test_a_wire_form_that_a_transport_asks_for_is_told_with_the_parameter() -> None:
    [method] = [
        one for one in bundle_of("bitdust")["methods"] if one["name"] == "files_list"
    ]
    bound = method["bindings"]["http"]["params"]["recursive"]
    assert bound["wire"]["truthy"][0] == "1"
    assert "wire" not in method["bindings"]["ws"]["params"]["recursive"]


def test_the_forms_that_a_server_takes_besides_are_told_where_they_hold() -> None:
    known = bundle_of("bitdust")
    [method] = [one for one in known["methods"] if one["name"] == "files_list"]
    for over, first in (("ws", ["zero-one"]), ("http", None)):
        bound = method["bindings"][over]["params"]
        assert bound["recursive"].get("accepts") == first
        assert "accepts" not in bound["remote_path"]
    assert known["transports"]["ws"]["accepts"] == {"json": {"boolean": ["zero-one"]}}
    [method] = [o for o in known["methods"] if o["name"] == "key_create"]
    bound = method["bindings"]["http"]["params"]["include_private"]
    assert bound["accepts"][0] == "zero-one" and bound["accepts"][1]["falsy"]
    amount = bundle_of("bitcoin")["types"]["PaymentAmount"]
    assert amount["accepts"] == ["text"] and amount["wire"] == "number"
    [method] = [
        one for one in bundle_of("bitcoin")["methods"] if one["name"] == "sendtoaddress"
    ]
    assert "accepts" not in method["bindings"]["rpc"]["params"]["amount"]


# -- the schema ----------------------------------------------------------------


@cache
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


@each_api
def test_a_bundle_is_valid(name: str) -> None:
    known = json.loads(text_of(name))
    found = [
        f"{error.json_path}: {error.message}"
        for error in validator().iter_errors(known)
    ]
    assert not found


def schemas(schema: Json = SCHEMA, path: str = "$") -> Iterator[tuple[str, Json]]:
    """Walk every schema that holds for some value."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key in ("properties", "$defs"):
        for name, below in schema.get(key, {}).items():
            yield from schemas(below, f"{path}.{name}")
    for key in ("items", "additionalProperties", "if", "then", "else"):
        yield from schemas(schema.get(key), f"{path}.{key}")
    for key in ("allOf", "oneOf"):
        for below in schema.get(key, ()):
            yield from schemas(below, f"{path}.{key}")


def test_the_schema_lets_nothing_else_in() -> None:
    for path, schema in schemas():
        is_whole = "properties" in schema and not path.endswith((".if", "$.type"))
        if is_whole and "allOf" not in schema:
            assert schema.get("additionalProperties") is False, path


def test_the_schema_describes_every_name() -> None:
    for path, schema in schemas():
        for name, below in schema.get("properties", {}).items():
            is_told = "description" in below or "$ref" in below or "const" in below
            assert is_told or path.endswith(".if"), f"{path}.{name}"
    assert all("description" in one for one in SCHEMA["$defs"].values())


def test_an_unknown_name_is_not_valid_anywhere() -> None:
    known = json.loads(text_of("bigchaindb"))
    wrong = []
    for place in objects(known):
        place["odd"] = "odd"
        wrong += [dict(place)] if validator().is_valid(known) else []
        del place["odd"]
    assert not wrong


def objects(value: Json, key: str = "") -> Iterator[dict[str, Json]]:
    """Walk the objects of a bundle whose names are the bundle's own."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item, key)
    if not isinstance(value, dict):
        return
    if key in _BY_NAME:
        for item in value.values():
            yield from objects(item)
    elif key not in _LITERAL:
        yield value
        for name, item in value.items():
            yield from objects(item, name)


_BY_NAME = {
    *("documents", "transports", "envelopes", "facts", "groups", "types", "errors"),
    *("examples", "fields", "values", "cases", "parts", "bindings"),
}
_LITERAL = {
    *("params", "result", "beside", "means", "means_params", "data", "ok", "when"),
    *("versions", "since", "until", "tables", "credentials", "auth", "webhooks"),
    *("pushes", "streams", "default", "timeouts", "exchange"),
}


# -- stability -----------------------------------------------------------------


def printed(name: str, **environment: str) -> bytes:
    command = [sys.executable, "-m", "specmint", "bundle", name]
    path = str(ROOT / "generator")
    env = {**os.environ, "PYTHONPATH": path, **environment}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True)
    return done.stdout


PLACES = {
    "C": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    "other": {"PYTHONHASHSEED": "1", "LC_ALL": "C.utf8", "PYTHONIOENCODING": "ascii"},
}


@each_api
@pytest.mark.parametrize("place", PLACES)
def test_a_bundle_is_the_same_bytes_everywhere(name: str, place: str) -> None:
    assert printed(name, **PLACES[place]) == f"{text_of(name)}\n".encode()


def test_the_schema_is_printed_too() -> None:
    command = [sys.executable, "-m", "specmint", "bundle", "--schema"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run(command, env=env, capture_output=True, check=True)
    assert done.stdout.decode() == read_bundle_schema()


@each_api
def test_a_second_bundle_is_the_same(name: str) -> None:
    assert json_text(bundle(api(name))) == text_of(name)


def test_every_digit_is_kept() -> None:
    known = api("bigchaindb")
    method = known.methods[0]
    texts = [
        "0.00000000",
        "0.10",
        "12345678901234567890.123456789",
        "1000000000000000000000",
    ]
    values = [json.loads(text, parse_float=Decimal) for text in texts]
    example = replace(method.examples[0], result=Default(values))
    made = method_node(known, replace(method, examples=(example,)))
    assert (
        json_text(made["examples"][example.name]["result"], 200)
        == f"[{', '.join(texts)}]"
    )


# -- differences ---------------------------------------------------------------


def changed_lines(before: str, after: str) -> list[int]:
    """Give the numbers of the lines of `before` that a change touches."""
    matcher = difflib.SequenceMatcher(
        a=before.splitlines(), b=after.splitlines(), autojunk=False
    )
    touched = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return [
        line
        for _, low, high, _, _ in touched
        for line in range(low, max(high, low + 1))
    ]


def doc_to_change(known: Api, text: str) -> str:
    """Find what the spec says of one parameter, and nowhere else."""
    docs = [param.facts.doc for method in known.methods for param in method.params]
    return next(doc for doc in docs if doc and text.count(doc) == 1)


def test_a_changed_parameter_changes_lines_beside_each_other(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    shutil.copytree(ROOT / "specs" / "mtgox", specs / "mtgox")
    files = {path: path.read_text("utf-8") for path in sorted(specs.rglob("*.yaml"))}
    doc = doc_to_change(api("mtgox"), "".join(files.values()))
    for path, text in files.items():
        path.write_text(text.replace(doc, f"{doc} Changed."), "utf-8")
    after = bundle_from(tmp_path)
    touched = changed_lines(text_of("mtgox"), after)
    assert f"{doc} Changed." in after
    assert len(touched) <= 3


def bundle_from(root: Path) -> str:
    specs = load_specs(root, ["mtgox"])
    specs.build(specs.specs)
    return json_text(bundle(specs.apis["mtgox"]))


@each_api
def test_another_default_stays_inside_its_method(name: str) -> None:
    known = api(name)
    before = text_of(name)
    places = [index for index, method in enumerate(known.methods) if method.params]
    method = known.methods[places[len(places) // 2]]
    param = replace(method.params[0], default=Default("another"))
    methods = [
        replace(one, params=(param, *one.params[1:])) if one is method else one
        for one in known.methods
    ]
    touched = changed_lines(
        before, json_text(bundle(replace(known, methods=tuple(methods))))
    )
    assert touched and touched[-1] - touched[0] < 12
