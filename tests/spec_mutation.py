"""Changes facts of specs, makes clients and servers of them, and asks who notices.

    python tests/spec_mutation.py --count 100 --seed 1
    python tests/spec_mutation.py --api mtgox --kind default

It works on a copy. A change may be noticed by several:

- `refused`: no code can be made, since an example of the spec contradicts it
- `cases`: the wire cases as they were before it fail on the code that is made of it
- `documents`: with everything made anew, the inventories and the recordings contradict it
- `contract`: with everything made anew, it is another contract than the accepted one

The last two hold even where the cases are made of the changed spec too, and say the same.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Set
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
import io
import os
from pathlib import Path
from random import Random
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from mutation_runs import PATIENCE, import_checks, in_child, quietly, tests_of
import project
from project import NAMES, ROOT
import pytest
from spec_mutants import Change, changes
from test_recordings import bundle_of
from test_wire_contract import kept, marks
from wire_tests import CASES

NEEDED = (
    "specs",
    "tests",
    "docs",
    "pyproject.toml",
    "generated/wire",
    "generated/clients/python",
    "generated/servers/python",
)
BY_DOCUMENTS = ("test_inventory", "test_recordings")
MADE = {"client": "generated/clients/python", "server": "generated/servers/python"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", choices=NAMES)
    parser.add_argument("--kind")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.here:
        return _in_a_copy()
    import_checks()
    score: Counter[str] = Counter()
    for name, change in chosen(args):
        found = verdict(name, change)
        assert is_sound(name), f"the cases of {name} fail without a change"
        print(name, change.kind, *sorted(found), file=sys.stderr, flush=True)
        score.update(found or {"missed"}, all=1)
        if not found & {"refused", "cases", "same"}:
            where = f"{change.path.relative_to(ROOT)}:{change.line}"
            told = f"{change.old} -> {change.new}".replace("\n", " ")
            others = ", ".join(sorted(found)) or "nobody"
            print(f"{where}: {change.kind}: {told[:120]}: {others}", flush=True)
    report(score)
    return 0


def _in_a_copy() -> int:
    with TemporaryDirectory() as home:
        for one in NEEDED:
            source, target = ROOT / one, Path(home) / one
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                skipped = shutil.ignore_patterns("node_modules", "__pycache__")
                shutil.copytree(source, target, ignore=skipped)
            else:
                shutil.copy(source, target)
        script = Path(home) / "tests" / Path(__file__).name
        path = os.pathsep.join(one for one in sys.path if one != str(ROOT / "tests"))
        return subprocess.run(
            [sys.executable, script, *sys.argv[1:], "--here"],
            cwd=home,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        ).returncode


def chosen(args: argparse.Namespace) -> Iterator[tuple[str, Change]]:
    """Choose changes by chance, as many of each kind as there may be."""
    random, kinds = Random(args.seed), dict[str, list[tuple[str, Change]]]()
    for name in NAMES if args.api is None else [args.api]:
        for path in sorted((ROOT / "specs" / name).rglob("*.yaml")):
            for change in changes(path):
                if args.kind in (None, change.kind):
                    kinds.setdefault(change.kind, []).append((name, change))
    share = max(1, args.count // max(1, len(kinds)))
    found = [
        one
        for kind in sorted(kinds)
        for one in random.sample(kinds[kind], min(share, len(kinds[kind])))
    ]
    yield from random.sample(found, len(found))


def verdict(name: str, change: Change) -> Set[str]:
    """Say who notices a change, or that it makes the `same` code and rules."""
    text = change.path.read_text("utf-8")
    before = {side: _files(name, side) for side in MADE}
    change.path.write_text(change.applied(text), "utf-8")
    try:
        if in_child(lambda: _generated(name), PATIENCE) != b"0":
            return {"refused"}
        sides = [side for side in MADE if _files(name, side) != before[side]]
        # Patterns and bounds are kept by the mock alone, which asks the oracle.
        found = {"cases"} if not _all_pass(name, sides or ["client"]) else set[str]()
        found |= set(_others(name))
        return found if sides or found else {"same"}
    finally:
        change.path.write_text(text, "utf-8")
        for files in before.values():
            for path, data in files.items():
                path.write_bytes(data)


@cache
def is_sound(name: str) -> bool:
    """Whether nobody notices anything without a change."""
    return _all_pass(name, list(MADE)) and not list(_others(name))


def _all_pass(name: str, sides: list[str]) -> bool:
    def tried(side: str) -> bytes:
        _load_only(name)
        return b"%d" % tests_of(name, side)

    return all(in_child(lambda s=side: tried(s), PATIENCE) == b"0" for side in sides)  # type: ignore[misc]


def _others(name: str) -> Iterator[str]:
    """Ask what is not made of the spec."""

    def tried() -> bytes:
        _load_only(name)
        quietly()
        known = set(kept(name).read_text("utf-8").splitlines())
        is_accepted = set(marks(bundle_of(name))) == known
        files = [str(ROOT / "tests" / f"{one}.py") for one in BY_DOCUMENTS]
        of_it = f"[{name}] or [{name}-"  # another API may have a method of that name
        words = ["-x", "-q", "-p", "no:cacheprovider", "-k", of_it, *files]
        return b"%d%d" % (pytest.main(words), not is_accepted)

    told = in_child(tried, PATIENCE)
    if told[:1] != b"0":
        yield "documents"
    if told[1:] != b"0":
        yield "contract"


def _load_only(name: str) -> None:
    """Load one spec, as it is now; nobody has loaded it alone before."""
    project.NAMES = (name,)
    bundle_of.cache_clear()


def _generated(name: str) -> bytes:
    from specmint.cli import main as specmint

    sink = io.StringIO()
    words = ["generate", name, "--target", "python-client", "--target", "python-server"]
    with redirect_stdout(sink), redirect_stderr(sink), suppress(SystemExit):
        return b"%d" % specmint(words)
    return b"2"


def _files(name: str, side: str) -> dict[Path, bytes]:
    folder = ROOT / MADE[side] / f"{name}_{side}"
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def report(score: Counter[str]) -> None:
    whole = score["all"] - score["same"]
    for found in ("refused", "cases", "documents", "contract", "missed", "same"):
        print(
            f"{found:10} {score[found]:5} of {whole}  {score[found] / max(1, whole):6.1%}"
        )


assert set(MADE) == set(CASES)

if __name__ == "__main__":
    raise SystemExit(main())
