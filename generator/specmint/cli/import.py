"""Write a spec from OpenRPC, OpenAPI or AsyncAPI documents.

What was exported comes back as it was. Of other documents a report says what was
dropped, guessed or looked wrong, each with its place. An API with two transports is
read from two documents, the first of which leads. `--replace` writes over a spec that
an import has made; the corrections in its `overlay.yaml` or the files of its folder
`overlay/` are applied again.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
import re
from typing import Any

from specmint.cli.output import plural
from specmint.cli.project import SPECS, load_specs, refresh_schema
from specmint.cli.spec_files import write_spec
from specmint.interop import (
    FORMATS,
    Miss,
    Remark,
    format_of,
    gathered,
    is_exported,
    lay_over,
    leave_out,
    placed,
    prepare,
    read_document,
    read_exported,
    read_foreign,
    spec_files,
)
from specmint.layout import json_text
from specmint.load import Read, read_bounded, read_yaml
from specmint.problems import Place, Problem, Refused, on_one_line
from specmint.text import data

Places = dict[tuple[str, str], tuple[str, ...]]
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_MOST_ROUNDS = 5
_MOST_PLACES = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", choices=FORMATS, help="of the first file")
    parser.add_argument("files", nargs="+", metavar="FILE", help="or an address")
    parser.add_argument("--as", dest="name", metavar="NAME", required=True)
    parser.add_argument(
        "--replace",
        action="store_true",
        help="write over specs/NAME/, with its overlay",
    )
    parser.add_argument(
        "--folder",
        default="",
        help="references lead to files in it; else in the document's own folder",
    )
    parser.add_argument(
        "--remote", action="store_true", help="references to other hosts are followed"
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON")


def run(args: argparse.Namespace) -> int:
    folder = args.root / SPECS / args.name
    _refuse_bad(args, folder)
    reads = _overlays(args.root, args.name)
    overlays = {file: read.data for file, read in reads.items()}
    stale: list[tuple[str, Miss]] = []
    data, remarks, places = _read(
        args, lambda document: stale.extend(prepare(document, overlays))
    )
    stale += lay_over(data, overlays)
    _refuse_stale(reads, stale)
    files = spec_files(data)
    write_spec(folder, files)
    refresh_schema(args.root)
    if places:
        files, lost = _mended(args, data, files, places)
        remarks += lost
    _report(args, files, remarks)
    return 0


def _mended(
    args: argparse.Namespace,
    data: dict[str, Any],
    files: dict[str, str],
    places: Places,
) -> tuple[dict[str, str], tuple[Remark, ...]]:
    """Leave out what no spec may say, so that the rest can be used."""
    from specmint.check import unsound_parts

    remarks: list[Remark] = []
    for _round in range(_MOST_ROUNDS):
        spec = load_specs(args.root, [args.name]).specs[args.name]
        lost = leave_out(data, unsound_parts(spec), places)
        if not lost:
            break
        remarks += lost
        files = spec_files(data)
        write_spec(args.root / SPECS / args.name, files)
    return files, tuple(map(placed, remarks))


def _read(
    args: argparse.Namespace, prepared: Callable[[dict[str, Any]], None]
) -> tuple[dict[str, Any], tuple[Remark, ...], Places]:
    """Read what we have exported as it was, and what others wrote with a report."""
    documents = _documents(args)
    if all(map(is_exported, documents.values())):
        with _unaltered(args.files[0]):
            data = read_exported(documents, args.name)
            spec_files(data)
            return data, (), {}
    gathering = zip(args.files, documents.items(), strict=True)
    whole, remarks = {}, []
    for where, (form, document) in gathering:
        whole[form], told = gathered(
            where, document, folder=args.folder, is_remote=args.remote
        )
        remarks += told
    return read_foreign(whole, args.name, remarks, prepared)


@contextmanager
def _unaltered(file: str) -> Iterator[None]:
    """Refuse a document that says it is an export of ours, and does not read as one."""
    try:
        yield
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        StopIteration,
        TypeError,
        ValueError,
    ) as error:
        message = f"it is no export any more: {type(error).__name__}: {str(error)[:80]}"
        hint = (
            "export it again, or take `x-specmint-words` out to import it as any other"
        )
        raise Refused([Problem(Place(file), "bad-document", message, hint)]) from error


def _overlays(root: Path, name: str) -> dict[str, Read]:
    """Read the overlay of the API, which is one file or a folder of them."""
    folder = root / SPECS / name
    found = [folder / "overlay.yaml", *sorted((folder / "overlay").glob("*.yaml"))]
    files = [path for path in found if path.is_file()]
    reads = {
        file: read_yaml(file, read_bounded(path))
        for path in files
        for file in [path.relative_to(root).as_posix()]
    }
    problems = [problem for read in reads.values() for problem in read.problems]
    problems += [
        Problem(Place(file), "stale-overlay", "an overlay holds named sections")
        for file, read in reads.items()
        if not read.problems and not isinstance(read.data, dict)
    ]
    if problems:
        raise Refused(problems)
    return reads


def _refuse_stale(reads: dict[str, Read], misses: list[tuple[str, Miss]]) -> None:
    """Refuse overlays that match something no more."""
    if misses:
        raise Refused(
            Problem(
                reads[file].place(miss.path, of_key=True), "stale-overlay", miss.message
            )
            for file, miss in misses
        )


def _documents(args: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in args.files:
        document = read_document(path)
        form = format_of(path, document)
        if not found and form != args.format:
            message = f"it is a document of {form}, and not of {args.format}"
            place = Place(path)
            raise Refused([Problem(place, "bad-document", message)], is_misuse=True)
        if form in found:
            message = f"there is a document of {form} already"
            place = Place(path)
            raise Refused([Problem(place, "bad-document", message)], is_misuse=True)
        found[form] = document
    return found


def _refuse_bad(args: argparse.Namespace, folder: Path) -> None:
    if not _NAME.fullmatch(args.name):
        message = f"`{args.name[:60]}` is not a name for an API"
        hint = "take lower-case letters, digits and _, a letter first"
        raise Refused(
            [Problem(Place(SPECS), "bad-name", message, hint)], is_misuse=True
        )
    if folder.exists() and not args.replace:
        message = "there is such an API already"
        hint = "take another name, or --replace what an import has made"
        raise Refused(
            [Problem(Place(f"{SPECS}/{args.name}"), "api-exists", message, hint)]
        )


def _report(
    args: argparse.Namespace, files: dict[str, str], remarks: tuple[Remark, ...]
) -> None:
    if args.json:
        told = [
            {"at": one.at, "kind": one.kind, "message": one.message} for one in remarks
        ]
        print(data(json_text(told)))
        return
    _tell(args.files[0].rpartition("/")[2], remarks)
    loaded = load_specs(args.root, [args.name])
    left = len(loaded.build([args.name]))
    what = plural(len(files), "file")
    print(f"{SPECS}/{args.name}/ is there: {what}, {plural(len(remarks), 'remark')}")
    if left:
        print(f"`specmint check {args.name}` finds {plural(left, 'problem')}")


def _tell(first: str, remarks: tuple[Remark, ...]) -> None:
    """Print each remark; what is the same at many places is told once."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in remarks:
        at = f"{first}{one.at}" if one.at.startswith("#") else one.at
        places.setdefault((one.kind, one.message), []).append(at)
    for (kind, message), told in places.items():
        shown = told[:_MOST_PLACES]
        more = len(told) - len(shown)
        for at in shown:
            print(on_one_line(f"{at}: {kind}: {message}"))
        if more:
            print(
                f"and at {plural(more, 'more place')}, which `--json` lists:"
                f" {on_one_line(message)}"
            )
