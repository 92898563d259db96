"""Python's own process, which always is there."""

from pathlib import Path
import sys

from specmint.play.process import Process, lay

_RUNNER = Path(__file__).parent / "python_runner.py"


def lacks() -> str:
    """Name what the machine lacks: nothing."""
    return ""


def run(folder: Path, package: Path) -> Process:
    """Run samples beside the client's package."""
    lay(folder, package)
    return Process([sys.executable, "-P", str(_RUNNER)], folder, ".py", {})
