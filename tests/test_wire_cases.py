"""The wire cases as a contract: their schema, their bytes, their page, and the documents."""

from collections.abc import Iterator
from decimal import Decimal
import json
import os
import re
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qsl, unquote

from jsonschema import Draft202012Validator
from project import NAMES, ROOT, api
import pytest
from specmint.cases import read_wire_schema
from specmint.model import Example, Exchange, Method
from test_bundle_docs import has, inner, names_of
from wire_cases import FOLDER, document, is_same, parse, target_text, told

Json = Any
PAGE = (ROOT / "docs" / "wire-cases.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SCHEMA: Json = json.loads(read_wire_schema())
each_api = pytest.mark.parametrize("name", NAMES)
# Whose literal parts a case has otherwise, since it signs them with a nonce of its own.
NONCES = ("nonce", "tonce")


# -- form --------------------------------------------------------------------------


@each_api
def test_the_cases_of_an_api_fit_their_schema(name: str) -> None:
    found = json.loads((FOLDER / name / "cases.json").read_text("utf-8"))
    errors = Draft202012Validator(SCHEMA).iter_errors(found)
    assert [f"{one.json_path}: {one.message}"[:300] for one in errors] == []


def test_the_schema_is_a_schema_and_says_what_everything_is() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    lacking = [
        key
        for key, value in SCHEMA["properties"].items()
        if "description" not in value and "$ref" not in value
    ]
    assert lacking == []


@pytest.mark.parametrize("damage", ["result-lost", "new-name", "odd-body"])
def test_the_schema_refuses_what_is_no_case(damage: str) -> None:
    found = json.loads((FOLDER / "icon" / "cases.json").read_text("utf-8"))
    case = found["cases"][0]
    match damage:
        case "result-lost":
            case["sees"] = {}
        case "new-name":
            case["request"]["colour"] = "red"
        case "odd-body":
            case["request"]["form"] = [["one"]]
    assert not Draft202012Validator(SCHEMA).is_valid(found)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_is_cut_out_of_the_cases(example: str) -> None:
    wanted = parse(example)
    assert any(has(value, wanted) for n in NAMES for value in inner(document(n)))


def test_the_page_explains_every_name() -> None:
    told_of = set(re.findall(r"`([a-z_]+)`", PAGE)) | set(
        re.findall(r'"([a-z_]+)":', PAGE)
    )
    own = set(names_of(SCHEMA)) - {"rpc", "http", "ws", "documented", "actual"}
    assert sorted(own - told_of) == []


PLACES = {
    "C": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    "other": {"PYTHONHASHSEED": "1", "LC_ALL": "C.utf8", "PYTHONIOENCODING": "ascii"},
}


def printed(*words: str, **environment: str) -> bytes:
    command = [sys.executable, "-m", "specmint", "wire", *words]
    path = str(ROOT / "generator")
    env = {**os.environ, "PYTHONPATH": path, **environment}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True)
    return done.stdout


@pytest.mark.parametrize("place", PLACES)
def test_the_cases_are_the_same_bytes_everywhere(place: str) -> None:
    wanted = (FOLDER / "mtgox" / "cases.json").read_bytes()
    assert printed("mtgox", **PLACES[place]) == wanted


def test_the_schema_is_printed_too() -> None:
    assert printed("--schema").decode() == read_wire_schema()


# -- what they are made of ---------------------------------------------------------


def examples(name: str) -> Iterator[tuple[Method, Example, str]]:
    for method in api(name).methods:
        for example in method.examples:
            for binding in method.bindings:
                if not example.over or binding.transport in example.over:
                    yield method, example, binding.transport


@each_api
def test_every_example_over_every_transport_is_a_case(name: str) -> None:
    wanted = [f"{m.name}/{e.name} over {over}" for m, e, over in examples(name)]
    found = [told(case) for case in document(name)["cases"]]
    assert found[: len(wanted)] == wanted
    assert all("/+" in one for one in found[len(wanted) :])
    assert len(set(found)) == len(found)


@each_api
def test_a_case_has_what_the_document_shows(name: str) -> None:
    """Read here once more, and not by what makes cases."""
    by_name = {told(case): case for case in document(name)["cases"]}
    wrong = []
    for method, example, over in examples(name):
        case = by_name[f"{method.name}/{example.name} over {over}"]
        for exchange in example.exchange:
            if exchange.transport == over:
                wrong += [f"{told(case)}: {s}" for s in literal_slips(case, exchange)]
    assert not wrong, "\n".join(wrong)


def literal_slips(case: Json, exchange: Exchange) -> Iterator[str]:
    shown = [n for n in ("request", "reply") if getattr(exchange, n).strip()]
    if case["literal"] != shown:
        yield f"{case['literal']} are shown, not {shown}"
    if exchange.request.strip():
        read = http_request if case["over"] == "http" else frame
        yield from read(case["request"], exchange.request.strip())
    if exchange.reply.strip():
        yield from reply_slips(case["reply"], exchange.reply.strip())


def http_request(request: Json, text: str) -> Iterator[str]:
    head, _, body = text.partition("\n\n")
    verb, target, *_ = head.splitlines()[0].split(" ")
    path, _, query = target.partition("?")
    asked = [list(pair) for pair in parse_qsl(query, keep_blank_values=True)]
    found = request["verb"], unquote(request["path"]), request["query"]
    if found != (verb, unquote(path), asked):
        yield f"{request['verb']} {target_text(request)} is not {verb} {target}"
    if "form" in request:
        own = [pair for pair in request["form"] if pair[0] not in NONCES]
        pairs = [list(pair) for pair in parse_qsl(body.strip(), keep_blank_values=True)]
        if own != [pair for pair in pairs if pair[0] not in NONCES]:
            yield f"{own} is not {body}"
    elif body.strip():
        yield from frame(request, body)


def frame(request: Json, text: str) -> Iterator[str]:
    try:
        wanted = parse(text)
    except ValueError:
        if request.get("text") != text:
            yield f"{request} is not {text}"
        return
    if not is_same(request.get("json"), wanted):
        yield f"{request.get('json')} is not {text}"


def reply_slips(reply: Json, text: str) -> Iterator[str]:
    if text.startswith("HTTP/"):
        head, _, text = text.partition("\n\n")
        if reply["status"] != int(head.split()[1]):
            yield f"the status is {reply['status']}, not {head}"
    try:
        wanted = parse(text)
    except ValueError:
        if reply.get("text", "").strip() != text.strip():
            yield f"{reply} is not {text}"
        return
    if not is_same(reply.get("json"), wanted):
        yield f"{reply.get('json')} is not {text}"


@each_api
def test_what_a_person_wrote_down_is_what_a_case_means(name: str) -> None:
    by_name = {told(case): case for case in document(name)["cases"]}
    for method, example, over in examples(name):
        if example.means is not None:
            case = by_name[f"{method.name}/{example.name} over {over}"]
            assert case["sees"]["result"] == example.means.value


def test_numbers_keep_their_digits() -> None:
    text = (FOLDER / "bitcoin" / "cases.json").read_text("utf-8")
    assert '"balance": 0.000000000000000,' in text
    assert json.loads(text, parse_float=Decimal)["wire"] == 1
