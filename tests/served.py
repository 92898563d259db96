"""Serves hand-written packages of servers, and talks to them byte by byte."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
import json
from pathlib import Path
import shutil
import socket
import sys
import threading
from types import SimpleNamespace
from typing import Any

from project import ROOT
import uvicorn

RUNTIME = ROOT / "templates" / "servers" / "python" / "runtime"
SHARED = ROOT / "templates" / "python" / "runtime"
CLIENTS = ROOT / "generated" / "clients" / "python"
SECRET = "ABCDEFGH2345WXYZ"
SOON = 10.0


def packaged(folder: Path, declared: str) -> SimpleNamespace:
    """Make a package of a module and the run-time files; give all their names."""
    for runtime in (RUNTIME, SHARED):
        shutil.copytree(runtime, folder, dirs_exist_ok=True)
    (folder / "__init__.py").touch()
    (folder / "declared.py").write_text(declared, encoding="utf-8")
    sys.path.insert(0, str(folder.parent))
    names: dict[str, Any] = {}
    try:
        for name in ("_wire", "_app", "_rest", "_sign", "_hooks", "declared"):
            module = import_module(f"{folder.name}.{name}")
            names |= {**vars(module), name: module}
    finally:
        sys.path.remove(str(folder.parent))
    return SimpleNamespace(**names)


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an application under uvicorn; gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    run = threading.Thread(target=server.run, args=([listener],), daemon=True)
    run.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        run.join(SOON)
        listener.close()


class Got:
    """An answer, read from the socket byte by byte."""

    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.version, status = lines[0].split(" ")[:2]
        self.status = int(status)
        pairs = (line.split(": ", 1) for line in lines[1:])
        self.headers = {name.lower(): value for name, value in pairs}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def talk(port: int, data: bytes) -> Got:
    """Send bytes, and read all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), SOON) as sock:
        sock.sendall(data)
        pieces = []
        while piece := sock.recv(65536):
            pieces.append(piece)
    return Got(b"".join(pieces))


def call(
    port: int,
    line: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Got:
    """Send one request: a verb and a target, perhaps headers and a body."""
    sent = {"Host": "tests", "User-Agent": "tests", "api_secret": SECRET}
    sent |= {"Connection": "close", **(headers or {})}
    if body is not None:
        sent["Content-Length"] = str(len(body))
    lines = [f"{line} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in sent.items() if value]
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return talk(port, head + (body or b""))


def client_of(name: str) -> Any:
    """Import a generated client."""
    if str(CLIENTS) not in sys.path:
        sys.path.append(str(CLIENTS))
    return import_module(f"{name}_client")
