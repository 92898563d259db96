"""Servers of JSON-RPC: each dialect byte by byte, and what no caller may break."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator
import http.client
import json
import logging
from pathlib import Path
import subprocess
import sys
import time
import tracemalloc
from types import SimpleNamespace
from typing import Any

import pytest
from python_serving import (
    SOON,
    Served,
    await_true,
    packaged,
    parts,
    read_to_end,
    request,
    serving,
)

DECLARED = '''
"""What is generated for a node and for a chain, shortened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ._app import (
    HOOKS, LIMITS, Answer, ApiError, App, Handler, Hooks, Limits, Method, Methods,
    Refuse, needs, request, takes,
)
from ._rpc import RPC, Basic, Dialect, Rpc, RpcCarrier, Statuses, spoken
from ._wire import (
    ANYTHING, DECIMAL, INTEGER, NOTHING, TEXT, UNSET, Beside, Integer, ListOf, Nullable,
    Octets, Record, Unset, member,
)


class ParseError(ApiError, code=-32700, message="Parse error"): ...
class InvalidRequest(ApiError, code=-32600, message="Params must be an array or object"): ...
class MethodNotFound(ApiError, code=-32601, message="Method not found"): ...
class InvalidParams(ApiError, code=-32602, message="Invalid params"): ...
class InternalError(ApiError, code=-32603, message="Internal error"): ...
class MiscError(ApiError, code=-1, status={"legacy": 500, "2.0": 200}): ...
class WrongType(ApiError, code=-3): ...
class InvalidParameter(ApiError, code=-8): ...
class Unauthorized(ApiError, status=401): ...
class Forbidden(ApiError, status=403): ...
class PathNotFound(ApiError, status=404): ...
class VerbNotAllowed(
    ApiError, status=405, message="JSONRPC server handles only POST requests"
): ...
class BodyTooLarge(ApiError, status=413): ...


class ContractFailed(ApiError, codes=(-30999, -30000), counts={"failure": (-30000, INTEGER)}):
    def __init__(self, message: str = "", *, failure: int) -> None:
        super().__init__(message, failure=failure)


class WaitTimeout(ApiError, code=-31006, message="Timeout", data=Octets("0x-hex")):
    def __init__(self, message: str = "", *, data: bytes | None = None) -> None:
        super().__init__(message, data=data)


class Block(Record):
    hash: bytes = member(Octets())
    difficulty: Decimal = member(DECIMAL)


NODE = Methods(
    Method("getblockcount", "getblockcount", [], INTEGER, RPC),
    Method("getblockhash", "getblockhash", [needs("height", INTEGER)], TEXT, RPC),
    Method(
        "getblock",
        "getblock",
        [needs("hash", Octets()), takes("verbosity", INTEGER, also=("verbose",))],
        Beside("verbosity", {"0": Octets()}, otherwise=Block),
        RPC,
    ),
    Method(
        "sendtoaddress",
        "sendtoaddress",
        [
            needs("address", TEXT),
            needs("amount", DECIMAL),
            takes("comment", TEXT),
            takes("lambda", Nullable(TEXT), "lambda_"),
        ],
        ANYTHING,
        RPC,
    ),
    Method("whoami", "whoami", [], ANYTHING, RPC),
    Method("raises", "raises", [needs("what", TEXT)], ANYTHING, RPC),
    Method("gives", "gives", [needs("what", TEXT)], ANYTHING, RPC),
    Method("sleep", "sleep", [needs("seconds", ANYTHING)], TEXT, RPC),
    Method("wait", "wait", [needs("seconds", ANYTHING)], TEXT, RPC, waits=True),
    Method("left_out", "left_out", [], NOTHING, RPC),
    Method("elsewhere", "elsewhere", [], NOTHING),
)


class Node(Handler):
    """A node that knows little, and can be told to fail."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    async def getblockcount(self) -> int:
        self.calls.append("getblockcount")
        return 120

    async def getblockhash(self, height: int) -> str:
        if height > 120:
            raise InvalidParameter("Block height out of range")
        return f"hash of {height}"

    async def getblock(self, hash: bytes, verbosity: int = 1) -> Any:
        return b"\\0\\1" if verbosity == 0 else Block(hash=hash, difficulty=Decimal("1.50"))

    async def sendtoaddress(
        self, address: str, amount: Decimal, comment: str = "none",
        lambda_: str | None | Unset = UNSET,
    ) -> Any:
        return [address, amount, comment, repr(lambda_)]

    async def whoami(self) -> Any:
        now = request()
        return [
            now.method, now.transport, now.caller, dict(now.scope),
            now.headers.get("x-mine"), now.client is not None, now.connection,
        ]

    async def raises(self, what: str) -> Any:
        raise {
            "value": ValueError("secret"),
            "cancelled": asyncio.CancelledError(),
            "contract": ContractFailed("Reverted", failure=32),
            "timeout": WaitTimeout(data=b"\\1\\2"),
            "forbidden": Forbidden(),
            "bare": ApiError("no code at all"),
            "float": MiscError("x", data=0.1),
            "group": ExceptionGroup("many", [ValueError("x")]),
            "recursion": RecursionError(),
        }[what]

    async def gives(self, what: str) -> Any:
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        return {
            "float": 0.1, "deep": deep, "huge": Decimal("1E+999999"),
            "answer": Answer(1, message="beside"), "text": "%s caf\\u00e9 \\ud83d",
        }[what]

    async def sleep(self, seconds: Any) -> str:
        try:
            await asyncio.sleep(float(seconds))
        except asyncio.CancelledError:
            self.calls.append("cancelled")
            raise
        self.calls.append("slept")
        return "slept"

    wait = sleep

    async def left_out(self) -> None:
        raise NotImplementedError


REFUSALS = {
    "unparsable": Refuse(ParseError),
    "no_object": Refuse(ParseError, "Top-level object parse error"),
    "depth": Refuse(ParseError),
    "request": Refuse(InvalidRequest, "{reason}"),
    "container": Refuse(InvalidRequest),
    "method": Refuse(MethodNotFound),
    "unimplemented": Refuse(MethodNotFound),
    "missing": Refuse(MiscError, "{method} needs {names}"),
    "surplus": Refuse(MiscError, "{method} takes {most} parameters, and there are {given}"),
    "unknown": Refuse(InvalidParameter, "Unknown named parameter {name}"),
    "repeated": Refuse(InvalidParameter, "Parameter {name} {reason}"),
    "type": Refuse(WrongType, "Wrong type passed: {name}: {reason}"),
    "fault": Refuse(InternalError),
    "time": Refuse(InternalError, "No answer within {seconds} seconds"),
    "batch": Refuse(InvalidRequest, "A batch has at most {most} calls"),
    "size": Refuse(BodyTooLarge),
    "verb": Refuse(VerbNotAllowed),
    "path": Refuse(PathNotFound),
    "access": Refuse(Unauthorized),
}
LEGACY = Dialect(
    "legacy",
    members={"result": "always", "error": "always", "id": "always"},
    without_id="answer",
    statuses=Statuses(error=500, codes={-32600: 400, -32601: 404}),
)
SECOND = Dialect("2.0", when=("2.0",))


def node(
    known: Any = None, *, handler: Handler | None = None, limits: Limits = LIMITS,
    hooks: Hooks = HOOKS, refusals: Mapping[str, Refuse] = REFUSALS,
    path: str = "/[wallet/{wallet}]", dialects: Sequence[str] = ("legacy", "2.0"),
    headers: Sequence[tuple[str, str]] = (),
) -> App:
    made = handler or Node()
    rpc = RpcCarrier(
        NODE, made, refusals, limits, hooks,
        path=path,
        dialects=spoken([LEGACY, SECOND], dialects),
        speaks="legacy",
        nulls="missing",
        positions="args",
        auth=None if known is None else Basic(known, realm="jsonrpc", delay=0.05),
        headers=headers,
        end="\\n",
    )
    return App(made, http=[rpc], limits=limits, hooks=hooks)


HEX = Integer(int, "hex")
CHAIN = Methods(
    Method("icx_getLastBlock", "icx_get_last_block", [], TEXT, RPC),
    Method("icx_getBalance", "icx_get_balance", [needs("address", TEXT)], HEX, RPC),
    Method("icx_sendTransaction", "icx_send_transaction", [], TEXT, RPC),
    Method("icx_sleep", "icx_sleep", [needs("seconds", ANYTHING)], TEXT, RPC),
    Method(
        "debug_estimateStep", "debug_estimate_step", [], HEX,
        Rpc(path="/api/v3d[/{channel}]", also=("/api/debug/v3[/{channel}]",)),
    ),
    Method(
        "icx_renamed", "icx_renamed",
        [takes("height", INTEGER), takes("limit", INTEGER), takes("gone", TEXT)], ANYTHING,
        Rpc(
            "icx_named", names={"height": "h"}, also_names={"height": ("at",)},
            forms={"limit": HEX}, absent=("gone",), defaults={"limit": "0xa"},
            required=("height",),
        ),
    ),
)


class Chain(Handler):
    def __init__(self) -> None:
        self.calls: list[str] = []

    async def icx_get_last_block(self) -> str:
        self.calls.append("icx_getLastBlock")
        return "last"

    async def icx_get_balance(self, address: str) -> int:
        return 255

    async def icx_send_transaction(self) -> str:
        self.calls.append("icx_sendTransaction")
        return "0x01"

    async def icx_sleep(self, seconds: Any) -> str:
        await asyncio.sleep(float(seconds))
        return "slept"

    async def debug_estimate_step(self) -> int:
        return int(dict(request().scope) == {"channel": "icon_dex"})

    async def icx_renamed(self, **given: Any) -> Any:
        return given


def chain(handler: Chain, limits: Limits = Limits(batch=10)) -> App:
    bad = Refuse(InvalidParams, "Invalid params {name}")
    refusals = {
        "unparsable": Refuse(ParseError),
        "request": Refuse(InvalidRequest, "Invalid Request"),
        "method": Refuse(MethodNotFound),
        "container": Refuse(InvalidParams),
        "missing": bad, "unknown": bad, "type": bad,
        "fault": Refuse(InternalError),
        "time": Refuse(InternalError, "too slow"),
        "batch": Refuse(InvalidRequest, "Invalid Request", 503),
        "empty_batch": Refuse(InvalidRequest, "Invalid Request"),
        "verb": Refuse(message="Method Not Allowed", status=405),
        "path": Refuse(message="Not Found", status=404),
    }
    second = Dialect(
        "2.0", when=("2.0",), params=("object",),
        statuses=Statuses(empty_batch=400, notification=200, error=400),
    )
    rpc = RpcCarrier(
        CHAIN, handler, refusals, limits,
        path="/api/v3[/{channel}]",
        dialects=[second],
        speaks="2.0",
        notifications=["icx_sendTransaction"],
        is_strict=True,
        is_parallel=True,
    )
    return App(handler, http=[rpc], limits=limits)
'''


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The run-time files as a generated server has them, and all their names."""
    return packaged(tmp_path_factory.mktemp("rpc") / "rpc_server", DECLARED, "_rpc")


@pytest.fixture(scope="module")
def node(rt: SimpleNamespace) -> Iterator[Served]:
    limits = rt.Limits(depth=512, batch=20, body=10_000)
    with serving(rt.node(limits=limits, hooks=quiet(rt))) as served:
        yield served


@pytest.fixture(scope="module")
def chain(rt: SimpleNamespace) -> Iterator[Served]:
    with serving(rt.chain(rt.Chain())) as served:
        yield served


def quiet(rt: SimpleNamespace) -> Any:
    return rt.Hooks(failed=lambda *_: None)


def reply(status: str, body: str = "", *headers: str) -> bytes:
    """A reply as the wire has it, of a server that then ends the connection."""
    kind = ["content-type: application/json"] if body and not headers else []
    length = [] if status.startswith("204") else [f"content-length: {len(body)}"]
    head = [f"HTTP/1.1 {status}", *headers, *kind, *length, "connection: close"]
    return "\r\n".join([*head, "", body]).encode()


# -- a node, as it was recorded ----------------------------------------------------

TWO = '"jsonrpc":"2.0"'
NOT_FOUND = '{"code":-32601,"message":"Method not found"}'
PARSE = '{"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null}\n'
TOP = PARSE.replace("Parse", "Top-level object parse")
COUNT = '{"result":120,"error":null,"id":1}\n'


def legacy(code: int, message: str) -> str:
    return f'{{"result":null,"error":{{"code":{code},"message":"{message}"}},"id":1}}\n'


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        # recorded
        (
            '{"id":-1,"method":"getblockcount","params":[]}',
            "200 OK",
            COUNT.replace("1}", "-1}"),
        ),
        (
            '{"id":1,"method":"getblockcount","params":1}',
            "400 Bad Request",
            legacy(-32600, "Params must be an array or object"),
        ),
        (
            '{"id":1,"method":"getblockcount","params":[],"extra":{"a":1}}',
            "200 OK",
            COUNT,
        ),
        (
            f'{{{TWO},"id":1.50,"method":"getblockcount","params":[]}}',
            "200 OK",
            f'{{{TWO},"result":120,"id":1.50}}\n',
        ),
        (
            f'{{{TWO},"id":1,"method":"GetBlockCount","params":[]}}',
            "200 OK",
            f'{{{TWO},"error":{NOT_FOUND},"id":1}}\n',
        ),
        (
            '{"id":1,"method":"getinfo"}',
            "404 Not Found",
            legacy(-32601, "Method not found"),
        ),
        ('"x"', "500 Internal Server Error", TOP),
        ("null", "500 Internal Server Error", TOP),
        ('{"id":1,"method":"echo","params":[NaN]}', "500 Internal Server Error", PARSE),
        ("[" * 600 + "]" * 600, "500 Internal Server Error", PARSE),
        ('  \r\n{"id":1,"method":"getblockcount"}', "200 OK", COUNT),
        (
            '{"id":1,"method":"getblockhash","params":{"heigth": 1}}',
            "500 Internal Server Error",
            legacy(-8, "Unknown named parameter heigth"),
        ),
        (
            '{"id":1,"method":"getblockhash","params":{"height":1,"height":2}}',
            "500 Internal Server Error",
            legacy(-8, "Parameter height specified multiple times"),
        ),
        (
            '{"id":1,"method":"getblockhash","params":[100000]}',
            "500 Internal Server Error",
            legacy(-8, "Block height out of range"),
        ),
        (
            '[{"jsonrpc":"2.0","id":1,"method":"getblockcount"},{"id":2,"method":"getblockcount"},'
            '{"jsonrpc":"2.0","id":3,"method":"nosuch"},{"id":4,"method":"nosuch"},'
            '{"jsonrpc":"9","id":5,"method":"getblockcount"},'
            '{"jsonrpc":"2.0","method":"getblockcount"}]',
            "200 OK",
            '[{"jsonrpc":"2.0","result":120,"id":1},{"result":120,"error":null,"id":2},'
            f'{{"jsonrpc":"2.0","error":{NOT_FOUND},"id":3}},'
            f'{{"result":null,"error":{NOT_FOUND},"id":4}},'
            '{"result":120,"error":null,"id":5}]\n',
        ),
        # known from the code of nodes
        ('{"method":"getblockcount"}', "200 OK", COUNT.replace("1}", "null}")),
        (
            '{"id":null,"method":"getblockcount"}',
            "200 OK",
            COUNT.replace("1}", "null}"),
        ),
        ('{"id":1,"method":"getblockcount","params":null}', "200 OK", COUNT),
        ('{"id":1,"method":"getblockcount","params":{}}', "200 OK", COUNT),
        ('{"version":"1.1","id":1,"method":"getblockcount"}', "200 OK", COUNT),
        ('{"jsonrpc":"1.0","id":1,"method":"getblockcount"}', "200 OK", COUNT),
        ('{"jsonrpc":2.0,"id":1,"method":"getblockcount"}', "200 OK", COUNT),
        ('{"jsonrpc":["2.0"],"id":1,"method":"getblockcount"}', "200 OK", COUNT),
        ('{"id":1}', "400 Bad Request", legacy(-32600, "Missing method")),
        (
            '{"id":1,"method":7}',
            "400 Bad Request",
            legacy(-32600, "Method must be a string"),
        ),
        ("[]", "200 OK", "[]\n"),
        (f'{{{TWO},"method":"getblockcount"}}', "204 No Content", ""),
        (f'{{{TWO},"method":"nosuch"}}', "204 No Content", ""),
        (f'[{{{TWO},"method":"getblockcount"}}]', "204 No Content", ""),
        (
            f'{{{TWO},"id":null,"method":"getblockcount"}}',
            "200 OK",
            f'{{{TWO},"result":120,"id":null}}\n',
        ),
        (
            "[7]",
            "200 OK",
            '[{"result":null,"error":{"code":-32600,"message":"Invalid Request object"},'
            '"id":null}]\n',
        ),
        (
            '{"id":1,"method":"getblockhash"}',
            "500 Internal Server Error",
            legacy(-1, "getblockhash needs 'height'"),
        ),
        (
            '{"id":1,"method":"sendtoaddress"}',
            "500 Internal Server Error",
            legacy(-1, "sendtoaddress needs 'address' and 'amount'"),
        ),
        (
            '{"id":1,"method":"getblockhash","params":[1,2]}',
            "500 Internal Server Error",
            legacy(-1, "getblockhash takes 1 parameters, and there are 2"),
        ),
        (
            '{"id":1,"method":"getblockhash","params":["x"]}',
            "500 Internal Server Error",
            legacy(
                -3, "Wrong type passed: height: 'x' is not a whole number as number"
            ),
        ),
        (
            '{"id":1,"method":"sendtoaddress","params":{"args":["a"],"address":"b"}}',
            "500 Internal Server Error",
            legacy(
                -8,
                "Parameter address specified twice both as positional and named argument",
            ),
        ),
        (
            '{"id":1,"method":"left_out"}',
            "404 Not Found",
            legacy(-32601, "Method not found"),
        ),
        (
            '{"id":1,"method":"elsewhere"}',
            "404 Not Found",
            legacy(-32601, "Method not found"),
        ),
        (
            '{"id":1,"method":"__init__"}',
            "404 Not Found",
            legacy(-32601, "Method not found"),
        ),
        ("", "500 Internal Server Error", PARSE),
        ("{}x", "500 Internal Server Error", PARSE),
        ('{"id":1,"method":"getblockcount"', "500 Internal Server Error", PARSE),
        (b'{"id":1,"method":"\xff"}', "500 Internal Server Error", PARSE),
        (b"\xef\xbb\xbf{}", "500 Internal Server Error", PARSE),
        (
            '{"id":1e999999999999999999999,"method":"x"}',
            "500 Internal Server Error",
            PARSE,
        ),
        (f'{{"id":{"9" * 5000},"method":"x"}}', "500 Internal Server Error", PARSE),
        (
            f"[{','.join(['{}'] * 21)}]",
            "400 Bad Request",
            legacy(-32600, "A batch has at most 20 calls").replace(":1}", ":null}"),
        ),
    ],
)
def test_a_node_answers_as_nodes_do(
    node: Served, body: str | bytes, status: str, answer: str
) -> None:
    assert node.exchange(request(body)) == reply(status, answer)


@pytest.mark.parametrize(
    ("params", "result"),
    [
        ('["a",0.10]', '["a",0.10,"none","UNSET"]'),
        ('["a",0.10,null]', '["a",0.10,"none","UNSET"]'),
        ('["a",0.10,null,null]', '["a",0.10,"none","None"]'),
        ('["a",0.10,"c","d"]', '["a",0.10,"c","\'d\'"]'),
        ('{"address":"a","amount":7,"lambda":"d"}', '["a",7,"none","\'d\'"]'),
        ('{"address":"a","amount":7,"comment":null}', '["a",7,"none","UNSET"]'),
        ('{"args":["a"],"amount":7}', '["a",7,"none","UNSET"]'),
        ('{"args":["a",7,null],"lambda":null}', '["a",7,"none","None"]'),
        ('{"args":[],"amount":7,"address":"a:b"}', '["a:b",7,"none","UNSET"]'),
    ],
)
def test_parameters_go_by_position_by_name_or_by_both(
    node: Served, params: str, result: str
) -> None:
    for body in (
        f'{{"id":1,"method":"sendtoaddress","params":{params}}}',
        f'{{ "params" :{params}, "method":"sendtoaddress","id":1}}',
    ):
        got = node.exchange(request(body))
        assert got == reply("200 OK", f'{{"result":{result},"error":null,"id":1}}\n')


@pytest.mark.parametrize(
    "own",
    [
        *("1.50", "1e5", "1E-2", "-0", "0", "-0.0", "123456789012345678901234567890"),
        *("true", "false", '""', '"\\u00e9\\ud83d"'),
        *("[1.50,null]", '{"a":[1e1,{"b":-0}]}', "[]"),
    ],
)
def test_an_id_comes_back_as_it_was_written(node: Served, own: str) -> None:
    body = f'{{"id":{own},"method":"getblockcount","jsonrpc":"2.0"}}'
    answer = f'{{"jsonrpc":"2.0","result":120,"id":{own}}}'
    assert node.exchange(request(body)) == reply("200 OK", f"{answer}\n")
    two = f"[{body},{body}]"
    assert node.exchange(request(two)) == reply("200 OK", f"[{answer},{answer}]\n")


@pytest.mark.parametrize(
    ("params", "result"),
    [
        ('["00ff"]', '{"hash":"00ff","difficulty":1.50}'),
        ('["00ff",0]', '"0001"'),
        ('{"hash":"00ff","verbose":0}', '"0001"'),
        ('{"hash":"00ff","verbosity":1}', '{"hash":"00ff","difficulty":1.50}'),
    ],
)
def test_a_parameter_may_decide_the_form_of_the_result(
    node: Served, params: str, result: str
) -> None:
    got = node.exchange(request(f'{{"id":1,"method":"getblock","params":{params}}}'))
    assert got == reply("200 OK", f'{{"result":{result},"error":null,"id":1}}\n')


def test_all_replies_have_the_headers_of_the_service(rt: SimpleNamespace) -> None:
    headers = [("Access-Control-Allow-Origin", "*")]
    call = '"method":"getblockcount"}'
    sent = [
        request(f'{{"id":1,{call}'),
        request(f"{{{TWO},{call}"),
        request("nothing"),
        request(path="/no/such"),
        request(verb="PUT"),
    ]
    with serving(rt.node(headers=headers)) as served:
        for one in sent:
            _, got, _ = parts(served.exchange(one))
            assert got["access-control-allow-origin"] == "*"


def test_a_server_may_leave_dialects_out(rt: SimpleNamespace) -> None:
    call = f'{{{TWO},"id":1,"method":"getblockcount"}}'
    old = '{"id":1,"method":"getblockcount"}'
    with serving(rt.node(dialects=["legacy"])) as served:
        got = served.exchange(request(f"[{call},{old}]"))
        assert got == reply("200 OK", f"[{COUNT.strip()},{COUNT.strip()}]\n")
    refused = '{"code":-32600,"message":"JSON-RPC version not supported"}'
    with serving(rt.node(dialects=["2.0"])) as served:
        got = served.exchange(request(call))
        assert got == reply("200 OK", f'{{{TWO},"result":120,"id":1}}\n')
        got = served.exchange(request(old))
        assert got == reply("200 OK", f'{{{TWO},"error":{refused},"id":1}}\n')
        got = served.exchange(request("nothing"))
        assert b'"code":-32700' in got and b'"result"' not in got


def test_a_server_speaks_what_it_knows(rt: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match=r"no dialect '1\.1'; there is legacy, 2\.0"):
        rt.node(dialects=["legacy", "1.1"])
    with pytest.raises(ValueError, match=r"no dialect at all"):
        rt.node(dialects=[])


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Type: application/x-www-form-urlencoded",),
        ("content-type: text/plain;",),
        ("Transfer-Encoding: chunked",),
        ("X-Long: " + "x" * 5000,),
    ],
)
def test_no_header_of_a_body_matters(node: Served, headers: tuple[str, ...]) -> None:
    body = '{"id":1,"method":"getblockcount"}'
    if headers[0].startswith("Transfer"):
        body = f"{len(body):x}\r\n{body}\r\n0\r\n\r\n"
    assert node.exchange(request(body, *headers)) == reply("200 OK", COUNT)


def test_an_old_http_and_one_connection_for_many_calls(node: Served) -> None:
    body = '{"id":1,"method":"getblockcount","params":[]}'
    old = f"POST / HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    assert parts(node.exchange(old.encode())) == (
        200,
        {
            "content-type": "application/json",
            "content-length": "35",
            "connection": "close",
        },
        COUNT.encode(),
    )
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=SOON)
    for _ in range(3):
        connection.request("POST", "/", body)
        assert connection.getresponse().read() == COUNT.encode()
        local = connection.sock.getsockname()
    assert local == connection.sock.getsockname()
    connection.close()


# -- paths, verbs, credentials -----------------------------------------------------


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/", "{}"),
        ("/?a=/b", "{}"),
        ("/wallet/w1", '{"wallet":"w1"}'),
        ("/wallet/", '{"wallet":""}'),
        ("/wallet/a%2Fb%20c?x", '{"wallet":"a/b c"}'),
        ("/wallet/caf%C3%A9", '{"wallet":"caf\\u00e9"}'),
    ],
)
def test_a_path_chooses_the_wallet(node: Served, path: str, scope: str) -> None:
    for _ in range(2):  # the second time it is known
        sent = request('{"id":1,"method":"whoami"}', "X-Mine: yes", path=path)
        answer = f'["whoami","rpc","",{scope},"yes",true,null]'
        got = node.exchange(sent)
        assert got == reply("200 OK", f'{{"result":{answer},"error":null,"id":1}}\n')


@pytest.mark.parametrize(
    "path", ["//", "/x", "/wallet", "/wallet/a/b", "/wallets/a", "/%2F", "/walletx/"]
)
def test_another_path_is_not_there(node: Served, path: str) -> None:
    assert node.exchange(request("{}", path=path)) == (
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_another_verb_is_refused_with_or_without_a_body(
    node: Served, verb: str
) -> None:
    text = "JSONRPC server handles only POST requests"
    for body in ("", "{}"):
        status, headers, answer = parts(node.exchange(request(body, verb=verb)))
        assert (status, headers["allow"]) == (405, "POST")
        assert headers["content-type"] == "text/plain; charset=utf-8"
        assert headers["content-length"] == str(len(text))
        assert answer.decode() == ("" if verb == "HEAD" else text)


def basic(word: str) -> str:
    return f"Authorization: Basic {base64.b64encode(word.encode()).decode()}"


async def _asked(user: str, password: str) -> bool:
    await asyncio.sleep(0)
    return (user, password) == ("alice", "se:cret é")


@pytest.mark.parametrize(
    "known",
    [
        {"alice": "se:cret é", "bob": ""},
        lambda *given: given == ("alice", "se:cret é"),
        _asked,
    ],
)
def test_a_caller_says_who_it_is(rt: SimpleNamespace, known: Any) -> None:
    body = '{"id":1,"method":"whoami"}'
    refused = (
        b"HTTP/1.1 401 Unauthorized\r\n"
        b'www-authenticate: Basic realm="jsonrpc"\r\n'
        b"content-length: 0\r\nconnection: close\r\n\r\n"
    )
    with serving(rt.node(known)) as served:
        good = served.exchange(request(body, basic("alice:se:cret é")))
        lower = request(body, basic("alice:se:cret é").replace("Basic", "bAsIc"))
        assert parts(good)[2] == parts(served.exchange(lower))[2]
        assert parts(good)[2] == (
            b'{"result":["whoami","rpc","alice",{},null,true,null],"error":null,"id":1}\n'
        )
        wrong = [
            "alice:",
            "alice:se:cret",
            "carol:se:cret é",
            ":",
            "alice",
            "carol:carol",
        ]
        headers = [*map(basic, wrong), "Authorization: Basic !", "Authorization: x"]
        for header in headers:
            began = time.monotonic()
            assert served.exchange(request(body, header)) == refused
            assert time.monotonic() - began >= 0.05, "a wrong password waits"
        assert served.exchange(request(body)) == refused
        assert served.exchange(request("junk", path="/x")).startswith(b"HTTP/1.1 404")
        assert served.exchange(request("junk", verb="PUT")).startswith(b"HTTP/1.1 405")


def test_a_wrong_password_holds_nobody_else_up(rt: SimpleNamespace) -> None:
    check = rt.Basic({"a": "b"}, realm="x", delay=0.2)

    async def main() -> float:
        began = time.monotonic()
        wrong = [check.caller(f"Basic {n}") for n in range(50)]
        await asyncio.gather(*wrong, return_exceptions=True)
        return time.monotonic() - began

    assert asyncio.run(main()) < 1


# -- a chain -----------------------------------------------------------------------

CALL = f'{{{TWO},"id":1,"method":"icx_getLastBlock"}}'
LAST = f'{{{TWO},"result":"last","id":1}}'


def failed(code: int, message: str, own: str = "1") -> str:
    return f'{{{TWO},"error":{{"code":{code},"message":"{message}"}},"id":{own}}}'


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        (CALL, "200 OK", LAST),
        (
            CALL.replace('"id":1', '"id":"1001"'),
            "200 OK",
            LAST.replace(":1}", ':"1001"}'),
        ),
        (
            f'{{{TWO},"id":1,"method":"icx_getBalance","params":{{"address":"hx0"}}}}',
            "200 OK",
            f'{{{TWO},"result":"0xff","id":1}}',
        ),
        (
            f'{{{TWO},"id":1,"method":"icx_getBalance"}}',
            "400 Bad Request",
            failed(-32602, "Invalid params address"),
        ),
        (
            f'{{{TWO},"id":1,"method":"icx_getBalance","params":{{"address":"a","x":1}}}}',
            "400 Bad Request",
            failed(-32602, "Invalid params x"),
        ),
        (
            f'{{{TWO},"id":1,"method":"icx_getBalance","params":["hx0"]}}',
            "400 Bad Request",
            failed(-32602, "Invalid params"),
        ),
        (
            f'{{{TWO},"id":1,"method":"icx_getBalance","params":{{"args":["hx0"]}}}}',
            "400 Bad Request",
            failed(-32602, "Invalid params args"),
        ),
        (
            CALL.replace("Last", "x"),
            "400 Bad Request",
            failed(-32601, "Method not found"),
        ),
        (
            CALL.replace("icx_getLastBlock", "debug_estimateStep"),
            "400 Bad Request",
            failed(-32601, "Method not found"),
        ),
        ("{", "400 Bad Request", failed(-32700, "Parse error", "null")),
        ('"x"', "400 Bad Request", failed(-32600, "Invalid Request", "null")),
        ('{"id":1,"method":"x"}', "400 Bad Request", failed(-32600, "Invalid Request")),
        (
            CALL.replace("2.0", "1.0"),
            "400 Bad Request",
            failed(-32600, "Invalid Request"),
        ),
        (
            CALL.replace("}", ',"more":1}'),
            "400 Bad Request",
            failed(-32600, "Invalid Request"),
        ),
        *(
            (
                CALL.replace(":1", f":{own}"),
                "400 Bad Request",
                failed(-32600, "Invalid Request", "null"),
            )
            for own in ("true", "[]", "{}")
        ),
        ("[]", "400 Bad Request", failed(-32600, "Invalid Request", "null")),
        (f"[{','.join([CALL] * 10)}]", "200 OK", f"[{','.join([LAST] * 10)}]"),
        (
            f"[{','.join([CALL] * 11)}]",
            "503 Service Unavailable",
            failed(-32600, "Invalid Request", "null"),
        ),
        (f'[{CALL},{{{TWO},"method":"icx_sendTransaction"}}]', "200 OK", f"[{LAST}]"),
        (f'[{{{TWO},"method":"icx_sendTransaction"}}]', "200 OK", "[]"),
    ],
)
def test_a_chain_answers_as_chains_do(
    chain: Served, body: str, status: str, answer: str
) -> None:
    for path in ("/api/v3", "/api/v3/icon_dex"):
        assert chain.exchange(request(body, path=path)) == reply(status, answer)


def test_a_call_without_an_id_is_dropped_but_for_some(rt: SimpleNamespace) -> None:
    handler = rt.Chain()
    with serving(rt.chain(handler)) as served:
        for method in ("icx_getLastBlock", "icx_sendTransaction", "nosuch"):
            body = f'{{{TWO},"method":"{method}"}}'
            assert served.exchange(request(body, path="/api/v3")) == (
                b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
    assert handler.calls == ["icx_sendTransaction"]


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/v3x", "/api/v3/a/b", "/api/v4", "/API/v3"]
)
def test_a_wrong_path_of_a_chain_is_no_json_rpc(chain: Served, path: str) -> None:
    headers = ("content-type: text/plain; charset=utf-8",)
    got = chain.exchange(request(CALL, path=path))
    assert got == reply("404 Not Found", "Not Found", *headers)


def test_a_method_may_have_paths_of_its_own(chain: Served) -> None:
    body = CALL.replace("icx_getLastBlock", "debug_estimateStep")
    for path in ("/api/v3d", "/api/debug/v3"):
        for channel, found in (("", "0x0"), ("/icon_dex", "0x1")):
            got = chain.exchange(request(body, path=path + channel))
            assert got == reply("200 OK", f'{{{TWO},"result":"{found}","id":1}}')


@pytest.mark.parametrize(
    ("params", "status", "answer"),
    [
        ('{"h":1}', "200 OK", f'{{{TWO},"result":{{"height":1,"limit":10}},"id":1}}'),
        (
            '{"at":1,"limit":"0xff"}',
            "200 OK",
            f'{{{TWO},"result":{{"height":1,"limit":255}},"id":1}}',
        ),
        ('{"height":1}', "400 Bad Request", failed(-32602, "Invalid params height")),
        ('{"h":1,"gone":""}', "400 Bad Request", failed(-32602, "Invalid params gone")),
        ('{"limit":"0x1"}', "400 Bad Request", failed(-32602, "Invalid params height")),
        (
            '{"h":1,"limit":1}',
            "400 Bad Request",
            failed(-32602, "Invalid params limit"),
        ),
    ],
)
def test_a_transport_may_name_and_write_parameters_in_its_own_way(
    chain: Served, params: str, status: str, answer: str
) -> None:
    body = f'{{{TWO},"id":1,"method":"icx_named","params":{params}}}'
    assert chain.exchange(request(body, path="/api/v3")) == reply(status, answer)


def test_calls_of_a_batch_run_at_the_same_time_where_they_do(chain: Served) -> None:
    one = f'{{{TWO},"id":1,"method":"icx_sleep","params":{{"seconds":0.3}}}}'
    began = time.monotonic()
    got = chain.exchange(request(f"[{','.join([one] * 10)}]", path="/api/v3"))
    assert parts(got)[2].count(b"slept") == 10
    assert time.monotonic() - began < 2


# -- what goes wrong in a handler --------------------------------------------------

INTERNAL = legacy(-32603, "Internal error")


@pytest.mark.parametrize(
    ("method", "what", "answer"),
    [
        ("raises", "value", INTERNAL),
        ("raises", "cancelled", INTERNAL),
        ("raises", "group", INTERNAL),
        ("raises", "recursion", INTERNAL),
        ("raises", "no such", INTERNAL),
        ("gives", "float", INTERNAL),
        ("gives", "deep", INTERNAL),
        ("gives", "huge", INTERNAL),
        ("gives", "answer", INTERNAL),
        ("gives", "text", '{"result":"%s caf\\u00e9 \\ud83d","error":null,"id":1}\n'),
        ("raises", "contract", legacy(-30032, "Reverted")),
        ("raises", "float", legacy(-1, "x")),
        ("raises", "bare", legacy(-32603, "no code at all")),
        (
            "raises",
            "timeout",
            '{"result":null,"error":{"code":-31006,"message":"Timeout","data":"0x0102"},'
            '"id":1}\n',
        ),
    ],
)
def test_whatever_a_handler_does_has_an_answer_in_the_dialect(
    node: Served, method: str, what: str, answer: str
) -> None:
    body = f'{{"id":1,"method":"{method}","params":["{what}"]}}'
    status = "200 OK" if what == "text" else "500 Internal Server Error"
    assert node.exchange(request(body)) == reply(status, answer)


def test_an_error_without_a_code_is_answered_by_http_alone(node: Served) -> None:
    body = '{"id":1,"method":"raises","params":["forbidden"]}'
    assert node.exchange(request(body)) == (
        b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
    two = f'[{body},{{"id":2,"method":"getblockcount"}}]'
    assert node.exchange(request(two)) == reply(
        "200 OK",
        '[{"result":null,"error":{"code":-32603,"message":"Forbidden"},"id":1},'
        '{"result":120,"error":null,"id":2}]\n',
    )


def test_the_owner_hears_of_faults_and_the_caller_does_not(
    rt: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(rt.node()) as served, caplog.at_level(logging.ERROR):
        body = '{"id":1,"method":"raises","params":["value"]}'
        assert b"secret" not in served.exchange(request(body))
    assert [(one.name, one.getMessage()) for one in caplog.records] == [
        ("rpc_server", "raises failed")
    ]
    assert "ValueError: secret" in caplog.text


def test_hooks_are_told_of_calls_and_may_fail(
    rt: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Any] = []

    def tell(*given: Any) -> None:
        told.append([given[0].method, *map(type, given[1:])])
        raise KeyError

    hooks = rt.Hooks(started=tell, finished=tell, failed=tell)
    with serving(rt.node(hooks=hooks)) as served:
        for method in ('getblockcount"', 'raises","params":["value"]', 'left_out"'):
            served.exchange(request(f'{{"id":1,"method":"{method}}}'))
    assert told == [
        ["getblockcount"],
        ["getblockcount", type(None), float],
        ["raises"],
        ["raises", ValueError],
        ["raises", rt.Refusal, float],
        ["left_out"],
        ["left_out", rt.Refusal, float],
    ]
    assert caplog.text.count("a hook failed") == len(told)


def test_a_server_of_no_refusals_still_answers(rt: SimpleNamespace) -> None:
    with serving(rt.node(refusals={}, hooks=quiet(rt), known={"a": "b"})) as served:
        good = basic("a:b")
        for sent, status in [
            (request("{", good), 500),
            (request('{"id":1,"method":"x"}', good), 500),
            (request('{"id":1,"method":"raises","params":["value"]}', good), 500),
            (request("{}", path="/x"), 404),
            (request("{}", verb="PUT"), 405),
            (request("{}"), 401),
            (request("x" * (1 << 20) + "x", good), 413),
        ]:
            assert parts(served.exchange(sent))[0] == status


# -- limits ------------------------------------------------------------------------


@pytest.mark.parametrize("http", ["h11", "httptools"])
def test_a_body_that_is_too_long_is_refused_and_its_sender_hears_it(
    rt: SimpleNamespace, http: str
) -> None:
    gone = b"HTTP/1.1 413 Request Entity Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    most = 1 << 20
    with serving(rt.node(), http=http) as served:
        fits = '{"id":1,"method":"getblockcount"}'.ljust(most)
        fitting = served.exchange(request(fits))
        assert fitting.lower() == reply("200 OK", COUNT).lower()
        assert served.exchange(request(fits + " ")).lower() == gone.lower()
        assert served.exchange(request(b"x" * (8 * most))).lower() == gone.lower()
        piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        pieces = piece * 17 + b"0\r\n\r\n"
        sent = request(pieces, "Transfer-Encoding: chunked")
        assert served.exchange(sent).lower() == gone.lower()
        huge = request(b"", f"Content-Length: {1 << 40}")
        assert served.exchange(huge).lower() == gone.lower()


def test_a_body_in_many_pieces_takes_no_more_memory_than_its_size(
    rt: SimpleNamespace,
) -> None:
    async def main() -> bytes:
        left = 1 << 16

        async def receive() -> Any:
            nonlocal left
            left -= 2
            body = left.to_bytes(4, "big")[2:]
            return {"type": "http.request", "body": body, "more_body": left > 0}

        body: bytes = await rt.read_body(receive, [], 1 << 16)
        return body

    tracemalloc.start()
    try:
        assert len(asyncio.run(main())) == 1 << 16
        assert tracemalloc.get_traced_memory()[1] < 1 << 19
    finally:
        tracemalloc.stop()


def test_what_is_too_long_is_not_kept(rt: SimpleNamespace) -> None:
    async def main() -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": bytes(1 << 16), "more_body": True}

        with pytest.raises(rt.Refusal) as caught:
            await rt.read_body(receive, [], 1 << 20)
        assert (caught.value.kind, caught.value.facts) == ("size", {"most": 1 << 20})

    tracemalloc.start()
    try:
        asyncio.run(main())
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("[]", 1),
        ('{"a":[[1]]}', 3),
        ("[" * 64 + "]" * 64, 64),
        ('["' + "[" * 500 + '"]', 1),
        ('["\\"' + "[{" * 500 + '"]', 1),
        ('["\\n\\"' + "[" * 500 + '"]', 1),
        ("[" + "[]," * 999 + "[[" + "]]]", 3),
        ('["\\\\",[["\\\\\\"[[["]]]', 3),
        ("[" + ",".join(["[{}]"] * 5000) + "]", 3),
        ('{"' + "]" * 9 + '":[]}', 2),
    ],
)
def test_depth_is_counted_outside_of_texts(
    rt: SimpleNamespace, text: str, depth: int
) -> None:
    rt.check_depth(text.encode(), depth)
    json.loads(text)
    with pytest.raises(rt.Refusal) as caught:
        rt.check_depth(text.encode(), depth - 1)
    assert (caught.value.kind, caught.value.facts) == ("depth", {"most": depth - 1})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        "[]" * 500_000,
        '[{"a":' * 150_000,
        '"' * 900_000,
        "[" * 63 + "[]" * 500_000,
        "[" * 500_000 + "]" * 500_000,
    ],
)
def test_looking_for_depth_holds_nobody_up(rt: SimpleNamespace, text: str) -> None:
    """What grows with the square of a text takes minutes; this, well under a second."""
    began = time.thread_time()
    for _ in range(3):
        with pytest.raises(rt.Refusal):
            rt.check_depth(text.encode() + b"[" * 65, 64)
    assert time.thread_time() - began < 10


def test_deep_json_within_the_limit_is_refused_where_python_gives_up(
    rt: SimpleNamespace,
) -> None:
    with serving(rt.node(limits=rt.Limits(depth=1 << 20), hooks=quiet(rt))) as served:
        for depth in (900, 2000, 200_000):
            params = "[" * depth + "]" * depth
            body = f'{{"id":1,"method":"getblockhash","params":{params}}}'
            assert parts(served.exchange(request(body)))[0] == 500
            body = f'[{{"id":{params},"method":"getblockcount"}}]'
            assert parts(served.exchange(request(body)))[0] == (
                500 if depth > 1000 else 200
            )
        assert served.exchange(request('{"id":1,"method":"getblockcount"}')).endswith(
            COUNT.encode()
        )


# -- time, and callers that leave --------------------------------------------------


class Caller:
    """A caller at the level of ASGI, who can send slowly and leave."""

    def __init__(self, body: str, *, more: bool = False) -> None:
        self.came: asyncio.Queue[Any] = asyncio.Queue()
        self.came.put_nowait(
            {"type": "http.request", "body": body.encode(), "more_body": more}
        )
        self.sent: list[Any] = []

    def leave(self) -> None:
        self.came.put_nowait({"type": "http.disconnect"})

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    def ask(self, app: Any) -> Awaitable[None]:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": "/",
            "headers": [],
        }
        made: Awaitable[None] = app(scope, self.came.get, self.send)
        return made


def sleeping(seconds: float, method: str = "sleep") -> str:
    return f'{{"id":1,"method":"{method}","params":[{seconds}]}}'


async def _soon(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not is_so():
            await asyncio.sleep(0.005)


def test_a_call_is_cancelled_when_its_caller_leaves(rt: SimpleNamespace) -> None:
    async def main() -> None:
        handler, caller = rt.Node(), Caller(sleeping(60))
        task = asyncio.ensure_future(caller.ask(rt.node(handler=handler)))
        await asyncio.sleep(0.3)
        assert not task.done()
        caller.leave()
        await asyncio.wait_for(task, SOON)
        assert (handler.calls, caller.sent) == (["cancelled"], [])
        assert len(asyncio.all_tasks()) == 1, "nothing listens any more"

    asyncio.run(main())


def test_a_caller_that_leaves_at_once_is_noticed_too(rt: SimpleNamespace) -> None:
    async def main() -> None:
        handler, caller = rt.Node(), Caller(sleeping(60))
        caller.leave()
        await asyncio.wait_for(caller.ask(rt.node(handler=handler)), SOON)
        assert (handler.calls, caller.sent) == (["cancelled"], [])

    asyncio.run(main())


def test_a_caller_that_leaves_within_its_body_calls_nothing(
    rt: SimpleNamespace,
) -> None:
    async def main() -> None:
        handler, caller = rt.Node(), Caller(sleeping(60), more=True)
        caller.leave()
        await asyncio.wait_for(caller.ask(rt.node(handler=handler)), SOON)
        assert (handler.calls, caller.sent) == ([], [])

    asyncio.run(main())


def test_who_leaves_over_a_real_connection_is_noticed(rt: SimpleNamespace) -> None:
    for kind in ("h11", "httptools"):
        handler = rt.Node()
        with serving(rt.node(handler=handler), http=kind) as served:
            connection = served.connect()
            connection.sendall(request(sleeping(60)))
            time.sleep(0.3)
            connection.close()
            await_true(lambda made=handler: made.calls == ["cancelled"])


def test_a_server_that_is_stopped_is_not_taken_for_a_caller_that_left(
    rt: SimpleNamespace,
) -> None:
    async def main() -> None:
        handler, caller = rt.Node(), Caller(sleeping(60))
        task = asyncio.ensure_future(caller.ask(rt.node(handler=handler)))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert handler.calls == ["cancelled"]

    asyncio.run(main())


LATE = '{"result":null,"error":{"code":-32603,"message":"No answer within 0.3 seconds"},"id":%s}'


def test_a_call_that_takes_too_long_is_ended(rt: SimpleNamespace) -> None:
    handler = rt.Node()
    with serving(rt.node(handler=handler, limits=rt.Limits(time=0.3))) as served:
        began = time.monotonic()
        got = served.exchange(request(sleeping(60)))
        assert 0.3 <= time.monotonic() - began < SOON / 2
        assert got == reply("500 Internal Server Error", LATE % 1 + "\n")
        assert handler.calls == ["cancelled"]
        assert served.exchange(request(sleeping(0.15))).endswith(b'"id":1}\n')
        assert handler.calls == ["cancelled", "slept"]


def test_time_ends_a_batch_but_not_what_it_has_done(rt: SimpleNamespace) -> None:
    handler = rt.Node()
    calls = [
        '{"id":1,"method":"getblockcount"}',
        sleeping(60),
        '{"id":3,"method":"nosuch"}',
    ]
    calls += ['{"id":4,"method":"getblockcount"}']
    with serving(rt.node(handler=handler, limits=rt.Limits(time=0.3))) as served:
        got = served.exchange(request(f"[{','.join(calls)}]"))
    assert json.loads(parts(got)[2]) == [
        {"result": 120, "error": None, "id": 1},
        json.loads(LATE % 1),
        json.loads(f'{{"result":null,"error":{NOT_FOUND},"id":3}}'),
        json.loads(LATE % 4),
    ]
    assert handler.calls == ["getblockcount", "cancelled"]


def test_time_ends_the_slow_calls_of_a_batch_that_run_at_once(
    rt: SimpleNamespace,
) -> None:
    one = f'{{{TWO},"id":2,"method":"icx_sleep","params":{{"seconds":60}}}}'
    with serving(rt.chain(rt.Chain(), rt.Limits(time=0.3))) as served:
        got = served.exchange(request(f"[{CALL},{one},{CALL}]", path="/api/v3"))
    late = failed(-32603, "too slow", "2")
    assert got == reply("200 OK", f"[{LAST},{late},{LAST}]")


def test_who_leaves_a_batch_that_runs_at_once_ends_all_of_it(
    rt: SimpleNamespace,
) -> None:
    one = f'{{{TWO},"id":2,"method":"icx_sleep","params":{{"seconds":60}}}}'

    async def main() -> None:
        caller = Caller(f"[{one},{one}]")
        scope = {"type": "http", "method": "POST", "path": "/api/v3", "headers": []}
        app = rt.chain(rt.Chain())
        task = asyncio.ensure_future(app(scope, caller.came.get, caller.send))
        await asyncio.sleep(0.2)
        caller.leave()
        await asyncio.wait_for(task, SOON)
        assert (len(asyncio.all_tasks()), caller.sent) == (1, [])

    asyncio.run(main())


def test_a_method_that_waits_by_nature_has_no_limit(rt: SimpleNamespace) -> None:
    with serving(rt.node(limits=rt.Limits(time=0.2))) as served:
        got = served.exchange(request(sleeping(0.6, "wait")))
        assert got == reply("200 OK", '{"result":"slept","error":null,"id":1}\n')


def test_a_body_that_never_ends_is_given_up(rt: SimpleNamespace) -> None:
    with (
        serving(rt.node(limits=rt.Limits(time=0.3))) as served,
        served.connect() as slow,
    ):
        began = time.monotonic()
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        got = read_to_end(slow)
    assert time.monotonic() - began < SOON / 2
    assert got == reply("500 Internal Server Error", LATE % "null" + "\n")


def test_a_handler_that_will_not_end_is_told_again(rt: SimpleNamespace) -> None:
    class Stubborn(rt.Handler):  # type: ignore[misc, name-defined]
        told = 0

        async def getblockcount(self) -> int:
            while self.told < 2:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    self.told += 1
            return 7

    with serving(rt.node(handler=Stubborn(), limits=rt.Limits(time=0.2))) as served:
        got = served.exchange(request('{"id":1,"method":"getblockcount"}'))
    assert got == reply("200 OK", COUNT.replace("120", "7"))


def test_many_calls_at_a_time_have_each_their_own_request(rt: SimpleNamespace) -> None:
    class Asked(rt.Handler):  # type: ignore[misc, name-defined]
        async def whoami(self) -> Any:
            before = rt.request().scope["wallet"]
            await asyncio.sleep(0.05)
            return [before, rt.request().scope["wallet"]]

    async def main() -> None:
        app = rt.node(handler=Asked())

        async def one(name: str) -> Any:
            caller = Caller('{"id":1,"method":"whoami"}')
            path = f"/wallet/{name}"
            scope = {"type": "http", "method": "POST", "path": path, "headers": []}
            await app(scope, caller.came.get, caller.send)
            return json.loads(caller.sent[1]["body"])["result"]

        names = [f"w{n}" for n in range(200)]
        assert await asyncio.gather(*map(one, names)) == [[n, n] for n in names]
        assert await one("here") == ["here", "here"]
        with pytest.raises(RuntimeError, match="no call is being served"):
            rt.request()

    asyncio.run(main())


def test_calls_leave_nothing_behind(rt: SimpleNamespace) -> None:
    async def main() -> None:
        app = rt.node()
        body = '{"id":1,"method":"getblockhash","params":[7]}'
        for _ in range(200):
            await Caller(body).ask(app)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(3000):
            caller = Caller(body)
            path = f"/wallet/{number:0>{number}}"
            scope = {"type": "http", "method": "POST", "path": path, "headers": []}
            await app(scope, caller.came.get, caller.send)
            assert caller.sent[0]["status"] == 200
        await asyncio.sleep(0.2)
        assert tracemalloc.get_traced_memory()[0] - before < 1 << 20
        assert len(asyncio.all_tasks()) == 1

    try:
        asyncio.run(main())
    finally:
        tracemalloc.stop()


def test_a_caller_that_is_gone_when_the_reply_is_ready_is_no_fault(
    rt: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    async def send(_: Any) -> None:
        raise OSError

    caller = Caller('{"id":1,"method":"getblockcount"}')
    caller.send = send  # type: ignore[method-assign]
    asyncio.run(caller.ask(rt.node()))  # type: ignore[arg-type]
    assert not caplog.records


def test_a_server_that_never_says_that_callers_leave_is_no_trouble(
    rt: SimpleNamespace,
) -> None:
    async def main() -> None:
        for broken in (False, True):
            caller, handler = Caller(sleeping(0.3)), rt.Node()
            first = iter([await caller.came.get()])

            async def receive(came: Any = first, is_broken: bool = broken) -> Any:
                for message in came:
                    return message
                if is_broken:
                    raise RuntimeError
                return {"type": "http.request"}

            scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
            await rt.node(handler=handler)(scope, receive, caller.send)
            assert (caller.sent[0]["status"], handler.calls) == (200, ["slept"])

    asyncio.run(main())


def test_a_carrier_that_breaks_down_is_answered_for(rt: SimpleNamespace) -> None:
    class Broken:
        def refuse(self, *_: Any) -> None:
            raise KeyError

        answer = refuse

    faults: list[Any] = []
    hooks = rt.Hooks(failed=lambda *told: faults.append(told))
    for carriers, status in (([Broken()], 500), ([], 404)):
        caller = Caller("{}")
        app = rt.App(None, http=carriers, hooks=hooks)
        asyncio.run(caller.ask(app))  # type: ignore[arg-type]
        assert caller.sent[0]["status"] == status
    assert [(told[0], type(told[1])) for told in faults] == [(None, KeyError)] * 2


# -- beside other applications -----------------------------------------------------


def test_it_is_mounted_into_other_applications(rt: SimpleNamespace) -> None:
    from fastapi import FastAPI
    from starlette.applications import Starlette
    from starlette.routing import Mount

    for outer in (Starlette(routes=[Mount("/node", rt.node())]), FastAPI()):
        if isinstance(outer, FastAPI):
            outer.mount("/node", rt.node())
        with serving(outer, root_path="") as served:
            body = '{"id":1,"method":"whoami"}'
            for path, scope in (
                ("/node/", "{}"),
                ("/node/wallet/w%2F1", '{"wallet":"w/1"}'),
            ):
                got = served.exchange(request(body, path=path))
                assert parts(got)[2].decode() == (
                    f'{{"result":["whoami","rpc","",{scope},null,true,null],'
                    '"error":null,"id":1}\n'
                )
            assert served.exchange(request(body, path="/node/x")).startswith(
                b"HTTP/1.1 404"
            )


def test_a_root_path_is_taken_away(rt: SimpleNamespace) -> None:
    with serving(rt.node(), root_path="/api/v1") as served:
        assert served.exchange(request('{"id":1,"method":"getblockcount"}')) == reply(
            "200 OK", COUNT
        )


@pytest.mark.parametrize(
    ("path", "root", "left"),
    [
        ("/a/b", "/a", "/b"),
        ("/a", "/a", "/"),
        ("/ab", "/a", "/ab"),
        ("/b", "/a", "/b"),
        ("", "", "/"),
        ("/a/b", "", "/a/b"),
    ],
)
def test_what_an_application_is_mounted_at_is_no_part_of_its_path(
    rt: SimpleNamespace, path: str, root: str, left: str
) -> None:
    scope = {
        "method": "GET",
        "headers": [],
        "path": path,
        "root_path": root,
        "raw_path": path.encode() + b"?x",
    }

    async def main() -> None:
        with rt.Watch(None) as watch:
            made = rt.HttpRequest(scope, watch)
            assert (made.path, made.raw_path) == (left, left)

    asyncio.run(main())


def test_what_ended_in_time_is_not_cancelled_afterwards(rt: SimpleNamespace) -> None:
    async def main() -> list[bool]:
        with rt.Watch(0.1) as ended:
            ended.last()
        with rt.Watch(0.1) as endless:
            endless.last()
            endless.wait_for_ever()
            await asyncio.sleep(0.3)
        return [ended.is_late, endless.is_late]

    assert asyncio.run(main()) == [False, False]


def test_the_beginning_and_the_end_of_a_server_are_answered(
    rt: SimpleNamespace,
) -> None:
    async def main() -> list[str]:
        came = iter(["lifespan.startup", "lifespan.shutdown"])
        sent: list[str] = []

        async def receive() -> Any:
            return {"type": next(came)}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await rt.node()({"type": "lifespan"}, receive, send)
        return sent

    assert asyncio.run(main()) == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_a_web_socket_is_closed_where_there_are_none(rt: SimpleNamespace) -> None:
    sent: list[Any] = []

    async def main() -> None:
        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await rt.node()({"type": "websocket"}, receive, send)

    asyncio.run(main())
    assert sent == [{"type": "websocket.close", "code": 1000}]


# -- errors and methods by themselves ----------------------------------------------


def test_an_error_knows_its_text_its_code_and_its_status(rt: SimpleNamespace) -> None:
    class NotThere(
        rt.ApiError,  # type: ignore[misc, name-defined]
        text="{name} {{x}} is not there, {height}",
        parts={"name": rt.TEXT, "height": rt.HEX},
        token="gone",
    ):
        pass

    class Own(NotThere):
        pass

    class Open(rt.ApiError, codes=(-32099, -32000)):  # type: ignore[misc, name-defined]
        pass

    error = Own(name="a {b}", height=255)
    assert (error.message, str(error), error.token) == (
        "a {b} {{x}} is not there, 0xff",
        error.message,
        "gone",
    )
    assert (error.name, error.height, error.code, error.data) == (
        "a {b}",
        255,
        None,
        None,
    )
    assert Own("mine", name="a", height=1).message == "mine"
    assert (Open().code, Open(code=-32050).code) == (-32000, -32050)
    with pytest.raises(ValueError, match="-1 is not between -32099 and -32000"):
        Open(code=-1)
    assert rt.MiscError().status("legacy") == 500
    assert rt.MiscError().status("2.0") == 200
    assert (rt.PathNotFound().status(), rt.ParseError().status()) == (404, None)


def test_a_refusal_becomes_an_error_with_parts_or_without(rt: SimpleNamespace) -> None:
    class NoKey(
        rt.ApiError,  # type: ignore[misc, name-defined]
        text="{name} is not there",
        parts={"name": rt.TEXT, "value": rt.INTEGER},
    ):
        def __init__(self, message: str = "", *, name: str, value: int) -> None:
            super().__init__(message, name=name, value=value)

    table = {"type": rt.Refuse(NoKey), "path": rt.Refuse(message="No", status=404)}
    error = rt.refused(table, rt.Refusal("type", name="x", value="7", reason="odd"))
    assert (type(error), error.message, error.value) == (NoKey, "x is not there", 7)
    bare = rt.refused(table, rt.Refusal("type", reason="odd"))
    assert (type(bare), bare.message) == (NoKey, "odd")
    other = rt.refused(table, rt.Refusal("path"))
    assert (type(other), other.message, other.status()) == (rt.ApiError, "No", 404)


def test_what_is_missing_is_told_in_all_ways(rt: SimpleNamespace) -> None:
    names = ["a", "b", "c"]
    method = rt.Method("m", "m_", [rt.needs(n, rt.TEXT) for n in names], None)
    found = []
    for given in ({}, {"a": ""}, {"a": "", "b": ""}):
        with pytest.raises(rt.Refusal) as caught:
            method.decode(given)
        found.append(caught.value.facts)
    assert [(one["names"], one["noun"], one["listed"]) for one in found] == [
        ("'a', 'b', and 'c'", "arguments", "['a', 'b', 'c']"),
        ("'b' and 'c'", "arguments", "['b', 'c']"),
        ("'c'", "argument", "['c']"),
    ]
    assert [
        (one["method"], one["function"], one["name"], one["count"]) for one in found
    ] == [
        ("m", "m_", "a", 3),
        ("m", "m_", "b", 2),
        ("m", "m_", "c", 1),
    ]


def test_a_wrong_name_is_told_before_a_missing_one_and_both_before_a_wrong_type(
    rt: SimpleNamespace,
) -> None:
    method = rt.Method("m", "m", [rt.needs("a", rt.TEXT), rt.needs("b", rt.TEXT)], None)
    for given, kind, name in (
        ({"a": 1, "x": 1}, "unknown", "x"),
        ({"a": 1}, "missing", "b"),
        ({"a": 1, "b": 1}, "type", "a"),
    ):
        with pytest.raises(rt.Refusal) as caught:
            method.decode(given)
        assert (caught.value.kind, caught.value.facts["name"]) == (kind, name)


def test_a_result_carries_what_stands_beside_it(rt: SimpleNamespace) -> None:
    method = rt.Method("m", "m", [], rt.INTEGER, beside={"message": rt.TEXT})
    assert method.encode(rt.Answer(7, message="x"), {}, {}) == (7, {"message": "x"})
    assert method.encode(7, {}, {}) == (7, {})
    for wrong in (rt.Answer(7, other="x"), rt.Answer(7, message=1), "7", True, None):
        with pytest.raises(ValueError):
            method.encode(wrong, {}, {})
    nothing = rt.Method("m", "m", [], None)
    assert nothing.encode(None, {}, {}) == (None, {})
    with pytest.raises(ValueError, match=r"^7 is a result, and m has none$"):
        nothing.encode(7, {}, {})


# -- the code itself ---------------------------------------------------------------

SCRIPTS = Path(sys.executable).parent


def test_the_run_time_files_satisfy_strict_type_checkers(
    rt: SimpleNamespace, tmp_path: Path
) -> None:
    folder = Path(rt._app.__file__).parent
    files = [str(folder / name) for name in ("_app.py", "_rpc.py")]
    mypy = [SCRIPTS / "mypy", "--strict", "--python-version", "3.10"]
    mypy += ["--cache-dir", tmp_path, "--follow-imports", "silent"]
    done = subprocess.run([*mypy, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    settings = {"include": files, "typeCheckingMode": "strict", "pythonVersion": "3.10"}
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    pyright = [SCRIPTS / "pyright", "-p", project]
    done = subprocess.run(pyright, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
