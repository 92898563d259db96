"""How long a mock takes to start, from the process to the line that says where it is."""

import os
from pathlib import Path
import signal
import subprocess
import sys

from measuring import RUNS, measure, show

ROOT = Path(__file__).parents[1]
NEEDED = [sys.executable, "-c", "import uvicorn, websockets.asyncio.server"]


def bench_mock() -> None:
    """Compare CPU with importing the web server alone; the first run keeps the model."""
    for name in ("bitcoin", "bitdust"):
        start(name)
        pairs = [(start(name), measure(NEEDED)[0]) for _ in range(RUNS)]
        show(
            f"mock {name}, against importing its web server",
            [ours / library for ours, library in pairs],
            most=4,
        )


def start(name: str) -> float:
    """Start a mock, stop it once it says where it is, and give its CPU seconds."""
    command = [sys.executable, "-m", "specmint", "mock", name, "--port", "0"]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    assert b"http://" in child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 130
    child.stdout.close()
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    bench_mock()
