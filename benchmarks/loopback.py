"""A server in a process of its own that answers every JSON-RPC call with one number."""

from collections.abc import Iterator
from contextlib import contextmanager
import re
import socket
import subprocess
import sys
import threading

BODY = b'{"result":123456,"error":null,"id":%s}\n'
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Date: Sat, 28 Nov 2026 14:00:00 GMT\r\nServer: bitcoin-json-rpc\r\n"
    b"Content-Length: %d\r\n\r\n"
)
LENGTH = re.compile(rb"(?i)content-length: (\d+)")
ID = re.compile(rb'"id": ?(\d+)')


@contextmanager
def running() -> Iterator[int]:
    """Run the server, and give its port; it ends with this process at the latest."""
    child = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        yield int(child.stdout.readline())
        child.stdin.close()


def serve(sock: socket.socket) -> None:
    data = b""
    while piece := sock.recv(65536):
        data += piece
        head, end, body = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]):
            continue
        own = ID.search(body)
        answer = BODY % (own[1] if own else b"null")
        sock.sendall(HEAD % len(answer) + answer)
        data = b""


def accept(listener: socket.socket) -> None:
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
