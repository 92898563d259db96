"""Serves packages of servers under a real uvicorn, and talks to them byte by byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
import socket
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any, NamedTuple

from python_runtime import copy_runtime
from specmint.cli.listening import listen
import uvicorn

SOON = 10.0  # so long a test waits for what comes at once


def packaged(folder: Path, declared: str, *modules: str) -> SimpleNamespace:
    """Make a package of the run-time files and a module; give all their names."""
    copy_runtime(folder, "server")
    (folder / "declared.py").write_text(declared, encoding="utf-8")
    sys.path.insert(0, str(folder.parent))
    names: dict[str, Any] = {}
    try:
        for name in ("_wire", "_app", *modules, "declared"):
            module = import_module(f"{folder.name}.{name}")
            names |= {**vars(module), name: module}
    finally:
        sys.path.remove(str(folder.parent))
    return SimpleNamespace(**names)


class Served(NamedTuple):
    """An application that is being served, and its server."""

    port: int
    server: uvicorn.Server

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), SOON)

    def exchange(self, sent: bytes) -> bytes:
        """Send bytes, and give all that comes until the server ends the connection."""
        with self.connect() as connection:
            connection.sendall(sent)
            return read_to_end(connection)


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[Served]:
    """Serve an application on a free port; its replies have no date and no server."""
    listener = listen("127.0.0.1", 0)
    options = {"date_header": False, "server_header": False, **options}
    config = uvicorn.Config(app, log_level="error", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    await_true(lambda: server.started)
    try:
        yield Served(listener.getsockname()[1], server)
    finally:
        server.should_exit = True
        thread.join(SOON)
        listener.close()


def await_true(is_so: Any) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)


def read_to_end(connection: socket.socket) -> bytes:
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def request(
    body: bytes | str = b"", *headers: str, verb: str = "POST", path: str = "/"
) -> bytes:
    """Write a request after which the server ends the connection."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"{verb} {path} HTTP/1.1", "Host: x", "Connection: close"]
    if not any(
        one.lower().startswith(("content-length", "transfer-")) for one in headers
    ):
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join([*lines, *headers, "", ""]).encode() + data


def parts(reply: bytes) -> tuple[int, dict[str, str], bytes]:
    """Take a reply apart: its status, its headers, and its body as it came."""
    head, _, body = reply.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, body
