"""Copy a generated client into another repository, with its licence and a lock.

DEST is the folder to put the client's folder into. For --check and --update it may
also be the client's folder itself; otherwise they mean all copies that lie in DEST.

--check finds edited, missing and stray files, and needs nothing but the copy;
with --from it also finds what the checkout has changed since.
--update brings copies up to date, and refuses to overwrite edits.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
import re

from specmint.cli.output import meant, plural, print_problems
from specmint.problems import WARNING, Place, Problem, Refused, arrange, has_errors
from specmint.targets import TARGETS
from specmint.tree import Change, Folder, Origin, gathered
from specmint.vendor import (
    LICENCE,
    Copy,
    Home,
    Update,
    count_lines,
    find_changes,
    find_copies,
    find_edits,
    home_for,
    home_of,
    placed,
    read_source,
    under,
    update,
)

_USAGE = """\
%(prog)s API --target T DEST [--name NAME] [--from CHECKOUT] [--force]
       %(prog)s --check DEST [--from CHECKOUT]
       %(prog)s --update DEST [--from CHECKOUT] [--force]"""
_NAME = re.compile(r"[A-Za-z]\w*(-\w+)*", re.ASCII)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = _USAGE
    parser.add_argument("api", metavar="API", help="what to copy")
    dest = parser.add_argument("dest", metavar="DEST", help="the folder to copy it to")
    dest.required = False  # with --check and --update the one word is DEST
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="find what was edited")
    mode.add_argument("--update", action="store_true", help="bring up to date")
    parser.add_argument("--target", metavar="T", help="which client to copy")
    parser.add_argument("--name", help="what to call the copy, if not as it is called")
    parser.add_argument(
        "--from", dest="checkout", metavar="CHECKOUT", help="the checkout, if not here"
    )
    parser.add_argument(
        "--force", action="store_true", help="overwrite edits, and keep them aside"
    )
    parser.set_defaults(misuse=parser.error)


def run(args: argparse.Namespace) -> int:
    if misuse := _misuse(args):
        args.misuse(misuse)
    if args.check:
        return _check(Path(args.api), args.checkout and Path(args.checkout))
    checkout = Path(args.checkout or args.root)
    if args.update:
        home, folders = _outdated(Path(args.api), checkout)
    else:
        home, folders = _wanted(args, checkout)
    done = update(home, folders, is_forced=args.force)
    print_problems(_unlicensed(folders, checkout))
    for folder in folders:
        print("\n".join(_told(home, folder, done)))
    for path in done.saved:
        print(f"edited by hand, kept as {(home.shown / path).as_posix()}")
    return 0


def _misuse(args: argparse.Namespace) -> str:
    """Say which words do not go together, or nothing."""
    if "" in (args.api, args.dest, args.checkout):
        return "a folder's name is empty"
    if args.check and args.force:
        return "--check overwrites nothing, with or without --force"
    if args.check or args.update:
        if args.dest or args.target or args.name:
            return "--check and --update take DEST alone: its lock says what it is"
    elif not (args.dest and args.target):
        return f"say API --target T DEST, and for T one of {', '.join(TARGETS)}"
    return ""


def _wanted(args: argparse.Namespace, checkout: Path) -> tuple[Home, list[Folder]]:
    """Find what is to be copied, and where."""
    from specmint.cli.project import choose_apis

    copy_of = Origin(args.api, args.target)
    with under(checkout):
        choose_apis(checkout, [args.api])
    folder = _folder(copy_of, Place("--target"), is_misuse=True)
    home = home_for(Path(args.dest), checkout / folder.partition("/")[0])
    name = Path(folder).name if args.name is None else args.name
    if not _NAME.fullmatch(name):
        message = f"`{name[:60]}` is not a name for a package"
        hint = "take letters, digits, _ and -, a letter first"
        problem = Problem(Place("--name"), "bad-name", message, hint)
        raise Refused([problem], is_misuse=True)
    with under(checkout):
        return home, [read_source(checkout, folder, name, copy_of)]


def _outdated(dest: Path, checkout: Path) -> tuple[Home, list[Folder]]:
    """Find the copies that are there, and what they should be now."""
    home = home_of(dest)
    _must_be_checkout(checkout)
    folders: list[Folder] = []
    problems: list[Problem] = []
    for copy in find_copies(home):
        try:
            folders.append(_source(home, copy, checkout))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return home, folders


def _must_be_checkout(checkout: Path) -> None:
    """Refuse a folder in which nothing was ever generated."""
    tops = {target.folder("api").partition("/")[0] for target in TARGETS.values()}
    if not any((checkout / top).is_dir() for top in tops):
        message = f"there is no `{min(tops)}/` in this folder"
        hint = "name a checkout with `--from`"
        problem = Problem(Place(checkout.as_posix()), "no-checkout", message, hint)
        raise Refused([problem], is_misuse=True)


def _source(home: Home, copy: Copy, checkout: Path) -> Folder:
    """Read what a copy should be now."""
    lock = home.shown / copy.name / "specmint.lock"
    folder = _folder(copy.of, Place(lock.as_posix()))
    with under(checkout):
        return read_source(checkout, folder, copy.name, copy.of)


def _folder(copy_of: Origin, place: Place, *, is_misuse: bool = False) -> str:
    """Say which folder of a checkout is copied."""
    target = TARGETS.get(copy_of.target)
    if target is None:
        message = f"there is no target `{copy_of.target}`"
        hint = meant(copy_of.target, list(TARGETS)) or f"there is {', '.join(TARGETS)}"
        problem = Problem(place, "unknown-target", message, hint)
        raise Refused([problem], is_misuse=is_misuse)
    return target.folder(copy_of.api)


def _check(dest: Path, checkout: Path | None) -> int:
    """Print what is not as it was copied, and what is behind if there is a checkout."""
    home = home_of(dest)
    copies = find_copies(home)
    problems: list[Problem] = []
    if checkout:
        _must_be_checkout(checkout)
        for copy in copies:
            problems += gathered(_news(home, copy, checkout))
    for copy in copies:
        problems += [placed(each, home.shown) for each in find_edits(home.root, copy)]
    print_problems(arrange(problems))
    if has_errors(problems):
        return 1
    for copy in copies:
        is_so = "as copied, and current" if checkout else "as copied"
        files = plural(len(copy.lock.files), "file")
        print(f"{(home.shown / copy.name).as_posix()}: {files} {is_so}")
    return 0


def _news(home: Home, copy: Copy, checkout: Path) -> Iterator[Problem]:
    for problem in find_changes(home.root, copy, _source(home, copy, checkout)):
        yield placed(problem, home.shown)


def _unlicensed(folders: Sequence[Folder], checkout: Path) -> list[Problem]:
    if all(LICENCE in dict(folder.files) for folder in folders):
        return []
    message = "the checkout has no licence, so that the copy goes without one"
    place = Place((checkout / LICENCE).as_posix())
    hint = "write one, and then run `specmint vendor --update`"
    return [Problem(place, "missing-licence", message, hint, WARNING)]


def _told(home: Home, folder: Folder, done: Update) -> Iterator[str]:
    """Tell what became of a copy: one line for each file that changed."""
    inside = f"{folder.path}/"
    changes = [each for each in done.changes if each.path.startswith(inside)]
    shown = (home.shown / folder.path).as_posix()
    if not changes:
        yield f"{shown}: current, nothing to do"
        return
    kept = len(folder.files) + 1 - sum(each.text is not None for each in changes)
    yield f"{shown}: {plural(len(changes), 'file')} changed, {kept} as they were"
    for each in changes:
        yield f"  {_kind(each)}  {each.path.removeprefix(inside)}  {_counted(each)}"


def _kind(change: Change) -> str:
    if change.found is None:
        return "new    "
    return "removed" if change.text is None else "changed"


def _counted(change: Change) -> str:
    come, go = count_lines(change.found or b"", change.text or b"")
    has_moved = change.found and change.text and not come and not go
    return "lines moved" if has_moved else f"+{come} -{go}"
