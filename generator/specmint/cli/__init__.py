"""The command line: it alone joins the rooms, each imported when it is used."""

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command and give the exit status: 0 clean, 1 problems, 2 wrong use."""
    _open_closed()
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has left; keep the interpreter from complaining on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _open_closed() -> None:
    """Let what is said go nowhere where a stream was closed before the program began."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def _run(words: list[str]) -> int:
    if words[:1] == ["generate"]:
        from specmint.cli.idle import is_current

        if is_current(words[1:]):
            return 0
    from specmint.cli.commands import run

    return run(words)
