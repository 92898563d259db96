"""Write everything that the specs make, or what one API or one target makes.

Only files whose text changes are written. What a run made earlier and makes no longer
is removed; a file that it did not make is never touched. With problems nothing is written.
"""

import argparse
from hashlib import sha256
from pathlib import Path

from specmint import __version__, stamp
from specmint.cli.idle import key
from specmint.cli.making import OUTPUT, choose_targets, hash_spec, make_folders
from specmint.cli.output import plural, print_problems, say
from specmint.cli.project import (
    SPECS,
    Loaded,
    choose_apis,
    load_specs,
    refresh_schema,
)
from specmint.cli.watch import watch
from specmint.load import find_apis
from specmint.problems import has_errors
from specmint.render import TEMPLATES
from specmint.targets import TARGETS
from specmint.tree import Folder, Report, locked_folders, read_lock, write

MADE_BY = Path(".specmint/made-by")


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
        return watch(lambda: _generate(args), lambda: _inputs(args.root))
    return _generate(args)


def _generate(args: argparse.Namespace) -> int:
    names = choose_apis(args.root, args.apis)
    before = stamp.observe(_inputs(args.root))
    loaded = load_specs(args.root, names)
    maker = _maker()
    targets = choose_targets(args.target)
    fresh = (
        ()
        if args.force
        else tuple(
            name for name in names if _is_made(args.root, loaded, name, targets, maker)
        )
    )
    problems = loaded.build(name for name in names if name not in fresh)
    print_problems(problems)
    if has_errors(problems):
        return 1
    folders = _folders(args.root, loaded, targets)
    report = _write(args, folders, fresh)
    _remember(args, before, maker)
    print(_told(report, names))
    return 0


def _folders(
    root: Path, loaded: Loaded, targets: tuple[str, ...]
) -> tuple[Folder, ...]:
    folders: list[Folder] = []
    for name, api in loaded.apis.items():
        say(f"making {name} …")
        folders += make_folders(root, api, hash_spec(loaded.specs[name]), targets)
    return tuple(folders)


def _is_made(
    root: Path, loaded: Loaded, name: str, targets: tuple[str, ...], maker: str
) -> bool:
    """Whether this very program made what the lock lists, and all of it is still there."""
    made_by = root / MADE_BY
    if not made_by.is_file() or made_by.read_text("utf-8") != maker:
        return False
    spec_hash = hash_spec(loaded.specs[name])
    return all(
        _is_whole(root, f"{OUTPUT}/{target}/{name}", spec_hash) for target in targets
    )


def _is_whole(root: Path, folder: str, spec_hash: str) -> bool:
    lock = read_lock(root, folder)
    return lock.spec == spec_hash and all(
        (file := root / folder / path).is_file()
        and sha256(file.read_bytes()).hexdigest() == digest
        for path, digest in lock.files.items()
    )


def _write(
    args: argparse.Namespace, folders: tuple[Folder, ...], fresh: tuple[str, ...]
) -> Report:
    """Write, and prune the folders of APIs that are gone if the run is a whole one."""
    gone: list[str] = []
    if not args.apis and not args.target:
        made = {folder.path for folder in folders}
        known = set(find_apis(args.root / SPECS))
        gone = [
            path
            for path in locked_folders(args.root, OUTPUT)
            if path not in made and path.rpartition("/")[2] not in known & set(fresh)
        ]
    report = write(args.root, folders, __version__, tuple(gone))
    refresh_schema(args.root)
    return report


def _remember(
    args: argparse.Namespace, before: dict[str, stamp.Facts], maker: str
) -> None:
    """Note that there is nothing to do until a file changes."""
    if args.target and not args.apis:
        return
    if not args.apis:
        (args.root / MADE_BY).parent.mkdir(exist_ok=True)
        (args.root / MADE_BY).write_text(maker, "utf-8")
    outputs = [
        f"{folder}/{path}"
        for folder in locked_folders(args.root, OUTPUT)
        for path in ("specmint.lock", *read_lock(args.root, folder).files)
    ]
    stamp.save(str(args.root), key(args.apis), before, stamp.observe(outputs))


def _inputs(root: Path) -> list[str]:
    """List the specs, the program and its templates, with the folders that hold them."""
    specs = root / SPECS
    files = [str(path) for path in specs.rglob("*") if path.is_file() or path.is_dir()]
    program = Path(__file__).parents[1]
    ours = [path for path in program.rglob("*") if path.suffix in {".py", ".json"}]
    templates = [Path(str(TEMPLATES))] if isinstance(TEMPLATES, Path) else []
    ours += [path for top in templates for path in top.rglob("*") if path.is_file()]
    return [str(specs), *files, *map(str, ours)]


def _maker() -> str:
    """Hash the program and its templates."""
    made = sha256(__version__.encode())
    program = Path(__file__).parents[1]
    paths = [path for path in program.rglob("*") if path.suffix in {".py", ".json"}]
    if isinstance(TEMPLATES, Path):
        paths += [path for path in TEMPLATES.rglob("*") if path.is_file()]
    for path in sorted(paths):
        made.update(path.name.encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def _told(report: Report, names: tuple[str, ...]) -> str:
    parts = [f"{plural(len(report.written), 'file')} written"]
    if report.removed:
        parts.append(f"{plural(len(report.removed), 'file')} removed")
    parts.append(f"{len(report.kept)} as they were")
    told = f"{', '.join(parts)} ({', '.join(names)})"
    for path in report.saved:
        told += f"\nedited by hand, kept as {path}"
    return told
