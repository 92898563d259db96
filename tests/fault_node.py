"""Generated TypeScript clients in the fault campaign: one Node makes the calls of all."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
import json
import os
from queue import SimpleQueue
import subprocess
import threading
from typing import Any

from certificates import Certificate
from fault_service import ACTS, credentials, make_call
from project import api
from python_clients import package
from specmint.layout import json_line
from specmint.lower.typescript.names import make_names
from typescript_tools import CLIENTS, RUNNER, node

SOON = 120.0


class Node:
    """A process that is told lines, and answers them in any order."""

    def __init__(self, certificate: Certificate) -> None:
        self._process = subprocess.Popen(
            [node(), "--no-warnings", str(RUNNER / "faults.ts")],
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate.made)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._waiting: dict[int, SimpleQueue[dict[str, Any]]] = {}
        self._ids, self._lock = count(), threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            found = json.loads(line)
            self._waiting.pop(found["id"]).put(found)

    def ask(self, **told: Any) -> dict[str, Any]:
        own, answer = next(self._ids), SimpleQueue[dict[str, Any]]()
        self._waiting[own] = answer
        assert self._process.stdin is not None
        with self._lock:
            self._process.stdin.write(json.dumps({**told, "id": own}) + "\n")
            self._process.stdin.flush()
        return answer.get(timeout=SOON)

    def number(self) -> int:
        return next(self._ids)

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(SOON)
        self._reader.join(SOON)
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def running(is_needed: bool, certificate: Certificate) -> Iterator[Node | None]:
    """Run a Node for as long as it is needed."""
    made = Node(certificate) if is_needed else None
    try:
        yield made
    finally:
        if made is not None:
            made.end()


class NodeClient:
    """A client in Node, called as one in Python is."""

    def __init__(
        self, process: Node, name: str, address: str, own: int, timeout: float
    ) -> None:
        self._process, self._name = process, name
        self._options = {"timeoutMs": timeout * 1000}
        self._client = process.number()
        settings = {**credentials(name, own)}
        if "api_secret" in settings:
            settings["apiSecret"] = settings.pop("api_secret")
        folder = CLIENTS / make_names(api(name)).package
        process.ask(
            do="open",
            client=self._client,
            folder=str(folder),
            address=address,
            settings=settings,
        )

    def with_options(self, **given: float) -> "NodeClient":
        made: NodeClient = object.__new__(type(self))
        vars(made).update(vars(self))
        more = {f"{name}Ms": value * 1000 for name, value in given.items()}
        made._options = {**self._options, **more}
        return made

    def act(self, effect: str, mark: int) -> int | None:
        """Make a call; give the mark in its result, or raise what Python would."""
        act, sent = ACTS[self._name][effect], dict[str, Any]()
        for arg in make_call(self._name, effect, mark).args:
            if repr(arg.value) != "UNSET":
                sent[arg.name] = arg.write(siblings=sent)
        found = self._process.ask(
            do="call",
            client=self._client,
            method=make_names(api(self._name)).methods[act.method],
            params=json_line(sent),
            options=self._options,
        )
        if "kind" in found:
            raise self._error(found)
        written = act.result.write(mark)
        token = written.hex() if isinstance(written, bytes) else str(written)
        return mark if token in json.dumps(found["result"]) else None

    def _error(self, found: dict[str, Any]) -> Exception:
        core = package(self._name).core
        kind, message = found["kind"], found["message"]
        if kind in {"TransportError", "DeadlineError"}:
            made = (
                core.DeadlineError if kind == "DeadlineError" else core.TransportError
            )
            error: Exception = made(message, maybe_acted=bool(found["maybeActed"]))
            return error
        known = {"ApiError": core.ApiError, "DecodeError": core.DecodeError}
        failed: Exception = known.get(kind, AssertionError)(f"{kind}: {message}")
        return failed

    def close(self) -> None:
        self._process.ask(do="close", client=self._client)
