"""Calls of a generated client against the same calls written out by hand."""

import base64
from collections.abc import Callable
from decimal import Decimal
import http.client
from importlib import import_module
from importlib.util import find_spec
from itertools import count
import json
from typing import Any

from clients import package
from loopback import running
from measuring import show, timed

CALLS = 1500
NAME, PASSWORD = "user", "password"


def bench_calls() -> None:
    """Measure the CPU time of this process alone; the server is another one."""
    with running() as port:
        ours = package("bitcoin").BitcoinClient(
            f"http://127.0.0.1:{port}", username=NAME, password=PASSWORD
        )
        others = {"raw http.client": raw(port)}
        if find_spec("bitcoinrpc"):
            others["python-bitcoinrpc"] = bitcoinrpc(port)
        rounds = timed(*map(repeated, (ours.getblockcount, *others.values())))
        ours.close()
    for index, name in enumerate(others, 1):
        rates = [each[index] / each[0] for each in rounds]
        show(f"calls per second of bitcoin_client, against {name}", rates, least=0.9)


def repeated(call: Callable[[], object]) -> Callable[[], None]:
    def many() -> None:
        for _ in range(CALLS):
            call()

    assert call() == 123456
    return many


def raw(port: int) -> Callable[[], Any]:
    """Make what one would write for one call, with the standard library alone."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    word = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {word}", "Content-Type": "application/json"}
    ids = count(1)

    def call() -> Any:
        asked = {"id": next(ids), "method": "getblockcount", "params": []}
        connection.request("POST", "/", json.dumps(asked), headers)
        answer = connection.getresponse().read()
        return json.loads(answer, parse_float=Decimal)["result"]

    return call


def bitcoinrpc(port: int) -> Callable[[], Any]:
    proxy = import_module("bitcoinrpc.authproxy").AuthServiceProxy
    return proxy(f"http://{NAME}:{PASSWORD}@127.0.0.1:{port}").getblockcount
