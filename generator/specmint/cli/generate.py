"""Write everything that the specs make, or what one API or one target makes.

Only files whose text changes are written. What a run made earlier and makes no longer
is removed; a file that it did not make is never touched. With problems nothing is written.
"""

import argparse
from pathlib import Path

from specmint import __version__, stamp
from specmint.cli.idle import key
from specmint.cli.made import hash_program, is_made, list_inputs, note_maker
from specmint.cli.making import OUTPUT, choose_targets, make_folders
from specmint.cli.output import plural, print_problems, say
from specmint.cli.project import (
    SPECS,
    Loaded,
    choose_apis,
    hash_spec,
    load_specs,
    refresh_schema,
)
from specmint.cli.watch import watch
from specmint.load import find_apis
from specmint.problems import has_errors
from specmint.targets import TARGETS
from specmint.tree import Folder, Report, locked_folders, read_lock, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apis", nargs="*", metavar="API", help="all, if none is named")
    parser.add_argument(
        "--target",
        action="append",
        choices=list(TARGETS),
        default=[],
        help="all, if none is named; may be repeated",
    )
    parser.add_argument(
        "--watch", action="store_true", help="again whenever a file changes"
    )
    parser.add_argument("--force", action="store_true", help="make everything again")


def run(args: argparse.Namespace) -> int:
    if args.watch:
        return watch(lambda: _generate(args), lambda: list_inputs(args.root))
    return _generate(args)


def _generate(args: argparse.Namespace) -> int:
    names = choose_apis(args.root, args.apis)
    before = stamp.observe(list_inputs(args.root))
    loaded = load_specs(args.root, names)
    maker = hash_program()
    targets = choose_targets(args.target)
    fresh = () if args.force else _fresh(args.root, loaded, targets, maker)
    problems = loaded.build(name for name in names if name not in fresh)
    print_problems(problems)
    if has_errors(problems):
        return 1
    folders = _folders(args.root, loaded, targets)
    report = _write(args, folders)
    _remember(args, before, maker)
    print(_told(report, names))
    return 0


def _fresh(
    root: Path, loaded: Loaded, targets: tuple[str, ...], maker: str
) -> tuple[str, ...]:
    """Name the APIs that a run would make just as they are."""
    hashes = {name: hash_spec(spec) for name, spec in loaded.specs.items()}
    return tuple(
        name for name in hashes if is_made(root, name, hashes[name], targets, maker)
    )


def _folders(
    root: Path, loaded: Loaded, targets: tuple[str, ...]
) -> tuple[Folder, ...]:
    folders: list[Folder] = []
    for name, api in loaded.apis.items():
        say(f"making {name} …")
        folders += make_folders(root, api, hash_spec(loaded.specs[name]), targets)
    return tuple(folders)


def _write(args: argparse.Namespace, folders: tuple[Folder, ...]) -> Report:
    """Write, and prune what belongs to no API or target if the run is a whole one."""
    gone: list[str] = []
    if not args.apis and not args.target:
        names = find_apis(args.root / SPECS)
        owned = {target.folder(name) for target in TARGETS.values() for name in names}
        locked = locked_folders(args.root, OUTPUT)
        gone = [path for path in locked if path not in owned]
    report = write(args.root, folders, __version__, tuple(gone))
    refresh_schema(args.root)
    return report


def _remember(
    args: argparse.Namespace, before: dict[str, stamp.Facts], maker: str
) -> None:
    """Note that there is nothing to do until a file changes."""
    if args.target:
        return
    if not args.apis:
        note_maker(args.root, maker)
    outputs = [
        f"{folder}/{path}"
        for folder in locked_folders(args.root, OUTPUT)
        for path in ("specmint.lock", *read_lock(args.root, folder).files)
    ]
    stamp.save(str(args.root), key(args.apis), before, stamp.observe(outputs))


def _told(report: Report, names: tuple[str, ...]) -> str:
    parts = [f"{plural(len(report.written), 'file')} written"]
    if report.removed:
        parts.append(f"{plural(len(report.removed), 'file')} removed")
    parts.append(f"{len(report.kept)} as they were")
    told = f"{', '.join(parts)} ({', '.join(names)})"
    for path in report.saved:
        told += f"\nedited by hand, kept as {path}"
    return told
