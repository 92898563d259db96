"""What specs say of whole transports, as generated servers do it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
import json
from typing import Any

import pytest
from python_play import server
from python_rest import Got, call
from python_serving import serving
from specmint.model.refusals import KINDS

HASH = "4462c88079cc51972f1bdcb8a4240ee8757b0bb69df828ade051c95ced540fa0"
PREFLIGHT = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, PUT, DELETE",
    "access-control-allow-headers": "x-prototype-version,x-requested-with",
    "access-control-max-age": "2520",
}


@contextmanager
def served(name: str, more: Any = None, **methods: Any) -> Iterator[int]:
    """Serve an API with some methods; the others are not implemented."""
    pkg = server(name)
    handler = type("Serving", (pkg.handler,), methods)()
    with serving(pkg.create(handler, **(more or {}))) as found:
        yield found.port


def post(port: int, body: Any, path: str = "/") -> Got:
    text = body if isinstance(body, str) else json.dumps(body)
    return call(port, f"POST {path}", text.encode())


# -- a node of Bitcoin -------------------------------------------------------------


async def getblockcount(_: Any) -> int:
    return 120


async def getblockhash(_: Any, **_given: Any) -> str:
    return "00" * 32


@pytest.mark.parametrize(
    ("sent", "code", "message"),
    [
        (
            '{"method":"getblockhash","params":{"height":2,"height":3},"id":1}',
            -8,
            "Parameter height specified multiple times",
        ),
        (
            '{"method":"getblockhash","params":{"height":2,"args":[3]},"id":1}',
            -8,
            "Parameter height specified twice both as positional and named argument",
        ),
        ('{"id":1}', -32600, "Missing method"),
        ('{"method":7,"id":1}', -32600, "Method must be a string"),
    ],
)
def test_a_node_tells_what_is_wrong_in_the_words_of_nodes(
    sent: str, code: int, message: str
) -> None:
    with served("bitcoin", {"auth": None}, getblockhash=getblockhash) as port:
        error = post(port, sent).json["error"]
    assert error == {"code": code, "message": message}


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("decoderawtransaction", ["zz"], -22),
        ("decoderawtransaction", [7], -3),
        ("signrawtransaction", ["00" * 10, None, None, "BAD"], -8),
        ("signrawtransaction", ["00" * 10, None, None, 7], -3),
        ("createrawtransaction", [[{"txid": "00" * 32}], {}], -8),
        ("createrawtransaction", [["zz"], {}], -3),
        ("createrawtransaction", [[{"txid": "00" * 32, "vout": "x"}], {}], -3),
        ("sendtoaddress", ["mx24uGcuUtcAyJEV6uMTbFxtc7dfRKNszA", "much"], -3),
    ],
)
def test_a_node_tells_the_wrong_kind_from_the_wrong_value(
    method: str, params: list[Any], code: int
) -> None:
    with served("bitcoin", {"auth": None}) as port:
        got = post(port, {"method": method, "params": params, "id": 1}).json
    assert got["error"]["code"] == code


def test_servers_answer_what_has_no_answer_as_the_spec_language_says() -> None:
    like = {name: kind.like for name, kind in KINDS.items() if kind.like}
    app = import_module(f"{server('bitcoin').root.__name__}._app")
    assert like == app.LIKE


def test_a_text_whose_facts_are_not_known_is_left_out() -> None:
    app = import_module(f"{server('bitcoin').root.__name__}._app")
    refusals = {"fault": app.Refuse(app.ApiError, "It broke: {reason}")}
    told = app.refused(refusals, app.Refusal("time", seconds=3))
    assert str(told) == ""
    told = app.refused(refusals, app.Refusal("fault", reason="why"))
    assert str(told) == "It broke: why"


def test_a_node_may_be_one_that_never_looked_at_the_version() -> None:
    """The library that the page recommends sends 2.0 in batches, and reads `error`."""
    batch = [{"jsonrpc": "2.0", "method": "getblockcount", "params": [], "id": 1}]
    new, old = {"auth": None}, {"auth": None, "dialects": ["legacy"]}
    with served("bitcoin", new, getblockcount=getblockcount) as port:
        assert post(port, batch).json == [{"jsonrpc": "2.0", "result": 120, "id": 1}]
    with served("bitcoin", old, getblockcount=getblockcount) as port:
        assert post(port, batch).json == [{"result": 120, "error": None, "id": 1}]


# -- a node of ICON ----------------------------------------------------------------


class Meeting:
    """A method that goes on when two are there."""

    def __init__(self) -> None:
        self.there, self.both = 0, asyncio.Event()

    async def __call__(self, _: Any) -> int:
        self.there += 1
        if self.there == 2:
            self.both.set()
        await self.both.wait()
        return self.there


def test_calls_of_a_batch_run_at_once_on_a_chain() -> None:
    root, meeting = server("icon").root, Meeting()

    async def icx_get_total_supply(own: Any, **_: Any) -> int:
        return await meeting(own)

    def ask(number: int) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "method": "icx_getTotalSupply", "id": number}

    more = {"limits": root.Limits(time=5)}
    methods = {"icx_get_total_supply": icx_get_total_supply}
    with served("icon", more, **methods) as port:
        got = post(port, [ask(1), ask(2)], "/api/v3").json
    assert [(one["id"], one.get("result")) for one in got] == [(1, "0x2"), (2, "0x2")]


@pytest.mark.parametrize("more", [{"extra": 1}, {"id": True}, {"id": [1]}, {"id": {}}])
def test_a_chain_takes_no_members_and_ids_of_other_kinds(more: dict[str, Any]) -> None:
    usual = {"jsonrpc": "2.0", "method": "icx_getTotalSupply", "id": 1}
    with served("icon") as port:
        got = post(port, {**usual, **more}, "/api/v3")
    assert (got.status, got.json["error"]["code"]) == (400, -32600)


# -- an engine of BitDust ----------------------------------------------------------


def test_pages_may_read_what_an_engine_answers() -> None:
    async def process_health(_: Any) -> None: ...

    with served("bitdust", process_health=process_health) as port:
        for line in ("GET /process/health/v1", "OPTIONS /process/health/v1"):
            got = call(port, line)
            assert got.status == 200
            assert PREFLIGHT.items() <= got.headers.items()
        broken = call(port, "GET /process/health/v1", b"no json")
        assert broken.status == 500 and not PREFLIGHT.keys() & broken.headers.keys()


def test_an_engine_says_nothing_of_its_paths_to_who_has_no_secret() -> None:
    with served("bitdust") as port:
        for line in ("GET /no/such/v1", "OPTIONS /process/health/v1"):
            got = call(port, line, headers={"api_secret": ""})
            assert got.json["errors"] == ["access denied"]


def test_an_engine_is_asked_for_a_group_without_its_key() -> None:
    heard: list[str] = []
    errors = server("bitdust").errors

    async def group_info(_: Any, group_key_id: str) -> Any:
        heard.append(group_key_id)
        raise errors.GroupIdInvalid

    with served("bitdust", group_info=group_info) as port:
        got = call(port, "GET /group/info/v1")
    assert (got.json["errors"], heard) == (["invalid group id"], [""])


def test_an_engine_takes_the_numbers_of_its_command_line_as_texts() -> None:
    heard: list[Any] = []

    async def automat_events_start(_: Any, index: Any, **_given: Any) -> Any:
        heard.append(index)

    async def supplier_change(_: Any, position: Any) -> Any:
        heard.append(position)

    methods = {
        "automat_events_start": automat_events_start,
        "supplier_change": supplier_change,
    }
    with served("bitdust", **methods) as port:
        post(port, {"index": "12345"}, "/automat/events/start/v1")
        post(port, {"pos": "2"}, "/supplier/change/v1")
        got = post(port, {"position": "two"}, "/supplier/change/v1")
    assert (heard, got.json["status"]) == ([12345, 2], "ERROR")


# -- an exchange, and a database ---------------------------------------------------


@pytest.mark.parametrize(
    ("target", "form"),
    [
        ("", f"hash={HASH}&nonce=1"),
        (f"?hash={HASH}", "nonce=1"),
        (f"?hash={HASH}&raw", ""),
    ],
)
def test_an_exchange_reads_public_data_by_a_post_too(target: str, form: str) -> None:
    """The exchange's own client signs each call; nothing looks at that here."""
    heard: list[Any] = []
    errors = server("mtgox").errors

    async def bitcoin_tx_details(_: Any, **given: Any) -> Any:
        heard.append(given)
        raise errors.InvalidParameter(parameter="hash")

    with served("mtgox", bitcoin_tx_details=bitcoin_tx_details) as port:
        path = f"/api/1/generic/bitcoin/tx_details{target}"
        got = call(
            port, f"POST {path}", form.encode(), {"Rest-Key": "x", "Rest-Sign": "y"}
        )
    assert (got.status, heard) == (200, [{"hash": HASH}])


def test_a_node_of_the_database_says_who_it_is_at_the_root() -> None:
    root = server("bigchaindb").root
    told = {"api_endpoint": "http://x/api/v1", "keyring": [], "public_key": "1" * 44}
    told |= {"software": "BigchainDB", "version": "0.6.0"}

    async def get_info(_: Any) -> Any:
        return root.types.NodeInfo(**told)

    with served("bigchaindb", get_info=get_info) as port:
        assert call(port, "GET /").json == told
