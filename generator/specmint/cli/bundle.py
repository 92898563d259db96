"""Print one API, resolved, as one JSON document.

Lists keep the order of the spec, so that `git diff` of two bundles can be read.
`--schema` prints the JSON Schema of bundles instead.
"""

import argparse
import sys

from specmint.bundle import bundle, read_bundle_schema
from specmint.cli.project import must_load
from specmint.layout import json_text
from specmint.text import data


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("api", nargs="?", metavar="API")
    what.add_argument("--schema", action="store_true", help="print the bundles' schema")


def run(args: argparse.Namespace) -> int:
    if args.schema:
        _print(read_bundle_schema())
        return 0
    [api] = must_load(args.root, [args.api]).values()
    _print(data(json_text(bundle(api))) + "\n")
    return 0


def _print(text: str) -> None:
    """Print the same bytes everywhere, whatever the locale makes of text."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
