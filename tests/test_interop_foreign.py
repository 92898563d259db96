"""Documents of others through to a generated client: what it sends, and what it reads."""

from collections.abc import Iterator
from importlib import import_module
import json
from pathlib import Path
import sys
from typing import Any

import pytest
from python_server import Request, Service, reply
from small_clients import built
from specmint.cases import make_traffic
from specmint.interop import Remark, read_document, read_foreign, spec_files
from specmint.lower import lower
from specmint.render import render
from specmint.targets import TARGETS, python_client

DOCUMENTS = Path(__file__).parent / "interop"


def lay_out(root: Path, name: str, data: Any) -> None:
    for path, text in spec_files(data).items():
        file = root / "specs" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def client_of(root: Path, name: str, data: Any) -> Any:
    """Generate the client of an imported spec, and import it."""
    lay_out(root, name, data)
    made = built(root, name)
    for path, text in render(lower(made, python_client.NAME, make_traffic(made))):
        file = root / f"{name}_client" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    sys.path.insert(0, str(root))
    return import_module(f"{name}_client")


@pytest.fixture(scope="module")
def harbour(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Any, Any, tuple[Remark, ...]]:
    document = read_document(DOCUMENTS / "harbour.yaml")
    data, remarks, _ = read_foreign({"openapi": document}, "harbour")
    root = tmp_path_factory.mktemp("harbour")
    return client_of(root, "harbour", data), data, remarks


@pytest.fixture
def service() -> Iterator[Service]:
    """Answer what the requested path says."""
    answers = {
        "/v2/ships/7": reply('{"kind": "tug", "id": 7, "pull": 3.5, "new": 1}'),
        "/v2/ships/8": reply('["a", "b"]', 203),
        "/v2/ships/9": reply("", 204),
        "/v2/ships/10": reply('{"code": 9, "text": null}', 404),
        "/v2/ships/11": reply('{"kind": "sail", "id": 8, "masts": null}'),
        "/v1/ships": reply("5", 201),
        "/v1/log": reply("", 200),
    }

    def answer(request: Request) -> list[bytes]:
        return [answers[request.target.partition("?")[0]]]

    with Service(answer) as made:
        yield made


def test_values_travel_in_the_style_that_the_document_says(
    harbour: Any, service: Service
) -> None:
    package, _, _ = harbour
    client = package.HarbourClient(service.url)
    client.get_ship(
        *(7,),
        near_x=1,
        near_y=2,
        size=3,
        from_="a b",
        colours=["red", "blue"],
        docks=[1, 2],
        x_trail=["p", "q"],
        either="5",
        note="n",
        authorization="Bearer t",
    )
    [sent] = service.requests
    assert sent.target.partition("?")[2].split("&") == [
        *("near%5Bx%5D=1", "near%5By%5D=2", "size=3", "from=a%20b"),
        *("colours=red", "colours=blue", "docks=1,2", "either=5", "note=n"),
    ]
    assert sent.header("X-Trail") == "p,q"
    assert sent.header("Authorization") == "Bearer t"


def test_a_form_spreads_what_its_encoding_says(harbour: Any, service: Service) -> None:
    package, _, _ = harbour
    client = package.HarbourClient(service.url, session="SID=1")
    assert client.build_ship("Ann", [1, 2], owner_name="Bo") == 5
    client.add_log(package.types.Spot(x=1))
    built_, logged = service.requests
    assert built_.body == b"name=Ann&sizes=1&sizes=2&owner%5Bname%5D=Bo"
    assert (logged.json(), logged.header("Cookie")) == ({"x": 1}, "SID=1")


def test_answers_of_every_status_are_read(harbour: Any, service: Service) -> None:
    package, _, _ = harbour
    client = package.HarbourClient(service.url)
    tug, sail = client.get_ship(7), client.get_ship(11)
    assert (type(tug), type(sail)) == (package.types.Tug, package.types.Yacht)
    assert (str(tug.pull), sail.masts) == ("3.5", None)
    assert client.get_ship(8) == ("a", "b")
    assert client.get_ship(9) is None
    with pytest.raises(package.errors.NotFound) as raised:
        client.get_ship(10)
    assert (raised.value.data.code, raised.value.data.text) == (9, None)


def test_examples_callbacks_and_webhooks_are_kept(harbour: Any) -> None:
    _, data, remarks = harbour
    ship = data["methods"]["getShip"]
    assert list(ship["examples"]) == ["tug", "yacht", "gone-404"]
    assert ship["examples"]["yacht"]["result"]["masts"] is None
    assert data["methods"]["buildShip"]["examples"]["shown"]["result"] == 5
    assert "secret" not in data["methods"]["buildShip"]["params"]
    assert data["webhooks"]["launched"]["registered_by"] == [
        {"method": "buildShip", "param": "name"}
    ]
    assert data["webhooks"]["launched"]["acknowledge"] == {"status": 202}
    told = {(one.kind, one.message) for one in remarks}
    for kind, message in (
        ("dropped", "`flags` is written in the style `pipeDelimited`"),
        ("dropped", "the parameter `crumb` stands in a cookie"),
        ("dropped", "`query` is written as application/json"),
        ("dropped", "the type of errors with the status `4XX`"),
        ("guessed", "`either` is taken as a text"),
    ):
        assert (kind, message) in told
    assert all(one.at.startswith("#/") for one in remarks)


# -- what is not sound -------------------------------------------------------------

PATHS: dict[str, Any] = {"/a": {"get": {"operationId": "a", "responses": {}}}}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"paths": {"/a": {"get": []}}}, "this is no object of kind operation"),
    ({"paths": {"/a": {"get": {"parameters": [{"in": "query"}]}}}}, "it has no `name`"),
    ({"paths": {"/a": {"get": {"parameters": [{"$ref": "#/gone"}]}}}}, "nothing at"),
    ({"paths": {"/a": {"get": {"responses": {200: 1}}}}}, "no object of kind response"),
    ({"paths": {"/{x}": {"get": {"responses": {}}}}}, "no parameter fills `x`"),
    ({"components": {"schemas": {"A": {"type": "file"}}}}, "no type that is known"),
    ({"components": {"schemas": {"A": 1}}}, "no object of kind schema"),
    ({"components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}}, "nothing at"),
    ({"components": {"securitySchemes": {"k": {"in": "header"}}}}, "it has no `type`"),
    ({"components": {"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}}}, "refers to itself"),
    ({"servers": [{"url": "https://{a}.b/c"}]}, "is not whole"),
    ({"security": [{"gone": []}]}, "no scheme `gone`"),
    ({"paths": {"/a": {"post": {"requestBody": {"content": {"text/plain": {}}}}}}}, "its body is text/plain"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "what"), BAD)
def test_what_is_not_sound_is_told_and_left_out(
    more: dict[str, Any], what: str, tmp_path: Path
) -> None:
    document = {"openapi": "3.0.0", "info": {"title": "T"}, "paths": PATHS, **more}
    data, remarks, _ = read_foreign({"openapi": document}, "bad")
    assert any(what in one.message for one in remarks), [str(one) for one in remarks]
    lay_out(tmp_path, "bad", data)
    built(tmp_path, "bad")


def test_a_document_that_holds_itself_is_refused() -> None:
    document: dict[str, Any] = {"openapi": "3.0.0", "paths": {}}
    document["components"] = {"schemas": {"A": {"properties": document}}}
    document["allOf"] = [document]
    document["components"]["schemas"]["A"]["allOf"] = [
        document["components"]["schemas"]["A"]
    ]
    with pytest.raises(Exception, match="holds itself"):
        read_foreign({"openapi": document}, "round")


def test_what_holds_itself_is_made_for_every_target(tmp_path: Path) -> None:
    nested = {"type": "array", "items": {"$ref": "#/components/schemas/Nested"}}
    answer = {"content": {"application/json": {"schema": nested}}}
    document = {
        "openapi": "3.0.0",
        "info": {"title": "T"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"Nested": nested}},
    }
    data, _, _ = read_foreign({"openapi": document}, "nested")
    lay_out(tmp_path, "nested", data)
    made = built(tmp_path, "nested")
    assert made.methods[0].result is not None
    traffic = make_traffic(made)
    for target in TARGETS:
        assert list(render(lower(made, target, traffic)))


# -- AsyncAPI ----------------------------------------------------------------------


def shop_floor(version: str) -> dict[str, Any]:
    """Say the same in 2.6 and in 3: a call with a reply, a push, and what is lost."""
    call = {
        "payload": {
            "type": "object",
            "required": ["type", "params", "id"],
            "properties": {
                "type": {"const": "lift"},
                "id": {"type": "string"},
                "params": {
                    "type": "object",
                    "required": ["weight"],
                    "properties": {"weight": {"type": "integer"}},
                },
            },
        }
    }
    answer = {
        "payload": {
            "type": "object",
            "properties": {
                "type": {"const": "done"},
                "id": {"type": "string"},
                "result": {"type": "boolean"},
            },
        }
    }
    alarm = {
        "name": "Alarm",
        "summary": "Something burns.",
        "payload": {"$ref": "#/components/schemas/alarm"},
        "examples": [{"name": "One", "payload": {"type": "alarm", "floor": 3}}],
    }
    unknown = {"name": "noise", "payload": {"type": "object", "properties": {}}}
    schema = {
        "type": "object",
        "properties": {"type": {"enum": ["alarm"]}, "floor": {"type": "integer"}},
    }
    document: dict[str, Any] = {
        "asyncapi": version,
        "info": {"title": "Floor", "version": "1"},
        "components": {"schemas": {"alarm": schema}},
    }
    if version.startswith("2"):
        ends = {
            "a": {"url": "tcp://x", "protocol": "mqtt"},
            "b": {"url": "h:1/ws", "protocol": "ws"},
        }
        floor = {
            "publish": {"message": call},
            "subscribe": {"message": {"oneOf": [alarm, unknown]}},
        }
        return {**document, "servers": ends, "channels": {"/floor": floor}}
    messages = {"lift": call, "done": answer, "alarm": alarm, "noise": unknown}
    refs = {name: {"$ref": f"#/channels/floor/messages/{name}"} for name in messages}
    here = {"channel": {"$ref": "#/channels/floor"}}
    return {
        **document,
        "servers": {"b": {"host": "h:1", "pathname": "/ws", "protocol": "ws"}},
        "channels": {"floor": {"address": "/floor", "messages": messages}},
        "operations": {
            "lift": {
                **here,
                "action": "receive",
                "messages": [refs["lift"]],
                "reply": {**here, "messages": [refs["done"]]},
            },
            "tell": {
                **here,
                "action": "send",
                "messages": [refs["alarm"], refs["noise"]],
            },
        },
    }


@pytest.mark.parametrize("version", ["2.6.0", "3.0.0"])
def test_what_is_said_over_a_web_socket_becomes_calls_and_pushes(
    version: str, tmp_path: Path
) -> None:
    data, remarks, _ = read_foreign({"asyncapi": shop_floor(version)}, "floor")
    ws = data["transports"]["ws"]
    assert (ws["host"], ws["path"]) == ("ws://h:1", "/ws/floor")
    push = data["pushes"]["alarm"]
    assert (push["when"], push["payload"]) == ({"type": "alarm"}, "Alarm")
    assert push["examples"]["one"]["payload"] == {"type": "alarm", "floor": 3}
    told = "\n".join(one.message for one in remarks)
    assert "what the service sends as `noise`" in told
    if version.startswith("3"):
        assert ws["call"] == {"type": "$method", "params": "$params", "id": "$id"}
        assert ws["reply"] == {"when": {"type": "done"}, "id": "id"}
        lift = data["methods"]["lift"]
        assert (lift["params"], lift["result"]) == ({"weight": "integer"}, "boolean")
    else:
        assert "speaks mqtt" in told
        assert "it gets no replies" in told
        assert not data["methods"]
    client_of(tmp_path, f"floor{version[0]}", {**data, "api": f"floor{version[0]}"})


def test_what_no_web_socket_carries_is_refused() -> None:
    document = shop_floor("2.6.0")
    del document["servers"]["b"]
    with pytest.raises(Exception, match="its servers speak mqtt"):
        read_foreign({"asyncapi": document}, "floor")


# -- documents in several files ----------------------------------------------------

SPLIT = {
    "main.yaml": """\
openapi: 3.0.0
info: {title: Split, version: "1"}
paths:
  /a: {$ref: "paths/a.yaml"}
  /b: {get: {operationId: b, responses: {"200": {description: x, content: {application/json: {schema: {$ref: "../outside.yaml"}}}}}}}
  /c: {get: {operationId: c, responses: {"200": {description: x, content: {application/json: {schema: {$ref: "https://example.com/c.json"}}}}}}}
""",
    "paths/a.yaml": """\
get:
  operationId: a
  parameters: [{$ref: "../common.json#/parameters/at"}]
  responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "../models/Tree.yaml"}}}}}
""",
    "common.json": json.dumps(
        {
            "parameters": {
                "at": {"name": "at", "in": "query", "schema": {"type": "integer"}}
            }
        }
    ),
    "models/Tree.yaml": """\
type: object
properties:
  name: {type: string, example: {$ref: is data}}
  forest: {$ref: "Forest.yaml#/definitions/wood"}
""",
    "models/Forest.yaml": """\
definitions:
  wood: {type: object, properties: {trees: {type: array, items: {$ref: "Tree.yaml"}}, at: {$ref: "#/definitions/At"}}}
  At: {type: string}
""",
}


def write_split(root: Path) -> Path:
    for name, text in SPLIT.items():
        file = root / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "outside.yaml").write_text("type: string\n", "utf-8")
    return root / "docs"


def run(
    root: Path, monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[int, dict[str, Any]]:
    from specmint.cli import main
    from specmint.cli.project import load_specs

    monkeypatch.chdir(root)
    (root / "specs").mkdir(exist_ok=True)
    status = main(["import", "openapi", *words, "--as", "split", "--replace"])
    if status:
        return status, {}
    return status, load_specs(root, ["split"]).specs["split"].data


def test_references_lead_into_other_files_and_around(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_split(tmp_path)
    status, data = run(tmp_path, monkeypatch, "docs/main.yaml")
    assert status == 0
    assert data["methods"]["a"]["params"] == {
        "at": {"type": "integer", "optional": True}
    }
    assert data["methods"]["a"]["result"] == "Tree"
    assert data["types"]["Wood"]["fields"] == {
        "trees": {"is": "list", "items": "Tree", "optional": True},
        "at": {"type": "At", "optional": True},
    }
    told = capsys.readouterr().out
    assert "`../outside.yaml` is outside of the document's folder" in told
    assert "`https://example.com/c.json` is not fetched; `--remote` allows it" in told
    assert data["methods"]["b"]["result"]["is"] == "any"
    status, data = run(tmp_path, monkeypatch, "docs/main.yaml", "--folder", ".")
    assert (status, data["methods"]["b"]["result"]) == (0, "Outside")


def test_files_that_are_not_there_are_all_named_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    docs = write_split(tmp_path)
    (docs / "common.json").unlink()
    (docs / "models/Tree.yaml").write_text("a: [", "utf-8")
    status, _ = run(tmp_path, monkeypatch, "docs/main.yaml")
    told = capsys.readouterr().err
    assert status == 1
    assert "docs/common.json" in told
    assert "docs/models/Tree.yaml" in told
    assert not (tmp_path / "specs/split").exists()


def test_a_link_does_not_lead_out_of_the_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    docs = write_split(tmp_path)
    (docs / "common.json").unlink()
    (docs / "common.json").symlink_to(tmp_path / "outside.yaml")
    assert run(tmp_path, monkeypatch, "docs/main.yaml")[0] == 0
    assert "common.json` is outside of the document's folder" in capsys.readouterr().out


def test_a_document_is_fetched_with_what_lies_beside_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pages = {f"/docs/{name}": text for name, text in SPLIT.items()}

    def answer(request: Request) -> list[bytes]:
        if request.target == "/moved":
            return [reply("", 302, [("Location", "ftp://127.0.0.1/x")])]
        page = pages.get(request.target)
        return [reply("", 404) if page is None else reply(page)]

    with Service(answer) as served:
        where = f"{served.url}/docs/main.yaml"
        assert run(tmp_path, monkeypatch, where)[0] == 1
        told = capsys.readouterr().err
        assert "/outside.yaml: error[bad-document]: the server answers 404" in told
        pages["/outside.yaml"] = "type: string"
        status, data = run(tmp_path, monkeypatch, where)
        assert (status, data["methods"]["a"]["result"]) == (0, "Tree")
        assert data["methods"]["b"]["result"] == "Outside"
        for path, what in (("/moved", "no http or https"), ("/gone", "answers 404")):
            assert run(tmp_path, monkeypatch, served.url + path)[0] == 1
            assert what in capsys.readouterr().err
    assert run(tmp_path, monkeypatch, "http://127.0.0.1:1/x.json")[0] == 1
    assert "no answer" in capsys.readouterr().err


@pytest.mark.parametrize("ref", ["\0x.json", "http://[", "file:///etc/passwd", "x.md"])
def test_a_reference_that_leads_nowhere_is_told(
    ref: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = {"openapi": "3.0.0", "paths": PATHS | {"/b": {"$ref": ref}}}
    (tmp_path / "odd.json").write_text(json.dumps(document), "utf-8")
    assert run(tmp_path, monkeypatch, "odd.json")[0] == 0
    assert "odd.json#/paths/~1b: dropped: `" in capsys.readouterr().out


def test_a_discriminator_without_cases_is_told_to_be_lost() -> None:
    """Cases that only include the base are not known where the base is used."""
    base = {
        "type": "object",
        "discriminator": {"propertyName": "kind"},
        "properties": {"kind": {"type": "string"}},
    }
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Base"}}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Ships", "version": "1"},
        "paths": {
            "/ship": {
                "get": {"responses": {"200": {"description": "x", "content": answer}}}
            }
        },
        "components": {"schemas": {"Base": base}},
    }
    _, remarks, _ = read_foreign({"openapi": document}, "ships")
    told = [one for one in remarks if "discriminator" in one.message]
    assert [(one.kind, one.at) for one in told] == [
        ("dropped", "#/components/schemas/Base")
    ]
