"""A running fake of an API, for the tests of whoever calls it.

    from specmint.testing import fake

    with fake("bitcoin", specs="vendor/specs") as bitcoin:
        client = BitcoinClient(bitcoin.url)

pytest has it as a fixture, `specmint_fake`, which stops all fakes after each test:

    def test_height(specmint_fake):
        client = BitcoinClient(specmint_fake("bitcoin").url)
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
import time
from typing import Any, NamedTuple
from urllib.parse import unquote

_SOON = 10.0


class Called(NamedTuple):
    """A call that a fake was asked, and the error it was answered with."""

    method: str
    caller: str
    error: BaseException | None


@dataclass
class Fake:
    """A fake while it runs: where it is, and what it was asked."""

    url: str
    app: Any
    calls: list[Called] = field(default_factory=list)
    answers: Any = None

    @property
    def ws_url(self) -> str:
        """The same for WebSockets."""
        return f"ws{self.url.removeprefix('http')}"

    def prefer(self, example: str) -> None:
        """Say which example to show where several have the same call."""
        self.answers.preferred = example

    def transport(self) -> "AppTransport":
        """Give what takes a client's requests to the fake without a socket."""
        return AppTransport(self.app)


@contextmanager
def fake(
    api: str,
    *,
    root: str | Path = ".",
    auth: Any = None,
    seed: int | None = None,
    follow: str = "document",
) -> Iterator[Fake]:
    """Serve a fake of an API on a free port for as long as the block goes on.

    Args:
        api: The name of the API in the specs.
        root: The folder that `specs/` lies in.
        auth: Who may call, as `create_app` takes it; everybody without it.
        seed: Makes answers up by their types where no example shows the call.
        follow: Whether to do as the document says, or as the real service does.
    """
    from specmint.cli.mock import open_server

    with (
        open_server(Path(root), api) as (model, server),
        serve_fake(model, server, auth=auth, seed=seed, follow=follow) as made,
    ):
        yield made


@contextmanager
def serve_fake(
    model: Any,
    server: Any,
    *,
    auth: Any = None,
    seed: int | None = None,
    follow: str = "document",
) -> Iterator[Fake]:
    """Serve a fake of an API that is loaded, by its server that is imported."""
    # Here, since every run of pytest imports this module, and few start a fake.
    import uvicorn

    from specmint.cli.listening import listen
    from specmint.cli.mock import make_app
    from specmint.mock import Answers

    calls: list[Called] = []

    def finished(call: Any, error: BaseException | None, _seconds: float) -> None:
        calls.append(Called(call.method, call.caller, error))

    answers = Answers(model, server, seed)
    hooks = server.root.Hooks(finished=finished)
    app = make_app(model, server, auth, answers=answers, hooks=hooks, follow=follow)
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(app, log_level="error", access_log=False)
        served = uvicorn.Server(config)
        thread = Thread(target=served.run, args=([listener],), daemon=True)
        thread.start()
        _await_start(served)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield Fake(url, app, calls, answers)
        served.should_exit = True
        thread.join(_SOON)


def _await_start(served: Any) -> None:
    end = time.monotonic() + _SOON
    while not served.started:
        if time.monotonic() > end:
            raise RuntimeError("the fake does not start")
        time.sleep(0.005)


# -- without a socket --------------------------------------------------------------


class Reply(NamedTuple):
    """What a client's transport gives back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class AppTransport:
    """A transport of generated clients that asks an application in this very process.

    BitcoinClient(settings=Settings(transport=fake.transport()))
    """

    def __init__(self, app: Any) -> None:
        self._app, self._loop = app, asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()

    def exchange(self, address: Any, request: Any, budget: Any) -> Reply:
        """Send one request, in the time that is left for it."""
        work = self._ask(address, request)
        budget.has_written = True
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(budget.left())

    async def _ask(self, address: Any, request: Any) -> Reply:
        path, _, query = request.target.partition("?")
        headers = [("host", f"{address.host}:{address.port}"), *request.headers]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": request.verb,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(n.lower().encode(), v.encode("latin-1")) for n, v in headers],
            "client": ("127.0.0.1", 0),
        }
        left, sent = [request.body], list[Any]()

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.Event().wait()  # the caller stays until it is answered
            return {"type": "http.request", "body": left.pop(), "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        body = b"".join(one.get("body", b"") for one in sent[1:])
        told = [
            (n.decode("latin-1"), v.decode("latin-1")) for n, v in sent[0]["headers"]
        ]
        return Reply(sent[0]["status"], told, body)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


# -- pytest ------------------------------------------------------------------------

if find_spec("pytest"):
    import pytest

    @pytest.fixture
    def specmint_fake() -> Iterator[Callable[..., Fake]]:
        """Start fakes of APIs by their names; `fake` says what else one can say."""
        with ExitStack() as stack:
            yield lambda api, **more: stack.enter_context(fake(api, **more))
