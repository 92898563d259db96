"""The commands, and what every one of them does around its own work."""

import argparse
from collections.abc import Callable
from importlib import import_module
import os
from pathlib import Path
import sys
from typing import NoReturn

from specmint import __version__
from specmint.cli.output import print_problems, speak_utf8
from specmint.problems import Place, Problem, Refused, on_one_line

COMMANDS = {
    "check": "check specs, their examples, and that generated/ is current",
    "generate": "write everything that the specs make",
    "bundle": "print one API, resolved, as JSON",
    "export": "print one API as an OpenRPC, OpenAPI or AsyncAPI document",
    "import": "write a spec from OpenRPC, OpenAPI or AsyncAPI documents",
    "wire": "print the wire cases of one API, as JSON",
    "explain": "show the model of one method, and what a target's template sees",
    "docs": "make the static site, with samples that have run",
    "mock": "serve a fake of one API, from its examples",
    "lint": "say what people would trip over in specs that are sound",
    "diff": "say what a change of the specs does to users",
    "vendor": "copy a generated client into another repository, with a lock",
    "rule": "explain a problem by its code",
    "new": "write a minimal spec that already generates",
}
_ABOUT = """\
Turns reviewed YAML specs of an API into clients, servers and docs.

Run it where `specs/` lies. Exit status: 0 clean, 1 problems, 2 wrong use.
"""


def run(words: list[str]) -> int:
    """Run the command that the words name."""
    speak_utf8()
    parser = make_parser(words)
    args = parser.parse_args(words)
    try:
        status: int = args.run(args)
    except Refused as refused:
        print_problems(refused.problems)
        return 2 if refused.is_misuse else 1
    except RecursionError:
        from specmint.cli.project import SPECS, too_deep

        print_problems([too_deep(Place(SPECS))])
        return 1
    except BrokenPipeError:
        raise  # the reader has left, and no file is refused
    except OSError as error:
        print_problems([_denied(error)])
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return status


def _denied(error: OSError) -> Problem:
    """Say which file the system refused, and why."""
    place = Place(str(error.filename or os.curdir))
    return Problem(place, "cannot-write", f"the system says: {error.strerror or error}")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with words that may hold anything."""

    def error(self, message: str) -> NoReturn:
        super().error(on_one_line(message))


def make_parser(words: list[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="specmint",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    wanted = next((word for word in words if word in COMMANDS), "")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == wanted:
            _fill(command, name)
    return parser


def _fill(command: argparse.ArgumentParser, name: str) -> None:
    """Give a command its arguments; only the one that runs is imported."""
    module = import_module(f"specmint.cli.{name}")
    command.description = module.__doc__
    add_arguments: Callable[[argparse.ArgumentParser], None] = module.add_arguments
    add_arguments(command)
    command.set_defaults(run=module.run, root=Path())
