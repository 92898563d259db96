"""Print the wire cases of one API as one JSON document.

Every example over every transport is a case: the call, the request and the reply on
the wire, and what the caller must see. `--schema` prints their JSON Schema instead.
"""

import argparse
import sys

from specmint.cases import make_traffic, read_wire_schema
from specmint.cli.project import must_load
from specmint.lower import lower
from specmint.render import render
from specmint.targets import wire


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("api", nargs="?", metavar="API")
    what.add_argument("--schema", action="store_true", help="print the cases' schema")


def run(args: argparse.Namespace) -> int:
    if args.schema:
        _print(read_wire_schema())
        return 0
    [api] = must_load(args.root, [args.api]).values()
    for path, text in render(lower(api, wire.NAME, make_traffic(api))):
        if path == wire.CASES:
            _print(text)
    return 0


def _print(text: str) -> None:
    """Print the same bytes everywhere, whatever the locale makes of text."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
