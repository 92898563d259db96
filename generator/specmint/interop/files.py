"""A document in several files: all that it refers to is put into one."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
import posixpath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from specmint.interop.schemas import Remark, pointer
from specmint.interop.source import is_url, read_any
from specmint.problems import Place, Problem, Refused

Json = Any
Object = dict[str, Json]
Steps = tuple[str, ...]
FILES = "x-files"  # where the other files stand, by their names
_NOWHERE = "#/"
_MOST_FILES = 2_000
_SUFFIXES = (".json", ".yaml", ".yml", "")
# What is shown is data, and no reference stands in it.
_SHOWN = frozenset(["example", "default", "const", "enum", "value", "externalValue"])
_BY_NAME = frozenset(["properties", "patternProperties", "$defs", "definitions"])


@dataclass(slots=True)
class Gathering:
    """Which files were met: where each is, and its name in the document."""

    main: str
    folder: str
    is_remote: bool
    names: dict[str, str]
    found: Object = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    todo: deque[str] = field(default_factory=deque)


def gathered(
    where: str, document: Object, *, folder: str = "", is_remote: bool = False
) -> tuple[Object, list[Remark]]:
    """Give a document without references to other files, and what could not be read.

    Files are read below `folder`, which is that of the document where none is named;
    addresses are fetched where the document comes from there, or if all may be.
    """
    if not _has_others(document):
        return document, []
    main = where if is_url(where) else Path(where).resolve().as_posix()
    home = Path(folder).resolve().as_posix() if folder else posixpath.dirname(main)
    state = Gathering(main, home, is_remote, {main: ""})
    made = _rewritten(state, document, main, ())
    while state.todo:
        target = state.todo.popleft()
        name = state.names[target]
        try:
            node = read_any(target)
        except Refused as refused:
            state.problems += refused.problems
            continue
        state.found[name] = _rewritten(state, node, target, (FILES, name))
    if state.problems:
        raise Refused(state.problems)
    return made | ({FILES: state.found} if state.found else {}), state.remarks


def _has_others(document: Object) -> bool:
    todo: list[Json] = [document]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and not ref.startswith("#"):
                return True
            todo += node.values()
        elif isinstance(node, list):
            todo += node
    return False


def _rewritten(state: Gathering, node: Json, base: str, at: Steps) -> Json:
    """Give a node in which every reference leads into the one document."""
    if isinstance(node, list):
        return [
            _rewritten(state, one, base, (*at, str(index)))
            for index, one in enumerate(node)
        ]
    if not isinstance(node, dict):
        return node
    is_by_name = at[-1:] != () and at[-1] in _BY_NAME
    made: Object = {}
    for key, one in node.items():
        if key == "$ref" and isinstance(one, str):
            made[key] = _reference(state, one, base, at)
        elif key in _SHOWN and not is_by_name:
            made[key] = one
        elif key == "mapping" and at[-1:] == ("discriminator",):
            made[key] = _mapping(state, one, base, (*at, key))
        else:
            made[key] = _rewritten(state, one, base, (*at, str(key)))
    return made


def _mapping(state: Gathering, node: Json, base: str, at: Steps) -> Json:
    """A discriminator names its cases by references, or by bare names."""
    if not isinstance(node, dict):
        return node
    return {
        key: (
            _reference(state, one, base, at)
            if isinstance(one, str) and ("#" in one or one.endswith(_SUFFIXES[:3]))
            else one
        )
        for key, one in node.items()
    }


def _reference(state: Gathering, ref: str, base: str, at: Steps) -> str:
    try:
        return _led(state, ref, base, at)
    except (ValueError, OSError):
        message = f"`{ref[:200]}` names no file, and no address of http or https"
        state.remarks.append(Remark(pointer(at), "dropped", message))
        return _NOWHERE


def _led(state: Gathering, ref: str, base: str, at: Steps) -> str:
    file, _, fragment = ref.partition("#")
    if "://" in file and not is_url(file):
        raise ValueError("only files and addresses of http and https are read")
    if not file:
        target = base
    elif is_url(file) or is_url(base):
        target = urljoin(base, file) if is_url(base) else file
    else:
        target = posixpath.normpath(
            posixpath.join(posixpath.dirname(base), unquote(file))
        )
    if target not in state.names:
        why = _forbidden(state, target, file)
        if why:
            state.remarks.append(Remark(pointer(at), "dropped", why))
            return _NOWHERE
        _meet(state, target)
    name = state.names[target]
    steps = (FILES, name) if name else ()
    inside = f"/{fragment.lstrip('/')}" if fragment.strip("/") else ""
    return (pointer(steps) if steps else "#") + inside


def _forbidden(state: Gathering, target: str, told: str) -> str:
    """Say why a file may not be read, if it may not."""
    shown = told[:200]
    if posixpath.splitext(urlsplit(target).path)[1].lower() not in _SUFFIXES:
        return f"`{shown}` is neither JSON nor YAML, and is not read"
    if is_url(target):
        is_near = is_url(state.main) and _origin(target) == _origin(state.main)
        if is_near or state.is_remote:
            return ""
        return f"`{shown}` is not fetched; `--remote` allows it"
    real = Path(target).resolve()
    if not real.is_relative_to(state.folder):
        return f"`{shown}` is outside of the document's folder, and is not read; `--folder` names a wider one"
    if real.exists() and not real.is_file():
        return f"`{shown}` is no ordinary file, and is not read"
    return ""


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _meet(state: Gathering, target: str) -> None:
    """Take up a file that nothing has led to yet."""
    if len(state.names) > _MOST_FILES:
        message = f"it refers to more than {_MOST_FILES:,} files"
        raise Refused([Problem(Place(state.main), "bad-document", message)])
    is_inside = not is_url(target) and target.startswith(state.folder.rstrip("/") + "/")
    name = target.removeprefix(state.folder.rstrip("/") + "/") if is_inside else target
    state.names[target] = name
    state.todo.append(target)


def placed(remark: Remark) -> Remark:
    """Name the file of a remark, where it is another one."""
    head = f"#/{FILES}/"
    if not remark.at.startswith(head):
        return remark
    name, _, rest = remark.at.removeprefix(head).partition("/")
    name = name.replace("~1", "/").replace("~0", "~")
    return Remark(f"{name}#/{rest}", remark.kind, remark.message)
