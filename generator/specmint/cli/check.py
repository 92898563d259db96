"""Check specs, their examples against their types, and that generated/ is current.

Prints every problem of every file as `file:line:column: error[code]: message; hint`.
"""

import argparse

from specmint.cli.output import print_problems
from specmint.cli.project import choose_apis, load_apis
from specmint.problems import has_errors


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apis", nargs="*", metavar="API", help="all, if none is named")
    parser.add_argument("--json", action="store_true", help="print problems as JSON")


def run(args: argparse.Namespace) -> int:
    names = choose_apis(args.root, args.apis)
    apis, problems = load_apis(args.root, names)
    print_problems(problems, as_json=args.json)
    return 1 if has_errors(problems) else 0
