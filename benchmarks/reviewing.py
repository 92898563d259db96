"""What a diff costs above reading both of its sides: the largest spec with one change."""

from pathlib import Path
import shutil
import sys
from tempfile import TemporaryDirectory

from measuring import in_turn, ratios, show

SPECS = Path(__file__).parents[1] / "specs"
READ = (
    "from pathlib import Path; from specmint.cli.sides import read_side; "
    "read_side(Path(), 'old'); read_side(Path(), 'new')"
)


def bench_review() -> None:
    largest = max(SPECS.iterdir(), key=weight)
    with TemporaryDirectory() as folder:
        here = Path(folder)
        for side in ("old", "new"):
            shutil.copytree(largest, here / side / "specs" / largest.name)
        api = here / "new" / "specs" / largest.name / "api.yaml"
        api.write_text(
            api.read_text("utf-8").replace("\nsummary: ", "\nsummary: Now ", 1)
        )
        diff = [sys.executable, "-m", "specmint", "diff", "old", "new"]
        pairs = in_turn(diff, [sys.executable, "-c", READ], here)
    show(f"diff of {largest.name}, against reading both", ratios(pairs), most=1.5)


def weight(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*.yaml"))
