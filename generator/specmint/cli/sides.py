"""The two sides of a diff: revisions, folders or bundle files, read into models."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from specmint.check import check_spec
from specmint.cli.bundles import read_bundle
from specmint.cli.project import SPECS, build, hash_spec
from specmint.load import Spec, find_apis, read_bounded, read_specs
from specmint.model import Api
from specmint.problems import Place, Problem, Refused, has_errors
from specmint.review.approvals import FILE
from specmint.revisions import (
    find_merge_base,
    find_revision,
    no_repository,
    write_folder,
)

Find = Callable[[tuple[str | int, ...]], Place]


@dataclass(frozen=True, slots=True)
class Known:
    """One API of a side: its model, where things stand, what tells it from others."""

    api: Api
    place: Find
    digest: str
    spec: Spec | None = None
    approvals: bytes | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """All APIs of one side; a side of one API is compared with that one alone."""

    label: str
    apis: dict[str, Known] = field(default_factory=dict)
    is_single: bool = False


def read_side(root: Path, word: str) -> Side:
    """Read what a word names: a bundle file, a folder, or a revision."""
    path = Path(word or "\0")  # an empty word is not this folder
    commit = find_revision(root, word) if not _is_path(word) else ""
    if path.exists() and commit:
        message = f"`{word}` is both a revision and a path"
        hint = f"write `./{word}` for the path, or `refs/heads/{word}` for the branch"
        raise _refused(word, message, hint)
    if path.is_file():
        return _read_bundle(path, word)
    if path.is_dir():
        return _read_folder(path, word)
    if commit:
        return read_revision(root, commit, word)
    _needs_repository(root, word, f"`{word[:60]}` is no folder and no bundle file")
    message = f"`{word[:60]}` is no revision, no folder and no bundle file"
    raise _refused(word, message, "name a branch, a tag, a commit or a path")


def _needs_repository(root: Path, word: str, what: str) -> None:
    """Refuse what can only be a revision where there are none."""
    if said := no_repository(root):
        message = f"{what}, and there are no revisions here: {said}"
        hint = "run it in a git repository, or name two folders or bundle files"
        raise _refused(word, message, hint)


def _is_path(word: str) -> bool:
    return word.startswith(("./", "../", "/", "-")) or word in {".", "..", ""}


def read_tree(root: Path) -> Side:
    """Read the working tree."""
    return _read_folder(root, "the working tree")


def read_merge_base(root: Path, word: str) -> Side:
    """Read the commit at which this branch left another one."""
    commit = find_merge_base(root, word)
    if not commit:
        _needs_repository(root, word, f"`{word[:60]}` has to be a branch")
        message = f"there is no commit that `{word[:60]}` and this branch share"
        raise _refused(word, message, "fetch the branch with its history")
    return read_revision(root, commit, f"{word} at {commit[:12]}")


def read_revision(root: Path, commit: str, label: str) -> Side:
    with TemporaryDirectory(prefix="specmint-") as folder:
        into = Path(folder)
        if not write_folder(root, commit, SPECS, into):
            return Side(label)
        return _read_specs(into, SPECS, find_apis(into / SPECS), label)


def _read_folder(path: Path, label: str) -> Side:
    """Read a project, its folder of specs, or the folder of one API."""
    if (path / "api.yaml").is_file():
        whole = path.resolve()
        above = whole.parent
        return _read_specs(
            above.parent, above.name, (whole.name,), label, is_single=True
        )
    if (path / SPECS).is_dir():
        return _read_specs(path, SPECS, find_apis(path / SPECS), label)
    names = tuple(
        name for name in find_apis(path) if (path / name / "api.yaml").is_file()
    )
    if not names:
        message = "there is no spec in this folder"
        raise _refused(str(path), message, f"name a folder that holds `{SPECS}/`")
    whole = path.resolve()
    return _read_specs(whole.parent, whole.name, names, label)


def _read_specs(
    root: Path,
    folder: str,
    names: tuple[str, ...],
    label: str,
    *,
    is_single: bool = False,
) -> Side:
    side = Side(label, is_single=is_single)
    problems: list[Problem] = []
    for name, spec in read_specs(root, folder, names).items():
        found = check_spec(spec)
        problems += (_told(one, label) for one in found)
        if not has_errors(found):
            side.apis[name] = _known(root, spec)
    if has_errors(problems):
        raise Refused(
            (one for one in problems if one.severity == "error"), is_misuse=True
        )
    return side


def _told(problem: Problem, label: str) -> Problem:
    """Say on which side a problem is: both have files of the same names."""
    message = f"{problem.message} (in {label})"
    return Problem(problem.place, problem.code, message, problem.hint, problem.severity)


def _known(root: Path, spec: Spec) -> Known:
    approvals = root / spec.folder / FILE
    raw = read_bounded(approvals) if approvals.is_file() else None

    def place(path: tuple[str | int, ...]) -> Place:
        return spec.place(path, of_key=True)

    return Known(build(spec), place, hash_spec(spec), spec, raw)


def _read_bundle(path: Path, word: str) -> Side:
    api = read_bundle(path)
    digest = sha256(path.read_bytes()).hexdigest()
    known = Known(api, lambda _path: Place(word), digest)
    return Side(word, {api.name: known}, is_single=True)


def _refused(file: str, message: str, hint: str = "") -> Refused:
    problem = Problem(Place(file or "BASE"), "no-revision", message, hint)
    return Refused([problem], is_misuse=True)


def pairs(base: Side, head: Side) -> Iterator[tuple[Known | None, Known | None]]:
    """Pair the APIs of two sides by name, or the two that are alone."""
    if base.is_single and head.is_single:
        yield next(iter(base.apis.values())), next(iter(head.apis.values()))
        return
    narrow = base if base.is_single else head if head.is_single else None
    names = narrow.apis if narrow else {**base.apis, **head.apis}
    for name in sorted(names):
        yield base.apis.get(name), head.apis.get(name)
