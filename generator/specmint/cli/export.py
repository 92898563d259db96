"""Print one API as an OpenRPC, OpenAPI or AsyncAPI document.

What the format cannot hold stands in extensions, `x-specmint-…`. `--losses` lists
those facts instead of printing the document, with `--json` each with its place.
"""

import argparse
import sys

from specmint.cli.output import plural
from specmint.cli.project import must_load
from specmint.interop import FORMATS, by_fact, export, losses, why_lost
from specmint.layout import json_text
from specmint.problems import Place, Problem, Refused, on_one_line
from specmint.text import data

_WIDTH = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("api", metavar="API")
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument(
        "--losses", action="store_true", help="say what the format cannot hold"
    )
    parser.add_argument("--json", action="store_true", help="losses as JSON")


def run(args: argparse.Namespace) -> int:
    [api] = must_load(args.root, [args.api]).values()
    documents = export(api)
    if args.format not in documents:
        message = f"nothing of `{args.api}` fits into {args.format}"
        hint = f"it can be exported as {' and '.join(documents)}"
        place = Place(f"specs/{args.api}")
        raise Refused([Problem(place, "wrong-format", message, hint)], is_misuse=True)
    document = documents[args.format]
    if not args.losses:
        _print(data(json_text(document, _WIDTH)) + "\n")
        return 0
    found = losses(document)
    if args.json:
        told = [{"at": one.at, "fact": one.fact, "value": one.value} for one in found]
        _print(data(json_text(told, _WIDTH)) + "\n")
        return 0
    for fact, lost in by_fact(found).items():
        places = plural(len(lost), "place")
        first = on_one_line(lost[0].at)
        print(f"{fact}: {why_lost(fact)}; {places}, first {first}")
    return 0


def _print(text: str) -> None:
    """Print the same bytes everywhere, whatever the locale makes of text."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
