"""The command line: it alone joins the rooms, each imported when it is used."""

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command and give the exit status: 0 clean, 1 problems, 2 wrong use."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["generate"]:
        from specmint.cli.idle import is_current

        if is_current(words[1:]):
            return 0
    from specmint.cli.commands import run

    return run(words)
