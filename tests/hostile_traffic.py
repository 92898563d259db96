"""Hostile traffic against generated servers, a healthy caller beside it: `make soak`.

A server is in its own process, as in life, and every reply to it is looked at: nothing may
fail in the server's own code, memory stays bounded, and a healthy caller is served.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random, SystemRandom
import socket
import struct
import subprocess
import sys
import time

from project import NAMES, api
from python_play import CREDENTIALS, Play, healthy
from specmint.cases import make_traffic

LONGEST = 3 << 20
SOON = 10.0
MOST_GROWTH = 120  # MB that a server may grow by under fire


@dataclass
class Campaign:
    """What was sent, and what came of it."""

    sent: int = 0
    answered: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    healthy: int = 0


# -- what is sent ------------------------------------------------------------------


@cache
def valid_requests(name: str) -> tuple[bytes, ...]:
    """Give a good request for each example, which others are made from."""
    made = []
    for (_, _, over), message in make_traffic(api(name)).items():
        if over == "ws":
            continue
        body = message.body.encode() if over == "http" else message.request.encode()
        lines = [
            f"{message.verb} {message.target} HTTP/1.1",
            "Host: x",
            "User-Agent: x",
        ]
        lines += [
            f"{n}: {v}" for n, v in message.headers if n.lower() != "content-length"
        ]
        lines.append(f"Content-Length: {len(body)}")
        made.append("\r\n".join([*lines, "", ""]).encode() + body)
    return tuple(made)


def hostile(name: str, random: Random) -> bytes:
    """Make one hostile request."""
    good = random.choice(valid_requests(name))
    return random.choice(_KINDS)(good, random)


def mutated(good: bytes, random: Random) -> bytes:
    data = bytearray(good)
    for _ in range(random.randint(1, 8)):
        place = random.randrange(len(data) + 1)
        match random.randrange(4):
            case 0:
                data[place:place] = random.randbytes(random.randint(1, 4))
            case 1:
                del data[place : place + random.randint(1, 6)]
            case 2 if place < len(data):
                data[place] = random.randrange(256)
            case _:
                data[place:place] = data[place : place + random.randint(1, 60)]
    return bytes(data)


def with_body(good: bytes, body: bytes, random: Random) -> bytes:
    """Put another body into a good request, announced or in chunks."""
    head, _, _ = good.partition(b"\r\n\r\n")
    lines = [
        one
        for one in head.split(b"\r\n")
        if not one.lower().startswith(b"content-length")
    ]
    if random.random() < 0.3:
        cut = random.randrange(len(body) + 1)
        chunks = b"".join(
            b"%x\r\n%b\r\n" % (len(c), c) for c in (body[:cut], body[cut:]) if c
        )
        return (
            b"\r\n".join([*lines, b"Transfer-Encoding: chunked", b"", b""])
            + chunks
            + b"0\r\n\r\n"
        )
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", b""]) + body


def deep(good: bytes, random: Random) -> bytes:
    depth = random.choice((60, 500, 5_000, 100_000))
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}")))
    ends = random.random() < 0.7
    return with_body(good, opening * depth + b"1" + closing * depth * ends, random)


def giant_batch(good: bytes, random: Random) -> bytes:
    one = good.partition(b"\r\n\r\n")[2] or b"{}"
    count = random.choice((2, 99, 101, 3_000))
    return with_body(good, b"[" + b",".join([one] * count)[:LONGEST] + b"]", random)


def odd_json(good: bytes, random: Random) -> bytes:
    odd = [b"NaN", b"1e999999999", b"9" * 5_000, b'"\\ud800"', b"-0", b"null", b"true", b'""', b"[]",
           b'{"jsonrpc":[],"id":{},"method":1,"params":"x"}', b'{"method":"a","method":"b","id":1}',
           b'\xef\xbb\xbf{}', b'"' + b"\\u0000" * 1000 + b'"', b"\xff\xfe", b"1.5" * 900, b"{" * 3]  # fmt: skip
    return with_body(good, random.choice(odd), random)


def members_bent(good: bytes, random: Random) -> bytes:
    """Put something odd in the place of a value in the body."""
    head, _, body = good.partition(b"\r\n\r\n")
    pieces = body.split(b":")
    odd = random.choice(
        (b"null", b"[]", b"{}", b"-1", b"1e400", b'"\\u0000"', b"true", b"[[[]]]")
    )
    if len(pieces) > 1:
        place = random.randrange(1, len(pieces))
        pieces[place] = odd + b"," + pieces[place].partition(b",")[2]
    return with_body(head + b"\r\n\r\n", b":".join(pieces), random)


def header_flood(good: bytes, random: Random) -> bytes:
    head, _, body = good.partition(b"\r\n\r\n")
    many = random.choice((10, 200, 3_000))
    more = [b"X-%d: %b" % (n, b"y" * random.choice((1, 300))) for n in range(many)]
    return b"\r\n".join([head, *more, b"", b""]) + body


def long_target(good: bytes, random: Random) -> bytes:
    first, _, rest = good.partition(b"\r\n")
    verb, target, version = first.split(b" ")
    more = random.choice(
        (
            b"?" + b"a=1&" * 5_000,
            b"/" * 900,
            b"?%00%ff%",
            b"%2e%2e/" * 90,
            b"?a[]=\xc3\x28",
        )
    )
    verb = random.choice(
        (verb, b"GET", b"PUT", b"DELETE", b"HEAD", b"OPTIONS", b"BREW")
    )
    return b" ".join([verb, target + more, version]) + b"\r\n" + rest


def cut_short(good: bytes, random: Random) -> bytes:
    return good[: random.randrange(len(good))]


def too_long(good: bytes, random: Random) -> bytes:
    return with_body(
        good, b'{"a":"' + b"x" * random.choice((70_000, LONGEST)) + b'"}', random
    )


def lying(good: bytes, random: Random) -> bytes:
    length = random.choice((b"-1", b"99999999999999999999", b"1e3", b"0", b"5, 6"))
    head, _, body = good.partition(b"Content-Length: ")
    return head + b"Content-Length: " + length + body[body.find(b"\r\n") :]


def noise(good: bytes, random: Random) -> bytes:  # noqa: ARG001
    return random.randbytes(random.randint(1, 400)) + b"\r\n\r\n"


def handshake(good: bytes, random: Random) -> bytes:  # noqa: ARG001
    """Ask for a WebSocket, with or without what that needs, and send frames at once."""
    asked = [b"GET / HTTP/1.1", b"Host: x", b"Upgrade: websocket", b"Connection: Upgrade",
             b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"Sec-WebSocket-Version: 13"]  # fmt: skip
    if random.random() < 0.8:
        secret = CREDENTIALS["bitdust"]["api_secret"].encode()
        asked[0] = b"GET /?api_secret=" + secret + b" HTTP/1.1"
    if random.random() < 0.2:
        del asked[random.randrange(1, len(asked))]
    return b"\r\n".join([*asked, b"", b""]) + b"".join(
        frame(random) for _ in range(random.randint(1, 6))
    )


def frame(random: Random) -> bytes:
    """Write a frame of a client, now and then a wrong one."""
    texts = [b"{}", b"[]", b"x", b'{"command":"api_call"}', b"\xff\xff", b"[" * 200, b'{"command":"api_call","method":"process_health","kwargs":{},"call_id":[1.50]}',
             b'{"command":"api_call","method":"config_get","kwargs":{"key":1}}', b"x" * 70_000]  # fmt: skip
    payload, mask = random.choice(texts), random.randbytes(4)
    code = random.choice((1, 1, 1, 2, 0, 8, 9, 10, 3)) | random.choice(
        (0x80, 0x80, 0x80, 0, 0xC0)
    )
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + struct.pack(">H", size) if size < 65_536 else bytes([0xFF]) + struct.pack(">Q", size)  # fmt: skip
    return (
        bytes([code])
        + length
        + mask
        + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))
    )


_KINDS: tuple[Callable[[bytes, Random], bytes], ...] = (
    mutated, mutated, mutated, members_bent, members_bent, odd_json, odd_json, deep, giant_batch,
    header_flood, long_target, cut_short, lying, noise, handshake, too_long,
)  # fmt: skip


# -- the server --------------------------------------------------------------------


@contextmanager
def served(name: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Serve an API in a process of its own, which ends with the first fault."""
    # It gets a socket that listens, since a free port may be another's by then.
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        port, fd = listener.getsockname()[1], listener.fileno()
        process = subprocess.Popen(
            [sys.executable, __file__, "--serve", name, "--fd", str(fd)],
            cwd=Path(__file__).parent,
            stderr=subprocess.PIPE,
            pass_fds=[fd],
        )
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait()


def serve(name: str, fd: int) -> None:
    import uvicorn

    play = Play(name)
    limits = play.pkg.root.Limits(body=1 << 20, time=5.0)
    hooks = play.pkg.root.Hooks(failed=failed)
    # Everybody may call, so that what is hostile gets as far as it can.
    more = {"auth": None} if name in CREDENTIALS else {}
    app = play.pkg.create(healthy(name)(), limits=limits, hooks=hooks, **more)
    config = uvicorn.Config(app, log_level="critical", access_log=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


def failed(_: object, error: BaseException) -> None:
    """Say what went wrong in the server itself; nothing may."""
    print(f"FAULT {type(error).__name__}: {error}", file=sys.stderr, flush=True)


def memory(process: "subprocess.Popen[bytes]") -> float:
    pages = Path(f"/proc/{process.pid}/statm").read_text().split()[1]
    return int(pages) * 4096 / 1_000_000


# -- the campaign ------------------------------------------------------------------


def campaign(name: str, count: int, seed: int) -> Campaign:
    """Send so many hostile requests. Raises AssertionError for what may not happen."""
    random, result = Random(seed), Campaign()
    with served(name) as (port, process):
        check_health(name, port)
        before = memory(process)
        for index in range(count):
            answer = attack(port, hostile(name, random), random)
            result.sent += 1
            look_at(result, answer)
            if index % 200 == 199:
                check_health(name, port)
                result.healthy += 1
                grown = memory(process) - before
                assert grown < MOST_GROWTH, f"the server has grown by {grown:.0f} MB"
        assert process.poll() is None, "the server has ended"
        process.terminate()
        assert process.stderr is not None
        told = process.stderr.read().decode(errors="replace")
    assert "FAULT" not in told, told[-3000:]
    assert "Traceback" not in told, told[-3000:]
    return result


def attack(port: int, data: bytes, random: Random) -> bytes:
    """Send bytes and hang up; give what was answered at once."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), SOON) as sock:
        sock.settimeout(SOON)
        with suppress(OSError):
            sock.sendall(data)
        if random.random() < 0.05:
            return b""  # the caller leaves
        with suppress(OSError):
            sock.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := sock.recv(65_536):
            answer += piece
        return answer
    return b""


def look_at(result: Campaign, answer: bytes) -> None:
    if not answer.startswith(b"HTTP/1.1 "):
        return
    status = int(answer.split(b" ", 2)[1])
    result.answered += 1
    result.statuses[status] = result.statuses.get(status, 0) + 1


_HEALTHY: dict[str, tuple[str, tuple[str, ...]]] = {
    "bitcoin": ("getblockcount", ()),
    "icon": ("icx_get_total_supply", ()),
    "bitdust": ("process_health", ()),
    "mtgox": ("currency", ("BTC",)),
    "bigchaindb": ("get_transaction_status", ("a" * 64,)),
}


def check_health(name: str, port: int) -> None:
    """Call the server as a good client does."""
    from python_clients import package

    client = package(name).client(
        f"http://127.0.0.1:{port}", **CREDENTIALS.get(name, {})
    )
    method, args = _HEALTHY[name]
    getattr(client, method)(*args)
    client.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count", type=int, default=200_000, help="requests to each API"
    )
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1 << 32))
    parser.add_argument("--serve", choices=NAMES)
    parser.add_argument("--fd", type=int)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.fd)
        return
    print(f"seed {given.seed}")
    for name in NAMES:
        began = time.monotonic()
        result = campaign(name, given.count, given.seed)
        rate = result.sent / (time.monotonic() - began)
        print(f"{name}: {result.sent:,} requests, {result.answered:,} answered, {rate:,.0f} per second, {result.statuses}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
