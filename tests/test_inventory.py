"""The specs against inventories of the documents, which others wrote from the documents alone."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from project import ROOT, api, loaded
import pytest
from specmint.lint.sections import meet, spans, uncited_sections
from specmint.load import read_yaml
from specmint.model import (
    Anything,
    Api,
    Choice,
    Default,
    Enum,
    Erratum,
    List,
    Map,
    Method,
    Record,
    Ref,
    Tuple,
    Union,
    Use,
)

INVENTORIES = sorted((ROOT / "tests" / "inventory").glob("*.yaml"))
NAMES = [path.stem for path in INVENTORIES]
SAMPLES_IN_CODE = {"cli"}  # a command line is not a transport


@cache
def inventory(name: str) -> dict[str, Any]:
    path = f"tests/inventory/{name}.yaml"
    read = read_yaml(path, (ROOT / path).read_bytes())
    assert not read.problems, read.problems
    data: dict[str, Any] = read.data
    return data


def method_of(name: str, method: str) -> Method:
    return next(one for one in api(name).methods if one.name == method)


def methods() -> list[tuple[str, str]]:
    return [(name, method) for name in NAMES for method in inventory(name)["methods"]]


each_api = pytest.mark.parametrize("name", NAMES)
each_method = pytest.mark.parametrize(("name", "method"), methods())


def test_every_api_has_an_inventory() -> None:
    assert set(NAMES) == set(loaded().apis)


@each_api
def test_every_method_is_there(name: str) -> None:
    missing = set(inventory(name)["methods"]) - {one.name for one in api(name).methods}
    assert not missing


@each_api
def test_every_line_is_in_a_section_of_the_document(name: str) -> None:
    """And nothing that the inventory has is in a section that the spec leaves aside."""
    page = next(one for one in api(name).documents if one.name == "page")
    listed = [span for _, lines in page.sections for span in spans(lines)]
    left_aside = {path[-1] for path, _ in uncited_sections(api(name))}
    aside = [
        span
        for heading, lines in page.sections
        if heading in left_aside
        for span in spans(lines)
    ]
    lines = {(line, line) for line in lines_of(inventory(name))}
    assert len(lines) > 20
    assert [one for one in lines if not meet([one], listed)] == []
    assert [one for one in lines if meet([one], aside)] == []


def lines_of(node: Any) -> Iterator[int]:
    """Walk the lines that an inventory names; what is about the document is in `documents`."""
    if isinstance(node, dict):
        if isinstance(node.get("line"), int) and node.get("at") != "document":
            yield node["line"]
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from lines_of(item)


@each_api
def test_methods_that_only_have_a_name_are_marked(name: str) -> None:
    for method, facts in inventory(name)["methods"].items():
        if facts.get("text") is False and name != "bitcoin":
            assert method_of(name, method).documented != "full", method


@each_method
def test_every_parameter_is_there_in_order(name: str, method: str) -> None:
    spec = method_of(name, method)
    wanted = list(inventory(name)["methods"][method].get("params", {}))
    if all(one.isdigit() for one in wanted):
        assert len(spec.params) >= len(wanted)
        return
    if body := whole_body(spec):
        assert all(has_path(api(name), body, steps(one)) for one in wanted)
        return
    dropped = {envelope.without for envelope in api(name).envelopes}
    tops = [one for one in wanted if "." not in one and one not in dropped]
    assert [param.name for param in spec.params if param.name in tops] == tops


def whole_body(spec: Method) -> Use | None:
    """Give the use of the parameter that is the whole body, if there is one."""
    bodies = {
        bound.param
        for binding in spec.bindings
        for bound in binding.params
        if bound.place == "body"
    }
    found = [param.use for param in spec.params if param.name in bodies]
    return found[0] if len(found) == len(spec.params) == 1 else None


@each_method
def test_required_parameters_and_defaults_are_the_documents(
    name: str, method: str
) -> None:
    spec = method_of(name, method)
    params = {param.name: param for param in spec.params}
    for param, facts in inventory(name)["methods"][method].get("params", {}).items():
        field = params.get(param)
        if field is None or errata_text(field.facts.errata + spec.facts.errata, param):
            continue
        if "required" in facts and not (spec.exactly_one_of and not facts["required"]):
            assert facts["required"] != field.may_be_missing, param
        if "default" in facts:
            assert field.default == Default(facts["default"]), param


@each_method
def test_every_call_is_taken(name: str, method: str) -> None:
    spec = method_of(name, method)
    for call in inventory(name)["methods"][method].get("calls", []):
        if call["over"] not in SAMPLES_IN_CODE and "path" in call | {"method": ""}:
            assert is_taken(spec, call) or is_erratum(spec, call), call


def is_taken(spec: Method, call: dict[str, Any]) -> bool:
    path = str(call.get("path")).rstrip("/")
    for binding in spec.bindings:
        if binding.method and binding.method == call.get("method"):
            return True
        whole = [f"{binding.verb} {binding.path}"]
        whole += [
            one if " " in one else f"{binding.verb} {one}" for one in binding.also
        ]
        for verb, taken in (one.split(" ", 1) for one in whole):
            if verb == call.get("verb", verb) and taken.rstrip("/").endswith(path):
                return True
    is_same = str(call.get("method", "")).lower() == spec.name
    return is_same or call["over"] == "jsonrpc"


def is_erratum(spec: Method, call: dict[str, Any]) -> bool:
    texts = errata_text(tuple(errata_of(spec)), "")
    return str(call.get("method") or call.get("path")) in texts


@each_method
def test_every_name_in_a_call_is_known(name: str, method: str) -> None:
    spec = method_of(name, method)
    known = {param.name for param in spec.params}
    dropped = {envelope.without for envelope in api(name).envelopes}
    for binding in spec.bindings:
        for bound in binding.params:
            known |= {bound.name, *bound.also}
    texts = errata_text(tuple(errata_of(spec)), "")
    for call in inventory(name)["methods"][method].get("calls", []):
        if call["over"] in {"http", "ws"} and name != "bitcoin":
            for param in call.get("params", ()):
                assert param in known or param in texts or param in dropped, param


@each_method
def test_every_member_of_every_result_is_there(name: str, method: str) -> None:
    spec = method_of(name, method)
    for path in inventory(name)["methods"][method].get("result", {}):
        if path in {".", "return", "data"} or name == "bitdust":
            continue
        assert spec.result is not None, path
        assert has_path(api(name), spec.result, steps(path)), path


def steps(path: str) -> list[str]:
    return [step for step in path.replace("[]", ".[]").split(".") if step]


def has_path(found: Api, use: Use, rest: list[str]) -> bool:
    if not rest:
        return True
    return any(
        has_path(found, inner, rest[1:]) for inner in step_into(found, use, rest[0])
    )


def step_into(found: Api, use: Use, step: str) -> Iterator[Use]:
    """Give the uses that one step leads to."""
    kind = found.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    match kind:
        case Record():
            yield from (field.use for field in kind.fields if field.name == step)
        case Union() | Choice():
            for _, case in kind.cases:
                yield from step_into(found, case, step)
            if kind.otherwise is not None:
                yield from step_into(found, kind.otherwise, step)
        case List() if step == "[]":
            yield kind.items
        case Tuple() if step == "[]":
            yield from kind.items
        case Map():
            yield kind.items
        case Anything():
            yield use


@each_api
def test_every_named_type_is_there(name: str) -> None:
    if name == "icon":
        for type_name, facts in inventory(name)["types"].items():
            if facts.get("defined", True):
                assert type_name in api(name).types


@each_api
def test_every_enumeration_is_there(name: str) -> None:
    known = [
        {value.text for value in named.type.values}
        | {value.name for value in named.type.values}
        for named in api(name).types.values()
        if isinstance(named.type, Enum)
    ]
    words = everything(name)
    for enum, facts in inventory(name).get("enums", {}).items():
        values = set(map(str, facts["values"]))
        is_told = all(f'"{value}"' in words or value in words for value in values)
        assert any(values <= one for one in known) or is_told, enum


@each_api
def test_every_error_of_the_document_is_there(name: str) -> None:
    wanted = list(inventory(name).get("errors", []))
    for facts in inventory(name)["methods"].values():
        wanted += facts.get("errors", [])
    known = everything(name)
    for error in wanted:
        for key in ("code", "token", "message"):
            if key in error and (name, key) != ("bigchaindb", "token"):
                assert str(error[key]) in known, error


@cache
def everything(name: str) -> str:
    """All that the spec's files say, as one text."""
    return "\n".join(read.text for read in loaded().specs[name].files)


@each_api
def test_every_slip_of_the_document_is_an_erratum(name: str) -> None:
    covered = set(erratum_lines(loaded().specs[name].data))
    missing = [slip for slip in inventory(name)["slips"] if slip["line"] not in covered]
    assert not missing


def erratum_lines(node: Any) -> Iterator[int]:
    """Give the lines of the document that some erratum is about."""
    if isinstance(node, dict):
        if {"documented", "actual", "evidence"} <= set(node):
            yield from source_lines(node.get("source", ()))
        for below in node.values():
            yield from erratum_lines(below)
    elif isinstance(node, list):
        for below in node:
            yield from erratum_lines(below)


def source_lines(source: Any) -> Iterator[int]:
    for one in [source] if isinstance(source, dict) else source:
        for part in str(one.get("lines", "")).split(","):
            if part:
                first, _, last = part.strip().partition("-")
                yield from range(int(first), int(last or first) + 1)


def errata_of(spec: Method) -> Iterator[Erratum]:
    yield from spec.facts.errata
    yield from spec.cache_errata
    for param in spec.params:
        yield from param.facts.errata
    for binding in spec.bindings:
        yield from binding.facts.errata
        for bound in binding.params:
            yield from bound.errata
    for example in spec.examples:
        yield from example.errata
    if spec.result is not None:
        yield from spec.result.facts.errata


def errata_text(errata: tuple[Erratum, ...], word: str) -> str:
    texts = (f"{one.documented} {one.actual} {one.evidence}" for one in errata)
    return "\n".join(text for text in texts if word in text)
