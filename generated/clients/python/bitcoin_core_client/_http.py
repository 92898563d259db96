# ruff: noqa
"""HTTP by the standard library: connections that are kept, time, and credentials."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
import http.client
import io
import os
import re
import select
import threading
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import quote, unquote, urlsplit

from ._core import (
    Budget,
    Core,
    DeadlineError,
    Facts,
    Settings,
    TransportError,
    UnsupportedError,
)
from ._wire import T, Unset

if TYPE_CHECKING:
    import socket
    import ssl

_PORTS = {"http": 80, "https": 443}


class Request(Facts):
    """A request before it has credentials."""

    verb: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


class HttpReply(Facts):
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Transport(Protocol):
    """Sends one request and gives the answer; one may bring one's own.

    It calls `budget.left()` before each step that may take time, sets
    `budget.has_written` before it sends, and raises TransportError for whatever
    goes wrong.
    """

    def exchange(
        self, address: Address, request: Request, budget: Budget
    ) -> HttpReply: ...

    def close(self) -> None: ...


class Address(Facts):
    """Scheme, host and port of a service, and the path before its own paths."""

    scheme: str
    host: str
    port: int
    base: str = ""

    def __str__(self) -> str:
        port = "" if _PORTS.get(self.scheme) == self.port else f":{self.port}"
        return f"{self.scheme}://{_bracketed(self.host)}{port}{self.base}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def parse_address(text: str, prefix: str = "") -> tuple[Address, str, str]:
    """Split an address into where it leads, and the name and password it may hold."""
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:
        told = f"the address {_safe(text)!r} has no good port"
        raise ValueError(told) from None  # the error may hold a part of the password
    if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname:
        raise ValueError(
            f"{_safe(text)!r} is no address; write it like http://127.0.0.1:8000"
        )
    if parts.query or parts.fragment:
        raise ValueError(f"the address {_safe(text)!r} may not have a query")
    base = parts.path.rstrip("/").removesuffix(prefix)
    secure = parts.scheme in {"https", "wss"}
    address = Address(
        parts.scheme, parts.hostname, port or (443 if secure else 80), base
    )
    return address, unquote(parts.username or ""), unquote(parts.password or "")


def _safe(text: str) -> str:
    """Leave out what may be a password."""
    return re.sub("//.*@", "//", text)


# -- credentials -------------------------------------------------------------------


class Auth:
    """Gives requests their credentials; this one has none."""

    def send(
        self,
        request: Request,
        exchange: Callable[[Request], HttpReply],
        budget: Budget,  # noqa: ARG002 - for those that have to wait for their turn
    ) -> HttpReply:
        """Send a request with credentials, and give the answer."""
        own = self.headers()
        if own:
            request = request.replace(headers=[*request.headers, *own])
        return exchange(request)

    def headers(self) -> Sequence[tuple[str, str]]:
        return ()

    def refresh(self) -> bool:
        """Read a file of credentials again; whether they have changed."""
        return False


class SecretFile:
    """A text in a file that another program writes, read at its first use."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.path.expanduser(path)
        self._text: str | None = None
        self._own = threading.local()  # what the thread at hand was refused with

    def read(self) -> str:
        text = self._text
        if text is None:
            try:
                with open(self._path, encoding="utf-8") as file:  # noqa: PTH123
                    text = self._text = file.read().strip()
            except (OSError, UnicodeDecodeError) as error:
                raise UnsupportedError(f"cannot read {self._path}: {error}") from error
        self._own.text = text
        return text

    def refresh(self) -> bool:
        old, self._text = getattr(self._own, "text", None), None
        return self.read() != old


class Basic(Auth):
    """A name and a password, or a file that holds `name:password`."""

    def __init__(
        self, username: str = "", password: str = "", file: SecretFile | None = None
    ) -> None:
        self._pair = f"{username}:{password}"
        self._file = file
        self._made: tuple[str, Sequence[tuple[str, str]]] = ("", ())

    def headers(self) -> Sequence[tuple[str, str]]:
        pair = self._pair if self._file is None else self._file.read()
        if pair != self._made[0]:
            word = base64.b64encode(pair.encode()).decode()
            self._made = (pair, (("Authorization", f"Basic {word}"),))
        return self._made[1]

    def refresh(self) -> bool:
        return self._file is not None and self._file.refresh()


class SecretHeader(Auth):
    """A secret in a header of every request."""

    def __init__(self, name: str, secret: str | SecretFile) -> None:
        self._name, self._secret = name, secret

    def headers(self) -> Sequence[tuple[str, str]]:
        secret = self._secret
        return ((self._name, secret if isinstance(secret, str) else secret.read()),)

    def refresh(self) -> bool:
        return isinstance(self._secret, SecretFile) and self._secret.refresh()


def basic(
    username: str, password: str, file: str | os.PathLike[str] | None = None
) -> Auth:
    """Choose by what is given: a name and a password, a file, or nothing."""
    if file is not None and (username or password):
        raise ValueError("give a name and a password, or a file that holds them")
    if file is not None:
        return Basic(file=SecretFile(file))
    return Basic(username, password) if username or password else Auth()


def secret_header(
    name: str, secret: str | None, file: str | os.PathLike[str] | None
) -> Auth:
    """Choose by what is given: a secret, a file that holds it, or nothing."""
    found = secret_of(secret, file)
    return SecretHeader(name, found) if found else Auth()


def secret_of(
    secret: str | None, file: str | os.PathLike[str] | None
) -> str | SecretFile:
    """Choose by what is given; a secret that is not there is empty."""
    if secret is not None and file is not None:
        raise ValueError("give a secret, or a file that holds it")
    return secret or "" if file is None else SecretFile(file)


# -- connections -------------------------------------------------------------------


class _TimedReader(io.RawIOBase):
    """Reads a socket; before each read it has just the time that is left."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.budget: Budget | None = None
        self.is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self.budget is None:  # no call waits for anything
            return None
        self._sock.settimeout(self.budget.left())
        count = self._sock.recv_into(buffer)
        self.is_over = not count
        return count


class _Reader(io.BufferedReader):
    """What came and was not read yet; `http.client` closes it after each answer."""

    def close(self) -> None:
        """Stay open."""


class _Connection:
    """One open connection, whose answers `http.client` reads."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._raw = _TimedReader(sock)
        self._reader = _Reader(self._raw, 65536)

    def is_idle(self) -> bool:
        """Whether a kept connection is open and silent; bytes would be no answer of ours."""
        try:
            if hasattr(select, "poll"):
                poll = select.poll()
                poll.register(self.sock, select.POLLIN)
                return not poll.poll(0)
            return not select.select([self.sock], [], [], 0)[0]
        except (OSError, ValueError):
            return False

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002
        """What `http.client` asks of a socket."""
        return self._reader

    def exchange(
        self, verb: str, data: bytes, budget: Budget, most: int
    ) -> tuple[HttpReply, bool]:
        """Send the bytes of a request; give the reply, and whether to keep the connection."""
        self.sock.settimeout(budget.left())
        budget.has_written = True
        self.sock.sendall(data)
        response = self._begun(verb, budget)
        if response.length is not None and response.length > most:
            raise TransportError(
                f"the reply announces {response.length} bytes, more than {most}",
                maybe_acted=True,
            )
        is_announced = response.length is not None
        body = response.read() if is_announced else _read(response, most)
        if (
            response.chunked and self._raw.is_over
        ):  # half a length looks like a whole one
            raise http.client.IncompleteRead(b"")
        reply = HttpReply(response.status, tuple(response.headers.raw_items()), body)
        self._raw.budget = None
        return reply, not (response.will_close or self._reader.peek())

    def _begun(self, verb: str, budget: Budget) -> http.client.HTTPResponse:
        """Read the head of the reply that counts; interim ones only announce it."""
        self._raw.budget = budget
        while True:
            response = http.client.HTTPResponse(self, method=verb)  # type: ignore[arg-type]
            response.begin()
            if self._raw.is_over:  # `http.client` takes half a head for a whole one
                raise http.client.IncompleteRead(b"")
            if response.status == 101:
                raise http.client.HTTPException("the answer is no longer HTTP")
            if response.status >= 200:
                return response

    def tunnel(self, address: Address, auth: str, budget: Budget) -> None:
        """Ask a proxy to pass on all that comes."""
        where = f"{_bracketed(address.host)}:{address.port}"
        lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}"]
        lines += [f"Proxy-Authorization: {auth}"] if auth else []
        self.sock.settimeout(budget.left())
        self.sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        status = self._begun("CONNECT", budget).status
        if status >= 300:
            raise OSError(f"the proxy opens no tunnel: HTTP status {status}")

    def close(self) -> None:
        self.sock.close()


def _dial(address: Address, budget: Budget) -> socket.socket:
    """Connect to the first address of a name that takes it, in the time that is left."""
    import socket

    failure = OSError(f"{address.host} has no address")
    kind = socket.SOCK_STREAM
    for family, _, _, _, where in socket.getaddrinfo(
        address.host, address.port, 0, kind
    ):
        sock = budget.sock = socket.socket(family, kind)
        try:
            sock.settimeout(budget.left())
            sock.connect(where)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except BaseException as error:
            sock.close()
            if not isinstance(error, OSError):
                raise
            failure = error
    raise failure


def _secured(
    sock: socket.socket, host: str, context: ssl.SSLContext, budget: Budget
) -> socket.socket:
    """Begin with TLS, in the time that is left."""
    made = budget.sock = context.wrap_socket(
        sock, server_hostname=host, do_handshake_on_connect=False
    )
    try:
        made.settimeout(budget.left())
        made.do_handshake()
        return made
    except BaseException:
        made.close()
        raise


def _read(response: http.client.HTTPResponse, most: int) -> bytes:
    """Read a reply that does not say how long it is."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.read(65536):
        size += len(piece)
        if size > most:
            raise TransportError(
                f"the reply is longer than {most} bytes", maybe_acted=True
            )
        pieces.append(piece)
    return b"".join(pieces)


class HttpTransport:
    """Keeps connections, and sends each request over one that is open and silent."""

    def __init__(self, settings: Settings) -> None:
        self._proxy, self._proxy_auth = None, ""
        if settings.proxy:
            self._proxy, name, password = parse_address(settings.proxy)
            if name:
                pair = base64.b64encode(f"{name}:{password}".encode()).decode()
                self._proxy_auth = f"Basic {pair}"
        self._tls, self._most = settings.tls, settings.most_bytes
        self._idle: list[tuple[Address, _Connection]] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def exchange(self, address: Address, request: Request, budget: Budget) -> HttpReply:
        data = self._bytes(address, request)
        budget.has_written = False
        connection: _Connection | None = None
        try:
            connection = self._connection(address, budget)
            budget.sock = connection.sock
            reply, is_kept = connection.exchange(request.verb, data, budget, self._most)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, (OSError, http.client.HTTPException)):
                raise _failed(error, address, budget) from error
            raise
        finally:
            budget.sock = None
        if is_kept and not budget.is_cancelled:
            with self._lock:
                if not self._is_closed:
                    self._idle.append((address, connection))
                    return reply
        connection.close()
        return reply

    def _connection(self, address: Address, budget: Budget) -> _Connection:
        """Take a kept connection that is still good, or open one."""
        while True:
            with self._lock:
                found = next(
                    (one for one in reversed(self._idle) if one[0] == address), None
                )
                if found is None:
                    break
                self._idle.remove(found)
            if found[1].is_idle():
                return found[1]
            found[1].close()
        return _Connection(self.connect(address, budget))

    def connect(self, address: Address, budget: Budget) -> socket.socket:
        """Open a connection, with proxy and TLS if need be; a WebSocket has the same."""
        sock = _dial(self._proxy or address, budget)
        try:
            if self._proxy and address.scheme != "http":
                _Connection(sock).tunnel(address, self._proxy_auth, budget)
            if address.scheme in {"https", "wss"}:
                sock = _secured(sock, address.host, self._context(), budget)
            return sock
        except BaseException:
            sock.close()
            raise

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            import ssl

            self._tls = ssl.create_default_context()
        return self._tls

    def _bytes(self, address: Address, request: Request) -> bytes:
        """Write the request; one write sends it whole."""
        if not re.fullmatch(r"[!-~]+", request.target):
            raise ValueError(f"{request.target!r} is no path for a request")
        host = str(address).partition("://")[2].removesuffix(address.base)
        target = request.target
        headers = [("Host", host), ("Accept-Encoding", "identity"), *request.headers]
        if self._proxy and address.scheme == "http":
            target = f"http://{host}{target}"
            if self._proxy_auth:
                headers.append(("Proxy-Authorization", self._proxy_auth))
        if request.body or request.verb not in {"GET", "DELETE", "HEAD"}:
            headers.append(("Content-Length", str(len(request.body))))
        lines = [f"{request.verb} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join(lines)
        if head.count("\n") != len(headers) or head.count("\r") != len(headers):
            raise ValueError("a header may not have line ends in it")
        try:
            return head.encode("latin-1") + b"\r\n\r\n" + request.body
        except UnicodeEncodeError:
            raise ValueError("a header has characters that HTTP cannot carry") from None

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()


def _failed(error: Exception, address: Address, budget: Budget) -> TransportError:
    """Say of a failure of the way whether the call may have acted."""
    if budget.is_cancelled:
        return TransportError("the call was cancelled", maybe_acted=budget.has_written)
    if isinstance(error, TimeoutError):
        told = f"no answer from {address} in time"
        return DeadlineError(told, maybe_acted=budget.has_written)
    told = str(error) or type(error).__name__
    if isinstance(error, http.client.IncompleteRead):
        told = "the answer was cut off"
    return TransportError(f"{address}: {told}", maybe_acted=budget.has_written)


# -- scopes ------------------------------------------------------------------------


def given(scope: Mapping[str, str | Unset]) -> dict[str, str]:
    """Leave out what is not given."""
    return {n: value for n, value in scope.items() if not isinstance(value, Unset)}


def fill_path(template: str, scope: Mapping[str, str]) -> str:
    """Fill in what a scope gives; a `[segment]` without its value vanishes."""

    def segment(found: re.Match[str]) -> str:
        names = re.findall(r"\{(\w+)\}", found[1])
        return found[1] if all(name in scope for name in names) else ""

    path = re.sub(r"\[([^\]]*)\]", segment, template)
    for name, value in scope.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def scoped(client: T, **scope: str | Unset) -> T:
    """Give a client for another scope that shares the connections of this one."""
    core = cast("Core", vars(client)["_core"])
    carrier = cast("Any", core.carrier).scoped(given(scope))
    made = object.__new__(type(client))
    vars(made).update(vars(client), _core=Core(carrier, core.settings))
    return made
