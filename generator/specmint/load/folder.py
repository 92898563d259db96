"""The files of a spec's folder, found and read; nothing outside of it is."""

from collections.abc import Iterable, Iterator
import os
from pathlib import Path as FilePath
import stat

from specmint.load.sections import BESIDE, FOLDERS, Laid, kind, lay
from specmint.load.spec import Spec, Specs
from specmint.load.strict import Read, read_yaml
from specmint.load.text import MOST_BYTES
from specmint.problems import Place, Problem


def find_apis(specs: FilePath) -> tuple[str, ...]:
    """List the folders of `specs` that hold a spec, by name."""
    if not specs.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in os.scandir(specs) if _is_api(entry)))


def _is_api(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith((".", "_")) and _is_folder(entry)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False


def read_specs(root: FilePath, folder: str, names: Iterable[str]) -> Specs:
    """Read the named APIs below `root`/`folder`; problems come back in each spec."""
    return {name: _read_spec(root, f"{folder}/{name}", name) for name in names}


def _read_spec(root: FilePath, folder: str, name: str) -> Spec:
    found = list(_read_files(root, folder))
    reads = tuple(read for read in found if isinstance(read, Read))
    problems = [problem for problem in found if isinstance(problem, Problem)]
    is_read = not problems and all(read.data is not None for read in reads)
    laid = Laid()
    mislaid = list(lay(folder, reads, laid))
    problems += [problem for read in reads for problem in read.problems]
    problems += [each.problem for each in mislaid]
    return Spec(
        name=name,
        folder=folder,
        files=reads,
        data=laid.data,
        homes=laid.homes,
        problems=tuple(problems),
        is_whole=is_read and not any(each.leaves_out for each in mislaid),
    )


def _read_files(root: FilePath, folder: str) -> Iterator[Read | Problem]:
    listed = list(_list(root, folder, is_inner=False))
    if f"{folder}/api.yaml" not in listed:
        place = Place(f"{folder}/api.yaml")
        hint = f"run `specmint new {folder.rpartition('/')[2]}` to see one"
        yield Problem(place, "missing-file", "a spec begins with an `api.yaml`", hint)
    for file in listed:
        yield file if isinstance(file, Problem) else _read_file(root, folder, file)


def _list(root: FilePath, folder: str, *, is_inner: bool) -> Iterator[str | Problem]:
    """List the files of a spec's folder, and of the two folders that may be in it."""
    try:
        entries = sorted(os.scandir(root / folder), key=_rank)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith(".") or (not is_inner and entry.name in BESIDE):
            continue
        if not is_inner and entry.name in FOLDERS and _is_folder(entry):
            yield from _list(root, path, is_inner=True)
        else:
            yield path


def _rank(entry: os.DirEntry[str]) -> tuple[str, bool]:
    """Order entries by name, and types.yaml before the folder types/."""
    return entry.name.removesuffix(".yaml"), _is_folder(entry)


def _read_file(root: FilePath, folder: str, file: str) -> Read | Problem:
    if not kind(folder, file):
        message = "this has no place in a spec"
        hint = "a spec has api, types, errors, webhooks, streams and methods/*.yaml"
        if file.endswith(".yml"):
            hint = "its name ends in `.yaml`"
        return Problem(Place(file), "unknown-file", message, hint)
    try:
        return _read(root / file, file)
    except OSError as error:
        return _unreadable(file, error)


def _read(path: FilePath, file: str) -> Read | Problem:
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):  # a pipe would be waited for
        what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
        return Problem(Place(file), "unreadable-file", f"this is {what}")
    return read_yaml(file, read_bounded(path))


def read_bounded(path: FilePath) -> bytes:
    """Read a file as far as it is not too large; a byte more is refused as that."""
    with path.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _unreadable(file: str, error: OSError) -> Problem:
    why = (error.strerror or "unknown error").lower()
    return Problem(Place(file), "unreadable-file", f"this cannot be read: {why}")
