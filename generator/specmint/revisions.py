"""Files as git keeps them: revisions, what two have in common, and their folders.

Git is asked, and never told to change anything.
"""

from collections.abc import Iterator
from pathlib import Path
import subprocess

from specmint.problems import Place, Problem, Refused


def find_revision(root: Path, word: str) -> str:
    """Give the commit that a word names, or nothing."""
    asked = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{word}^{{commit}}",
    ]
    return _ask(root, *asked)


def no_repository(root: Path) -> str:
    """Say why there are no revisions here, in git's words; nothing where there are."""
    done = _git(root, ("rev-parse", "--git-dir"), b"")
    return _first_line(done.stderr) if done.returncode else ""


def find_merge_base(root: Path, word: str) -> str:
    """Give the commit at which the current branch left another one."""
    commit = find_revision(root, word)
    return _ask(root, "merge-base", commit, "HEAD") if commit else ""


def write_folder(root: Path, commit: str, folder: str, into: Path) -> int:
    """Write a folder as it is in a commit, below `into`; say how many files there are."""
    listed = _run(root, "ls-tree", "-r", "-z", commit, "--", f"{folder}/")
    files = [
        (path, found.split()[2])
        for entry in listed.split(b"\0")
        if entry
        for found, _, path in [entry.partition(b"\t")]
        if found.split()[1] == b"blob" and not found.startswith(b"12")  # no links
    ]
    names = b"".join(name + b"\n" for _, name in files)
    contents = _contents(_run(root, "cat-file", "--batch", given=names))
    for (path, _), content in zip(files, contents, strict=True):
        file = into / path.decode("utf-8", "surrogateescape")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return len(files)


def _contents(told: bytes) -> Iterator[bytes]:
    """Take apart what git says: a line with the size, then the bytes."""
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[2])
        yield told[end + 1 : end + 1 + size]
        at = end + 2 + size


def _ask(root: Path, *words: str) -> str:
    """Ask git something that may have no answer."""
    done = _git(root, words, b"")
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def _run(root: Path, *words: str, given: bytes = b"") -> bytes:
    done = _git(root, words, given)
    if done.returncode:
        raise _refused(f"git says: {_first_line(done.stderr)}")
    return done.stdout


def _first_line(told: bytes) -> str:
    lines = told.decode("utf-8", "replace").splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "nothing"


def _git(
    root: Path, words: tuple[str, ...], given: bytes
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *words], cwd=root, input=given, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise _refused("git is not there to be asked for revisions") from None


def _refused(message: str) -> Refused:
    return Refused([Problem(Place("git"), "no-revision", message)], is_misuse=True)
