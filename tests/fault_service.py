"""Generated servers with a ledger behind them, and the calls that a fault campaign makes.

Every call carries a mark, which no other call has, and its answer carries the mark too.
So the ledger knows how often each call has acted, and a caller knows its own answer.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
import gc
from ssl import SSLContext
import threading
from typing import Any, NamedTuple
from uuid import UUID

from python_clients import arguments, package
from python_play import CREDENTIALS, ServerPackage, server
import uvicorn

SOON = 20.0


class Form(NamedTuple):
    """How a mark is written where it travels, and read again."""

    write: Callable[[int], Any]
    read: Callable[[Any], int]


NUMBER = Form(int, int)
DIGITS = Form(str, int)
HEX = Form(lambda mark: f"{mark:064x}", lambda text: int(text, 16))
ADDRESS = Form(lambda mark: f"hx{mark:040x}", lambda text: int(text[2:], 16))
OCTETS = Form(lambda mark: mark.to_bytes(32, "big"), int.from_bytes)
NAME = Form(lambda mark: str(UUID(int=mark)), lambda text: UUID(text).int)
PATH = Form(lambda mark: f"logs/{mark}", lambda text: int(text[5:]))


class Act(NamedTuple):
    """A method that is called, and where the mark stands in its parameter and its result."""

    method: str
    param: str
    form: Form
    result: Form
    at: str = ""
    """The member of the result, or of the only item in it; the whole if it is empty."""
    within: str = ""
    """The member of the parameter."""
    lean: Mapping[str, Any] = {}
    """What takes the place of long members of the result."""


ACTS: Mapping[str, Mapping[str, Act]] = {
    "bitcoin": {
        "read": Act("getblockhash", "index", NUMBER, HEX),
        "idempotent": Act("sendrawtransaction", "hexstring", OCTETS, HEX),
        "once": Act("sendtoaddress", "comment", DIGITS, HEX),
    },
    "icon": {
        "read": Act("icx_getBalance", "address", ADDRESS, NUMBER),
        "once": Act("icx_sendTransaction", "nonce", NUMBER, OCTETS),
    },
    "mtgox": {
        "read": Act(
            "order_result", "order", NAME, NAME, "order_id", lean={"trades": ()}
        ),
        "idempotent": Act("order_cancel", "oid", NAME, NAME, "oid"),
        "once": Act("order_add", "amount_int", NUMBER, NAME),
    },
    "bigchaindb": {
        "read": Act("get_transaction", "tx_id", HEX, HEX, "id"),
        "once": Act("post_transaction", "transaction", HEX, HEX, "id", "id"),
    },
    "bitdust": {
        "read": Act("config_get", "key", PATH, PATH, "key"),
        "idempotent": Act("config_set", "key", PATH, PATH, "key"),
        "once": Act("event_send", "event_id", DIGITS, DIGITS, "event_id"),
    },
}


# -- calls -------------------------------------------------------------------------


@cache
def _made(name: str, effect: str) -> tuple[Any, dict[str, Any]]:
    """Give what makes a call, and the arguments of the example it is made after."""
    pkg, act = package(name), ACTS[name][effect]
    method = next(one for one in pkg.api.methods if one.name == act.method)
    assert method.effect == effect, f"{act.method} has another effect by now"
    example = next(one for one in method.examples if not one.raises)
    return pkg.make(method), arguments(pkg, method, example.params)


def make_call(name: str, effect: str, mark: int) -> Any:
    """Make a call that carries a mark."""
    act, (make, args) = ACTS[name][effect], _made(name, effect)
    value = act.form.write(mark)
    if act.within:
        value = args[act.param].__replace__(**{act.within: value})
    return make(**{**args, act.param: value})


def read_mark(name: str, effect: str, result: Any) -> int:
    """Give the mark of the call that a result belongs to."""
    act = ACTS[name][effect]
    one = result[0] if isinstance(result, tuple) else result
    return act.result.read(getattr(one, act.at) if act.at else one)


# -- the ledger --------------------------------------------------------------------


@dataclass
class Ledger:
    """How often each call has acted, by its mark; one event loop alone writes it."""

    acted: Counter[int] = field(default_factory=Counter)
    faults: list[BaseException] = field(default_factory=list)
    """What went wrong in the server's own code, where nothing may."""

    def handler(self, name: str) -> Any:
        """Make a handler whose methods act once each time they are called."""
        pkg = server(name)
        methods = dict(self._method(pkg, act) for act in ACTS[name].values())
        return type("Ledgered", (pkg.handler,), methods)()

    def _method(self, pkg: ServerPackage, act: Act) -> tuple[str, Any]:
        spec = next(one for one in pkg.api.methods if one.name == act.method)
        example = next(one for one in spec.examples if not one.raises)
        shown = pkg.answers.result(act.method, example)
        if act.lean:
            shown = shown.__replace__(**act.lean)

        async def acts(_: Any, **given: Any) -> Any:
            value = given[act.param]
            mark = act.form.read(getattr(value, act.within) if act.within else value)
            await asyncio.sleep(0)
            self.acted[mark] += 1
            made = act.result.write(mark)
            if not act.at:
                return made
            if isinstance(shown, tuple):
                return (shown[0].__replace__(**{act.at: made}),)
            return shown.__replace__(**{act.at: made})

        return pkg.methods[act.method].function, acts


# -- serving -----------------------------------------------------------------------


def credentials(name: str, own: int) -> dict[str, str]:
    """Give credentials; who signs has a key of its own, since nonces rise by key."""
    if name != "mtgox":
        return CREDENTIALS.get(name, {})
    return {**CREDENTIALS[name], "key": str(UUID(int=own))}


def _app(name: str, ledger: Ledger, keys: int) -> Any:
    pkg = server(name)
    hooks = pkg.root.Hooks(failed=lambda _, error: ledger.faults.append(error))
    more: dict[str, Any] = {"hooks": hooks}
    if name == "mtgox":
        pairs = (credentials(name, own) for own in range(keys))
        more["auth"] = {pair["key"]: pair["secret"] for pair in pairs}
    return pkg.create(ledger.handler(name), **more)


@dataclass
class Loop:
    """An event loop in a thread: it runs the servers, and the proxies before them."""

    loop: asyncio.AbstractEventLoop
    ports: dict[str, int]

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SOON)


@contextmanager
def serving(names: tuple[str, ...], ledger: Ledger, keys: int) -> Iterator[Loop]:
    """Serve APIs, each on a port of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made, servers = Loop(loop, {}), list[tuple[uvicorn.Server, Any]]()
    try:
        for name in names:
            one = uvicorn.Server(
                uvicorn.Config(
                    _app(name, ledger, keys),
                    port=0,
                    log_level="critical",
                    lifespan="off",
                    timeout_keep_alive=600,  # connections end when the proxy says so
                )
            )
            made.run(_start(one))
            servers.append((one, one.servers[0]))
            made.ports[name] = one.servers[0].sockets[0].getsockname()[1]
        yield made
    finally:
        for one, _ in servers:
            made.run(one.shutdown())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SOON)
        loop.close()
        gc.collect()


async def _start(one: uvicorn.Server) -> None:
    one.config.load()
    one.lifespan = one.config.lifespan_class(one.config)
    await one.startup()


def make_client(
    name: str, address: str, own: int, tls: SSLContext, *, is_async: bool, **more: Any
) -> Any:
    pkg, settings = package(name), dict[str, Any](tls=tls)
    if name == "mtgox":
        settings["nonces"] = pkg.module("_sign").MemoryNonces()
    return pkg.client(
        address,
        is_async=is_async,
        settings=pkg.root.Settings(**settings),
        **{**credentials(name, own), **more},
    )
