"""Documents of other formats: valid, with examples that fit, and nothing said twice."""

from functools import cache
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from project import NAMES, ROOT, api
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT7
from specmint.build import build_api
from specmint.bundle import bundle
from specmint.interop import REASONS, by_fact, export, losses, read_exported
from specmint.interop.remainder import PREFIX
from specmint.layout import json_text
from specmint.wire import parse_json
from typescript_tools import lack

Json = Any
JUDGES = ROOT / "tests" / "runners" / "interop" / "node_modules"
FORMATS = {
    "bigchaindb": ["openapi"],
    "bitcoin": ["openrpc"],
    "bitdust": ["openapi", "asyncapi"],
    "icon": ["openrpc"],
    "mtgox": ["openapi"],
}
EXPORTED = [(name, one) for name, formats in FORMATS.items() for one in formats]
# Keys of which the format itself says all: in an extension they would say it again.
NATIVE = {
    *("title", "summary", "params", "fields", "types", "methods", "transports"),
    *("result", "groups", "include", "kinds", "has", "tag", "beside"),
}


@cache
def documents(name: str) -> dict[str, Json]:
    """Export an API, as text and back, so that nothing but JSON is left of it."""
    made = export(api(name))
    return {key: parse_json(json_text(one)) for key, one in made.items()}


def judge(path: str) -> Json:
    found = JUDGES / path
    if not found.exists():
        lack(path.rpartition("/")[0])
    return json.loads(found.read_text("utf-8"))


def rebuilt(name: str, given: dict[str, Json]) -> str:
    """Give the text of the bundle that documents lead to."""
    data = read_exported(given, name)
    groups = {one: node["group"] for one, node in data["methods"].items()}
    return json_text(bundle(build_api(data, groups)))


@pytest.mark.parametrize("name", NAMES)
def test_each_transport_has_its_format(name: str) -> None:
    assert list(documents(name)) == FORMATS[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_exported_comes_back_byte_for_byte(name: str) -> None:
    assert rebuilt(name, documents(name)) == json_text(bundle(api(name)))


@pytest.mark.parametrize(("name", "form"), EXPORTED)
def test_no_extension_repeats_what_the_format_says(name: str, form: str) -> None:
    found = losses(documents(name)[form])
    told = {one.fact for one in found if not one.at.startswith("#/servers/")}
    assert told & NATIVE <= {"title"}
    assert told - REASONS.keys() == set()


def test_every_reason_is_of_a_fact_that_some_document_has() -> None:
    made = [losses(one) for name in NAMES for one in documents(name).values()]
    facts = {fact for found in made for fact in by_fact(found)}
    assert facts <= REASONS.keys()


def test_every_extension_is_a_loss() -> None:
    document = documents("icon")["openrpc"]
    assert json_text(document).count(f'"{PREFIX}') == len(losses(document)) + sum(
        json_text(one.value).count(f'"{PREFIX}') for one in losses(document)
    )


def renamed(node: Json, old: str, new: str) -> Json:
    """Rename what is native: values of `name`, keys of properties and of examples."""
    if isinstance(node, list):
        return [renamed(one, old, new) for one in node]
    if isinstance(node, dict):
        return {
            (new if key == old else key): (
                one if key.startswith(PREFIX) else renamed(one, old, new)
            )
            for key, one in node.items()
        }
    return new if node == old else node


@pytest.mark.parametrize(
    ("name", "form", "method", "old"),
    [
        ("bitcoin", "openrpc", "getblockhash", "index"),
        ("icon", "openrpc", "icx_getTotalSupply", "height"),
        ("bigchaindb", "openapi", "get_transaction", "tx_id"),
        ("mtgox", "openapi", "order_add", "amount_int"),
        ("bitdust", "openapi", "key_create", "key_size"),
        ("bitdust", "asyncapi", "key_create", "key_size"),
    ],
)
def test_a_parameter_renamed_in_the_native_part_is_renamed(
    name: str, form: str, method: str, old: str
) -> None:
    document = json.loads(json.dumps(documents(name)[form], default=float))
    home = {
        "openrpc": lambda: document["methods"],
        "openapi": lambda: document["paths"],
        "asyncapi": lambda: document["components"]["messages"],
    }[form]()
    for key, one in home.items() if isinstance(home, dict) else enumerate(home):
        is_it = method in (key, one.get("name"), *operations(one))
        home[key] = renamed(one, old, "renamed") if is_it else one
    read = read_exported({form: document}, name)["methods"][method]
    assert "renamed" in read["params"]
    assert old not in read["params"]


def answers(document: Json) -> dict[tuple[str, str], tuple[str, Json]]:
    """Give by operation and example the status and the answer that are shown."""
    return {
        (one["operationId"], name): (status, told)
        for item in document["paths"].values()
        for one in item.values()
        for status, answer in one["responses"].items()
        for media in answer.get("content", {}).values()
        for name, told in media.get("examples", {}).items()
    }


def raising(name: str, documents: dict[str, Json]) -> dict[tuple[str, str], Json]:
    """Give by method and example what ends in an error over HTTP."""
    return {
        (method, one): told
        for method, node in read_exported(documents, name)["methods"].items()
        for one, example in node["examples"].items()
        for told in example.get("raises", {}).values()
        if "http" in node and example.get("over", ["http"]) == ["http"]
    }


REST = ["bigchaindb", "bitdust", "mtgox"]


@pytest.mark.parametrize("name", REST)
def test_an_example_that_fails_shows_its_answer_and_nothing_of_it_twice(
    name: str,
) -> None:
    shown, found = answers(documents(name)["openapi"]), raising(name, documents(name))
    assert len(found) > 2
    for place, raised in found.items():
        status, told = shown[place]
        assert status == str(raised.get("status", 200))
        assert json_text(raised["message"]).strip() in json_text(told["value"])
    for item in documents(name)["openapi"]["paths"].values():
        for one in item.values():
            for example, told in one[f"{PREFIX}shown"].items():
                for further in told.get("raises", {}).values():
                    is_shown = (one["operationId"], example) in shown
                    assert ("message" in further) is not is_shown


@pytest.mark.parametrize("name", REST)
def test_an_answer_that_fails_is_read_where_it_is_shown(name: str) -> None:
    document = json.loads(json.dumps(documents(name)["openapi"], default=float))
    place, raised = next(iter(raising(name, documents(name)).items()))
    _, told = answers(document)[place]
    told["value"] = renamed(told["value"], raised["message"], "renamed")
    again = raising(name, {**documents(name), "openapi": document})
    assert again[place] == {**raised, "message": "renamed"}


def operations(item: Json) -> list[Json]:
    return [one.get("operationId") for one in item.values() if isinstance(one, dict)]


@pytest.mark.parametrize("name", ["bitcoin", "icon"])
def test_an_openrpc_document_is_valid(name: str) -> None:
    schema = judge("@open-rpc/spec/dist/1_4/schema.json")
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    core = json.loads(json.dumps(Draft7Validator.META_SCHEMA))
    core["definitions"]["JSONSchemaObject"] = {
        "properties": {"$ref": {"type": "string"}}
    }
    home = "https://meta.json-schema.tools"
    known = [(one, DRAFT7.create_resource(core)) for one in (home, f"{home}/")]
    validator = Draft7Validator(schema, registry=Registry().with_resources(known))
    assert [*map(str, validator.iter_errors(plain(documents(name)["openrpc"])))] == []


def plain(document: Json) -> Json:
    """Give numbers as validators know them."""
    return json.loads(json.dumps(document, default=float))


@pytest.mark.parametrize("name", ["bigchaindb", "bitdust", "mtgox"])
def test_an_openapi_document_is_valid(name: str) -> None:
    validator = OpenAPIV31SpecValidator(plain(documents(name)["openapi"]))
    assert [*map(str, validator.iter_errors())] == []


def test_an_asyncapi_document_is_valid() -> None:
    schema = judge("@asyncapi/specs/schemas/3.0.0.json")
    document = plain(documents("bitdust")["asyncapi"])
    assert [*map(str, Draft7Validator(schema).iter_errors(document))] == []


def shown_values(form: str, document: Json) -> list[tuple[str, Json, Json]]:
    """List values that a document shows, with the schemas that they should fit."""
    found: list[tuple[str, Json, Json]] = []
    if form == "asyncapi":
        for name, message in document["components"]["messages"].items():
            for one in message.get("examples", ()):
                found.append(
                    (f"{name} {one['name']}", message["payload"], one["payload"])
                )
    elif form == "openrpc":
        for method in document["methods"]:
            schemas = {one["name"]: one["schema"] for one in method["params"]}
            for one in method["examples"]:
                if "result" in one:
                    where = f"{method['name']} {one['name']}"
                    found.append(
                        (where, method["result"]["schema"], one["result"]["value"])
                    )
                    for param in one["params"]:
                        found.append((where, schemas[param["name"]], param["value"]))
    else:
        _walk(document, "#", found)
    return found


def _walk(node: Json, at: str, found: list[tuple[str, Json, Json]]) -> None:
    if isinstance(node, dict):
        for name, one in node.get("examples", {}).items() if "schema" in node else ():
            if "value" in one:
                found.append((f"{at} {name}", node["schema"], one["value"]))
        for key, one in node.items():
            if not key.startswith(PREFIX):
                _walk(one, f"{at}/{key}", found)
    elif isinstance(node, list):
        for index, one in enumerate(node):
            _walk(one, f"{at}/{index}", found)


@pytest.mark.parametrize(("name", "form"), EXPORTED)
def test_native_examples_fit_their_native_schemas(name: str, form: str) -> None:
    document = plain(documents(name)[form])
    draft = Draft202012Validator if form == "openapi" else Draft7Validator
    parts = {"components": {"schemas": document["components"]["schemas"]}}
    shown = shown_values(form, document)
    assert len(shown) > 15
    for where, schema, value in shown:
        errors = list(draft({**parts, "allOf": [schema]}).iter_errors(value))
        assert errors == [], f"{where}: {errors[0].message}"


def test_losses_in_files_are_those_of_the_documents() -> None:
    for name in NAMES:
        told = json.loads(
            Path(ROOT / "generated/interop" / name / "losses.json").read_text("utf-8")
        )
        for form, document in documents(name).items():
            found = by_fact(losses(document))
            assert {fact: one["at"] for fact, one in told[form].items()} == {
                fact: [one.at for one in lost] for fact, lost in found.items()
            }
