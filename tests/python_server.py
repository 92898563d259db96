"""A server on loopback that says, byte by byte, what a test wants it to say."""

from collections.abc import Callable, Iterable
from contextlib import suppress
import json
import socket
import ssl
import threading
from typing import Any, NamedTuple

END = b"\r\n\r\n"
CLOSE = None  # what an answer ends with that closes the connection


class Request(NamedTuple):
    """A request as it came; `connection` counts from 1."""

    verb: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int

    def header(self, name: str) -> str | None:
        found = [value for own, value in self.headers if own.lower() == name.lower()]
        assert len(found) < 2, f"{name} came twice"
        return found[0] if found else None

    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[Request], Iterable[bytes | None]]


def reply(
    body: bytes | str = b"",
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
    *,
    length: int | None = None,
) -> bytes:
    """Write a reply; `length` is what it announces in place of the truth."""
    data = body.encode() if isinstance(body, str) else body
    announced = len(data) if length is None else length
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {announced}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + END + data


class Service:
    """Keeps connections alive, writes down each request, and answers as it is told."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.connections = 0
        self._closed = threading.Semaphore(0)
        self.has_ended = threading.Event()
        """Set when a client hung up, or when an answer could not be written."""
        self._tls = tls
        self._socks: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        for sock in (self._listener, *self._socks):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._socks.append(sock)
                self.connections += 1
                args = sock, self.connections
                threading.Thread(target=self._serve, args=args, daemon=True).start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        try:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            while request := read(sock, number):
                self.requests.append(request)
                for piece in self.answer(request):
                    if piece is CLOSE:
                        return
                    sock.sendall(piece)
            self.has_ended.set()
        except OSError:
            self.has_ended.set()
        finally:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
            self._closed.release()

    def wait_closed(self) -> None:
        """Wait until one more connection was closed from here."""
        assert self._closed.acquire(timeout=20)


def read(sock: socket.socket, number: int = 0) -> Request | None:
    """Read one request, or nothing where the client hung up."""
    data = b""
    while END not in data:
        piece = sock.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(END)
    first, *lines = head.decode("latin-1").split("\r\n")
    verb, target, version = first.split(" ")
    assert version == "HTTP/1.1"
    headers = tuple((n, v) for n, _, v in (line.partition(": ") for line in lines))
    lengths = {name.lower(): value for name, value in headers}
    length = int(lengths.get("content-length", 0))
    while len(body) < length:
        piece = sock.recv(65536)
        if not piece:
            return None
        body += piece
    assert len(body) == length, "the client sent more than it announced"
    return Request(verb, target, headers, body, number)
