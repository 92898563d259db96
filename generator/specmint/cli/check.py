"""Check specs, their examples against their types, and that generated/ is current.

Prints every problem of every file as `file:line:column: error[code]: message; hint`,
and, where all is well, what there is.
"""

import argparse
from pathlib import Path

from specmint.cli.making import OUTPUT, choose_targets, make_folders
from specmint.cli.output import plural, print_problems
from specmint.cli.project import (
    SCHEMA_COPY,
    Loaded,
    choose_apis,
    has_schema,
    hash_spec,
    load_specs,
)
from specmint.model import Api
from specmint.problems import Place, Problem, arrange, has_errors, on_one_line
from specmint.prove import coverage
from specmint.tree import Folder, check, locked_folders


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apis", nargs="*", metavar="API", help="all, if none is named")
    parser.add_argument("--json", action="store_true", help="print problems as JSON")
    parser.add_argument(
        "--specs-only", action="store_true", help="leave generated/ out of it"
    )


def run(args: argparse.Namespace) -> int:
    loaded = load_specs(args.root, choose_apis(args.root, args.apis))
    problems = list(loaded.build(loaded.specs))
    if not args.specs_only and not has_errors(problems):
        problems += _drift(args.root, loaded, is_whole=not args.apis)
    print_problems(arrange(problems), as_json=args.json)
    if not args.json:
        for api in loaded.apis.values():
            print(on_one_line(_told(api)))
    return 1 if has_errors(problems) else 0


def _drift(root: Path, loaded: Loaded, *, is_whole: bool) -> list[Problem]:
    """Find where generated/ is not what the specs make now."""
    folders: list[Folder] = []
    for name, api in loaded.apis.items():
        spec_hash = hash_spec(loaded.specs[name])
        folders += make_folders(root, api, spec_hash, choose_targets(()))
    made = {folder.path for folder in folders}
    others = [path for path in locked_folders(root, OUTPUT) if path not in made]
    problems = list(check(root, folders, others if is_whole else ()))
    return [*problems, *_schema_copy(root)]


def _schema_copy(root: Path) -> list[Problem]:
    if has_schema(root):
        return []
    message = "this is not the schema that editors should check specs against"
    place = Place(SCHEMA_COPY)
    return [Problem(place, "stale-schema", message, "run `specmint generate`")]


def _told(api: Api) -> str:
    """Say what an API has, and what of it nobody has seen."""
    found = coverage(api)
    parts = [
        plural(found.methods, "method"),
        plural(len(api.types), "type"),
        plural(found.errors, "error"),
        plural(sum(count for _, count in found.examples), "example"),
    ]
    told = f"{api.name}: {', '.join(parts)}"
    if found.any_count:
        told += f"; any: {found.any_count}"
    if found.unobserved:
        told += f"; unobserved: {len(found.unobserved)} ({', '.join(found.unobserved)})"
    return told
