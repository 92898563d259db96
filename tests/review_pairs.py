"""Pairs of specs, before and after a change, laid over one small spec."""

from functools import cache
from pathlib import Path
import shutil
from tempfile import TemporaryDirectory

from specmint.cli.sides import Known, read_side
from specmint.review import Finding, Rules, review

HERE = Path(__file__).parent / "review"
REVIEWED = Path(__file__).parent / "reviewed"
PAIRS = sorted(pair.name for pair in HERE.iterdir() if pair.is_dir())


def lay_pair(root: Path, pair: str) -> tuple[Path, Path]:
    """Write both sides of a pair; a side has the files that differ from the small spec.

    `x.gone` removes `x`.
    """
    sides = []
    for side in ("before", "after"):
        folder = root / side
        shutil.copytree(REVIEWED, folder)
        for file in sorted((HERE / pair / side).rglob("*.*")):
            inside = file.relative_to(HERE / pair / side)
            target = folder / "specs" / "sample" / inside
            if file.suffix == ".gone":
                target.with_suffix("").unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
        sides.append(folder)
    return sides[0], sides[1]


@cache
def sides_of(pair: str) -> tuple[Known, Known]:
    """Read both sides of a pair, once for all tests."""
    with TemporaryDirectory() as folder:
        before, after = lay_pair(Path(folder), pair)
        return known(before), known(after)


def known(folder: Path) -> Known:
    return read_side(folder, folder.as_posix()).apis["sample"]


def found_in(base: Known, head: Known, rules: Rules) -> tuple[Finding, ...]:
    return review(base.api, head.api, base.place, head.place, rules)
