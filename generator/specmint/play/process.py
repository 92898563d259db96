"""A process that runs one sample after the other: the path of each goes in, JSON comes out."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
import json
import os
from pathlib import Path
import selectors
import subprocess
from typing import Self

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What a sample printed, and what it ended with if that was no good end."""

    printed: str
    error: str


class Stuck(Exception):
    """A process that gives no answer."""


class Process:
    """Writes each sample to a file of its own, and lets the process run it."""

    def __init__(
        self, command: Sequence[str], folder: Path, end: str, more: Mapping[str, str]
    ) -> None:
        self._folder, self._end, self._count = folder, end, 0
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whatever samples have left open."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                stream.close()  # type: ignore[union-attr]
        self._process.wait()

    def run(self, code: str) -> Ran:
        """Run a sample to its end."""
        self._count += 1
        path = self._folder / f"sample-{self._count}{self._end}"
        path.write_text(code, "utf-8")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{path}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Stuck("the process has ended") from None
        told = json.loads(self._line())
        return Ran(told["printed"], told["error"])

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not ready.select(_PATIENCE):
                    raise Stuck(f"nothing came in {_PATIENCE:.0f} seconds")
                some = os.read(self._process.stdout.fileno(), 1 << 16)
                if not some:
                    raise Stuck("the process has ended")
                self._unread += some
        line, _, self._unread = self._unread.partition(b"\n")
        return line


def lay(folder: Path, package: Path) -> None:
    """Lay a client's package where samples import it."""
    (folder / package.name).symlink_to(package.resolve(), target_is_directory=True)
