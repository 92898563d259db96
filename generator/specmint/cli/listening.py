"""Serves a mock on a port, and says where it is and who calls."""

import logging
import socket
import time
from typing import Any

from specmint.mock import is_no_fault
from specmint.model import Api
from specmint.problems import on_one_line


def listen(host: str, port: int) -> socket.socket:
    """Listen on a port; a reply in two pieces does not wait for an acknowledgement."""
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # all inherit it
    return listener


def serve(api: Api, app: Any, host: str, port: int) -> None:
    """Serve a mock until somebody stops it."""
    import uvicorn

    listener = listen(host, port)
    where = f"{host}:{listener.getsockname()[1]}"
    schemes = ["ws" if one.name == "ws" else "http" for one in api.transports]

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Say where it is once it is there, and once it knows what to do at Ctrl-C."""
            await super().startup(sockets)
            print(
                f"{on_one_line(api.title)} at {' and '.join(f'{one}://{where}' for one in schemes)}"
            )
            print("Ctrl-C stops it; one line for each call:", flush=True)

    config = uvicorn.Config(
        app, log_level="error", access_log=False, timeout_graceful_shutdown=1
    )
    logging.getLogger("uvicorn.error").addFilter(is_no_fault)
    Server(config).run([listener])


def log(call: Any, error: BaseException | None, seconds: float) -> None:
    """Print one line for a call."""
    told = "ok" if error is None else f"{type(error).__name__}: {error}"
    caller = f" for {call.caller}" if call.caller else ""
    line = f"{call.method} over {call.transport}{caller}: {told}"
    now = time.strftime("%H:%M:%S")
    # Whoever calls may say anything, and none of it drives a terminal.
    print(now, on_one_line(line), f"({seconds * 1000:.1f} ms)", flush=True)
