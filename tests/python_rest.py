"""Talks REST to servers of hand-written packages, byte by byte."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
import json
from pathlib import Path
import socket
import sys
from types import SimpleNamespace
from typing import Any

from project import ROOT
import python_serving
from python_serving import SOON, read_to_end

CLIENTS = ROOT / "generated" / "clients" / "python"
SECRET = "ABCDEFGH2345WXYZ"


def packaged(folder: Path, declared: str) -> SimpleNamespace:
    """Make a package of a module and the run-time files; give all their names."""
    return python_serving.packaged(folder, declared, "_rest", "_sign", "_hooks")


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an application; gives its port."""
    with python_serving.serving(app) as served:
        yield served.port


class Got:
    """An answer, read from the socket byte by byte."""

    def __init__(self, data: bytes) -> None:
        self.status, headers, self.body = python_serving.parts(data)
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def talk(port: int, data: bytes) -> Got:
    """Send bytes, and read all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), SOON) as sock:
        sock.sendall(data)
        return Got(read_to_end(sock))


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
