"""Changes facts of specs, makes clients and servers of them, and runs the committed cases.

    python tests/spec_mutation.py --count 100 --seed 1
    python tests/spec_mutation.py --api mtgox --kind default

It works on a copy. A change that `specmint check` refuses, since an example of the spec
contradicts it, has been noticed before there was anything to run; it is counted apart.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
import io
import os
from pathlib import Path
from random import Random
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from mutation import PATIENCE, import_checks, in_child, tell, tests_of
from project import NAMES, ROOT
from spec_mutants import Change, changes
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
    score: Counter[tuple[str, str]] = Counter()
    for name, change in chosen(args):
        found = verdict(name, change)
        score[change.kind, found] += 1
        if found == "missed":
            where = f"{change.path.relative_to(ROOT)}:{change.line}"
            told = f"{change.old} -> {change.new}".replace("\n", " ")
            print(f"{where}: {change.kind}: {told[:120]}", flush=True)
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
    for kind in sorted(kinds):
        yield from random.sample(kinds[kind], min(share, len(kinds[kind])))


def verdict(name: str, change: Change) -> str:
    """Say `caught`, `missed`, `refused` by a check, or `same` where nothing came of it."""
    text = change.path.read_text("utf-8")
    kept = {side: _files(name, side) for side in MADE}
    change.path.write_text(change.applied(text), "utf-8")
    try:
        if in_child(lambda: _generated(name), PATIENCE) != b"0":
            return "refused"
        sides = [side for side in MADE if _files(name, side) != kept[side]]
        if not sides:
            return _by_oracle(name)
        for side in sides:
            if not _passes(name, side):
                return "caught"
        return "missed"
    finally:
        change.path.write_text(text, "utf-8")
        for files in kept.values():
            for path, data in files.items():
                path.write_bytes(data)


def _by_oracle(name: str) -> str:
    """Patterns and bounds are kept by the mock alone, which asks the oracle."""
    return "same" if _passes(name, "client") else "caught"


def _passes(name: str, side: str) -> bool:
    return in_child(lambda: b"%d" % tests_of(name, side), PATIENCE) == b"0"


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


def report(score: Counter[tuple[str, str]]) -> None:
    for kind in sorted({kind for kind, _ in score}):
        tell(kind, score[kind, "caught"], score[kind, "missed"])
        for other in ("refused", "same"):
            if count := score[kind, other]:
                print(f"{'':12} {count:5} {other}")
    both = [
        sum(n for (_, f), n in score.items() if f == one)
        for one in ("caught", "missed")
    ]
    tell("all", *both)


assert set(MADE) == set(CASES)

if __name__ == "__main__":
    raise SystemExit(main())
