"""Reads what a checkout has generated, as its lock lists it, ready to be copied."""

from pathlib import Path

from specmint.problems import Place, Problem, Refused
from specmint.tree import Folder, Origin, read_lock
from specmint.tree.disk import links, look, refuse
from specmint.vendor.lines import as_listed, folded

LICENCE = "LICENSE"
_GENERATE = "run `specmint generate` in that checkout"


def read_source(checkout: Path, path: str, name: str, copy_of: Origin) -> Folder:
    """Read a generated folder and the project's licence, as a folder of another name."""
    lock = read_lock(checkout, path)
    if not lock.digest:
        raise Refused([_not_generated(path, copy_of)])
    refuse(links(checkout, [f"{path}/{file}" for file in lock.files]))
    files = {
        file: _read(checkout, f"{path}/{file}", listed)
        for file, listed in lock.files.items()
    }
    refuse(read for read in files.values() if isinstance(read, Problem))
    texts = {file: read for file, read in files.items() if isinstance(read, str)}
    texts = _licence(checkout) | texts
    return Folder(name, tuple(texts.items()), lock.spec, copy_of, lock.version)


def _not_generated(path: str, copy_of: Origin) -> Problem:
    message = f"there is no {copy_of.target} of {copy_of.api} to copy"
    make = f"run `specmint generate {copy_of.api}` there"
    hint = f"{make}, or name a checkout that has it with `--from`"
    return Problem(Place(path), "not-generated", message, hint)


def _read(checkout: Path, path: str, listed: str) -> str | Problem:
    """Read a file that is just as it was made; an edit would go unseen in a copy."""
    found = look(checkout, path)
    if isinstance(found, Problem):
        return found
    if found is None:
        message = "this file would be copied, and is not there"
        return Problem(Place(path), "missing-output", message, _GENERATE)
    text = as_listed(found, listed)
    if text is None:
        message = "this file would be copied, and somebody edited it"
        return Problem(Place(path), "edited-output", message, _GENERATE)
    return _decoded(path, text)


def _decoded(path: str, text: bytes) -> str | Problem:
    try:
        return text.decode()
    except UnicodeDecodeError:
        message = "this file would be copied, and is not text in UTF-8"
        return Problem(Place(path), "not-text", message, "save it as UTF-8")


def _licence(checkout: Path) -> dict[str, str]:
    """Read the project's licence, if it has one."""
    found = look(checkout, LICENCE)
    if found is None:
        return {}
    read = found if isinstance(found, Problem) else _decoded(LICENCE, folded(found))
    if isinstance(read, Problem):
        raise Refused([read])
    return {LICENCE: read}
