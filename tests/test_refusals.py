"""What a server refuses by itself: one table of kinds, and what answers each."""

import json
from pathlib import Path
import re
from typing import Any

from project import NAMES, api
import pytest
from samples import COMPLETE, build, lay
from specmint.bundle import read_bundle_schema
from specmint.check import read_schema
from specmint.model import KINDS, Refuse, Ws, answers

DOCS = Path(__file__).parents[1] / "docs" / "spec-language.md"
_PART = re.compile(r"`\{(\w+)\}`")


@pytest.mark.parametrize("text", [read_schema(), read_bundle_schema()])
def test_the_schemas_describe_the_kinds_of_the_table(text: str) -> None:
    kinds: dict[str, Any] = json.loads(text)["$defs"]["refuse"]["properties"]
    assert list(kinds) == list(KINDS)
    for name, node in kinds.items():
        assert node["description"].startswith(KINDS[name].why)
        assert tuple(_PART.findall(node["description"])) == KINDS[name].tells


def test_the_guide_has_the_kinds_of_the_table() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \|$", DOCS.read_text("utf-8"), re.M
    )
    told = {name: rest for name, *rest in rows}
    assert [name for name, *_ in rows if name in KINDS] == list(KINDS)
    for name, kind in KINDS.items():
        why, over, tells = told[name]
        assert why.startswith(kind.why), name
        assert tuple(re.findall(r"`(\w+)`", tells)) == kind.tells, name
        assert ("all" if len(kind.over) == 3 else ", ".join(kind.over)) == over, name
        assert (f"like `{kind.like}`" in why) == bool(kind.like), name


def test_what_a_kind_is_like_happens_where_it_does() -> None:
    for kind in KINDS.values():
        if kind.like:
            assert set(kind.over) <= set(KINDS[kind.like].over)
            assert not KINDS[kind.like].like, "one step is enough"


# -- what answers a kind -----------------------------------------------------------


def test_a_kind_of_its_own_goes_before_what_it_is_like() -> None:
    own = Refuse("time", "Late", "after {seconds}")
    found = answers((Refuse("fault", "Broken"), own), "http")
    assert found["time"] is own
    assert found["busy"] == Refuse("busy", "Broken")
    assert "batch" not in found


def test_a_text_is_lent_only_where_its_facts_are_known() -> None:
    lent = (Refuse("missing", "Lost", "{listed}"), Refuse("request", "Bad", "{reason}"))
    found = answers(lent, "http")
    assert found["no_body"].message == "{listed}"
    assert found["size"] == Refuse("size", "Bad")
    assert "size" not in answers((Refuse("request", "", "{reason}"),), "http")


def test_a_kind_lends_its_answer_only_where_it_happens() -> None:
    known = (Refuse("request", "Bad"),)
    assert answers(known, "rpc")["no_object"].error == "Bad"
    assert "no_object" not in answers(known, "http")


@pytest.mark.parametrize("name", NAMES)
def test_every_server_knows_what_answers_a_request_that_it_refuses(name: str) -> None:
    for transport in api(name).transports:
        found = answers(transport.refuse, transport.name)
        wanted = {"missing", "type", "unimplemented", "fault", "time", "busy"}
        assert wanted <= found.keys()
        if transport.name != "http":
            assert "request" in found
        if transport.name != "ws":
            assert {"verb", "path"} <= found.keys()
        if transport.auth:
            assert "access" in found


# -- what was seen -----------------------------------------------------------------


# What running services answered: an API, its transport, the kind, what is known, the
# code, and the text.
SEEN: list[tuple[str, str, str, dict[str, str], int | None, str]] = [
    ("bitcoin", "rpc", "unparsable", {}, -32700, "Parse error"),
    ("bitcoin", "rpc", "no_object", {}, -32700, "Top-level object parse error"),
    ("bitcoin", "rpc", "container", {}, -32600, "Params must be an array or object"),
    ("bitcoin", "rpc", "method", {"method": "getinfo"}, -32601, "Method not found"),
    ("bitcoin", "rpc", "depth", {"most": "512"}, -32700, "Parse error"),
    (
        *("bitcoin", "rpc", "unknown", {"name": "heigth"}, -8),
        "Unknown named parameter heigth",
    ),
    (
        *("bitdust", "http", "missing_query", {"name": "key"}, None),
        "mandatory url query argument missed: key",
    ),
    (
        *("bitdust", "http", "missing", {"listed": "['key', 'value']"}, None),
        "one of mandatory parameters missed: ['key', 'value']",
    ),
    (
        *("bitdust", "http", "number", {"value": "'abc'"}, None),
        "invalid literal for int() with base 10: 'abc'",
    ),
    (
        *("bitdust", "http", "verb", {"verb": "PUT", "path": "/share/open/v1"}, None),
        "method b'PUT':b'/share/open/v1' was not found",
    ),
    ("bitdust", "http", "access", {}, None, "access denied"),
    ("bitdust", "ws", "method", {"method": "OK"}, None, "invalid api method name"),
    ("bitdust", "ws", "unimplemented", {}, None, "method is not implemented yet"),
]


@pytest.mark.parametrize(("name", "over", "kind", "facts", "code", "wanted"), SEEN)
def test_a_refusal_says_what_a_running_service_said(
    name: str,
    over: str,
    kind: str,
    facts: dict[str, str],
    code: int | None,
    wanted: str,
) -> None:
    whole = api(name)
    refuse = answers(whole.transport(over).refuse, over)[kind]
    error = whole.errors[refuse.error]
    usual = error.message or error.match.message or error.match.text or ""
    text = refuse.message or usual
    for fact, value in facts.items():
        assert fact in KINDS[kind].tells
        text = text.replace(f"{{{fact}}}", value)
    assert (error.match.code, text) == (code, wanted)


# -- what comes first over a WebSocket -----------------------------------------------


def test_a_greeting_is_held_against_its_push(tmp_path: Path) -> None:
    text = (COMPLETE / "api.yaml").read_text("utf-8")
    spoiled = text.replace("payload: {name: note, data", "payload: {name: nobody, data")
    assert spoiled != text
    lay(tmp_path, {"api.yaml": spoiled}, over=COMPLETE)
    told = [str(problem) for problem in build(tmp_path)]
    assert len(told) == 1 and "example-result" in told[0] and "nobody" in told[0]


def test_the_host_and_the_port_of_a_client_have_their_place(tmp_path: Path) -> None:
    text = (COMPLETE / "api.yaml").read_text("utf-8")
    placed = text.replace(
        "greets: {push: changed, payload: {name: note",
        "greets: {push: changed, payload: {name: '{port}'",
    )
    lay(tmp_path, {"api.yaml": placed}, over=COMPLETE)
    assert "40240" in str(build(tmp_path)[0])


def test_bitdust_greets_with_the_address_of_the_client() -> None:
    more = api("bitdust").transport("ws").more
    assert isinstance(more, Ws) and more.greets is not None
    assert more.greets.payload["data"] == {"peer": "TCP://{host}:{port}"}
    assert (more.replies.actual, more.replies.documented) == ("everyone", "caller")
