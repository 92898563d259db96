"""What clients of others found at a mock: calls that real services answer well.

They are sent as such clients send them, in plain HTTP, with nothing of ours in between.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
import json
import subprocess
import sys
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from project import ROOT, api
import pytest
from specmint.model import Example
from specmint.testing import fake
from specmint.wire import write_json
from test_recordings import recordings

Json = Any
Call = Callable[..., Json]
APIS = ("bitcoin", "bitcoin_core", "icon", "mtgox", "bigchaindb", "bitdust")
PATHS = {"icon": "/api/v3"}

# What one call gives and another refuses, and why the service would.
REFUSED = {
    ("bitcoin", "dumpprivkey", "script"): "the address of a script has no single key",
    ("bitcoin", "verifymessage", "script"): "the address of a script has no single key",
    ("bitcoin", "sendrawtransaction", "no-inputs"): "nobody has signed it",
    ("icon", "icx_sendTransactionAndWait", "timeout"): "an amount, and no name",
    ("icon", "debug_estimateStep", "out-of-balance"): "an amount, and no name",
}


@cache
def given(name: str) -> frozenset[str]:
    """Give the texts that are whole results of an API's calls."""
    shown = (one for method in api(name).methods for one in method.examples)
    values = (one.result.value for one in shown if one.result is not None)
    return frozenset(
        value for value in values if isinstance(value, str) and len(value) > 8
    )


def refused(name: str) -> Iterator[tuple[str, str, str]]:
    """Name the examples of calls that fail for what other calls have given."""
    for method in api(name).methods:
        for one in method.examples:
            texts = {value for value in one.params.values() if isinstance(value, str)}
            if one.raises and texts & given(name) and not goes_well(method, one):
                yield name, method.name, one.name


def goes_well(method: Any, failing: Example) -> bool:
    return any(
        not one.raises and one.params == failing.params for one in method.examples
    )


def test_what_one_call_gives_another_takes() -> None:
    """A made-up failure must not stand where a client gets by calls in a row."""
    found = {one for name in APIS for one in refused(name)}
    assert found == set(REFUSED)


def test_old_clients_get_what_a_node_of_2013_said() -> None:
    """They say 2.0, look for an error in a good answer, and leave the id out."""
    asked = [{"jsonrpc": "2.0", "method": "getblockcount", "params": []}]
    for more, told in ((["--dialect", "legacy"], "error"), ([], "")):
        with running("bitcoin", *more) as url:
            with urlopen(
                Request(url, json.dumps([{**asked[0], "id": 1}]).encode())
            ) as r:
                assert ("error" in json.load(r)[0]) == bool(told)
            with urlopen(Request(url, json.dumps(asked[0]).encode())) as answer:
                assert answer.status == (200 if told else 204)


@contextmanager
def running(*words: str) -> Iterator[str]:
    """Run a mock as a command, and give where it is."""
    command = [sys.executable, "-m", "specmint", "mock", *words, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as mock:
        assert mock.stdout
        yield mock.stdout.readline().split()[-1]
        mock.terminate()


def test_a_dialect_that_an_api_does_not_have_is_refused() -> None:
    command = [sys.executable, "-m", "specmint", "mock"]
    for words, told in (
        (["bitcoin", "--dialect", "3.0"], "choose legacy or 2.0"),
        (["icon", "--dialect", "2.0"], "it has no choice"),
        (["mtgox", "--dialect", "2.0"], "it has no choice"),
    ):
        ran = subprocess.run(
            [*command, *words], capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert ran.returncode == 2
        assert "error[no-dialect]" in ran.stderr
        assert told in ran.stderr


@pytest.fixture(name="ask")
def asking() -> Iterator[Callable[[str], Call]]:
    """Give what starts the fake of an API and calls it by JSON-RPC."""
    with_fakes: list[Any] = []

    def start(name: str) -> Call:
        made = fake(name, root=ROOT)
        with_fakes.append(made)
        url = made.__enter__().url + PATHS.get(name, "/")
        return lambda method, params: post(url, method, params)

    yield start
    for one in with_fakes:
        one.__exit__(None, None, None)


def post(url: str, method: str, params: Json) -> Json:
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    try:
        with urlopen(Request(url, write_json(call).encode())) as answer:
            reply = json.load(answer)
    except HTTPError as error:
        reply = json.load(error)
    return reply["error"] if "error" in reply else reply["result"]


def test_a_node_of_today_answers_the_calls_that_come_first(
    ask: Callable[[str], Call],
) -> None:
    call = ask("bitcoin_core")
    genesis = call("getblockhash", [0])
    assert genesis.startswith("0f9188f13cb7b2c7")
    assert call("getblock", [genesis])["height"] == 120
    assert len(bytes.fromhex(call("getblockheader", [genesis, False]))) == 80
    assert call("getblocktemplate", [{"rules": ["segwit"]}])["height"] == 112
    assert call("submitblock", [call("getblock", [genesis, 0])]) is None
    assert call("getnetworkinfo", [])["version"] > 300_000
    assert {"net", "mempool"} <= call("logging", []).keys()
    assert call("getrawaddrman", []).keys() == {"new", "tried"}
    assert "decoded" not in call("gettransaction", ["ab" * 32])
    assert (
        len(call("sendtoaddress", ["mx24uGcuUtcAyJEV6uMTbFxtc7dfRKNszA", 0.01])) == 64
    )


def test_a_node_of_2013_says_no_to_a_signature_without_an_error(
    ask: Callable[[str], Call],
) -> None:
    call = ask("bitcoin")
    address = "mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r"
    signature = call("signmessage", [address, "my message"])
    assert call("verifymessage", [address, signature, "my message"]) is True
    assert call("verifymessage", [address, "H28=", "my message"]) is False


def test_a_wallet_of_the_main_network_has_its_addresses(
    ask: Callable[[str], Call],
) -> None:
    call = ask("bitcoin")
    address = call("getnewaddress", [])
    assert address.startswith("1")
    assert call("validateaddress", [address])["address"] == address
    assert call("getbalance", ["*", 6, True]) == 2000


def test_the_result_of_what_was_sent_can_be_waited_for(
    ask: Callable[[str], Call],
) -> None:
    call = ask("icon")
    for example in api("icon").methods:
        if example.name == "icx_sendTransaction":
            sent = [one for one in example.examples if not one.raises]
    for one in sent:
        name = call("icx_sendTransaction", dict(one.params))
        assert call("icx_waitTransactionResult", {"txHash": name})["status"] == "0x1"


def test_every_network_says_what_goloop_always_says(ask: Callable[[str], Call]) -> None:
    call = ask("icon")
    for number in ("0x1", "0x3", "0x4"):
        network = call("btp_getNetworkInfo", {"id": number})
        assert network["nextProofContextChanged"] in {"0x0", "0x1"}


# What a recorded node refused and a mock of today's node takes, or in another way.
DIFFERS = {
    "the node's state": {
        "getnewaddress-watch",
        "sendtoaddress-locked",
        "signmessage-locked",
        "warmup-2.0",
    },
    "a repeated member and NaN do not survive being recorded": {
        "echo-NaN",
        "createrawtransaction-dup-key",
        "getblockhash-duplicate-named",
    },
}


def test_a_node_of_today_takes_what_a_recorded_one_took(
    ask: Callable[[str], Call],
) -> None:
    call = ask("bitcoin_core")
    known = {method.name for method in api("bitcoin_core").methods}
    asked = [
        one
        for one in recordings("bitcoin")
        if one.get("method") in known and "params" in one and "cut" not in one
        if isinstance(one.get("reply"), dict)
    ]
    assert len(asked) > 30
    differ = {
        str(one["name"])
        for one in asked
        if code(one["reply"].get("error")) != code(call(one["method"], one["params"]))
    }
    assert differ == set[str]().union(*DIFFERS.values())


def code(reply: Json) -> Json:
    """Give the code of an error, or nothing for an answer."""
    is_error = isinstance(reply, dict) and reply.keys() == {"code", "message"}
    return reply["code"] if is_error else None
